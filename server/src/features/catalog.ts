import type { FileOperationRegistrationOptions, ServerCapabilities } from 'vscode-languageserver-protocol';
import type { CodeAction, Range as LspRange } from 'vscode-languageserver-types';
import type { Snapshot } from '../project/index.ts';
import {
  COMPARE,
  COMPARE_CHOICES,
  COMPLETE_OVERRIDE,
  COMPOSED,
  type CompareChoicesParams,
  type CompareParams,
  type CompleteOverrideParams,
  type ComposedParams,
  DEFAULTS_TREE,
  EFFECTIVE_CONFIG,
  EFFECTIVE_VALUE,
  type EffectiveValueParams,
  FOCUS,
  FOCUS_CHOICES,
  FOCUS_PROBLEMS,
  type FocusChoicesParams,
  type FocusParams,
  NEW_MODEL,
  NEW_MODEL_PLACES,
  OVERRIDDEN_LENS,
  type OverriddenLensParams,
  PLAN,
  type PlanParams,
  PRIMARIES,
  PROJECTS,
  type Side,
  USERS,
  type UsersParams,
} from '../protocol.ts';
import { canonicalUri, offsetAt, type Range, type Uri } from '../text/index.ts';
import { ACTION_KINDS, type ActionContext, codeActions, resolveAction } from './actions/codeActions.ts';
import { completeCommand, hoverCommand } from './commands/index.ts';
import { completeOverride } from './completeOverride.ts';
import { closeInterpolation } from './completion/closeInterpolation.ts';
import { completion } from './completion/completion.ts';
import { compare } from './composed/compare.ts';
import { compareChoices } from './composed/compareChoices.ts';
import { composed } from './composed/composed.ts';
import { defaultsTree } from './effective/defaultsTree.ts';
import { effectiveConfig, effectiveValue, focusProblems } from './effective/effectiveConfig.ts';
import { focus } from './focus.ts';
import { focusChoices } from './focusChoices.ts';
import { hover } from './hover/hover.ts';
import type { At } from './locate.ts';
import { definition } from './navigation/definition.ts';
import { documentHighlight } from './navigation/documentHighlight.ts';
import { documentLink } from './navigation/documentLink.ts';
import { documentSymbol } from './navigation/documentSymbol.ts';
import { implementation } from './navigation/implementation.ts';
import { references } from './navigation/references.ts';
import { typeDefinition } from './navigation/typeDefinition.ts';
import { users } from './navigation/users.ts';
import { workspaceSymbol } from './navigation/workspaceSymbol.ts';
import { isNewModelParams, isPlacesParams, newModel, newModelPlaces } from './newModel/index.ts';
import {
  includesDeclarations,
  isDeltaParams,
  isDocumentParams,
  isFileRenames,
  isPosition,
  isPositionParams,
  isPositionsParams,
  isQueryParams,
  isRangeParams,
  isRecord,
  isRenameParams,
  type PositionParams,
  type RangeParams,
} from './params.ts';
import { plan, primaries } from './plan.ts';
import { projectFacts } from './projectFacts.ts';
import { prepareRename, rename } from './renames/rename.ts';
import { willRenameFiles } from './renames/willRenameFiles.ts';
import { codeLens } from './shown/codeLens.ts';
import { foldingRange } from './shown/foldingRange.ts';
import { inlayHints } from './shown/inlayHints.ts';
import { overriddenLens, overriding } from './shown/overriddenLens.ts';
import { selectionRange } from './shown/selectionRange.ts';
import { semanticTokens, TOKEN_MODIFIERS, TOKEN_TYPES } from './shown/semanticTokens.ts';

/** One request that the server answers: its name on the wire, what it promises, and the function behind it. */
export interface Feature {
  readonly method: string;
  readonly capabilities: ServerCapabilities;
  /** Whether parameters have the shape that `answer` relies on. */
  readonly accepts: (params: unknown) => boolean;
  readonly answer: (snapshot: Snapshot, params: unknown) => unknown;
}

