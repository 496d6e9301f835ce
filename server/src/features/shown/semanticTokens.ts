import type { SemanticTokens } from 'vscode-languageserver-types';
import { placeOf, type Snapshot } from '../../project/index.ts';
import {
  type ConfigFile,
  type DefaultsEntry,
  type MapValue,
  positionAt,
  type Range,
  type Uri,
  type ValueNode,
} from '../../text/index.ts';
import { registryFor } from '../locate.ts';
import { INSTANTIATE_KEYS } from '../targets/target.ts';
import { interpolationTokens } from './interpolationTokens.ts';

/** The standard types that are used, so that every theme has colours for them; a type's number is its place. */
export const TOKEN_TYPES = [
  'keyword',
  'namespace',
  'enum',
  'enumMember',
  'class',
  'function',
  'variable',
  'string',
  'number',
] as const;

/** `defaultLibrary`: what OmegaConf and Hydra bring; `abstract`: a value that is still to be given. */
export const TOKEN_MODIFIERS = ['defaultLibrary', 'abstract'] as const;

/** A piece of a text that means something to Hydra. */
export interface HydraToken extends Range {
  readonly type: (typeof TOKEN_TYPES)[number];
  readonly modifier?: (typeof TOKEN_MODIFIERS)[number];
}

/**
 * What of a config means something to Hydra, in the protocol's numbers: its words, groups and options of the defaults
 * list, packages, interpolations with their parts, names of registries, `???`. All else is YAML's, which other extensions
 * colour; a file that is no config has no tokens at all.
 */
export function semanticTokens(snapshot: Snapshot, uri: Uri, range?: Range): SemanticTokens {
  const file = placeOf(snapshot, uri) === undefined ? undefined : snapshot.config(uri);
  return { data: file === undefined ? [] : encoded(file.text, tokensOf(snapshot, file, range)) };
}

function tokensOf(snapshot: Snapshot, file: ConfigFile, range: Range | undefined): readonly HydraToken[] {
  const isAsked = ({ start, end }: Range) => range === undefined || (start <= range.end && range.start <= end);
  const { text, header, defaultsKey, defaults, body } = file;
  const tokens: HydraToken[] = [];
  if (header !== undefined) {
    const start = text.lastIndexOf('@package', header.range.start);
    tokens.push({ type: 'keyword', start, end: start + '@package'.length });
    tokens.push(...packageTokens(header.package, header.range.start));
  }
  if (defaultsKey !== undefined) tokens.push({ type: 'keyword', ...defaultsKey });
  for (const entry of defaults ?? []) if (isAsked(entry.range)) tokens.push(...entryTokens(text, entry));
  if (body?.kind === 'map') tokens.push(...mapTokens(snapshot, file, body, [], isAsked));
  return tokens.filter(isAsked);
}

function mapTokens(
  snapshot: Snapshot,
  file: ConfigFile,
  map: MapValue,
  path: readonly string[],
  isAsked: (range: Range) => boolean,
): HydraToken[] {
  return [...map.entries].flatMap(([name, { keyRange, value }]) => {
    const tokens: HydraToken[] = [];
    if (INSTANTIATE_KEYS.some((each) => each === name)) tokens.push({ type: 'keyword', ...keyRange });
    if (isAsked(value.range)) tokens.push(...valueTokens(snapshot, file, value, [...path, name], isAsked));
    return tokens;
  });
}

function valueTokens(
  snapshot: Snapshot,
  file: ConfigFile,
  value: ValueNode,
  path: readonly string[],
  isAsked: (range: Range) => boolean,
): HydraToken[] {
  if (value.kind === 'map') return mapTokens(snapshot, file, value, path, isAsked);
  if (value.kind === 'list') {
    return value.items.flatMap((item, index) =>
      isAsked(item.range) ? valueTokens(snapshot, file, item, [...path, String(index)], isAsked) : [],
    );
  }
  const { leaf, range } = value;
  if (leaf.t === 'missing') return [{ type: 'keyword', modifier: 'abstract', ...range }];
  if (leaf.t === 'interp') return interpolationTokens(file.text, leaf.v, range);
  if (leaf.t === 'str' && path.at(-1) === '_target_') return targetTokens(file.text, leaf.v, range);
  const isRegistered = leaf.t === 'str' && registryFor(snapshot, file.uri, path)?.entries.has(leaf.v) === true;
  return isRegistered ? [{ type: 'class', ...unquoted(file.text, range) }] : [];
}

