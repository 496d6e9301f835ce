import type { KeyPath } from '../../compose/index.ts';
import { type CompositionKey, primaryKeysOf } from '../../project/index.ts';
import { joinUri, parseOverride, type Range, touches, type Uri, type ValuePlaces } from '../../text/index.ts';
import {
  type CommandRun,
  commandDocuments,
  placeIn,
  primaryWith,
  proseIn,
  runsIn,
  type WrittenWord,
} from '../commands/index.ts';
import type { At } from '../locate.ts';
import type { OneKey, Search } from './addresses.ts';
import type { EntryUse } from './entries.ts';
import type { Use } from './keyUses.ts';

/** A name in a command that a person keeps in a file: of a key, a group or a config. */
export interface CommandName {
  readonly uri: Uri;
  readonly range: Range;
  readonly root: Uri;
  readonly kind: 'key' | 'group' | 'config';
  /** From the root of the config, or from the config root, down to the name. */
  readonly path: KeyPath;
  /** What the command starts, without its overrides. */
  readonly started: CompositionKey;
}

const known = new WeakMap<Search, readonly CommandName[]>();

/** All names in the overrides of the workspace's commands, and of the configs that they start with. */
function namesInCommands(search: Search): readonly CommandName[] {
  const before = known.get(search);
  if (before !== undefined) return before;
  const { snapshot } = search;
  const found = snapshot
    .projects()
    .flatMap((project) =>
      commandDocuments(snapshot, project).flatMap((uri) =>
        runsIn(snapshot, uri).flatMap((run) => [
          ...startedIn(uri, run),
          ...[...run.overrides, ...run.open].flatMap((word) => namesIn(search, uri, run, word)),
        ]),
      ),
    );
  // With another option picked for an input of VS Code a command is there once more.
  const each = new Map(found.map((name) => [`${name.kind} ${name.range.start} ${name.uri} ${name.path}`, name]));
  const names = [...each.values()];
  known.set(search, names);
  return names;
}

/** `--config-name=gpt`, or the config of one of our own tasks. */
function startedIn(uri: Uri, { root, key, name, config }: CommandRun): readonly CommandName[] {
  const word = name?.word ?? config;
  const configPath = key.name ?? '';
  const at = word === undefined ? -1 : word.text.lastIndexOf(configPath);
  if (word === undefined || at < (name?.from ?? 0)) return [];
  const parts = pathNames(configPath, at, '/');
  const last = parts.at(-1);
  if (last === undefined) return [];
  const path = parts.map(([each]) => each);
  return [{ uri, range: placeIn(word, last[1]), root, kind: 'config', path, started: { ...key, overrides: [] } }];
}

/**
 * The names that the prose of documentation has, by each root that has such a config: which program it speaks of nobody
 * can tell, so they are uses of what is asked for in any of them.
 */
function namesInProse(search: Search): readonly CommandName[] {
  const { snapshot, roots } = search;
  return roots.flatMap(({ project, root }) => {
    const [key] = primaryKeysOf(snapshot, root);
    if (key === undefined) return [];
    return commandDocuments(snapshot, project).flatMap((uri) =>
      proseIn(snapshot, uri).flatMap((word) => namesIn(search, uri, { root: root.uri, key }, word)),
    );
  });
}

