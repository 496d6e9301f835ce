import {
  type Composition,
  type ConfigNode,
  type HydraSeen,
  type KeyPath,
  newSession,
  overrideUri,
  plainOf,
  type Resolved,
  resolveNode,
  type Session,
  type Surroundings,
  sessionOf,
  type Write,
  winner,
} from '../compose/index.ts';
import { fileLabel, type Project, type Snapshot } from '../project/index.ts';
import {
  emitScalar,
  MISSING,
  nameOfUri,
  type Plain,
  pathBelow,
  positionAt,
  type Range,
  type Span,
  toPlain,
  type Uri,
} from '../text/index.ts';

/** A chain of writes in words: the one place where provenance becomes text, for hovers, trees and `--explain`. */
export interface Explanation {
  /** `int`, `str`, `list`, …; `missing` for `???`. */
  readonly type: string;
  /** The value on one line, interpolations resolved where they can be. */
  readonly value: string;
  /** As written, where that differs: `${model.dim}`. */
  readonly written?: string;
  /** Why an interpolation has no value. */
  readonly unresolved?: string;
  /** Newest first: the winner, then those it overrode. */
  readonly writes: readonly ExplainedWrite[];
}

export interface ExplainedWrite {
  readonly value: string;
  /** `mamba.yaml:37`, or the override's text. */
  readonly place: string;
  /** Where a click leads; `undefined` for the command line. */
  readonly target?: { readonly uri: Uri; readonly line: number };
}

export function explain(snapshot: Snapshot, composition: Composition, path: KeyPath, node: ConfigNode): Explanation {
  return {
    ...explainValue(snapshot, composition, path, node),
    writes: node.writes.map((write) => explainWrite(composition, write)).reverse(),
  };
}

/** The same without its history. */
export function explainValue(
  snapshot: Snapshot,
  composition: Composition,
  path: KeyPath,
  node: ConfigNode,
): Omit<Explanation, 'writes'> {
  const own = plainOf(node);
  const resolved =
    node.leaf?.t === 'interp' ? resolveNode(composition.root, path, surroundings(snapshot, composition)) : undefined;
  const value = resolved?.kind === 'value' ? resolved.value : own;
  return {
    type: typeName(value),
    value: inline(value),
    ...(resolved !== undefined && { written: inline(own) }),
    ...(resolved !== undefined && resolved.kind !== 'value' && { unresolved: reasonOf(resolved) }),
  };
}

const seenBy = new WeakMap<Composition, Surroundings>();

/** What interpolations may see: the environment that was given, and what is known of the run's `hydra` node. */
export function surroundings(snapshot: Snapshot, composition: Composition): Surroundings {
  const known = seenBy.get(composition);
  if (known?.environment === snapshot.environment) return known;
  const made = newSurroundings(snapshot, composition);
  seenBy.set(composition, made);
  return made;
}

/** The same for who asks once. What is remembered beside a composition must not hold on to the snapshot. */
function newSurroundings(snapshot: Snapshot, composition: Composition): Surroundings {
  const { environment } = snapshot;
  return { environment, version: composition.version, hydra: hydraLater(snapshot.projects(), composition) };
}

/** Where interpolations of a composition are followed. One that tries an option is made, judged and let go. */
export function sessionFor(
  snapshot: Snapshot,
  composition: Composition,
  root: ConfigNode,
  isPassing: boolean,
): Session {
  return isPassing
    ? newSession(root, newSurroundings(snapshot, composition))
    : sessionOf(root, surroundings(snapshot, composition));
}

/** Few interpolations ask for it, and making it takes longer than the rest of a composition. */
function hydraLater(projects: readonly Project[], composition: Composition): () => HydraSeen | undefined {
  let made: { readonly hydra: HydraSeen | undefined } | undefined;
  return () => {
    made ??= { hydra: hydraOfRun(projects, composition) };
    return made.hydra;
  };
}

