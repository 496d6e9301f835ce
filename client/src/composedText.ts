/** The text of a composed config's read-only document. */
import type { ComposedResult, LaunchProblem } from '../../server/src/protocol';
import { placeText } from './rows';

/** A broken line of YAML has many consequences; below the first ones the config is to be seen. */
const MOST_PROBLEMS = 6;

/** Composed YAML; where the composition failed, why it did comes first, as comments, and the good half follows. */
export function composedText(result: ComposedResult): string {
  if (result.name === undefined) return '# This file belongs to no Hydra composition.\n';
  if (result.problems.length === 0) return result.text;
  const errors = result.problems.filter((problem) => problem.severity === 'error').length;
  const head =
    errors > 0
      ? `# ${result.name} does not compose. Below is as much of it as could be composed.`
      : `# ${result.name} composes, with warnings.`;
  const told = result.problems.slice(0, MOST_PROBLEMS).flatMap(commentLines);
  const left = result.problems.length - MOST_PROBLEMS;
  if (left > 0) told.push(`# and ${left} more`);
  return `${[head, ...told].join('\n')}\n\n${result.text}`;
}

function commentLines(problem: LaunchProblem): readonly string[] {
  const where = problem.place ? ` (${placeText(problem.place)})` : '';
  const [first, ...others] = `${problem.severity}: ${problem.message}${where}`.split(/\r?\n/);
  return [`# ${first}`, ...others.map((line) => `#   ${line}`)];
}
