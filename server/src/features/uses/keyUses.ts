import { type Choice, dereference, type KeyPath, nodeAt } from '../../compose/index.ts';
import type { Landing } from '../../project/index.ts';
import type { ConfigFile, DefaultsEntry, Range, Uri } from '../../text/index.ts';
import { surroundings } from '../explain.ts';
import {
  compositionsWith,
  type KeyAddress,
  type OneKey,
  oneKey,
  type PackagedKey,
  packageNames,
  type Search,
} from './addresses.ts';
import { overridesOf } from './commandUses.ts';
import { followed } from './followed.ts';
import { type Mention, mentionsIn } from './mentions.ts';
import { readsInPython } from './pythonReads.ts';

/** A place that names a key. */
export interface Use {
  readonly uri: Uri;
  /** The name alone, its quotes left out where it is a part of a text. */
  readonly range: Range;
  readonly kind: /** A config sets the key. */
    | 'write'
    /** An interpolation leads to it, or through it. */
    | 'interpolation'
    /** A package header or an entry of a defaults list makes the mapping. */
    | 'package'
    /** A dataclass declares it. */
    | 'field'
    /** Python reads it. */
    | 'python'
    /** A command in a file overrides it: in `launch.json`, a script, documentation. */
    | 'command';
  /** It is this key for certain; else it has the same name, and it is likely. */
  readonly isSure: boolean;
  /** Another interpolation gives the name: the place itself has none. */
  readonly isComputed?: true;
}

/** All places that name a key, those that write it first. Looks through every config: for what is asked explicitly. */
export function usesOfKey(search: Search, start: readonly KeyAddress[], from: Uri): KeyUses {
  const key = oneKey(search, start);
  const found = new Map<string, Use>();
  const add = (use: Use) => {
    const id = `${use.range.start} ${use.uri}`;
    if (found.get(id)?.isSure !== true) found.set(id, use);
  };
  for (const { file, entry } of key.written) {
    const isSure = file.uri === from || isChosen(search, key, file.uri);
    add({ uri: file.uri, range: entry.keyRange, kind: 'write', isSure });
  }
  const hidden: Hidden[] = [];
  for (const each of interpolationsOf(search, key)) {
    if ('range' in each) add(each);
    else hidden.push(each);
  }
  const unnamed: PackagedKey[] = [];
  for (const each of key.packaged) {
    const places = packagePlaces(search, each);
    if (!places.isNamed) unnamed.push(each);
    for (const use of places.uses) add(use);
  }
  for (const find of OTHER_USES) for (const use of find(search, key)) add(use);
  return { key, uses: [...found.values()], hidden, unnamed };
}

export interface KeyUses {
  readonly key: OneKey;
  readonly uses: readonly Use[];
  /** Interpolations that name the key and whose text cannot be pointed at, or is put together by another one. */
  readonly hidden: readonly Hidden[];
  /** Configs that bring the mapping by the name of their group. */
  readonly unnamed: readonly PackagedKey[];
}

export interface Hidden {
  readonly file: ConfigFile;
  readonly value: Range;
}

/** Who else finds places that name a key: one line for each kind of text. */
const OTHER_USES: readonly ((search: Search, key: OneKey) => readonly Use[])[] = [
  computedUses,
  fieldsOf,
  readsInPython,
  overridesOf,
];

/** Whether a composition has the file: where one that nobody chooses would land can only be told by its folder. */
function isChosen({ landings }: Search, key: OneKey, uri: Uri): boolean {
  return key.addresses.some(({ root }) => landings(root, uri).some(({ keys }) => keys.length > 0));
}

function interpolationsOf(search: Search, key: OneKey): readonly (Use | Hidden)[] {
  const roots = new Set(key.addresses.map(({ root }) => root));
  return [...roots].flatMap((root) =>
    search.filesWith(root, key.name).flatMap((file) => {
      const mentions = mentionsIn(file).filter(({ names }) => names.some(({ name }) => name === key.name));
      const landings = mentions.length === 0 ? [] : search.landings(root, file.uri);
      return mentions.flatMap((mention) => {
        const named = mention.names.flatMap(({ name, range }, index) =>
          name === key.name && landings.some((each) => leadsTo(search, { root, file, mention, index }, each, key))
            ? [range]
            : [],
        );
        return named.map((range): Use | Hidden =>
          range === undefined
            ? { file, value: mention.whole }
            : { uri: file.uri, range, kind: 'interpolation', isSure: isChosen(search, key, file.uri) },
        );
      });
    }),
  );
}

/** `${a.${b}}`, where `b` is the name. */
function computedUses(search: Search, key: OneKey): readonly Use[] {
  const roots = new Set(key.addresses.map(({ root }) => root));
  const { snapshot } = search;
  return [...roots].flatMap((root) => {
    const files = new Set(['.${', '[${'].flatMap((text) => search.filesWith(root, text)));
    return [...files].flatMap((file) =>
      mentionsIn(file).flatMap((mention): readonly Use[] => {
        const { names, computed, at, whole } = mention;
        const isIt = search.landings(root, file.uri).some((landing) => {
          const base = baseOf(mention, landing);
          if (base === undefined || computed === undefined) return false;
          const path = [...base, ...names.map(({ name }) => name), key.name];
          return (
            key.has(root, path) &&
            landing.keys.some((each) => {
              const composition = snapshot.compose(each);
              const place = [...packageNames(landing), ...at];
              const found = dereference(composition.root, computed.text, place, surroundings(snapshot, composition));
              const value = found.kind === 'node' ? found.node.leaf : found.kind === 'value' ? found.value : undefined;
              return value?.t === 'str' && value.v === key.name;
            })
          );
        });
        const use = { uri: file.uri, range: computed?.range ?? whole, kind: 'interpolation', isSure: true } as const;
        return isIt ? [{ ...use, isComputed: true }] : [];
      }),
    );
  });
}

