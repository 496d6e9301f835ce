import { CompletionItemKind } from 'vscode-languageserver-types';
import { type ConfigNode, type KeyPath, nodeAt, type TypeRef } from '../../compose/index.ts';
import { focusOf, packageIn, placeOf, primariesOf, type Snapshot, shortName } from '../../project/index.ts';
import { factsAt, type Json, type SchemaFacts } from '../../schema/index.ts';
import { BUDGETS, emitScalar, type Leaf, type Uri, type ValueNode } from '../../text/index.ts';
import { inline } from '../explain.ts';
import { broughtKeys, landingOf } from '../keys/broughtKeys.ts';
import { describeFully } from '../keys/described.ts';
import { valuesInOptions } from '../keys/optionSiblings.ts';
import { registryFor } from '../locate.ts';
import { code, escapeMarkdown } from '../markdown.ts';
import { registryUsers } from '../registryUsers.ts';
import { type CursorContext, childOf } from './cursorContext.ts';
import { comesToNothing } from './failingOffers.ts';
import { sweepValueOffers } from './hydraOffers.ts';
import { jsonText, type Offer, quoted } from './offer.ts';
import { argumentValueOffers } from './targets.ts';

type ValueContext = Extract<CursorContext, { kind: 'value' }>;

/** The values that a key may have: those that something lists, else those that it has elsewhere. */
export function valueOffers(snapshot: Snapshot, uri: Uri, { path, quote, isFlow }: ValueContext): Offer[] {
  const focus = focusOf(snapshot, uri);
  const full = [...(focus === undefined ? [] : (packageIn(focus.composition, uri) ?? [])), ...path];
  const swept = focus === undefined ? undefined : sweepValueOffers(snapshot, uri, focus, full, quote);
  if (swept !== undefined) return swept;
  const registry = registryFor(snapshot, uri, full);
  if (registry !== undefined) {
    return [...registry.entries.values()].map((entry, index) => {
      const users = registryUsers(snapshot, registry.key, entry.name).map(({ key }) => code(key.name ?? ''));
      const used = users.length === 0 ? 'No config uses it.' : `Used by ${users.join(', ')}.`;
      return {
        label: entry.name,
        insert: quoted(entry.name, quote, isFlow),
        kind: CompletionItemKind.EnumMember,
        ...(entry.value !== undefined && { detail: entry.value }),
        documentation: `${used} Registered in ${code(shortName(snapshot, entry.uri))}.`,
        rank: 100 + index,
      };
    });
  }
  const described = focus === undefined ? undefined : describeFully(snapshot, focus.composition);
  const facts = described === undefined ? undefined : factsAt(described.set, described.value, full);
  const declared =
    focus === undefined
      ? undefined
      : declaredAt(full[0] === 'hydra' ? focus.composition.whole : focus.composition.root, full);
  const listed = [
    ...argumentValueOffers(snapshot, uri, path, quote),
    ...factOffers(facts, quote, isFlow),
    ...typeOffers(declared, quote, isFlow),
  ];
  const offers = new Map<string, Offer>();
  for (const offer of listed) if (!offers.has(offer.label)) offers.set(offer.label, offer);
  // Where all values are listed, others are wrong.
  const isClosed = declared?.kind === 'enum' || declared?.kind === 'literal' || facts?.values !== undefined;
  for (const offer of isClosed ? [] : elsewhere(snapshot, uri, path, full, quote, isFlow)) {
    if (!offers.has(offer.label)) offers.set(offer.label, offer);
  }
  return [...offers.values()];
}

/** Values that a schema lists: constants, booleans, null, the default, examples. */
export function factOffers(facts: SchemaFacts | undefined, quote: string, isFlow = false): Offer[] {
  if (facts === undefined) return [];
  const values = new Set<Json>(facts.values ?? []);
  if (facts.type?.includes('boolean')) for (const value of [true, false]) values.add(value);
  if (facts.type?.includes('null')) values.add(null);
  if (facts.default !== undefined && typeof facts.default !== 'object') values.add(facts.default);
  for (const example of facts.examples ?? []) if (typeof example !== 'object') values.add(example);
  // Inside quotes all is text: what is none goes without them.
  return [...values].flatMap((value): Offer[] => {
    const about = facts.valueDescriptions?.get(String(value));
    return [
      {
        label: jsonText(value),
        insert: typeof value === 'string' ? quoted(value, quote, isFlow) : jsonText(value),
        unquotes: typeof value !== 'string',
        kind: CompletionItemKind.Value,
        ...(value === facts.default && { detail: 'default' }),
        ...(about !== undefined && { documentation: escapeMarkdown(about) }),
        rank: value === facts.default ? 0 : 1,
      },
    ];
  });
}

