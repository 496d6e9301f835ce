import type { HydraVersion } from './overrideValue.ts';
import { type Leaf, NULL } from './plain.ts';
import type { Problem } from './problem.ts';
import type { Range, Uri } from './span.ts';
import type { MapEntry, MapValue, ValueNode } from './valueTree.ts';
import { AGE_LIMIT, editOf, joined, type Piece, pieceOf, type YamlBefore } from './yamlAgain.ts';
import { unreadable } from './yamlCharacters.ts';
import { composeTyped, composeYaml } from './yamlCompose.ts';
import { constructYaml } from './yamlConstruct.ts';
import { createConfig } from './yamlCreate.ts';
import { withLeaf } from './yamlLeaf.ts';
import { limitReport, NODE_LIMIT } from './yamlLimits.ts';
import type { YamlNode } from './yamlNodes.ts';
import { problemsOf, type Report, reportOf } from './yamlReport.ts';
import type { YamlRefusal } from './yamlTokens.ts';
import { composeFarther, composeTolerantly } from './yamlTolerant.ts';

/** A document as OmegaConf's loader reads it; `root` is `undefined` where the document is empty. */
export interface YamlText {
  readonly root: ValueNode | undefined;
  /** What Hydra 1.4 reads, where that is something else: see `rootFor`. */
  readonly later?: { readonly root: ValueNode | undefined };
  readonly problems: readonly Problem[];
  /** For the reading of the text after the next edit. */
  readonly before?: YamlBefore | undefined;
}

/** The document as one version reads it: only the order of merged keys and a few odd texts differ. */
export function rootFor(yaml: Pick<YamlText, 'root' | 'later'>, version: HydraVersion): ValueNode | undefined {
  return version === '1.4' && yaml.later !== undefined ? yaml.later.root : yaml.root;
}

/**
 * Reads one YAML document in OmegaConf's dialect, as Hydra 1.3 (PyYAML) and 1.4 (libyaml) do. Never throws; what either
 * refuses is in `problems`, and what can be read of a refused text is in `root`. `before`: a reading of what the text was
 * before some edits; with it the same comes out sooner.
 */
export function parseYaml(uri: Uri, text: string, before?: YamlBefore): YamlText {
  const found = before && readEdited(uri, text, before);
  const age = before?.age ?? 0;
  const isSound = found?.problems.length === 0;
  if (found === undefined || (isSound && age >= AGE_LIMIT))
    return { ...(before && { before }), ...readWhole(uri, text) };
  return { ...found, before: isSound ? { text, root: found.root, age: age + 1 } : before };
}

interface PieceRead {
  readonly root: MapValue;
  readonly problems: readonly Problem[];
}

function readEdited(uri: Uri, text: string, before: YamlBefore): PieceRead | undefined {
  const edit = editOf(before.text, text);
  const root = withLeaf(before, text, edit);
  if (root !== undefined) return { root, problems: [] };
  const piece = pieceOf(before, text, edit);
  return (
    piece &&
    (readPiece(uri, text, piece) ?? readPiece(uri, text, { ...piece, to: text.length, below: [], end: undefined }))
  );
}

/**
 * Reads what an edit leaves to read; `undefined` where the loaders may differ on it, where it does not fit into the rest, and
 * where something is wrong that may not be so with what stands below.
 */
function readPiece(uri: Uri, text: string, piece: Piece): PieceRead | undefined {
  const isToEnd = piece.to === text.length;
  if (piece.start === undefined && isToEnd) return undefined;
  const read = readAs(text, '1.3', piece);
  if (read.differs || (read.isRefused && piece.start === undefined)) return undefined;
  if (!read.isRefused && read.reports.length === 0) {
    const root = joined(piece, read.root, text);
    const isLarge = text.length > NODE_LIMIT && root !== undefined && sizeOf(root) > NODE_LIMIT;
    return root && !isLarge ? { root, problems: [] } : undefined;
  }
  if (!isToEnd) return undefined;
  const problems = problemsOf(uri, text, read.reports, (read.other ?? read).reports);
  if (!read.isRefused) {
    const root = joined(piece, read.root, text);
    return root && { root, problems };
  }
  const mended = read.mended ?? composeYaml(text, '1.3', true, piece).root;
  const tolerant = mended && treeOf(mended);
  const root = tolerant?.differs === false ? joined(piece, tolerant.root, text) : undefined;
  const { reports = [] } = tolerant ?? {};
  return root && { root, problems: [...problems, ...problemsOf(uri, text, reports, reports)] };
}

/** Values and keys of a tree, each collection counted once. */
function sizeOf(node: ValueNode): number {
  if (node.kind === 'scalar') return 1;
  let size = 1;
  if (node.kind === 'list') for (const item of node.items) size += sizeOf(item);
  else for (const { value } of node.entries.values()) size += 1 + sizeOf(value);
  return size;
}

