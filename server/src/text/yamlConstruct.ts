import { PythonError, textRepr } from './overridePython.ts';
import type { HydraVersion } from './overrideValue.ts';
import { keyName, type Leaf, NULL, type Scalar, stringLeaf } from './plain.ts';
import { boolOf, floatOf, intOf, kindOfPlain } from './scalar.ts';
import type { Range } from './span.ts';
import type { ListValue, MapEntry, MapValue, ScalarValue, ValueNode } from './valueTree.ts';
import { base64Of, pathlibKind, timestampKind } from './yamlData.ts';
import { flattenMapping, type Merging, pairsOf, repeatedKey } from './yamlMerge.ts';
import {
  MAPPING_TAG,
  SEQUENCE_TAG,
  STRING_TAG,
  TAG,
  type YamlMapping,
  type YamlNode,
  type YamlScalar,
  type YamlSequence,
} from './yamlNodes.ts';
import type { Report } from './yamlReport.ts';

/** The objects that a loader makes of a node graph. Their interpolations and keys are OmegaConf's to judge. */
export interface Constructed {
  readonly root: ValueNode;
  readonly reports: readonly Report[];
  /** Python's type of values and keys that are no config's: `set`, `date`, `NoneType`. */
  readonly oddTypes: ReadonlyMap<ValueNode | Scalar, string>;
  /** Whether the other version's loader may make something else of the same graph. */
  readonly differs: boolean;
}

interface Building extends Merging {
  readonly reports: Report[];
  readonly oddTypes: Map<ValueNode | Scalar, string>;
  readonly values: Map<YamlNode, ValueNode>;
  /** Collections are filled one level after the other, as PyYAML does: its first error is the uppermost. */
  pending: (() => void)[];
}

/** Constructs a document. Source: PyYAML's *SafeConstructor*, and the loaders of OmegaConf 2.3 and 2.4. */
export function constructYaml(root: YamlNode, version: HydraVersion): Constructed {
  const building: Building = {
    version,
    reports: [],
    oddTypes: new Map(),
    values: new Map(),
    pending: [],
    pairs: new Map(),
    textKeys: new Set(),
    merged: 0,
    differs: false,
  };
  const value = construct(building, root);
  while (building.pending.length > 0) {
    const { pending } = building;
    building.pending = [];
    for (const fill of pending) fill();
  }
  const { reports, oddTypes, differs } = building;
  return { root: value, reports, oddTypes, differs };
}

/** Where a node's value stands. */
export function rangeOf({ valueStart, end }: YamlNode): Range {
  return { start: valueStart, end: Math.max(valueStart, end) };
}

interface Words {
  readonly errorClass?: string;
  readonly context?: string;
  readonly at?: YamlNode;
}

/** Tells what a constructor refuses, at `node`; the context's place is that of `words.at`. */
function refuse(building: Building, node: YamlNode, text: string, words: Words = {}): void {
  const { errorClass = 'ConstructorError', context, at = node } = words;
  const { start, end } = rangeOf(node);
  building.reports.push({
    code: 'HS103',
    range: { start, end: node.kind === 'scalar' ? Math.max(end, start + 1) : start + 1 },
    errorClass,
    ...(context !== undefined && { context: { text: context, at: at.start } }),
    problem: errorClass === 'ConstructorError' ? { text, at: node.start } : { text },
  });
}

function construct(building: Building, node: YamlNode): ValueNode {
  const known = building.values.get(node);
  if (known !== undefined) return known;
  const value = node.kind === 'scalar' ? constructScalar(building, node) : constructCollection(building, node);
  if (node.kind !== 'scalar') building.values.set(node, value);
  return value;
}

function constructCollection(building: Building, node: YamlSequence | YamlMapping): ValueNode {
  const { kind, tag } = node;
  if (kind === 'mapping' && tag === MAPPING_TAG) return mapOf(building, node, node);
  if (kind === 'sequence' && tag === SEQUENCE_TAG) return listOf(building, node);
  building.differs = true;
  switch (tag) {
    case MAPPING_TAG:
    case `${TAG}set`: {
      const value = mapOf(building, node, kind === 'mapping' ? node : undefined);
      return tag === MAPPING_TAG ? value : odd(building, node, 'set');
    }
    case SEQUENCE_TAG:
      building.pending.push(() => refuse(building, node, 'expected a sequence node, but found mapping'));
      return emptyList(node);
    case `${TAG}omap`:
    case `${TAG}pairs`:
      return pairListOf(building, node);
  }
  if (pathlibKind(tag) !== undefined && kind === 'sequence') {
    const parts = node.items.map((item) => (item.kind === 'scalar' ? item.text : ''));
    return { kind: 'scalar', leaf: stringLeaf(parts.join('/')), style: 'plain', range: rangeOf(node) };
  }
  if (!SCALAR_TAGS.has(tag)) {
    refuse(building, node, unknownTag(tag));
    return nullOf(node);
  }
  const text = textOfMapping(node);
  if (text === undefined) {
    refuse(building, node, `expected a scalar node, but found ${kind}`);
    return nullOf(node);
  }
  const { start, valueStart, end } = node;
  return constructScalar(building, { kind: 'scalar', tag, text, style: 'plain', start, valueStart, end });
}

