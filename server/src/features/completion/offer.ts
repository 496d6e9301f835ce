import type { CompletionItemKind } from 'vscode-languageserver-types';
import type { Json } from '../../schema/index.ts';
import { emitScalar, stringLeaf } from '../../text/index.ts';

/** A completion item that replaces the word at the cursor. */
export interface Offer {
  readonly label: string;
  readonly insert?: string;
  /** What the typed word is compared with; the label where it is not given. */
  readonly filter?: string;
  readonly isSnippet?: boolean;
  /** What is inserted ends the quote that the cursor stands in, and goes on behind it. */
  readonly closesQuote?: boolean;
  /** No text: the quotes that it would stand in go. */
  readonly unquotes?: boolean;
  readonly kind: CompletionItemKind;
  readonly detail?: string;
  /** What stands at the right of every row, the chosen one or not; the detail where it is not given. */
  readonly note?: string;
  readonly documentation?: string;
  /** Smaller comes first. */
  readonly rank: number;
}

/** A string as it must stand: inside the quotes that are there, or with quotes where it needs them. */
export function quoted(value: string, quote: string, isFlow = false): string {
  if (quote === "'") return value.replaceAll("'", "''");
  if (quote === '"') return value.replaceAll(/["\\]/g, '\\$&');
  const text = emitScalar(stringLeaf(value));
  // Among brackets and braces YAML takes some letters for its own.
  return isFlow && /[,[\]{}]/.test(text) && !/^["']/.test(text) ? JSON.stringify(value) : text;
}

/** A value of a schema as YAML. */
export function jsonText(value: Json): string {
  return typeof value === 'string' ? emitScalar(stringLeaf(value)) : JSON.stringify(value);
}

/** Text that means itself inside a snippet. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** A snippet's list of values to choose from. */
export function snippetChoice(texts: readonly string[]): string {
  return `\${1|${texts.map((text) => text.replace(/[\\,|]/g, '\\$&')).join(',')}|}`;
}
