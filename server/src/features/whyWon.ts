import type { Composition, DefaultsBranch, KeyPath, Write } from '../compose/index.ts';
import { splitKey } from '../compose/index.ts';
import { labelIn } from './explain.ts';

/** A config's content in the defaults tree: the entries that lead to it, from the primary config on. */
export type Trail = readonly DefaultsBranch[];

/** How the config came in that a write stands in; `undefined` for what no config writes. */
export function trailOf({ defaultsTree }: Composition, { origin }: Write, path: KeyPath): Trail | undefined {
  if (origin.kind !== 'file') return undefined;
  const { uri } = origin.file;
  const found: Trail[] = [];
  const visit = (branch: DefaultsBranch, above: Trail): void => {
    const trail = [...above, branch];
    const isContent = branch.uri === uri && !branch.isDeleted && branch.children.length === 0;
    if (isContent && holds(branch.package, path)) found.push(trail);
    if (!isCircle(branch, above)) for (const child of branch.children) visit(child, trail);
  };
  for (const child of defaultsTree.children) visit(child, []);
  // A config that is there twice, once for the whole and once within it: the nearer one wrote what lies in both.
  return found.sort((left, right) => packageDepth(right) - packageDepth(left))[0];
}

/** Whether an entry brings a config that leads to it: nothing new lies below. */
export function isCircle({ uri, kind }: DefaultsBranch, above: readonly DefaultsBranch[]): boolean {
  return uri !== undefined && kind !== 'self' && above.some((each) => each.uri === uri && each.kind !== 'self');
}

function holds(packageText: string, path: KeyPath): boolean {
  return splitKey(packageText).every((name, index) => path[index] === name);
}

function packageDepth(trail: Trail): number {
  return splitKey(trail.at(-1)?.package ?? '').length;
}

/** Why one write comes after another, and so goes before it, in words. */
export function whyAfter(composition: Composition, path: KeyPath, later: Write, earlier: Write | undefined): string {
  if (earlier === undefined) return 'nothing sets it before';
  const [after, before] = [later.origin.kind, earlier.origin.kind];
  if (after === 'builtin') return 'Hydra sets it itself when everything is composed';
  if (after === 'override') {
    return before === 'override' ? 'it stands later on the command line' : 'the command line comes after all configs';
  }
  if (before === 'builtin') return "configs come after Hydra's own";
  const [own, others] = [trailOf(composition, later, path), trailOf(composition, earlier, path)];
  if (own === undefined || others === undefined) return 'it is merged later';
  const parting = own.findIndex((branch, index) => branch !== others[index]);
  const [mine, theirs] = [own[parting], others[parting]];
  if (mine === undefined || theirs === undefined) return 'it stands later in the same config';
  const above = own[parting - 1];
  const list = above?.uri === undefined ? 'the run' : labelIn(composition, above.uri);
  const isUnwritten = mine.kind === 'self' && (mine.chosenBy.kind !== 'file' || mine.chosenBy.key === undefined);
  if (isUnwritten) return `${list} itself comes after the defaults that it lists`;
  if (above === undefined) return `'${mine.label}' is merged after '${theirs.label}'`;
  return `'${mine.label}' comes after '${theirs.label}' in the defaults list of ${list}`;
}
