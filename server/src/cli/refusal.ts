import type { Snapshot } from '../project/index.ts';
import { type Problem, printable } from '../text/index.ts';
import { placeText } from './place.ts';
import type { Streams } from './streams.ts';

/**
 * Tells what Hydra refuses: its own message for the first error, one line for each further one, each with its place.
 * Returns whether it refuses.
 */
export function tellRefusals(snapshot: Snapshot, problems: readonly Problem[], { err }: Streams): boolean {
  const refused = problems.filter((problem) => problem.refusal !== undefined);
  for (const [index, problem] of refused.entries()) err(refusalText(snapshot, problem, index === 0));
  return refused.length > 0;
}

function refusalText(snapshot: Snapshot, problem: Problem, whole: boolean): string {
  const message = whole ? (problem.refusal?.message ?? problem.message) : problem.message;
  const place = placeText(snapshot, problem.span);
  return `${asText(message === '' ? (problem.refusal?.errorClass ?? '') : message)}\n${place === undefined ? '' : `    at ${place}\n`}`;
}

/** Lines and tabs of Hydra's message stay; a line that GitHub would take for a command is none. */
function asText(message: string): string {
  const lines = message.split('\n').map((line) => line.split('\t').map(printable).join('\t'));
  return lines.join('\n').replaceAll(/^(\s*):(?=:)/gm, '$1\\x3a');
}
