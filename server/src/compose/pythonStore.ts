import {
  knownText,
  type PythonModule,
  type PythonModules,
  resolveName,
  type StoreRegistration,
  storeRegistrationsOf,
} from '../python/index.ts';
import { type ConfigFile, entryOf, parseDefaults, parsePackageHeader, type ValueNode } from '../text/index.ts';
import { type PythonTypes, pythonFile, pythonTypes } from './pythonTypes.ts';
import { valueOfExpression } from './pythonValues.ts';
import { instanceOf, type StructuredType } from './typedTypes.ts';

/** What a program puts into Hydra's ConfigStore, as far as it can be read. */
export interface ConfigStore {
  /** By config path without extension: `db/mysql`. */
  readonly configs: ReadonlyMap<string, StoredConfig>;
  /** Some registration cannot be read: there may be more configs than are known. */
  readonly isOpen: boolean;
}

export interface StoredConfig {
  readonly file: ConfigFile;
  /** The dataclass behind it; a dictionary has none. */
  readonly type?: StructuredType;
}

const unread = new WeakSet<ConfigFile>();

/** Whether a config is registered with a content that Python computes. */
export function isUnread(file: ConfigFile): boolean {
  return unread.has(file);
}

export const EMPTY_STORE: ConfigStore = { configs: new Map(), isOpen: false };

/** Reads the registrations of some modules in their order; the last of a name wins, as in Hydra. */
export function configStoreOf(modules: PythonModules, sources: readonly PythonModule[]): ConfigStore {
  const types = pythonTypes(modules);
  const configs = new Map<string, StoredConfig>();
  let isOpen = false;
  for (const module of sources) {
    for (const registration of storeRegistrationsOf(modules, module)) {
      const name = knownText(registration.name);
      const isUnreadable = registration.group.kind === 'opaque' || registration.isRepeated;
      if (name === undefined || isUnreadable || registration.node === undefined) {
        isOpen = true;
        continue;
      }
      const group = knownText(registration.group) ?? '';
      const path = `${group === '' ? '' : `${group}/`}${name.replace(/\.yaml$/, '')}`;
      configs.set(path, storedConfig(types, module, registration));
    }
  }
  return configs.size === 0 && !isOpen ? EMPTY_STORE : { configs, isOpen };
}

function storedConfig(types: PythonTypes, module: PythonModule, registration: StoreRegistration): StoredConfig {
  const { node, package: given } = registration;
  const read: ValueNode | undefined = node && valueOfExpression(types, module, node);
  // hydra-zen's own store makes a config of a class that it is given, by rules of its own.
  const named = node?.kind === 'name' ? resolveName(types.modules, module, node.path).kind : undefined;
  const isMade = registration.through === 'hydra-zen' && (named === 'class' || named === 'function');
  const value = read?.kind === 'map' && !isMade ? read : undefined;
  const type = value === undefined ? undefined : instanceOf(value);
  const packageText = knownText(given);
  const header = packageText === undefined ? undefined : parsePackageHeader(`# @package ${packageText}\n`).header;
  const written = entryOf(value, 'defaults');
  const list = written === undefined ? undefined : parseDefaults(written.value, value);
  const file: ConfigFile = {
    ...pythonFile(module),
    ...(header !== undefined && { header }),
    ...(list !== undefined && { defaults: list.entries, defaultsDefects: list.defects }),
    ...(written !== undefined && { defaultsKey: written.keyRange }),
    ...(value !== undefined && { body: withoutDefaults(value) }),
  };
  if (value === undefined) unread.add(file);
  return { file, ...(type !== undefined && { type }) };
}

function withoutDefaults(value: ValueNode): ValueNode {
  if (value.kind !== 'map' || !value.entries.has('defaults')) return value;
  const entries = new Map(value.entries);
  entries.delete('defaults');
  return { ...value, entries };
}
