import {
  type ConfigFile,
  type HydraVersion,
  parseConfigFile,
  parsePackageHeader,
  type Scalar,
  type Uri,
  type ValueNode,
} from '../text/index.ts';
import recorded13 from './hydra-conf-1.3.json';
import recorded14 from './hydra-conf-1.4.json';
import { type EnumType, parseType, type StructuredType, type TypeRef } from './typedTypes.ts';

/** What `test/conformance/record_hydra_conf.py` recorded; its head says what is what. */
interface Recorded {
  readonly versions: { readonly hydra: string; readonly base: string };
  readonly plugins: Readonly<Record<string, string>>;
  readonly configs: Readonly<Record<string, RecordedConfig>>;
  readonly types: Readonly<Record<string, RecordedType>>;
}

interface RecordedConfig {
  readonly text?: string;
  readonly type?: string;
  readonly plugin?: string;
}

interface RecordedType {
  readonly yaml?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly bases?: readonly string[];
  readonly enum?: Readonly<Record<string, string | number>>;
}

/** The configs that one version of Hydra brings along, and those of its official plugins. */
interface HydraConf {
  readonly versions: Recorded['versions'];
  readonly configs: ReadonlyMap<string, RecordedConfig>;
  readonly types: Map<string, StructuredType | EnumType>;
  readonly files: Map<string, ConfigFile>;
  readonly recorded: Recorded;
}

const CONFS: Readonly<Record<HydraVersion, HydraConf>> = { '1.3': confOf(recorded13), '1.4': confOf(recorded14) };

function confOf(data: unknown): HydraConf {
  const recorded = data as Recorded;
  const configs = new Map(Object.entries(recorded.configs));
  return { versions: recorded.versions, configs, types: new Map(), files: new Map(), recorded };
}

/** Plugins whose configs are there: none, where it is not known what the run's Python has installed. */
export type Plugins = ReadonlySet<string>;

export const NO_PLUGINS: Plugins = new Set();

/** The packages of Hydra's official plugins. */
export const PLUGINS: readonly string[] = Object.keys(recorded13.plugins);

/** What `hydra.runtime.version` and `version_base` say. */
export function hydraVersions(version: HydraVersion): { readonly hydra: string; readonly base: string } {
  return CONFS[version].versions;
}

/** A config of Hydra's own folder, `pkg://hydra.conf`: it is looked up before any other. */
export function hydraFile(version: HydraVersion, configPath: string): ConfigFile | undefined {
  const config = CONFS[version].configs.get(configPath);
  return config?.plugin === undefined && config?.text !== undefined ? fileOf(version, configPath) : undefined;
}

/** A config that Hydra or an installed plugin keeps in the ConfigStore or in the plugin's folder: looked up last. */
export function hydraStored(version: HydraVersion, configPath: string, plugins: Plugins): ConfigFile | undefined {
  const config = CONFS[version].configs.get(configPath);
  if (config === undefined) return undefined;
  if (config.plugin === undefined ? config.text !== undefined : !plugins.has(config.plugin)) return undefined;
  return fileOf(version, configPath);
}

/** The official plugin that brings a config. */
export function pluginOf(version: HydraVersion, configPath: string): string | undefined {
  return CONFS[version].configs.get(configPath)?.plugin;
}

const URI_START = 'hydra-conf:/';

/** Whether a config is one that comes with Hydra or a plugin, not one of a person. */
export function isHydraUri(uri: Uri): boolean {
  return uri.startsWith(URI_START);
}

const classOfFile = new WeakMap<ConfigFile, StructuredType>();

/** The dataclass behind a config that comes with Hydra or a plugin. */
export function hydraClass(file: ConfigFile): StructuredType | undefined {
  return classOfFile.get(file);
}