const SCALAR_TAGS: ReadonlySet<string> = new Set(
  ['str', 'null', 'bool', 'int', 'float', 'binary', 'timestamp'].map((name) => TAG + name),
);

/** A mapping with the key `=` may stand for that key's value. */
function textOfMapping(node: YamlNode): string | undefined {
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'sequence') return undefined;
  const pair = node.pairs.find(([key]) => key.tag === `${TAG}value`);
  return pair === undefined ? undefined : textOfMapping(pair[1]);
}

function unknownTag(tag: string): string {
  return `could not determine a constructor for the tag ${textRepr(tag)}`;
}

function nullOf(node: YamlNode): ScalarValue {
  return { kind: 'scalar', leaf: NULL, style: 'plain', range: rangeOf(node) };
}

function odd(building: Building, node: YamlNode, type: string): ScalarValue {
  const value = nullOf(node);
  building.oddTypes.set(value, type);
  return value;
}

function emptyList(node: YamlNode): ListValue & { items: ValueNode[] } {
  return { kind: 'list', items: [], flow: node.kind !== 'scalar' && node.flow, range: rangeOf(node) };
}

function listOf(building: Building, node: YamlSequence): ListValue {
  const value = emptyList(node);
  building.pending.push(() => {
    for (const item of node.items) value.items.push(construct(building, item));
  });
  return value;
}

/** `!!omap` and `!!pairs`: a list of pairs. */
function pairListOf(building: Building, node: YamlSequence | YamlMapping): ListValue {
  const value = emptyList(node);
  const context = node.tag === `${TAG}omap` ? 'while constructing an ordered map' : 'while constructing pairs';
  building.pending.push(() => {
    if (node.kind === 'mapping') {
      refuse(building, node, 'expected a sequence, but found mapping', { context });
      return;
    }
    for (const item of node.items) {
      const pairs = item.kind === 'mapping' ? pairsOf(building, item) : [];
      if (item.kind !== 'mapping') {
        refuse(building, item, `expected a mapping of length 1, but found ${item.kind}`, { context, at: node });
      } else if (pairs.length !== 1) {
        const found = `expected a single mapping item, but found ${pairs.length} items`;
        refuse(building, item, found, { context, at: node });
      } else {
        const items = (pairs[0] ?? []).map((part) => construct(building, part));
        value.items.push({ kind: 'list', items, flow: true, range: rangeOf(item) });
      }
    }
  });
  return value;
}

/** A mapping's value, filled later; without `source` its tag says mapping and its node is none. */
function mapOf(building: Building, node: YamlSequence | YamlMapping | YamlScalar, source?: YamlMapping): MapValue {
  const entries = new Map<string, MapEntry>();
  const flow = node.kind !== 'scalar' && node.flow;
  building.pending.push(() => {
    if (source !== undefined) fillMap(building, source, entries);
    else refuseAsMapping(building, node);
  });
  return { kind: 'map', entries, flow, range: rangeOf(node) };
}

function refuseAsMapping(building: Building, node: YamlNode): void {
  building.differs = true;
  const [first] = node.kind === 'sequence' ? node.items : [];
  if (building.version === '1.3' && first !== undefined) {
    const type = { scalar: 'ScalarNode', sequence: 'SequenceNode', mapping: 'MappingNode' }[first.kind];
    refuse(building, node, `cannot unpack non-iterable ${type} object`, { errorClass: 'TypeError' });
  } else if (building.version === '1.3' && node.kind === 'scalar' && node.text !== '') {
    refuse(building, node, 'not enough values to unpack (expected 2, got 1)', { errorClass: 'ValueError' });
  } else refuse(building, node, `expected a mapping node, but found ${node.kind}`);
}

function fillMap(building: Building, node: YamlMapping, entries: Map<string, MapEntry>): void {
  const tell = (report: Report) => building.reports.push(report);
  if (building.version === '1.3') repeatedKey(building, node, tell);
  flattenMapping(building, node, tell);
  for (const [keyNode, valueNode] of pairsOf(building, node)) {
    const key = constructKey(building, node, keyNode);
    const value = construct(building, valueNode);
    if (key === undefined) continue;
    const name = keyName(key);
    const earlier = entries.get(name);
    // Of two equal keys the first one's place in the order stays, with the last one's value.
    const isText = earlier === undefined || key.t === 'str';
    const keyRange = isText ? rangeOf(keyNode) : earlier.keyRange;
    entries.set(name, { key: isText ? key : earlier.key, keyRange, value });
  }
}

