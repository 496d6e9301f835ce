import { addTo, parentUri, pathBelow, type Uri } from '../text/index.ts';
import { type CompositionKey, textOfKey } from './compositionKey.ts';
import type { ConfigRoot, Project } from './discover.ts';
import { isSharedRoot } from './hydraYaml.ts';
import { rootsOf } from './landings.ts';
import { mentionedNames, readingMentions } from './mentionedNames.ts';
import { placing, primaryKeysOf, reachedBy } from './primaries.ts';
import { isSameData } from './same.ts';
import { headIn, ownerOf, type Snapshot, storeIn } from './snapshot.ts';
import { configsByFolder, configUrisOf, unreachedIn } from './trials.ts';

/** A group that nothing in the workspace chooses an option of. */
export interface UnnamedGroup {
  /** Its path in the config root. */
  readonly group: string;
  readonly options: readonly Uri[];
}

/**
 * The groups of a root that no defaults list of the workspace names, and no command, program or document either. On the
 * command line every option of a group can be chosen, so that none is told apart from the others of a group that somebody
 * names. Options for the whole config (`# @package _global_`) are made for the command line, and so are those of Hydra's own
 * groups. Where it cannot be known, there are none.
 */
export function unnamedGroupsIn(snapshot: Snapshot, project: Project, root: ConfigRoot): readonly UnnamedGroup[] {
  return snapshot.derive(`unnamed groups of ${root.uri}`, (at) => findUnnamed(at, project, root), {
    isSame: isSameData,
  });
}

/** Makes what that rests on, part by part, so that there is a moment to pause behind each. */
export function* lookingForNames(snapshot: Snapshot, project: Project, root: ConfigRoot): Generator<void> {
  if (unreachedIn(snapshot, root).length === 0) return;
  for (const each of rootsOf(snapshot)) {
    for (const folder of configsByFolder(snapshot, each.root).keys()) {
      namedInFolder(snapshot, each.root, folder);
      yield;
    }
  }
  const groups = unchosenGroups(snapshot, project, root);
  yield;
  if (groups.size > 0) yield* readingMentions(snapshot);
}

function findUnnamed(snapshot: Snapshot, project: Project, root: ConfigRoot): readonly UnnamedGroup[] {
  const groups = unchosenGroups(snapshot, project, root);
  if (groups.size === 0) return [];
  const isMentioned = mentionedNames(snapshot);
  return [...groups].flatMap(([group, all]) => {
    if (group.split('/').some(isMentioned)) return [];
    const options = all.filter((uri) => headIn(snapshot, uri)?.isOther === undefined);
    return options.length === 0 ? [] : [{ group, options }];
  });
}

/** The groups of a root that no defaults list names. */
function unchosenGroups(snapshot: Snapshot, project: Project, root: ConfigRoot): ReadonlyMap<string, readonly Uri[]> {
  return snapshot.derive(`unchosen groups of ${root.uri}`, (at) => findUnchosen(at, project, root), {
    isSame: isSameData,
  });
}

function findUnchosen(snapshot: Snapshot, project: Project, root: ConfigRoot): ReadonlyMap<string, readonly Uri[]> {
  const unreached = unreachedByGroup(snapshot, root);
  const primaries = primaryKeysOf(snapshot, root);
  // In a project's own folder most YAML is other programs'.
  if (unreached.size === 0 || primaries.length === 0 || isSharedRoot(snapshot.files, root)) return new Map();
  const folder = ownerOf(snapshot, root.uri)?.project.folder ?? project.folder;
  const store = storeIn(snapshot, folder, root.uri);
  const named = namedGroups(snapshot);
  if (named === undefined || store.isOpen === true) return new Map();
  const stored = [...store.configs.keys()];
  const isNamed = (group: string) => named.has(group.toLowerCase());
  const isStored = (group: string) => stored.some((path) => path.startsWith(`${group}/`));
  const left = [...unreached].filter(
    ([group]) =>
      // An option may lie in a folder of its group: `robot=g1/arm`.
      !groupsAround(group).some((each) => isNamed(each) || isStored(each)) && !isForAll(snapshot, root, group),
  );
  return new Map(left.length === 0 || primaries.some((key) => isLacking(snapshot, key)) ? [] : left);
}

