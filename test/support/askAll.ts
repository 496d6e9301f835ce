import { expect } from 'vitest';
import { FEATURES, type Feature } from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/project/index.ts';
import { offsetAt, positionAt } from '../../server/src/text/index.ts';
import { questionsAt } from './questions.ts';

/** Asks every feature of a place, and looks at the answers: nothing throws, and all of them have the protocol's shape. */
export function askAll(snapshot: Snapshot, uri: string, offset: number, features: readonly Feature[] = FEATURES): void {
  const text = snapshot.files.file(uri)?.text ?? '';
  for (const { feature, params } of questionsAt(snapshot, uri, offset, features)) {
    const { method, answer } = feature;
    const ask = (feature: string, asked: (snapshot: Snapshot, params: unknown) => unknown, sent: unknown) => {
      try {
        const found = asked(snapshot, sent);
        checkShape(feature, found, text, offset);
        return found;
      } catch (error) {
        const shown = JSON.stringify(`${text.slice(0, offset)}█${text.slice(offset)}`);
        throw new Error(`${feature} fails at ${shown}`, { cause: error });
      }
    };
    const found = ask(method, answer, params);
    // What an action changes is asked for when it is chosen.
    const resolve = FEATURES.find((other) => other.method === 'codeAction/resolve');
    if (method !== 'textDocument/codeAction' || resolve === undefined) continue;
    for (const action of (found ?? []) as readonly Answer[]) {
      if (action.edit === undefined && action.data !== undefined) ask(resolve.method, resolve.answer, action);
    }
  }
}

type Answer = Record<string, unknown>;

/** What holds of all answers, and of those that every client relies on. */
function checkShape(method: string, answer: unknown, text: string, offset: number): void {
  // What cannot be sent is no answer.
  const sent: unknown = answer === undefined ? undefined : JSON.parse(JSON.stringify(answer));
  walk(sent, method);
  if (sent === undefined || sent === null) return;
  if (method === 'textDocument/hover') {
    const { contents } = sent as { contents: Answer };
    expect(contents.kind).toBe('markdown');
    expect(String(contents.value).trim()).not.toBe('');
  }
  if (method === 'textDocument/completion') checkItems(sent as Answer, text, offset);
}

function checkItems({ isIncomplete, items }: Answer, text: string, offset: number): void {
  expect(typeof isIncomplete).toBe('boolean');
  const position = positionAt(text, offset);
  const labels = new Set<string>();
  for (const item of items as readonly Answer[]) {
    const { label, sortText, filterText, textEdit } = item as { [name: string]: unknown } & {
      textEdit: { range: { start: { line: number; character: number }; end: typeof position }; newText: string };
    };
    if (typeof label !== 'string' || label === '' || typeof sortText !== 'string')
      throw new Error(`a bad label: ${label}`);
    if (labels.has(label)) throw new Error(`'${label}' is offered twice`);
    labels.add(label);
    const { start, end } = textEdit.range;
    // Editors refuse an edit that does not hold the cursor, on its line.
    const isHeld = start.line === position.line && end.line === position.line && start.character <= position.character;
    if (!isHeld || end.character < position.character) throw new Error(`'${label}' does not hold the cursor`);
    if (typeof textEdit.newText !== 'string' || textEdit.newText.includes('\t'))
      throw new Error(`'${label}' brings a tab`);
    if (typeof filterText !== 'string') throw new Error(`'${label}' has nothing to be filtered by`);
    if (offsetAt(text, end) > text.length) throw new Error(`'${label}' ends behind the text`);
  }
}

/** Places count from 0 and do not end before they start; nothing is no number. */
function walk(value: unknown, path: string): void {
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) walk(each, `${path}[${index}]`);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const found = value as Answer;
  if (isPlace(found.start) && isPlace(found.end)) {
    const isOrdered =
      found.start.line < found.end.line ||
      (found.start.line === found.end.line && found.start.character <= found.end.character);
    if (!isOrdered) throw new Error(`${path} ends before it starts`);
  }
  for (const name of ['line', 'character']) {
    const number = found[name];
    if (typeof number === 'number' && !(Number.isInteger(number) && number >= 0))
      throw new Error(`${path}.${name} is ${number}`);
  }
  for (const name of ['uri', 'targetUri']) {
    if (name in found && typeof found[name] !== 'string') throw new Error(`${path}.${name} is no text`);
  }
  for (const [name, each] of Object.entries(found)) walk(each, `${path}.${name}`);
}

function isPlace(value: unknown): value is { readonly line: number; readonly character: number } {
  return typeof value === 'object' && value !== null && 'line' in value && 'character' in value;
}
