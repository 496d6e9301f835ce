import {
  BUDGETS,
  type InterpolationElement,
  type InterpolationPart,
  type NodeInterpolation,
  parseInterpolation,
  type ResolverInterpolation,
} from '../text/index.ts';
import { fitted, pythonValue } from './resolveFitted.ts';
import { fullKeyIn, fullKeyOf, pick, splitKeyPath } from './resolveKey.ts';
import {
  type Content,
  classOf,
  hasMissingSpelling,
  interpolationOf,
  isContainer,
  isLive,
  isMissing,
  type Live,
  leafOf,
  type PythonValue,
  pathOf,
  rootOf,
} from './resolveLive.ts';
import {
  CHAIN_BUDGET,
  NO_KEY,
  orMissing,
  type Place,
  RESOLUTION,
  type Resolver,
  type Resolving,
  TEXT_BUDGET,
  textOf,
  tooLarge,
  Unresolvable,
  wrapped,
} from './resolveState.ts';

/** A node, or what its interpolation leads to. `open` holds the nodes being followed: meeting one again is a cycle. */
export function follow(resolving: Resolving, node: Live, open?: Set<Live>): Live {
  const text = interpolationOf(node);
  if (text === undefined) return node;
  if (text.length > BUDGETS.interpolationCharacters)
    throw tooLarge(
      `a text of more than ${BUDGETS.interpolationCharacters} characters before its interpolations are followed`,
    );
  const { parent, remembered } = node;
  if (parent === undefined) {
    throw new Unresolvable(RESOLUTION, 'Cannot resolve interpolation for a node without a parent');
  }
  const { depth } = resolving;
  if (remembered?.generation === resolving.generation && depth + remembered.height <= CHAIN_BUDGET) {
    resolving.deepest = Math.max(resolving.deepest, depth + remembered.height);
    return remembered.result;
  }
  if (depth >= CHAIN_BUDGET) throw new Unresolvable('RecursionError', 'maximum recursion depth exceeded');
  const { deepest } = resolving;
  resolving.depth = depth + 1;
  resolving.deepest = resolving.depth;
  try {
    const { interpolation, problems } = parseInterpolation(text, resolving.version);
    const [problem] = problems;
    if (problem !== undefined) throw new Unresolvable('GrammarParseError', problem.message);
    const place: Place = { node, parent, text };
    const value = wrapped(() => valueOfParts(resolving, interpolation.parts, place, open));
    const result = fitted(resolving, isLive(value) ? value : resultOf(resolving, value, node), node, text);
    node.remembered = { result, height: resolving.deepest - depth, generation: resolving.generation };
    return result;
  } finally {
    resolving.depth = depth;
    resolving.deepest = Math.max(resolving.deepest, deepest);
  }
}

/** A node around what is no node yet. */
function resultOf(resolving: Resolving, value: Exclude<PythonValue, Live>, { parent, key }: Live): Live {
  const read = resolving.version === '1.4' ? presentIn14(value) : value;
  const isMarker = read.t === 'str' && read.v === '???' && read.isLiteral !== true;
  const valueClass = read.t === 'str' ? read.valueClass : undefined;
  return leafOf(isMarker ? { t: 'missing' } : (read as Content), parent, key, true, valueClass);
}

/** OmegaConf 2.4 takes a backslash from `\???`, and refuses a result `???`. */
function presentIn14<T extends Exclude<PythonValue, Live>>(value: T): T {
  if (value.t !== 'str' || value.isLiteral === true) return value;
  if (value.v === '???') {
    throw new Unresolvable('InterpolationToMissingValueError', 'Interpolation resolved to a missing value');
  }
  return hasMissingSpelling(value.v) ? { ...value, v: value.v.slice(1), isLiteral: true } : value;
}

/** The only part itself, else the text of all. */
function valueOfParts(
  resolving: Resolving,
  parts: readonly InterpolationPart[],
  place: Place,
  open: Set<Live> | undefined,
): PythonValue | Live {
  const [only] = parts;
  if (resolving.keysOnly && (parts.length !== 1 || only?.kind !== 'node')) throw new Unresolvable(NO_KEY, '');
  if (parts.length === 1 && only !== undefined && only.kind !== 'text')
    return valueOfPart(resolving, only, place, open);
  return textOfParts(resolving, parts, place, open);
}

function textOfParts(
  resolving: Resolving,
  parts: readonly InterpolationPart[],
  place: Place,
  open: Set<Live> | undefined,
): PythonValue {
  let text = '';
  let hasLiteral = false;
  for (const part of parts) {
    if (part.kind === 'text') {
      text += part.value;
      continue;
    }
    const value = pythonValue(resolving, valueOfPart(resolving, part, place, open));
    hasLiteral ||= !isLive(value) && value.t === 'str' && value.isLiteral === true;
    text += textOf(resolving, value);
    if (text.length > TEXT_BUDGET) throw tooLarge(`a text of more than ${TEXT_BUDGET} characters`);
  }
  return { t: 'str', v: text, ...(hasLiteral && hasMissingSpelling(text) && { isLiteral: true }) };
}

