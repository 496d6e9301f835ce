import {
  type Composition,
  type ConfigNode,
  type KeyPath,
  nodeAt,
  plainOf,
  type Resolved,
  resolveNode,
  type Surroundings,
  type Write,
} from '../../compose/index.ts';
import { focusOf, placeOf, type Snapshot, type Usage } from '../../project/index.ts';
import type {
  EffectiveKey,
  EffectiveResult,
  EffectiveValueResult,
  EffectiveWrite,
  LaunchProblem,
} from '../../protocol.ts';
import { emitYaml, type Plain, positionAt, toPlain, type Uri, writtenOverride } from '../../text/index.ts';
import { problemsOfUsage } from '../diagnostics/index.ts';
import { inline, labelIn, surroundings, typeName } from '../explain.ts';
import { launchProblem } from '../plan.ts';

/** Every key of the composition that a file is seen from, with all who wrote it. */
export function effectiveConfig(snapshot: Snapshot, uri: Uri): EffectiveResult {
  const placed = placeOf(snapshot, uri);
  const usage = placed && focusOf(snapshot, uri);
  if (placed === undefined) return { files: [], keys: [], problems: [] };
  if (usage === undefined) return { root: placed.root.uri, files: [], keys: [], problems: [] };
  const { name = '', overrides } = usage.key;
  return {
    root: placed.root.uri,
    seen: { name, overrides },
    ...treeOf(snapshot, usage.composition),
    problems: focusProblems(snapshot, uri),
  };
}

/** What is wrong with the composition that a file is seen from: errors first. */
export function focusProblems(snapshot: Snapshot, uri: Uri): readonly LaunchProblem[] {
  const placed = placeOf(snapshot, uri);
  const usage = placed && focusOf(snapshot, uri);
  if (placed === undefined || usage === undefined) return [];
  const { composition, key } = usage;
  const told = problemsOfUsage(snapshot, placed.project, usage).flatMap(
    (problem) => launchProblem(snapshot, problem, key.overrides, composition.root) ?? [],
  );
  const isError = ({ severity }: LaunchProblem) => severity === 'error';
  return [...told.filter(isError), ...told.filter((each) => !isError(each))];
}

type Tree = Pick<EffectiveResult, 'files' | 'keys'>;

/** An unrelated edit leaves a composition as it is, and what was told of it. */
const trees = new WeakMap<Composition, Tree>();

function treeOf(snapshot: Snapshot, composition: Composition): Tree {
  const known = trees.get(composition);
  if (known !== undefined) return known;
  const told = tellTree(snapshot, composition);
  trees.set(composition, told);
  return told;
}

/** What is needed at every node. */
interface Telling {
  readonly composition: Composition;
  readonly surroundings: Surroundings;
  /** What only the primary config and the command line bring is none of the configs that it inherits. */
  readonly own: ReadonlySet<Uri>;
  readonly fileIndex: Map<Uri, number>;
  readonly labels: Map<Uri, string>;
}

