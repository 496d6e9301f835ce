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
  const changed = Object.entries(part).flatMap(([name, value]) => {
    // Of a code lens `command` is the command with its title, and in that it is a name.
    const made =
      fields.has(name) && !(name === 'command' && typeof value === 'string') ? shownIn(value, fields) : value;
    return made === value ? [] : [[name, made] as const];
  });
  if (changed.length === 0) return part;
  return {
    ...part,
    ...Object.fromEntries(changed),
    ...('label' in part && inserted(part as unknown as CompletionItem)),
  };
}

/** What a label stood for is said beside it: it is filtered by, and written. An inlay hint's label is neither. */
function inserted({ label, filterText, insertText, textEdit, position }: CompletionItem & { position?: unknown }) {
  if (position !== undefined || typeof label !== 'string') return {};
  return { filterText: filterText ?? label, ...(textEdit === undefined && { insertText: insertText ?? label }) };
}
