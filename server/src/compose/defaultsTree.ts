import type { ConfigFile, DefaultsEntry, Problem, Range, Span } from '../text/index.ts';
import { type Choice, type Origin, overrideUri } from './composition.ts';
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
import type { GroupOverrides } from './groupOverrides.ts';
import type { Repository } from './repository.ts';

/**
 * Expands a primary config's defaults list into the flat list of configs to merge. The walk, its order and its
 * messages follow Hydra's `_internal/defaults_list.py`; the documentation's page is *The Defaults List*. Where Hydra
 * stops at the first error, this goes on: the first problem with a refusal is Hydra's.
 */
export interface DefaultsTree {
  readonly item: DefaultsItem;
  readonly file?: ConfigFile;
  readonly children?: readonly (DefaultsTree | DefaultsItem)[];
}

export interface Expansion {
  readonly list: readonly Choice[];
  readonly choices: ReadonlyMap<string, string | null>;
}

/** Deeper than any real tree; Python gives up at about this depth too. */
export const DEPTH_BUDGET = 250;

interface Walk {
  readonly repository: Repository;
  readonly overrides: GroupOverrides;
  readonly choices: Map<string, string | null>;
  /** Override keys seen for each group, for "did you mean". */
  readonly keysOfGroup: Map<string, Set<string>>;
  readonly report: (problem: Problem) => void;
  /** Where a choice without a place of its own is told: the primary config's start. */
  readonly home: Span;
  /** A cycle was found: nothing more is expanded. */
  gaveUp: boolean;
}

interface ParentTree {
  readonly item: DefaultsItem;
  readonly parent?: ParentTree;
  readonly depth: number;
}

const CCE = 'ConfigCompositionException';

export function expandDefaults(
  repository: Repository,
  name: string | undefined,
  overrides: GroupOverrides,
  report: (problem: Problem) => void,
): Expansion {
  const primaryFile = name === undefined ? undefined : repository.load(name);
  const home: Span = { uri: primaryFile?.uri ?? '', start: 0, end: 0 };
  const keysOfGroup = new Map<string, Set<string>>();
  const walk: Walk = { repository, overrides, choices: new Map(), keysOfGroup, report, home, gaveUp: false };
  const virtual: DefaultsItem = configItem('<root>', { kind: 'builtin', name: '<root>' });
  const root: ParentTree = { item: virtual, depth: 0 };
  const primary = configItem(
    name ?? '_dummy_empty_config_',
    primaryFile === undefined ? { kind: 'builtin', name: name ?? '' } : { kind: 'file', file: primaryFile },
    { primary: true },
  );
  const trees: DefaultsTree[] = [];
  for (const item of [primary, configItem('hydra/config', { kind: 'builtin', name: 'hydra/config' })]) {
    trees.unshift(expand(walk, item, root, false));
  }
  const list: Choice[] = [];
  for (const tree of trees) flatten(tree, undefined, '<root>', list);
  checkDuplicates(walk, list);
  checkUnused(walk);
  return { list, choices: walk.choices };
}

function refuse(
  walk: Walk,
  code: Problem['code'],
  origin: Origin,
  range: Range | undefined,
  message: string,
  errorClass = CCE,
): void {
  const span = spanOf(walk, origin, range);
  const [first = ''] = message.split('\n', 1);
  walk.report({ code, severity: 'error', span, message: first, refusal: { errorClass, message } });
}

function spanOf(walk: Walk, origin: Origin, range: Range | undefined): Span {
  if (origin.kind === 'file') return { uri: origin.file.uri, ...(range ?? origin.key ?? { start: 0, end: 0 }) };
  if (origin.kind === 'override') return { uri: overrideUri(origin.index), start: 0, end: origin.text.length };
  return walk.home;
}

