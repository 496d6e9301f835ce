import {
  type ComposeRequest,
  type Composition,
  type ConfigStore,
  compose,
  listDefaults,
  type Repository,
  searchPathOf,
} from '../compose/index.ts';
import { type ConfigFile, fileFor, headOf, nameOfUri, pathBelow, type Uri } from '../text/index.ts';
import { type CompositionKey, textOfKey, withoutOverrides } from './compositionKey.ts';
import { type ConfigRoot, discoverProject, type Project } from './discover.ts';
import { configOf, type Files } from './files.ts';
import { matchesGlob } from './globs.ts';
import { type Ask, type AskOptions, answerOf, isAtHand, type Kind, type MemoTable, type Sources } from './memo.ts';
import { NO_PINS, type Pins } from './pins.ts';
import { isSameData } from './same.ts';
import { isSameSearch, repositoryOver, type Search, type Source, searchOf } from './searchPath.ts';
import { settleFew } from './settle.ts';
import { storeOf } from './store.ts';

/** The workspace at one moment. Everything in it is read-only, and asking twice costs once. */
export interface Snapshot {
  readonly files: Files;
  readonly folders: readonly Uri[];
  readonly environment: ReadonlyMap<string, string>;
  /** What the user chose to see files from. What is remembered is made without. */
  readonly pins: Pins;
  /** The same workspace as it lies on the disk now, without what is typed and not saved. Nothing that is remembered may ask. */
  readonly saved: () => Snapshot;
  /** One for each workspace folder. */
  readonly projects: () => readonly Project[];
  readonly config: (uri: Uri) => ConfigFile | undefined;
  readonly compose: (key: CompositionKey) => Composition;
  /** Anything else that is derived from files, remembered while what it was made from holds. */
  readonly derive: <T>(key: string, make: Make<T>, options?: AskOptions<T>) => T;
  /** The same where there are thousands of a kind. */
  readonly answer: Ask;
  /** Whether an answer is there for which nothing has to be made: then there is nothing to do for it bit by bit. */
  readonly isAtHand: (key: string) => boolean;
  /** The same, where an answer that is being made notes nothing of what it looks at: see `composeApart`. */
  readonly unnoted: () => Snapshot;
  /** What was asked of this state before, see `onceIn`. Makers of answers have none: all that they look at is noted. */
  readonly asked?: Map<object, Map<unknown, unknown>> | undefined;
}

/** Makes an answer of the snapshot that it is given; it may depend on nothing else but its key. */
type Make<T> = (at: Snapshot) => T;

/** What a snapshot has beside its files. */
export type Parts = Pick<Snapshot, 'folders' | 'environment' | 'pins' | 'saved'>;

/** The newest state of a workspace. It answers from the memo until there is a newer one, and from then on by itself. */
export function makeSnapshot(parts: Parts, memo: MemoTable): Snapshot {
  const { files, now, see } = memo;
  const own = new Map<string, unknown>();
  const alone: Ask = (kind, of) => {
    const key = `${kind.name} ${kind.keyOf(of)}`;
    if (!own.has(key)) own.set(key, kind.make(see({ ...sources, ask: alone }), of));
    return own.get(key) as ReturnType<typeof kind.make>;
  };
  const sources: Sources = {
    files,
    ask: (kind, of) => {
      if (memo.now !== now) return alone(kind, of);
      settleFew(memo);
      return answerOf(memo, kind, of);
    },
    isAtHand: (key) => (memo.now === now ? isAtHand(memo, key) : own.has(` ${key}`)),
    unnoted: () => sources,
  };
  return viewOf(parts, sources, new Map());
}

/** Files, or compositions, of which one answer each is kept with a state. */
const ASKED_BUDGET = 64;

/**
 * What features ask of a file again and again while one question is answered, and between questions: where it stands, what
 * it is seen from. Kept with the state of the workspace, so that it is found once.
 */
