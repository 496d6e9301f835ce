import { judgedUsages, type Project, type Snapshot, type Usage, walk } from '../../project/index.ts';
import type { ConfigFile, Problem, Uri } from '../../text/index.ts';
import { composition, compositionProblems } from './composition.ts';
import { interpolation } from './interpolation.ts';
import { missingBase } from './missingBase.ts';
import { modelSchema } from './modelSchema.ts';
import { override } from './override.ts';
import { packageHeader } from './packageHeader.ts';
import { projectFile } from './projectFile.ts';
import { registry } from './registry.ts';
import { registryEntries } from './registryEntries.ts';
import { registryNames } from './registryNames.ts';
import type { Rule, RuleContext } from './rule.ts';
import { schema } from './schema.ts';
import { selfEntry } from './selfEntry.ts';
import { shadowedBase } from './shadowedBase.ts';
import { syntax } from './syntax.ts';
import { target } from './target.ts';
import { targetArguments } from './targetArguments.ts';
import { unreadKeys } from './unreadKeys.ts';

export type { Rule } from './rule.ts';

/** Every rule, in the order of its codes. */
export const RULES: readonly Rule[] = [
  syntax,
  composition,
  packageHeader,
  selfEntry,
  interpolation,
  schema,
  modelSchema,
  unreadKeys,
  missingBase,
  shadowedBase,
  registryNames,
  registry,
  registryEntries,
  override,
  projectFile,
  target,
  targetArguments,
];

/** The problems of every config of the workspace, by document; documents without any are absent. */
export function diagnose(snapshot: Snapshot): ReadonlyMap<Uri, readonly Problem[]> {
  const found = new Map<Uri, Problem[]>();
  const seen = new Set<string>();
  for (const project of snapshot.projects()) {
    for (const problem of problemsOf(snapshot, project)) {
      const { span, code, message } = problem;
      // The same thing is found once for each composition that a file takes part in.
      const place = `${span.uri} ${span.start} ${span.end} ${code} ${message}`;
      if (seen.has(place)) continue;
      seen.add(place);
      const there = found.get(span.uri);
      if (there === undefined) found.set(span.uri, [problem]);
      else there.push(problem);
    }
  }
  for (const problems of found.values()) problems.sort((left, right) => left.span.start - right.span.start);
  return found;
}

/** What is wrong with one composition, its overrides included: what a launch asks. */
export function problemsOfUsage(snapshot: Snapshot, project: Project, usage: Usage): readonly Problem[] {
  const context: RuleContext = { snapshot, project, files: configsOf(snapshot, project), usages: [usage] };
  // What an option's file says by itself may be overridden in this run.
  const ofRun: RuleContext = { ...context, files: [] };
  const found = [interpolation, schema, modelSchema, registry, target, targetArguments].flatMap((rule) =>
    rule
      .check(rule === target || rule === targetArguments ? ofRun : context)
      .flatMap((problem) => withSeverity(project, rule, problem)),
  );
  const own = new Set(usage.composition.defaultsList.map((choice) => choice.file.uri));
  return [
    ...compositionProblems(snapshot, usage),
    ...found.filter(({ span }) => own.has(span.uri) || !span.uri.startsWith('file:')),
  ];
}

function problemsOf(snapshot: Snapshot, project: Project): Problem[] {
  const context = contextOf(snapshot, project);
  return RULES.flatMap((rule) =>
    rule.check(context).flatMap((problem) => withSeverity(project, rule, visible(snapshot, problem))),
  );
}

/** What is missing at the end of a file has no text to underline there: the last letter stands for it. */
function visible(snapshot: Snapshot, problem: Problem): Problem {
  const { span } = problem;
  const end = snapshot.files.file(span.uri)?.text.trimEnd().length ?? 0;
  return span.start < end || end === 0 ? problem : { ...problem, span: { ...span, start: end - 1, end } };
}

function contextOf(snapshot: Snapshot, project: Project): RuleContext {
  const usages = project.roots.flatMap((root) => judgedUsages(snapshot, project, root));
  return { snapshot, project, files: configsOf(snapshot, project), usages };
}

function configsOf(snapshot: Snapshot, project: Project): ConfigFile[] {
  return project.roots.flatMap((root) =>
    walk(snapshot.files, root.uri).flatMap((uri) => (uri.endsWith('.yaml') ? (snapshot.config(uri) ?? []) : [])),
  );
}

/** A project may give a rule another severity, or switch it off. */
function withSeverity(project: Project, rule: Rule, problem: Problem): Problem[] {
  const { rules } = project.file;
  const severity = rules.get(problem.code) ?? rules.get(rule.name) ?? problem.severity;
  return severity === 'off' ? [] : [{ ...problem, severity }];
}
