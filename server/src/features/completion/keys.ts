import { CompletionItemKind } from 'vscode-languageserver-types';
import {
  type Composition,
  type ConfigNode,
  type KeyPath,
  NO_CHILDREN,
  nodeAt,
  type TypeRef,
} from '../../compose/index.ts';
import { focusOf, packageIn, type Snapshot, type Usage } from '../../project/index.ts';
import { keysAt, type SchemaFacts } from '../../schema/index.ts';
import { emitScalar, type Plain, type Scalar, toPlain, type Uri } from '../../text/index.ts';
import { explainWrite, inline, typeName } from '../explain.ts';
import { describeFully } from '../keys/described.ts';
import { keysInOptions, type OptionValue } from '../keys/optionSiblings.ts';
import { escapeMarkdown } from '../markdown.ts';
import { callableBeside } from '../targets/target.ts';
import type { CursorContext } from './cursorContext.ts';
import { isOfRun, sweepKeyOffers } from './hydraOffers.ts';
import { escapeSnippet, jsonText, type Offer, snippetChoice } from './offer.ts';
import { argumentOffers } from './targets.ts';

type KeyContext = Extract<CursorContext, { kind: 'key' }>;

/** The keys that a mapping may have: of the composition, of schemas, of a `_target_`, and of the group's other options. */
export function keyOffers(snapshot: Snapshot, uri: Uri, text: string, context: KeyContext): Offer[] {
  const { path, present, hasColon } = context;
  const style = styleOf(text, context.isFlow);
  const targeted = argumentOffers(snapshot, uri, path, present, hasColon);
  const offers = new Map(targeted.map((offer) => [offer.label, offer]));
  const focus = focusOf(snapshot, uri);
  if (focus === undefined) return targeted;
  const { composition } = focus;
  const full = [...(packageIn(composition, uri) ?? []), ...path];
  const swept = sweepKeyOffers(snapshot, uri, focus, full, present, hasColon);
  if (swept !== undefined) return swept;
  const described = describeFully(snapshot, composition);
  const known = described === undefined ? new Map<string, SchemaFacts>() : keysAt(described.set, described.value, full);
  const node = full[0] === 'hydra' ? ofHydra(snapshot, focus, full) : nodeAt(composition.root, full);
  const children = childrenOf(node, uri);
  for (const name of new Set([...children.keys(), ...known.keys()])) {
    const child = children.get(name);
    if (present.has(name) || name.startsWith('\0') || isOwn(child, uri) || isOfRun(full, name)) continue;
    offers.set(name, keyOffer({ uri, name, child, hasColon, style, facts: known.get(name), composition }));
  }
  // Where something says which keys there are, those of other options may be wrong.
  const isDescribed =
    known.size > 0 || node?.instance !== undefined || callableBeside(snapshot, uri, path) !== undefined;
  for (const [name, values] of isDescribed ? [] : keysInOptions(snapshot, uri, path)) {
    if (!present.has(name) && !offers.has(name)) offers.set(name, optionKeyOffer(name, values, hasColon, style));
  }
  const mayHaveDefaults = path.length === 0 && !context.isFlow && snapshot.config(uri)?.defaults === undefined;
  if (mayHaveDefaults && !present.has('defaults')) {
    offers.set('defaults', {
      label: 'defaults',
      insert: hasColon ? 'defaults' : `defaults:\n${style.dash} \${1}\n${style.dash} _self_`,
      isSnippet: !hasColon,
      kind: CompletionItemKind.Keyword,
      documentation: 'The configs that this one is composed from, in order; later entries win.',
      rank: 2,
    });
  }
  if (full.length === 0 && !context.isFlow && !present.has('hydra')) {
    offers.set('hydra', {
      label: 'hydra',
      insert: hasColon ? 'hydra' : `hydra:${containerSnippet('map', style)}`,
      isSnippet: !hasColon,
      kind: CompletionItemKind.Module,
      documentation: "Hydra's own settings: the run's folder, the job, the sweeper.",
      rank: 2,
    });
  }
  return [...offers.values()];
}