export function onceIn<Of, T>(find: (snapshot: Snapshot, of: Of) => T): (snapshot: Snapshot, of: Of) => T {
  return (snapshot, of) => {
    const { asked } = snapshot;
    if (asked === undefined) return find(snapshot, of);
    const known = asked.get(find) as Map<Of, T> | undefined;
    const found = known ?? new Map<Of, T>();
    if (known === undefined) asked.set(find, found);
    if (!found.has(of)) {
      if (found.size >= ASKED_BUDGET) found.clear();
      found.set(of, find(snapshot, of));
    }
    return found.get(of) as T;
  };
}

/** How makers of answers see a workspace: what is remembered is made without pins. */
export function makersView(parts: Omit<Parts, 'pins'>): MemoTable['see'] {
  const unpinned = { ...parts, pins: NO_PINS };
  return (sources) => viewOf(unpinned, sources);
}

/** The key of what is known by its address. */
export function itself(key: string): string {
  return key;
}

/** A snapshot as one answer's maker sees it: everything that is looked at is noted. */
function viewOf(parts: Parts, { files, ask, isAtHand, unnoted }: Sources, asked?: Snapshot['asked']): Snapshot {
  const { folders, environment, pins, saved } = parts;
  const derive: Snapshot['derive'] = (key, make, options) => ask({ name: '', keyOf: itself, make, ...options }, key);
  const at: Snapshot = {
    files,
    derive,
    answer: ask,
    isAtHand,
    projects: () => folders.map((folder) => projectIn(at, folder)),
    config: (uri) => {
      const entry = files.file(uri);
      return entry === undefined ? undefined : configOf(entry);
    },
    compose: (key) => ask(key.overrides.length > 0 ? COMPOSE_PASSING : COMPOSE, key),
    unnoted: () => viewOf(parts, unnoted()),
    // One by one: there is a view for each answer that is made, and a spread takes as long as all the rest of it.
    folders,
    environment,
    pins,
    saved,
    asked,
  };
  return at;
}

const COMPOSE: Kind<CompositionKey, Composition> = {
  name: 'compose',
  keyOf: textOfKey,
  make: (at, key) => (key.isTrial ? composeTried(at, key) : composeIn(at, key)),
};
const COMPOSE_PASSING: typeof COMPOSE = { ...COMPOSE, passing: 'few' };

/**
 * Composes in a snapshot. Where it is to note little, the expansion of the defaults list is asked of another one: what that
 * rests on is always noted.
 */
export function composeIn(at: Snapshot, key: CompositionKey, expanding: Snapshot = at): Composition {
  return compose(repositoryFor(at, key, expanding), requestOf(at, key));
}

/**
 * Composes what tries an option, noting the expansion of its defaults list and nothing else: who asks notes what matters
 * of the rest. The last one of a state is kept, for how an option is tried is found by composing it.
 */
export function composeUnnoted(at: Snapshot, key: CompositionKey): Composition {
  const unnoted = at.unnoted();
  const last = lastTried.get(unnoted.files);
  const text = textOfKey(key);
  if (last?.text === text) {
    listedBy(at, key);
    return last.composition;
  }
  const composition = composeIn(unnoted, key, at);
  lastTried.set(unnoted.files, { text, composition });
  return composition;
}

const lastTried = new WeakMap<Files, { readonly text: string; readonly composition: Composition }>();

/** Rests on all that the primary config's own composition rests on, and on the files that are the option's alone. */
function composeTried(at: Snapshot, key: CompositionKey): Composition {
  if (hasStore(at, key)) return composeIn(at, key);
  const { defaultsList } = at.compose(withoutOverrides(key));
  const others = new Set(defaultsList.map(({ file }) => file.uri));
  const composition = composeUnnoted(at, key);
  for (const { file } of composition.defaultsList)
    if (!others.has(file.uri) && file.uri.startsWith('file:')) at.files.file(file.uri);
  return composition;
}

/** What a program registers may be merged anywhere. */
export function hasStore(at: Snapshot, key: CompositionKey): boolean {
  const { store } = searchFor(at, key).options;
  return store !== undefined && (store.isOpen || store.configs.size > 0);
}

/** What a primary config's composition lists: mostly the same while only contents change, which are not even read for it. */
export function listedBy(at: Snapshot, key: CompositionKey): Pick<Composition, 'defaultsList' | 'choices'> {
  return listDefaults(repositoryFor(at, key), requestOf(at, key));
}