function readWhole(uri: Uri, text: string): YamlText {
  const pyyaml = readAs(text, '1.3');
  const libyaml = pyyaml.differs ? readAs(text, '1.4') : (pyyaml.other ?? pyyaml);
  const problems =
    pyyaml.reports.length + libyaml.reports.length === 0 ? [] : problemsOf(uri, text, pyyaml.reports, libyaml.reports);
  if (pyyaml.isRefused && libyaml.isRefused) {
    const { root, reports } = readTolerantly(text, pyyaml);
    return { root, problems: [...problems, ...problemsOf(uri, text, reports, reports)] };
  }
  if (pyyaml.isRefused) return { root: libyaml.root, problems };
  const isSame = libyaml.isRefused || libyaml === pyyaml || isEqual(pyyaml.root, libyaml.root);
  const { root } = pyyaml;
  const isPlain = pyyaml.isWritten && isSame && problems.length === 0 && root?.kind === 'map' && !root.flow;
  return {
    root,
    ...(!isSame && { later: { root: libyaml.root } }),
    problems,
    ...(isPlain && { before: { text, root, age: 0 } }),
  };
}

interface Reading {
  readonly root: ValueNode | undefined;
  readonly reports: readonly Report[];
  /** Whether there is no tree at all. */
  readonly isRefused: boolean;
  /** Whether the other version may read something else. */
  readonly differs: boolean;
  /** The tree is the document's own, and not that of the one string that it is. */
  readonly isWritten?: true;
  /** What the whole text is refused for. */
  readonly refusal?: YamlRefusal;
  /** What it would be with the colons that are still to come. */
  readonly mended?: YamlNode | undefined;
  /** What the other version says, where it refuses the same in other words. */
  readonly other?: Reading;
}

/** A scanner looks no farther ahead than this. */
const LOOK_AHEAD = 8;

function readAs(text: string, version: HydraVersion, piece?: Piece): Reading {
  const control = unreadable(text, version);
  if (control !== undefined && piece !== undefined)
    return { root: undefined, reports: [], isRefused: true, differs: true };
  const readable = control === undefined ? text : text.slice(0, control.from);
  const composed: ReturnType<typeof composeTyped> =
    version === '1.3' ? composeTyped(readable, piece) : composeYaml(readable, version);
  const { root: graph, refusal, mended } = composed;
  const isBefore = control === undefined || (refusal?.problem.at ?? control.from) < control.from - LOOK_AHEAD;
  if (!isBefore) return { root: undefined, reports: [control.report], isRefused: true, differs: true };
  const isLong = piece === undefined && text.length > NODE_LIMIT;
  const differs = composed.differs || isLong || text.slice(piece?.from, piece?.to).includes('\t');
  if (refusal !== undefined)
    return control === undefined ? refused(text, refusal, differs, mended) : refused(text, refusal, true, undefined);
  if (graph === undefined) return { root: undefined, reports: [], isRefused: false, differs };
  const limit = differs && version === '1.4' ? limitReport(graph) : undefined;
  if (limit !== undefined) return { root: undefined, reports: [limit], isRefused: true, differs };
  return readGraph(graph, version, differs);
}

function refused(text: string, refusal: YamlRefusal, differs: boolean, mended: YamlNode | undefined): Reading {
  const root = undefined;
  const report = reportOf(refusal, text);
  const { problem, other } = refusal;
  if (differs || other === undefined) return { root, reports: [report], isRefused: true, differs, refusal, mended };
  const reports = [other === problem.text ? report : { ...report, problem: { ...problem, text: other } }];
  const later: Reading = { root, reports, isRefused: true, differs, refusal };
  return { root, reports: [report], isRefused: true, differs, refusal, mended, other: later };
}

function readGraph(graph: YamlNode, version: HydraVersion, differs: boolean): Reading {
  const constructed = constructYaml(graph, version);
  const reading = { isRefused: false, differs: differs || constructed.differs };
  const { root, reports } = constructed;
  if (root.kind !== 'scalar') {
    const later = createConfig(constructed, reading.differs ? [version] : ['1.3', '1.4']);
    return { ...reading, root, reports: [...reports, ...later], isWritten: true };
  }
  const { leaf, range } = root;
  const odd = constructed.oddTypes.get(root);
  if (reports.length > 0 || (odd === undefined && leaf.t === 'null')) return { ...reading, root: undefined, reports };
  if (leaf.t === 'str' || leaf.t === 'interp' || leaf.t === 'missing') {
    return { ...reading, ...readTwice(textOf(graph, leaf), range, version) };
  }
  const text = `Invalid loaded object type: ${odd ?? leaf.t}`;
  return { ...reading, root, reports: [{ code: 'HS103', range, errorClass: 'OSError', problem: { text } }] };
}

