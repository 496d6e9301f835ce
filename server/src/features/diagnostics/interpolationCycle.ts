import { type ConfigNode, type KeyPath, nodeAt } from '../../compose/index.ts';
import { type HydraVersion, type NodeInterpolation, parseInterpolation } from '../../text/index.ts';

/** A chain that is longer nobody follows. */
const LENGTH = 20;

/** The keys that interpolations lead round in a circle, beginning and ending with the same one: `a`, `b`, `a`. */
export function cycleFrom(root: ConfigNode, path: KeyPath, version: HydraVersion): readonly string[] | undefined {
  const trail: string[] = [];
  const seen = new Set<string>();
  const visit = (at: KeyPath): readonly string[] | undefined => {
    const name = at.join('.');
    const start = trail.indexOf(name);
    if (start !== -1) return [...trail.slice(start), name];
    const node = nodeAt(root, at);
    if (seen.has(name) || trail.length >= LENGTH || node?.leaf?.t !== 'interp') return undefined;
    seen.add(name);
    trail.push(name);
    for (const part of parseInterpolation(node.leaf.v, version).interpolation.parts) {
      const target = part.kind === 'node' ? targetOf(root, at, part) : undefined;
      const found = target === undefined ? undefined : visit(target);
      if (found !== undefined) return found;
    }
    trail.pop();
    return undefined;
  };
  return visit(path);
}

/** The value that is looked up, or the interpolation on the way to it. */
function targetOf(root: ConfigNode, at: KeyPath, { dots, segments }: NodeInterpolation): KeyPath | undefined {
  if (dots > at.length) return undefined;
  const target = dots === 0 ? [] : at.slice(0, at.length - dots);
  for (const segment of segments) {
    if (segment.kind !== 'name') return undefined;
    target.push(segment.name);
    if (nodeAt(root, target)?.leaf?.t === 'interp') break;
  }
  return target;
}
