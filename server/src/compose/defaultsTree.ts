import { BUDGETS, type ConfigFile, type DefaultsEntry, type Problem, type Range, type Span } from '../text/index.ts';
import type { Choice, Origin } from './composition.ts';
import { resolveOption } from './defaultsInterpolation.ts';
import {
  configItem,
  configPath,
  type DefaultsItem,
  finalPackage,
  groupPath,
  isInterpolated,
  isMissing,
  itemOf,
  nameOf,
  overrideKey,
  place,
  selfItem,
  setHeader,
} from './defaultsItem.ts';
import { flatten, withoutRounds } from './defaultsList.ts';
import {
  checkDuplicates,
  missingChoice,
  multipleValues,
  notFound,
  overrideOrder,
  pathRefusal,
  type Reporter,
  refuseDepth,
  reporterOf,
  tellOfText,
  unusedOverride,
} from './defaultsReports.ts';
import type { GroupOverrides } from './groupOverrides.ts';
import type { Repository } from './repository.ts';
import type { Surroundings } from './resolve.ts';

/** What expansion comes to: the configs to merge in their order, and what was chosen for each group. */
export interface Expansion {
  readonly list: readonly Choice[];
  readonly choices: ReadonlyMap<string, string | null>;
  readonly tree: DefaultsTree;
}

/** Deeper than any real tree; Python gives up at about this depth too. */
export const DEPTH_BUDGET = BUDGETS.defaultsNesting;

/** One entry at its place in the tree, with what it brought. */
export interface DefaultsTree {
  readonly item: DefaultsItem;
  readonly parent?: DefaultsTree;
  readonly depth: number;
  file?: ConfigFile;
  /** A bare item is a leaf: `_self_`, or an option with an interpolation that is not resolved yet. */
  children?: (DefaultsTree | DefaultsItem)[];
}

export interface Walk extends Reporter {
  readonly repository: Repository;
  readonly surroundings: Surroundings;
  readonly overrides: GroupOverrides;
  readonly choices: Map<string, string | null>;
  /** Where each choice was made, by override key. */
  readonly choiceOrigins: Map<string, { readonly from: string | undefined; readonly origin: Origin }>;
  /** Override keys seen for each group, for "did you mean". */
  readonly keysOfGroup: Map<string, Set<string>>;
  /** Hydra 1.4: the overrides that were known when an interpolated option was met. */
  readonly eligible: Map<DefaultsItem, ReadonlySet<string>>;
  /** A multirun may leave choices open. */
  readonly skipMissing: boolean;
  /** A cycle was found: nothing more is expanded. */
  gaveUp: boolean;
}

/** How the branch under way differs from the static tree. */
interface Branch {
  /** Below an option that came out of an interpolation. */
  readonly interpolated: boolean;
  readonly eligible?: ReadonlySet<string>;
}

const STATIC: Branch = { interpolated: false };

/**
 * Expands a primary config's defaults list into the flat list of configs to merge. The walk, its order and its
 * messages follow Hydra's `_internal/defaults_list.py`; the documentation's page is *The Defaults List*. Where Hydra
 * stops at the first error, this goes on: the first problem with a refusal is Hydra's.
 */
export function expandDefaults(
  repository: Repository,
  name: string | undefined,
  overrides: GroupOverrides,
  surroundings: Surroundings,
  skipMissing: boolean,
  report: (problem: Problem) => void,
): Expansion {
  const file = name === undefined ? undefined : repository.load(name);
  const home: Span = { uri: file?.uri ?? '', start: 0, end: 0 };
  const walk: Walk = {
    ...reporterOf(home, report),
    repository,
    surroundings,
    overrides,
    choices: new Map(),
    choiceOrigins: new Map(),
    keysOfGroup: new Map(),
    eligible: new Map(),
    skipMissing,
    gaveUp: false,
  };
  const origin: Origin = file === undefined ? { kind: 'builtin', name: name ?? '' } : { kind: 'file', file };
  const primary = configItem(name ?? EMPTY_CONFIG, origin, { primary: true, version: surroundings.version });
  const hydra = configItem('hydra/config', { kind: 'builtin', name: 'hydra/config' });
  const root: DefaultsTree = {
    item: configItem('<root>', { kind: 'builtin', name: '<root>' }),
    depth: 0,
    children: [],
  };
  for (const item of [primary, hydra]) root.children?.unshift(expand(walk, item, root, STATIC));
  if (surroundings.version === '1.4') resolveAfterwards(walk, root);
  const flat: Choice[] = [];
  for (const tree of root.children ?? []) flatten(tree, root, flat);
  const list = walk.gaveUp ? withoutRounds(flat) : flat;
  checkDuplicates(walk, list);
  if (!walk.gaveUp) checkUnused(walk);
  return { list, choices: walk.choices, tree: root };
}

