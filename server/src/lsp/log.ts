import { withoutEscapes } from '../text/index.ts';

/** Writes down what went wrong: where, and the exception. */
export type ErrorLog = (where: string, error: unknown) => void;

/** Kinds of exceptions that are told apart; beyond, the oldest is told in full again. */
const REMEMBERED = 200;

/**
 * A log that an exception at every key press does not flood. The first of its kind is written with its stack, then only
 * the 10th, the 100th and so on, with the count. What was thrown at the same place of our code is of one kind, whatever
 * its message quotes.
 */
export function createErrorLog(write: (text: string) => void): ErrorLog {
  const counts = new Map<string, number>();
  const tell = (text: string) => write(withoutEscapes(text));
  return (where, error) => {
    const { headline, frames } = partsOf(error);
    const kind = `${where}\n${frames === '' ? headline : frames.split('\n', 3).join('\n')}`;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.delete(kind);
    counts.set(kind, count);
    if (counts.size > REMEMBERED) counts.delete(counts.keys().next().value as string);
    if (count === 1) tell(`${where}: ${headline}${frames === '' ? '' : `\n${frames}`}`);
    else if (Number.isInteger(Math.log10(count))) tell(`${where}: ${headline} (${count} times by now)`);
  };
}

function partsOf(error: unknown): { readonly headline: string; readonly frames: string } {
  if (!(error instanceof Error)) return { headline: String(error), frames: '' };
  const headline = `${error.name}: ${error.message}`;
  const stack = String(error.stack ?? '');
  const begin = stack.search(/^ {4}at /m);
  return { headline, frames: begin === -1 ? '' : stack.slice(begin) };
}
