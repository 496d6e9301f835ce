import { type ConfigStore, configStoreOf, EMPTY_STORE } from '../compose/index.ts';
import type { Uri } from '../text/index.ts';
import type { Project } from './discover.ts';
import { walk } from './discover.ts';
import type { Files } from './files.ts';
import { pythonModulesOf } from './pythonModules.ts';
import { moduleAt, reachedFrom } from './pythonReach.ts';

/** Whether a text may put something into Hydra's ConfigStore: one look spares reading most files. */
const MAY_STORE = /ConfigStore|hydra_zen/;

/**
 * The ConfigStore of the apps that are started with a config root: what they and the modules that they import register.
 * Without an app, everything that the project registers.
 */
export function storeOf(files: Files, project: Project, root: Uri): ConfigStore {
  const python = walk(files, project.folder).filter((uri) => uri.endsWith('.py'));
  const storing = python.filter((uri) => MAY_STORE.test(files.file(uri)?.text ?? ''));
  if (storing.length === 0) return EMPTY_STORE;
  const apps = project.roots.find((each) => each.uri === root)?.apps ?? [];
  const modules = pythonModulesOf(files, [...project.pythonFolders, ...project.sitePackages]);
  const own = new Set(python);
  const reached =
    apps.length === 0
      ? own
      : reachedFrom(
          files,
          modules,
          own,
          apps.map((app) => app.script),
        );
  const sources = storing.filter((uri) => reached.has(uri)).flatMap((uri) => moduleAt(files, uri) ?? []);
  return configStoreOf(modules, sources);
}
