import { type App, type CompositionKey, keyOf, type Project, type Snapshot, walk } from '../../project/index.ts';
import { joinUri, parentUri, pathBelow, type Uri } from '../../text/index.ts';
import type { WrittenCommand, WrittenWord } from './written.ts';

/** A command that starts an app of the project, taken apart as Hydra does. */
export interface CommandRun {
  readonly project: Project;
  readonly command: WrittenCommand;
  /** The composition, whose overrides are the closed words in their order. */
  readonly key: CompositionKey;
  /** What names the config root, the app or our own task. */
  readonly root: Uri;
  /** The word that names the app, or the config of our own task. */
  readonly head: WrittenWord;
  /** The words of `key.overrides`. */
  readonly overrides: readonly WrittenWord[];
  /** Overrides that only the run knows in whole: `lr=$LR`, `$@`. */
  readonly open: readonly WrittenWord[];
  /** The word with the config's name, where one has it; `--config-name=` is left out by `from`. */
  readonly name?: { readonly word: WrittenWord; readonly from: number };
  /** The same of a task of our own. */
  readonly config?: WrittenWord;
  readonly isMultirun: boolean;
}

/** A run as far as its overrides go, wherever they are written. */
export type OverrideRun = Pick<CommandRun, 'project' | 'root' | 'key' | 'isMultirun'>;

/** Programs that start the first Python script which is named behind them. */
const STARTERS = /^(?:python|pypy|ipython|torchrun|accelerate|deepspeed|composer|kernprof|viztracer)[\d.]*(?:\.exe)?$/;

/** Modules that do the same: `python -m torch.distributed.run app.py`. Others check or format what is named. */
const STARTING_MODULES =
  /^(?:torch\.distributed\.\w+|accelerate\.commands\.launch|debugpy|i?pdb|cProfile|profile|scalene|viztracer|kernprof)$/;

/** A variable that is likely one of them: `$PYTHON`, `$(RUN)`. */
const STARTING_VARIABLE = /python|\bpy\b|run|launch/i;

/** Hydra's flags that have a value. Source: `get_args_parser` in its `_internal/utils.py`. */
const VALUED: ReadonlyMap<string, string> = new Map([
  ['--cfg', '--cfg'],
  ['-c', '--cfg'],
  ['--package', '--package'],
  ['-p', '--package'],
  ['--config-path', '--config-path'],
  ['-cp', '--config-path'],
  ['--config-name', '--config-name'],
  ['-cn', '--config-name'],
  ['--config-dir', '--config-dir'],
  ['-cd', '--config-dir'],
]);
const PLAIN = new Set(['--resolve', '--run', '-r']);
const MULTIRUN = new Set(['--multirun', '-m']);

/** What a command runs; `undefined` for one that starts no app here, or whose flags leave open what is composed. */
export function runOf(snapshot: Snapshot, project: Project, uri: Uri, command: WrittenCommand): CommandRun | undefined {
  if (command.config !== undefined) return taskOf(snapshot, project, command, command.config);
  const found = appIn(snapshot, project, uri, command);
  if (found === undefined) return undefined;
  const { app, head, args, folder } = found;
  const overrides: WrittenWord[] = [];
  const open: WrittenWord[] = [];
  const flags = new Map<string, { word: WrittenWord; from: number }>();
  let isMultirun = false;
  for (let index = 0; index < args.length; index++) {
    const word = args[index] as WrittenWord;
    const [, flag = '', equal] = /^(--?[a-z][a-z-]*)(=)?/.exec(word.text) ?? [];
    const valued = VALUED.get(flag);
    if (valued !== undefined) {
      const value = equal === undefined ? args[++index] : word;
      if (value === undefined || value.openAt !== undefined) return undefined;
      flags.set(valued, { word: value, from: equal === undefined ? 0 : flag.length + 1 });
    } else if (MULTIRUN.has(word.text)) isMultirun = true;
    else if (word.text.startsWith('-') && word.openAt === undefined) {
      if (!PLAIN.has(word.text)) return undefined;
    } else if (word.openAt !== undefined) open.push(word);
    else overrides.push(word);
  }
  const given = (flag: string) => {
    const value = flags.get(flag);
    return value?.word.text.slice(value.from);
  };
  const path = given('--config-path');
  const root = path === undefined ? app.root : rootIn(project, joinUri(parentUri(app.script), path));
  const added = given('--config-dir');
  const dir = added === undefined ? undefined : folderAt(snapshot, project, folder, added);
  const name = (given('--config-name') ?? app.configName)?.replace(/\.yaml$/, '');
  if (root === undefined || name === undefined || (added !== undefined && dir === undefined)) return undefined;
  const placed = project.roots.find((each) => each.uri === root);
  if (placed === undefined) return undefined;
  const texts = overrides.map(({ text }) => text);
  const key = { ...keyOf(project, placed, name, texts), ...(dir !== undefined && { added: [dir] }) };
  const named = flags.get('--config-name');
  return {
    project,
    command,
    key,
    root,
    head,
    overrides,
    open,
    isMultirun,
    ...(named !== undefined && { name: named }),
  };
}

