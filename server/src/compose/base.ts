import type { ConfigFile, Problem } from '../text/index.ts';
import type { Choice, Choices, ConfigNode, DefaultsBranch, Origin } from './composition.ts';
import { shownTree } from './defaultsShown.ts';
import { type Expansion, expandDefaults } from './defaultsTree.ts';
import type { GroupOverrides } from './groupOverrides.ts';
import { mergeList } from './hydraList.ts';
import { isHydraOwn } from './hydraNode.ts';
import { type Expanded, withOtherOptions } from './otherOptions.ts';
import type { Repository, SearchPathSource } from './repository.ts';
import type { Surroundings } from './resolve.ts';

/** What a composition comes to before its overrides of values are applied: the same for each value that is tried. */
export interface Base {
  readonly list: readonly Choice[];
  readonly choices: Choices;
  readonly problems: readonly Problem[];
  /** The defaults tree, worked out once more for who wants to see it. */
  readonly tree: () => DefaultsBranch;
  /** What the job sees, without Hydra's own configs. */
  readonly job: () => Merged;
  /** Everything, Hydra's own configs at the head. */
  readonly whole: () => Merged;
}

export interface Merged {
  readonly root: ConfigNode;
  readonly problems: readonly Problem[];
}

/** All that a base depends on beside files. */
export interface BaseRequest {
  readonly name: string | undefined;
  readonly groups: GroupOverrides;
  readonly surroundings: Surroundings;
  readonly isMultirun: boolean;
  /** What `hydra.searchpath` adds to the sources. */
  readonly searched: readonly SearchPathSource[];
}

/**
 * Expands a primary config's defaults list; what it lists is merged when it is asked for, once. The expansion is kept
 * apart, since it rests on the heads of the configs alone: an edit to a body leaves it as it is.
 */
export function baseOf(repository: Repository, request: BaseRequest): Base {
  const key = keyOf(request);
  return remembered(repository, 'merged', key, (own) =>
    makeBase(
      own,
      request,
      remembered(own, 'defaults', key, (heads) => expanded(heads, request)),
    ),
  );
}

/** The defaults list alone, with the heads of the configs. */
export function expansionOf(
  repository: Repository,
  request: BaseRequest,
): { defaultsList: readonly Choice[]; choices: Choices } {
  const { list, chosen } = remembered(repository, 'defaults', keyOf(request), (heads) => expanded(heads, request));
  return { defaultsList: list, choices: choicesOfPairs(chosen) };
}

/** What an expansion comes to, in little room: it is kept for each composition that a workspace has. */
interface Defaults extends Expanded {
  /** What is wrong with texts is not among them. */
  readonly problems: readonly Problem[];
}

const words = new Map<string, string>();

/** The names of groups are the same in all compositions. */
function shared(word: string): string {
  const known = words.get(word);
  if (known !== undefined) return known;
  if (words.size >= WORDS_BUDGET) words.clear();
  words.set(word, word);
  return word;
}

const WORDS_BUDGET = 10_000;

function choicesOfPairs(chosen: Defaults['chosen']): Choices {
  const choices = new Map<string, string | null>();
  for (let index = 0; index < chosen.length; index += 2) choices.set(chosen[index] ?? '', chosen[index + 1] ?? null);
  return choices;
}

const NO_GROUPS: GroupOverrides = { chosen: new Map(), deletions: new Map(), appended: [] };

/** Read off the expansion without choices, where they change nothing but themselves; else by a walk. */
function expanded(repository: Repository, request: BaseRequest): Defaults {
  const { groups, searched } = request;
  if (repository.remember === undefined || groups.chosen.size === 0 || searched.length > 0)
    return expand(repository, request);
  const without = remembered(repository, 'defaults', '', (heads) => expand(heads, { ...request, groups: NO_GROUPS }));
  const found = withOtherOptions(without, groups, repository.head);
  if (found === undefined) return expand(repository, request);
  const list = found.list.map((choice) => (choice.chosenBy.kind === 'override' ? knownChoice(choice) : choice));
  return { ...found, list, problems: without.problems };
}