function namesIn(
  { snapshot }: Search,
  uri: Uri,
  { root, key }: Pick<CommandRun, 'root' | 'key'>,
  word: WrittenWord,
): readonly CommandName[] {
  const { override } = parseOverride(word.text, key.version);
  if (override === undefined || (word.openAt !== undefined && word.openAt <= override.keyRange.end)) return [];
  const { keyRange, packageRange, valueRange } = override;
  const started: CompositionKey = { ...key, overrides: [] };
  const make = (kind: CommandName['kind'], before: KeyPath, parts: Parts): readonly CommandName[] =>
    parts.map(([, range], index) => ({
      uri,
      range: placeIn(word, range),
      root,
      kind: kind === 'config' && index < parts.length - 1 ? 'group' : kind,
      path: [...before, ...parts.slice(0, index + 1).map(([name]) => name)],
      started,
    }));
  const isGroup = snapshot.files.folder(joinUri(root, override.key)) !== undefined;
  if (override.key === '' || override.isValuePath) return [];
  if (!isGroup) {
    const inside = keysIn(override.places, word).map(({ above, name, range }) =>
      make('key', [...override.key.split('.'), ...above], [[name, range]]),
    );
    return [...make('key', [], pathNames(override.key, keyRange.start, '.')), ...inside.flat()];
  }
  const group = override.key.split('/');
  const value = valueRange === undefined ? '' : word.text.slice(valueRange.start, valueRange.end);
  // One option, the options of a sweep, or lists of such.
  const isPlain = /^[\w.+/,[\] -]+$/.test(value) && word.openAt === undefined;
  const written = isPlain ? [...value.matchAll(/[\w.+/-]+/g)] : [];
  return [
    ...make('group', [], pathNames(override.key, keyRange.start, '/')),
    ...(packageRange === undefined ? [] : make('key', [], pathNames(override.package ?? '', packageRange.start, '.'))),
    ...written.flatMap(({ 0: option, index }) =>
      make('config', group, pathNames(option, (valueRange?.start ?? 0) + index, '/')),
    ),
  ];
}

interface InnerKey {
  readonly above: KeyPath;
  readonly name: string;
  readonly range: Range;
}

/** The keys of a dictionary that an override gives: `opt={lr: 1}`; those in quotes, and what only the run knows, left out. */
function keysIn(places: ValuePlaces | undefined, word: WrittenWord, above: KeyPath = []): readonly InnerKey[] {
  return (places?.entries ?? []).flatMap(({ key, value }): readonly InnerKey[] => {
    const name = word.text.slice(key.start, key.end);
    if (!/^[\w-]+$/.test(name) || (word.openAt !== undefined && word.openAt <= key.end)) return [];
    return [{ above, name, range: key }, ...keysIn(value, word, [...above, name])];
  });
}

type Parts = readonly (readonly [name: string, range: Range])[];

/** The names of a path with their places; `start` is that of the path. */
function pathNames(path: string, start: number, separator: '.' | '/'): Parts {
  let at = start;
  return path.split(separator).map((name) => {
    const range = { start: at, end: at + name.length };
    at = range.end + 1;
    return [name, range] as const;
  });
}

/** The name in a command at a place, or in prose where one root alone has something of that name. */
export function nameInCommand(search: Search, { uri, offset }: At): CommandName | undefined {
  const isHere = (each: CommandName) => each.uri === uri && touches(each.range, offset);
  const inCommand = namesInCommands(search).find(isHere);
  if (inCommand !== undefined || !uri.endsWith('.md')) return inCommand;
  const found = namesInProse(search)
    .filter(isHere)
    .flatMap((each) => meant(search, each) ?? []);
  return found.length === 1 ? found[0] : undefined;
}

/** What a name in prose may mean in its root, seen from the config that has it. */
function meant({ snapshot, roots }: Search, name: CommandName): CommandName | undefined {
  const path = name.path.join('/');
  if (name.kind === 'group') return snapshot.files.folder(joinUri(name.root, path)) === undefined ? undefined : name;
  if (name.kind === 'config')
    return snapshot.files.file(joinUri(name.root, `${path}.yaml`)) === undefined ? undefined : name;
  const own = roots.find(({ root }) => root.uri === name.root);
  const started = own && primaryWith(snapshot, own.root, name.path);
  return started === undefined ? undefined : { ...name, started };
}

function allNames(search: Search): readonly CommandName[] {
  return [...namesInCommands(search), ...namesInProse(search)];
}

/** The overrides of commands, and of prose, that name a key. */
export function overridesOf(search: Search, key: OneKey): readonly Use[] {
  return allNames(search).flatMap(({ uri, range, root, kind, path }): readonly Use[] =>
    kind === 'key' && key.has(root, path) ? [{ uri, range, kind: 'command', isSure: true }] : [],
  );
}

/** The places in commands that name a config, or a group; each by its path in the root. */
export function commandsNaming(search: Search, kind: 'config' | 'group', root: Uri, path: string): readonly EntryUse[] {
  return allNames(search).flatMap((each) =>
    each.kind === kind && each.root === root && each.path.join('/') === path
      ? [{ uri: each.uri, range: each.range }]
      : [],
  );
}
