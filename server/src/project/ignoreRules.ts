import ignore from 'ignore';
import { BUDGETS, parentUri, pathBelow, type Uri } from '../text/index.ts';
import type { FileEntry, Files, Folder } from './files.ts';

/** What the `.gitignore` files from a repository's top down to a folder say, the outermost first. */
export type IgnoreRules = readonly Rules[];

interface Rules {
  /** The folder of the `.gitignore`. */
  readonly base: Uri;
  /** What it says of a path below; `undefined` where it says nothing. */
  readonly isIgnored: (path: string) => boolean | undefined;
  /** What it costs to ask, in patterns. */
  readonly cost: number;
  /** Some of its patterns are left out. */
  readonly isCut: boolean;
}

const IGNORE_FILE = '.gitignore';

/**
 * The rules that hold in a folder before its own: those of its repository. Who asks for a folder by its name wants it, so
 * rules that hide the folder itself do not count.
 */
export function ignoreRulesAbove(files: Files, folder: Uri): IgnoreRules {
  const way = [folder];
  for (let at = folder; !isTop(files, at); way.unshift(at)) {
    const above = parentUri(at);
    if (above === at || !above.includes('/') || way.length > DEPTH_BUDGET) return [];
    at = above;
  }
  let rules: IgnoreRules = [];
  for (const [index, at] of way.slice(0, -1).entries()) {
    rules = withOwn(files, at, rules);
    if (ignores(rules, way[index + 1] ?? folder)) return [];
  }
  return rules;
}

const DEPTH_BUDGET = 64;

/** Asked of two files instead of a listing: a folder far above a project changes all the time. */
function isTop(files: Files, folder: Uri): boolean {
  return files.file(`${folder}/.git/HEAD`) !== undefined || files.file(`${folder}/.git`) !== undefined;
}

/** The rules in a folder, its own included. A repository inside another one is on its own. */
export function rulesIn(files: Files, folder: Uri, entries: Folder, above: IgnoreRules): IgnoreRules {
  const has = (wanted: string) => entries.some(({ name }) => name === wanted);
  const before = has('.git') ? [] : above;
  return has(IGNORE_FILE) ? withOwn(files, folder, before) : before;
}

function withOwn(files: Files, folder: Uri, before: IgnoreRules): IgnoreRules {
  const entry = files.file(`${folder}/${IGNORE_FILE}`);
  return entry === undefined ? before : [...before, rulesOf(folder, entry, files.foldsCase)];
}

/** Whether a folder is left out of its repository: the innermost file that says something of it decides. */
export function ignores(rules: IgnoreRules, folder: Uri): boolean {
  for (const { base, isIgnored } of rules.toReversed()) {
    const path = pathBelow(base, folder);
    const said = path === undefined || path === '' ? undefined : isIgnored(`${path}/`);
    if (said !== undefined) return said;
  }
  return false;
}

const read = new WeakMap<FileEntry, Rules>();

function rulesOf(base: Uri, entry: FileEntry, ignorecase: boolean): Rules {
  const known = read.get(entry);
  if (known !== undefined) return known;
  const written = entry.text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  const lines = written.filter(isHarmless).slice(0, BUDGETS.ignorePatterns);
  const cost = lines.reduce((sum, line) => sum + (inner(line) > 0 ? INNER_COST : 1), 0);
  const rules = ignore({ ignorecase, allowRelativePaths: true }).add(lines);
  const made: Rules = {
    base,
    cost,
    isCut: lines.length < written.length,
    isIgnored: (path) => {
      const { ignored, unignored } = rules.test(path);
      return ignored ? true : unignored ? false : undefined;
    },
  };
  read.set(entry, made);
  return made;
}

function isHarmless(line: string): boolean {
  const stars = line.match(/\*+/g)?.length ?? 0;
  return line.length <= BUDGETS.ignoreCharacters && stars <= BUDGETS.ignoreStars && inner(line) <= 1;
}

/** Of how many folders a pattern leaves open which they are, but for those at its ends. */
function inner(line: string): number {
  return line.match(/[^/]\/\*\*(?=\/.)/g)?.length ?? 0;
}

/** Each of a path's folders may be where such a pattern goes on. */
const INNER_COST = 100;

/** What it costs to ask whether a folder is ignored, in patterns. */
export function costOf(rules: IgnoreRules): number {
  return rules.reduce((sum, { cost }) => sum + cost, 0);
}

/** The folders whose `.gitignore` has patterns that are left out. */
export function cutIn(rules: IgnoreRules): Uri[] {
  return rules.flatMap(({ isCut, base }) => (isCut ? [base] : []));
}