/** A node of Hydra's own; where the half-typed file breaks that (`hydra:` and no more), as it is without any config. */
function ofHydra(snapshot: Snapshot, { key, composition }: Usage, path: KeyPath): ConfigNode | undefined {
  const node = nodeAt(composition.whole, path);
  if (node?.shape === 'map') return node;
  return nodeAt(snapshot.compose({ ...key, name: undefined, overrides: [] }).whole, path) ?? node;
}

/** What a mapping has; of one that the half-typed file has just emptied (`model:` and no more), what others wrote into it. */
function childrenOf(node: ConfigNode | undefined, uri: Uri): ReadonlyMap<string, ConfigNode> {
  if (node === undefined || node.shape === 'map') return node?.children ?? NO_CHILDREN;
  const children = new Map<string, ConfigNode>();
  for (const { origin, op, value } of node.writes) {
    if (value.kind !== 'map' || (origin.kind === 'file' && origin.file.uri === uri)) continue;
    for (const [name, entry] of value.entries) {
      const { keyRange, key } = entry;
      const own = { origin: origin.kind === 'file' ? { ...origin, key: keyRange } : origin, op, value: entry.value };
      const plain = toPlain(entry.value);
      const isContainer = plain.t === 'dict' || plain.t === 'list';
      const shape = plain.t === 'dict' ? 'map' : plain.t === 'list' || plain.t === 'missing' ? plain.t : 'scalar';
      const leaf = isContainer ? {} : { leaf: plain };
      children.set(name, { shape, ...leaf, key, children: NO_CHILDREN, writes: [own] });
    }
  }
  return children;
}

/** How the file is written: what is inserted looks like it. */
interface Style {
  readonly isFlow: boolean;
  /** What a line below a key begins with. */
  readonly step: string;
  /** A list's dash with what stands before it. */
  readonly dash: string;
}

