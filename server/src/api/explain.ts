import {
  type ConfigNode,
  type KeyPath,
  nodeAt,
  plainOf,
  type Resolved,
  resolveNode,
  type Surroundings,
  splitKey,
  type Write,
} from '../compose/index.ts';
import { inline, surroundings, trailOf, typeName, whyAfter } from '../features/index.ts';
import { nearest, type Plain, toPlain } from '../text/index.ts';
import { stepsOf, writerOf } from './authors.ts';
import type { OpenedComposition } from './open.ts';
import { composedHead } from './problems.ts';
import type { ExplainedKey, ExplainResult, KeyWrite } from './shapes.ts';
import { jsonValue } from './values.ts';

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Keys with everyone who wrote them; all keys that hold a value where none is named. Of a broken composition its good half. */
export function explainResult(opened: OpenedComposition, keys: readonly string[]): ExplainResult {
  const { snapshot, composition } = opened;
  // An explanation may be shown to others: what is in the environment is not in it.
  const seen: Surroundings = { ...surroundings(snapshot, composition), environment: NOTHING };
  const paths = keys.length === 0 ? leavesOf(composition.root, []) : keys.map(splitKey);
  const asked = paths.map((path, index) => {
    const root = path[0] === 'hydra' ? composition.whole : composition.root;
    return { key: keys[index] ?? path.join('.'), path, root, node: nodeAt(root, path) };
  });
  const missing = asked.flatMap(({ key, path, root, node }) => {
    if (node !== undefined) return [];
    const suggestion = suggestionFor(root, path);
    return [{ key, ...(suggestion !== undefined && { suggestion }) }];
  });
  const head = composedHead(opened);
  return {
    ...head,
    ok: head.ok && missing.length === 0,
    keys: asked.flatMap(({ path, root, node }) =>
      node === undefined ? [] : [explainedKey(opened, seen, { path, root, node })],
    ),
    missing,
  };
}

interface Asked {
  readonly path: KeyPath;
  readonly root: ConfigNode;
  readonly node: ConfigNode;
}

function explainedKey(opened: OpenedComposition, seen: Surroundings, { path, root, node }: Asked): ExplainedKey {
  const own = plainOf(node);
  const resolved = holdsInterpolation(own) ? resolveNode(root, path, seen) : undefined;
  const value = resolved?.kind === 'value' ? resolved.value : own;
  const reason = resolved === undefined ? undefined : reasonOf(opened, resolved, { path, root });
  return {
    key: shownPath(path),
    type: typeName(value),
    value: jsonValue(value),
    ...(resolved !== undefined && { written: inline(own) }),
    ...(reason !== undefined && { unresolved: reason }),
    writes: writesOf(opened, path, node),
  };
}

/** Why there is no value to show. */
function reasonOf(opened: OpenedComposition, resolved: Resolved, { path, root }: Omit<Asked, 'node'>) {
  if (resolved.kind === 'value') return undefined;
  const { snapshot, composition } = opened;
  const isHidden = resolveNode(root, path, surroundings(snapshot, composition)).kind === 'value';
  if (isHidden) return 'it comes from the environment, whose values are not shown';
  return resolved.kind === 'opaque' ? resolved.reason : resolved.message.split('\n', 1)[0];
}

function writesOf(opened: OpenedComposition, path: KeyPath, node: ConfigNode): readonly KeyWrite[] {
  const { composition } = opened;
  const { shape } = node;
  const writes = onceEach(node.writes);
  // What mappings write stands side by side, but for those before one that replaced them.
  const first =
    shape === 'map'
      ? Math.max(
          0,
          writes.findLastIndex(({ op, value }) => op === 'set' || value.kind !== 'map'),
        )
      : writes.length - 1;
  return writes
    .map((write, index) => ({
      ...writerOf(opened, write),
      value: jsonValue(toPlain(write.value)),
      op: write.op,
      wins: index >= first,
      why: whyAfter(composition, path, write, writes[index - 1]),
      via: stepsOf(opened, trailOf(composition, write, path) ?? []),
    }))
    .reverse();
}

/** Defaults lists that go round in a circle merge a config again and again: it is told where it is merged last. */
function onceEach(writes: readonly Write[]): readonly Write[] {
  const placeOf = ({ origin, value }: Write) =>
    origin.kind === 'file' ? `${origin.file.uri} ${origin.key?.start} ${value.range.start}` : undefined;
  const last = new Map(writes.map((write, index) => [placeOf(write), index]));
  return writes.filter((write, index) => placeOf(write) === undefined || last.get(placeOf(write)) === index);
}

/** The keys that hold something else than further keys. */
function leavesOf(node: ConfigNode, path: KeyPath): KeyPath[] {
  return [...node.children].flatMap(([name, child]) => {
    const own = [...path, name];
    return child.shape === 'map' && child.children.size > 0 ? leavesOf(child, own) : [own];
  });
}

/** The nearest key in the innermost mapping that is there; below an interpolation of a whole mapping, where it leads. */
function suggestionFor(root: ConfigNode, path: KeyPath): string | undefined {
  const length = path.findIndex((_, index) => nodeAt(root, path.slice(0, index + 1)) === undefined);
  const above = nodeAt(root, path.slice(0, length));
  const [, leadsTo] = above?.leaf?.t === 'interp' ? (/^\$\{([\w.]+)\}$/.exec(above.leaf.v) ?? []) : [];
  if (leadsTo !== undefined) return [leadsTo, ...path.slice(length)].join('.');
  const near = nearest(path[length] ?? '', [...(above?.children.keys() ?? [])]);
  return near === undefined ? undefined : shownPath([...path.slice(0, length), near]);
}

/** A key that is no text has a mark before it. */
function shownPath(path: KeyPath): string {
  return path.map((name) => name.replace(/^\0(?:[a-z]+:)?/, '')).join('.');
}

function holdsInterpolation(plain: Plain): boolean {
  if (plain.t === 'list') return plain.v.some(holdsInterpolation);
  return plain.t === 'dict' ? plain.v.some(([, value]) => holdsInterpolation(value)) : plain.t === 'interp';
}
