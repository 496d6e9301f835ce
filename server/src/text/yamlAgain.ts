import type { MapEntry, MapValue, ValueNode } from './valueTree.ts';

/**
 * The last reading of a document in which nothing was wrong, with what both loaders make of it. An edit leaves the better part
 * of it as it is: what stands above and below is taken from here and read no more.
 */
export interface YamlBefore {
  readonly text: string;
  /** A mapping of the block style. */
  readonly root: MapValue;
  /** Readings since the whole text was read: values hold on to the texts that they were cut from. */
  readonly age: number;
}

/** After so many readings all is read once more. */
export const AGE_LIMIT = 64;

/** The piece of a text that is to be read, with what is known around it. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly above: readonly NamedEntry[];
  readonly below: readonly NamedEntry[];
  /** Where the mapping begins, if above the piece. */
  readonly start: number | undefined;
  /** Where it ends, if below. */
  readonly end: number | undefined;
}

type NamedEntry = readonly [name: string, entry: MapEntry];

/** Where two texts differ. */
export interface Edit {
  /** In both texts. */
  readonly start: number;
  /** In the text before. */
  readonly end: number;
  /** How many characters came to it. */
  readonly by: number;
}

export function editOf(before: string, text: string): Edit {
  const start = commonStart(before, text);
  const end = before.length - commonEnd(before, text, Math.min(before.length, text.length) - start);
  return { start, end, by: text.length - before.length };
}

/**
 * What an edit leaves to read: from the entry at the top that it is in, or stands right before, up to the next one that it
 * leaves as it is. Such an entry begins a line, which ends every scalar and all that is nested above it; only anchors,
 * directives and marks of documents reach farther.
 */
export function pieceOf(before: YamlBefore, text: string, { start, end, by }: Edit): Piece | undefined {
  const { root } = before;
  const known = [...root.entries];
  if (before.text.includes('&') || text.includes('&') || before.text.slice(0, root.range.start).includes('%'))
    return undefined;
  if (!known.every(([, entry], index) => isAtTop(before.text, entry, known[index - 1]?.[1]))) return undefined;
  const own = known.findLastIndex(([, { keyRange }]) => keyRange.start < start);
  const above = known.slice(0, Math.max(0, own));
  const first = known.findIndex(([, { keyRange }], index) => index > own && keyRange.start > end);
  const below = first === -1 ? [] : known.slice(first);
  const from = above.length === 0 ? 0 : (known[own]?.[1].keyRange.start ?? 0);
  const to = (below[0]?.[1].keyRange.start ?? before.text.length) + by;
  if (below.length > 0 && REACHING.test(text.slice(from, to))) return undefined;
  return {
    from,
    to,
    above,
    below: by === 0 ? below : below.map(([name, entry]) => [name, movedEntry(entry, by)]),
    start: above.length === 0 ? undefined : root.range.start,
    end: below.length === 0 ? undefined : root.range.end + by,
  };
}

/** Whether an entry begins a line, behind the one before it: keys out of their order are merged ones. */
function isAtTop(text: string, { key, keyRange }: MapEntry, last: MapEntry | undefined): boolean {
  return key.t === 'str' && keyRange.start > (last?.keyRange.start ?? -1) && beginsLine(text, keyRange.start);
}

/** Marks of documents, and directives. */
const REACHING = /^(?:---|\.\.\.|%)/m;

/** The tree with the piece in its place; `undefined` where it does not fit: keys that are there twice, or are no texts. */
export function joined(piece: Piece, read: ValueNode | undefined, text: string): MapValue | undefined {
  const { above, below, start, end } = piece;
  if (read?.kind !== 'map' || read.flow) return undefined;
  // What stands below begins its lines, and so must what it goes on with.
  if (start === undefined && !beginsLine(text, read.range.start)) return undefined;
  const entries = new Map(above);
  for (const part of [read.entries, below]) {
    for (const [name, entry] of part) {
      if (entry.key.t !== 'str' || entries.has(name)) return undefined;
      entries.set(name, entry);
    }
  }
  return { kind: 'map', entries, flow: false, range: { start: start ?? read.range.start, end: end ?? read.range.end } };
}

function beginsLine(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === '\n';
}

function commonStart(left: string, right: string): number {
  const most = Math.min(left.length, right.length);
  let at = 0;
  while (at < most && left.charCodeAt(at) === right.charCodeAt(at)) at++;
  return at;
}

function commonEnd(left: string, right: string, most: number): number {
  let count = 0;
  while (count < most && left.charCodeAt(left.length - 1 - count) === right.charCodeAt(right.length - 1 - count))
    count++;
  return count;
}

export function movedEntry({ key, keyRange, value }: MapEntry, by: number): MapEntry {
  return { key, keyRange: moved(keyRange, by), value: movedNode(value, by) };
}

export function movedNode(node: ValueNode, by: number): ValueNode {
  const range = moved(node.range, by);
  switch (node.kind) {
    case 'scalar':
      return { ...node, range };
    case 'list':
      return { ...node, items: node.items.map((item) => movedNode(item, by)), range };
    case 'map': {
      const entries = new Map<string, MapEntry>();
      for (const [name, entry] of node.entries) entries.set(name, movedEntry(entry, by));
      return { ...node, entries, range };
    }
  }
}

function moved({ start, end }: MapEntry['keyRange'], by: number): MapEntry['keyRange'] {
  return { start: start + by, end: end + by };
}
