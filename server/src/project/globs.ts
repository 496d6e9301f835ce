import picomatch from 'picomatch';
import { BUDGETS, pathBelow, type Uri } from '../text/index.ts';
import type { GlobMatch } from './discover.ts';

/** Stars between two slashes, and `**` in a whole glob: each makes a match longer by a power of the name's length. */
const STARS = 2;
/** Braces, each of which makes more globs out of one. */
const BRACES = 4;

/** Why a glob is not used: it becomes a regular expression, and JavaScript may take forever over some. */
export function globRefusal(glob: string): string | undefined {
  if (glob.length > BUDGETS.globCharacters) return `is longer than ${BUDGETS.globCharacters} characters`;
  const segments = glob.split('/').map((segment) => segment.replace(/\*+/g, (run) => run.slice(0, 2)));
  if (segments.filter((segment, index) => segment === '**' && segments[index - 1] !== '**').length > STARS)
    return `has more than ${STARS} times '**'`;
  if (segments.some((segment) => segment !== '**' && (segment.match(/\*/g)?.length ?? 0) > STARS))
    return `has more than ${STARS} stars between two slashes`;
  return (glob.match(/\{/g)?.length ?? 0) > BRACES ? `has more than ${BRACES} braces` : undefined;
}

const matchers = new Map<string, (path: string) => boolean>();
/** Whoever types a glob leaves one behind with each key. */
const MATCHERS_BUDGET = 500;

/** A glob that is none, or that might take forever, matches nothing. */
function makeMatcher(glob: string): (path: string) => boolean {
  if (globRefusal(glob) !== undefined) return () => false;
  try {
    return picomatch(glob, { dot: true, noextglob: true });
  } catch {
    return () => false;
  }
}

export const matchesGlob: GlobMatch = (glob, uri, folder) => {
  const path = pathBelow(folder, uri);
  if (path === undefined) return false;
  const known = matchers.get(glob);
  if (known !== undefined) return known(path);
  const matcher = makeMatcher(glob.replace(/^\.\//, ''));
  if (matchers.size >= MATCHERS_BUDGET) matchers.clear();
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
