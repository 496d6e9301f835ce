import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  MarkupKind,
} from 'vscode-languageserver-types';
import { nodeAt } from '../../compose/index.ts';
import { focusOf, PROJECT_SCHEMA, placeOf, projectOf, type Snapshot } from '../../project/index.ts';
import { factsAt, type Json, keysAt, type SchemaSet } from '../../schema/index.ts';
import type { Uri } from '../../text/index.ts';
import { toLspRange } from '../convert.ts';
import { RULES } from '../diagnostics/index.ts';
import type { At } from '../locate.ts';
import { escapeMarkdown } from '../markdown.ts';
import { aliasOffers } from './aliases.ts';
import { type CursorContext, cursorContext } from './cursorContext.ts';
import type { Word } from './cursorLine.ts';
import { defaultsItemOffers, defaultsOptionOffers, mappingsIn } from './defaults.ts';
import { interpolationOffers } from './interpolations.ts';
import { keyOffers } from './keys.ts';
import { escapeSnippet, type Offer, quoted } from './offer.ts';
import { targetOffers } from './targets.ts';
import { factOffers, valueOffers } from './values.ts';

/** What may be written at the cursor, in half-typed text too. */
export function completion(snapshot: Snapshot, at: At): CompletionList | undefined {
  const { text, reread } = snapshot.files.file(at.uri) ?? {};
  const isProjectFile = projectOf(snapshot, at.uri)?.projectUri === at.uri;
  if (text === undefined || (!isProjectFile && placeOf(snapshot, at.uri) === undefined)) return undefined;
  const context = cursorContext(at.uri, text, at.offset, reread?.last);
  if (context === undefined) return undefined;
  if (context.kind === 'interpolation') {
    if (isProjectFile) return { isIncomplete: false, items: [] };
    const { range, offers, isIncomplete } = interpolationOffers(snapshot, at.uri, context);
    return { isIncomplete, items: offers.map((offer) => itemOf(text, { range }, offer)) };
  }
  const items = isProjectFile ? projectItems(text, context) : configItems(snapshot, at, text, context);
  // Behind the next dot other names may stand.
  return { isIncomplete: isTargetValue(context), items };
}

function isTargetValue(context: CursorContext): boolean {
  return context.kind === 'value' && context.path.at(-1) === '_target_';
}

type Placed = Pick<CursorContext, 'range'> & Partial<Word> & { readonly kind?: CursorContext['kind'] };

