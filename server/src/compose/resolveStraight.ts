import { type HydraVersion, type NodeInterpolation, parseInterpolation } from '../text/index.ts';
import { type ConfigNode, type KeyPath, nodeAt } from './composition.ts';

/**
 * Whether the interpolation at a path is written keys alone and these lead, through mappings, to a scalar as it is written:
 * then it has a value, and nothing has to be followed to know that. Most are like that, and there are very many. `false`
 * says nothing.
 */
export function leadsStraight(
  root: ConfigNode,
  path: KeyPath,
  { declared, leaf }: ConfigNode,
  version: HydraVersion,
): boolean {
  // What a dataclass declares may refuse the value.
  if (declared !== undefined || leaf?.t !== 'interp') return false;
  const { interpolation, problems } = parseInterpolation(leaf.v, version);
  const [part] = interpolation.parts;
  if (problems.length > 0 || interpolation.parts.length !== 1 || part?.kind !== 'node') return false;
  const names = namesOf(part);
  const above = path.length - part.dots;
  if (names === undefined || above < 0) return false;
  let node = part.dots === 0 ? root : nodeAt(root, path.slice(0, above));
  for (const name of names) {
    if (node?.shape !== 'map') return false;
    node = node.children.get(name);
  }
  return node?.shape === 'scalar' && node.leaf?.t !== 'interp';
}

const written = new WeakMap<NodeInterpolation, { readonly names: KeyPath | undefined }>();

function namesOf(part: NodeInterpolation): KeyPath | undefined {
  const known = written.get(part);
  if (known !== undefined) return known.names;
  const names = part.segments.flatMap((each) => (each.kind === 'name' && !each.isBracket ? [each.name] : []));
  const isPlain =
    names.length > 0 && names.length === part.segments.length && names.every((name) => /^\w+$/.test(name));
  const made = { names: isPlain ? names : undefined };
  written.set(part, made);
  return made.names;
}
