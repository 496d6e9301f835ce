import { type ConfigNode, isToMissing, type KeyPath, resolveNode } from '../../compose/index.ts';
import { packageIn, type Snapshot, type Usage } from '../../project/index.ts';
import { BUDGETS, parseInterpolation, type Uri } from '../../text/index.ts';
import { surroundings } from '../explain.ts';
import type { InterpolationContext } from './cursorContext.ts';

/** A config in which something is being typed into an interpolation. */
export interface TriedIn {
  readonly snapshot: Snapshot;
  readonly uri: Uri;
  readonly focus: Usage | undefined;
  readonly context: InterpolationContext;
}

/** What may be put into the interpolation. */
export interface Tried {
  /** All that then stands between its braces. */
  readonly inside: string;
  /** The interpolation that is the value of what is named. */
  readonly text: string | undefined;
}

/**
 * Finds out what would be flagged as soon as it is taken, because the value comes to nothing then: a number where the name
 * of a key is to stand, a mapping for a resolver that takes texts, a chain that comes back. What leads to a key whose own
 * interpolation fails is told there, and not here.
 */
export function failing({ snapshot, uri, focus, context }: TriedIn): (tried: Tried) => boolean {
  const document = snapshot.files.file(uri)?.text;
  const { path, outer, range } = context;
  if (focus === undefined || document === undefined || path === undefined) return () => false;
  const { composition } = focus;
  const own = [...(packageIn(composition, uri) ?? []), ...path];
  const before = document.slice(outer.start, range.start);
  const after = document.slice(range.end, outer.end);
  const around = surroundings(snapshot, composition);
  let left = BUDGETS.triedOffers;
  return ({ inside, text }) => {
    if (left-- <= 0) return false;
    const written = closed(before + inside + after);
    if (parseInterpolation(written, composition.version).problems.length > 0) return false;
    const found = resolveNode(withText(composition.root, own, written), own, around);
    if (found.kind !== 'failed' || isToMissing(found)) return false;
    const name = found.missing?.at(-1);
    return name === undefined || text?.includes(name) !== true;
  };
}

/** Whether an interpolation leads nowhere at a place of a composition, from there. */
export function comesToNothing(snapshot: Snapshot, focus: Usage | undefined, own: KeyPath, text: string): boolean {
  if (focus === undefined) return false;
  const { composition } = focus;
  const found = resolveNode(withText(composition.root, own, text), own, surroundings(snapshot, composition));
  return found.kind === 'failed' && !isToMissing(found);
}

/** With the braces that are still to come. */
function closed(text: string): string {
  const open = [...text].reduce((depth, letter) => depth + (letter === '{' ? 1 : letter === '}' ? -1 : 0), 0);
  return text + '}'.repeat(Math.max(0, open));
}

/** A config with an interpolation at a place, and all else as it is. */
function withText(node: ConfigNode, path: KeyPath, text: string): ConfigNode {
  const [name, ...below] = path;
  if (name === undefined) {
    return { shape: 'scalar', leaf: { t: 'interp', v: text }, children: new Map(), writes: node.writes };
  }
  const empty: ConfigNode = { shape: 'map', children: new Map(), writes: node.writes };
  const children = new Map(node.children).set(name, withText(node.children.get(name) ?? empty, below, text));
  return node.shape === 'list' ? { ...node, children } : { ...node, shape: 'map', children };
}