function itemOf(text: string, context: Placed, given: Offer): CompletionItem {
  if (given.unquotes && (context.quote ?? '') !== '') return itemOf(text, withoutQuotes(text, context), given);
  const { lead = '', prefix = '', quote = '' } = context;
  const isKey = context.kind === 'key' && quote !== '';
  const { range, offer } = isKey ? keyInQuotes(text, context, given) : behindQuotes(text, context, given);
  // What closes the quote itself needs no second one.
  const tail = offer.closesQuote ? '' : (context.tail ?? '');
  const { label, insert, filter = label, isSnippet, kind, detail, note = detail, documentation, rank } = offer;
  return {
    label,
    kind,
    ...(detail !== undefined && { detail }),
    ...(note !== undefined && { labelDetails: { description: note } }),
    ...(documentation !== undefined && { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
    sortText: `${rank} ${label}`,
    filterText: prefix + filter,
    ...(isSnippet && { insertTextFormat: InsertTextFormat.Snippet }),
    textEdit: { range: toLspRange(text, range), newText: lead + (insert ?? label) + tail },
  };
}

/** The place with the quotes around it, which go. */
function withoutQuotes(text: string, { range, quote = '' }: Placed): Placed {
  const end = range.end + (text[range.end] === quote ? 1 : 0);
  return { range: { start: range.start - quote.length, end }, prefix: quote };
}

/** What closes the quote that it stands in takes the place of the one that is there. */
function behindQuotes(text: string, { range, quote = '' }: Placed, offer: Offer) {
  const end = range.end + (offer.closesQuote && text[range.end] === quote ? 1 : 0);
  return { range: { ...range, end }, offer };
}

/** A key keeps the quotes that it is being typed in; what follows it stands behind them. */
function keyInQuotes(text: string, { range, quote = '' }: Placed, offer: Offer) {
  const { label, insert = label, isSnippet } = offer;
  const written = /^(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*'|[^:]*)/.exec(insert)?.[0] ?? '';
  const rest = insert.slice(written.length);
  const plain = quoted(label, quote);
  const key = isSnippet ? escapeSnippet(plain) : plain;
  // Where nothing follows the key the closing quote is there, before the colon.
  if (rest === '') return { range, offer: { ...offer, insert: key } };
  const end = range.end + (text[range.end] === quote ? 1 : 0);
  return { range: { ...range, end }, offer: { ...offer, insert: key + quote + rest } };
}

type WordContext = Exclude<CursorContext, { kind: 'interpolation' }>;

function configItems(snapshot: Snapshot, { uri, offset }: At, text: string, context: WordContext): CompletionItem[] {
  const offers = (): Offer[] => {
    switch (context.kind) {
      case 'key':
        return keyOffers(snapshot, uri, text, context);
      case 'value': {
        const { start } = context.range;
        return isTargetValue(context)
          ? targetOffers(snapshot, uri, text.slice(start, Math.max(start, offset)))
          : valueOffers(snapshot, uri, context);
      }
      case 'defaultsItem':
        return defaultsItemOffers(snapshot, uri, context);
      case 'defaultsOption':
        return defaultsOptionOffers(snapshot, uri, context);
      case 'alias':
        return aliasOffers(uri, text, context.range);
      case 'packageHeader':
        return headerOffers(snapshot, uri, context.hasKey, text.slice(context.range.start, context.range.end));
    }
  };
  return offers().map((offer) => itemOf(text, context, offer));
}

/** The header's keyword, or where a file may land: the root, or a mapping that is there. */
function headerOffers(snapshot: Snapshot, uri: Uri, hasKey: boolean, typed: string): Offer[] {
  const kind = CompletionItemKind.Keyword;
  const documentation = 'Where the content of this file lands, whatever folder it lies in.';
  if (!hasKey) return [{ label: '@package', insert: '@package ', kind, documentation, rank: 0 }];
  const root = focusOf(snapshot, uri)?.composition.root;
  // What is half typed is a package that nobody else knows.
  const node = root && nodeAt(root, typed.split('.'));
  const isOwn = node?.writes.every(({ origin }) => origin.kind === 'file' && origin.file.uri === uri) === true;
  const mappings = mappingsIn(root, [])
    .filter((label) => !(isOwn && `${label}.`.startsWith(`${typed}.`)))
    .map((label) => ({ label, kind: CompletionItemKind.Module, rank: 1 }));
  return [{ label: '_global_', kind, documentation: 'The root of the config.', rank: 0 }, ...mappings];
}

/** Keys and values of the project file, from its own schema. */
function projectItems(text: string, context: CursorContext): CompletionItem[] {
  if (context.kind !== 'key' && context.kind !== 'value') return [];
  const set: SchemaSet = PROJECT_SCHEMA;
  // The value decides no branch of this schema, but lists are told from mappings by it.
  const shape = context.path.reduceRight<Json>((below, name) => (/^\d+$/.test(name) ? [below] : { [name]: below }), {});
  const keys = [...keysAt(set, shape, context.path)];
  // Behind the dash of a list of mappings nothing tells yet whether a key or a value begins.
  if (context.kind === 'value' && keys.length === 0) {
    const offers = factOffers(factsAt(set, shape, context.path), context.quote);
    return offers.map((offer) => itemOf(text, context, offer));
  }
  const { present, hasColon } = context.kind === 'key' ? context : { present: new Set<string>(), hasColon: false };
  if (context.kind === 'key' && context.path.join('.') === 'rules') return ruleItems(text, context);
  return keys
    .filter(([name]) => !present.has(name))
    .map(([name, facts]) => {
      const isContainer = facts.type === 'array' || facts.type === 'object';
      const insert = hasColon ? name : isContainer ? `${name}:\n  ` : `${name}: `;
      const documentation = facts.description === undefined ? {} : { documentation: escapeMarkdown(facts.description) };
      const offer = {
        label: name,
        insert,
        kind: CompletionItemKind.Property,
        detail: facts.type ?? '',
        ...documentation,
        rank: 1,
      };
      return itemOf(text, context, offer);
    });
}

/** The codes of all rules, and their names: what is told of a problem is looked for by either. */
function ruleItems(text: string, context: Extract<CursorContext, { kind: 'key' }>): CompletionItem[] {
  const offers = RULES.flatMap(({ name, codes, docs }) => [
    { label: name, detail: codes.join(', '), docs },
    ...codes.map((label) => ({ label, detail: name, docs })),
  ]);
  return offers
    .filter(({ label }) => !context.present.has(label))
    .map(({ label, detail, docs }) =>
      itemOf(text, context, {
        label,
        insert: context.hasColon ? label : `${label}: `,
        kind: CompletionItemKind.Property,
        detail,
        documentation: /^.*?\.(?=\s|$)/s.exec(docs)?.[0] ?? docs,
        rank: /^HS/.test(label) ? 2 : 1,
      }),
    );
}
