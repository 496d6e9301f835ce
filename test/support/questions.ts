// What every feature may be asked about a place. The bench asks the same questions.
import { FEATURES, type Feature } from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/project/index.ts';
import { positionAt } from '../../server/src/text/index.ts';

/** What a client may send with a request about a place; a feature takes those parts that it knows. */
function paramsFor(uri: string, text: string, offset: number): readonly unknown[] {
  const position = positionAt(text, offset);
  const range = { start: position, end: position };
  const whole = { start: { line: 0, character: 0 }, end: positionAt(text, text.length) };
  const all = {
    textDocument: { uri },
    uri,
    left: { uri },
    right: { uri, composedWith: [] },
    position,
    positions: [position],
    range,
    ranges: [range],
    context: { diagnostics: [], includeDeclaration: true, triggerKind: 1 },
    root: uri,
    name: 'new',
    path: ['a'],
    overrides: '',
    offset: 0,
    query: 'a',
    previousResultId: '1',
    ch: '{',
    newName: 'renamed',
    title: 'Fix all problems of kind HS301 in this file',
    files: [{ oldUri: uri, newUri: `${uri}.bak.yaml` }],
    options: { tabSize: 2, insertSpaces: true },
  };
  return [all, { ...all, range: whole }];
}

/** Whether a feature is about a place, or may be asked about one: the others are asked once for each text. */
export function isPlaced({ accepts }: Feature): boolean {
  const document = {
    textDocument: { uri: 'file:///a.yaml' },
    uri: 'file:///a.yaml',
    left: { uri: 'file:///a.yaml' },
    right: { uri: 'file:///a.yaml' },
    root: 'file:///a',
    name: 'new',
    path: ['a'],
    overrides: '',
    offset: 0,
    query: '',
    previousResultId: '1',
    files: [],
    title: '',
  };
  // What may have a place refuses one that is none.
  const nowhere = 'nowhere';
  return !accepts(document) || !accepts({ ...document, position: nowhere, range: nowhere });
}

/** A question to one feature, with parameters of the shape that it takes. */
export interface Question {
  readonly feature: Feature;
  readonly params: unknown;
}

/** What every feature may be asked about a place; what asks about a range is asked about the whole text as well. */
export function questionsAt(
  snapshot: Snapshot,
  uri: string,
  offset: number,
  features: readonly Feature[] = FEATURES,
): Question[] {
  return questionsIn(snapshot.files.file(uri)?.text ?? '', uri, offset, features);
}

/** The same where only the text is known. */
export function questionsIn(text: string, uri: string, offset: number, features: readonly Feature[]): Question[] {
  return features.flatMap((feature) => {
    const [params, wide] = paramsFor(uri, text, offset).filter(feature.accepts);
    if (params === undefined) throw new Error(`no parameters of this test are those of ${feature.method}`);
    const { range: _, ...bare } = params as Record<string, unknown>;
    return (feature.accepts(bare) ? [params] : [params, wide]).map((each) => ({ feature, params: each }));
  });
}