function tellTree(snapshot: Snapshot, composition: Composition): Tree {
  const own = composition.defaultsList.filter(({ primary, chosenBy }) => primary || chosenBy.kind === 'override');
  const telling: Telling = {
    composition,
    surroundings: masked(snapshot, composition),
    own: new Set(own.map(({ file }) => file.uri)),
    fileIndex: new Map(),
    labels: new Map(),
  };
  const keys = keysOf(telling, composition.root, []);
  return { files: [...telling.fileIndex.keys()], keys };
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** A view may be shown to others: what is in the environment is not in it, whoever runs the server. */
function masked(snapshot: Snapshot, composition: Composition): Surroundings {
  const seen = surroundings(snapshot, composition);
  return seen.environment.size === 0 ? seen : { ...seen, environment: NOTHING };
}

function keysOf(telling: Telling, node: ConfigNode, path: KeyPath): EffectiveKey[] {
  return [...node.children].map(([name, child]) => keyOf(telling, name, child, [...path, name]));
}

function keyOf(telling: Telling, name: string, node: ConfigNode, path: KeyPath): EffectiveKey {
  const writes = writesOf(telling, node);
  const differs = differsFromBase(telling, node);
  const isMap = node.shape === 'map' && node.children.size > 0;
  const keys = keysOf(telling, node, path);
  return {
    name: shownName(name),
    ...(isMap ? { type: 'dict' } : shownValue(telling, node, path)),
    ...(differs && { differs }),
    writes,
    ...(keys.length > 0 && { keys }),
  };
}

/** A key that is no text has a mark before it. */
function shownName(name: string): string {
  return name.replace(/^\0(?:[a-z]+:)?/, '');
}

function shownValue(
  { composition, surroundings: seen }: Telling,
  node: ConfigNode,
  path: KeyPath,
): Pick<EffectiveKey, 'type' | 'value' | 'written' | 'state' | 'reason'> {
  const own = plainOf(node);
  if (!holdsInterpolation(own)) {
    return { type: typeName(own), value: inline(own), ...(own.t === 'missing' && { state: 'missing' }) };
  }
  const resolved = resolveNode(composition.root, path, seen);
  const written = inline(own);
  if (resolved.kind === 'value') return { type: typeName(resolved.value), value: inline(resolved.value), written };
  const isLater = resolved.kind === 'opaque';
  return {
    type: own.t === 'list' ? 'list' : 'str',
    value: written,
    state: isLater ? 'later' : 'unresolved',
    reason: reasonOf(resolved),
  };
}

/** Of a list its items count: what is shown of it is on one line. */
function holdsInterpolation(plain: Plain): boolean {
  if (plain.t === 'list') return plain.v.some(holdsInterpolation);
  return plain.t === 'dict' ? plain.v.some(([, value]) => holdsInterpolation(value)) : plain.t === 'interp';
}

function reasonOf(resolved: Exclude<Resolved, { kind: 'value' }>): string {
  return resolved.kind === 'opaque' ? resolved.reason : (resolved.message.split('\n', 1)[0] ?? '');
}

/** Newest first. Of a mapping those are lost that were no mappings, and those before one that replaced it. */
function writesOf(telling: Telling, node: ConfigNode): EffectiveWrite[] {
  const { writes, shape } = node;
  const last = writes.length - 1;
  const lastSet =
    shape === 'map' ? writes.findLastIndex(({ op, value }) => op === 'set' || value.kind !== 'map') : last;
  return writes
    .map((write, index) => {
      const isLost = shape === 'map' ? index < last && (index < lastSet || write.value.kind !== 'map') : index < last;
      return writeOf(telling, write, isLost);
    })
    .reverse();
}

function writeOf(telling: Telling, { origin, value }: Write, isLost: boolean): EffectiveWrite {
  const shown = value.kind === 'map' && value.entries.size > 0 ? '{…}' : inline(toPlain(value));
  const lost = isLost && ({ lost: true } as const);
  if (origin.kind === 'override') return { value: shown, by: origin.text, ...lost };
  if (origin.kind === 'builtin') return { value: shown, by: origin.name, ...lost };
  const { uri, text } = origin.file;
  const { line, character } = positionAt(text, (origin.key ?? value.range).start);
  const { fileIndex, labels, composition } = telling;
  const label = labels.get(uri) ?? labelIn(composition, uri);
  labels.set(uri, label);
  const index = fileIndex.get(uri) ?? fileIndex.size;
  fileIndex.set(uri, index);
  return { value: shown, by: `${label}:${line + 1}`, at: [index, line, character], ...lost };
}

/** Whether the configs that the primary config inherits have something else: another value, or no such key. */
function differsFromBase({ own }: Telling, node: ConfigNode): true | undefined {
  const isOwn = ({ origin }: Write) =>
    origin.kind === 'override' || (origin.kind === 'file' && own.has(origin.file.uri));
  const [last] = node.writes.slice(-1);
  if (last === undefined) return undefined;
  if (node.writes.every(isOwn)) return true;
  if (node.shape === 'map') return node.writes.some(({ value }) => value.kind !== 'map') || undefined;
  const now = fullText(plainOf(node));
  return node.writes.some(({ value }) => fullText(toPlain(value)) !== now) || undefined;
}

function fullText(plain: Plain): string {
  return emitYaml(plain);
}

/** One value in full with the override that sets it; `undefined` for a key that is not there. */
export function effectiveValue(
  snapshot: Snapshot,
  uri: Uri,
  names: readonly string[],
): EffectiveValueResult | undefined {
  const usage: Usage | undefined = placeOf(snapshot, uri) && focusOf(snapshot, uri);
  if (usage === undefined) return undefined;
  const { composition } = usage;
  const path = pathOfNames(composition.root, names);
  const node = path && nodeAt(composition.root, path);
  if (path === undefined || node === undefined) return undefined;
  const own = plainOf(node);
  const resolved = resolveNode(composition.root, path, masked(snapshot, composition));
  const value = resolved.kind === 'value' ? resolved.value : own;
  const override = writtenOverride(path, own, composition.version);
  return {
    value: value.t === 'str' || value.t === 'interp' ? value.v : emitYaml(value, composition.version).trimEnd(),
    ...(override !== undefined && { override }),
  };
}

/** Names as they are shown, as the composition has them. */
function pathOfNames(root: ConfigNode, names: readonly string[]): KeyPath | undefined {
  const path: string[] = [];
  let node: ConfigNode | undefined = root;
  for (const shown of names) {
    const name: string | undefined = node?.children.has(shown)
      ? shown
      : [...(node?.children.keys() ?? [])].find((each) => shownName(each) === shown);
    if (name === undefined) return undefined;
    path.push(name);
    node = node?.children.get(name);
  }
  return path;
}
