import { textRepr } from './overridePython.ts';
import type { HydraVersion } from './overrideValue.ts';
import { kindOfPlain } from './scalar.ts';
import type { Piece } from './yamlAgain.ts';
import {
  MAPPING_TAG,
  SEQUENCE_TAG,
  STRING_TAG,
  TAG,
  type YamlMapping,
  type YamlNode,
  type YamlSequence,
} from './yamlNodes.ts';
import {
  beginDocument,
  DEFAULT_HANDLES,
  DEPTH_LIMIT,
  emptyAt,
  failParsing,
  next,
  type Parser,
  peek,
} from './yamlParser.ts';
import { type Scanned, scanYaml } from './yamlScanner.ts';
import { type Token, type TokenKind, YamlRefusal } from './yamlTokens.ts';

/** What one loader reads from a text: a node graph, or why it refuses. */
export interface Composed {
  /** `undefined` where there is no document, and where the text is refused. */
  readonly root: YamlNode | undefined;
  readonly refusal: YamlRefusal | undefined;
  /** Whether the other loader may read something else, or refuse it for something else. */
  readonly differs: boolean;
}

/**
 * Reads the one document of a text. Source: the *Parser* and *Composer* of PyYAML 6 and libyaml 0.2.5. `mends` and
 * `piece`: see `scanYaml`.
 */
export function composeYaml(text: string, version: HydraVersion, mends = false, piece?: Piece): Composed {
  return composeTokens(scanYaml(text, version, mends, piece), version);
}

/**
 * Reads as PyYAML does; of a text that it refuses for a key without a colon there is also what it would read with it,
 * `mended`. That reading says as well whether anything is refused before.
 */
export function composeTyped(text: string, piece?: Piece): Composed & { readonly mended?: YamlNode } {
  const scanned = scanYaml(text, '1.3', false, piece);
  const { refusal, reach } = scanned;
  if (refusal?.other === undefined) return composeTokens(scanned, '1.3');
  const mended = scanYaml(text, '1.3', true, piece);
  if (mended.refusal !== undefined || mended.mended < reach) return composeTokens(scanned, '1.3');
  const { root, differs } = composeTokens(mended, '1.3');
  if (root === undefined) return composeTokens(scanned, '1.3');
  return { root: undefined, refusal, differs: differs || scanned.differs, mended: root };
}

function composeTokens(scanned: Scanned, version: HydraVersion): Composed {
  const parser: Parser = {
    scanned,
    libyaml: version === '1.4',
    anchors: new Map(),
    handles: DEFAULT_HANDLES,
    index: 0,
    depth: 0,
    end: 0,
    differs: scanned.differs,
  };
  try {
    const root = composeDocument(parser);
    return { root, refusal: undefined, differs: parser.differs };
  } catch (refusal) {
    if (!(refusal instanceof YamlRefusal)) throw refusal;
    return { root: undefined, refusal, differs: parser.differs || refusal.other === undefined };
  }
}

function composeDocument(parser: Parser): YamlNode | undefined {
  let first = peek(parser);
  let root: YamlNode;
  if (first.kind === '<stream end>') return undefined;
  if (first.kind !== '<directive>' && first.kind !== '<document start>') root = composeNode(parser, true, false);
  else {
    beginDocument(parser);
    first = peek(parser);
    root = NO_CONTENT.has(first.kind) ? emptyAt(first.start) : composeNode(parser, true, false);
  }
  while (peek(parser).kind === '<document end>') parser.index++;
  if (peek(parser).kind !== '<stream end>') {
    const another = peek(parser).start;
    beginDocument(parser);
    const context = { text: 'expected a single document in the stream', at: root.start };
    throw new YamlRefusal('ComposerError', context, { text: 'but found another document', at: another });
  }
  return root;
}

const NO_CONTENT: ReadonlySet<TokenKind> = new Set([
  '<directive>',
  '<document start>',
  '<document end>',
  '<stream end>',
]);

interface Properties {
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
  readonly start: number;
}

/** Reads an anchor and a tag, in either order. */
function readProperties(parser: Parser): Properties {
  const first = peek(parser);
  let anchor: string | undefined;
  let tag: Token | undefined;
  if (first.kind === '<anchor>') {
    anchor = next(parser).text;
    if (peek(parser).kind === '<tag>') tag = next(parser);
  } else if (first.kind === '<tag>') {
    tag = next(parser);
    if (peek(parser).kind === '<anchor>') anchor = next(parser).text;
  }
  return { anchor, tag: tag === undefined ? undefined : fullTag(parser, tag, first.start), start: first.start };
}

function fullTag(parser: Parser, tag: Token, start: number): string {
  const handle = tag.parts[0] ?? '';
  if (handle === '') return tag.text;
  const prefix = parser.handles.get(handle);
  if (prefix !== undefined) return prefix + tag.text;
  const text = parser.libyaml ? 'found undefined tag handle' : `found undefined tag handle ${textRepr(handle)}`;
  throw new YamlRefusal('ParserError', { text: 'while parsing a node', at: start }, { text, at: tag.start });
}

