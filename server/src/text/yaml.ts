import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
  type Scalar as YamlScalar,
} from 'yaml';
import { joinFlowLines } from './flowLines.ts';
import { parseInterpolation } from './interpolation.ts';
import { keyName, NULL, type Scalar, stringLeaf } from './plain.ts';
import type { Problem } from './problem.ts';
import { plainScalar } from './scalar.ts';
import type { Range, Uri } from './span.ts';
import type { MapEntry, ScalarStyle, ScalarValue, ValueNode } from './valueTree.ts';

/** A document as OmegaConf's loader reads it; `root` is `undefined` where the document is empty. */
export interface YamlText {
  readonly root: ValueNode | undefined;
  /** The syntax tree, for what needs comments and half-typed lines. */
  readonly document: Document.Parsed;
  readonly problems: readonly Problem[];
}

/** No more nodes than this come out of aliases in one document, so that an alias bomb ends in a message. */
export const ALIAS_BUDGET = 100_000;

interface Reading {
  readonly uri: Uri;
  readonly text: string;
  readonly anchors: Map<string, ParsedNode>;
  /** Anchored nodes that are being read, to find an alias inside its own anchor. */
  readonly open: Set<ParsedNode>;
  readonly problems: Problem[];
  aliasDepth: number;
  aliasNodes: number;
}

/** Reads one YAML document in OmegaConf's dialect. Never throws; what is broken is in `problems`, the rest is read. */
export function parseYaml(uri: Uri, text: string): YamlText {
  const document = parseTolerantly(text);
  const reading: Reading = {
    uri,
    text,
    anchors: new Map(),
    open: new Set(),
    problems: [],
    aliasDepth: 0,
    aliasNodes: 0,
  };
  for (const error of document.errors) {
    const [start, end] = error.pos;
    reading.problems.push({
      code: 'HS101',
      severity: 'error',
      span: { uri, start, end: Math.min(Math.max(end, start + 1), Math.max(text.length, start)) },
      message: error.message,
      refusal: { errorClass: errorClassOf(error.code), message: error.message },
    });
  }
  const root = document.contents === null ? undefined : read(reading, document.contents);
  const empty = root?.kind === 'scalar' && root.range.start === root.range.end;
  return { root: empty ? undefined : root, document, problems: reading.problems };
}

/** More flow collections than this at an odd indentation are left as errors. */
const FLOW_BUDGET = 100;

function parseTolerantly(text: string): Document.Parsed {
  let source = text;
  let document = parseFailsafe(source);
  for (let round = 0; round < FLOW_BUDGET && document.errors.length > 0; round++) {
    const joined = joinFlowLines(source, document.errors);
    if (joined === undefined) break;
    source = joined;
    document = parseFailsafe(source);
  }
  return document;
}

function parseFailsafe(text: string): Document.Parsed {
  return parseDocument<ParsedNode>(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: 'silent',
  }) as Document.Parsed;
}

/** The YAML library's codes in PyYAML's classes; most of what it refuses PyYAML's parser refuses. */
function errorClassOf(code: string): string {
  return code === 'TAB_AS_INDENT' || code === 'BAD_SCALAR_START' || code === 'MULTILINE_IMPLICIT_KEY'
    ? 'ScannerError'
    : 'ParserError';
}

function refuse(reading: Reading, code: `HS${number}`, range: Range, message: string, errorClass: string): void {
  reading.problems.push({
    code,
    severity: 'error',
    span: { uri: reading.uri, ...range },
    message,
    refusal: { errorClass, message },
  });
}

function read(reading: Reading, node: ParsedNode): ValueNode {
  if (reading.aliasDepth > 0) reading.aliasNodes++;
  if (isAlias(node)) return readAlias(reading, node);
  if (node.anchor !== undefined) reading.anchors.set(node.anchor, node);
  reading.open.add(node);
  const value = isMap(node)
    ? readMap(reading, node as YAMLMap.Parsed)
    : isSeq(node)
      ? readSeq(reading, node as YAMLSeq.Parsed)
      : readScalar(reading, node as YamlScalar.Parsed);
  reading.open.delete(node);
  return value;
}

