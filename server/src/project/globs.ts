import { BUDGETS } from '../text/index.ts';

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
