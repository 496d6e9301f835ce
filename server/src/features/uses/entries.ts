import { moduleOf, placeOf, projectOf, pythonOf } from '../../project/index.ts';
import { hydraAppsOf } from '../../python/index.ts';
import {
  type ConfigFile,
  type DefaultsEntry,
  entryOf,
  pathBelow,
  type Range,
  type Uri,
  type ValueNode,
} from '../../text/index.ts';
import type { Search } from './addresses.ts';
import { mentionsIn } from './mentions.ts';

/** What an entry of a defaults list names: a path from the config root down, some of its names being written in the entry. */
export interface EntryPath {
  readonly file: ConfigFile;
  readonly entry: DefaultsEntry;
  /** Names of groups, then that of the config; of an entry without an option the group's alone. */
  readonly names: readonly string[];
  /** Where each name is written; `undefined` for those of the group in which the list stands. */
  readonly ranges: readonly (Range | undefined)[];
  readonly isConfig: boolean;
}

/** What the entries of a config's defaults list name; those that an interpolation makes are left out. */
export function entryPathsOf(file: ConfigFile, configPath: string): readonly EntryPath[] {
  const above = configPath.split('/').slice(0, -1);
  return (file.defaults ?? []).flatMap((entry): readonly EntryPath[] => {
    if (entry.kind === 'self') return [];
    if (entry.kind === 'config') {
      const written = namesIn(file, entry.range, entry.path, 0);
      return written === undefined ? [] : [pathOf(file, entry, above, entry.path, [written], true)];
    }
    const group = namesIn(file, entry.keyRange, entry.group, entry.words.length - entry.group.length);
    if (group === undefined) return [];
    if (entry.value === null) return [pathOf(file, entry, above, entry.group, [group], false)];
    const options = typeof entry.value === 'string' ? [entry.value] : entry.value;
    return options.flatMap((option, index): readonly EntryPath[] => {
      const range = entry.valueRanges[index];
      const names = range === undefined ? undefined : namesIn(file, range, option, 0);
      if (names === undefined || option === '_self_' || option === '???') return [];
      return [pathOf(file, entry, above, entry.group, [group, names], true)];
    });
  });
}

type Names = readonly (readonly [name: string, range: Range])[];

function pathOf(
  file: ConfigFile,
  entry: DefaultsEntry,
  above: readonly string[],
  text: string,
  parts: readonly Names[],
  isConfig: boolean,
): EntryPath {
  const written = parts.flat();
  const before = text.startsWith('/') ? [] : above;
  return {
    file,
    entry,
    names: [...before, ...written.map(([name]) => name)],
    ranges: [...before.map(() => undefined), ...written.map(([, range]) => range)],
    isConfig,
  };
}