/** Where a composition looks for configs, groups and options: its root, what `hydra.searchpath` adds, the ConfigStore. */
export function searchedBy(at: Snapshot, key: CompositionKey): Repository {
  return searchPathOf(repositoryFor(at, key), requestOf(at, key));
}

function requestOf({ environment }: Snapshot, key: CompositionKey): ComposeRequest {
  const { name, overrides, version, multirun, jobName } = key;
  return {
    name,
    overrides,
    version,
    environment,
    ...(multirun && { multirun }),
    ...(jobName !== undefined && { jobName }),
  };
}

/** Where the configs of a composition are looked up. */
function repositoryFor(at: Snapshot, key: CompositionKey, expanding: Snapshot = at): Repository {
  const over = key.isTrial ? withoutOverrides(key) : undefined;
  return repositoryOver(at.files, searchFor(at, key), {
    head: (uri) => headIn(at, uri),
    // An option that is tried changes little: the rest is as the primary config's own composition has it.
    ...(over !== undefined && { headAtHand: (path) => headsIn(at, over).get(path) }),
    remember: (what, more, make) => {
      if (over !== undefined && what === 'merged') return make(repositoryFor(at, key, expanding));
      const primary = withoutOverrides(key);
      const name = `${what} ${textOfKey(primary)} ${more}`;
      const passing = more === '' ? undefined : what === 'merged' ? 'few' : 'lists';
      // The primary config's own answer is made from what is its own, whoever asks for it.
      const own = more === '' ? primary : key;
      return (what === 'defaults' ? expanding : at).derive(name, remakeable(own, make), { passing });
    },
  });
}

/** Where a run looks for configs: remembered, but for runs that look elsewhere. */
function searchFor(at: Snapshot, key: CompositionKey): Search {
  const { root, version, added, cwd } = key;
  if (added !== undefined || cwd !== undefined) return searchIn(at, key);
  return at.derive(`search ${version} ${root}`, (from) => searchIn(from, { root, version }), { isSame: isSameSearch });
}

type Searching = Pick<CompositionKey, 'root' | 'version' | 'added' | 'cwd'>;

function searchIn(at: Snapshot, { root, version, added = [], cwd }: Searching): Search {
  const sources: Source[] = [{ provider: 'main', uri: root, path: pathOf(root) }];
  for (const uri of added) sources.push({ provider: 'command-line', uri, path: pathOf(uri) });
  const folder = folderOf(at, root);
  const from = cwd ?? folder;
  const project = folder === undefined ? undefined : projectIn(at, folder);
  const store = folder === undefined ? undefined : storeIn(at, folder, root);
  return searchOf(at.files, sources, {
    version,
    packageFolders: at.folders,
    ...(from !== undefined && { cwd: from }),
    ...(store !== undefined && { store }),
    ...(project !== undefined && { plugins: project.plugins }),
  });
}

/**
 * Composes as if some files had other texts, or were there. Nothing of it is remembered: it is for a change that is tried
 * because a person may ask for it. What the program registers and what the project is are as they are.
 */
export function composeInstead(at: Snapshot, key: CompositionKey, texts: ReadonlyMap<Uri, string>): Composition {
  const instead = new Map([...texts].map(([uri, text]) => [uri, { uri, text }]));
  const files: Files = { ...at.files, file: (uri) => instead.get(uri) ?? at.files.file(uri) };
  return compose(repositoryOver(files, searchFor(at, key), {}), requestOf(at, key));
}

/** The workspace folder whose project a root is of. It may lie outside: `config_path="../conf"`. */
function folderOf(at: Snapshot, root: Uri): Uri | undefined {
  const around = at.folders.filter((each) => pathBelow(each, root) !== undefined);
  if (around.length > 0) return around.reduce((left, right) => (right.length > left.length ? right : left));
  return at.projects().find(({ roots }) => roots.some(({ uri }) => uri === root))?.folder;
}

/** What makes an answer is kept with it: nothing but the key may stay with it. */
function remakeable<T>(key: CompositionKey, make: (repository: Repository) => T): Make<T> {
  return (at) => make(repositoryFor(at, key));
}

