import type { Composition } from '../compose/index.ts';
import { joinUri, parentUri, pathBelow, type Uri } from '../text/index.ts';
import type { ConfigRoot } from './discover.ts';
import { configOf, type Files } from './files.ts';

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

/** Whether a file says itself that it is Hydra's, by a defaults list, even one that is being typed, or a `# @package` line. */
export function saysItIsConfig(files: Files, uri: Uri): boolean {
  const entry = files.file(uri);
  if (entry === undefined || !/^defaults[ \t]*:|@package/m.test(entry.text)) return false;
  const { header, defaults, defaultsDefects } = configOf(entry);
  const isOther = defaultsDefects.some(({ message }) => /must be a list \(got (?!NoneType)/.test(message));
  return header !== undefined || (defaults !== undefined && !isOther);
}

/** A config that nobody names may be one to start with: where it lies among configs, or says so. */
export function mayBePrimary(files: Files, root: ConfigRoot, name: string): boolean {
  if (name.startsWith('.')) return false;
  return !isSharedRoot(files, root) || saysItIsConfig(files, joinUri(root.uri, `${name}.yaml`));
}

/**
 * Whether a file of a root is a config as the primary ones use it: one of them has it, or a group that they choose from
 * does. Asked of shared roots alone.
 */
export function isUsedIn(configPath: string, compositions: readonly Composition[], uri: Uri): boolean {
  return compositions.some(
    ({ defaultsList, choices }) =>
      defaultsList.some(({ file }) => file.uri === uri) ||
      [...choices.keys()].some((key) => configPath.startsWith(`${key.split('@')[0]}/`)),
  );
}

/**
 * Without an app, a root is told by its files: a defaults list, which leads to a file or a group that is there, or has
 * `_self_`.
 */
export function looksLikeRoot(files: Files, root: Uri): boolean {
  const entries = files.folder(root) ?? [];
  return entries.some(({ name, isFolder }) => {
    const entry = isFolder || !name.endsWith('.yaml') ? undefined : files.file(joinUri(root, name));
    if (entry === undefined || !/^defaults[ \t]*:/m.test(entry.text)) return false;
    // The name is that of an anchor in many files of other programs: Hydra's is a list without a fault.
    const { defaults = [], defaultsDefects } = configOf(entry);
    if (defaultsDefects.length > 0) return false;
    return defaults.some((each) => {
      if (each.kind === 'self') return true;
      const path = (each.kind === 'group' ? each.group : each.path).replace(/^\//, '');
      if (path === 'hydra' || path.startsWith('hydra/')) return true;
      const uri = joinUri(root, path);
      return each.kind === 'group' ? files.folder(uri) !== undefined : files.file(`${uri}.yaml`) !== undefined;
    });
  });
}
