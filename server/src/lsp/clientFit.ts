import type {
  ClientCapabilities,
  CodeAction,
  CodeLens,
  CompletionItem,
  CompletionList,
  DocumentSymbol,
  Hover,
  InlayHint,
  Location,
  LocationLink,
  MarkupContent,
  ServerCapabilities,
  SymbolInformation,
} from 'vscode-languageserver-protocol';
import { isRecord, resolveAction } from '../features/index.ts';
import type { Snapshot } from '../project/index.ts';
import type { Settings } from './settings.ts';

/** What an editor can take, by its own account: what it does not mention it cannot, as the protocol has it. */
export interface ClientFit {
  /** What the server promises, without what this editor could only misread. */
  readonly promised: (all: ServerCapabilities) => ServerCapabilities;
  /** An answer in the form that the editor understands. */
  readonly answer: (method: string, answer: unknown, about: Asked) => unknown;
}

interface Asked {
  readonly snapshot: Snapshot;
  readonly settings: Settings;
  /** The document's address. */
  readonly uri: string | undefined;
}

/** The initialization options that a client of more than the protocol gives. */
export interface ClientOptions {
  /** The commands that it has: a button whose command nobody knows is not shown. */
  readonly commands: ReadonlySet<string>;
  /** It closes the brace behind a typed `${` itself. */
  readonly closesBraces: boolean;
}

export function readClientOptions(given: unknown): ClientOptions {
  const { commands, closesBraces } = isRecord(given) ? given : {};
  const known = Array.isArray(commands) ? commands.filter((each) => typeof each === 'string') : [];
  return { commands: new Set(known), closesBraces: closesBraces === true };
}

export function fitTo({ textDocument = {} }: ClientCapabilities, options: ClientOptions): ClientFit {
  const { definition, typeDefinition, implementation, completion, hover, documentSymbol, codeAction, rename } =
    textDocument;
  const links: Readonly<Record<string, boolean>> = {
    'textDocument/definition': definition?.linkSupport === true,
    'textDocument/typeDefinition': typeDefinition?.linkSupport === true,
    'textDocument/implementation': implementation?.linkSupport === true,
  };
  const item = completion?.completionItem;
  const hasMarkdown = (formats: readonly string[] | undefined) => formats?.includes('markdown') === true;
  const shape: Readonly<Record<string, (answer: never, about: Asked) => unknown>> = {
    'textDocument/completion': (list: CompletionList) => {
      const texts = hasMarkdown(item?.documentationFormat);
      if (texts && item?.snippetSupport === true) return list;
      return { ...list, items: list.items.map((each) => plainItem(each, texts, item?.snippetSupport === true)) };
    },
    'textDocument/hover': (found: Hover) =>
      hasMarkdown(hover?.contentFormat) ? found : { ...found, contents: plainContent(found.contents as MarkupContent) },
    'textDocument/documentSymbol': (symbols: DocumentSymbol[], { uri = '' }) =>
      documentSymbol?.hierarchicalDocumentSymbolSupport === true ? symbols : flatSymbols(symbols, uri),
    'textDocument/codeAction': (actions: CodeAction[], { snapshot }) => {
      // Without literals an action is a command, and the server has none.
      if (codeAction?.codeActionLiteralSupport === undefined) return [];
      if (codeAction.resolveSupport?.properties.includes('edit') === true) return actions;
      return actions.map((action) => (action.edit === undefined ? resolveAction(snapshot, action) : action));
    },
    'textDocument/codeLens': (lenses: CodeLens[], { settings }) =>
      settings.codeLens ? lenses.filter(({ command }) => command && options.commands.has(command.command)) : [],
    'textDocument/inlayHint': (hints: InlayHint[], { settings }) =>
      hints.filter(({ data }) => !settings.hiddenHints.has(String((data as { kind?: unknown } | undefined)?.kind))),
  };
  return {
    promised: ({ documentOnTypeFormattingProvider, codeLensProvider, renameProvider, ...all }) => ({
      ...all,
      renameProvider: rename?.prepareSupport === true && renameProvider !== undefined ? renameProvider : true,
      // An editor may ask one server only what to do after a key: where it closes braces itself, that is for others.
      ...(!options.closesBraces && documentOnTypeFormattingProvider && { documentOnTypeFormattingProvider }),
      ...(options.commands.size > 0 && codeLensProvider && { codeLensProvider }),
    }),
    answer: (method, answer, about) => {
      if (answer === null || answer === undefined) return answer;
      if (links[method] === false) return (answer as LocationLink[]).map(plainLocation);
      return shape[method]?.(answer as never, about) ?? answer;
    },
  };
}

function plainLocation({ targetUri, targetSelectionRange }: LocationLink): Location {
  return { uri: targetUri, range: targetSelectionRange };
}

function plainItem(item: CompletionItem, isMarkdown: boolean, isSnippet: boolean): CompletionItem {
  const { documentation, insertTextFormat, ...rest } = item;
  const isPlain = isSnippet || insertTextFormat === undefined;
  const { textEdit } = rest;
  const kept = documentation === undefined ? {} : { documentation };
  const told = isMarkdown || typeof documentation !== 'object' ? kept : { documentation: plainContent(documentation) };
  if (isPlain) return { ...rest, ...told, ...(insertTextFormat !== undefined && { insertTextFormat }) };
  return {
    ...rest,
    ...told,
    ...(textEdit !== undefined && { textEdit: { ...textEdit, newText: withoutPlaces(textEdit.newText) } }),
  };
}

/** A snippet's text with what stands there at first: of a choice the first one. */
function withoutPlaces(snippet: string): string {
  return snippet
    .replaceAll(/(?<!\\)\$\{\d+\|((?:\\.|[^\\,|])*)(?:,(?:\\.|[^\\|])*)?\|\}/g, '$1')
    .replaceAll(/(?<!\\)\$\{\d+:((?:\\.|[^\\}])*)\}/g, '$1')
    .replaceAll(/(?<!\\)\$(?:\d+|\{\d+\})/g, '')
    .replaceAll(/\\([\\$},|])/g, '$1');
}

/** Markdown as a person reads it where nothing shows it as such. */
function plainContent({ value }: MarkupContent): MarkupContent {
  const text = value
    .replaceAll(/\[((?:\\.|[^\]\\])*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^```\w*\n?|~~|\*\*|^---$/gm, '')
    .replaceAll(/(?<!\\)`/g, '')
    .replaceAll(/\\([\\`*_{}[\]()#+\-.!|<>~&])/g, '$1');
  return { kind: 'plaintext', value: text.trim() };
}

function flatSymbols(symbols: readonly DocumentSymbol[], uri: string, containerName?: string): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, range, children = [] }) => [
    { name, kind, location: { uri, range }, ...(containerName !== undefined && { containerName }) },
    ...flatSymbols(children, uri, name),
  ]);
}
