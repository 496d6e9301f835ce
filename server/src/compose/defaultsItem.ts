import type { DefaultsEntry } from '../text/index.ts';
import type { Origin } from './composition.ts';

/**
 * An entry of a defaults list at its place in the tree. Names and rules are those of Hydra's
 * `core/default_element.py`; the documentation's page is *Packages*.
 */
export interface DefaultsItem {
  readonly kind: 'config' | 'group' | 'self';
  /** The path of a config, the group of a group entry; a leading slash makes it absolute. */
  path: string;
  /** The option of a group; `undefined` for the other kinds. */
  value: string | null | readonly string[] | undefined;
  package: string | undefined;
  header: string | undefined;
  readonly optional: boolean;
  readonly override: boolean;
  readonly primary: boolean;
  /** Appended by `+group=option` on the command line. */
  readonly external: boolean;
  deleted: boolean;
  origin: Origin;
  /** Group path and final package of the config whose list holds it. */
  parentGroup: string;
  parentPackage: string;
}

const BLANK = {
  value: undefined,
  package: undefined,
  header: undefined,
  optional: false,
  override: false,
  primary: false,
  external: false,
  deleted: false,
  parentGroup: '',
  parentPackage: '',
};

export function configItem(path: string, origin: Origin, more: Partial<DefaultsItem> = {}): DefaultsItem {
  return { ...BLANK, kind: 'config', path, origin, ...more };
}

/** `_self_`: the content of the config that holds the list. */
export function selfItem(origin: Origin): DefaultsItem {
  return { ...BLANK, kind: 'self', path: '_self_', origin };
}

export function itemOf(entry: DefaultsEntry, origin: Origin): DefaultsItem {
  if (entry.kind === 'self' || (entry.kind === 'group' && entry.value === '_self_')) {
    return selfItem(origin);
  }
  const packageText = entry.package === '_here_' ? '' : entry.package;
  if (entry.kind === 'config') return configItem(entry.path, origin, { package: packageText });
  const { group, value, optional, override } = entry;
  return { ...BLANK, kind: 'group', path: group, value, package: packageText, optional, override, origin };
}

export function place(item: DefaultsItem, parentGroup: string, parentPackage: string): void {
  item.parentGroup = parentGroup;
  item.parentPackage = parentPackage;
  if (item.package?.includes('_group_')) {
    item.package = `_global_.${item.package.replaceAll('_group_', defaultPackage(item))}`;
  }
}

/** A header is always absolute. */
export function setHeader(item: DefaultsItem, header: string | undefined): void {
  if (header === undefined) return;
  item.header = header === '_global_' || header.startsWith('_global_.') ? header : `_global_.${header}`;
}

function withoutSlash(path: string): string {
  return path.startsWith('/') ? path.slice(1) : path;
}

function below(parent: string, path: string): string {
  if (path === '') return parent;
  return parent === '' ? path : `${parent}/${path}`;
}

function dirname(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The group's own part of the path, as written: a config's folder, a group entry's group. */
function relativeGroup(item: DefaultsItem): string {
  const path = withoutSlash(item.path);
  return item.kind === 'group' ? path : dirname(path);
}

export function groupPath(item: DefaultsItem): string {
  const group = relativeGroup(item);
  return item.path.startsWith('/') ? group : below(item.parentGroup, group);
}

export function configPath(item: DefaultsItem): string {
  if (item.kind === 'group') return `${groupPath(item)}/${nameOf(item)}`;
  return item.path.startsWith('/') ? item.path.slice(1) : below(item.parentGroup, item.path);
}

/** The option or the file's name; `null` selects nothing. */
export function nameOf(item: DefaultsItem): string | null {
  if (item.kind !== 'group') return item.path.slice(item.path.lastIndexOf('/') + 1);
  return typeof item.value === 'string' ? item.value : null;
}

export function isInterpolated(item: DefaultsItem): boolean {
  if (item.kind === 'group') return typeof item.value === 'string' && item.value.includes('${');
  return item.kind === 'config' && item.path.includes('${');
}

export function isMissing(item: DefaultsItem): boolean {
  return nameOf(item) === '???';
}

export function defaultPackage(item: DefaultsItem): string {
  return groupPath(item).replaceAll('/', '.');
}

/** The package without the parent's: what the entry says, else the header, else `undefined`. */
export function ownPackage(item: DefaultsItem, useHeader = true): string | undefined {
  return item.package === undefined && useHeader ? item.header : item.package;
}

export function finalPackage(item: DefaultsItem, useHeader = true): string {
  const own = ownPackage(item, useHeader) ?? relativeGroup(item).replaceAll('/', '.');
  const joined = item.parentPackage === '' ? own : own === '' ? item.parentPackage : `${item.parentPackage}.${own}`;
  const global = joined.lastIndexOf('_global_');
  return global === -1 ? joined : joined.slice(global + '_global_'.length + 1);
}

/** How an override names this choice; the header does not count. */
export function overrideKey(item: DefaultsItem): string {
  const key = groupPath(item);
  const final = finalPackage(item, false);
  if (final === defaultPackage(item)) return key;
  return `${key}@${final === '' ? '_global_' : final}`;
}
