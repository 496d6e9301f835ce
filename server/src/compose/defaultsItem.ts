import type { DefaultsEntry, HydraVersion } from '../text/index.ts';
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
  /** Hydra 1.4: the group as written, where the option had a slash and went into the group. */
  shorthand: string | undefined;
  deleted: boolean;
  origin: Origin;
  /** What the entry itself says, where it was overridden. */
  replaced: Pick<DefaultsItem, 'value' | 'origin'> | undefined;
  /** Group path and final package of the config whose list holds it. */
  parentGroup: string;
  parentPackage: string;
  readonly version: HydraVersion;
}

/** Every item is made here: compositions make millions of them, which are quick to make and read if all have one shape. */
export function configItem(path: string, origin: Origin, given: Partial<DefaultsItem> = NOTHING): DefaultsItem {
  const { kind = 'config', value, optional = false, override = false, primary = false, external = false } = given;
  return {
    kind,
    path,
    value,
    package: given.package,
    header: undefined,
    optional,
    override,
    primary,
    external,
    shorthand: undefined,
    deleted: false,
    origin,
    replaced: undefined,
    parentGroup: '',
    parentPackage: '',
    version: given.version ?? '1.3',
  };
}

const NOTHING: Partial<DefaultsItem> = {};

/** `_self_`: the content of the config that holds the list. */
export function selfItem(origin: Origin, value?: string): DefaultsItem {
  return configItem('_self_', origin, { kind: 'self', value });
}

export function itemOf(entry: DefaultsEntry, origin: Origin, version: HydraVersion): DefaultsItem {
  if (entry.kind === 'self') return selfItem(origin);
  if (entry.kind === 'group' && entry.value === '_self_') return selfItem(origin, '_self_');
  const packageText = entry.package === '_here_' ? '' : entry.package;
  if (entry.kind === 'config') return configItem(entry.path, origin, { package: packageText, version });
  const { value, optional, override, words } = entry;
  // Hydra 1.4 takes any blank between the keywords and the group.
  const group = version === '1.4' ? (words.trim().split(/\s+/).at(-1) ?? '') : entry.group;
  const isOptional = optional || (version === '1.4' && /^\s*optional\s/.test(words));
  const given = { kind: 'group', value, package: packageText, optional: isOptional, override, version } as const;
  const item = configItem(group, origin, given);
  return version === '1.4' ? withoutSlashInOption(item) : item;
}

/** Hydra 1.4 reads `db: sub/x` as `db/sub: x`. */
function withoutSlashInOption(item: DefaultsItem): DefaultsItem {
  const { value, path } = item;
  if (typeof value !== 'string' || !value.includes('/') || value.includes('${')) return item;
  if (value.split('/').includes('..')) return item;
  const slash = value.lastIndexOf('/');
  return { ...item, shorthand: path, path: `${path}/${value.slice(0, slash)}`, value: value.slice(slash + 1) };
}

export function place(item: DefaultsItem, parentGroup: string, parentPackage: string): void {
  item.parentGroup = parentGroup;
  item.parentPackage = parentPackage;
  if (item.version === '1.3' && item.package?.includes('_group_')) {
    item.package = `_global_.${item.package.replaceAll('_group_', defaultPackage(item))}`;
  }
}

/** A header is always absolute. */
export function setHeader(item: DefaultsItem, header: string): void {
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

/** Hydra 1.4 takes what the command line appends from the root, wherever the primary config is. */
function isAbsolute(item: DefaultsItem): boolean {
  return item.path.startsWith('/') || (item.external && item.version === '1.4');
}

export function groupPath(item: DefaultsItem): string {
  const group = relativeGroup(item);
  return isAbsolute(item) ? group : below(item.parentGroup, group);
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

function defaultPackage(item: DefaultsItem): string {
  return groupPath(item).replaceAll('/', '.');
}

/** The package without the parent's: what the entry says, else the header, else the group's own path. */
function ownPackage(item: DefaultsItem, useHeader: boolean): string {
  const own = item.package === undefined && useHeader ? item.header : item.package;
  if (own === undefined) return relativeGroup(item).replaceAll('/', '.');
  const [keyword, ...rest] = own.split('.');
  if (item.version === '1.3' || item.package === undefined || keyword !== '_group_') return own;
  return ['_global_', ...(defaultPackage(item) === '' ? [] : [defaultPackage(item)]), ...rest].join('.');
}

/** Where the content lands in the composed config, dotted. */
export function finalPackage(item: DefaultsItem, useHeader = true): string {
  const own = ownPackage(item, useHeader);
  const parent = item.external && item.version === '1.4' ? '' : item.parentPackage;
  const joined = parent === '' ? own : own === '' ? parent : `${parent}.${own}`;
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
