import { BUDGETS } from './budgets.ts';
import { parseInterpolation } from './interpolation.ts';
import type { HydraVersion } from './overrideValue.ts';
import { NULL } from './plain.ts';
import type { ListValue, MapEntry, MapValue, ScalarValue, ValueNode } from './valueTree.ts';
import type { Constructed } from './yamlConstruct.ts';
import { DEPTH_LIMIT } from './yamlParser.ts';
import type { Report } from './yamlReport.ts';

/** No more values than this come out of aliases in one document, so that an alias bomb ends in a message. */
export const ALIAS_BUDGET = BUDGETS.aliasValues;

interface Measure {
  /** Values of a collection with all below it, as often as aliases repeat them. */
  readonly size: number;
  /** Collections from here down. */
  readonly height: number;
}

const SCALAR: Measure = { size: 1, height: 0 };

interface Creation {
  readonly constructed: Constructed;
  readonly versions: readonly HydraVersion[];
  readonly reports: Report[];
  /** Scalars that were checked; aliases bring them again. */
  readonly done: Set<ValueNode>;
  /** Collections that are being read, to find one within itself. */
  readonly open: Set<ValueNode>;
  readonly measures: Map<ValueNode, Measure>;
  /** How many values are written, each counted once. */
  written: number;
}

/**
 * Checks loaded objects as `OmegaConf.create` does: keys, interpolations and types that no config can hold. What it
 * refuses is taken out, so that the rest is a tree. `versions`: for whom interpolations are judged.
 */
export function createConfig(constructed: Constructed, versions: readonly HydraVersion[]): readonly Report[] {
  const reports: Report[] = [];
  const measures = new Map<ValueNode, Measure>();
  const creation: Creation = { constructed, versions, reports, done: new Set(), open: new Set(), measures, written: 0 };
  const { size } = check(creation, constructed.root, 0);
  if (size - creation.written > ALIAS_BUDGET) {
    empty(constructed.root);
    tell(creation, constructed.root, `aliases expand to more than ${ALIAS_BUDGET} values`, 'ConstructorError');
  }
  return reports;
}

function empty(node: ValueNode): void {
  if (node.kind === 'map') (node.entries as Map<string, MapEntry>).clear();
  else if (node.kind === 'list') (node.items as ValueNode[]).length = 0;
}

function tell({ reports }: Creation, { range }: Pick<ValueNode, 'range'>, text: string, errorClass: string): void {
  reports.push({ code: 'HS103', range, errorClass, problem: { text } });
}

/** Checks a value and all below it once. */
function check(creation: Creation, node: ValueNode, depth: number): Measure {
  const known = creation.measures.get(node);
  if (known !== undefined) return known;
  creation.written++;
  if (node.kind === 'scalar') {
    checkScalar(creation, node);
    return SCALAR;
  }
  creation.open.add(node);
  const below = node.kind === 'map' ? checkMap(creation, node, depth) : checkList(creation, node, depth);
  creation.open.delete(node);
  let size = 1;
  let height = 0;
  for (const measure of below) {
    size += measure.size;
    height = Math.max(height, measure.height);
  }
  const measure = { size, height: height + 1 };
  creation.measures.set(node, measure);
  return measure;
}

function checkScalar(creation: Creation, node: ScalarValue): void {
  const { constructed, versions, done } = creation;
  const odd = constructed.oddTypes.get(node);
  if (odd !== undefined)
    tell(creation, node, `Value '${odd}' is not a supported primitive type`, 'UnsupportedValueType');
  if (node.leaf.t !== 'interp' || SIMPLE.test(node.leaf.v) || done.has(node)) return;
  done.add(node);
  const text = node.leaf.v;
  const found = versions.map((version) => parseInterpolation(text, version).problems[0]?.message);
  const isShared = found.every((message) => message === found[0]);
  for (const [index, message] of found.entries()) {
    if (message === undefined || (isShared && index > 0)) continue;
    const version = isShared ? undefined : versions[index];
    creation.reports.push({
      code: 'HS104',
      range: node.range,
      errorClass: 'GrammarParseError',
      problem: { text: message },
      ...(version !== undefined && { version }),
    });
  }
}

/** Interpolations of keys alone, which need no parser to be found well-formed. */
const SIMPLE = /^\$\{[a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)*\}$/;

function checkMap(creation: Creation, node: MapValue, depth: number): readonly Measure[] {
  const entries = node.entries as Map<string, MapEntry>;
  const below: Measure[] = [];
  for (const [name, entry] of entries) {
    if (entry.key.t === 'null') {
      const type = creation.constructed.oddTypes.get(entry.key) ?? 'NoneType';
      tell(creation, { range: entry.keyRange }, `Incompatible key type '${type}'`, 'KeyValidationError');
      entries.delete(name);
      continue;
    }
    checkTwin(creation, entries, entry);
    const cut = cutAt(creation, entry.value, depth);
    if (cut !== undefined) entries.set(name, { ...entry, value: cut });
    below.push(check(creation, cut ?? entry.value, depth + 1));
  }
  return below;
}

/** Hydra 1.4 refuses `1` beside `'1'`, at whichever stands second. */
function checkTwin(creation: Creation, entries: ReadonlyMap<string, MapEntry>, { key, keyRange }: MapEntry): void {
  if ((key.t !== 'int' && key.t !== 'str') || !creation.versions.includes('1.4')) return;
  const twin = entries.get(key.t === 'int' ? String(key.v) : `\0int:${key.v}`);
  const isPair = twin !== undefined && (key.t === 'int' || twin.key.t === 'int');
  if (!isPair || twin.keyRange.start > keyRange.start) return;
  const text = key.t === 'int' ? `'${key.v}' and ${key.v}` : `${key.v} and '${key.v}'`;
  creation.reports.push({
    code: 'HS103',
    range: keyRange,
    errorClass: 'KeyValidationError',
    problem: { text: `Conflicting integer and string keys: ${text}` },
    version: '1.4',
  });
}

function checkList(creation: Creation, node: ListValue, depth: number): readonly Measure[] {
  const items = node.items as ValueNode[];
  return items.map((item, index) => {
    const cut = cutAt(creation, item, depth);
    if (cut !== undefined) items[index] = cut;
    return check(creation, cut ?? item, depth + 1);
  });
}

/** Null in place of a value that lies within itself or too deep. */
function cutAt({ open, measures, reports }: Creation, node: ValueNode, depth: number): ScalarValue | undefined {
  if (node.kind === 'scalar') return undefined;
  const height = measures.get(node)?.height ?? 0;
  if (!open.has(node) && depth + height < DEPTH_LIMIT) return undefined;
  const { range } = node;
  reports.push({
    code: 'HS103',
    range,
    errorClass: 'RecursionError',
    problem: { text: 'maximum recursion depth exceeded' },
  });
  return { kind: 'scalar', leaf: NULL, style: 'plain', range };
}
