import { type Body, type ConfigUse, followConfig, type KeyUse } from '../python/index.ts';
import type { Uri } from '../text/index.ts';
import { type App, type ConfigRoot, modulesSeenFrom, type Project } from './discover.ts';
import type { Files } from './files.ts';
import { type PythonNames, pythonNamesOf } from './pythonNames.ts';
import { moduleAt } from './pythonReach.ts';
import { isSameData } from './same.ts';
import { ownerOf, type Snapshot } from './snapshot.ts';

/** An app with what it does with its config. */
export interface AppUse {
  readonly app: App;
  readonly use: ConfigUse;
}

/** What each app of a root does with its config; `undefined` where there is a program that cannot be followed, or none. */
export function appUsesOf(snapshot: Snapshot, project: Project, root: ConfigRoot): readonly AppUse[] | undefined {
  if (root.apps.length === 0) return undefined;
  const folders = [...project.pythonFolders, ...project.sitePackages];
  const uses = root.apps.map((app) => {
    const key = `config use ${JSON.stringify([app.script, app.functionName, folders])}`;
    const use = snapshot.derive(key, ({ files }) => useOf(files, app, folders), { isSame: isSameData });
    return use === undefined ? undefined : { app, use };
  });
  return uses.every((each) => each !== undefined) ? uses : undefined;
}

/** What an app does with its config, without the places: any edit above one moves it. */
export interface PathUse {
  readonly use: Pick<ConfigUse, 'opens' | 'isExhausted'> & { readonly reads: readonly Pick<KeyUse, 'path'>[] };
}

/** The same as `appUsesOf`, for what is asked of every composition. */
export function pathUsesOf(snapshot: Snapshot, { uri }: ConfigRoot): readonly PathUse[] | undefined {
  return snapshot.derive(
    `path uses ${uri}`,
    (at) => {
      const owner = ownerOf(at, uri);
      if (owner === undefined) return undefined;
      return appUsesOf(at, owner.project, owner.root)?.map(({ use }) => ({
        use: { opens: use.opens, isExhausted: use.isExhausted, reads: use.reads.map(({ path }) => ({ path })) },
      }));
    },
    { isSame: isSameData },
  );
}

function useOf(files: Files, { script, functionName }: App, folders: readonly Uri[]): ConfigUse | undefined {
  const module = moduleAt(files, script);
  const item = module?.functions.find((each) => each.name === functionName);
  if (module === undefined || item === undefined || module.hasErrors) return undefined;
  const start: Body = { module, item };
  return followConfig(modulesSeenFrom(files, folders), [start]);
}

/** The names that the project's Python uses anywhere. */
export function namesInPython(snapshot: Snapshot, project: Project): PythonNames {
  return snapshot.derive(`python names ${project.folder}`, (at) => pythonNamesOf(at, project.folder));
}