function styleOf(text: string, isFlow: boolean): Style {
  const step = /:[ \t]*(?:#.*)?\r?\n( +)[^\s#-]/.exec(text)?.[1] ?? '  ';
  const isFlush = /^([ ]*)[^\s#-][^\n]*:[ \t]*\r?\n\1- /m.test(text);
  return { isFlow, step: step.length > 8 ? '  ' : step, dash: isFlush ? '-' : '  -' };
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
  readonly style: Style;
}

function keyOffer({ uri, name, facts, child: node, composition, hasColon, style }: KnownKey): Offer {
  // What the key is without this document: the last who wrote it.
  const write = node?.writes.findLast(({ origin }) => origin.kind !== 'file' || origin.file.uri !== uri);
  const inherited = write === undefined ? undefined : explainWrite(composition, write);
  const fallback = inherited?.value ?? (facts?.default === undefined ? undefined : jsonText(facts.default));
  const type = facts?.type ?? (node === undefined ? undefined : (declaredText(node.declared) ?? shapeName(node)));
  const isMap = node?.shape === 'map' || facts?.type?.split(' or ').includes('object') === true;
  const isList = !isMap && (node?.shape === 'list' || facts?.type === 'array');
  const detail = [
    type,
    fallback === undefined || isMap ? undefined : fallback === '???' ? 'required' : `= ${fallback}`,
    inherited && `(${inherited.place})`,
  ];
  const note = isMap ? 'mapping' : [fallback, inherited?.place].filter((part) => part !== undefined).join('  ');
  const key: Scalar = node?.key ?? { t: 'str', v: name };
  const value = write === undefined ? undefined : toPlain(write.value);
  const body = isMap
    ? containerSnippet('map', style)
    : isList && !isShort(value)
      ? containerSnippet('list', style)
      : ` ${valueSnippet(facts, fallback, style)}`;
  const isMissing = node?.shape === 'missing' || (facts?.required === true && node === undefined);
  return {
    label: name,
    insert: hasColon ? keyText(key, style) : `${escapeSnippet(keyText(key, style))}:${body}`,
    isSnippet: !hasColon,
    kind: isMap ? CompletionItemKind.Module : CompletionItemKind.Property,
    detail: detail.filter((part) => part !== undefined).join(' '),
    note,
    ...(facts?.description !== undefined && { documentation: escapeMarkdown(facts.description) }),
    rank: isMissing ? 0 : 1,
  };
}

function shapeName({ shape, leaf }: ConfigNode): string {
  return shape === 'map' ? 'dict' : shape === 'list' ? 'list' : leaf === undefined ? 'missing' : typeName(leaf);
}

/** A type as Python writes it; absent where anything may be. */
function declaredText(type: TypeRef | undefined): string | undefined {
  switch (type?.kind) {
    case 'scalar':
      return type.optional ? `Optional[${type.name}]` : type.name;
    case 'enum':
    case 'structured':
      return type.optional ? `Optional[${type.type.name}]` : type.type.name;
    default:
      return undefined;
  }
}

/** A key as it must be written to be the same key. */
function keyText(key: Scalar, { isFlow }: Style): string {
  const text = emitScalar(key);
  return isFlow && key.t === 'str' && /[,[\]{}]/.test(text) && !/^["']/.test(text) ? JSON.stringify(text) : text;
}

/** Whether a list can be written between brackets, as it is shown. */
function isShort(value: Plain | undefined): boolean {
  if (value?.t !== 'list') return false;
  const isPlain = value.v.every((each) => !['list', 'dict', 'interp', 'missing'].includes(each.t));
  return isPlain && !inline(value).endsWith('…');
}

function containerSnippet(kind: 'map' | 'list', { isFlow, step, dash }: Style): string {
  if (isFlow) return kind === 'map' ? ' {${1}}' : ' [${1}]';
  return kind === 'map' ? `\n${step}\${0}` : `\n${dash} \${0}`;
}

/** A key of other options, with the value that most of them give it. */
function optionKeyOffer(name: string, values: readonly OptionValue[], hasColon: boolean, style: Style): Offer {
  const texts = values.map(({ value }) => inline(toPlain(value)));
  const [most] = [...new Set(texts)].sort((left, right) => amount(texts, right) - amount(texts, left));
  const first = values[0]?.value;
  const isMap = first?.kind === 'map';
  const options = values.map(({ option }) => option);
  const who = options.length > 3 ? `in ${options.length} options` : `in ${options.join(', ')}`;
  const fallback = values.find(({ value }) => inline(toPlain(value)) === most)?.value;
  const isWritable = fallback?.kind === 'scalar' || (fallback !== undefined && isShort(toPlain(fallback)));
  const kind = isMap ? 'map' : 'list';
  const body = isWritable ? ` ${valueSnippet(undefined, most, style)}` : containerSnippet(kind, style);
  const key: Scalar = { t: 'str', v: name };
  return {
    label: name,
    insert: hasColon ? keyText(key, style) : `${escapeSnippet(keyText(key, style))}:${body}`,
    isSnippet: !hasColon,
    kind: isMap ? CompletionItemKind.Module : CompletionItemKind.Property,
    detail: isMap ? `mapping ${who}` : `${most === undefined ? '' : `= ${most} `}${who}`,
    rank: 2,
  };
}

function amount(texts: readonly string[], text: string): number {
  return texts.filter((each) => each === text).length;
}

/** The value to begin with: a list to choose from where the schema has one, else what the key has by default. */
function valueSnippet(facts: SchemaFacts | undefined, fallback: string | undefined, { isFlow }: Style): string {
  const listed = facts?.values ?? (facts?.type === 'boolean' ? [true, false] : []);
  const texts = listed.map(jsonText);
  if (texts.length > 1) {
    return snippetChoice([...new Set([...texts.filter((text) => text === fallback), ...texts])]);
  }
  // What was cut short for reading is no value, nor is what is missing; braces YAML takes for its own among others.
  const isNone = fallback === undefined || fallback === '???' || fallback.endsWith('…');
  return isNone || (isFlow && /[${},]/.test(fallback)) ? '${1}' : `\${1:${escapeSnippet(fallback)}}`;
}