/** A task of our own names the config by its name, or by its path in the workspace folder. */
function taskOf(
  snapshot: Snapshot,
  project: Project,
  command: WrittenCommand,
  config: WrittenWord,
): CommandRun | undefined {
  const path = joinUri(project.folder, config.text);
  const roots = project.roots.filter(({ uri }) =>
    config.text.endsWith('.yaml')
      ? pathBelow(uri, path) !== undefined
      : snapshot.files.file(joinUri(uri, `${config.text}.yaml`)) !== undefined,
  );
  const [root] = roots;
  if (root === undefined || roots.length > 1 || config.openAt !== undefined) return undefined;
  const name = (config.text.endsWith('.yaml') ? pathBelow(root.uri, path) : config.text)?.replace(/\.yaml$/, '');
  const overrides = command.words.filter((word) => word.openAt === undefined);
  const open = command.words.filter((word) => word.openAt !== undefined);
  const texts = overrides.map(({ text }) => text);
  if (name === undefined) return undefined;
  const key = keyOf(project, root, name, texts);
  return { project, command, key, root: root.uri, head: config, config, overrides, open, isMultirun: false };
}

interface FoundApp {
  readonly app: App;
  readonly head: WrittenWord;
  readonly args: readonly WrittenWord[];
  /** Folders that the command may be run in. */
  readonly folder: readonly Uri[];
}

function appIn(
  snapshot: Snapshot,
  project: Project,
  uri: Uri,
  { words, folders }: WrittenCommand,
): FoundApp | undefined {
  const beside = folders.map((folder) =>
    folder.startsWith('/') ? joinUri(project.folder, folder) : joinUri(parentUri(uri), folder),
  );
  let isStarted = false;
  for (const [index, word] of words.entries()) {
    const isModule = isStarted && words[index - 1]?.text === '-m';
    const isScript = word.text.endsWith('.py') && (isStarted || isFirst(words, index));
    if (word.openAt === undefined && (isScript || isModule)) {
      const apps = isModule ? modulesNamed(project, word.text) : scriptsNamed(snapshot, project, beside, word.text);
      const [app] = apps;
      const isOne = apps.every(({ root, configName }) => root === app?.root && configName === app?.configName);
      if (app !== undefined) {
        return isOne ? { app, head: word, args: words.slice(index + 1), folder: beside } : undefined;
      }
      // Another script is started, or something is done to this one, whatever stands behind it.
      if (isScript || !STARTING_MODULES.test(word.text)) return undefined;
    }
    const name = word.text.split(/[\\/]/).at(-1) ?? '';
    const isVariable = word.openAt === 0 && !word.text.includes('=') && STARTING_VARIABLE.test(word.text);
    // `uv run app.py`, `coverage run app.py`; but not `uv run ruff check app.py`.
    const isRun = word.text === 'run' && index > 0 && words[index + 1]?.text.endsWith('.py') === true;
    if (STARTERS.test(name) || isVariable || isRun) isStarted = true;
  }
  return undefined;
}

/** `./app.py a=1`, with variables of the environment before it. */
function isFirst(words: readonly WrittenWord[], index: number): boolean {
  return words
    .slice(0, index)
    .every(({ text }) => /^(?:\w+=.*|\$|do|then|else|!|time|nohup|exec|sudo|env)$/s.test(text));
}

/**
 * The apps of the script that a command names. The folder that it is run in is not known: the first place where a script
 * is there decides, and where none is, the one script of the project whose path ends like it.
 */
function scriptsNamed(snapshot: Snapshot, project: Project, folders: readonly Uri[], path: string): readonly App[] {
  const apps = project.roots.flatMap((root) => root.apps);
  const bare = path.replace(/^\$\{workspaceFolder\}\//, '/').replace(/^(?:\.\/)+/, '');
  const places = path.startsWith('$')
    ? [joinUri(project.folder, bare)]
    : path.startsWith('/')
      ? [joinUri('file://', path)]
      : [...folders, project.folder].map((folder) => joinUri(folder, path));
  // Nothing outside of the project is looked at.
  const inside = places.filter((place) => pathBelow(project.folder, place) !== undefined);
  const there = inside.find((place) => snapshot.files.file(place) !== undefined);
  if (there !== undefined) return apps.filter(({ script }) => script === there);
  const ending = `/${bare.replace(/^(?:\.\.\/)+/, '')}`;
  const scripts = new Set(scriptsOf(snapshot, project).filter((uri) => decodeURIComponent(uri).endsWith(ending)));
  return scripts.size === 1 ? apps.filter(({ script }) => scripts.has(script)) : [];
}

function scriptsOf(snapshot: Snapshot, { folder }: Project): readonly Uri[] {
  return snapshot.derive(`scripts of ${folder}`, ({ files }) =>
    walk(files, folder).filter((uri) => uri.endsWith('.py')),
  );
}

/** `python -m pkg.train`, as the folders say that Python finds modules in. */
function modulesNamed({ roots, folder, pythonFolders }: Project, dotted: string): readonly App[] {
  const path = dotted.replaceAll('.', '/');
  const places = [folder, ...pythonFolders].flatMap((each) => [
    joinUri(each, `${path}.py`),
    joinUri(each, `${path}/__main__.py`),
  ]);
  return roots.flatMap((root) => root.apps.filter(({ script }) => places.includes(script)));
}

function rootIn(project: Project, uri: Uri): Uri | undefined {
  return project.roots.find((root) => root.uri === uri)?.uri;
}

function folderAt(snapshot: Snapshot, project: Project, folders: readonly Uri[], path: string): Uri | undefined {
  const places = [...folders, project.folder].map((folder) =>
    path.startsWith('/') ? joinUri('file://', path) : joinUri(folder, path),
  );
  const inside = places.filter((place) => pathBelow(project.folder, place) !== undefined);
  return inside.find((place) => snapshot.files.folder(place) !== undefined);
}
