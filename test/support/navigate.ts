import { documentHighlight, references } from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/project/index.ts';
import { offsetAt } from '../../server/src/text/index.ts';
import { neutral } from './check.ts';
import { uriAt } from './memoryHost.ts';
import { open, parseScenario, type Scenario } from './scenario.ts';

type Given = string | Scenario;

/** A scenario's workspace with its cursor. */
export function opened(given: Given) {
  const scenario = typeof given === 'string' ? parseScenario(given) : given;
  const { cursor } = scenario;
  if (cursor === undefined) throw new Error('the scenario has no $0');
  const snapshot = open(scenario).snapshot();
  return { scenario, snapshot, at: { uri: uriAt(cursor.path), offset: cursor.offset } };
}

interface LspRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** A place as a line such as `configs/a.yaml:3: seq_len: [1024]`, the place itself in brackets. */
export function placeLine(snapshot: Snapshot, uri: string, { start, end }: LspRange): string {
  const text = snapshot.files.file(uri)?.text ?? '';
  const [from, to] = [offsetAt(text, start), offsetAt(text, end)];
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const [rest = ''] = text.slice(to).split(/\r?\n/, 1);
  const line = `${text.slice(lineStart, from)}[${text.slice(from, to)}]${rest}`.trim();
  return `${decodeURIComponent(neutral(uri))}:${start.line + 1}: ${line}`;
}

/** The references to what is under the cursor, a line each. */
export function referenceLines(given: Given, withDeclarations = true): string {
  const { snapshot, at } = opened(given);
  return references(snapshot, at, withDeclarations)
    .map(({ uri, range }) => placeLine(snapshot, uri, range))
    .join('\n');
}

/** What is highlighted with the cursor where it is. */
export function highlightLines(given: Given): string {
  const { snapshot, at } = opened(given);
  return documentHighlight(snapshot, at)
    .map(({ range, kind }) => `${kind === 3 ? 'write' : 'read'} ${placeLine(snapshot, at.uri, range)}`)
    .join('\n');
}