function expand(walk: Walk, item: DefaultsItem, parent: ParentTree, interpolated: boolean): DefaultsTree {
  const tree: ParentTree = { item, parent, depth: parent.depth + 1 };
  if (walk.gaveUp) return { item };
  if (tree.depth > DEPTH_BUDGET) {
    walk.gaveUp = true;
    refuse(walk, 'HS116', item.origin, undefined, cycleMessage(tree), 'RecursionError');
    return { item };
  }
  const { repository } = walk;
  const missing = isMissing(item);
  const named = nameOf(item) !== null && !missing;
  const file = named ? load(walk, item) : undefined;
  if (file?.header !== undefined) setHeader(item, file.header.package);
  if (deleted(walk, item)) return { item };
  recordChoice(walk, item);
  if (nameOf(item) === null) return { item };
  if (missing) {
    reportMissingChoice(walk, item);
    return { item };
  }
  if (file === undefined) {
    if (item.path === '_dummy_empty_config_') return expandChildren(walk, tree, undefined, interpolated);
    item.deleted = true;
    if (!item.optional) reportNotFound(walk, item, parent.item, repository);
    return { item };
  }
  return expandChildren(walk, tree, file, interpolated);
}

/** Loads a config and tells what of its text Hydra refuses, once for each file. */
function load(walk: Walk, item: DefaultsItem): ConfigFile | undefined {
  const path = configPath(item);
  const file = walk.repository.load(path);
  if (file === undefined) return undefined;
  for (const problem of file.problems) walk.report(problem);
  if (file.headerRefused !== undefined) {
    const { message, range } = file.headerRefused;
    refuse(walk, 'HS110', { kind: 'file', file }, range, message, 'ValueError');
  }
  for (const defect of file.defaultsDefects) {
    const message = defect.message.replace('{config}', path);
    refuse(walk, 'HS110', { kind: 'file', file }, defect.range, message, defect.errorClass);
  }
  return file;
}

function itemsOf(walk: Walk, item: DefaultsItem, file: ConfigFile | undefined): DefaultsItem[] {
  const entries = file?.defaults ?? [];
  const appended = item.primary ? walk.overrides.appended : [];
  const items = entries.map((entry) => itemOf(entry, entryOrigin(file as ConfigFile, entry)));
  if (items.length === 0 && appended.length === 0) return items;
  const selves = items.filter((each) => each.kind === 'self');
  const [, second] = selves;
  if (second !== undefined) {
    refuse(walk, 'HS110', second.origin, undefined, `Duplicate _self_ defined in ${configPath(item)}`);
  }
  const hasOther = items.some((each) => !each.override);
  if (selves.length === 0 && (hasOther || items.length === 0)) {
    items.push(selfItem(item.origin));
  }
  return [...items, ...appended.map((each) => ({ ...each }))];
}

function entryOrigin(file: ConfigFile, entry: DefaultsEntry): Origin {
  return { kind: 'file', file, key: entry.kind === 'group' ? valueRange(entry.valueRanges, entry.range) : entry.range };
}

function valueRange(ranges: readonly Range[], whole: Range): Range {
  const [only] = ranges;
  return ranges.length === 1 && only !== undefined && only.end > only.start ? only : whole;
}

function expandChildren(
  walk: Walk,
  tree: ParentTree,
  file: ConfigFile | undefined,
  interpolated: boolean,
): DefaultsTree {
  const { item } = tree;
  const items = itemsOf(walk, item, file);
  const group = groupPath(item);
  const packageText = finalPackage(item);
  for (const each of items) if (each.kind !== 'self') place(each, group, packageText);
  registerOverrides(walk, item, items, interpolated);
  const children: (DefaultsTree | DefaultsItem)[] = [];
  for (const each of items.toReversed()) {
    if (each.kind === 'self') {
      children.push(each);
      continue;
    }
    if (each.override) continue;
    applyOverride(walk, each);
    if (Array.isArray(each.value)) {
      for (const option of (each.value as readonly string[]).toReversed()) {
        children.push(expandOption(walk, tree, each, option, interpolated));
      }
    } else if (isInterpolated(each)) {
      children.push(each);
    } else {
      children.push(expand(walk, each, tree, interpolated));
    }
  }
  resolveDeferred(walk, tree, items, children);
  children.reverse();
  return { item, ...(file !== undefined && { file }), ...(children.length > 0 && { children }) };
}

