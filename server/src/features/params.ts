import type { Range as LspRange, Position } from 'vscode-languageserver-types';

/** What requests carry, as far as it is relied on. A client is any program: what it sends is looked at first. */
export interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

export interface PositionParams extends DocumentParams {
  readonly position: Position;
}

export interface RangeParams extends DocumentParams {
  readonly range: LspRange;
}

export interface RenameParams extends PositionParams {
  readonly newName: string;
}

export interface PositionsParams extends DocumentParams {
  readonly positions: readonly Position[];
}

export interface QueryParams {
  readonly query: string;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isDocumentParams(params: unknown): params is DocumentParams {
  return isRecord(params) && isRecord(params.textDocument) && typeof params.textDocument.uri === 'string';
}

/** Of tokens: the answer that the client has already. */
export function isDeltaParams(params: unknown): params is DocumentParams & { readonly previousResultId: string } {
  return isDocumentParams(params) && 'previousResultId' in params && typeof params.previousResultId === 'string';
}

export function isPositionParams(params: unknown): params is PositionParams {
  return isDocumentParams(params) && 'position' in params && isPosition(params.position);
}

export function isRangeParams(params: unknown): params is RangeParams {
  return isDocumentParams(params) && 'range' in params && isRange(params.range);
}

export function isRenameParams(params: unknown): params is RenameParams {
  return isPositionParams(params) && 'newName' in params && typeof params.newName === 'string';
}

export function isPositionsParams(params: unknown): params is PositionsParams {
  return isDocumentParams(params) && 'positions' in params && isArrayOf(params.positions, isPosition);
}

function isArrayOf<T>(value: unknown, is: (each: unknown) => each is T): value is readonly T[] {
  return Array.isArray(value) && value.every(is);
}

export function isQueryParams(params: unknown): params is QueryParams {
  return isRecord(params) && typeof params.query === 'string';
}

export interface FileRenames {
  readonly files: readonly { readonly oldUri: string; readonly newUri: string }[];
}

export function isFileRenames(params: unknown): params is FileRenames {
  const isOne = (each: unknown): each is FileRenames['files'][number] =>
    isRecord(each) && typeof each.oldUri === 'string' && typeof each.newUri === 'string';
  return isRecord(params) && isArrayOf(params.files, isOne);
}

export function isRange(value: unknown): value is LspRange {
  return isRecord(value) && isPosition(value.start) && isPosition(value.end);
}

/** One beyond the text's end is still a position: it means the end. */
export function isPosition(value: unknown): value is Position {
  return isRecord(value) && isIndex(value.line) && isIndex(value.character);
}

function isIndex(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}

/** What a request for references says of declarations; without a word they are among them. */
export function includesDeclarations(params: unknown): boolean {
  const context = isRecord(params) ? params.context : undefined;
  return !isRecord(context) || context.includeDeclaration !== false;
}
