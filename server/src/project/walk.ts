import { BUDGETS, joinUri, nameOfUri, type Uri } from '../text/index.ts';
import { type Files, type Folder, openBelow } from './files.ts';
import type { FolderEntry } from './host.ts';
import { costOf, cutIn, type IgnoreRules, ignoreRulesAbove, ignores, rulesIn } from './ignoreRules.ts';
import { isSameData, isSameList } from './same.ts';

/** What a walk finds, and what it has left out although somebody may want it. */
export interface Walked {
  readonly found: readonly Uri[];
  readonly left: readonly LeftOut[];
}

/** A budget that is spent, and the folder where that is so. */
export interface LeftOut {
  readonly budget: WalkBudget;
  /** The first that is not looked into, not listed, or whose `.gitignore` is not followed. */
  readonly folder: Uri;
  /** The folder whose walk it was. */
  readonly below: Uri;
}

export type WalkBudget = Extract<keyof typeof BUDGETS, `walk${string}` | 'folderEntries' | 'ignorePatterns'>;

/** What is looked for in a project: configs, Python, notebooks, and what says which packages it needs. */
const READ = /\.(?:yaml|pyi?|ipynb)$|^(?:requirements.*\.txt|pyproject\.toml|setup\.cfg|environment\.yml|Pipfile)$/;

/** Folders of other people's source, wherever they are. */
const FOREIGN = new Set(['node_modules', '__pycache__', 'site-packages']);

/** Names that tools give to the folders of what they made; a group of configs may have one, too. */
const MADE = new Set(['outputs', 'multirun', 'dist', 'build', 'wandb', 'mlruns', 'lightning_logs', 'tb_logs']);

/**
 * Every file below a folder that may be source, the nearest first: what is hidden, generated, ignored by git or too much to
 * be written by hand is left alone. What is asked for by its name counts in any case, so the folder itself is always
 * walked. Links are followed after all else, each to a place where the walk has not been.
 */
export function walk(files: Files, folder: Uri): readonly Uri[] {
  return sourcesWalked(files, folder).found;
}

/** The same with what is left out. A crowd of files outside of a config root is data, and no loss. */
export function sourcesWalked(files: Files, folder: Uri): Walked {
  return atOnce(walking(files, folder));
}

/** The same, folder by folder. */
export function walking(files: Files, folder: Uri): Generator<void, Walked> {
  return walkTree(files, folder, false);
}

function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/**
 * Every config below a root, and the documents that are open there. Two links to one folder are two groups, as they are
 * for Hydra; only a link that leads back above itself is left alone.
 */
export function configsBelow(files: Files, root: Uri): readonly Uri[] {
  return configsWalked(files, root).found;
}

/** The same with what is left out. */
export function configsWalked(files: Files, root: Uri): Walked {
  const { found, left } = atOnce(walkTree(files, root, true, CONFIG));
  const open = openBelow(files, root).filter((uri) => CONFIG.test(uri));
  return { found: [...new Set([...found, ...open])], left };
}

const CONFIG = /\.yaml$/;

/** Whether a walk has found and left out what another one has. */
export function isSameWalk(before: Walked, after: Walked): boolean {
  return isSameList(before.found, after.found) && isSameData(before.left, after.left);
}

/** Whether nothing that somebody may want was left out: else what was not found may be there all the same. */
export function isWhole({ left }: Walked): boolean {
  return left.every(({ budget }) => budget === 'ignorePatterns');
}

/** Scripts and documentation: what may start a program of the project, and what the walk for source leaves out. */
const STARTS = /\.(?:sh|bash|zsh|slurm|sbatch|pbs|md|mk)$|^(?:GNUm|[Mm])akefile$/;

/** Where tools keep commands, in folders that are hidden. */
const HIDDEN = ['.vscode/launch.json', '.vscode/tasks.json'];
const WORKFLOWS = '.github/workflows';

/** Every file below a project's folder, by its name, that people write commands into; open documents too. */
export function commandFilesBelow(files: Files, folder: Uri): readonly Uri[] {
  return writtenBelow(files, folder, STARTS).found;
}

/** Whatever may name a config: programs, settings of tools, documentation. */
const TEXTS =
  /\.(?:pyi?|ipynb|ya?ml|json|jsonc|toml|cfg|ini|conf|txt|rst|tex|org|bat|cmd|ps1|fish|R|jl|nix|gin|tmpl|j2|jinja2?|in)$|^(?:Dockerfile|Justfile|justfile|Jenkinsfile|Snakefile|Procfile|noxfile)/;

/** Every text below a project's folder that may name a config, commands included; with what is left out. */
export function textFilesWalked(files: Files, folder: Uri): Walked {
  return writtenBelow(files, folder, new RegExp(`${STARTS.source}|${TEXTS.source}`));
}

function writtenBelow(files: Files, folder: Uri, wanted: RegExp): Walked {
  const hidden = HIDDEN.map((path) => joinUri(folder, path)).filter((uri) => files.file(uri) !== undefined);
  const workflows = (files.folder(joinUri(folder, WORKFLOWS)) ?? []).flatMap(({ name, isFolder }) =>
    !isFolder && /\.ya?ml$/.test(name) ? [joinUri(folder, `${WORKFLOWS}/${name}`)] : [],
  );
  const open = openBelow(files, folder).filter((uri) => wanted.test(nameOfUri(uri)));
  const { found, left } = atOnce(walkTree(files, folder, false, wanted));
  return { found: [...new Set([...hidden, ...workflows, ...found, ...open])], left };
}

