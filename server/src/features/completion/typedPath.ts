/** A path that is being typed: what is finished of it, and how the next name is written. */
export interface TypedPath {
  readonly dots: number;
  /** With dots and blanks, up to where the next name begins. */
  readonly lead: string;
  /** Without its last dot or bracket: `model.layers`. */
  readonly above: string;
  readonly isBracket: boolean;
}

export function typedPath(text: string): TypedPath {
  const start = /^\s*\.*/.exec(text)?.[0] ?? '';
  const dots = start.trimStart().length;
  let depth = 0;
  let cut = start.length;
  for (let index = start.length; index < text.length; index++) {
    if (text[index] === '{') depth += 1;
    else if (text[index] === '}') depth -= 1;
    else if (depth === 0 && (text[index] === '.' || text[index] === '[')) cut = index + 1;
  }
  const isBracket = text[cut - 1] === '[';
  const above = cut > start.length ? text.slice(start.length, cut - 1) : '';
  return { dots, lead: text.slice(0, cut), above, isBracket };
}