function expandOption(
  walk: Walk,
  tree: ParentTree,
  item: DefaultsItem,
  option: string,
  interpolated: boolean,
): DefaultsTree {
  const { optional, origin } = item;
  const node = configItem(`${item.path}/${option}`, optionOrigin(item, option), { package: item.package, optional });
  place(node, item.parentGroup, item.parentPackage);
  if (option.includes('${')) {
    const message = `In '${configPath(tree.item)}': Defaults List interpolation is not supported in options list items`;
    refuse(walk, 'HS110', origin, undefined, message);
    return { item: { ...node, deleted: true } };
  }
  return expand(walk, node, tree, interpolated);
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

/** Options with `${group}` wait until the choices of the list are known. */
function resolveDeferred(
  walk: Walk,
  tree: ParentTree,
  items: readonly DefaultsItem[],
  children: (DefaultsTree | DefaultsItem)[],
): void {
  const choices = new Map(walk.choices);
  for (const each of items) {
    if (each.kind === 'group' && !each.override && typeof each.value === 'string' && !isInterpolated(each)) {
      choices.set(overrideKey(each), each.value);
    }
  }
  for (const [index, child] of children.entries()) {
    if (!('kind' in child) || !isInterpolated(child)) continue;
    const resolved = resolveOption(child, choices);
    if ('message' in resolved) {
      refuse(walk, 'HS111', child.origin, undefined, resolved.message);
      child.deleted = true;
      continue;
    }
    if (child.kind === 'group') child.value = resolved.option;
    else child.path = resolved.option;
    children[index] = expand(walk, child, tree, true);
  }
}

function registerOverrides(
  walk: Walk,
  parent: DefaultsItem,
  items: readonly DefaultsItem[],
  interpolated: boolean,
): void {
  let last: DefaultsItem | undefined;
  const path = configPath(parent);
  for (const item of items) {
    if (item.kind === 'self') continue;
    if (last !== undefined && !item.override && !item.external) {
      const key = item.kind === 'group' ? overrideKey(item) : item.path;
      const message = `In ${path}: Override '${overrideKey(last)} : ${nameOf(last)}' is defined before '${key}: ${nameOf(item)}'.\nOverrides must be at the end of the defaults list`;
      refuse(walk, 'HS112', last.origin, undefined, message);
    }
    if (!item.override) continue;
    last = item;
    if (interpolated) {
      const message = `${path}: Default List Overrides are not allowed in the subtree\nof an in interpolated config group (override ${overrideKey(item)}=${nameOf(item)}).\n`;
      refuse(walk, 'HS112', item.origin, undefined, message);
    }
    const key = overrideKey(item);
    if (!walk.overrides.chosen.has(key)) {
      walk.overrides.chosen.set(key, { value: item.value ?? null, origin: item.origin, inConfig: path, used: false });
    }
  }
}

function applyOverride(walk: Walk, item: DefaultsItem): void {
  if (item.kind !== 'group') return;
  const chosen = walk.overrides.chosen.get(overrideKey(item));
  if (chosen === undefined) return;
  item.value = chosen.value;
  item.origin = chosen.origin;
  chosen.used = true;
}

function deleted(walk: Walk, item: DefaultsItem): boolean {
  if (item.kind !== 'group') return false;
  const deletion = walk.overrides.deletions.get(overrideKey(item));
  if (deletion === undefined || (deletion.option !== undefined && deletion.option !== nameOf(item))) return false;
  deletion.used = true;
  item.deleted = true;
  return true;
}

function recordChoice(walk: Walk, item: DefaultsItem): void {
  if (item.kind !== 'group') return;
  const key = overrideKey(item);
  const earlier = walk.choices.get(key);
  if (earlier === undefined) walk.choices.set(key, nameOf(item));
  else if (earlier !== nameOf(item)) {
    const message = `Multiple values for ${key}. To override a value use 'override ${key}: ${earlier}'`;
    refuse(walk, 'HS114', item.origin, undefined, message);
  }
  const group = groupPath(item);
  const keys = walk.keysOfGroup.get(group) ?? new Set();
  walk.keysOfGroup.set(group, keys.add(key));
}

function reportMissingChoice(walk: Walk, item: DefaultsItem): void {
  if (item.kind !== 'group') {
    const message = `Missing ConfigDefault is not supported : ${configPath(item)}`;
    refuse(walk, 'HS113', item.origin, undefined, message, 'ValueError');
    return;
  }
  const key = overrideKey(item);
  const options = walk.repository.options(groupPath(item)).map((option) => `\t${option}`);
  const message = `You must specify '${key}', e.g, ${key}=<OPTION>\nAvailable options:\n${options.join('\n')}`;
  refuse(walk, 'HS113', item.origin, undefined, message);
}

function reportNotFound(walk: Walk, item: DefaultsItem, parent: DefaultsItem, repository: Repository): void {
  const path = configPath(item);
  let message: string;
  if (item.primary) {
    message = `Cannot find primary config '${path}'. Check that it's in your config search path.\n`;
  } else if (item.kind === 'group') {
    const options = repository.options(groupPath(item));
    message = `In '${configPath(parent)}': Could not find '${path}'\n`;
    if (options.length > 0) {
      message += `\nAvailable options in '${groupPath(item)}':\n${options.map((option) => `\t${option}`).join('\n')}`;
    }
  } else {
    message = `In '${configPath(parent)}': Could not load '${path}'.\n`;
  }
  message += `\nConfig search path:\n${repository.sources.map((source) => `\t${source}`).join('\n')}`;
  refuse(walk, 'HS111', item.origin, undefined, message, 'MissingConfigException');
}

function cycleMessage(tree: ParentTree): string {
  const path = configPath(tree.item);
  const chain: string[] = [path];
  for (let each = tree.parent; each !== undefined && each.depth > 0; each = each.parent) {
    chain.unshift(configPath(each.item));
    if (chain[0] === path) break;
  }
  const shown = chain.length > 6 ? [...chain.slice(0, 3), '…', ...chain.slice(-2)] : chain;
  return `maximum recursion depth exceeded: the defaults lists go round in a circle (${shown.join(' -> ')})`;
}

function flatten(
  node: DefaultsTree | DefaultsItem,
  holder: DefaultsTree | undefined,
  holderParent: string | undefined,
  list: Choice[],
): void {
  if ('kind' in node) {
    if (node.kind === 'self' && holder?.file !== undefined) push(list, holder.item, holder.file, holderParent, true);
    return;
  }
  const { item, children, file } = node;
  const parent = holder === undefined ? holderParent : configPath(holder.item);
  if (children === undefined) {
    if (!item.deleted && file !== undefined) push(list, item, file, parent, false);
    return;
  }
  for (const child of children) flatten(child, node, parent, list);
}

function push(list: Choice[], item: DefaultsItem, file: ConfigFile, parent: string | undefined, isSelf: boolean): void {
  list.push({
    configPath: configPath(item),
    package: finalPackage(item),
    ...(parent !== undefined && { parent }),
    isSelf,
    primary: item.primary,
    ...(item.kind === 'group' && !isSelf && { overrideKey: overrideKey(item) }),
    file,
    chosenBy: item.origin,
  });
}

function checkDuplicates(walk: Walk, list: readonly Choice[]): void {
  const seen = new Set<string>();
  for (const { overrideKey: key, chosenBy } of list) {
    if (key === undefined) continue;
    if (seen.has(key)) {
      refuse(walk, 'HS114', chosenBy, undefined, `${key} appears more than once in the final defaults list`);
    }
    seen.add(key);
  }
}

function checkUnused(walk: Walk): void {
  for (const [key, chosen] of walk.overrides.chosen) {
    if (chosen.used) continue;
    const keys = [...(walk.keysOfGroup.get(key.split('@')[0] ?? '') ?? [])].sort();
    let message = `Could not override '${key}'.`;
    if (keys.length > 1) message += `\nDid you mean to override one of ${keys.join(', ')}?`;
    else if (keys.length === 1) message += `\nDid you mean to override ${keys[0]}?`;
    else message += ' No match in the defaults list.';
    if (chosen.inConfig !== undefined) message = `In '${chosen.inConfig}': ${message}`;
    else message += `\nTo append to your default list use +${key}=${chosen.value}`;
    refuse(walk, 'HS112', chosen.origin, undefined, message);
  }
  for (const [key, deletion] of walk.overrides.deletions) {
    if (deletion.used) continue;
    const shown = deletion.option === undefined ? key : `${key}=${deletion.option}`;
    const message = `Could not delete '${shown}'. No match in the defaults list`;
    refuse(walk, 'HS112', deletion.origin, undefined, message);
  }
}