function rangeOf(node: ParsedNode): Range {
  return { start: node.range[0], end: node.range[1] };
}

function nullAt(range: Range): ScalarValue {
  return { kind: 'scalar', leaf: NULL, style: 'plain', range };
}

function readAlias(reading: Reading, alias: Alias.Parsed): ValueNode {
  const range = rangeOf(alias);
  const target = reading.anchors.get(alias.source);
  if (target === undefined) {
    refuse(reading, 'HS103', range, `found undefined alias '${alias.source}'`, 'ComposerError');
    return nullAt(range);
  }
  if (reading.open.has(target)) {
    refuse(reading, 'HS103', range, 'YAML recursive aliases are not supported.', 'ConstructorError');
    return nullAt(range);
  }
  if (reading.aliasNodes > ALIAS_BUDGET) {
    refuse(reading, 'HS103', range, `aliases expand to more than ${ALIAS_BUDGET} values`, 'ConstructorError');
    return nullAt(range);
  }
  reading.aliasDepth++;
  const value = read(reading, target);
  reading.aliasDepth--;
  return value;
}

function readSeq(reading: Reading, node: YAMLSeq.Parsed): ValueNode {
  checkTag(reading, node, 'seq');
  const items = node.items.map((item) => read(reading, item as ParsedNode));
  return { kind: 'list', items, flow: node.flow === true, range: rangeOf(node) };
}

function readMap(reading: Reading, node: YAMLMap.Parsed): ValueNode {
  checkTag(reading, node, 'map');
  const own = new Map<string, MapEntry>();
  const merged = new Map<string, MapEntry>();
  for (const pair of node.items as Pair<ParsedNode, ParsedNode | null>[]) {
    if (isMergeKey(pair.key)) {
      if (pair.value !== null) mergeInto(reading, merged, pair.value);
      continue;
    }
    const keyRange = rangeOf(pair.key);
    const key = readKey(reading, pair.key);
    const value = pair.value === null ? nullAt({ start: keyRange.end, end: keyRange.end }) : read(reading, pair.value);
    if (key === undefined) continue;
    addEntry(reading, own, { key, keyRange, value });
  }
  const explicit = merged.size === 0 ? {} : { own: [...own.keys()] };
  for (const [name, entry] of own) merged.set(name, entry);
  return { kind: 'map', ...explicit, entries: merged, flow: node.flow === true, range: rangeOf(node) };
}

function addEntry(reading: Reading, entries: Map<string, MapEntry>, entry: MapEntry): void {
  const name = keyName(entry.key);
  const earlier = entries.get(name);
  if (earlier === undefined) {
    entries.set(name, entry);
    return;
  }
  // PyYAML compares string keys only; of two equal other keys the last value wins under the first key.
  if (entry.key.t === 'str') {
    const { start, end } = earlier.keyRange;
    reading.problems.push({
      code: 'HS102',
      severity: 'error',
      span: { uri: reading.uri, ...entry.keyRange },
      message: `duplicate key '${name}'`,
      related: [{ span: { uri: reading.uri, start, end }, message: 'first written here' }],
      refusal: { errorClass: 'ConstructorError', message: `while constructing a mapping\nfound duplicate key ${name}` },
    });
  }
  entries.set(name, { ...earlier, value: entry.value });
}

function isMergeKey(key: ParsedNode): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<' && key.tag === undefined;
}

/** Adds what `<<` brings: of several mappings the earlier wins, and the mapping's own keys win over all. */
function mergeInto(reading: Reading, merged: Map<string, MapEntry>, node: ParsedNode): void {
  const source = read(reading, node);
  const sources = source.kind === 'list' ? source.items : [source];
  for (const each of sources) {
    if (each.kind !== 'map') {
      const message = 'expected a mapping or list of mappings for merging';
      refuse(reading, 'HS103', rangeOf(node), message, 'ConstructorError');
      continue;
    }
    for (const [name, entry] of each.entries) if (!merged.has(name)) merged.set(name, entry);
  }
}