function valueOfPart(
  resolving: Resolving,
  part: NodeInterpolation | ResolverInterpolation,
  place: Place,
  open: Set<Live> | undefined,
): PythonValue | Live {
  return part.kind === 'node' ? nodeAtKey(resolving, part, place, open) : callResolver(resolving, part, place, open);
}

interface NodeKey {
  /** As written, interpolations in it replaced. */
  readonly raw: string;
  readonly dots: number;
  readonly names: readonly string[];
}

function nodeAtKey(resolving: Resolving, part: NodeInterpolation, place: Place, open: Set<Live> | undefined): Live {
  const { raw, dots, names } = keyOf(resolving, part, place, open);
  const shown = raw.startsWith('.'.repeat(dots)) ? raw.slice(dots) : raw;
  let base = dots === 0 ? rootOf(place.parent) : place.parent;
  for (let level = 1; level < dots; level++) {
    if (base.parent === undefined) {
      const message = `ConfigKeyError while resolving interpolation: Error resolving key '${raw}'`;
      throw new Unresolvable('InterpolationKeyError', message);
    }
    base = base.parent;
  }
  const found = orMissing(() => select(resolving, base, names, shown, true, open));
  if (found === undefined) {
    const { version } = resolving;
    const resolved = dots > 0 && version === '1.4' ? ` (resolved to '${fullKeyIn(base, shown, version)}')` : '';
    const message = `Interpolation key '${resolved === '' ? shown : raw}' not found${resolved}`;
    throw new Unresolvable('InterpolationKeyError', message, { missing: [...pathOf(base), ...names] });
  }
  // A container that a resolver made is another one each time in Python, so never a parent; here it is remembered.
  const isMade = found.key === undefined && found.parent !== undefined;
  for (let above: Live | undefined = place.parent; above !== undefined && !isMade; above = above.parent) {
    if (above === found) throw new Unresolvable(RESOLUTION, 'Interpolation to parent node detected');
  }
  return found;
}

/** Most keys have nothing put in, and stay the same wherever their interpolation stands. */
const writtenKeys = new WeakMap<NodeInterpolation, NodeKey>();

function keyOf(resolving: Resolving, part: NodeInterpolation, place: Place, open: Set<Live> | undefined): NodeKey {
  const known = writtenKeys.get(part);
  if (known !== undefined) return known;
  const key = keyOfSegments(resolving, part, place, open);
  if (part.segments.every(({ kind }) => kind === 'name')) writtenKeys.set(part, key);
  return key;
}

/** 1.3 puts the key's text together and splits it again; 1.4 keeps written names whole and splits what is put in. */
function keyOfSegments(
  resolving: Resolving,
  { dots, segments }: NodeInterpolation,
  place: Place,
  open: Set<Live> | undefined,
): NodeKey {
  let raw = '.'.repeat(dots);
  let leading = dots;
  const names: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const { isBracket, range } = segment;
    const inner = segment.kind === 'nested' ? nestedName(resolving, segment.part, place, open) : undefined;
    const text = inner ?? place.text.slice(range.start, range.end);
    raw += isBracket ? `[${text}]` : index === 0 ? text : `.${text}`;
    if (segment.kind === 'name') names.push(segment.name);
    else if (isBracket) names.push(...splitKeyPath(`[${text}]`, '1.4'));
    else {
      const before = names.length === 0 ? (/^\.*/.exec(text)?.[0].length ?? 0) : 0;
      leading += before;
      if (before < text.length) names.push(...splitKeyPath(text, '1.4').slice(before));
    }
  }
  if (resolving.version === '1.4') return { raw, dots: leading, names };
  const written = /^\.*/.exec(raw)?.[0].length ?? 0;
  const key = raw.slice(written);
  return { raw, dots: written, names: key === '' ? [] : splitKeyPath(key, '1.3') };
}

function nestedName(resolving: Resolving, part: InterpolationPart, place: Place, open: Set<Live> | undefined): string {
  if (part.kind === 'text') return part.value;
  const value = pythonValue(resolving, valueOfPart(resolving, part, place, open));
  const isNewer = resolving.version === '1.4';
  if (!isLive(value) && (value.t === 'str' || (isNewer && value.t === 'int'))) return String(value.v);
  const written = place.text.slice(part.range.start, part.range.end);
  const expected = isNewer ? 'a string or integer' : 'a string';
  const message = `The following interpolation is used to denote a config key and thus should return ${expected}, but instead returned \`${textOf(resolving, value)}\` of type \`${classOf(value).shown}\`: ${written}`;
  throw new Unresolvable(RESOLUTION, message);
}

