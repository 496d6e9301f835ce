import type { KeyPath } from '../../compose/index.ts';
import {
  type ConfigFile,
  type NodeInterpolation,
  nestedInterpolations,
  parseInterpolation,
  type Range,
  type ResolverInterpolation,
  type ScalarValue,
  type ValueNode,
} from '../../text/index.ts';

/** A key that an interpolation names, as it is written: `${a.b}`, `${..x}`, `${a[0]}`, `${oc.select:a.b,1}`. */
export interface Mention {
  /** Where the interpolation stands within its file. */
  readonly at: KeyPath;
  /** Leading dots; 0 is an absolute path. */
  readonly dots: number;
  /** The names up to the first one that another interpolation gives. */
  readonly names: readonly MentionedName[];
  /** The name behind them is given by another interpolation: it may be any. */
  readonly isCut: boolean;
  /** The text that it is a part of, in the document. */
  readonly value: ScalarValue;
}

export interface MentionedName {
  readonly name: string;
  /** In the document; `undefined` where escapes or line breaks hide the place. */
  readonly range: Range | undefined;
}

const known = new WeakMap<ConfigFile, readonly Mention[]>();

/** All keys that a config's interpolations name, those of its defaults list left out: they are choices. */
export function mentionsIn(file: ConfigFile): readonly Mention[] {
  const before = known.get(file);
  if (before !== undefined) return before;
  const found: Mention[] = [];
  if (file.body !== undefined && file.text.includes('${')) collect(file, file.body, [], found);
  known.set(file, found);
  return found;
}

function collect(file: ConfigFile, node: ValueNode, at: KeyPath, into: Mention[]): void {
  if (node.kind === 'map') {
    for (const [name, { value }] of node.entries) collect(file, value, [...at, name], into);
  } else if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) collect(file, item, [...at, String(index)], into);
  } else if (node.leaf.t === 'interp') {
    const placed = placing(file, node, node.leaf.v);
    for (const part of nestedInterpolations(parseInterpolation(node.leaf.v, '1.3').interpolation.parts)) {
      const named = part.kind === 'node' ? namedByNode(part) : namedByResolver(part, node.leaf.v);
      if (named === undefined) continue;
      const names = named.names.map(({ name, range }) => ({ name, range: placed(range, name) }));
      into.push({ at, ...named, names, value: node });
    }
  }
}

/** From a place in a scalar's text to the one in the document. */
function placing(
  file: ConfigFile,
  { range }: ScalarValue,
  text: string,
): (part: Range, name: string) => Range | undefined {
  const written = file.text.slice(range.start, range.end);
  const start = written.indexOf(text);
  if (start !== -1) {
    const shift = range.start + start;
    return (part) => ({ start: part.start + shift, end: part.end + shift });
  }
  // Folded over lines, or with escapes: what stands around a name on its own line tells the place, where it is the only one.
  return (part) => {
    const context = /[^\s"'\\]*$/.exec(text.slice(0, part.end))?.[0] ?? '';
    const first = written.indexOf(context);
    if (first === -1 || written.indexOf(context, first + 1) !== -1) return undefined;
    const end = range.start + first + context.length;
    return { start: end - (part.end - part.start), end };
  };
}

interface Named {
  readonly dots: number;
  readonly names: readonly { readonly name: string; readonly range: Range }[];
  readonly isCut: boolean;
}

function namedByNode({ dots, segments }: NodeInterpolation): Named | undefined {
  const cut = segments.findIndex(({ kind }) => kind === 'nested');
  const written = cut === -1 ? segments : segments.slice(0, cut);
  const names = written.flatMap((each) => (each.kind === 'name' && each.name !== '' ? [each] : []));
  return { dots, names, isCut: cut !== -1 };
}

/** Resolvers of OmegaConf's whose first argument is a key. */
const TAKING_KEYS = new Set(['oc.select', 'oc.deprecated', 'oc.dict.keys', 'oc.dict.values']);

function namedByResolver({ name, args }: ResolverInterpolation, text: string): Named | undefined {
  const [key] = args;
  if (key === undefined || name.text === undefined || !TAKING_KEYS.has(name.text)) return undefined;
  const { element } = key;
  if (element.kind !== 'scalar' || element.value.t !== 'str') return undefined;
  const inside = element.isQuoted ? 1 : 0;
  const written = text.slice(key.range.start + inside, key.range.end - inside);
  if (written !== element.value.v) return undefined;
  const dots = /^\.*/.exec(written)?.[0].length ?? 0;
  const names = [...written.matchAll(/[^.[\]]+/g)].map((match) => {
    const start = key.range.start + inside + match.index;
    return { name: match[0], range: { start, end: start + match[0].length } };
  });
  return { dots, names, isCut: false };
}