function readKey(reading: Reading, node: ParsedNode): Scalar | undefined {
  const value = read(reading, node);
  if (value.kind !== 'scalar') {
    refuse(reading, 'HS103', rangeOf(node), 'found unhashable key', 'ConstructorError');
    return undefined;
  }
  const { leaf } = value;
  if (leaf.t === 'null') {
    refuse(reading, 'HS103', rangeOf(node), "Incompatible key type 'NoneType'", 'KeyValidationError');
    return undefined;
  }
  if (leaf.t === 'missing') return { t: 'str', v: '???' };
  return leaf.t === 'interp' ? { t: 'str', v: leaf.v } : leaf;
}

function readScalar(reading: Reading, node: YamlScalar.Parsed): ScalarValue {
  const range = rangeOf(node);
  const style: ScalarStyle =
    node.type === 'PLAIN' ? 'plain' : node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE' ? 'quoted' : 'block';
  const text = String(node.value ?? '');
  const tag = node.tag;
  if (tag === undefined || tag === '!') {
    if (style !== 'plain' && tag === undefined) return stringValue(reading, text, style, range);
    if (text === '=' || text === '<<') {
      refuse(reading, 'HS103', range, `could not determine a constructor for '${text}'`, 'ConstructorError');
      return { kind: 'scalar', leaf: { t: 'str', v: text }, style, range };
    }
    const scalar = plainScalar(text);
    if (scalar.t === 'str') return stringValue(reading, scalar.v, style, range);
    return { kind: 'scalar', leaf: scalar, style, range };
  }
  return { kind: 'scalar', leaf: taggedLeaf(reading, node, tag, text), style, range };
}

/** A string; OmegaConf reads its interpolations when it loads it, and refuses the file for one that it cannot read. */
function stringValue(reading: Reading, text: string, style: ScalarStyle, range: Range): ScalarValue {
  const leaf = stringLeaf(text);
  if (leaf.t === 'interp') {
    const [problem] = parseInterpolation(text, '1.3').problems;
    if (problem !== undefined) refuse(reading, 'HS104', range, problem.message, 'GrammarParseError');
  }
  return { kind: 'scalar', leaf, style, range };
}

const TAG = 'tag:yaml.org,2002:';

function taggedLeaf(reading: Reading, node: YamlScalar.Parsed, tag: string, text: string): ScalarValue['leaf'] {
  const scalar = plainScalar(text);
  switch (tag) {
    case `${TAG}str`:
      return stringLeaf(text);
    case `${TAG}null`:
      return NULL;
    case `${TAG}int`:
      if (scalar.t === 'int') return scalar;
      break;
    case `${TAG}float`:
      if (scalar.t === 'float') return scalar;
      if (scalar.t === 'int') return { t: 'float', v: Number(scalar.v) };
      break;
    case `${TAG}bool`:
      if (scalar.t === 'bool') return scalar;
      break;
    case `${TAG}binary`:
      return { t: 'bytes', v: text.replace(/\s+/g, '') };
    default:
      refuse(reading, 'HS103', rangeOf(node), unknownTag(tag), 'ConstructorError');
      return stringLeaf(text);
  }
  refuse(reading, 'HS103', rangeOf(node), `'${text}' is no ${tag.slice(TAG.length)}`, 'ValueError');
  return stringLeaf(text);
}

function unknownTag(tag: string): string {
  return `could not determine a constructor for the tag '${tag}'`;
}

function checkTag(reading: Reading, node: YAMLMap.Parsed | YAMLSeq.Parsed, own: string): void {
  if (node.tag === undefined || node.tag === '!' || node.tag === TAG + own) return;
  refuse(reading, 'HS103', { start: node.range[0], end: node.range[0] + 1 }, unknownTag(node.tag), 'ConstructorError');
}
