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
import { composeYaml } from './yamlCompose.ts';
import { MAPPING_TAG, SEQUENCE_TAG, STRING_TAG, TAG, type YamlNode, type YamlPair } from './yamlNodes.ts';
import { DEPTH_LIMIT } from './yamlParser.ts';
import type { YamlRefusal } from './yamlTokens.ts';

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

/** So many lines may be broken. */
const BROKEN_LINES = 8;

/** What version control leaves where two changes meet. */
const CONFLICT = /^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?$/gm;

/**
 * A reading that ends where a text is broken, or one that goes on below: without what the loader stumbles over, line by line.
 * Of a line with a key the key stays. `first`: what the loader refuses the text for, where that is known.
 */
export function composeFarther(
  text: string,
  half: YamlNode | undefined,
  first: YamlRefusal | undefined,
): YamlNode | undefined {
  if (text.length > LENGTH_LIMIT) return half;
  const reached = Math.max(-1, ...topKeys(half));
  let left = text.replace(CONFLICT, (line) => ' '.repeat(line.length));
  for (let round = 0; round <= BROKEN_LINES; round++) {
    const isKnown = first !== undefined && left === text;
    const { root, refusal } = isKnown ? { root: undefined, refusal: first } : composeYaml(left, '1.3');
    if (refusal === undefined) return isMore(root, half) ? root : half;
    const { problem, context } = refusal;
    // Of what has no end the beginning is to blame.
    const places = [problem.at, context?.at].flatMap((at) => (at === undefined ? [] : [lineAt(left, at)]));
    const line = places.find(({ start, end }) => left.slice(start, end).trim() !== '');
    if (line === undefined || reached > line.end) return half;
    const written = left.slice(line.start, line.end);
    const key = /^[ \t]*(?:-[ \t]+)*[^\s:#"'{[-][^:#]*:(?=[ \t]+\S)/.exec(written)?.[0].length ?? 0;
    left = left.slice(0, line.start + key) + written.slice(key).replace(/\S/g, ' ') + left.slice(line.end);
  }
  return half;
}

function lineAt(text: string, offset: number): { readonly start: number; readonly end: number } {
  const at = Math.min(offset, text.length);
  const start = Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
  const end = text.slice(at).search(/[\r\n]/);
  return { start, end: end === -1 ? text.length : at + end };
}

/** Whether a reading has more keys at the top than another one, or as many and keys farther down. */
function isMore(one: YamlNode | undefined, other: YamlNode | undefined): boolean {
  const more = topKeys(one).length - topKeys(other).length;
  return more > 0 || (more === 0 && lastKey(one) > lastKey(other));
}

/** Where the keys at the top begin. */
function topKeys(root: YamlNode | undefined): readonly number[] {
  return root?.kind === 'mapping' ? root.pairs.map(([key]) => key.start) : [];
}

/** Where the last key begins; -1 where there is none. Aliases may lead back to what they stand in. */
function lastKey(root: YamlNode | undefined): number {
  const seen = new Set<YamlNode>();
  const queue = root === undefined ? [] : [root];
  let last = -1;
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'sequence') queue.push(...node.items);
    if (node.kind !== 'mapping') continue;
    for (const [key, value] of node.pairs) {
      last = Math.max(last, key.start);
      queue.push(value);
    }
  }
  return last;
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