/** One name of an interpolation. */
interface NameSite {
  readonly root: Uri;
  readonly file: ConfigFile;
  readonly mention: Mention;
  readonly index: number;
}

function leadsTo(search: Search, site: NameSite, landing: Landing, key: OneKey): boolean {
  const { root, mention, index } = site;
  const base = baseOf(mention, landing);
  if (base === undefined) return false;
  const names = mention.names.slice(0, index + 1).map(({ name }) => name);
  if (key.has(root, [...base, ...names])) return true;
  if (names.length === 1) return false;
  return landing.keys.some((each) => {
    const path = followed(search.snapshot, search.snapshot.compose(each), base, names);
    return path !== undefined && key.has(root, path);
  });
}

/** The mapping that an interpolation's names start from. */
export function baseOf({ at, dots }: Pick<Mention, 'at' | 'dots'>, landing: Landing): KeyPath | undefined {
  const full = [...packageNames(landing), ...at];
  if (dots === 0) return [];
  return dots > full.length ? undefined : full.slice(0, full.length - dots);
}

/** The places of a package's name: in the file's header, or behind the `@` of the entries that bring it. */
function packagePlaces(search: Search, { uri, landing, depth }: PackagedKey): { uses: Use[]; isNamed: boolean } {
  const { snapshot } = search;
  const names = packageNames(landing);
  const uses: Use[] = [];
  const file = snapshot.config(uri);
  const choices = landing.keys.flatMap((key) => {
    const { defaultsList } = snapshot.compose(key);
    const own = defaultsList.filter((each) => each.file.uri === uri && each.package === landing.package);
    return own.map((choice) => ({ choice, defaultsList }));
  });
  let isNamed = choices.length > 0;
  const header = file?.header;
  for (const { choice, defaultsList } of choices) {
    const entry = entryPackage(search, defaultsList, choice);
    const named = entry ?? (header === undefined ? undefined : { uri, ...header, text: header.package });
    const place = named === undefined ? undefined : nameInPackage(named, names.length, depth);
    if (place === undefined) isNamed &&= named !== undefined && isAbove(named.text, names.length, depth);
    else uses.push({ ...place, kind: 'package', isSure: true });
  }
  return { uses, isNamed };
}

interface PackageText {
  readonly uri: Uri;
  readonly text: string;
  readonly range: Range;
}

/** What an entry says behind its `@`. */
function entryPackage({ snapshot }: Search, list: readonly Choice[], choice: Choice): PackageText | undefined {
  const { chosenBy, parent } = choice;
  // Where the command line says the option, the entry whose place it takes says the package.
  const holder = chosenBy.kind === 'file' ? chosenBy.file : list.find((each) => each.configPath === parent)?.file;
  const uri = holder?.uri ?? '';
  const file = snapshot.config(uri);
  const key = chosenBy.kind === 'file' ? chosenBy.key : undefined;
  const entry = file?.defaults?.find((each) =>
    chosenBy.kind === 'file'
      ? key !== undefined && each.range.start <= key.start && key.end <= each.range.end
      : isEntryOf(choice, each),
  );
  if (file === undefined || entry === undefined || entry.kind === 'self' || entry.package === undefined)
    return undefined;
  const written = entry.kind === 'group' ? entry.keyRange : entry.range;
  const at = file.text.indexOf(`@${entry.package}`, written.start);
  if (at === -1 || at >= written.end) return undefined;
  return { uri, text: entry.package, range: { start: at + 1, end: at + 1 + entry.package.length } };
}

/** Whether an override of a choice is about this entry. */
function isEntryOf({ overrideKey = '' }: Choice, entry: DefaultsEntry): boolean {
  const [group = '', lands = ''] = overrideKey.split('@');
  if (entry.kind !== 'group' || entry.override || entry.package === undefined) return false;
  const said = entry.package.replace(/^_global_\.?/, '');
  return `/${group}`.endsWith(`/${entry.group.replace(/^\//, '')}`) && `.${lands}`.endsWith(`.${said}`);
}

/** The names of a package's text are the last of the final package, keywords left out. */
function nameInPackage(
  { uri, text, range }: PackageText,
  length: number,
  depth: number,
): { uri: Uri; range: Range } | undefined {
  const parts = text.split('.');
  if (parts.includes('_group_') || parts.includes('_here_')) return undefined;
  const index = parts.length - (length - (depth - 1));
  const part = parts[index];
  if (part === undefined || part === '_global_') return undefined;
  const start = range.start + parts.slice(0, index).reduce((sum, each) => sum + each.length + 1, 0);
  return { uri, range: { start, end: start + part.length } };
}

/** Whether the name stands before those of the text: then the config whose list has the entry lands in it, too. */
function isAbove(text: string, length: number, depth: number): boolean {
  const parts = text === '_here_' || text === '' ? [] : text.split('.');
  return !parts.includes('_group_') && !parts.includes('_global_') && parts.length < length - (depth - 1);
}

/** The fields of dataclasses whose values are at the key. */
function fieldsOf(search: Search, key: OneKey): readonly Use[] {
  return compositionsWith(search, key).flatMap((each) => {
    const { root } = search.snapshot.compose(each);
    return key.addresses.flatMap((address) => {
      const writes = address.root === each.root ? (nodeAt(root, address.path)?.writes ?? []) : [];
      return writes.flatMap(({ origin }): readonly Use[] =>
        origin.kind === 'file' && origin.key !== undefined && /\.pyi?$/.test(origin.file.uri)
          ? [{ uri: origin.file.uri, range: origin.key, kind: 'field', isSure: true }]
          : [],
      );
    });
  });
}
