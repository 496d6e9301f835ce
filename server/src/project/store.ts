import { type ConfigStore, configStoreOf, EMPTY_STORE } from '../compose/index.ts';
import type { PythonModules } from '../python/index.ts';
import type { Uri } from '../text/index.ts';
import type { Project } from './discover.ts';
import type { Files } from './files.ts';
import { pythonModulesOf } from './pythonModules.ts';
import { moduleAt, reachedFrom } from './pythonReach.ts';
import { pythonBelow, pythonThatMay } from './pythonTraits.ts';
import { isSameList } from './same.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * The ConfigStore of the apps that are started with a config root: what they and the modules that they import register.
 * Without an app, everything that the project registers.
 */
export function storeOf(snapshot: Snapshot, project: Project, root: Uri): ConfigStore {
  const storing = storingOf(snapshot, project, root);
  if (storing.length === 0) return EMPTY_STORE;
  const { files } = snapshot;
  return configStoreOf(
    modulesOf(files, project),
    storing.flatMap((uri) => moduleAt(files, uri) ?? []),
  );
}

/** The files that register something for a root. */
function storingOf(snapshot: Snapshot, { folder }: Project, root: Uri): readonly Uri[] {
  return snapshot.derive(
    `storing for ${root} of ${folder}`,
    (at) => {
      const storing = pythonThatMay(at, 'store', folder);
      const project = at.projects().find((each) => each.folder === folder);
      const apps = project?.roots.find((each) => each.uri === root)?.apps ?? [];
      if (storing.length === 0 || project === undefined || apps.length === 0) return storing;
      const scripts = apps.map((app) => app.script);
      const own = new Set(pythonBelow(at, folder));
      const reached = reachedFrom(at.files, modulesOf(at.files, project), own, scripts);
      return storing.filter((uri) => reached.has(uri));
    },
    { isSame: isSameList },
  );
}

function modulesOf(files: Files, { pythonFolders, sitePackages }: Project): PythonModules {
  return pythonModulesOf(files, [...pythonFolders, ...sitePackages]);
}