/** A string as it is written, whatever it marks as a value. */
function textOf(node: YamlNode, leaf: Exclude<Leaf, { t: 'null' | 'bool' | 'int' | 'float' | 'bytes' }>): string {
  if (node.kind === 'scalar') return node.text;
  return leaf.t === 'missing' ? '???' : leaf.v;
}

/** A file that is one string is read again from that string, and a string within it is a key without a value. */
function readTwice(text: string, range: Range, version: HydraVersion): Reading {
  const control = unreadable(text, version);
  if (control !== undefined) {
    return {
      root: undefined,
      reports: [{ ...control.report, problem: { text: control.report.problem.text }, range }],
      isRefused: true,
      differs: true,
    };
  }
  const composed = composeYaml(text, version);
  if (composed.refusal !== undefined) {
    const report = reportOf(composed.refusal, text);
    const problem = { text: report.problem.text };
    const context = report.context === undefined ? {} : { context: { text: report.context.text } };
    return { root: undefined, reports: [{ ...report, ...context, problem, range }], isRefused: true, differs: true };
  }
  const reading = { isRefused: false, differs: true };
  if (composed.root === undefined) return { ...reading, root: undefined, reports: [] };
  const constructed = constructYaml(composed.root, version);
  const reports = [...constructed.reports];
  const { root } = constructed;
  if (root.kind !== 'scalar') {
    reports.push(...createConfig(constructed, [version]));
    return { ...reading, root: placeAt(root, range), reports: reports.map((report) => ({ ...report, range })) };
  }
  const { leaf } = root;
  if (leaf.t === 'null') return { ...reading, root: undefined, reports };
  if (leaf.t === 'str' || leaf.t === 'interp' || leaf.t === 'missing') {
    const name = textOf(composed.root, leaf);
    const value: ValueNode = {
      kind: 'scalar',
      leaf: NULL,
      style: 'plain',
      range: { start: range.end, end: range.end },
    };
    const entry: MapEntry = { key: { t: 'str', v: name }, keyRange: range, value };
    return { ...reading, root: { kind: 'map', entries: new Map([[name, entry]]), flow: false, range }, reports };
  }
  const report: Report = { code: 'HS103', range, errorClass: 'AssertionError', problem: { text: '' } };
  return { ...reading, root: placeAt(root, range), reports: [report] };
}

/** A tree whose every place is one. */
function placeAt(node: ValueNode, range: Range): ValueNode {
  if (node.kind === 'scalar') return { ...node, range };
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => placeAt(item, range)), range };
  const entries = [...node.entries].map(
    ([name, { key, value }]) => [name, { key, keyRange: range, value: placeAt(value, range) }] as const,
  );
  return { ...node, entries: new Map(entries), range };
}

/**
 * The tree of a text that no loader takes; of what else is wrong with it only repeated keys are told. Most such texts are
 * whole but for the word that is being typed.
 */
function readTolerantly(text: string, read: Reading): Pick<Reading, 'root' | 'reports'> {
  const { refusal } = read;
  const isReadable = unreadable(text, '1.3') === undefined;
  const mended = read.mended ?? (isReadable ? composeYaml(text, '1.3', true).root : undefined);
  const graph = mended ?? tolerantly(text, isReadable, refusal);
  return graph === undefined ? { root: undefined, reports: [] } : treeOf(graph);
}

function treeOf(graph: YamlNode): Pick<Reading, 'root' | 'reports' | 'differs'> {
  const constructed = constructYaml(graph, '1.3');
  createConfig(constructed, []);
  const { root, differs } = constructed;
  const isEmpty = root.kind === 'scalar' && root.leaf.t === 'null';
  const reports = constructed.reports.filter(({ code }) => code === 'HS102');
  return { root: isEmpty ? undefined : root, reports, differs };
}

function tolerantly(text: string, isReadable: boolean, refusal: YamlRefusal | undefined): YamlNode | undefined {
  const half = composeTolerantly(text);
  return isReadable ? composeFarther(text, half, refusal) : half;
}

function isEqual(left: ValueNode | undefined, right: ValueNode | undefined, seen = new Set<ValueNode>()): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (seen.has(left)) return true;
  seen.add(left);
  if (left.kind === 'map' && right.kind === 'map') {
    if (left.entries.size !== right.entries.size) return false;
    const others = right.entries.entries();
    for (const [name, { value }] of left.entries) {
      const [otherName, other] = others.next().value as [string, MapEntry];
      if (name !== otherName || !isEqual(value, other.value, seen)) return false;
    }
    return true;
  }
  if (left.kind === 'list' && right.kind === 'list') {
    return (
      left.items.length === right.items.length && left.items.every((item, at) => isEqual(item, right.items[at], seen))
    );
  }
  if (left.kind !== 'scalar' || right.kind !== 'scalar' || left.leaf.t !== right.leaf.t) return false;
  return 'v' in left.leaf && 'v' in right.leaf ? Object.is(left.leaf.v, right.leaf.v) : true;
}