/** The `hydra` node; the job's name, where no config says it, is that of the app's file, if there is one app only. */
function hydraOfRun(projects: readonly Project[], { hydra, whole, defaultsList }: Composition): HydraSeen | undefined {
  const job = hydra?.children.get('job');
  const name = job?.children.get('name');
  if (hydra === undefined) return undefined;
  if (job === undefined || name === undefined || winner(name).origin.kind !== 'builtin')
    return { node: hydra, root: whole };
  const primary = defaultsList.find((choice) => choice.primary)?.file.uri ?? '';
  const roots = projects.flatMap((project) => project.roots);
  const apps = roots.filter(({ uri }) => pathBelow(uri, primary) !== undefined).flatMap((root) => root.apps);
  const [only, ...others] = new Set(apps.map(({ script }) => nameOfUri(script).replace(/\.py$/, '')));
  const known: Pick<ConfigNode, 'shape' | 'leaf'> =
    only === undefined || others.length > 0
      ? { shape: 'missing', leaf: MISSING }
      : { shape: 'scalar', leaf: { t: 'str', v: only } };
  const node = withChild(hydra, 'job', withChild(job, 'name', { ...name, ...known }));
  return { node, root: withChild(whole, 'hydra', node) };
}

function withChild(node: ConfigNode, name: string, child: ConfigNode): ConfigNode {
  return { ...node, children: new Map(node.children).set(name, child) };
}

function reasonOf(resolved: Exclude<Resolved, { kind: 'value' }>): string {
  return resolved.kind === 'opaque' ? resolved.reason : (resolved.message.split('\n', 1)[0] ?? resolved.message);
}

export function explainWrite(composition: Composition, write: Write): ExplainedWrite {
  const { origin } = write;
  const value = inline(toPlain(write.value));
  if (origin.kind === 'override') return { value, place: origin.text };
  if (origin.kind === 'builtin') return { value, place: origin.name };
  const { line } = positionAt(origin.file.text, (origin.key ?? write.value.range).start);
  const target = { uri: origin.file.uri, line };
  return { value, place: `${labelIn(composition, origin.file.uri)}:${line + 1}`, target };
}

/** Those who wrote a value, the winner first, in words: `mamba.yaml:37, over 65536 data.yaml:8`. */
export function chainWords(writes: readonly ExplainedWrite[], isWon = false): string {
  return writes
    .map((write, index) => (isWon && index === 0 ? write.place : `${write.value} ${write.place}`))
    .join(', over ');
}

/** A config's name within its root, as people speak of it: `mamba.yaml`, `db/mysql.yaml`. */
export function labelIn({ defaultsList }: Composition, uri: Uri): string {
  const choice = defaultsList.find((each) => each.file.uri === uri);
  // What Python registers is written in Python.
  return choice === undefined || !uri.endsWith('.yaml')
    ? fileLabel(uri)
    : `${choice.configPath.replace(/\.yaml$/, '')}.yaml`;
}

/** The place of a write: its key or its value, in a file or in an override; `undefined` for what Hydra brings. */
export function placeOfWrite({ origin, value }: Write, part: 'key' | 'value'): Span | undefined {
  if (origin.kind === 'override') return { uri: overrideUri(origin.index), ...value.range };
  if (origin.kind !== 'file') return undefined;
  return { uri: origin.file.uri, ...(part === 'key' ? (origin.key ?? value.range) : value.range) };
}

/** Where the winning value is written; `undefined` for the command line. */
export function winningPlace(
  node: ConfigNode,
): { readonly uri: Uri; readonly text: string; readonly key: Range; readonly value: Range } | undefined {
  const write = winner(node);
  const { origin } = write;
  if (origin.kind !== 'file') return undefined;
  const value = write.value.range;
  return { uri: origin.file.uri, text: origin.file.text, key: origin.key ?? value, value };
}

export function typeName(plain: Plain): string {
  switch (plain.t) {
    case 'interp':
      return 'str';
    default:
      return plain.t;
  }
}

const INLINE_BUDGET = 80;

/** A value on one line, as YAML's flow style; long ones end in an ellipsis. */
export function inline(plain: Plain): string {
  const text = flow(plain);
  return text.length > INLINE_BUDGET ? `${text.slice(0, INLINE_BUDGET - 1)}…` : text;
}

/** A value on one line, as YAML's flow style, whole. */
export function flow(plain: Plain): string {
  if (plain.t === 'list') return `[${plain.v.map(flow).join(', ')}]`;
  if (plain.t === 'dict') return `{${plain.v.map(([key, value]) => `${flow(key)}: ${flow(value)}`).join(', ')}}`;
  if (plain.t === 'missing') return '???';
  return emitScalar(plain).replaceAll('\n', ' ');
}