const EMPTY_CONFIG = '_dummy_empty_config_';

export function isTree(node: DefaultsTree | DefaultsItem): node is DefaultsTree {
  return 'item' in node;
}

function expand(walk: Walk, item: DefaultsItem, parent: DefaultsTree, branch: Branch): DefaultsTree {
  const tree: DefaultsTree = { item, parent, depth: parent.depth + 1 };
  if (walk.gaveUp) return tree;
  if (tree.depth > DEPTH_BUDGET) {
    walk.gaveUp = true;
    refuseDepth(walk, tree);
    return tree;
  }
  const missing = isMissing(item);
  const file = nameOf(item) === null || missing ? undefined : load(walk, item);
  if (file?.header !== undefined) setHeader(item, file.header.package);
  if (isDeleted(walk, item)) return tree;
  recordChoice(walk, item, parent);
  if (nameOf(item) === null) return tree;
  if (missing) {
    if (!walk.skipMissing) missingChoice(walk, item, parent);
    return tree;
  }
  if (file === undefined && item.path !== EMPTY_CONFIG) {
    item.deleted = true;
    if (!item.optional) notFound(walk, tree);
    return tree;
  }
  if (file !== undefined) tree.file = file;
  expandChildren(walk, tree, branch);
  return tree;
}

/** Loads a config and tells what of its text Hydra refuses, once for each file. */
function load(walk: Walk, item: DefaultsItem): ConfigFile | undefined {
  const path = configPath(item);
  const file = walk.repository.load(path);
  if (file === undefined) return undefined;
  tellOfText(walk, item, file);
  const here: Origin = { kind: 'file', file };
  if (file.headerRefused !== undefined) {
    const { message, range } = file.headerRefused;
    walk.refuse('HS110', { ...here, key: range }, message, 'ValueError');
  }
  const { version } = walk.surroundings;
  for (const defect of file.defaultsDefects) {
    if ((defect.version ?? version) !== version) continue;
    const message = defect.message.replace('{config}', path);
    walk.refuse('HS110', { ...here, key: defect.range }, message, defect.errorClass);
  }
  return file;
}

function itemsOf(walk: Walk, { item, file }: DefaultsTree): DefaultsItem[] {
  const { version } = walk.surroundings;
  const items = (file?.defaults ?? []).map((entry) => itemOf(entry, entryOrigin(file as ConfigFile, entry), version));
  const appended = item.primary ? walk.overrides.appended.map((each) => ({ ...each })) : [];
  if (items.length === 0 && appended.length === 0) return items;
  const selves = items.filter((each) => each.kind === 'self');
  const [first, second] = selves;
  if (second !== undefined) walk.refuse('HS110', second.origin, `Duplicate _self_ defined in ${configPath(item)}`);
  if (version === '1.3' && first?.value === '_self_') walk.refuse('HS110', first.origin, '', 'AssertionError');
  const hasOther = items.some((each) => !each.override);
  if (selves.length === 0 && (hasOther || items.length === 0)) items.push(selfItem(item.origin));
  return [...items, ...appended];
}

function entryOrigin(file: ConfigFile, entry: DefaultsEntry): Origin {
  return { kind: 'file', file, key: entry.kind === 'group' ? valueRange(entry.valueRanges, entry.range) : entry.range };
}

function valueRange(ranges: readonly Range[], whole: Range): Range {
  const [only] = ranges;
  return ranges.length === 1 && only !== undefined && only.end > only.start ? only : whole;
}

