import type { Project, Snapshot, Usage } from '../../project/index.ts';
import { addTo, type Problem, type Uri } from '../../text/index.ts';
import { compositionProblems } from './composition.ts';
import { withoutIgnored } from './ignored.ts';
import { interpolation } from './interpolation.ts';
import { joined } from './judgement.ts';
import { modelSchema } from './modelSchema.ts';
import { registry } from './registry.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules.ts';
import { groupSchemasIn, schema } from './schema.ts';
import { target } from './target.ts';
import { targetArguments } from './targetArguments.ts';

/** The rules that a run can break. */
const OF_RUN: readonly Rule<unknown>[] = [interpolation, schema, modelSchema, registry, target, targetArguments];

/** What is wrong with one composition, its overrides included: what a launch asks. */
export function problemsOfUsage(snapshot: Snapshot, project: Project, usage: Usage): readonly Problem[] {
  const context = { snapshot, project };
  // Of a run everything is judged, whoever else reaches it.
  const judged = { ...usage, judges: () => true };
  const found = new Map(
    OF_RUN.map((rule) => [RULES.indexOf(rule), rule.ofUsage?.(context, judged) ?? []] as const).filter(
      ([, each]) => each.length > 0,
    ),
  );
  const told = [...joined({ ...context, judgesOf: () => [usage.key], isRun: true }, [{ key: usage.key, found }])];
  const heard = notIgnored(snapshot, [...told.flatMap((each) => each ?? []), ...groupSchemasIn(context, usage)]);
  const own = new Set(usage.composition.defaultsList.map((choice) => choice.file.uri));
  return [
    ...compositionProblems(snapshot, usage),
    ...heard.filter(({ span }) => own.has(span.uri) || !span.uri.startsWith('file:')),
  ];
}

/** Of what Hydra itself refuses no comment makes a run. */
function notIgnored(snapshot: Snapshot, problems: readonly Problem[]): Problem[] {
  const byFile = new Map<Uri, Problem[]>();
  for (const problem of problems) addTo(byFile, problem.span.uri, problem);
  return [...byFile].flatMap(([uri, found]) => withoutIgnored(snapshot, uri, found, false));
}
