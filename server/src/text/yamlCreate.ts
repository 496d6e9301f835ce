import { parseInterpolation } from './interpolation.ts';
import type { HydraVersion } from './overrideValue.ts';
import { NULL } from './plain.ts';
import type { ListValue, MapEntry, MapValue, ScalarValue, ValueNode } from './valueTree.ts';
import { DEPTH_LIMIT } from './yamlCompose.ts';
import type { Constructed } from './yamlConstruct.ts';
import type { Report } from './yamlReport.ts';

/** No more values than this come out of aliases in one document, so that an alias bomb ends in a message. */
export const ALIAS_BUDGET = 100_000;

interface Creation {
  readonly constructed: Constructed;
  readonly versions: readonly HydraVersion[];
  readonly reports: Report[];
  readonly done: Set<ValueNode>;
  /** Collections that are being read, to find one within itself. */
  readonly open: Set<ValueNode>;
  /** Values of each collection with all below it, as often as aliases repeat them. */
  readonly sizes: Map<ValueNode, number>;
  /** How many values are written, each counted once. */
  written: number;
}

/**
 * Checks loaded objects as `OmegaConf.create` does: keys, interpolations and types that no config can hold. What it
 * refuses is taken out, so that the rest is a tree. `versions`: for whom interpolations are judged.
 */
export function createConfig(constructed: Constructed, versions: readonly HydraVersion[]): readonly Report[] {
  const reports: Report[] = [];
  const sizes = new Map<ValueNode, number>();
  const creation: Creation = { constructed, versions, reports, done: new Set(), open: new Set(), sizes, written: 0 };
  const size = check(creation, constructed.root, 0);
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

/** Checks a value and all below it once; gives how many values it stands for. */
function check(creation: Creation, node: ValueNode, depth: number): number {
  if (node.kind === 'scalar') {
    creation.written++;
    checkScalar(creation, node);
    return 1;
  }
  if (creation.done.has(node)) return creation.sizes.get(node) ?? 1;
  creation.written++;
  creation.done.add(node);
  creation.open.add(node);
  const size = node.kind === 'map' ? checkMap(creation, node, depth) : checkList(creation, node, depth);
  creation.open.delete(node);
  creation.sizes.set(node, size);
  return size;
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

function checkMap(creation: Creation, node: MapValue, depth: number): number {
  const entries = node.entries as Map<string, MapEntry>;
  let size = 1;
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
    size += check(creation, cut ?? entry.value, depth + 1);
  }
  return size;
}

/** Hydra 1.4 refuses `1` beside `'1'`, at whichever stands second. */
function checkTwin(creation: Creation, entries: ReadonlyMap<string, MapEntry>, { key, keyRange }: MapEntry): void {
  if (key.t !== 'int' || !creation.versions.includes('1.4')) return;
  const twin = entries.get(String(key.v));
  if (twin === undefined) return;
  const quoted = `'${key.v}'`;
  const isFirst = keyRange.start < twin.keyRange.start;
  const text = isFirst ? `${key.v} and ${quoted}` : `${quoted} and ${key.v}`;
  creation.reports.push({
    code: 'HS103',
    range: isFirst ? twin.keyRange : keyRange,
    errorClass: 'KeyValidationError',
    problem: { text: `Conflicting integer and string keys: ${text}` },
    version: '1.4',
  });
}

function checkList(creation: Creation, node: ListValue, depth: number): number {
  const items = node.items as ValueNode[];
  let size = 1;
  for (const [index, item] of items.entries()) {
    const cut = cutAt(creation, item, depth);
    if (cut !== undefined) items[index] = cut;
    size += check(creation, cut ?? item, depth + 1);
  }
  return size;
}

/** Null in place of a value that lies within itself or too deep. */
function cutAt(creation: Creation, node: ValueNode, depth: number): ScalarValue | undefined {
  if (node.kind === 'scalar' || (!creation.open.has(node) && depth < DEPTH_LIMIT)) return undefined;
  tell(creation, node, 'maximum recursion depth exceeded', 'RecursionError');
  return { kind: 'scalar', leaf: NULL, style: 'plain', range: node.range };
}
