import { relative, resolve } from 'node:path';
import type { Composition } from '../compose/index.ts';
import { primaries } from '../features/index.ts';
import { pathOfUri, uriOfPath } from '../node/index.ts';
import {
  type App,
  type CompositionKey,
  type ConfigRoot,
  createWorkspace,
  type Project,
  type Snapshot,
} from '../project/index.ts';
import { nameOfUri, positionAt, type Range, type Uri } from '../text/index.ts';
import { UsageError } from './errors.ts';
import { reachableHost } from './reach.ts';
import type { ComposeOptions, FilePlace, FileRegion } from './shapes.ts';

/** A project as it lies in a folder of this machine, to be asked about. */
export interface Opened {
  /** Absolute; what is told of files is relative to it. */
  readonly folder: string;
  readonly snapshot: Snapshot;
}

/** One composition of it. */
export interface OpenedComposition extends Opened {
  readonly composition: Composition;
  readonly key: CompositionKey;
}

export interface OpenOptions {
  readonly cwd?: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** Paths outside of the folder that the user has named: these may be read too. */
  readonly named?: readonly (string | undefined)[] | undefined;
}

export function openProject({ cwd = '.', environment = process.env, files = {}, named = [] }: OpenOptions): Opened {
  const folder = resolve(cwd);
  const known = Object.entries(environment).filter((each): each is [string, string] => each[1] !== undefined);
  const workspace = createWorkspace(reachableHost(named, folder), {
    folders: [uriOfPath(folder)],
    environment: new Map(known),
  });
  const edits = Object.entries(files).map(
    ([path, text]) => ({ kind: 'edit', uri: uriOfPath(resolve(folder, path)), text }) as const,
  );
  if (edits.length > 0) workspace.apply(edits);
  return { folder, snapshot: workspace.snapshot() };
}

/** What the command line has beside the options of the library. */
export interface HydraFlags {
  /** Whether a primary config must be named: without one Hydra composes nothing but overrides. */
  readonly wantsName?: boolean;
  /** Hydra's `--config-path`: the root, whatever `configDir` is. */
  readonly configPath?: string | undefined;
  /** Whether `configDir` is what it is for an app: one more search path beside the app's own root. */
  readonly asApp?: boolean;
}

export function openComposition(opened: Opened, options: ComposeOptions, flags: HydraFlags = {}): OpenedComposition {
  const { folder, snapshot } = opened;
  const { configDir, configName, overrides = [], hydraVersion } = options;
  const { configPath, asApp = false, wantsName = false } = flags;
  const addressOf = (path: string) => uriOfPath(resolve(folder, path));
  const own = asApp && configPath === undefined && configDir !== undefined ? appRoot(snapshot) : undefined;
  const { uri: root, apps } = own ?? rootOf(snapshot, configPath ?? configDir, addressOf);
  const app = apps.find((each) => each.configName !== undefined) ?? apps[0];
  const besides = (configPath ?? own) === undefined ? undefined : configDir;
  // The app that was found brings its own config_name, as when it is started.
  const name = configName ?? app?.configName;
  if (name === undefined && wantsName) throw new UsageError(nameWanted(snapshot, root));
  const [project] = snapshot.projects();
  const key: CompositionKey = {
    root,
    name: name?.replace(/\.yaml$/, ''),
    overrides,
    version: hydraVersion ?? project?.version ?? '1.3',
    cwd: uriOfPath(folder),
    ...(app !== undefined && { jobName: nameOfUri(app.script).replace(/\.py$/, '') }),
    ...(besides !== undefined && { added: [addressOf(besides)] }),
  };
  return { ...opened, key, composition: snapshot.compose(key) };
}

function nameWanted(snapshot: Snapshot, root: Uri): string {
  const names = primaries(snapshot).flatMap((each) => (each.root === root ? each.name : []));
  const there = names.length === 0 ? '' : `; there are ${names.join(', ')}`;
  return `no config is named: say --config-name NAME${there}`;
}

function rootOf(snapshot: Snapshot, path: string | undefined, addressOf: (path: string) => Uri): RootOfApps {
  if (path !== undefined) return { uri: addressOf(path), apps: [] };
  const root = rootsIn(snapshot.projects())[0];
  if (root === undefined) throw new UsageError('no config root found here: name it with --config-dir');
  return root;
}

interface RootOfApps {
  readonly uri: Uri;
  readonly apps: readonly App[];
}

/** The config root that an app here is started with. */
function appRoot(snapshot: Snapshot): ConfigRoot | undefined {
  return rootsIn(snapshot.projects()).find(({ apps }) => apps.length > 0);
}

function rootsIn(projects: readonly Project[]): readonly ConfigRoot[] {
  return projects.flatMap((project) => project.roots);
}

/** A file as it is told: relative to the folder, with slashes; what is no file of the disk by its address. */
export function fileText({ folder }: Opened, uri: Uri): string {
  const path = pathOfUri(uri);
  return path === undefined ? uri : (relative(folder, path) || '.').replaceAll('\\', '/');
}

/** `undefined` for what no file of the disk is to blame for. */
export function placeIn(opened: Opened, uri: Uri, offset: number): FilePlace | undefined {
  const text = opened.snapshot.files.file(uri)?.text;
  if (text === undefined) return undefined;
  const { line, character } = positionAt(text, offset);
  return { file: fileText(opened, uri), line: line + 1, column: character + 1 };
}

export function regionIn(opened: Opened, uri: Uri, range: Range): FileRegion {
  const text = opened.snapshot.files.file(uri)?.text ?? '';
  const [start, end] = [positionAt(text, range.start), positionAt(text, range.end)];
  return {
    file: fileText(opened, uri),
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