interface Step {
  readonly uri: Uri;
  /** Where it really lies, links resolved. */
  readonly real: Uri;
  readonly depth: number;
  readonly rules: IgnoreRules;
  /** The real folders that the way to it leads through, where it leads through links. */
  readonly through: readonly Uri[];
}

function* walkTree(files: Files, folder: Uri, isOfConfigs: boolean, read = READ): Generator<void, Walked> {
  const found: Uri[] = [];
  const seen = new Map<Uri, number>();
  const start = files.realPath(folder) ?? folder;
  const rules = ignoreRulesAbove(files, folder);
  const left: LeftOut[] = [];
  const leave = (budget: WalkBudget, at: Uri) => left.push({ budget, folder: at, below: folder });
  for (const base of cutIn(rules)) leave('ignorePatterns', base);
  let queue: Step[] = [{ uri: folder, real: start, depth: 0, rules, through: [] }];
  let links: Step[] = [];
  let [listed, matched] = [0, 0];
  while (queue.length > 0) {
    const next: Step[] = [];
    for (const step of queue) {
      const times = seen.get(step.real) ?? 0;
      if (times >= (isOfConfigs ? BUDGETS.walkWays : 1)) {
        // Told once of each folder, whatever leads there.
        seen.set(step.real, times + 1);
        if (isOfConfigs && times === BUDGETS.walkWays) leave('walkWays', step.uri);
        continue;
      }
      if (listed >= BUDGETS.walkFolders) {
        leave('walkFolders', step.uri);
        return { found, left };
      }
      seen.set(step.real, times + 1);
      listed++;
      yield;
      const entries = files.folder(step.uri) ?? [];
      if (step.depth > 0 && isMade(step.uri, entries)) continue;
      const own = rulesIn(files, step.uri, entries, step.rules);
      if (cutIn(own).includes(step.uri)) leave('ignorePatterns', step.uri);
      const sources = entries.filter(({ name, isFolder }) => !isFolder && read.test(name));
      const wanted = entries.filter(isWanted);
      if (isOfConfigs && (isCrowd(sources) || isCrowd(wanted))) leave('folderEntries', step.uri);
      const room = BUDGETS.walkFiles - found.length;
      if (!isCrowd(sources)) found.push(...sources.slice(0, room).map(({ name }) => joinUri(step.uri, name)));
      if (!isCrowd(sources) && sources.length > room) {
        leave('walkFiles', step.uri);
        return { found, left };
      }
      if (isCrowd(wanted)) continue;
      matched += wanted.length * costOf(own);
      if (matched > BUDGETS.walkPatterns) {
        leave('walkPatterns', step.uri);
        return { found, left };
      }
      const below = foldersIn({ ...step, rules: own }, wanted);
      if (step.depth >= BUDGETS.walkDepth) {
        if (below.length > 0) leave('walkDepth', step.uri);
        continue;
      }
      for (const each of below) {
        if (each.isLink) links.push(...linked(each.step, each.leadsTo));
        else next.push(each.step);
      }
    }
    queue = next.length > 0 ? next : links;
    if (next.length === 0) links = [];
  }
  return { found, left };
}

/** The place that a link leads to, unless that lies above it. */
function linked(step: Step, leadsTo: Uri | undefined): Step[] {
  if (leadsTo === undefined) return [];
  const isAbove = (folder: Uri) => folder === leadsTo || folder.startsWith(`${leadsTo}/`);
  if ([...step.through, step.real].some(isAbove)) return [];
  return [{ ...step, real: leadsTo, through: [...step.through, step.real] }];
}

function isCrowd({ length }: Folder): boolean {
  return length > BUDGETS.folderEntries;
}

function foldersIn({ uri, real, depth, rules, through }: Step, wanted: Folder) {
  return wanted.flatMap(({ name, isLink, leadsTo }) => {
    const below = joinUri(uri, name);
    if (ignores(rules, below)) return [];
    const step: Step = { uri: below, real: joinUri(real, name), depth: depth + 1, rules, through };
    return [{ step, isLink: isLink === true, leadsTo }];
  });
}

function isWanted({ name, isFolder }: FolderEntry): boolean {
  return isFolder && !name.startsWith('.') && !FOREIGN.has(name) && !name.endsWith('.egg-info');
}

/** Whether a tool has made a folder: the outputs of a run, an environment, what is built. */
function isMade(uri: Uri, entries: Folder): boolean {
  const has = (wanted: string, isFolder: boolean) =>
    entries.some((entry) => entry.name === wanted && entry.isFolder === isFolder);
  const hasFile = (ending: string) => entries.some(({ name, isFolder }) => !isFolder && name.endsWith(ending));
  if (has('pyvenv.cfg', false) || has('conda-meta', true)) return true;
  // A run in the folder of the program itself leaves its `.hydra` there.
  if (has('.hydra', true) && !hasFile('.py')) return true;
  return MADE.has(nameOfUri(uri)) && !hasFile('.yaml');
}
