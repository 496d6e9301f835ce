import { type ConfigNode, type KeyPath, nodeAt } from '../../compose/index.ts';
import { type NodeInterpolation, nestedInterpolations, parseInterpolation } from '../../text/index.ts';

/**
 * Whether a value comes from the environment, itself or by way of other keys. What is in there is not for everybody who
 * looks at the screen, and the run may have another environment than the editor: such values are not shown unasked.
 */
export function readsEnvironment(root: ConfigNode, path: KeyPath): boolean {
  return reads(root, path, new Set());
}

function reads(root: ConfigNode, path: KeyPath, seen: Set<ConfigNode>): boolean {
  const node = nodeAt(root, path);
  if (node === undefined || seen.has(node)) return false;
  seen.add(node);
  if (node.leaf?.t !== 'interp') return [...node.children.keys()].some((name) => reads(root, [...path, name], seen));
  const { interpolation } = parseInterpolation(node.leaf.v, '1.3');
  return nestedInterpolations(interpolation.parts).some((part) => {
    // The name of what a resolver reads may be made by another interpolation: then it may be any.
    if (part.kind === 'resolver') return part.name.text === undefined || /^(?:oc\.)?env$/.test(part.name.text);
    const target = pathOf(part, path);
    return target === undefined || readsOnTheWay(root, target, seen);
  });
}

/** A path may lead through a key that is an interpolation itself. */
function readsOnTheWay(root: ConfigNode, path: KeyPath, seen: Set<ConfigNode>): boolean {
  const length = path.findIndex((_, index) => nodeAt(root, path.slice(0, index + 1))?.leaf?.t === 'interp');
  return reads(root, length === -1 ? path : path.slice(0, length + 1), seen);
}

/** Where an interpolation at a path leads; `undefined` where a part of it is an interpolation. */
function pathOf({ dots, segments }: NodeInterpolation, at: KeyPath): KeyPath | undefined {
  const names = segments.map((segment) => (segment.kind === 'name' ? segment.name : undefined));
  const base = dots === 0 ? [] : at.slice(0, Math.max(0, at.length - dots));
  return names.some((name) => name === undefined) ? undefined : [...base, ...(names as string[])];
}