/** Reads a node; `block`: block collections may stand here; `indentless`: also a list at its key's indentation. */
function composeNode(parser: Parser, block: boolean, indentless: boolean): YamlNode {
  if (peek(parser).kind === '<alias>') return composeAlias(parser, next(parser));
  if (parser.depth >= DEPTH_LIMIT) {
    throw new YamlRefusal('RecursionError', undefined, { text: 'maximum recursion depth exceeded' });
  }
  parser.depth++;
  const properties = readProperties(parser);
  const found = peek(parser);
  let node: YamlNode;
  if (found.kind === '<scalar>') {
    node = composeScalar(parser, properties, next(parser));
  } else if (found.kind === '[' || found.kind === '<block sequence start>' || found.kind === '-') {
    if (found.kind === '[' || (found.kind === '-' ? indentless : block)) node = composeList(parser, properties, found);
    else node = composeNothing(parser, properties, found, block);
  } else if (found.kind === '{' || (block && found.kind === '<block mapping start>')) {
    node = composeMap(parser, properties, found);
  } else node = composeNothing(parser, properties, found, block);
  parser.depth--;
  return node;
}

function composeAlias(parser: Parser, { text, start }: Token): YamlNode {
  parser.differs = true;
  const node = parser.anchors.get(text);
  if (node !== undefined) return node;
  const message = parser.libyaml ? 'found undefined alias' : `found undefined alias ${textRepr(text)}`;
  throw new YamlRefusal('ComposerError', undefined, { text: message, at: start });
}

/** Names a node; a name may be given once only. */
function nameNode(parser: Parser, { anchor, start }: Properties, node: YamlNode): void {
  if (anchor === undefined) return;
  const earlier = parser.anchors.get(anchor);
  if (earlier !== undefined) {
    const name = parser.libyaml ? '' : ` ${textRepr(anchor)}`;
    const context = { text: `found duplicate anchor${name}; first occurrence`, at: earlier.start };
    throw new YamlRefusal('ComposerError', context, { text: 'second occurrence', at: start });
  }
  parser.anchors.set(anchor, node);
}

function composeScalar(parser: Parser, properties: Properties, { start, end, text, style }: Token): YamlNode {
  const { tag } = properties;
  const isImplicit = tag === '!' || (tag === undefined && style === 'plain');
  const resolved = isImplicit ? TAG + kindOfPlain(text) : (tag ?? STRING_TAG);
  const node: YamlNode = {
    kind: 'scalar',
    tag: resolved,
    text,
    style,
    start: properties.start,
    valueStart: start,
    end,
  };
  nameNode(parser, properties, node);
  return node;
}

/** An anchor or a tag without a value is an empty scalar; without either there should have been one. */
function composeNothing(parser: Parser, properties: Properties, found: Token, block: boolean): YamlNode {
  const { anchor, tag, start } = properties;
  if (anchor === undefined && tag === undefined) {
    const context = block ? 'while parsing a block node' : 'while parsing a flow node';
    const wanted: [string, string] = ['expected the node content, but found', 'did not find expected node content'];
    failParsing(context, start, parser, found, wanted);
  }
  const at = (parser.scanned.tokens[parser.index - 1] as Token).end;
  const empty = tag === undefined || (tag === '!' && !parser.libyaml) ? `${TAG}null` : tag === '!' ? STRING_TAG : tag;
  const node: YamlNode = { kind: 'scalar', tag: empty, text: '', style: 'plain', start, valueStart: at, end: at };
  nameNode(parser, properties, node);
  return node;
}

function composeList(parser: Parser, properties: Properties, { kind, start }: Token): YamlNode {
  const node: YamlSequence = {
    kind: 'sequence',
    tag: tagOr(properties.tag, SEQUENCE_TAG),
    items: [],
    flow: kind === '[',
    start: properties.start,
    valueStart: start,
    end: start,
  };
  nameNode(parser, properties, node);
  if (kind === '[') composeFlowItems(parser, node);
  else if (kind === '-') composeIndentless(parser, node);
  else composeBlockItems(parser, node);
  return node;
}

function tagOr(tag: string | undefined, own: string): string {
  return tag === undefined || tag === '!' ? own : tag;
}

function composeBlockItems(parser: Parser, node: YamlSequence): void {
  const { start } = next(parser);
  while (peek(parser).kind === '-') {
    const { end } = next(parser);
    const { kind } = peek(parser);
    const isEmpty = kind === '-' || kind === '<block end>';
    node.items.push(isEmpty ? emptyAt(end) : composeNode(parser, true, false));
  }
  const found = peek(parser);
  if (found.kind !== '<block end>') {
    const wanted: [string, string] = ['expected <block end>, but found', "did not find expected '-' indicator"];
    failParsing('while parsing a block collection', start, parser, found, wanted);
  }
  node.end = parser.end;
  parser.index++;
}

