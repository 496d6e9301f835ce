import type { CompletionItemKind } from 'vscode-languageserver-types';
import { emitScalar, stringLeaf } from '../text/index.ts';

/** A completion item that replaces the word at the cursor. */
export interface Offer {
  readonly label: string;
  readonly insert?: string;
  /** What the typed word is compared with; the label where it is not given. */
  readonly filter?: string;
  readonly isSnippet?: boolean;
  readonly kind: CompletionItemKind;
  readonly detail?: string;
  /** What stands at the right of every row, the chosen one or not; the detail where it is not given. */
  readonly note?: string;
  readonly documentation?: string;
  /** Smaller comes first. */
  readonly rank: number;
}

/** A string as it must stand: inside the quotes that are there, or with quotes where it needs them. */
export function quoted(value: string, quote: string): string {
  if (quote === "'") return value.replaceAll("'", "''");
  if (quote === '"') return value.replaceAll(/["\\]/g, '\\$&');
  return emitScalar(stringLeaf(value));
}
