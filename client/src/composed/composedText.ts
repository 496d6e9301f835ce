/** The text of a composed config's read-only document, and what is said of its lines. */
import { l10n } from 'vscode';
import type { ComposedLine, ComposedResult, LaunchProblem, Place } from '../../../server/src/protocol';
import { focusName } from '../focus/focusRows';
import { decoded, placeText } from '../rows';

/** A broken line of YAML has many consequences; below the first ones the config is to be seen. */
const MOST_PROBLEMS = 6;

/**
 * Composed YAML. Before it stand, as comments, which composition it is, where that is not the source's own as it stands,
 * and why it fails, where it does; then the good half follows.
 */
export function composedText(result: Told, source: string, isCompared = false): string {
  return headOf(result, source, isCompared) + result.text;
}

type Told = Omit<ComposedResult, 'lines'>;

/** What stands before the YAML. Of what is compared a title says which composition it is. */
function headOf(result: Told, source: string, isCompared: boolean): string {
  const { name, overrides = [], problems, text } = result;
  if (name === undefined) return `# ${l10n.t('This file belongs to no Hydra composition.')}\n`;
  const composition = focusName({ name, overrides });
  const isOwn = isCompared || (overrides.length === 0 && decoded(source).endsWith(`/${name}.yaml`));
  const seen = isOwn ? [] : [`# ${l10n.t('As seen from {0}.', composition.replace(/\s+/g, ' '))}`];
  if (problems.length === 0) return [...seen, ''].join('\n');
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const head =
    errors > 0
      ? `# ${l10n.t('{0} does not compose. Below is as much of it as could be composed.', name)}`
      : `# ${l10n.t('{0} composes, with warnings.', name)}`;
  const told = problems.slice(0, MOST_PROBLEMS).flatMap(commentLines);
  const left = problems.length - MOST_PROBLEMS;
  if (left > 0) told.push(`# ${l10n.t('and {0} more', left)}`);
  return `${[...seen, head, ...told].join('\n')}\n${text === '' ? '' : '\n'}`;
}

function commentLines(problem: LaunchProblem): readonly string[] {
  const where = problem.place ? ` (${placeText(problem.place)})` : '';
  const [first, ...others] = `${problem.severity}: ${problem.message}${where}`.split(/\r?\n/);
  return [`# ${first}`, ...others.map((line) => `#   ${line}`)];
}

/** What stands at the end of a line. */
export interface OriginHint {
  readonly line: number;
  /** `← mamba.yaml:37`. */
  readonly text: string;
  readonly target?: Place;
  /** Markdown. */
  readonly about: string;
}

const LONGEST = 60;

/**
 * Who decided the values, said once for all that follow from the same file, and wherever one won over another. Saying it at
 * each line would hide the config.
 */
export function originHints(lines: readonly ComposedLine[], shift: number): readonly OriginHint[] {
  let before: string | undefined;
  return lines.flatMap(({ line, from, over, target, about }) => {
    if (from === undefined) return [];
    const source = target?.uri ?? from;
    const isNew = source !== before;
    before = source;
    if (!isNew && over === undefined) return [];
    const text = `← ${short(from)}${over === undefined ? '' : `, ${l10n.t('over {0}', short(over))}`}`;
    return [{ line: line + shift, text, ...(target !== undefined && { target }), about }];
  });
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

/** The entry that a line of the document belongs to: a value may go on over several lines. */
export function entryAt(lines: readonly ComposedLine[], line: number): ComposedLine | undefined {
  return lines.findLast((each) => each.line <= line);
}
