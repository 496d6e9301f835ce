import { type ConfigFile, joinUri, parentUri, pathBelow, type Uri } from '../text/index.ts';
import type { ConfigRoot } from './discover.ts';
import { configOf, type Files, openBelow } from './files.ts';

/** What lies beside configs where a root is more than a folder of configs. */
const PROJECT_MARKS = new Set(['.git', 'pyproject.toml', 'setup.py', 'setup.cfg', 'package.json', 'hydrascope.yaml']);

/**
 * Whether a root is a project's own folder (`config_path="."`) and not a folder of configs: then other YAML lies there,
 * too, and only what somebody uses, or what says so itself, is a config.
 */
export function isSharedRoot(files: Files, root: ConfigRoot): boolean {
  if (root.apps.some(({ script }) => pathBelow(root.uri, parentUri(script)) !== undefined)) return true;
  return files.folder(root.uri)?.some(({ name }) => PROJECT_MARKS.has(name)) === true;
}

/** Whether a file says itself that it is Hydra's: by a defaults list, or by a `# @package` line. */
export function saysItIsConfig(files: Files, root: Uri, uri: Uri): boolean {
  const entry = files.file(uri);
  if (entry === undefined || !/^defaults[ \t]*:|@package/m.test(entry.text)) return false;
  const config = configOf(entry);
  if (config.header !== undefined || leadsSomewhere(files, root, config)) return true;
  return isBeingTyped(config) && openBelow(files, root).includes(uri);
}

/** A list that says nothing wrong yet: whoever opens a file and begins one wants to be helped. */
function isBeingTyped({ defaults, defaultsDefects }: ConfigFile): boolean {
  return defaults !== undefined && defaultsDefects.every(({ message }) => message.includes('NoneType'));
}

/**
 * Whether a file has a defaults list as Hydra's are. The name is that of an anchor in many files of other programs: it has
 * to be a list without a fault, and one of its entries has to be there, or to be `_self_` or one of Hydra's own.
 */
function leadsSomewhere(files: Files, root: Uri, { uri, defaults = [], defaultsDefects }: ConfigFile): boolean {
  if (defaultsDefects.length > 0) return false;
  return defaults.some((entry) => {
    if (entry.kind === 'self') return true;
    const path = entry.kind === 'group' ? entry.group : entry.path;
    const at = joinUri(path.startsWith('/') ? root : parentUri(uri), path);
    if (/^\/?hydra(?:$|\/)/.test(path)) return true;
    return entry.kind === 'group' ? files.folder(at) !== undefined : files.file(`${at}.yaml`) !== undefined;
  });
}

/** A config that nobody names may be one to start with: where it lies among configs, or says so. */
export function mayBePrimary(files: Files, root: ConfigRoot, name: string): boolean {
  if (name.startsWith('.')) return false;
  return !isSharedRoot(files, root) || saysItIsConfig(files, root.uri, joinUri(root.uri, `${name}.yaml`));
}

/** Without an app, a root is told by its files: one of them says that it is a config. */
export function looksLikeRoot(files: Files, root: Uri): boolean {
  const entries = files.folder(root) ?? [];
  return entries.some(({ name, isFolder }) => {
    const entry = isFolder || !name.endsWith('.yaml') ? undefined : files.file(joinUri(root, name));
    return entry !== undefined && /^defaults[ \t]*:/m.test(entry.text) && leadsSomewhere(files, root, configOf(entry));
  });
}