function constructKey(building: Building, node: YamlMapping, keyNode: YamlNode): Scalar | undefined {
  if (keyNode.kind === 'scalar' && (keyNode.tag === STRING_TAG || building.textKeys.has(keyNode))) {
    return { t: 'str', v: keyNode.text };
  }
  const value = construct(building, keyNode);
  const type = building.oddTypes.get(value);
  if (value.kind !== 'scalar' || type === 'set') {
    refuse(building, keyNode, 'found unhashable key', { context: 'while constructing a mapping', at: node });
    return undefined;
  }
  const { leaf } = value;
  if (leaf.t === 'missing') return { t: 'str', v: '???' };
  if (leaf.t === 'interp') return { t: 'str', v: leaf.v };
  if (leaf.t !== 'null') return leaf;
  const key: Scalar = { t: 'null' };
  building.oddTypes.set(key, type ?? 'NoneType');
  return key;
}

function constructScalar(building: Building, node: YamlScalar): ValueNode {
  const { tag, text, style } = node;
  const range = rangeOf(node);
  if (tag === STRING_TAG) return { kind: 'scalar', leaf: textLeaf(building, text), style, range };
  try {
    const leaf = leafOf(tag, text);
    if (leaf !== undefined) return { kind: 'scalar', leaf, style, range };
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    refuse(building, node, error.message, { errorClass: error.pythonClass });
    return { kind: 'scalar', leaf: stringLeaf(text), style, range };
  }
  return constructOddScalar(building, node);
}

/** Hydra 1.4 takes one backslash from `\\???`, which makes it three question marks that stand for themselves. */
function textLeaf(building: Building, text: string): Leaf {
  if (text.length < 4 || !text.endsWith('???') || !/^\\+\?{3}$/.test(text)) return stringLeaf(text);
  building.differs = true;
  return { t: 'str', v: building.version === '1.4' ? text.slice(1) : text };
}

/** What both loaders make of a plain scalar without a tag, `undefined` for one that neither reads. */
export function plainLeaf(text: string): Leaf | undefined {
  const kind = kindOfPlain(text);
  if (kind === 'str') return stringLeaf(text);
  try {
    return leafOf(TAG + kind, text);
  } catch (error) {
    if (error instanceof PythonError) return undefined;
    throw error;
  }
}

/** The value of a scalar with a tag that has one; throws a `PythonError` where its text is none. */
function leafOf(tag: string, text: string): Scalar | undefined {
  switch (tag) {
    case `${TAG}null`:
      return NULL;
    case `${TAG}bool`:
      return { t: 'bool', v: boolOf(text) };
    case `${TAG}int`:
      return { t: 'int', v: intOf(text) };
    case `${TAG}float`:
      return { t: 'float', v: floatOf(text) };
    case `${TAG}binary`:
      return { t: 'bytes', v: base64Of(text) };
    default:
      return undefined;
  }
}

/** Scalars whose tag asks for something else than a scalar. */
function constructOddScalar(building: Building, node: YamlScalar): ValueNode {
  const { tag } = node;
  switch (tag) {
    case `${TAG}timestamp`:
      return constructTimestamp(building, node);
    case SEQUENCE_TAG:
      building.pending.push(() => refuse(building, node, 'expected a sequence node, but found scalar'));
      return emptyList(node);
    case MAPPING_TAG:
      return mapOf(building, node);
    case `${TAG}set`:
      mapOf(building, node);
      return odd(building, node, 'set');
    case `${TAG}omap`:
    case `${TAG}pairs`: {
      const context = tag === `${TAG}omap` ? 'while constructing an ordered map' : 'while constructing pairs';
      building.pending.push(() => refuse(building, node, 'expected a sequence, but found scalar', { context }));
      return emptyList(node);
    }
  }
  const isPath = pathlibKind(tag) !== undefined;
  refuse(building, node, isPath ? 'expected a sequence node, but found scalar' : unknownTag(tag));
  return { kind: 'scalar', leaf: stringLeaf(node.text), style: node.style, range: rangeOf(node) };
}

function constructTimestamp(building: Building, node: YamlScalar): ValueNode {
  try {
    return odd(building, node, timestampKind(node.text));
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    refuse(building, node, error.message, { errorClass: error.pythonClass });
    return nullOf(node);
  }
}
