/** A document's address as the editor writes it: `file:///…`, percent-encoded. */
export type Uri = string;

/** A piece of one document, in UTF-16 offsets; `end` is exclusive. */
export interface Span {
  readonly uri: Uri;
  readonly start: number;
  readonly end: number;
}

/** A piece of a text whose document is known from the context (an override, one scalar). */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Whether `offset` touches `range`; the end counts, since a cursor stands there after typing. */
export function touches(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}