function expand(repository: Repository, request: BaseRequest): Defaults {
  const problems: Problem[] = [];
  const read = new Set<string>();
  const own = searching(repository, request.name, request.searched);
  const noting = (path: string) => {
    const found = own.head(path);
    if (found?.uri.startsWith('file:')) read.add(path);
    return found;
  };
  const { list, choices } = expandAll(own, request, noting, (problem) => problems.push(problem));
  const known = list.map(knownChoice);
  const chosen = [...choices].flatMap(([key, option]) => [shared(key), option]);
  for (const { configPath } of list) read.delete(configPath);
  return { list: known, chosen, problems, unlisted: read.size === 0 ? NONE : [...read] };
}

const NONE: never[] = [];

function expandAll(
  own: Repository,
  { name, groups, surroundings, isMultirun }: BaseRequest,
  load: Repository['load'],
  report: (problem: Problem) => void,
): Expansion {
  // The walk takes note in what it is given of what has been used.
  const noted: GroupOverrides = {
    chosen: new Map([...groups.chosen].map(([key, each]) => [key, { ...each }])),
    deletions: new Map([...groups.deletions].map(([key, each]) => [key, { ...each }])),
    appended: groups.appended,
  };
  return expandDefaults({ ...own, load }, name, noted, surroundings, isMultirun, report);
}

function makeBase(repository: Repository, request: BaseRequest, defaults: Defaults): Base {
  const { name, surroundings, searched } = request;
  const { list: heads, chosen } = defaults;
  const { version } = surroundings;
  const own = searching(repository, name, searched);
  const list = withFiles(heads, own.whole);
  const merged = (choices: readonly Choice[]): Merged => {
    const problems: Problem[] = [];
    const root = mergeList(choices, { repository: own, version, report: (problem) => problems.push(problem) });
    return { root, problems };
  };
  return {
    list,
    choices: choicesOfPairs(chosen),
    problems: withTexts(own, request, defaults, list),
    tree: once(() => shownTree(expandAll(own, request, own.head, () => {}).tree)),
    job: once(() => merged(list.filter((choice) => !isHydraOwn(choice)))),
    whole: once(() => merged(list)),
  };
}

/**
 * The problems of an expansion with those of the texts. Hydra reads one config after the other, so that its first refusal
 * is a matter of their order: where there is more than one the list is expanded from the whole configs.
 */
function withTexts(own: Repository, request: BaseRequest, { problems, unlisted }: Defaults, list: readonly Choice[]) {
  const broken = new Set(list.map(({ file }) => file).filter((file) => file.problems.length > 0));
  const isElsewhere = unlisted.some((path) => (own.load(path)?.problems.length ?? 0) > 0);
  if (broken.size === 0 && !isElsewhere) return problems;
  const [first] = broken;
  if (broken.size === 1 && !isElsewhere && problems.length === 0) return first?.problems ?? NONE;
  const all: Problem[] = [];
  expandAll(own, request, own.load, (problem) => all.push(problem));
  return all;
}

/** A list with the configs in the place of their heads, or of what they were before; what is not found stays. */
export function withFiles(
  list: readonly Choice[],
  whole: (head: ConfigFile) => ConfigFile | undefined,
): readonly Choice[] {
  // Hydra's own have no other text than their head's.
  const files = list.map(({ file }) => (file.uri.startsWith('hydra-conf:') ? file : (whole(file) ?? file)));
  if (files.every((file, index) => file === list[index]?.file)) return list;
  let lastBy: ConfigFile | undefined;
  let lastWhole: ConfigFile | undefined;
  return list.map((head, index) => {
    const by = byOf(head);
    if (by !== undefined && by !== lastBy) {
      lastBy = by;
      lastWhole = files[indexOf(list, by)] ?? by;
    }
    return wholeChoice(head, files[index] ?? head.file, by && lastWhole);
  });
}

