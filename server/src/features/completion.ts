import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  MarkupKind,
} from 'vscode-languageserver-types';
import { type Composition, type ConfigNode, type KeyPath, nodeAt, plainOf } from '../compose/index.ts';
import {
  focusOf,
  PROJECT_SCHEMA,
  packageIn,
  placeOf,
  primariesOf,
  projectOf,
  type Snapshot,
  shortName,
} from '../project/index.ts';
import { factsAt, type Json, keysAt, type SchemaFacts, type SchemaSet } from '../schema/index.ts';
import { emitScalar, stringLeaf, type Uri } from '../text/index.ts';
import { toLspRange } from './convert.ts';
import { type CursorContext, cursorContext, type Word } from './cursorContext.ts';
import { defaultsItemOffers, defaultsOptionOffers, mappingsIn } from './defaultsCompletion.ts';
import { describeFully } from './described.ts';
import { explainWrite, inline, typeName } from './explain.ts';
import { interpolationOffers } from './interpolationCompletion.ts';
import { type At, registryFor } from './locate.ts';
import { code, escapeMarkdown } from './markdown.ts';
import { type Offer, quoted } from './offer.ts';
import { registryUsers } from './registryUsers.ts';
import { argumentOffers, argumentValueOffers, targetOffers } from './targetCompletion.ts';

