import { BUDGETS, joinUri, type Plain, parentUri, parseConfigFile, toPlain, type Uri } from '../text/index.ts';
import type { Project } from './discover.ts';
import type { Files } from './files.ts';
import { pathOf, type Snapshot } from './snapshot.ts';

/** What a run of Hydra left in its folder: its config, its overrides and Hydra's own node. */
export interface Run {
  /** The run's output folder, which has a `.hydra`. */
  readonly folder: Uri;
  /** As `--config-name` took it; `undefined` where the run does not say. */
  readonly name?: string;
  /** Those of the task, one an item. */
  readonly overrides: readonly string[];
  /** The config root that it was started with, as a path of the machine that it ran on. */
  readonly root?: string;
  /** When its config was written, in milliseconds since 1970, where the host knows. */
  readonly changedAt?: number;
}

/** Hydra's own name for the folder of what it records; `hydra.output_subdir` may say another, which few do. */
const RECORD = '.hydra';
const CONFIG = 'config.yaml';

/** Nobody looks through more runs than these in a list. */
export const MOST_RUNS = 300;
/** Below the folder that all runs have in common: a date, a time, a job's number, and as much again. */
const DEPTH_BUDGET = 6;

/** The config that a run was composed to. */
export function configOfRun(folder: Uri): Uri {
  return joinUri(folder, `${RECORD}/${CONFIG}`);
}

/** The run of a folder, of its `.hydra`, or of a file in that; `undefined` where nothing was recorded. */
export function runAt(snapshot: Snapshot, uri: Uri): Run | undefined {
  const isIn = (folder: Uri) => folder.endsWith(`/${RECORD}`);
  const folder = isIn(uri) ? parentUri(uri) : isIn(parentUri(uri)) ? parentUri(parentUri(uri)) : uri;
  return isRun(snapshot.files, folder) ? readRun(snapshot, folder) : undefined;
}

/** The runs in and below some folders, the newest first; those that are there now, whatever was told of. */
export function runsBelow(snapshot: Snapshot, folders: readonly Uri[]): readonly Run[] {
  const { disk } = snapshot.files;
  const found = new Map<Uri, number>();
  const seen = new Set<Uri>();
  let queue = folders;
  for (let depth = 0; depth <= DEPTH_BUDGET && queue.length > 0; depth++) {
    const next: Uri[] = [];
    for (const folder of queue) {
      if (seen.has(folder) || seen.size >= BUDGETS.runFolders) continue;
      seen.add(folder);
      if (isRun(snapshot.files, folder)) found.set(folder, disk.changedAt?.(configOfRun(folder)) ?? 0);
      const below = disk.list(folder) ?? [];
      // What a link leads to is found where it lies.
      const wanted = below.filter((entry) => entry.isFolder && !entry.isLink && !entry.name.startsWith('.'));
      next.push(...wanted.map(({ name }) => joinUri(folder, name)));
    }
    queue = next;
  }
  const newest = [...found].sort(([left, before], [right, after]) => after - before || (left < right ? 1 : -1));
  return newest.slice(0, MOST_RUNS).map(([folder]) => readRun(snapshot, folder));
}

/**
 * Where the apps of a root leave their runs: the part of `hydra.run.dir` and `hydra.sweep.dir` that is the same for all, in
 * the folders that an app is started in.
 */
export function runFolders({ folder, roots }: Project, dirs: readonly string[]): readonly Uri[] {
  const starts = new Set([folder, ...roots.flatMap(({ apps }) => apps.map(({ script }) => parentUri(script)))]);
  const steps = new Set(dirs.flatMap(commonPart));
  return [...starts].flatMap((start) =>
    [...steps].map((path) => (path.startsWith('/') ? joinUri('file://', path) : joinUri(start, path))),
  );
}

/** `outputs` of `outputs/${now:%Y-%m-%d}/…`; nothing where every folder could be meant. */
function commonPart(dir: string): readonly string[] {
  const [fixed = ''] = dir.split('${', 1);
  const path = fixed === dir ? dir : fixed.slice(0, fixed.lastIndexOf('/') + 1);
  const trimmed = path.replace(/\/+$/, '').replace(/^(?:\.\/)+/, '');
  return trimmed === '' || trimmed === '.' || trimmed.split('/').includes('..') ? [] : [trimmed];
}

function isRun({ disk }: Files, folder: Uri): boolean {
  return (disk.list(joinUri(folder, RECORD)) ?? []).some(({ name, isFolder }) => name === CONFIG && !isFolder);
}

function readRun(snapshot: Snapshot, folder: Uri): Run {
  const changedAt = snapshot.files.disk.changedAt?.(configOfRun(folder));
  const recorded = snapshot.derive(`run ${folder}`, (at) => recordOf(at, folder));
  return { ...recorded, ...(changedAt !== undefined && { changedAt }) };
}

function recordOf({ files }: Snapshot, folder: Uri): Run {
  const hydra = plainIn(files, joinUri(folder, `${RECORD}/hydra.yaml`));
  const own = plainIn(files, joinUri(folder, `${RECORD}/overrides.yaml`));
  const name = at(hydra, 'hydra', 'job', 'config_name');
  const sources = itemsOf(at(hydra, 'hydra', 'runtime', 'config_sources'));
  const main = sources.find((source) => textOf(at(source, 'provider')) === 'main');
  const root = textOf(at(main, 'path'));
  return {
    folder,
    ...(name?.t === 'str' && { name: name.v.replace(/\.yaml$/, '') }),
    overrides: itemsOf(own ?? at(hydra, 'hydra', 'overrides', 'task')).flatMap((each) => textOf(each) ?? []),
    ...(root !== undefined && root !== '' && { root }),
  };
}

/** Whether a run was started with a config root; one that was copied from another machine goes by the config's name alone. */
export function isOfRoot({ root }: Run, uri: Uri, known: readonly Uri[]): boolean {
  return root === undefined || root === pathOf(uri) || !known.some((each) => pathOf(each) === root);
}

function plainIn(files: Files, uri: Uri): Plain | undefined {
  const text = files.file(uri)?.text;
  const body = text === undefined ? undefined : parseConfigFile(uri, text).body;
  return body && toPlain(body);
}

function at(plain: Plain | undefined, ...path: readonly string[]): Plain | undefined {
  let found = plain;
  for (const name of path) {
    found = found?.t === 'dict' ? found.v.find(([key]) => key.t === 'str' && key.v === name)?.[1] : undefined;
  }
  return found;
}

function itemsOf(plain: Plain | undefined): readonly Plain[] {
  return plain?.t === 'list' ? plain.v : [];
}

function textOf(plain: Plain | undefined): string | undefined {
  return plain?.t === 'str' || plain?.t === 'interp' ? plain.v : undefined;
}