function expandChildren(walk: Walk, tree: DefaultsTree, branch: Branch): void {
  const { item } = tree;
  const { version } = walk.surroundings;
  const items = itemsOf(walk, tree);
  const group = groupPath(item);
  const packageText = finalPackage(item);
  for (const each of items) {
    if (each.kind === 'self') continue;
    place(each, group, packageText);
    if (version === '1.4') pathRefusal(walk, each, item);
  }
  registerOverrides(walk, item, items, branch);
  const children: (DefaultsTree | DefaultsItem)[] = [];
  for (const each of items.toReversed()) {
    if (each.kind === 'self') children.push(each);
    else if (each.override) {
      if (version === '1.4') addOverride(walk, item, each);
    } else {
      applyOverride(walk, each, branch);
      if (version === '1.4') pathRefusal(walk, each, item);
      children.push(...expandEntry(walk, tree, each, branch));
    }
  }
  if (version === '1.3') resolveDeferred(walk, tree, children);
  if (children.length > 0) tree.children = children.reverse();
}

/** The branches of one entry, in walking order: the last option of a list comes first. */
function expandEntry(
  walk: Walk,
  tree: DefaultsTree,
  item: DefaultsItem,
  branch: Branch,
): (DefaultsTree | DefaultsItem)[] {
  if (Array.isArray(item.value)) {
    const options: readonly string[] = item.value;
    return options.toReversed().map((option) => expandOption(walk, tree, item, option, branch));
  }
  if (!isInterpolated(item)) return [expand(walk, item, tree, branch)];
  walk.eligible.set(item, branch.eligible ?? new Set(walk.overrides.chosen.keys()));
  return [item];
}

function expandOption(
  walk: Walk,
  tree: DefaultsTree,
  item: DefaultsItem,
  option: string,
  branch: Branch,
): DefaultsTree {
  const { optional, version } = item;
  const isAbsolute = item.external && version === '1.4';
  const path = `${isAbsolute ? groupPath(item) : item.path}/${option}`;
  const node = configItem(path, optionOrigin(item, option), { package: item.package, optional, version });
  place(node, isAbsolute ? '' : item.parentGroup, isAbsolute ? '' : item.parentPackage);
  if (!option.includes('${')) return expand(walk, node, tree, branch);
  const message = `In '${configPath(tree.item)}': Defaults List interpolation is not supported in options list items`;
  walk.refuse('HS110', node.origin, message);
  node.deleted = true;
  return { item: node, parent: tree, depth: tree.depth + 1 };
}

/** The place of one option of a list. */
function optionOrigin(item: DefaultsItem, option: string): Origin {
  const { origin } = item;
  if (origin.kind !== 'file') return origin;
  for (const entry of origin.file.defaults ?? []) {
    if (entry.kind !== 'group' || !Array.isArray(entry.value) || entry.range.start !== origin.key?.start) continue;
    const range = entry.valueRanges[entry.value.indexOf(option)];
    if (range !== undefined) return { ...origin, key: range };
  }
  return origin;
}

/** Hydra 1.3: options with `${group}` are resolved as soon as the rest of their own list is expanded. */
function resolveDeferred(walk: Walk, tree: DefaultsTree, children: (DefaultsTree | DefaultsItem)[]): void {
  const choices = new Map(walk.choices);
  for (const [index, child] of children.entries()) {
    if (isTree(child) || !isInterpolated(child)) continue;
    const failure = resolveOption(child, choices, walk.surroundings);
    if (failure === undefined) children[index] = expand(walk, child, tree, { interpolated: true });
    else {
      walk.refuse('HS111', child.origin, failure.message, failure.errorClass);
      child.deleted = true;
    }
  }
}

