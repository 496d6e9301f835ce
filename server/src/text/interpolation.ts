import { BUDGETS } from './budgets.ts';
import { type Branch, branchRange, isBranch, isToken, type Node, type SyntaxFailure, type Token } from './element.ts';
import { primitiveScalar, unescaped } from './elementTokens.ts';
import { parseConfigValueTree, parseSingleElementTree } from './interpolationGrammar.ts';
import { isEqual } from './overridePython.ts';
import type { HydraVersion } from './overrideValue.ts';
import type { Scalar } from './plain.ts';
import type { Range } from './span.ts';

/**
 * A string of a config as OmegaConf reads it when it holds `${`. It resolves to the node or the resolver's result itself
 * when that is its only part, else to the text of all parts. Ranges are offsets in the string.
 * Source: https://omegaconf.readthedocs.io/en/2.3_branch/grammar.html.
 */
export interface Interpolation {
  readonly parts: readonly InterpolationPart[];
}

export type InterpolationPart = TextPart | NodeInterpolation | ResolverInterpolation;

export interface TextPart {
  readonly kind: 'text';
  /** Unescaped. */
  readonly value: string;
  readonly range: Range;
}

/** `${a.b}`, `${..a[0]}`, `${a.${b}}`. */
export interface NodeInterpolation {
  readonly kind: 'node';
  /** Leading dots; 0 is an absolute path. */
  readonly dots: number;
  /** After an error the last may be an empty name: the place where a name is missing. */
  readonly segments: readonly Segment[];
  readonly range: Range;
}

/** One step of a path: a name, or an interpolation that gives it. */
export type Segment =
  | { readonly kind: 'name'; readonly name: string; readonly isBracket: boolean; readonly range: Range }
  | { readonly kind: 'nested'; readonly part: InterpolationPart; readonly isBracket: boolean; readonly range: Range };

/** `${oc.env:USER,me}`. */
export interface ResolverInterpolation {
  readonly kind: 'resolver';
  readonly name: ResolverName;
  readonly args: readonly ResolverArgument[];
  readonly range: Range;
}

export interface ResolverName {
  /** What is joined with dots. */
  readonly parts: readonly (string | NodeInterpolation | ResolverInterpolation)[];
  /** The name, when no part of it is an interpolation. */
  readonly text?: string;
  readonly range: Range;
}

export interface ResolverArgument {
  readonly element: InterpolationElement;
  /** Empty where the argument is left out, which means an empty string. */
  readonly range: Range;
}

/** A typed value inside an interpolation. */
export type InterpolationElement =
  /** `isLiteral`: OmegaConf 2.4's `\???`, a text that does not mean a missing value. */
  | { readonly kind: 'scalar'; readonly value: Scalar; readonly isQuoted: boolean; readonly isLiteral?: true }
  /** Always a string, of all parts. */
  | { readonly kind: 'text'; readonly parts: readonly InterpolationPart[]; readonly isQuoted: boolean }
  /** A lone unquoted interpolation keeps its type. */
  | { readonly kind: 'interpolation'; readonly part: NodeInterpolation | ResolverInterpolation }
  | { readonly kind: 'list'; readonly items: readonly InterpolationElement[] }
  /** Keys are never interpolated. */
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Scalar, InterpolationElement])[] };

export interface InterpolationProblem {
  /** OmegaConf's own words; its class is `GrammarParseError`. */
  readonly message: string;
  readonly range: Range;
}

/**
 * Parses a string of a config; one beyond `BUDGETS.interpolationCharacters` is a text without interpolations. With a problem, the interpolation is what could be read up to there, for completion:
 * it may lack segments and arguments.
 */
export function parseInterpolation(text: string, version: HydraVersion): ParsedInterpolation {
  const known = parsed[version];
  const before = known.get(text);
  if (before !== undefined) return before;
  const made = parseText(text, version);
  if (text.length > KNOWN_LENGTH) return made;
  if (known.size >= KNOWN_BUDGET) known.clear();
  known.set(text, made);
  return made;
}

interface ParsedInterpolation {
  readonly interpolation: Interpolation;
  readonly problems: readonly InterpolationProblem[];
}

/** Every composition follows the same few texts. */
const parsed: Readonly<Record<HydraVersion, Map<string, ParsedInterpolation>>> = { '1.3': new Map(), '1.4': new Map() };
const KNOWN_BUDGET = 2_000;
const KNOWN_LENGTH = 200;

function parseText(text: string, version: HydraVersion): ParsedInterpolation {
  if (text.length > BUDGETS.interpolationCharacters) {
    const parts: InterpolationPart[] = [{ kind: 'text', value: text, range: { start: 0, end: text.length } }];
    return { interpolation: { parts }, problems: [] };
  }
  const { tree, failure } = parseConfigValueTree(text, version);
  const [textTree] = tree.children;
  return {
    interpolation: { parts: isBranch(textTree) ? partsOf(textTree, version) : [] },
    problems: problemsOf(failure),
  };
}

