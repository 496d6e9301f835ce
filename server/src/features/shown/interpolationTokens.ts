import { RESOLVER_NAMES } from '../../compose/index.ts';
import {
  type InterpolationElement,
  type InterpolationPart,
  type NodeInterpolation,
  parseInterpolation,
  type Range,
  type ResolverInterpolation,
} from '../../text/index.ts';
import type { HydraToken } from './semanticTokens.ts';

/** The parts of the interpolations in a written value: braces, names of paths, resolvers, what these are given. */
export function interpolationTokens(text: string, value: string, { start, end }: Range): HydraToken[] {
  const { parts } = parseInterpolation(value, '1.3').interpolation;
  const whole = text.indexOf(value, start);
  let from = start;
  return parts.flatMap((part) => {
    if (part.kind === 'text') return [];
    // Where quotes or folded lines made another text of what is written, each interpolation is found for itself.
    const written = value.slice(part.range.start, part.range.end);
    const isWhole = whole !== -1 && whole + value.length <= end;
    const at = isWhole ? whole + part.range.start : text.indexOf(written, from);
    if (at === -1 || at + written.length > end) return [];
    from = at + written.length;
    return partTokens(value, part).map((token) => moved(token, at - part.range.start));
  });
}

function moved(token: HydraToken, by: number): HydraToken {
  return { ...token, start: token.start + by, end: token.end + by };
}

function partTokens(value: string, part: InterpolationPart): HydraToken[] {
  if (part.kind === 'text') return [];
  const { start, end } = part.range;
  const isClosed = value[end - 1] === '}' && end - start > 2;
  return [
    { type: 'keyword', start, end: start + 2 },
    ...(part.kind === 'node' ? pathTokens(value, part) : resolverTokens(value, part)),
    ...(isClosed ? [{ type: 'keyword', start: end - 1, end } as const] : []),
  ];
}

function pathTokens(value: string, { segments }: NodeInterpolation): HydraToken[] {
  return segments.flatMap((segment): HydraToken[] =>
    segment.kind === 'nested' ? partTokens(value, segment.part) : [{ type: 'variable', ...segment.range }],
  );
}

function resolverTokens(value: string, { name, args }: ResolverInterpolation): HydraToken[] {
  const isBrought = name.text !== undefined && RESOLVER_NAMES.includes(name.text);
  const named: HydraToken[] =
    name.text === undefined
      ? name.parts.flatMap((part) => (typeof part === 'string' ? [] : partTokens(value, part)))
      : [{ type: 'function', ...name.range, ...(isBrought && { modifier: 'defaultLibrary' }) }];
  return [...named, ...args.flatMap(({ element, range }) => elementTokens(value, element, range))];
}

function elementTokens(value: string, element: InterpolationElement, range?: Range): HydraToken[] {
  switch (element.kind) {
    case 'scalar':
      return range === undefined ? [] : [{ type: scalarType(element), ...range }];
    case 'text':
      return element.parts.flatMap((part) => partTokens(value, part));
    case 'interpolation':
      return partTokens(value, element.part);
    case 'list':
      return element.items.flatMap((item) => elementTokens(value, item));
    case 'dict':
      return element.entries.flatMap(([, item]) => elementTokens(value, item));
  }
}

function scalarType({ value }: Extract<InterpolationElement, { kind: 'scalar' }>): HydraToken['type'] {
  if (value.t === 'int' || value.t === 'float') return 'number';
  return value.t === 'bool' || value.t === 'null' ? 'keyword' : 'string';
}
