import type { KeyPath } from '../../compose/index.ts';
import {
  type ConfigFile,
  entryOf,
  type NodeInterpolation,
  nestedInterpolations,
  parseInterpolation,
  type Range,
  type ResolverInterpolation,
  type ScalarValue,
  type ValueNode,
} from '../../text/index.ts';

/** A key that a text of a config names: `${a.b}`, `${..x}`, `${a[0]}`, `${oc.select:a.b,1}`, a sweep's `a.b: 1,2`. */
export interface Mention {
  /** Where the text stands within its file. */
  readonly at: KeyPath;
  /** Leading dots; 0 is an absolute path. */
  readonly dots: number;
  /** The names up to the first one that another interpolation gives. */
  readonly names: readonly MentionedName[];
  /** The interpolation that gives the name behind them: `${b}` in `${a.${b}}`. */
  readonly computed?: { readonly text: string; readonly range: Range | undefined };
  /** The text that it is a part of, in the document. */
  readonly whole: Range;
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
  if (file.body !== undefined && /\$\{|\\/.test(file.text)) collect(file, file.body, [], found);
  found.push(...sweptIn(file), ...excludedIn(file));
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
      const { dots, computed } = named;
      const names = named.names.map(({ name, range }) => ({ name, range: placed(range) }));
      const given = computed && { text: node.leaf.v.slice(computed.start, computed.end), range: placed(computed) };
      into.push({ at, dots, names, ...(given !== undefined && { computed: given }), whole: node.range });
    }
  }
}

/** From a place in a scalar's text to the one in the document. */
function placing(file: ConfigFile, { range }: ScalarValue, text: string): (part: Range) => Range | undefined {
  const written = file.text.slice(range.start, range.end);
  const start = written.indexOf(text);
  if (start !== -1) {
    const shift = range.start + start;
    return (part) => ({ start: part.start + shift, end: part.end + shift });
  }
  // Over several lines, or with escapes: what stands around a name on its own line tells the place. Where it stands there
  // more than once, none of them is hidden by escapes when there are as many in the document.
  return (part) => {
    const context = /[^\s"'\\]*$/.exec(text.slice(0, part.end))?.[0] ?? '';
    const inText = placesOf(text, context);
    const inFile = placesOf(written, context);
    const nth = inText.indexOf(part.end - context.length);
    const at = inText.length === inFile.length ? inFile[nth] : undefined;
    if (at === undefined) return undefined;
    const end = range.start + at + context.length;
    return { start: end - (part.end - part.start), end };
  };
}

/** Where one text stands in another. */
function placesOf(text: string, part: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(part); at !== -1 && part !== ''; at = text.indexOf(part, at + part.length))
    places.push(at);
  return places;
}

interface Named {
  readonly dots: number;
  readonly names: readonly { readonly name: string; readonly range: Range }[];
  /** In the scalar's text. */
  readonly computed?: Range;
}

function namedByNode({ dots, segments }: NodeInterpolation): Named | undefined {
  const cut = segments.findIndex(({ kind }) => kind === 'nested');
  const written = cut === -1 ? segments : segments.slice(0, cut);
  const names = written.flatMap((each) => (each.kind === 'name' && each.name !== '' ? [each] : []));
  const computed = segments[cut]?.range;
  return { dots, names, ...(computed !== undefined && { computed }) };
}

/** Resolvers of OmegaConf's whose first argument is a key. */
const TAKING_KEYS = new Set(['oc.select', 'oc.deprecated', 'oc.dict.keys', 'oc.dict.values']);

function namedByResolver({ name, args }: ResolverInterpolation, text: string): Named | undefined {
  const [key] = args;
  const isHydra = name.text === 'hydra';
  if (key === undefined || name.text === undefined || !(TAKING_KEYS.has(name.text) || isHydra)) return undefined;
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
  // `${hydra:runtime.cwd}` is `hydra.runtime.cwd`, but for `${.x}` in there.
  return isHydra ? { dots: 0, names: [{ name: 'hydra', range: name.range }, ...names] } : { dots, names };
}

/** Hydra's basic sweeper and those of its plugins, where a primary config gives what they sweep over. */
const SWEPT = ['params', 'search_space'] as const;

/** The keys of `hydra.sweeper.params` are those of overrides; a group's is no key of the config. */
function sweptIn(file: ConfigFile): readonly Mention[] {
  const sweeper = entryOf(entryOf(file.body, 'hydra')?.value, 'sweeper')?.value;
  return SWEPT.flatMap((name) => {
    const params = entryOf(sweeper, name)?.value;
    return params?.kind !== 'map'
      ? []
      : [...params.entries].flatMap(([text, { keyRange }]): readonly Mention[] => {
          const lead = /^(\+\+|\+|~)?/.exec(text)?.[0].length ?? 0;
          const start = file.text.indexOf(text, keyRange.start);
          if (/[/@]/.test(text) || start === -1 || start > keyRange.start + 1) return [];
          const names = [...text.slice(lead).matchAll(/[^.[\]]+/g)].map(({ index, 0: each }) => {
            const from = start + lead + index;
            return { name: each, range: { start: from, end: from + each.length } };
          });
          return [{ at: ['hydra', 'sweeper', name, text], dots: 0, names, whole: keyRange }];
        });
  });
}

/** Keys that stand in no folder's name: Hydra compares them with those of the overrides, as they are written. */
function excludedIn(file: ConfigFile): readonly Mention[] {
  const path = ['job', 'config', 'override_dirname', 'exclude_keys'];
  const list = path.reduce((node, name) => entryOf(node, name)?.value, entryOf(file.body, 'hydra')?.value);
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item, index): readonly Mention[] => {
    if (item.kind !== 'scalar' || item.leaf.t !== 'str' || !/^[\w.-]+$/.test(item.leaf.v)) return [];
    const placed = placing(file, item, item.leaf.v);
    const names = [...item.leaf.v.matchAll(/[^.]+/g)].map(({ index: start, 0: name }) => {
      return { name, range: placed({ start, end: start + name.length }) };
    });
    return [{ at: ['hydra', ...path, String(index)], dots: 0, names, whole: item.range }];
  });
}
