import picomatch from 'picomatch';
import { type ComposeRequest, type Composition, compose, type Repository } from '../compose/index.ts';
import { type ConfigFile, type HydraVersion, nameOfUri, pathBelow, type Uri } from '../text/index.ts';
import { discoverProject, type GlobMatch, type Project } from './discover.ts';
import { configOf, type Files } from './files.ts';
import type { Pins } from './pins.ts';
import { type Ask, type InputSet, recording, repositoryOf, type Source, stillHolds } from './searchPath.ts';
import { storeOf } from './store.ts';

/** Which composition: a root, a primary config and overrides. */
export interface CompositionKey {
  readonly root: Uri;
  readonly name: string | undefined;
  readonly overrides: readonly string[];
  readonly version: HydraVersion;
  readonly multirun?: boolean;
  /** Search paths beside the root (`--config-dir`). */
  readonly added?: readonly Uri[];
  /** The run's working directory, else the workspace folder of the root: relative search paths start there. */
  readonly cwd?: Uri;
  /** `hydra.job.name`: the app's file name without its extension. */
  readonly jobName?: string;
}

/** The workspace at one moment. Everything in it is read-only, and asking twice costs once. */
export interface Snapshot {
  readonly revision: number;
  readonly files: Files;
  readonly folders: readonly Uri[];
  readonly environment: ReadonlyMap<string, string>;
  /** What the user chose to see files from. No answer that is remembered may depend on it. */
  readonly pins: Pins;
  /** One for each workspace folder. */
  readonly projects: () => readonly Project[];
  readonly config: (uri: Uri) => ConfigFile | undefined;
  readonly compose: (key: CompositionKey) => Composition;
  /** Anything else that is derived from files, remembered while what it read holds. */
  readonly derive: Ask;
}

interface Memo {
  readonly value: unknown;
  readonly inputs: InputSet;
}

/** What is remembered from snapshot to snapshot; bounded, oldest out first. */
export interface MemoTable {
  readonly kept: Map<string, Memo>;
  /** Compositions with overrides: each key press in the launcher makes one, and few are asked for again. */
  readonly passing: Map<string, Memo>;
}

const KEPT_BUDGET = 20_000;
const PASSING_BUDGET = 100;

export function emptyMemo(): MemoTable {
  return { kept: new Map(), passing: new Map() };
}

export interface SnapshotParts {
  readonly revision: number;
  readonly files: Files;
  readonly folders: readonly Uri[];
  readonly environment: ReadonlyMap<string, string>;
  readonly pins: Pins;
  readonly memo: MemoTable;
}

export function makeSnapshot({ revision, files, folders, environment, pins, memo }: SnapshotParts): Snapshot {
  const fresh = new Map<string, unknown>();
  const isCurrent = (key: string, answer: unknown): boolean => {
    if (fresh.has(key)) return fresh.get(key) === answer;
    const known = memo.kept.get(key) ?? memo.passing.get(key);
    if (known === undefined || known.value !== answer || !stillHolds(known.inputs, files, isCurrent)) return false;
    fresh.set(key, answer);
    return true;
  };
  const derive: Ask = (key, make, isPassing = false) => {
    if (fresh.has(key)) return fresh.get(key) as ReturnType<typeof make>;
    const table = isPassing ? memo.passing : memo.kept;
    const known = table.get(key);
    if (known !== undefined && isCurrent(key, known.value)) return known.value as ReturnType<typeof make>;
    const noted = recording(files, derive);
    const value = make(noted.files, noted.ask);
    table.delete(key);
    table.set(key, { value, inputs: noted.inputs });
    if (table.size > (isPassing ? PASSING_BUDGET : KEPT_BUDGET)) table.delete(table.keys().next().value as string);
    if (!isPassing) fresh.set(key, value);
    return value;
  };
  const projects = () => folders.map((folder) => projectIn(derive, folder));
  return {
    revision,
    files,
    folders,
    environment,
    pins,
    projects,
    config: (uri) => {
      const entry = files.file(uri);
      return entry === undefined ? undefined : configOf(entry);
    },
    compose: (key) =>
      derive(
        `compose ${JSON.stringify(key)}`,
        (at, ask) => composeIn(at, ask, key, environment, folders),
        key.overrides.length > 0,
      ),
    derive,
  };
}