/** The type that a dataclass declares for a value: by the value itself, else by the mapping that holds it. */
function declaredAt(root: ConfigNode, path: KeyPath): TypeRef | undefined {
  const holder = nodeAt(root, path.slice(0, -1));
  const name = path.at(-1) ?? '';
  return holder?.children.get(name)?.declared ?? holder?.instance?.fields().get(name);
}

/** The members of an enum, the values of a bool, `null` where it may be. */
function typeOffers(type: TypeRef | undefined, quote: string, isFlow: boolean): Offer[] {
  if (type === undefined || type.kind === 'any') return [];
  const kind = CompletionItemKind.EnumMember;
  if (type.kind === 'literal') {
    return type.values.flatMap((value): Offer[] => {
      const insert = written(value, quote, isFlow);
      return insert === undefined
        ? []
        : [{ label: inline(value), insert, filter: quote === '' ? inline(value) : insert, kind, rank: 0 }];
    });
  }
  if (quote !== '') return [];
  const offers: Offer[] = [];
  if (type.kind === 'enum') {
    for (const label of type.type.members.keys()) offers.push({ label, kind, detail: type.type.name, rank: 0 });
  }
  if (type.kind === 'scalar' && type.name === 'bool') {
    for (const label of ['true', 'false']) offers.push({ label, kind: CompletionItemKind.Value, rank: 1 });
  }
  if (type.optional) offers.push({ label: 'null', kind: CompletionItemKind.Value, rank: 2 });
  return offers;
}

/** Values that the same key has in other compositions, and in the other options of the file's group. */
function elsewhere(
  snapshot: Snapshot,
  uri: Uri,
  path: KeyPath,
  full: KeyPath,
  quote: string,
  isFlow: boolean,
): Offer[] {
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return [];
  const users = new Map<string, { readonly leaf: Leaf; readonly names: string[]; readonly noun: string }>();
  const add = (leaf: Leaf, name: string, noun: string) => {
    const label = inline(leaf);
    if (leaf.t === 'missing') return;
    const found = users.get(label);
    if (found === undefined) users.set(label, { leaf, names: [name], noun });
    else if (found.noun === noun && !found.names.includes(name)) found.names.push(name);
  };
  for (const { option, value } of valuesInOptions(snapshot, uri, path)) {
    if (value.kind === 'scalar') add(value.leaf, option, 'options');
  }
  for (const { key, composition } of primariesOf(snapshot, placed.root)) {
    if (key.name === placed.configPath) continue;
    const node = nodeAt(composition.root, full);
    if (node?.shape !== 'scalar' || node.leaf === undefined) continue;
    // What this file itself says there is no news.
    const { origin } = node.writes.at(-1) ?? {};
    if (origin?.kind !== 'file' || origin.file.uri !== uri) add(node.leaf, key.name ?? '', 'configs');
  }
  for (const { config, leaf } of writtenBy(snapshot, uri, full)) add(leaf, config, 'configs');
  return [...users].flatMap(([label, { leaf, names, noun }]): Offer[] => {
    const insert = written(leaf, quote, isFlow);
    if (insert === undefined || (leaf.t === 'interp' && comesToNothing(snapshot, focusOf(snapshot, uri), full, leaf.v)))
      return [];
    const detail = names.length > 3 ? `in ${names.length} ${noun}` : names.join(', ');
    return [{ label, insert, filter: quote === '' ? label : insert, kind: CompletionItemKind.Value, detail, rank: 2 }];
  });
}

/** The values that other configs of the root give a key, whoever chooses them. */
function writtenBy(snapshot: Snapshot, uri: Uri, full: KeyPath): { readonly config: string; readonly leaf: Leaf }[] {
  const root = placeOf(snapshot, uri)?.root.uri;
  const uris = root === undefined ? [] : (broughtKeys(snapshot, root).at.get(full.join('.')) ?? []);
  return uris.slice(0, BUDGETS.alikeConfigs).flatMap((each) => {
    const file = each === uri ? undefined : snapshot.config(each);
    const landing = file === undefined ? undefined : landingOf(snapshot, file);
    const value = full.slice(landing?.length ?? 0).reduce<ValueNode | undefined>(childOf, file?.body);
    const config = placeOf(snapshot, each)?.configPath;
    return value?.kind === 'scalar' && config !== undefined ? [{ config, leaf: value.leaf }] : [];
  });
}

/** A value as it must be written at a place; inside quotes only texts stay what they are. */
function written(leaf: Leaf, quote: string, isFlow: boolean): string | undefined {
  if (leaf.t === 'str') return quoted(leaf.v, quote, isFlow);
  if (leaf.t === 'interp') return quote === '' && isFlow ? JSON.stringify(leaf.v) : quoted(leaf.v, quote, isFlow);
  return quote === '' ? emitScalar(leaf) : undefined;
}