/** Parses a string as one element, as the resolver `oc.decode` does. */
export function parseInterpolationElement(
  text: string,
  version: HydraVersion,
): { readonly element?: InterpolationElement; readonly problems: readonly InterpolationProblem[] } {
  const { tree, failure } = parseSingleElementTree(text, version);
  if (failure !== undefined) return { problems: problemsOf(failure) };
  return { element: elementOf(tree.children[0] as Branch, version), problems: [] };
}

/** All node and resolver interpolations in a string, those inside others behind the one that holds them. */
export function nestedInterpolations(
  parts: readonly InterpolationPart[],
): readonly (NodeInterpolation | ResolverInterpolation)[] {
  return parts.flatMap((part) => (part.kind === 'text' ? [] : [part, ...nestedInterpolations(partsInside(part))]));
}

function partsInside(part: NodeInterpolation | ResolverInterpolation): readonly InterpolationPart[] {
  if (part.kind === 'node')
    return part.segments.flatMap((segment) => (segment.kind === 'nested' ? [segment.part] : []));
  const inName = part.name.parts.filter((name) => typeof name !== 'string');
  return [...inName, ...part.args.flatMap(({ element }) => partsInElement(element))];
}

function partsInElement(element: InterpolationElement): readonly InterpolationPart[] {
  switch (element.kind) {
    case 'scalar':
      return [];
    case 'text':
      return element.parts;
    case 'interpolation':
      return [element.part];
    case 'list':
      return element.items.flatMap(partsInElement);
    case 'dict':
      return element.entries.flatMap(([, value]) => partsInElement(value));
  }
}

function problemsOf(failure: SyntaxFailure | undefined): readonly InterpolationProblem[] {
  return failure === undefined ? [] : [{ message: failure.message, range: failure.range }];
}

/** Neighbouring tokens of text are one part. */
function partsOf(text: Branch, version: HydraVersion): readonly InterpolationPart[] {
  const parts: InterpolationPart[] = [];
  for (const [index, child] of text.children.entries()) {
    if (isBranch(child)) {
      parts.push(interpolationOf(child, version));
      continue;
    }
    const value = textOf(child, text.children[index + 1]);
    const last = parts.at(-1);
    if (last?.kind === 'text') {
      parts[parts.length - 1] = {
        ...last,
        value: last.value + value,
        range: { start: last.range.start, end: child.end },
      };
    } else {
      parts.push({ kind: 'text', value, range: { start: child.start, end: child.end } });
    }
  }
  return parts;
}

/** Backslashes are halved only where they stand before an interpolation, or end a quoted string. */
function textOf({ type, text }: Token, next: Node | undefined): string {
  switch (type) {
    case 'ESC_INTER':
      return text.slice(-(Math.floor(text.length / 2) + 1));
    case 'ESC':
      return unescaped(text);
    case 'TOP_ESC':
      return isBranch(next) ? unescaped(text) : text;
    case 'QUOTED_ESC':
      return next === undefined || isBranch(next) ? unescaped(text) : text;
    default:
      return text;
  }
}

function interpolationOf(interpolation: Branch, version: HydraVersion): NodeInterpolation | ResolverInterpolation {
  const branch = interpolation.children[0] as Branch;
  return branch.rule === 'interpolationNode' ? nodeOf(branch, version) : resolverOf(branch, version);
}

function nodeOf(node: Branch, version: HydraVersion): NodeInterpolation {
  const range = branchRange(node)!;
  const segments: Segment[] = [];
  let dots = 0;
  let isBracket = false;
  let end = range.start;
  for (const child of node.children) {
    if (isBranch(child)) {
      segments.push(segmentOf(child, isBracket, end, version));
    } else {
      isBracket = child.type === 'BRACKET_OPEN';
      if (child.type === 'DOT' && segments.length === 0) dots += 1;
    }
    end = branchRange(child)?.end ?? end;
  }
  const last = node.children.at(-1);
  // `${`, `${a.`, `${..` and `${a[` wait for a name.
  if (isToken(last) && ['INTER_OPEN', 'DOT', 'BRACKET_OPEN'].includes(last.type)) {
    segments.push({ kind: 'name', name: '', isBracket, range: { start: end, end } });
  }
  return { kind: 'node', dots, segments, range };
}

function segmentOf(configKey: Branch, isBracket: boolean, place: number, version: HydraVersion): Segment {
  const range = branchRange(configKey) ?? { start: place, end: place };
  const [child] = configKey.children;
  if (isBranch(child)) return { kind: 'nested', part: interpolationOf(child, version), isBracket, range };
  const name =
    child === undefined ? '' : version === '1.3' ? child.text : child.text.replaceAll(/\\([\\.[\]:=])/g, '$1');
  return { kind: 'name', name, isBracket, range };
}