/** What no composition of the workspace reaches, by the folders of the root; Hydra's own groups and the top are left out. */
function unreachedByGroup(snapshot: Snapshot, root: ConfigRoot): ReadonlyMap<string, readonly Uri[]> {
  const groups = new Map<string, Uri[]>();
  const isReached = reaching(snapshot);
  for (const uri of unreachedIn(snapshot, root)) {
    const group = pathBelow(root.uri, parentUri(uri)) ?? '';
    const isOwn = group !== '' && group.split('/')[0] !== 'hydra';
    // A search path may lead here from another root.
    if (isOwn && !isReached(uri)) addTo(groups, group, uri);
  }
  return groups;
}

/** Which configs a primary one reaches, of whatever root. */
function reaching(snapshot: Snapshot): (uri: Uri) => boolean {
  const reached = rootsOf(snapshot).map(({ root }) => reachedBy(snapshot, root));
  return (uri) => reached.some((each) => each.has(uri));
}

/** Whether a primary config names what is not there: that might bring in anything. */
function isLacking(snapshot: Snapshot, key: CompositionKey): boolean {
  return snapshot.derive(`is lacking ${textOfKey(key)}`, (at) =>
    at.compose(key).problems.some(({ code, refusal }) => code === 'HS111' && refusal !== undefined),
  );
}

/** A group and those that it lies in: of `a/b` there are `a` and `a/b`. */
function groupsAround(group: string): readonly string[] {
  const names = group.split('/');
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

/** Whether what lies in the outermost group around is for the whole config. */
function isForAll(snapshot: Snapshot, root: ConfigRoot, group: string): boolean {
  const top = `${root.uri}/${group.split('/')[0]}/`;
  return configUrisOf(snapshot, root).some(
    (uri) => uri.startsWith(top) && headIn(snapshot, uri)?.header?.package.startsWith('_global_') === true,
  );
}

/** The groups that defaults lists name, in small letters as some disks find them; `undefined` where a list is broken, or computes the first part of a name. */
function namedGroups(snapshot: Snapshot): ReadonlySet<string> | undefined {
  const all = new Set<string>();
  for (const { root } of rootsOf(snapshot)) {
    for (const folder of configsByFolder(snapshot, root).keys()) {
      const named = namedInFolder(snapshot, root, folder);
      if (named === undefined) return undefined;
      for (const each of named) all.add(each);
    }
  }
  return all;
}

/** Those that the configs of one folder name: after an edit that folder is looked through. */
function namedInFolder(snapshot: Snapshot, root: ConfigRoot, folder: Uri): readonly string[] | undefined {
  return snapshot.derive(
    `groups named in ${folder}`,
    (at) => findNamed(at, configsByFolder(at, root).get(folder) ?? []),
    {
      isSame: isSameData,
    },
  );
}

function findNamed(snapshot: Snapshot, uris: readonly Uri[]): readonly string[] | undefined {
  const named = new Set<string>();
  const placeIn = placing(snapshot);
  const isReached = reaching(snapshot);
  for (const uri of uris) {
    const head = headIn(snapshot, uri);
    const placed = placeIn(uri);
    if (head === undefined || placed === undefined) continue;
    if (head.defaultsDefects.length > 0) return undefined;
    const own = placed.configPath.split('/').slice(0, -1).join('/');
    for (const entry of head.defaults ?? []) {
      if (entry.kind === 'self') continue;
      const path = entry.kind === 'group' ? entry.group : entry.path.split('/').slice(0, -1).join('/');
      const known = path.includes('${') ? path.slice(0, path.indexOf('${')).replace(/[^/]*$/, '') : path;
      if (known === '' && known !== path) return undefined;
      // Which group a config is an option of depends on who chooses it: `robot: g1/arm`, `robot/g1: arm`.
      const homes = known.startsWith('/') || own === '' ? [''] : groupsAround(own);
      for (const home of homes) {
        const group = `${home}/${known}`.split('/').filter(Boolean).join('/');
        // Options that bring in each other are not chosen by that.
        const isInside = own === group || own.startsWith(`${group}/`);
        if (!isInside || isReached(uri)) named.add(group.toLowerCase());
      }
    }
  }
  return [...named].sort();
}