function fileOf(version: HydraVersion, configPath: string): ConfigFile {
  const { files, configs } = CONFS[version];
  const known = files.get(configPath);
  if (known !== undefined) return known;
  const { text = '', type: name } = configs.get(configPath) as RecordedConfig;
  const type = name === undefined ? undefined : typeNamed(version, name);
  const isClass = type !== undefined && 'values' in type;
  const yaml = isClass ? (CONFS[version].recorded.types[type.name]?.yaml ?? '') : text;
  const file = lazyFile(`${URI_START}${version}/${configPath}.yaml`, yaml);
  if (isClass) classOfFile.set(file, type);
  files.set(configPath, file);
  return file;
}

/** Every composition asks for the defaults lists of Hydra's configs, but hardly any for what else is in them. */
function lazyFile(uri: Uri, text: string): ConfigFile {
  let parsed: ConfigFile | undefined;
  const whole = () => {
    parsed ??= parseConfigFile(uri, text);
    return parsed;
  };
  const list = /^(?:.*\n)*?defaults:\n(?:[- ].*\n)*/.exec(text);
  const { defaults, defaultsKey } = list === null ? {} : parseConfigFile(uri, list[0]);
  const { header } = parsePackageHeader(text);
  return {
    uri,
    text,
    get body() {
      return whole().body as ValueNode;
    },
    ...(header !== undefined && { header }),
    ...(defaults !== undefined && { defaults }),
    ...(defaultsKey !== undefined && { defaultsKey }),
    defaultsDefects: [],
    problems: [],
  };
}

/** A dataclass or an enum of Hydra's or a plugin's, by its name. */
function typeNamed(version: HydraVersion, name: string): StructuredType | EnumType | undefined {
  const { types, recorded } = CONFS[version];
  const known = types.get(name);
  const entry = recorded.types[name];
  if (known !== undefined || entry === undefined) return known;
  const made = entry.enum === undefined ? classOf(version, name, entry) : { name, members: membersOf(entry.enum) };
  types.set(name, made);
  return made;
}

function classOf(version: HydraVersion, name: string, entry: RecordedType): StructuredType {
  let fields: ReadonlyMap<string, TypeRef> | undefined;
  let file: ConfigFile | undefined;
  const lookup = (each: string) => typeNamed(version, each);
  const bases = (entry.bases ?? []).map(lookup).filter((base) => base !== undefined && 'fields' in base);
  return {
    name,
    bases: bases as StructuredType[],
    fields: () => {
      fields ??= new Map(Object.entries(entry.fields ?? {}).map(([field, type]) => [field, parseType(type, lookup)]));
      return fields;
    },
    values: () => {
      file ??= parseConfigFile(`${URI_START}${version}/class/${name}.yaml`, entry.yaml ?? '');
      return file.body ?? { kind: 'map', entries: new Map(), flow: false, range: { start: 0, end: 0 } };
    },
  };
}

function membersOf(members: Readonly<Record<string, string | number>>): ReadonlyMap<string, Scalar> {
  return new Map(
    Object.entries(members).map(([name, value]): [string, Scalar] => [
      name,
      typeof value === 'number' ? { t: 'int', v: BigInt(value) } : { t: 'str', v: value },
    ]),
  );
}

/** Whether Hydra or an installed plugin has options of this group; the empty path is the root. */
export function isHydraGroup(version: HydraVersion, path: string, plugins: Plugins = NO_PLUGINS): boolean {
  if (path === '' || path === 'hydra') return true;
  for (const [configPath, { plugin }] of CONFS[version].configs) {
    if (configPath.startsWith(`${path}/`) && (plugin === undefined || plugins.has(plugin))) return true;
  }
  return false;
}

/** The options that Hydra and installed plugins bring to a group. */
export function hydraOptions(version: HydraVersion, group: string, plugins: Plugins = NO_PLUGINS): readonly string[] {
  if (!group.startsWith('hydra')) return [];
  const options: string[] = [];
  for (const [configPath, { plugin }] of CONFS[version].configs) {
    const slash = configPath.lastIndexOf('/');
    const isThere = plugin === undefined || plugins.has(plugin);
    if (isThere && configPath.slice(0, slash) === group) options.push(configPath.slice(slash + 1));
  }
  return options;
}
