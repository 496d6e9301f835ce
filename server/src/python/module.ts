import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Range, Uri } from '../text/index.ts';
import { argumentsOf, childrenOf, insideQuotes, type PythonText, rangeOf, stringOf, textOf } from './syntax.ts';

/** An entry of a dictionary that maps names to things, wherever it is written. */
export interface RegistryEntry {
  readonly uri: Uri;
  /** The variable that holds the dictionary, without its module: `ADAPTER_PATHS`. */
  readonly symbol: string;
  readonly name: string;
  /** The name's place, inside its quotes. */
  readonly nameRange: Range;
  /** `models.Mamba:MambaAdapter`; `undefined` where the value is no text that can be known. */
  readonly value?: string;
  readonly valueRange: Range;
}

/** A function under `@hydra.main(…)`. */
export interface HydraApp {
  readonly uri: Uri;
  /** As written, relative to the file's folder; `undefined` where it is absent, `None` or not a literal. */
  readonly configPath?: string;
  readonly configName?: string;
  readonly functionName: string;
  readonly range: Range;
}

/** What one Python file declares, as far as it can be read without running it. */
export interface PythonModule {
  readonly uri: Uri;
  readonly text: string;
  readonly registryEntries: readonly RegistryEntry[];
  readonly apps: readonly HydraApp[];
  /** Top-level classes and functions: name to the place of the name. */
  readonly definitions: ReadonlyMap<string, Range>;
}

interface Reading extends PythonText {
  readonly uri: Uri;
  readonly constants: Map<string, string>;
  readonly entries: Map<string, RegistryEntry[]>;
  readonly apps: HydraApp[];
  readonly definitions: Map<string, Range>;
}

/** Reads a Python file. Never throws and runs nothing: what is broken or computed is left out. */
export function parsePython(uri: Uri, text: string): PythonModule {
  const reading: Reading = {
    uri,
    text,
    constants: new Map(),
    entries: new Map(),
    apps: [],
    definitions: new Map(),
  };
  for (const statement of childrenOf(parser.parse(text).topNode)) readStatement(reading, statement);
  return {
    uri,
    text,
    registryEntries: [...reading.entries.values()].flat(),
    apps: reading.apps,
    definitions: reading.definitions,
  };
}

function readStatement(reading: Reading, statement: SyntaxNode): void {
  switch (statement.name) {
    case 'AssignStatement':
      readAssignment(reading, statement);
      break;
    case 'ExpressionStatement':
      readUpdateCall(reading, statement);
      break;
    case 'DecoratedStatement': {
      const inner = childrenOf(statement).at(-1);
      if (inner !== undefined) readDecorated(reading, statement, inner);
      break;
    }
    case 'ClassDefinition':
    case 'FunctionDefinition':
      define(reading, statement);
      break;
    case 'IfStatement':
    case 'TryStatement':
      for (const body of statement.getChildren('Body'))
        for (const each of childrenOf(body)) readStatement(reading, each);
      break;
  }
}

function define(reading: Reading, statement: SyntaxNode): void {
  const name = statement.getChild('VariableName');
  if (name !== null) reading.definitions.set(textOf(reading, name), rangeOf(name));
}

function readAssignment(reading: Reading, statement: SyntaxNode): void {
  const parts = childrenOf(statement);
  const [target] = parts;
  const operator = parts.findIndex((part) => part.name === 'AssignOp' || part.name === 'UpdateOp');
  const value = parts[operator + 1];
  if (target === undefined || operator === -1 || value === undefined) return;
  if (target.name === 'VariableName') {
    const name = textOf(reading, target);
    const text = stringOf(reading, value);
    if (text !== undefined) reading.constants.set(name, text);
    const replaces = parts[operator]?.name === 'AssignOp';
    const entries = mappingEntries(reading, name, value);
    if (entries !== undefined)
      reading.entries.set(name, [...(replaces ? [] : (reading.entries.get(name) ?? [])), ...entries]);
  } else if (target.name === 'MemberExpression') {
    const [object, bracket, key] = childrenOf(target);
    if (object === undefined || bracket?.name !== '[' || key === undefined) return;
    const entry = entryOf(reading, textOf(reading, object), key, value);
    if (entry !== undefined) add(reading, [entry]);
  }
}

/** `ADAPTER_PATHS.update({…})` and `ADAPTER_PATHS.update(name="…")`. */
function readUpdateCall(reading: Reading, statement: SyntaxNode): void {
  const call = statement.getChild('CallExpression');
  const [callee, list] = call === null ? [] : childrenOf(call);
  if (callee?.name !== 'MemberExpression' || list?.name !== 'ArgList') return;
  const [object, , method] = childrenOf(callee);
  if (object === undefined || method === undefined || textOf(reading, method) !== 'update') return;
  const symbol = textOf(reading, object);
  const { positional, keywords } = argumentsOf(reading, list);
  for (const each of positional) add(reading, mappingEntries(reading, symbol, each) ?? []);
  add(reading, keywordEntries(reading, symbol, keywords));
}