function feature<P>(
  method: string,
  capabilities: ServerCapabilities,
  accepts: (params: unknown) => params is P,
  answer: (snapshot: Snapshot, params: P) => unknown,
): Feature {
  return {
    method,
    capabilities,
    accepts,
    answer: (snapshot, params) => answer(snapshot, listed(snapshot, params) as P),
  };
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

/** The files and folders whose renaming is asked about before it happens. */
const RENAMED_FILES: FileOperationRegistrationOptions['filters'] = [
  { scheme: 'file', pattern: { glob: '**/*.yaml', matches: 'file' } },
  { scheme: 'file', pattern: { glob: '**', matches: 'folder' } },
];

function rangeIn(snapshot: Snapshot, uri: Uri, { start, end }: LspRange): Range {
  const text = snapshot.files.file(uri)?.text ?? '';
  return { start: offsetAt(text, start), end: offsetAt(text, end) };
}

/** Other languages have servers of their own for these, and an editor may ask one server only. */
const YAML = [{ scheme: 'file', language: 'yaml' }];

/** Every feature, once. */
export const FEATURES: readonly Feature[] = [
  feature(
    'textDocument/hover',
    { hoverProvider: true },
    isPositionParams,
    (snapshot, params) => hoverCommand(snapshot, atOf(snapshot, params)) ?? hover(snapshot, atOf(snapshot, params)),
  ),
  feature(
    'textDocument/completion',
    { completionProvider: { triggerCharacters: [' ', ':', '"', "'", '/', '-', '.', '{', '[', '@', ',', '='] } },
    isPositionParams,
    (snapshot, params) =>
      completeCommand(snapshot, atOf(snapshot, params)) ?? completion(snapshot, atOf(snapshot, params)),
  ),
  feature('textDocument/definition', { definitionProvider: true }, isPositionParams, (snapshot, params) =>
    definition(snapshot, atOf(snapshot, params)),
  ),
  feature('textDocument/typeDefinition', { typeDefinitionProvider: true }, isPositionParams, (snapshot, params) =>
    typeDefinition(snapshot, atOf(snapshot, params)),
  ),
  feature('textDocument/implementation', { implementationProvider: true }, isPositionParams, (snapshot, params) =>
    implementation(snapshot, atOf(snapshot, params)),
  ),
  feature('textDocument/references', { referencesProvider: true }, isPositionParams, (snapshot, params) =>
    references(snapshot, atOf(snapshot, params), includesDeclarations(params)),
  ),
  feature('textDocument/documentHighlight', { documentHighlightProvider: true }, isPositionParams, (snapshot, params) =>
    documentHighlight(snapshot, atOf(snapshot, params)),
  ),
  feature(
    'textDocument/prepareRename',
    { renameProvider: { prepareProvider: true } },
    isPositionParams,
    (snapshot, params) => prepareRename(snapshot, atOf(snapshot, params)),
  ),
  feature('textDocument/rename', {}, isRenameParams, (snapshot, params) =>
    rename(snapshot, atOf(snapshot, params), params.newName),
  ),
  feature(
    'workspace/willRenameFiles',
    { workspace: { fileOperations: { willRename: { filters: RENAMED_FILES } } } },
    isFileRenames,
    (snapshot, params) => willRenameFiles(snapshot, params.files),
  ),
  feature('textDocument/documentSymbol', { documentSymbolProvider: true }, isDocumentParams, (snapshot, params) =>
    documentSymbol(snapshot, canonicalUri(params.textDocument.uri)),
  ),
  feature('workspace/symbol', { workspaceSymbolProvider: true }, isQueryParams, (snapshot, params) =>
    workspaceSymbol(snapshot, params.query),
  ),
  feature('textDocument/documentLink', { documentLinkProvider: {} }, isDocumentParams, (snapshot, params) =>
    documentLink(snapshot, canonicalUri(params.textDocument.uri)),
  ),
  feature('textDocument/foldingRange', { foldingRangeProvider: true }, isDocumentParams, (snapshot, params) =>
    foldingRange(snapshot, canonicalUri(params.textDocument.uri)),
  ),
  feature('textDocument/selectionRange', { selectionRangeProvider: true }, isPositionsParams, (snapshot, params) =>
    selectionRange(snapshot, canonicalUri(params.textDocument.uri), params.positions),
  ),
  feature(
    'textDocument/onTypeFormatting',
    { documentOnTypeFormattingProvider: { firstTriggerCharacter: '{' } },
    isPositionParams,
    (snapshot, params) => closeInterpolation(snapshot, atOf(snapshot, params)),
  ),
  feature('textDocument/codeLens', { codeLensProvider: {} }, isDocumentParams, (snapshot, params) =>
    codeLens(snapshot, canonicalUri(params.textDocument.uri)),
  ),
  feature(
    'textDocument/inlayHint',
    { inlayHintProvider: { documentSelector: YAML } },
    isRangeParams,
    (snapshot, { textDocument, range }) => {
      const uri = canonicalUri(textDocument.uri);
      return inlayHints(snapshot, uri, rangeIn(snapshot, uri, range));
    },
  ),
  feature(
    'textDocument/codeAction',
    { codeActionProvider: { codeActionKinds: [...ACTION_KINDS], resolveProvider: true } },
    isActionParams,
    (snapshot, { textDocument, range, context }) => {
      const uri = canonicalUri(textDocument.uri);
      return codeActions(snapshot, uri, rangeIn(snapshot, uri, range), context);
    },
  ),
  feature('codeAction/resolve', {}, isAction, (snapshot, action) => resolveAction(snapshot, action)),
  feature(
    'textDocument/semanticTokens/full',
    {
      semanticTokensProvider: {
        documentSelector: YAML,
        legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
        full: { delta: true },
        range: true,
      },
    },
    isDocumentParams,
    (snapshot, { textDocument }) => semanticTokens(snapshot, canonicalUri(textDocument.uri)),
  ),
  // All of them answer this too; the connection leaves out what the client has.
  feature('textDocument/semanticTokens/full/delta', {}, isDeltaParams, (snapshot, { textDocument }) =>
    semanticTokens(snapshot, canonicalUri(textDocument.uri)),
  ),
  feature('textDocument/semanticTokens/range', {}, isRangeParams, (snapshot, { textDocument, range }) => {
    const uri = canonicalUri(textDocument.uri);
    return semanticTokens(snapshot, uri, rangeIn(snapshot, uri, range));
  }),
  feature(PRIMARIES, {}, isAnything, (snapshot) => primaries(snapshot)),
  feature(COMPOSED, {}, isComposedParams, (snapshot, params) => composed(snapshot, params.uri, params)),
  feature(COMPARE, {}, isCompareParams, (snapshot, params) => compare(snapshot, params)),
  feature(COMPARE_CHOICES, {}, isUriParams, (snapshot, params) => compareChoices(snapshot, canonicalUri(params.uri))),
  feature(PLAN, {}, isPlanParams, (snapshot, { uri, overrides, reaches, sweeps }) => {
    const reached = reaches === undefined ? undefined : canonicalUri(reaches);
    return plan(snapshot, canonicalUri(uri), overrides, { reached, sweeps });
  }),
  feature(COMPLETE_OVERRIDE, {}, isCompleteOverrideParams, (snapshot, { uri, overrides, offset }) =>
    completeOverride(snapshot, canonicalUri(uri), overrides, offset),
  ),
  feature(USERS, {}, isFocusChoicesParams, (snapshot, { uri: given, position }) => {
    const uri = canonicalUri(given);
    if (position === undefined) return users(snapshot, uri);
    return overriding(snapshot, uri, offsetAt(snapshot.files.file(uri)?.text ?? '', position));
  }),
  feature(OVERRIDDEN_LENS, {}, isUriParams, (snapshot, params) => overriddenLens(snapshot, canonicalUri(params.uri))),
  feature(FOCUS, {}, isUriParams, (snapshot, params) => focus(snapshot, canonicalUri(params.uri))),
  feature(FOCUS_CHOICES, {}, isFocusChoicesParams, (snapshot, params) => {
    const uri = canonicalUri(params.uri);
    const text = snapshot.files.file(uri)?.text ?? '';
    return focusChoices(snapshot, uri, params.position && offsetAt(text, params.position));
  }),
  feature(NEW_MODEL_PLACES, {}, isPlacesParams, (snapshot, params) =>
    newModelPlaces(snapshot, params.uri === null ? undefined : canonicalUri(params.uri)),
  ),
  feature(PROJECTS, {}, isAnything, (snapshot) => projectFacts(snapshot)),
  feature(NEW_MODEL, {}, isNewModelParams, (snapshot, params) => newModel(snapshot, params)),
  feature(EFFECTIVE_CONFIG, {}, isUriParams, (snapshot, { uri }) => effectiveConfig(snapshot, canonicalUri(uri))),
  feature(EFFECTIVE_VALUE, {}, isEffectiveValueParams, (snapshot, { uri, path }) =>
    effectiveValue(snapshot, canonicalUri(uri), path),
  ),
  feature(DEFAULTS_TREE, {}, isUriParams, (snapshot, { uri }) => defaultsTree(snapshot, canonicalUri(uri))),
  feature(FOCUS_PROBLEMS, {}, isUriParams, (snapshot, { uri }) => focusProblems(snapshot, canonicalUri(uri))),
];

function isEffectiveValueParams(params: unknown): params is EffectiveValueParams {
  if (!isRecord(params) || typeof params.uri !== 'string') return false;
  return Array.isArray(params.path) && params.path.every((each) => typeof each === 'string');
}

function isAnything(_: unknown): _ is unknown {
  return true;
}

function isActionParams(params: unknown): params is RangeParams & { readonly context?: ActionContext } {
  if (!isRangeParams(params)) return false;
  const { context } = params as { readonly context?: unknown };
  if (context === undefined) return true;
  if (!isRecord(context)) return false;
  const { only, diagnostics } = context;
  return (
    (only === undefined || (Array.isArray(only) && only.every((each) => typeof each === 'string'))) &&
    (diagnostics === undefined || (Array.isArray(diagnostics) && diagnostics.every(isRecord)))
  );
}

function isAction(params: unknown): params is CodeAction {
  return isRecord(params) && typeof params.title === 'string';
}

function isUriParams(params: unknown): params is CompareChoicesParams & FocusParams & OverriddenLensParams {
  return isRecord(params) && typeof params.uri === 'string';
}

function isSide(given: unknown): given is Side {
  if (!isRecord(given) || typeof given.uri !== 'string') return false;
  const { composedWith, isSaved, isRun } = given;
  const isLine = (each: unknown) => typeof each === 'string';
  return (
    (composedWith === undefined || (Array.isArray(composedWith) && composedWith.every(isLine))) &&
    areFlags(isSaved, isRun)
  );
}

function isComposedParams(params: unknown): params is ComposedParams {
  if (!isSide(params)) return false;
  const { isResolved, isExplained, like } = params as Partial<Record<keyof ComposedParams, unknown>>;
  return areFlags(isResolved, isExplained) && (like === undefined || isSide(like));
}

function isCompareParams(params: unknown): params is CompareParams {
  return isRecord(params) && isSide(params.left) && isSide(params.right) && areFlags(params.isResolved);
}

function areFlags(...flags: readonly unknown[]): boolean {
  return flags.every((flag) => flag === undefined || typeof flag === 'boolean');
}

function isPlanParams(params: unknown): params is PlanParams {
  if (!isRecord(params) || typeof params.uri !== 'string' || typeof params.overrides !== 'string') return false;
  if (params.sweeps !== undefined && typeof params.sweeps !== 'boolean') return false;
  return params.reaches === undefined || typeof params.reaches === 'string';
}

function isCompleteOverrideParams(params: unknown): params is CompleteOverrideParams {
  if (!isRecord(params) || typeof params.uri !== 'string' || typeof params.overrides !== 'string') return false;
  return Number.isInteger(params.offset);
}

function isFocusChoicesParams(params: unknown): params is FocusChoicesParams & UsersParams {
  return (
    isRecord(params) && typeof params.uri === 'string' && (params.position === undefined || isPosition(params.position))
  );
}