function resolverOf(branch: Branch, version: HydraVersion): ResolverInterpolation {
  const nameTree = branch.children[1] as Branch;
  const parts = nameTree.children
    .filter((child) => isBranch(child) || child.type !== 'DOT')
    .map((child) => (isBranch(child) ? interpolationOf(child, version) : child.text));
  const texts = parts.filter((part) => typeof part === 'string');
  const name = texts.length === parts.length ? { parts, text: texts.join('.') } : { parts };
  const sequence = branch.children.find((child) => isBranch(child, 'sequence')) as Branch | undefined;
  return {
    kind: 'resolver',
    name: { ...name, range: branchRange(nameTree)! },
    args: sequence === undefined ? [] : argumentsOf(sequence, version),
    range: branchRange(branch)!,
  };
}

/** A comma without an element before it, or at the end, stands for an empty string. */
function argumentsOf(sequence: Branch, version: HydraVersion): readonly ResolverArgument[] {
  const args: ResolverArgument[] = [];
  const leftOut = (place: number) => args.push({ element: EMPTY, range: { start: place, end: place } });
  let isAfterComma = true;
  let end = branchRange(sequence)?.start ?? 0;
  for (const child of sequence.children) {
    const range = branchRange(child);
    if (isBranch(child)) {
      if (range !== undefined) args.push({ element: elementOf(child, version), range });
      isAfterComma = range === undefined;
    } else {
      if (isAfterComma) leftOut(child.start);
      isAfterComma = true;
    }
    end = range?.end ?? end;
  }
  if (isAfterComma) leftOut(end);
  return args;
}

const EMPTY: InterpolationElement = { kind: 'scalar', value: { t: 'str', v: '' }, isQuoted: false };

function elementOf(element: Branch, version: HydraVersion): InterpolationElement {
  const [branch] = element.children;
  if (!isBranch(branch)) return EMPTY;
  switch (branch.rule) {
    case 'quotedValue': {
      const text = branch.children[1];
      return literalMissing(textElement(isBranch(text) ? partsOf(text, version) : [], true), branch, version);
    }
    case 'listContainer': {
      const sequence = branch.children[1];
      const items = isBranch(sequence) ? argumentsOf(sequence, version) : [];
      return { kind: 'list', items: items.map((item) => item.element) };
    }
    case 'dictContainer': {
      return {
        kind: 'dict',
        entries: entriesOf(
          branch.children.filter((child) => isBranch(child)),
          version,
        ),
      };
    }
    default:
      return literalMissing(primitiveOf(branch, version), branch, version);
  }
}

/** Two equal keys are one, as in Python: the first key with the last value. */
function entriesOf(
  pairs: readonly Branch[],
  version: HydraVersion,
): readonly (readonly [Scalar, InterpolationElement])[] {
  const entries: (readonly [Scalar, InterpolationElement])[] = [];
  const places = new Map<string, number[]>();
  for (const pair of pairs) {
    const [key, element] = entryOf(pair, version);
    // Numbers and truth values may be equal across their types; of all other keys equal ones have one name.
    const name = key.t === 'str' ? `str ${key.v}` : '';
    const same = (places.get(name) ?? []).find((index) => isEqual(entries[index]![0], key));
    if (same === undefined) places.set(name, [...(places.get(name) ?? []), entries.push([key, element]) - 1]);
    else entries[same] = [entries[same]![0], element];
  }
  return entries;
}

function entryOf(pair: Branch, version: HydraVersion): readonly [Scalar, InterpolationElement] {
  const [dictKey, element] = pair.children.filter((child) => isBranch(child));
  const key = primitiveOf(dictKey!, version);
  return [
    key.kind === 'scalar' ? key.value : { t: 'str', v: '' },
    element === undefined ? EMPTY : elementOf(element, version),
  ];
}

function primitiveOf(primitive: Branch, version: HydraVersion): InterpolationElement {
  const [first] = primitive.children;
  if (first === undefined) return EMPTY;
  if (primitive.children.length > 1) return textElement(partsOf(primitive, version), false);
  if (isBranch(first)) return { kind: 'interpolation', part: interpolationOf(first, version) };
  return { kind: 'scalar', value: primitiveScalar(first), isQuoted: false };
}

function textElement(parts: readonly InterpolationPart[], isQuoted: boolean): InterpolationElement {
  if (parts.some(({ kind }) => kind !== 'text')) return { kind: 'text', parts, isQuoted };
  const v = parts.map((part) => (part.kind === 'text' ? part.value : '')).join('');
  return { kind: 'scalar', value: { t: 'str', v }, isQuoted };
}

/** OmegaConf 2.4: backslashes before a whole `???` make it a text; one of them is taken away. */
function literalMissing(element: InterpolationElement, branch: Branch, version: HydraVersion): InterpolationElement {
  if (version === '1.3' || element.kind !== 'scalar' || element.value.t !== 'str') return element;
  const spelling = spelled(branch);
  const written = branch.rule === 'quotedValue' ? spelling.slice(1, -1) : spelling;
  if (!/^\\+\?\?\?$/.test(written)) return element;
  return { ...element, value: { t: 'str', v: written.slice(1) }, isLiteral: true };
}

function spelled(node: Node): string {
  return isToken(node) ? node.text : node.children.map(spelled).join('');
}