/** Hydra 1.4: options with `${group}` are resolved when the static tree is known, one after the other. */
function resolveAfterwards(walk: Walk, root: DefaultsTree): void {
  const resolveOne = (tree: DefaultsTree): boolean => {
    const children = tree.children ?? [];
    for (const [index, child] of children.entries()) {
      if (isTree(child)) {
        if (resolveOne(child)) return true;
        continue;
      }
      if (!isInterpolated(child) || walk.gaveUp) continue;
      const candidate = { ...child };
      if (resolveOption(candidate, walk.choices, walk.surroundings) !== undefined) continue;
      const eligible = walk.eligible.get(child);
      pathRefusal(walk, candidate, tree.item);
      children[index] = expand(walk, candidate, tree, { interpolated: true, ...(eligible && { eligible }) });
      return true;
    }
    return false;
  };
  while (resolveOne(root));
  const failOnUnresolved = (tree: DefaultsTree): void => {
    for (const child of tree.children ?? []) {
      if (isTree(child)) failOnUnresolved(child);
      else if (isInterpolated(child)) {
        const failure = resolveOption(child, walk.choices, walk.surroundings);
        if (failure !== undefined) walk.refuse('HS111', child.origin, failure.message, failure.errorClass);
        child.deleted = true;
      }
    }
  };
  failOnUnresolved(root);
}

/** Checks the order of `override` entries; Hydra 1.3 takes note of them here, before it goes down. */
function registerOverrides(walk: Walk, parent: DefaultsItem, items: readonly DefaultsItem[], branch: Branch): void {
  let last: DefaultsItem | undefined;
  for (const item of items) {
    if (item.kind === 'self') continue;
    if (last !== undefined && !item.override && !item.external) overrideOrder(walk, parent, last, item);
    if (!item.override) continue;
    last = item;
    if (branch.interpolated) {
      const message = `${configPath(parent)}: Default List Overrides are not allowed in the subtree\nof an in interpolated config group (override ${overrideKey(item)}=${nameOf(item)}).\n`;
      walk.refuse('HS112', item.origin, message);
    }
    if (walk.surroundings.version === '1.3') addOverride(walk, parent, item);
  }
}

/** The first to come stays: the command line, then in Hydra 1.3 the outermost, in 1.4 the last in the list. */
function addOverride({ overrides }: Walk, parent: DefaultsItem, item: DefaultsItem): void {
  const key = overrideKey(item);
  if (overrides.chosen.has(key)) return;
  const relativeKey = item.package === undefined ? item.path : `${item.path}@${item.package}`;
  const { origin, value = null } = item;
  overrides.chosen.set(key, { value, origin, inConfig: configPath(parent), relativeKey, used: false });
}

function applyOverride({ overrides }: Walk, item: DefaultsItem, { eligible }: Branch): void {
  if (item.kind !== 'group') return;
  const key = overrideKey(item);
  const chosen = overrides.chosen.get(key);
  if (chosen === undefined || eligible?.has(key) === false) return;
  item.replaced = { value: item.value, origin: item.origin };
  item.value = chosen.value;
  item.origin = chosen.origin;
  chosen.used = true;
}

function isDeleted({ overrides, surroundings }: Walk, item: DefaultsItem): boolean {
  const isGroup = item.kind === 'group';
  if (!isGroup && surroundings.version === '1.3') return false;
  const deletion = overrides.deletions.get(isGroup ? overrideKey(item) : configPath(item));
  if (deletion === undefined) return false;
  if (deletion.option !== undefined && !(isGroup && deletion.option === nameOf(item))) return false;
  deletion.used = true;
  item.deleted = true;
  return true;
}

function recordChoice(walk: Walk, item: DefaultsItem, parent: DefaultsTree): void {
  if (item.kind !== 'group') return;
  const key = overrideKey(item);
  const from = item.external ? 'command line' : parent.depth === 0 ? undefined : configPath(parent.item);
  const earlier = walk.choices.get(key);
  if (earlier === undefined) {
    walk.choices.set(key, nameOf(item));
    walk.choiceOrigins.set(key, { from, origin: item.origin });
  } else if (earlier !== nameOf(item)) multipleValues(walk, item, earlier, from);
  const group = groupPath(item);
  const keys = walk.keysOfGroup.get(group) ?? new Set();
  walk.keysOfGroup.set(group, keys.add(key));
}

function checkUnused(walk: Walk): void {
  for (const [key, chosen] of walk.overrides.chosen) if (!chosen.used) unusedOverride(walk, key, chosen);
  for (const [key, deletion] of walk.overrides.deletions) {
    if (deletion.used) continue;
    const shown = deletion.option === undefined ? key : `${key}=${deletion.option}`;
    walk.refuse('HS112', deletion.origin, `Could not delete '${shown}'. No match in the defaults list`);
  }
}