/** Modules, then the class or the function, told apart by Python's custom of writing them: no module is read for a colour. */
function targetTokens(text: string, dotted: string, range: Range): HydraToken[] {
  const { start, end } = unquoted(text, range);
  if (text.slice(start, end) !== dotted) return [];
  const names = [...dotted.matchAll(/[^.\s]+/g)];
  return names.map(({ 0: name, index }) => {
    const isLast = index + name.length === dotted.length;
    const type = /^_*[A-Z]/.test(name) ? 'class' : isLast ? 'function' : 'namespace';
    return { type, start: start + index, end: start + index + name.length };
  });
}

function entryTokens(text: string, entry: DefaultsEntry): HydraToken[] {
  switch (entry.kind) {
    case 'self':
      return [{ type: 'keyword', ...entry.range }];
    case 'config':
      return namedTokens(text, entry.range, 'enumMember');
    case 'group': {
      const options = entry.valueRanges.flatMap((range) => optionTokens(text, range));
      return [...namedTokens(text, entry.keyRange, 'enum'), ...options];
    }
  }
}

function optionTokens(text: string, range: Range): HydraToken[] {
  const { start, end } = unquoted(text, range);
  const written = text.slice(start, end);
  if (written === '???') return [{ type: 'keyword', modifier: 'abstract', start, end }];
  if (written.includes('${')) return interpolationTokens(text, written, { start, end });
  return /^(?:~|null|)$/i.test(written) ? [] : [{ type: 'enumMember', start, end }];
}

/** `optional override /db@server.db`: keywords, the name, the package. */
function namedTokens(text: string, range: Range, type: 'enum' | 'enumMember'): HydraToken[] {
  const { start, end } = unquoted(text, range);
  const written = text.slice(start, end);
  if (written.includes('${')) return interpolationTokens(text, written, { start, end });
  const [, words = '', name = '', at = '', packageText = ''] =
    /^((?:(?:optional|override)\s+)*)([^@\s]*)(@?)(.*)$/s.exec(written) ?? [];
  const keywords = [...words.matchAll(/\S+/g)].map(({ 0: word, index }): HydraToken => {
    return { type: 'keyword', start: start + index, end: start + index + word.length };
  });
  const nameStart = start + words.length;
  const packageStart = nameStart + name.length + at.length;
  return [
    ...keywords,
    { type, start: nameStart, end: nameStart + name.length },
    ...packageTokens(packageText, packageStart),
  ];
}

/** A package's names; `_global_` and its like are Hydra's own words. */
function packageTokens(text: string, start: number): HydraToken[] {
  return [...text.matchAll(/[^.\s]+/g)].map(({ 0: name, index }) => ({
    type: /^_(?:global|group|here)_$/.test(name) ? 'keyword' : 'namespace',
    start: start + index,
    end: start + index + name.length,
  }));
}

function unquoted(text: string, { start, end }: Range): Range {
  const quote = text[start];
  const isQuoted = end - start > 1 && (quote === '"' || quote === "'") && text[end - 1] === quote;
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}

/** Each token from the one before, five numbers: lines, columns, length, type, modifiers. None overlaps or goes over a line's end. */
function encoded(text: string, tokens: readonly HydraToken[]): number[] {
  const data: number[] = [];
  let at = { line: 0, character: 0 };
  let end = 0;
  for (const token of [...tokens].sort((left, right) => left.start - right.start)) {
    const isDrawn = token.start >= end && token.end > token.start && !/[\r\n]/.test(text.slice(token.start, token.end));
    if (!isDrawn) continue;
    const { line, character } = positionAt(text, token.start);
    const column = line === at.line ? character - at.character : character;
    const modifiers = token.modifier === undefined ? 0 : 1 << TOKEN_MODIFIERS.indexOf(token.modifier);
    data.push(line - at.line, column, token.end - token.start, TOKEN_TYPES.indexOf(token.type), modifiers);
    at = { line, character };
    end = token.end;
  }
  return data;
}
