import { PositionEncodingKind } from 'vscode-languageserver';
import type { Position, SemanticTokens } from 'vscode-languageserver-types';
import { isRecord } from '../features/index.ts';
import { canonicalUri, offsetAt } from '../text/index.ts';

/**
 * How an editor counts columns, where that is not in UTF-16 units, as everything here does. Positions are translated at
 * the wire, by the text of the document that they are in.
 */
export interface Encoding {
  readonly kind: PositionEncodingKind;
  /** What the editor sent, in UTF-16 units; `textOf` has the document's text, `undefined` for one that is not there. */
  readonly taken: <T>(params: T, textOf: TextOf) => T;
  /** What is sent, in the editor's units. `uri` is the document that was asked about. */
  readonly given: <T>(answer: T, uri: string | undefined, textOf: TextOf) => T;
  /** The numbers of semantic tokens, which are no positions. */
  readonly givenTokens: (text: string, tokens: SemanticTokens) => SemanticTokens;
  /** One position in a text that is at hand. */
  readonly takenIn: (text: string, position: Position) => Position;
}

export type TextOf = (uri: string) => string | undefined;

/** Editors name what they can count in, the best first. The first that is known here is taken; UTF-16 where none is named. */
export function encodingFor(offered: readonly string[] | undefined): Encoding {
  const kind = (offered ?? []).find((each) => Object.hasOwn(WIDTHS, each)) ?? PositionEncodingKind.UTF16;
  const width = WIDTHS[kind];
  if (width === undefined) {
    const same = <T>(value: T) => value;
    const [takenIn, givenTokens] = [(_: string, at: Position) => at, (_: string, tokens: SemanticTokens) => tokens];
    return { kind: PositionEncodingKind.UTF16, taken: same, given: same, givenTokens, takenIn };
  }
  const takenIn = (text: string, position: Position) => translated(text, position, width, toUnits);
  const givenIn = (text: string, position: Position) => translated(text, position, width, fromUnits);
  return {
    kind,
    taken: (params, textOf) => walk(params, undefined, textOf, takenIn) as typeof params,
    given: (answer, uri, textOf) => walk(answer, uri, textOf, givenIn) as typeof answer,
    givenTokens: (text, tokens) => ({ ...tokens, data: tokensWith(tokens.data, (at) => givenIn(text, at)) }),
    takenIn,
  };
}

/** Each token is five numbers: its line and column from the token before it, its length, its type and its modifiers. */
function tokensWith(data: readonly number[], turn: (position: Position) => Position): number[] {
  const made: number[] = [];
  let [before, turned] = [
    { line: 0, character: 0 },
    { line: 0, character: 0 },
  ];
  for (let index = 0; index + 4 < data.length; index += 5) {
    const [lines = 0, columns = 0, length = 0, type = 0, modifiers = 0] = data.slice(index, index + 5);
    const at = { line: before.line + lines, character: (lines === 0 ? before.character : 0) + columns };
    const start = turn(at);
    const end = turn({ line: at.line, character: at.character + length });
    const column = lines === 0 ? start.character - turned.character : start.character;
    made.push(lines, column, end.character - start.character, type, modifiers);
    [before, turned] = [at, start];
  }
  return made;
}

/** How many of the editor's units a character takes. */
type Width = (character: string) => number;

const WIDTHS: Readonly<Record<string, Width>> = {
  [PositionEncodingKind.UTF8]: (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  },
  [PositionEncodingKind.UTF32]: () => 1,
};

function translated(
  text: string,
  { line, character }: Position,
  width: Width,
  turn: (line: string, column: number, width: Width) => number,
): Position {
  return { line, character: turn(lineAt(text, line), character, width) };
}

/** Lines end as editors have it. */
function lineAt(text: string, line: number): string {
  const start = offsetAt(text, { line, character: 0 });
  const end = offsetAt(text, { line, character: text.length });
  return text.slice(start, end);
}

function toUnits(line: string, column: number, width: Width): number {
  let [left, units] = [column, 0];
  for (const character of line) {
    if (left < width(character)) return units;
    left -= width(character);
    units += character.length;
  }
  // Beyond the end of the line stays beyond it.
  return units + left;
}

function fromUnits(line: string, units: number, width: Width): number {
  let [left, column] = [units, 0];
  for (const character of line) {
    if (left < character.length) return column;
    left -= character.length;
    column += width(character);
  }
  return column + left;
}

/** Everything that is a position, in the document that the protocol says it is in. */
function walk(
  value: unknown,
  uri: string | undefined,
  textOf: TextOf,
  turn: (text: string, position: Position) => Position,
): unknown {
  if (Array.isArray(value)) return value.map((each) => walk(each, uri, textOf, turn));
  if (!isRecord(value)) return value;
  if (isPosition(value)) {
    const text = uri === undefined ? undefined : textOf(canonicalUri(uri));
    return text === undefined ? value : turn(text, value);
  }
  const { textDocument, targetUri } = value;
  const own = isRecord(textDocument) && typeof textDocument.uri === 'string' ? textDocument.uri : value.uri;
  const here = typeof own === 'string' ? own : uri;
  const made = Object.entries(value).map(([name, each]) => {
    // What a client hands back as it was is nobody's to change.
    if (name === 'data') return [name, each];
    if (name === 'changes' && isRecord(each)) {
      return [name, Object.fromEntries(Object.entries(each).map(([of, edits]) => [of, walk(edits, of, textOf, turn)]))];
    }
    const isThere = typeof targetUri === 'string' && name.startsWith('target');
    return [name, walk(each, isThere ? targetUri : here, textOf, turn)];
  });
  return Object.fromEntries(made);
}

function isPosition(value: Record<string, unknown>): value is Record<string, unknown> & Position {
  return typeof value.line === 'number' && typeof value.character === 'number' && Object.keys(value).length === 2;
}