function add(reading: Reading, entries: readonly RegistryEntry[]): void {
  for (const entry of entries) {
    reading.entries.set(entry.symbol, [...(reading.entries.get(entry.symbol) ?? []), entry]);
  }
}

/** The entries of a dictionary display, of `dict(…)` and of two joined by `|`; `undefined` for anything else. */
function mappingEntries(reading: Reading, symbol: string, node: SyntaxNode): RegistryEntry[] | undefined {
  if (node.name === 'DictionaryExpression') return displayEntries(reading, symbol, node);
  if (node.name === 'ParenthesizedExpression') {
    const inner = childrenOf(node)[1];
    return inner === undefined ? undefined : mappingEntries(reading, symbol, inner);
  }
  if (node.name === 'BinaryExpression') {
    const [left, , right] = childrenOf(node);
    const both = [left, right].map((side) => (side === undefined ? undefined : mappingEntries(reading, symbol, side)));
    return both.some((side) => side !== undefined) ? both.flatMap((side) => side ?? []) : undefined;
  }
  if (node.name === 'VariableName') {
    const entries = reading.entries.get(textOf(reading, node));
    // As a dictionary has them: each name once, the last one counts.
    const byName = new Map(entries?.map((entry) => [entry.name, { ...entry, symbol }]));
    return entries === undefined ? undefined : [...byName.values()];
  }
  if (node.name !== 'CallExpression') return undefined;
  const [callee, list] = childrenOf(node);
  if (callee === undefined || list?.name !== 'ArgList' || textOf(reading, callee) !== 'dict') return undefined;
  const { positional, keywords } = argumentsOf(reading, list);
  const given = positional.flatMap((each) => mappingEntries(reading, symbol, each) ?? []);
  return [...given, ...keywordEntries(reading, symbol, keywords)];
}

function displayEntries(reading: Reading, symbol: string, node: SyntaxNode): RegistryEntry[] {
  const entries: RegistryEntry[] = [];
  const parts = childrenOf(node);
  for (const [index, part] of parts.entries()) {
    const key = parts[index - 1];
    const value = parts[index + 1];
    if (part.name === '**' && value !== undefined) entries.push(...(mappingEntries(reading, symbol, value) ?? []));
    if (part.name !== ':' || key === undefined || value === undefined) continue;
    const entry = entryOf(reading, symbol, key, value);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

function keywordEntries(reading: Reading, symbol: string, keywords: ReadonlyMap<string, SyntaxNode>): RegistryEntry[] {
  return [...keywords].map(([name, value]) => {
    const text = knownText(reading, value);
    const nameRange = { start: value.from, end: value.from };
    return {
      uri: reading.uri,
      symbol,
      name,
      nameRange,
      ...(text !== undefined && { value: text }),
      valueRange: rangeOf(value),
    };
  });
}

function entryOf(reading: Reading, symbol: string, key: SyntaxNode, value: SyntaxNode): RegistryEntry | undefined {
  const name = knownText(reading, key);
  if (name === undefined) return undefined;
  const nameRange = key.name === 'String' ? insideQuotes(reading, key) : rangeOf(key);
  const text = knownText(reading, value);
  const valueRange = value.name === 'String' ? insideQuotes(reading, value) : rangeOf(value);
  return { uri: reading.uri, symbol, name, nameRange, ...(text !== undefined && { value: text }), valueRange };
}

function knownText(reading: Reading, node: SyntaxNode): string | undefined {
  return node.name === 'VariableName' ? reading.constants.get(textOf(reading, node)) : stringOf(reading, node);
}

function readDecorated(reading: Reading, statement: SyntaxNode, inner: SyntaxNode): void {
  define(reading, inner);
  const name = inner.getChild('VariableName');
  if (inner.name !== 'FunctionDefinition' || name === null) return;
  for (const decorator of statement.getChildren('Decorator')) {
    const list = decorator.getChild('ArgList');
    const callee = reading.text.slice(decorator.from + 1, list?.from ?? decorator.to).replace(/\s/g, '');
    if (callee !== 'hydra.main' && callee !== 'main') continue;
    const { positional, keywords } =
      list === null ? { positional: [], keywords: new Map<string, SyntaxNode>() } : argumentsOf(reading, list);
    const literal = (keyword: string, position: number): string | undefined => {
      const node = keywords.get(keyword) ?? positional[position];
      return node === undefined ? undefined : knownText(reading, node);
    };
    const configPath = literal('config_path', 0);
    const configName = literal('config_name', 1);
    reading.apps.push({
      uri: reading.uri,
      ...(configPath !== undefined && { configPath }),
      ...(configName !== undefined && { configName }),
      functionName: textOf(reading, name),
      range: rangeOf(decorator),
    });
  }
}