function composeIn(
  files: Files,
  ask: Ask,
  key: CompositionKey,
  environment: ReadonlyMap<string, string>,
  folders: readonly Uri[],
): Composition {
  const sources: Source[] = [{ provider: 'main', uri: key.root, path: pathOf(key.root) }];
  for (const uri of key.added ?? []) sources.push({ provider: 'command-line', uri, path: pathOf(uri) });
  const { name, overrides, version, multirun, jobName } = key;
  const request: ComposeRequest = {
    name,
    overrides,
    version,
    environment,
    ...(multirun && { multirun }),
    ...(jobName !== undefined && { jobName }),
  };
  const cwd = key.cwd ?? folders.find((folder) => pathBelow(folder, key.root) !== undefined);
  const folder = folders.find((each) => pathBelow(each, key.root) !== undefined);
  const project = folder === undefined ? undefined : projectIn(ask, folder);
  const store =
    project && ask(`store ${key.root}`, (at, more) => storeOf(at, projectIn(more, project.folder), key.root));
  const options = {
    version,
    packageFolders: folders,
    ...(cwd !== undefined && { cwd }),
    ...(store !== undefined && { store }),
    ...(project !== undefined && { plugins: project.plugins }),
  };
  const shared = JSON.stringify({ ...key, overrides: [] });
  const remember: Repository['remember'] = (choices, make) =>
    ask(`base ${shared} ${choices}`, (at) => make(repositoryOf(at, sources, options)), choices !== '');
  return compose(repositoryOf(files, sources, { ...options, remember }), request);
}

function projectIn(ask: Ask, folder: Uri): Project {
  return ask(`project ${folder}`, (at) => discoverProject(at, folder, matchesGlob));
}

/** The path that an address shows to a person. */
export function pathOf(uri: Uri): string {
  return decodeURIComponent(uri.replace(/^file:\/\//, ''));
}

const matchers = new Map<string, (path: string) => boolean>();

/** A glob that is none matches nothing. */
function makeMatcher(glob: string): (path: string) => boolean {
  try {
    return picomatch(glob, { dot: true });
  } catch {
    return () => false;
  }
}

const matchesGlob: GlobMatch = (glob, uri, folder) => {
  const path = pathBelow(folder, uri);
  if (path === undefined) return false;
  const matcher = matchers.get(glob) ?? makeMatcher(glob.replace(/^\.\//, ''));
  matchers.set(glob, matcher);
  return matcher(path);
};

/** Later globs win; one that begins with `!` takes files out again. */
export function matchesGlobs(globs: readonly string[], uri: Uri, folder: Uri): boolean {
  let matched = false;
  for (const glob of globs) {
    const negated = glob.startsWith('!');
    if (matchesGlob(negated ? glob.slice(1) : glob, uri, folder)) matched = !negated;
  }
  return matched;
}

/** The project of a document, the innermost where folders nest. */
export function projectOf(snapshot: Snapshot, uri: Uri): Project | undefined {
  return snapshot
    .projects()
    .filter((project) => pathBelow(project.folder, uri) !== undefined)
    .sort((left, right) => right.folder.length - left.folder.length)[0];
}

/** A short name for a document in messages: its path below the workspace folder, else its name. */
export function shortName(snapshot: Snapshot, uri: Uri): string {
  const folder = snapshot.folders.find((each) => pathBelow(each, uri) !== undefined);
  return folder === undefined ? nameOfUri(uri) : (pathBelow(folder, uri) ?? nameOfUri(uri));
}
