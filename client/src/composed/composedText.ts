/** The text of a composed config's read-only document. */
import type { ComposedResult, LaunchProblem } from '../../../server/src/protocol';
import { focusName } from '../focus/focusRows';
import { decoded, placeText } from '../rows';

/** A broken line of YAML has many consequences; below the first ones the config is to be seen. */
const MOST_PROBLEMS = 6;

/**
 * Composed YAML. Before it stand, as comments, which composition it is, where that is not the source's own as it stands,
 * and why it fails, where it does; then the good half follows.
 */
export function composedText(result: Omit<ComposedResult, 'lines'>, source: string): string {
  const { name, overrides = [], problems, text } = result;
  if (name === undefined) return '# This file belongs to no Hydra composition.\n';
  const composition = focusName({ name, overrides });
  const isOwn = overrides.length === 0 && decoded(source).endsWith(`/${name}.yaml`);
  const seen = isOwn ? [] : [`# As seen from ${composition.replace(/\s+/g, ' ')}.`];
  if (problems.length === 0) return [...seen, text].join('\n');
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const head =
    errors > 0
      ? `# ${name} does not compose. Below is as much of it as could be composed.`
      : `# ${name} composes, with warnings.`;
  const told = problems.slice(0, MOST_PROBLEMS).flatMap(commentLines);
  const left = problems.length - MOST_PROBLEMS;
  if (left > 0) told.push(`# and ${left} more`);
  return `${[...seen, head, ...told].join('\n')}\n\n${text}`;
}

function commentLines(problem: LaunchProblem): readonly string[] {
  const where = problem.place ? ` (${placeText(problem.place)})` : '';
  const [first, ...others] = `${problem.severity}: ${problem.message}${where}`.split(/\r?\n/);
  return [`# ${first}`, ...others.map((line) => `#   ${line}`)];
}
