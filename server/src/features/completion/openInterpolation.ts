import type { Range } from '../../text/index.ts';

/** The `${` that is open at a cursor. */
export interface OpenInterpolation {
  /** What is written between it and the cursor. */
  readonly inner: string;
  /** From behind the `${` to the end of the name under the cursor. */
  readonly range: Range;
  /** What follows the name under the cursor. */
  readonly next: string;
  /** Whether its `}` follows. */
  readonly isClosed: boolean;
  /** The outermost one that it stands in, itself where it stands in none, with its braces. */
  readonly outer: Range;
  readonly isNested: boolean;
}

/**
 * Finds the interpolation that a cursor stands in, in a line that may be half typed; `before` and `after` are the line's
 * halves. Escaped ones (`\${`) and those that are closed again count for nothing.
 */
export function openInterpolation(before: string, after: string, offset: number): OpenInterpolation | undefined {
  const open = openBraces(before);
  const starts = open.filter((each) => each.isInterpolation);
  const innermost = open.at(-1);
  const own = starts.at(-1);
  const outermost = starts[0];
  if (own === undefined || outermost === undefined || innermost?.isInterpolation !== true) return undefined;
  const word = /^[^\s.:,[\]{}()$"'#\\]*/.exec(after)?.[0].length ?? 0;
  const closers = closingBraces(after);
  const lineStart = offset - before.length;
  // Where not all of them are closed, what follows the word belongs to none.
  const end = closers[open.length - 1];
  return {
    inner: before.slice(own.at + 2),
    range: { start: lineStart + own.at + 2, end: offset + word },
    next: after.charAt(word),
    isClosed: closers.length > 0,
    outer: { start: lineStart + outermost.at, end: offset + (end === undefined ? word : end + 1) },
    isNested: starts.length > 1,
  };
}

interface Brace {
  readonly at: number;
  /** Else a dictionary among a resolver's arguments. */
  readonly isInterpolation: boolean;
}

function openBraces(text: string): readonly Brace[] {
  const open: Brace[] = [];
  for (const { 0: found, index } of text.matchAll(/(\\*)\$\{|[{}]/g)) {
    if (found === '}') open.pop();
    else if (found === '{') {
      // Outside of interpolations it is YAML's.
      if (open.length > 0) open.push({ at: index, isInterpolation: false });
    } else if ((found.length - 2) % 2 === 0) open.push({ at: index + found.length - 2, isInterpolation: true });
  }
  return open;
}

/** The places of braces that close what was opened before the text. */
function closingBraces(text: string): readonly number[] {
  const closers: number[] = [];
  let depth = 0;
  for (const { 0: found, index } of text.matchAll(/[{}]/g)) {
    if (found === '{') depth += 1;
    else if (depth > 0) depth -= 1;
    else closers.push(index);
  }
  return closers;
}