export function storeIn(at: Snapshot, folder: Uri, root: Uri): ConfigStore {
  return at.derive(`store ${root} of ${folder}`, (from) => storeOf(from, projectIn(from, folder), root));
}

/** The heads of a composition's configs, by their paths; the same while only bodies change. */
function headsIn(at: Snapshot, key: CompositionKey): ReadonlyMap<string, ConfigFile> {
  return at.answer(HEADS, key);
}

const HEADS: Kind<CompositionKey, ReadonlyMap<string, ConfigFile>> = {
  name: 'heads',
  keyOf: textOfKey,
  make: (at, key) => {
    const list = listedBy(at, key).defaultsList.filter(({ file }) => file.uri.startsWith('file:'));
    return new Map(
      list.flatMap(({ configPath, file }) => {
        // What a program registers is its own head: many of these may have the address of one program.
        const head = file.uri.endsWith('.yaml') ? headIn(at, file.uri) : file;
        return head === undefined ? [] : [[configPath, fileFor(head, key.version)] as const];
      }),
    );
  },
  isSame: (before, after) =>
    before.size === after.size && [...before].every(([path, head]) => after.get(path) === head),
  settles: true,
};

/** What a defaults list is expanded from; it stays the same object while only the rest of the file changes. */
export function headIn(at: Snapshot, uri: Uri): ConfigFile | undefined {
  return at.answer(HEAD, uri);
}

const HEAD: Kind<Uri, ConfigFile | undefined> = {
  name: 'head',
  keyOf: itself,
  make: (at, uri) => {
    const file = at.config(uri);
    return file === undefined ? undefined : headOf(file);
  },
  isSame: isSameData,
  settles: true,
};

function projectIn(at: Snapshot, folder: Uri): Project {
  return at.answer(PROJECT, folder);
}

const PROJECT: Kind<Uri, Project> = {
  name: 'project',
  keyOf: itself,
  make: (at, folder) => discoverProject(at, folder, matchesGlob),
  isSame: isSameData,
};

/** The path that an address shows to a person. */
export function pathOf(uri: Uri): string {
  return decodeURIComponent(uri.replace(/^file:\/\//, ''));
}

/** The project of a document: the innermost where folders nest, else one that has its config root outside of its folder. */
export function projectOf(snapshot: Snapshot, uri: Uri): Project | undefined {
  const projects = snapshot.projects();
  const holds = ({ roots }: Project) => roots.some((root) => pathBelow(root.uri, uri) !== undefined);
  return innermost(projects, uri) ?? projects.find(holds);
}

/**
 * The project that a config root is judged in, with the apps that any project starts with it: two workspace folders may
 * have the same one (`config_path="../one/conf"`). It is the one around the root, else the first.
 */
export function ownerOf(at: Snapshot, root: Uri): { readonly project: Project; readonly root: ConfigRoot } | undefined {
  const having = at.projects().filter(({ roots }) => roots.some(({ uri }) => uri === root));
  const project = innermost(having, root) ?? having[0];
  const all = having.flatMap(({ roots }) => roots.filter(({ uri }) => uri === root));
  const own = project?.roots.find(({ uri }) => uri === root);
  if (project === undefined || own === undefined || all.length === 1) return project && own && { project, root: own };
  const apps = [...new Set([...own.apps, ...all.flatMap((each) => each.apps)])];
  const composed = [...new Set(all.flatMap((each) => each.composed ?? []))];
  return { project, root: { ...own, apps, composed } };
}

export function innermost(projects: readonly Project[], uri: Uri): Project | undefined {
  const around = projects.filter((project) => pathBelow(project.folder, uri) !== undefined);
  return around.length < 2 ? around[0] : around.sort((left, right) => right.folder.length - left.folder.length)[0];
}

/** A short name for a document in messages: its path below the workspace folder, else its name. */
export function shortName(snapshot: Snapshot, uri: Uri): string {
  const folder = snapshot.folders.find((each) => pathBelow(each, uri) !== undefined);
  return folder === undefined ? nameOfUri(uri) : (pathBelow(folder, uri) ?? nameOfUri(uri));
}