/** Walks from a container along names, through interpolations on the way and at the end. `shown` is for messages. */
export function select(
  resolving: Resolving,
  base: Live,
  names: readonly string[],
  shown: string,
  throwOnMissing: boolean,
  open?: Set<Live>,
): Live | undefined {
  // OmegaConf finds no name in a key like `[a`.
  if (names.length === 0 && shown !== '') throw new Unresolvable('IndexError', 'list index out of range');
  let at = base;
  for (const [index, name] of names.entries()) {
    const child = selectOne(resolving, at, name, throwOnMissing);
    if (child === undefined) return undefined;
    if (index === names.length - 1) return selectLast(resolving, child, open);
    const result = follow(resolving, child, open);
    at = child === result ? child : (resolving.onPassed?.(child, result, false) ?? result);
    if (!isContainer(at)) {
      const key = resolving.version === '1.3' ? shown : names.join('.');
      const parent = names.slice(0, index + 1).join('.');
      const message = `Error trying to access ${key}: node \`${parent}\` is not a container and thus cannot contain \`${names[index + 1]}\``;
      throw new Unresolvable('ConfigTypeError', message);
    }
  }
  return base;
}

function selectOne(resolving: Resolving, container: Live, name: string, throwOnMissing: boolean): Live | undefined {
  const child = pick(container, name, resolving.version);
  if (child === 'notInt') throw new Unresolvable('TypeError', `Index '${name}' (str) is not an int`);
  if (child !== undefined && throwOnMissing && isMissing(child)) {
    throw new Unresolvable('MissingMandatoryValue', `Missing mandatory value: ${fullKeyOf(child)}`);
  }
  return child;
}

function selectLast(resolving: Resolving, child: Live, open: Set<Live> | undefined): Live {
  if (interpolationOf(child) === undefined) return child;
  if (open?.has(child)) throw new Unresolvable(RESOLUTION, 'Recursive interpolation detected');
  open?.add(child);
  try {
    const result = follow(resolving, child, open ?? new Set());
    return resolving.onPassed?.(child, result, true) ?? result;
  } finally {
    open?.delete(child);
  }
}

function callResolver(
  resolving: Resolving,
  part: ResolverInterpolation,
  place: Place,
  open: Set<Live> | undefined,
): PythonValue | Live {
  const name = nameOfResolver(resolving, part, place, open);
  const args = part.args.map(({ element }) => pythonValue(resolving, valueOfElement(resolving, element, place, open)));
  const resolver = resolving.resolvers.get(name);
  if (resolver === undefined || resolver.versions?.includes(resolving.version) === false) {
    const opaque = `\${${name}:…} is known to the run only`;
    throw new Unresolvable('UnsupportedInterpolationType', `Unsupported interpolation type ${name}`, { opaque });
  }
  const misuse = misuseOf(resolver, args.length);
  if (misuse !== undefined) throw new Unresolvable('TypeError', misuse);
  const result = resolver.call(resolving, place, args);
  return isLive(result) || resolving.version === '1.3' ? result : presentIn14(result);
}

/** What Python says to a call with so many arguments. */
function misuseOf({ name, required, most, given = [], named = 0 }: Resolver, args: number): string | undefined {
  if (args < required.length) {
    const left = required.slice(args);
    const plural = left.length === 1 ? '' : 's';
    const names = left.map((each) => `'${each}'`).join(' and ');
    return `${name}() missing ${left.length} required positional argument${plural}: ${names}`;
  }
  if (args <= most) return undefined;
  const collisions = given.slice(0, args - most);
  const collision = collisions.find((each) => each === '_parent_') ?? collisions[0];
  if (collision !== undefined) return `${name}() got multiple values for argument '${collision}'`;
  const takes = required.length === most ? `${most}` : `from ${required.length} to ${most}`;
  const plural = takes === '1' ? '' : 's';
  const more = named === 0 ? '' : ` positional arguments (and ${named} keyword-only argument${named === 1 ? '' : 's'})`;
  return `${name}() takes ${takes} positional argument${plural} but ${args}${more} were given`;
}

function nameOfResolver(
  resolving: Resolving,
  { name }: ResolverInterpolation,
  place: Place,
  open: Set<Live> | undefined,
): string {
  const names = name.parts.map((part) => {
    if (typeof part === 'string') return part;
    const value = pythonValue(resolving, valueOfPart(resolving, part, place, open));
    if (!isLive(value) && value.t === 'str') return value.v;
    const written = place.text.slice(part.range.start, part.range.end);
    const message = `The name of a resolver must be a string, but the interpolation ${written} resolved to \`${textOf(resolving, value)}\` which is of type ${classOf(value).shown}`;
    throw new Unresolvable(RESOLUTION, message);
  });
  return names.join('.');
}

export function valueOfElement(
  resolving: Resolving,
  element: InterpolationElement,
  place: Place,
  open?: Set<Live>,
): PythonValue | Live {
  const below = (inner: InterpolationElement) => pythonValue(resolving, valueOfElement(resolving, inner, place, open));
  switch (element.kind) {
    case 'scalar':
      return element.isLiteral === true ? { ...element.value, isLiteral: true } : element.value;
    case 'text':
      return textOfParts(resolving, element.parts, place, open);
    case 'interpolation':
      return valueOfPart(resolving, element.part, place, open);
    case 'list':
      return { t: 'list', v: element.items.map(below) };
    case 'dict':
      return { t: 'dict', v: element.entries.map(([key, item]) => [key, below(item)]) };
  }
}