function indexOf(list: readonly Choice[], by: ConfigFile): number {
  for (let index = 0; index < list.length; index++) if (list[index]?.file === by) return index;
  return -1;
}

/** The choice that a head's choice is of, as it was made last: one object in all compositions that have it. */
function wholeChoice(head: Choice, file: ConfigFile, by: ConfigFile | undefined): Choice {
  const { chosenBy } = head;
  const isOther = chosenBy.kind === 'file' && by !== undefined && chosenBy.file !== by;
  if (head.file === file && !isOther) return head;
  const last = wholeChoices.get(head)?.deref();
  if (last?.file === file && byOf(last) === by) return last;
  const choice = { ...head, file, chosenBy: isOther ? { ...chosenBy, file: by } : chosenBy };
  wholeChoices.set(head, new WeakRef(choice));
  return choice;
}

/** Heads are kept of thousands of configs, whole configs only of those that somebody holds. */
const wholeChoices = new WeakMap<Choice, WeakRef<Choice>>();

const choicesOf = new WeakMap<ConfigFile, Choice[]>();

/** A choice of a file is one object in all expansions that have it: most of their lists are the same. */
function knownChoice(choice: Choice): Choice {
  const known = choicesOf.get(choice.file);
  const all = known ?? [];
  if (known === undefined) choicesOf.set(choice.file, all);
  const by = byOf(choice);
  const found = all.find((each) => byOf(each) === by && isAlike(each, choice));
  if (found !== undefined) return found;
  if (all.length < KNOWN_BUDGET) all.push(choice);
  return choice;
}

/** The config whose defaults list has it. */
function byOf({ chosenBy }: Choice): ConfigFile | undefined {
  return chosenBy.kind === 'file' ? chosenBy.file : undefined;
}

/** More ways to choose one file than these are not looked through. */
const KNOWN_BUDGET = 16;

function isAlike(left: Choice, right: Choice): boolean {
  return (
    left === right ||
    (left.configPath === right.configPath &&
      left.package === right.package &&
      left.parent === right.parent &&
      left.isSelf === right.isSelf &&
      left.primary === right.primary &&
      left.overrideKey === right.overrideKey &&
      isSameOrigin(left.chosenBy, right.chosenBy))
  );
}

function isSameOrigin(left: Origin, right: Origin): boolean {
  if (left.kind === 'file' && right.kind === 'file')
    return left.key?.start === right.key?.start && left.key?.end === right.key?.end;
  if (left.kind === 'override' && right.kind === 'override')
    return left.text === right.text && left.index === right.index;
  return left.kind === 'builtin' && right.kind === 'builtin' && left.name === right.name;
}

/** Choices of groups, each with its place in the command line, and the search path. */
function keyOf({ groups, searched }: BaseRequest): string {
  const { chosen: some, deletions, appended: more } = groups;
  if (some.size + deletions.size + more.length + searched.length === 0) return '';
  const chosen = [...groups.chosen].map(([key, { value, origin }]) => ['=', key, value, origin]);
  const deleted = [...groups.deletions].map(([key, { option, origin }]) => ['~', key, option, origin]);
  const appended = groups.appended.map(({ origin }) => ['+', origin]);
  const all = [...chosen, ...deleted, ...appended, ...searched];
  return JSON.stringify(all);
}

function remembered<T>(
  repository: Repository,
  what: 'defaults' | 'merged',
  key: string,
  make: (repository: Repository) => T,
): T {
  return repository.remember === undefined ? make(repository) : repository.remember(what, key, make);
}

/** Adds what `hydra.searchpath` says. The primary config itself is found without it. */
export function searching(
  repository: Repository,
  name: string | undefined,
  searched: readonly SearchPathSource[],
): Repository {
  if (searched.length === 0) return repository;
  const extended = repository.extended(searched);
  return {
    ...extended,
    load: (path) => (path === name ? repository : extended).load(path),
    head: (path) => (path === name ? repository : extended).head(path),
  };
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
