import { type Body, type ConfigUse, followConfig } from '../python/index.ts';
import type { Uri } from '../text/index.ts';
import { type App, type ConfigRoot, modulesSeenFrom, type Project } from './discover.ts';
import type { Files } from './files.ts';
import { type PythonNames, pythonNamesOf } from './pythonNames.ts';
import { moduleAt } from './pythonReach.ts';
import { isSameData } from './same.ts';
import type { Snapshot } from './snapshot.ts';

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
