import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { kindOfPlain } from './scalar.ts';
import type { ScalarStyle } from './valueTree.ts';
import { MAPPING_TAG, SEQUENCE_TAG, STRING_TAG, TAG, type YamlNode, type YamlPair } from './yamlNodes.ts';
import { DEPTH_LIMIT } from './yamlParser.ts';

/**
 * Reads what can be read of a text that no loader takes, so that the rest of a half-typed file is still known. The YAML
 * library mends what it can; its complaints are dropped, since the loader's own one says it.
 */
export function composeTolerantly(text: string): YamlNode | undefined {
  if (text.length > LENGTH_LIMIT || isTooDeep(text)) return undefined;
  const document = parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return document.contents === null ? undefined : nodeOf(document.contents, 0, { nodes: new Map() });
}

/** Nobody types in a larger file, and the library takes long over large broken ones. */
const LENGTH_LIMIT = 256_000;

/** The library goes down by recursion: nothing that opens more collections than a loader follows reaches it. */
function isTooDeep(text: string): boolean {
  let open = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 91 || code === 123) deepest = Math.max(deepest, ++open);
    else if (code === 93 || code === 125) open--;
  }
  return deepest > DEPTH_LIMIT || new RegExp(`(?:[-?:] *){${DEPTH_LIMIT}}|^ {${DEPTH_LIMIT * 2}}`, 'm').test(text);
}

interface Anchored {
  readonly nodes: Map<string, YamlNode>;
}

/** `at`: where the node stands if the library gives it no place, as it does to what it mended. */
function nodeOf(node: unknown, at: number, anchored: Anchored): YamlNode {
  if (isPair(node)) {
    const pair = pairOf(node, at, anchored);
    const [{ start }, { end }] = pair;
    return { kind: 'mapping', tag: MAPPING_TAG, pairs: [pair], flow: true, start, valueStart: start, end };
  }
  if (!isNode(node)) return emptyAt(at, at);
  const [start, end] = node.range ?? [at, at];
  if (isAlias(node)) return anchored.nodes.get(node.source) ?? emptyAt(start, end);
  const made = isMap(node) || isSeq(node) ? collectionOf(node, start, end) : scalarOf(node, start, end);
  if (node.anchor !== undefined) anchored.nodes.set(node.anchor, made);
  if (made.kind === 'mapping' && isMap(node)) {
    for (const pair of node.items) made.pairs.push(pairOf(pair, start, anchored));
  } else if (made.kind === 'sequence' && isSeq(node)) {
    for (const item of node.items) made.items.push(nodeOf(item, start, anchored));
  }
  return made;
}

function pairOf({ key, value }: Pair, at: number, anchored: Anchored): YamlPair {
  const keyNode = nodeOf(key, at, anchored);
  return [keyNode, nodeOf(value, keyNode.end, anchored)];
}

function tagOf(node: Node): string | undefined {
  return node.tag === undefined || node.tag === '!' ? undefined : node.tag;
}

function collectionOf(node: YAMLMap | YAMLSeq, start: number, end: number): YamlNode {
  const places = { flow: node.flow === true, start, valueStart: start, end };
  if (isMap(node)) return { kind: 'mapping', tag: tagOf(node) ?? MAPPING_TAG, pairs: [], ...places };
  return { kind: 'sequence', tag: tagOf(node) ?? SEQUENCE_TAG, items: [], ...places };
}

function scalarOf(node: Node, start: number, end: number): YamlNode {
  const style = isScalar(node) ? styleOf(node.type) : 'plain';
  const text = isScalar(node) ? String(node.value ?? '') : '';
  const own = style === 'plain' ? TAG + kindOfPlain(text) : STRING_TAG;
  return { kind: 'scalar', tag: tagOf(node) ?? own, text, style, start, valueStart: start, end };
}

function styleOf(type: string | undefined): ScalarStyle {
  if (type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE') return 'quoted';
  return type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED' ? 'block' : 'plain';
}

function emptyAt(start: number, end: number): YamlNode {
  return { kind: 'scalar', tag: `${TAG}null`, text: '', style: 'plain', start, valueStart: start, end };
}