/** What may be written at the cursor, in half-typed text too. */
export function completion(snapshot: Snapshot, at: At): CompletionList | undefined {
  const text = snapshot.files.file(at.uri)?.text;
  const isProjectFile = projectOf(snapshot, at.uri)?.projectUri === at.uri;
  if (text === undefined || (!isProjectFile && placeOf(snapshot, at.uri) === undefined)) return undefined;
  const context = cursorContext(at.uri, text, at.offset);
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

function itemOf(
  text: string,
  { range, lead = '', tail = '' }: Pick<CursorContext, 'range'> & Partial<Word>,
  offer: Offer,
): CompletionItem {
  const { label, insert, filter = label, isSnippet, kind, detail, note = detail, documentation, rank } = offer;
  return {
    label,
    kind,
    ...(detail !== undefined && { detail }),
    ...(note !== undefined && { labelDetails: { description: note } }),
    ...(documentation !== undefined && { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
    sortText: `${rank} ${label}`,
    filterText: filter,
    ...(isSnippet && { insertTextFormat: InsertTextFormat.Snippet }),
    textEdit: { range: toLspRange(text, range), newText: lead + (insert ?? label) + tail },
  };
}

type WordContext = Exclude<CursorContext, { kind: 'interpolation' }>;

function configItems(snapshot: Snapshot, { uri, offset }: At, text: string, context: WordContext): CompletionItem[] {
  const offers = (): Offer[] => {
    switch (context.kind) {
      case 'key':
        return keyOffers(snapshot, uri, context);
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
      case 'packageHeader':
        return headerOffers(snapshot, uri, context.hasKey);
    }
  };
  return offers().map((offer) => itemOf(text, context, offer));
}

type KeyContext = Extract<CursorContext, { kind: 'key' }>;

function keyOffers(snapshot: Snapshot, uri: Uri, { path, present, hasColon }: KeyContext): Offer[] {
  const targeted = argumentOffers(snapshot, uri, path, present, hasColon);
  const offers = new Map(targeted.map((offer) => [offer.label, offer]));
  const focus = focusOf(snapshot, uri);
  if (focus === undefined) return targeted;
  const full = [...(packageIn(focus.composition, uri) ?? []), ...path];
  const described = describeFully(snapshot, focus.composition);
  const known = described === undefined ? new Map<string, SchemaFacts>() : keysAt(described.set, described.value, full);
  const node = nodeAt(focus.composition.root, full);
  for (const name of new Set([...(node?.children.keys() ?? []), ...known.keys()])) {
    const child = node?.children.get(name);
    if (present.has(name) || name.startsWith('\0') || isOwn(child, uri)) continue;
    offers.set(name, keyOffer({ uri, name, child, hasColon, facts: known.get(name), composition: focus.composition }));
  }
  if (path.length === 0 && !present.has('defaults') && snapshot.config(uri)?.defaults === undefined) {
    offers.set('defaults', {
      label: 'defaults',
      insert: hasColon ? 'defaults' : 'defaults:\n  - ${1}\n  - _self_',
      isSnippet: !hasColon,
      kind: CompletionItemKind.Keyword,
      documentation: 'The configs that this one is composed from, in order; later entries win.',
      rank: 2,
    });
  }
  return [...offers.values()];
}

/** Whether a key stands in this document only: the half-typed word itself. */
function isOwn(node: ConfigNode | undefined, uri: Uri): boolean {
  return node?.writes.every(({ origin }) => origin.kind === 'file' && origin.file.uri === uri) === true;
}

interface KnownKey {
  readonly uri: Uri;
  readonly name: string;
  readonly facts: SchemaFacts | undefined;
  readonly child: ConfigNode | undefined;
  readonly composition: Composition;
  readonly hasColon: boolean;
}

function keyOffer({ uri, name, facts, child: node, composition, hasColon }: KnownKey): Offer {
  // What the key is without this document: the last who wrote it.
  const write = node?.writes.findLast(({ origin }) => origin.kind !== 'file' || origin.file.uri !== uri);
  const inherited = write === undefined ? undefined : explainWrite(composition, write);
  const fallback = inherited?.value ?? (facts?.default === undefined ? undefined : jsonText(facts.default));
  const type = facts?.type ?? (node === undefined ? undefined : typeName(plainOf(node)));
  const isMap = node?.shape === 'map' || facts?.type?.split(' or ').includes('object') === true;
  const detail = [
    type,
    fallback === undefined || isMap ? undefined : `= ${fallback}`,
    inherited && `(${inherited.place})`,
  ];
  const note = isMap ? 'mapping' : [fallback, inherited?.place].filter((part) => part !== undefined).join('  ');
  const snippet = isMap ? `${name}:\n  \${0}` : `${name}: ${valueSnippet(facts, fallback)}`;
  return {
    label: name,
    insert: hasColon ? name : snippet,
    isSnippet: !hasColon,
    kind: isMap ? CompletionItemKind.Module : CompletionItemKind.Property,
    detail: detail.filter((part) => part !== undefined).join(' '),
    note,
    ...(facts?.description !== undefined && { documentation: escapeMarkdown(facts.description) }),
    rank: facts?.required === true && node === undefined ? 0 : 1,
  };
}

/** The value to begin with: a list to choose from where the schema has one, else what the key has by default. */
function valueSnippet(facts: SchemaFacts | undefined, fallback: string | undefined): string {
  const listed = facts?.values ?? (facts?.type === 'boolean' ? [true, false] : []);
  const texts = listed.map(jsonText);
  if (texts.length > 1) {
    const ordered = new Set([...texts.filter((text) => text === fallback), ...texts]);
    return `\${1|${[...ordered].map((text) => text.replace(/[\\,|]/g, '\\$&')).join(',')}|}`;
  }
  // What was cut short for reading is no value.
  const text = fallback === undefined || fallback.endsWith('…') ? '' : fallback;
  return `\${1:${text.replace(/[\\$}]/g, '\\$&')}}`;
}

type ValueContext = Extract<CursorContext, { kind: 'value' }>;

function valueOffers(snapshot: Snapshot, uri: Uri, { path, quote }: ValueContext): Offer[] {
  const focus = focusOf(snapshot, uri);
  const full = [...(focus === undefined ? [] : (packageIn(focus.composition, uri) ?? [])), ...path];
  const registry = registryFor(snapshot, uri, full);
  if (registry !== undefined) {
    return [...registry.entries.values()].map((entry, index) => {
      const users = registryUsers(snapshot, registry.key, entry.name).map(({ key }) => code(key.name ?? ''));
      const used = users.length === 0 ? 'No config uses it.' : `Used by ${users.join(', ')}.`;
      return {
        label: entry.name,
        insert: quoted(entry.name, quote),
        kind: CompletionItemKind.EnumMember,
        ...(entry.value !== undefined && { detail: entry.value }),
        documentation: `${used} Registered in ${code(shortName(snapshot, entry.uri))}.`,
        rank: 100 + index,
      };
    });
  }
  const described = focus === undefined ? undefined : describeFully(snapshot, focus.composition);
  const facts = described === undefined ? undefined : factsAt(described.set, described.value, full);
  const listed = [...argumentValueOffers(snapshot, uri, path, quote), ...factOffers(facts, quote)];
  const offers = new Map(listed.map((offer) => [offer.label, offer]));
  for (const offer of siblingOffers(snapshot, uri, full)) if (!offers.has(offer.label)) offers.set(offer.label, offer);
  return [...offers.values()];
}

/** Values that a schema lists: constants, booleans, null, the default. */
function factOffers(facts: SchemaFacts | undefined, quote: string): Offer[] {
  if (facts === undefined) return [];
  const values = new Set<Json>(facts.values ?? []);
  if (facts.type?.includes('boolean')) for (const value of [true, false]) values.add(value);
  if (facts.type?.includes('null')) values.add(null);
  if (facts.default !== undefined && typeof facts.default !== 'object') values.add(facts.default);
  return [...values].map((value) => ({
    label: jsonText(value),
    insert: typeof value === 'string' ? quoted(value, quote) : jsonText(value),
    kind: CompletionItemKind.Value,
    ...(value === facts.default && { detail: 'default' }),
    rank: value === facts.default ? 0 : 1,
  }));
}

/** Values that the same key has in other compositions. */
function siblingOffers(snapshot: Snapshot, uri: Uri, path: KeyPath): Offer[] {
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return [];
  const users = new Map<string, string[]>();
  for (const { key, composition } of primariesOf(snapshot, placed.project, placed.root)) {
    if (key.name === placed.configPath) continue;
    const node = nodeAt(composition.root, path);
    if (node?.shape !== 'scalar' || node.leaf === undefined) continue;
    const value = inline(node.leaf);
    users.set(value, [...(users.get(value) ?? []), key.name ?? '']);
  }
  return [...users].map(([label, names]) => ({
    label,
    kind: CompletionItemKind.Value,
    detail: names.length > 3 ? `in ${names.length} configs` : names.join(', '),
    rank: 2,
  }));
}

/** The header's keyword, or where a file may land: the root, or a mapping that is there. */
function headerOffers(snapshot: Snapshot, uri: Uri, hasKey: boolean): Offer[] {
  const kind = CompletionItemKind.Keyword;
  const documentation = 'Where the content of this file lands, whatever folder it lies in.';
  if (!hasKey) return [{ label: '@package', insert: '@package ', kind, documentation, rank: 0 }];
  const root = focusOf(snapshot, uri)?.composition.root;
  const mappings = mappingsIn(root, []).map((label) => ({ label, kind: CompletionItemKind.Module, rank: 1 }));
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

function jsonText(value: Json): string {
  return typeof value === 'string' ? emitScalar(stringLeaf(value)) : JSON.stringify(value);
}