/** The names of a path with their places; `undefined` where the text is not written as it reads, or is computed. */
function namesIn(file: ConfigFile, range: Range, path: string, lead: number): Names | undefined {
  const quote = /^["']/.test(file.text.slice(range.start, range.end)) ? 1 : 0;
  const start = range.start + quote + lead;
  if (path.includes('${') || file.text.slice(start, start + path.length) !== path) return undefined;
  return [...path.matchAll(/[^/]+/g)].map(
    (match) => [match[0], { start: start + match.index, end: start + match.index + match[0].length }] as const,
  );
}

/** A place where a config, or a group, is named. */
export interface EntryUse {
  readonly uri: Uri;
  readonly range: Range;
}

/** The entries that name a config by its path in the root. */
export function usesOfConfig(search: Search, root: Uri, configPath: string): readonly EntryUse[] {
  return entriesNaming(search, root, configPath).flatMap(({ file, ranges }) => {
    const range = ranges.at(-1);
    return range === undefined ? [] : [{ uri: file.uri, range }];
  });
}

/** The same entries, with all that they say. */
export function entriesNaming(search: Search, root: Uri, configPath: string): readonly EntryPath[] {
  const names = configPath.split('/');
  return entriesWith(search, root, names).filter((each) => each.isConfig && each.names.length === names.length);
}

/**
 * The entries that name a group or one inside it, each with the place of the group's own name where that is written, and
 * interpolations that read its choice: `${hydra:runtime.choices.db}`.
 */
export function usesOfGroup(search: Search, root: Uri, group: string): readonly EntryUse[] {
  const names = group.split('/');
  // Before a list of options the group is written once.
  const entries = new Map<string, EntryUse>();
  for (const { file, ranges, names: own, isConfig } of entriesWith(search, root, names)) {
    const range = ranges[names.length - 1];
    const isIt = own.length > names.length || (own.length === names.length && !isConfig);
    if (isIt && range !== undefined) entries.set(`${range.start} ${file.uri}`, { uri: file.uri, range });
  }
  return [...entries.values(), ...choicesRead(search, root, group)];
}

const CHOICES = 'hydra.runtime.choices';

function choicesRead(search: Search, root: Uri, group: string): readonly EntryUse[] {
  const inside = group.lastIndexOf('/') + 1;
  return search.filesWith(root, 'runtime.choices').flatMap((file) =>
    mentionsIn(file).flatMap(({ dots, names }) => {
      const above = names.slice(0, 3).map(({ name }) => name);
      const { name, range } = names[3] ?? {};
      const isIt = name === group || name?.startsWith(`${group}/`) || name?.startsWith(`${group}@`);
      if (dots !== 0 || above.join('.') !== CHOICES || isIt !== true || range === undefined) return [];
      return [{ uri: file.uri, range: { start: range.start + inside, end: range.start + group.length } }];
    }),
  );
}

/** Where the project file names a config or a folder of configs by its path: in the globs of schemas. */
export function usesInProjectFile({ snapshot }: Search, uri: Uri): readonly EntryUse[] {
  const project = projectOf(snapshot, uri);
  const path = project === undefined ? undefined : pathBelow(project.folder, uri);
  const file = project === undefined ? undefined : snapshot.config(project.projectUri);
  if (path === undefined || file?.body === undefined) return [];
  const start = path.lastIndexOf('/') + 1;
  const end = path.endsWith('.yaml') ? path.length - '.yaml'.length : path.length;
  const found: EntryUse[] = [];
  const visit = (node: ValueNode): void => {
    if (node.kind === 'map') for (const { value } of node.entries.values()) visit(value);
    else if (node.kind === 'list') node.items.forEach(visit);
    else if (node.leaf.t === 'str' && (node.leaf.v === path || node.leaf.v.startsWith(`${path}/`))) {
      const at = file.text.indexOf(node.leaf.v, node.range.start);
      if (at !== -1 && at < node.range.end) found.push({ uri: file.uri, range: { start: at + start, end: at + end } });
    }
  };
  const schemas = entryOf(file.body, 'schemas');
  if (schemas !== undefined) visit(schemas.value);
  return found;
}

function entriesWith(search: Search, root: Uri, names: readonly string[]): readonly EntryPath[] {
  return search.filesWith(root, names.at(-1) ?? '').flatMap((file) => {
    const placed = placeOf(search.snapshot, file.uri);
    if (placed?.root.uri !== root) return [];
    return entryPathsOf(file, placed.configPath).filter(({ names: own }) =>
      names.every((name, index) => own[index] === name),
    );
  });
}

/** Where programs name a primary config: `@hydra.main(config_name="config")`. */
export function programsNaming(search: Search, root: Uri, configPath: string): readonly EntryUse[] {
  return namesInPrograms(search).filter((each) => each.root === root && each.configPath === configPath);
}

/** A config that a program names. */
export interface ProgramName extends EntryUse {
  readonly root: Uri;
  readonly configPath: string;
}

/** The names of all primary configs that programs have. */
export function namesInPrograms({ roots, snapshot }: Search): readonly ProgramName[] {
  return roots.flatMap(({ project, root }) =>
    root.apps.flatMap(({ script, functionName }): readonly ProgramName[] => {
      const entry = snapshot.files.file(script);
      const apps = entry === undefined ? [] : hydraAppsOf(pythonOf(snapshot, project, root), moduleOf(entry));
      const app = apps.find((each) => each.functionName === functionName);
      if (app === undefined || app.given.configName.kind !== 'text') return [];
      const { value, range } = app.given.configName;
      const configPath = value.replace(/\.yaml$/, '');
      const text = snapshot.files.file(app.uri)?.text.slice(range.start, range.end) ?? '';
      if (!text.startsWith(configPath)) return [];
      const place = { start: range.start, end: range.start + configPath.length };
      return [{ uri: app.uri, range: place, root: root.uri, configPath }];
    }),
  );
}
