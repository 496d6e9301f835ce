import { placeOf, type Registry, type Snapshot } from '../../project/index.ts';
import { type ConfigFile, type DefaultsEntry, type Range, touches, type Uri } from '../../text/index.ts';
import { type At, locate } from '../locate.ts';
import { addressesOf, type KeyAddress, packageNames, type Search } from './addresses.ts';
import { nameInCommand } from './commandUses.ts';
import { type EntryPath, entryPathsOf } from './entries.ts';
import { baseOf } from './keyUses.ts';
import { mentionsIn } from './mentions.ts';
import { declaredAt } from './pythonNames.ts';
import { keyInPython } from './pythonReads.ts';

/** What the thing at a place is, wherever it is named: for those who ask for all its names, or give it another one. */
export type Subject =
  | { readonly kind: 'key'; readonly addresses: readonly KeyAddress[]; readonly range: Range }
  | { readonly kind: 'config' | 'group'; readonly root: Uri; readonly path: string; readonly range: Range }
  | { readonly kind: 'registryName'; readonly registry: Registry; readonly name: string; readonly range: Range }
  | { readonly kind: 'python'; readonly uri: Uri; readonly declared: Range; readonly range: Range };

/** `undefined` where nothing has a name that other places use. */
export function subjectAt(search: Search, at: At): Subject | undefined {
  const { snapshot } = search;
  const target = locate(snapshot, at);
  if (target === undefined) return at.uri.endsWith('.py') ? subjectInPython(search, at) : subjectInCommand(search, at);
  switch (target.kind) {
    case 'key':
    case 'targetArgument':
      return { kind: 'key', addresses: addressesOf(search, at.uri, target.path), range: target.range };
    case 'value':
    case 'interpolation':
      return mentionAt(search, at);
    case 'registryName':
      return target.entry === undefined ? undefined : { ...target, kind: 'registryName' };
    case 'targetPath': {
      const { found } = target.callable;
      if (found.kind !== 'class' && found.kind !== 'function') return undefined;
      return { kind: 'python', uri: found.module.uri, declared: found.item.nameRange, range: target.range };
    }
    case 'defaultsEntry':
      return entryAtPlace(snapshot, at) ?? packageInEntry(search, target.file, target.entry, at);
    case 'packageHeader': {
      const parts = target.header.package.split('.');
      let start = target.range.start;
      for (const [index, part] of parts.entries()) {
        const range = { start, end: start + part.length };
        start = range.end + 1;
        if (!touches(range, at.offset) || part.startsWith('_')) continue;
        const addresses = search.roots.flatMap(({ root }) =>
          search.landings(root.uri, at.uri).map((landing): KeyAddress => {
            const names = packageNames(landing);
            return { root: root.uri, path: names.slice(0, names.length - (parts.length - 1 - index)) };
          }),
        );
        return { kind: 'key', addresses, range };
      }
      return undefined;
    }
  }
}

/** The name of an interpolation under the cursor: the key that it leads to, wherever the file lands. */
function mentionAt(search: Search, { uri, offset }: At): Subject | undefined {
  const file = search.snapshot.config(uri);
  for (const mention of file === undefined ? [] : mentionsIn(file)) {
    const index = mention.names.findIndex(({ range }) => range !== undefined && touches(range, offset));
    const range = mention.names[index]?.range;
    if (range === undefined) continue;
    const names = mention.names.slice(0, index + 1).map(({ name }) => name);
    const addresses = search.roots.flatMap(({ root }) =>
      search.landings(root.uri, uri).flatMap((landing): readonly KeyAddress[] => {
        const base = baseOf(mention, landing);
        return base === undefined ? [] : [{ root: root.uri, path: [...base, ...names] }];
      }),
    );
    return { kind: 'key', addresses, range };
  }
  return undefined;
}

/** The config or the group that an entry of a defaults list names at a place. */
export function entryAtPlace(
  snapshot: Snapshot,
  { uri, offset }: At,
): (Subject & { kind: 'config' | 'group' }) | undefined {
  const placed = placeOf(snapshot, uri);
  const file = snapshot.config(uri);
  if (placed === undefined || file === undefined) return undefined;
  for (const path of entryPathsOf(file, placed.configPath)) {
    const index = path.ranges.findIndex((range) => range !== undefined && touches(range, offset));
    const range = path.ranges[index];
    if (range === undefined) continue;
    return {
      kind: isConfigName(path, index) ? 'config' : 'group',
      root: placed.root.uri,
      path: path.names.slice(0, index + 1).join('/'),
      range,
    };
  }
  return undefined;
}

/** A name behind the `@` of an entry: the key that it makes, wherever the file of the list lands. */
function packageInEntry(
  search: Search,
  file: ConfigFile,
  entry: DefaultsEntry,
  { uri, offset }: At,
): Subject | undefined {
  if (entry.kind === 'self' || entry.package === undefined) return undefined;
  const written = entry.kind === 'group' ? entry.keyRange : entry.range;
  let start = file.text.indexOf(`@${entry.package}`, written.start) + 1;
  if (start === 0 || start > written.end) return undefined;
  const parts = entry.package.split('.');
  for (const [index, part] of parts.entries()) {
    const range = { start, end: start + part.length };
    start = range.end + 1;
    if (!touches(range, offset)) continue;
    if (/^_(global|here|group)_$/.test(part) || parts.includes('_group_')) return undefined;
    const isGlobal = parts[0] === '_global_';
    const names = parts.slice(isGlobal || parts[0] === '_here_' ? 1 : 0, index + 1);
    const addresses = search.roots.flatMap(({ root }) =>
      search.landings(root.uri, uri).map((landing): KeyAddress => {
        return { root: root.uri, path: isGlobal ? names : [...packageNames(landing), ...names] };
      }),
    );
    return { kind: 'key', addresses, range };
  }
  return undefined;
}

function isConfigName({ names, isConfig }: EntryPath, index: number): boolean {
  return isConfig && index === names.length - 1;
}

function subjectInCommand(search: Search, at: At): Subject | undefined {
  const named = placeOf(search.snapshot, at.uri) === undefined ? nameInCommand(search, at) : undefined;
  if (named === undefined) return undefined;
  const { root, range, kind, path } = named;
  return kind === 'key' ? { kind, addresses: [{ root, path }], range } : { kind, root, path: path.join('/'), range };
}

function subjectInPython(search: Search, { uri, offset }: At): Subject | undefined {
  const read = keyInPython(search, uri, offset);
  if (read !== undefined) return { kind: 'key', ...read };
  const declared = declaredAt(search.snapshot, uri, offset);
  return declared && { kind: 'python', uri, declared: declared.range, range: declared.range };
}
