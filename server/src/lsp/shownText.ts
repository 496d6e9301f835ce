import type { CompletionItem } from 'vscode-languageserver-types';
import { isRecord } from '../features/index.ts';
import { printable } from '../text/index.ts';

/** The texts of an answer that editors show as they are, by its method, and the parts in which more of them stand. */
const SHOWN: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    'textDocument/codeAction': ['title'],
    'textDocument/codeLens': ['command', 'title'],
    'textDocument/completion': ['items', 'label', 'labelDetails', 'detail', 'description'],
    'textDocument/documentLink': ['tooltip'],
    'textDocument/documentSymbol': ['children', 'name', 'detail'],
    'textDocument/inlayHint': ['label', 'value'],
    'workspace/symbol': ['name', 'containerName'],
  }).map(([method, fields]) => [method, new Set(fields)]),
);

/**
 * An answer whose names and values show each letter that they are made of: two that look the same are told apart, and none
 * turns what stands beside it around. What would be written into a document stays to the letter.
 */
export function withShownText(method: string, answer: unknown): unknown {
  const fields = SHOWN.get(method);
  return fields === undefined ? answer : shownIn(answer, fields);
}

function shownIn(part: unknown, fields: ReadonlySet<string>): unknown {
  if (typeof part === 'string') return printable(part);
  if (Array.isArray(part)) {
    const made = part.map((each) => shownIn(each, fields));
    return made.some((each, index) => each !== part[index]) ? made : part;
  }
  if (!isRecord(part)) return part;
  let made: Record<string, unknown> | undefined;
  for (const name of fields) {
    const value = part[name];
    // Of a code lens `command` is the command with its title, and in that it is a name.
    if (value === undefined || (name === 'command' && typeof value === 'string')) continue;
    const shown = shownIn(value, fields);
    if (shown !== value) made = { ...(made ?? part), [name]: shown };
  }
  if (made === undefined) return part;
  return 'label' in part ? { ...made, ...inserted(part as unknown as CompletionItem) } : made;
}

/** What a label stood for is said beside it: it is filtered by, and written. An inlay hint's label is neither. */
function inserted({ label, filterText, insertText, textEdit, position }: CompletionItem & { position?: unknown }) {
  if (position !== undefined || typeof label !== 'string') return {};
  return { filterText: filterText ?? label, ...(textEdit === undefined && { insertText: insertText ?? label }) };
}