function composeIndentless(parser: Parser, node: YamlSequence): void {
  while (peek(parser).kind === '-') {
    const { end } = next(parser);
    const { kind } = peek(parser);
    const isEmpty = kind === '-' || kind === '?' || kind === ':' || kind === '<block end>';
    node.items.push(isEmpty ? emptyAt(end) : composeNode(parser, true, false));
  }
  node.end = parser.end;
}

function composeFlowItems(parser: Parser, node: YamlSequence): void {
  const { start } = next(parser);
  for (let isFirst = true; peek(parser).kind !== ']'; isFirst = false) {
    if (!isFirst) {
      const found = peek(parser);
      if (found.kind !== ',') {
        const wanted: [string, string] = ["expected ',' or ']', but got", "did not find expected ',' or ']'"];
        failParsing('while parsing a flow sequence', start, parser, found, wanted);
      }
      parser.index++;
    }
    const found = peek(parser);
    if (found.kind === '?') node.items.push(composeFlowPair(parser));
    else if (found.kind !== ']') node.items.push(composeNode(parser, false, false));
  }
  node.end = next(parser).end;
}

/** `key: value` within a list: a mapping of its own. */
function composeFlowPair(parser: Parser): YamlNode {
  const { start, end } = next(parser);
  const found = peek(parser);
  let key: YamlNode;
  if (found.kind !== ':' && found.kind !== ',' && found.kind !== ']') key = composeNode(parser, false, false);
  else {
    key = emptyAt(end);
    // libyaml 0.2.5 passes over the token behind a question mark without a key.
    parser.differs = true;
    if (parser.libyaml) parser.index++;
  }
  const value = composeFlowValue(parser, ']');
  return {
    kind: 'mapping',
    tag: MAPPING_TAG,
    pairs: [[key, value]],
    flow: true,
    start,
    valueStart: start,
    end: parser.end,
  };
}

function composeFlowValue(parser: Parser, close: ']' | '}'): YamlNode {
  const found = peek(parser);
  if (found.kind !== ':') return emptyAt(parser.end);
  next(parser);
  const { kind } = peek(parser);
  return kind === ',' || kind === close ? emptyAt(found.end) : composeNode(parser, false, false);
}

function composeMap(parser: Parser, properties: Properties, { kind, start }: Token): YamlNode {
  const node: YamlMapping = {
    kind: 'mapping',
    tag: tagOr(properties.tag, MAPPING_TAG),
    pairs: [],
    flow: kind === '{',
    start: properties.start,
    valueStart: start,
    end: start,
  };
  nameNode(parser, properties, node);
  if (kind === '{') composeFlowPairs(parser, node);
  else composeBlockPairs(parser, node);
  return node;
}

function composeBlockPairs(parser: Parser, node: YamlMapping): void {
  const { start } = next(parser);
  while (peek(parser).kind === '?') {
    const { end } = next(parser);
    const key = composeBlockPart(parser, end);
    const found = peek(parser);
    if (found.kind === ':') next(parser);
    node.pairs.push([key, found.kind === ':' ? composeBlockPart(parser, found.end) : emptyAt(parser.end)]);
  }
  const found = peek(parser);
  if (found.kind !== '<block end>') {
    const wanted: [string, string] = ['expected <block end>, but found', 'did not find expected key'];
    failParsing('while parsing a block mapping', start, parser, found, wanted);
  }
  node.end = parser.end;
  parser.index++;
}

function composeBlockPart(parser: Parser, at: number): YamlNode {
  const { kind } = peek(parser);
  const isEmpty = kind === '?' || kind === ':' || kind === '<block end>';
  return isEmpty ? emptyAt(at) : composeNode(parser, true, true);
}

function composeFlowPairs(parser: Parser, node: YamlMapping): void {
  const { start } = next(parser);
  for (let isFirst = true; peek(parser).kind !== '}'; isFirst = false) {
    if (!isFirst) {
      const found = peek(parser);
      if (found.kind !== ',') {
        const wanted: [string, string] = ["expected ',' or '}', but got", "did not find expected ',' or '}'"];
        failParsing('while parsing a flow mapping', start, parser, found, wanted);
      }
      parser.index++;
    }
    const found = peek(parser);
    if (found.kind === '?') {
      parser.index++;
      const { kind } = peek(parser);
      const isEmpty = kind === ':' || kind === ',' || kind === '}';
      const key = isEmpty ? emptyAt(found.end) : composeNode(parser, false, false);
      node.pairs.push([key, composeFlowValue(parser, '}')]);
    } else if (found.kind !== '}') {
      const key = composeNode(parser, false, false);
      node.pairs.push([key, emptyAt(parser.end)]);
    }
  }
  node.end = next(parser).end;
}
