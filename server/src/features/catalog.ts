import type { ServerCapabilities } from 'vscode-languageserver-protocol';
import { CodeActionKind, type Range as LspRange, type Position } from 'vscode-languageserver-types';
import type { Snapshot } from '../project/index.ts';
import {
  COMPOSED,
  type ComposedParams,
  FOCUS,
  FOCUS_CHOICES,
  type FocusChoicesParams,
  type FocusParams,
  PLAN,
  type PlanParams,
  PRIMARIES,
} from '../protocol.ts';
import { canonicalUri, offsetAt } from '../text/index.ts';
import { codeActions } from './codeActions.ts';
import { codeLens } from './codeLens.ts';
import { completion } from './completion.ts';
import { definition } from './definition.ts';
import { focus, focusChoices } from './focus.ts';
import { hover } from './hover.ts';
import type { At } from './locate.ts';
import { composed, plan, primaries } from './plan.ts';

/** One request that the server answers: its name on the wire, what it promises, and the function behind it. */
export interface Feature {
  readonly method: string;
  readonly capabilities: ServerCapabilities;
  readonly answer: (snapshot: Snapshot, params: unknown) => unknown;
}

interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

interface PositionParams extends DocumentParams {
  readonly position: Position;
}

interface RangeParams extends DocumentParams {
  readonly range: LspRange;
}

function feature<P>(
  method: string,
  capabilities: ServerCapabilities,
  answer: (snapshot: Snapshot, params: P) => unknown,
): Feature {
  return { method, capabilities, answer: (snapshot, params) => answer(snapshot, listed(snapshot, params) as P) };
}

/** Editors ask by the name that a document was opened by; on some disks that is not the one that the file has. */
function listed(snapshot: Snapshot, params: unknown): unknown {
  const given = params as { readonly uri?: unknown; readonly textDocument?: { readonly uri?: unknown } } | null;
  const address = (uri: string) => snapshot.files.listed(canonicalUri(uri));
  if (typeof given?.uri === 'string') return { ...given, uri: address(given.uri) };
  const uri = given?.textDocument?.uri;
  return typeof uri === 'string' ? { ...given, textDocument: { ...given?.textDocument, uri: address(uri) } } : params;
}

function atOf(snapshot: Snapshot, { textDocument, position }: PositionParams): At {
  const uri = canonicalUri(textDocument.uri);
  return { uri, offset: offsetAt(snapshot.files.file(uri)?.text ?? '', position) };
}

/** Every feature, once. */
export const FEATURES: readonly Feature[] = [
  feature<PositionParams>('textDocument/hover', { hoverProvider: true }, (snapshot, params) =>
    hover(snapshot, atOf(snapshot, params)),
  ),
  feature<PositionParams>(
    'textDocument/completion',
    { completionProvider: { triggerCharacters: [' ', ':', '"', "'", '/', '-', '.'] } },
    (snapshot, params) => completion(snapshot, atOf(snapshot, params)),
  ),
  feature<PositionParams>('textDocument/definition', { definitionProvider: true }, (snapshot, params) =>
    definition(snapshot, atOf(snapshot, params)),
  ),
  feature<DocumentParams>('textDocument/codeLens', { codeLensProvider: {} }, (snapshot, params) =>
    codeLens(snapshot, canonicalUri(params.textDocument.uri)),
  ),
  feature<RangeParams>(
    'textDocument/codeAction',
    { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] } },
    (snapshot, { textDocument, range }) => {
      const uri = canonicalUri(textDocument.uri);
      const text = snapshot.files.file(uri)?.text ?? '';
      return codeActions(snapshot, uri, { start: offsetAt(text, range.start), end: offsetAt(text, range.end) });
    },
  ),
  feature<null>(PRIMARIES, {}, (snapshot) => primaries(snapshot)),
  feature<ComposedParams>(COMPOSED, {}, (snapshot, params) => composed(snapshot, canonicalUri(params.uri))),
  feature<PlanParams>(PLAN, {}, (snapshot, { uri, overrides, reaches }) =>
    plan(snapshot, canonicalUri(uri), overrides, reaches === undefined ? undefined : canonicalUri(reaches)),
  ),
  feature<FocusParams>(FOCUS, {}, (snapshot, params) => focus(snapshot, canonicalUri(params.uri))),
  feature<FocusChoicesParams>(FOCUS_CHOICES, {}, (snapshot, params) => {
    const uri = canonicalUri(params.uri);
    const text = snapshot.files.file(uri)?.text ?? '';
    return focusChoices(snapshot, uri, params.position && offsetAt(text, params.position));
  }),
];
