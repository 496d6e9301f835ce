import { BUDGETS } from './budgets.ts';
import { textRepr } from './overridePython.ts';
import { TAG, type YamlNode } from './yamlNodes.ts';
import type { Scanned } from './yamlScanner.ts';
import { type Token, YamlRefusal } from './yamlTokens.ts';

/**
 * Real Hydra ends in Python's recursion limit between 76 and 111 levels, depending on what is nested in what; the exact
 * place is nobody's promise.
 */
export const DEPTH_LIMIT = BUDGETS.yamlNesting;

/** Where a parser stands in its tokens, and what it knows of the document. */
export interface Parser {
  readonly scanned: Scanned;
  readonly libyaml: boolean;
  readonly anchors: Map<string, YamlNode>;
  handles: ReadonlyMap<string, string>;
  index: number;
  depth: number;
  /** The end of the last token that says something. */
  end: number;
  differs: boolean;
}

/** The handles that a document has without directives. */
export const DEFAULT_HANDLES: ReadonlyMap<string, string> = new Map([
  ['!', '!'],
  ['!!', TAG],
]);

/** The next token; throws the scanner's refusal where that comes first. */
export function peek(parser: Parser): Token {
  const { scanned, index } = parser;
  if (index >= scanned.reach && scanned.refusal !== undefined) throw scanned.refusal;
  return scanned.tokens[index] as Token;
}

/** The next token, passed. */
export function next(parser: Parser): Token {
  const found = peek(parser);
  parser.index++;
  parser.end = Math.max(parser.end, found.end);
  return found;
}

/** Refuses a token that should have been another; `wanted`: PyYAML's words, which name what was found, and libyaml's. */
export function failParsing(
  context: string,
  at: number,
  { libyaml }: Parser,
  found: Token,
  wanted: [string, string],
): never {
  const text = libyaml ? wanted[1] : `${wanted[0]} ${textRepr(found.kind)}`;
  throw new YamlRefusal(
    'ParserError',
    { text: context, at },
    { text, at: found.start },
    libyaml ? undefined : wanted[1],
  );
}

/** Reads directives and `---`. */
export function beginDocument(parser: Parser): void {
  const { libyaml } = parser;
  const handles = new Map<string, string>();
  const failAt = ({ start }: Token, pyyaml: string, text: string): never => {
    throw new YamlRefusal('ParserError', undefined, { text: libyaml ? text : pyyaml, at: start });
  };
  let hasVersion = false;
  while (peek(parser).kind === '<directive>') {
    const directive = next(parser);
    const [first = '', second = ''] = directive.parts;
    if (directive.text === 'YAML') {
      if (hasVersion) failAt(directive, 'found duplicate YAML directive', 'found duplicate %YAML directive');
      if (first !== '1' || (libyaml && second !== '1' && second !== '2')) {
        const found = 'found incompatible YAML document (version 1.* is required)';
        failAt(directive, found, 'found incompatible YAML document');
      }
      hasVersion = true;
    } else if (directive.text === 'TAG') {
      if (handles.has(first)) {
        failAt(directive, `duplicate tag handle ${textRepr(first)}`, 'found duplicate %TAG directive');
      }
      handles.set(first, second);
    }
  }
  for (const [handle, prefix] of DEFAULT_HANDLES) if (!handles.has(handle)) handles.set(handle, prefix);
  parser.handles = handles;
  const found = peek(parser);
  if (found.kind !== '<document start>') {
    const text = `expected '<document start>', but found ${textRepr(found.kind)}`;
    failAt(found, text, 'did not find expected <document start>');
  }
  parser.index++;
}

/** A value that is not written. */
export function emptyAt(at: number): YamlNode {
  return { kind: 'scalar', tag: `${TAG}null`, text: '', style: 'plain', start: at, valueStart: at, end: at };
}
