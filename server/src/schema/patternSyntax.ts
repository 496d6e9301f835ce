/** Ranges of code points, both ends included. */
export type CharacterSet = readonly (readonly [number, number])[];

export type PatternNode =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly min: number; readonly max: number };

/** An expression, or one that stands in a look-around: it is matched on its own. */
export interface ParsedPattern {
  readonly node: PatternNode;
  /** Whether it can begin at one place only. */
  readonly isAnchored: boolean;
}

const ANY: CharacterSet = [[0, 0x10ffff]];
const DIGITS: CharacterSet = [[48, 57]];
const WORD: CharacterSet = [...DIGITS, [65, 90], [95, 95], [97, 122]];
const BLANKS: CharacterSet = [
  [9, 13],
  [32, 32],
  [160, 160],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];
const LINE_ENDS: CharacterSet = [
  [10, 10],
  [13, 13],
  [0x2028, 0x2029],
];
const EMPTY: PatternNode = { kind: 'sequence', parts: [] };

/**
 * The shape of a regular expression that JavaScript accepts, as far as the time of a match depends on it: look-arounds
 * first, the expression itself last. A text where the shape is not known: why.
 */
export function parsePattern(text: string): readonly ParsedPattern[] | string {
  const found: ParsedPattern[] = [];
  let at = 0;
  let refusal: string | undefined;

  const choice = (): PatternNode & { isAnchored?: boolean } => {
    const parts: PatternNode[] = [];
    let anchored = true;
    do {
      if (text[at] === '|') at += 1;
      anchored = text[at] === '^' && anchored;
      parts.push(sequence());
    } while (text[at] === '|');
    const [only] = parts;
    const node: PatternNode = parts.length === 1 && only !== undefined ? only : { kind: 'choice', parts };
    return { ...node, isAnchored: anchored };
  };
  const sequence = (): PatternNode => {
    const parts: PatternNode[] = [];
    while (at < text.length && text[at] !== '|' && text[at] !== ')' && refusal === undefined) parts.push(term());
    return { kind: 'sequence', parts };
  };
  const term = (): PatternNode => {
    let node = atom();
    const quantifier = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/.exec(text.slice(at, at + 40));
    if (quantifier === null) return node;
    at += quantifier[0].length;
    const [, sign, low, comma, high] = quantifier;
    const min = sign === undefined ? Number(low) : sign === '+' ? 1 : 0;
    const most = comma === undefined ? min : high === '' ? Number.POSITIVE_INFINITY : Number(high);
    const max = sign === undefined ? most : sign === '?' ? 1 : Number.POSITIVE_INFINITY;
    node = { kind: 'repeat', part: node, min, max };
    return node;
  };
  const atom = (): PatternNode => {
    const sign = text[at];
    if (sign === '(') return group();
    if (sign === '[') return { kind: 'set', set: characterClass() };
    if (sign === '\\') {
      const set = escaped(false);
      return set === undefined ? EMPTY : { kind: 'set', set };
    }
    at += 1;
    if (sign === '^' || sign === '$') return EMPTY;
    if (sign === '.') return { kind: 'set', set: complement(LINE_ENDS) };
    const code = text.codePointAt(at - 1) ?? 0;
    if (code > 0xffff) at += 1;
    return { kind: 'set', set: [[code, code]] };
  };
  const group = (): PatternNode => {
    const [opening = '('] = /^\((?:\?(?:[:=!]|<[=!]|<[^>]*>|[a-z-]*:))?/.exec(text.slice(at)) ?? [];
    at += opening.length;
    const { isAnchored = false, ...node } = choice();
    at += 1;
    if (!/^\(\?<?[=!]/.test(opening)) return node as PatternNode;
    found.push({ node: node as PatternNode, isAnchored: isAnchored || !opening.includes('<') });
    return EMPTY;
  };
  const characterClass = (): CharacterSet => {
    at += 1;
    const isNegated = text[at] === '^';
    if (isNegated) at += 1;
    const set: [number, number][] = [];
    while (at < text.length && text[at] !== ']') {
      const from = classAtom();
      const [low] = from;
      if (text[at] === '-' && text[at + 1] !== ']' && isSingle(from) && low !== undefined) {
        at += 1;
        const [high] = classAtom();
        set.push([low[0], Math.max(low[0], high?.[1] ?? low[0])]);
      } else set.push(...from.map(([start, end]): [number, number] => [start, end]));
    }
    at += 1;
    return isNegated ? complement(set) : set;
  };
  const classAtom = (): CharacterSet => {
    if (text[at] === '\\') return escaped(true) ?? [[8, 8]];
    const code = text.codePointAt(at) ?? 0;
    at += code > 0xffff ? 2 : 1;
    return [[code, code]];
  };
  /** `undefined`: an assertion, which takes no character. */
  const escaped = (isInClass: boolean): CharacterSet | undefined => {
    const rest = text.slice(at + 1, at + 80);
    const [long] =
      /^(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|k<[^>]*>)/.exec(rest) ?? [];
    const sign = rest[0] ?? '\\';
    at += 1 + (long?.length ?? 1);
    if (long !== undefined && /^[ux]/.test(long)) {
      const code = Number.parseInt(long.replace(/[ux{}]/g, ''), 16);
      return [[code, code]];
    }
    if (long?.startsWith('k') || (!isInClass && /[1-9]/.test(sign)))
      refusal ??= 'has a reference back, which is not followed';
    if (long !== undefined) return ANY;
    if (!isInClass && /[bB]/.test(sign)) return undefined;
    const named: Record<string, CharacterSet> = { d: DIGITS, w: WORD, s: BLANKS };
    const set = Object.hasOwn(named, sign.toLowerCase()) ? named[sign.toLowerCase()] : undefined;
    if (set !== undefined) return sign === sign.toLowerCase() ? set : complement(set);
    const control = { t: 9, n: 10, v: 11, f: 12, r: 13, b: 8, '0': 0 }[sign];
    const code = control ?? sign.charCodeAt(0);
    return [[code, code]];
  };

  const { isAnchored = false, ...node } = choice();
  found.push({ node: node as PatternNode, isAnchored });
  if (at < text.length) refusal ??= 'is too unusual to be checked';
  return refusal ?? found;
}

function isSingle(set: CharacterSet): boolean {
  return set.length === 1 && set[0]?.[0] === set[0]?.[1];
}

function complement(set: CharacterSet): CharacterSet {
  const found: [number, number][] = [];
  let next = 0;
  for (const [start, end] of [...set].sort((left, right) => left[0] - right[0])) {
    if (start > next) found.push([next, start - 1]);
    next = Math.max(next, end + 1);
  }
  if (next <= 0x10ffff) found.push([next, 0x10ffff]);
  return found;
}
