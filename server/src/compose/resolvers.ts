import {
  type InterpolationElement,
  NULL,
  type Plain,
  parseInterpolationElement,
  type ResolverInterpolation,
  type Scalar,
} from '../text/index.ts';
import type { KeyPath } from './composition.ts';
import { pythonText } from './pythonText.ts';
import { deep, failed, type Resolved, type Resolving, select, textOfParts, valueOfPart } from './resolve.ts';

/** Calls a built-in resolver; any other one is opaque. Source: OmegaConf's documentation, *Resolvers*. */
export function callResolver(resolving: Resolving, part: ResolverInterpolation, path: KeyPath): Resolved {
  const name = nameOf(resolving, part, path);
  if (typeof name !== 'string') return name;
  const call = RESOLVERS.get(name);
  if (call === undefined) {
    const message = `Unsupported interpolation type ${name}`;
    const reason = `\${${name}:…} is known to the run only`;
    return { kind: 'opaque', reason, errorClass: 'UnsupportedInterpolationType', message };
  }
  const args: Plain[] = [];
  for (const { element } of part.args) {
    const value = valueOfElement(resolving, element, path);
    if (value.kind !== 'value') return value;
    args.push(value.value);
  }
  return call(resolving, args, path);
}

function nameOf(resolving: Resolving, { name }: ResolverInterpolation, path: KeyPath): string | Resolved {
  let text = '';
  for (const part of name.parts) {
    if (text !== '') text += '.';
    if (typeof part === 'string') text += part;
    else {
      const value = valueOfPart(resolving, part, path);
      if (value.kind !== 'value') return value;
      text += pythonText(value.value);
    }
  }
  return text;
}

type Call = (resolving: Resolving, args: readonly Plain[], path: KeyPath) => Resolved;

const RESOLVERS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['oc.env', env],
  ['oc.decode', (resolving, [text], path) => decode(resolving, text, path)],
  ['oc.create', (_, [value]) => known(value ?? NULL)],
  ['oc.select', selectKey],
  ['oc.deprecated', (resolving, [key]) => selectOrFail(resolving, key)],
  ['oc.dict.keys', (resolving, [key]) => onMap(resolving, key, (entries) => entries.map(([name]) => name))],
  ['oc.dict.values', (resolving, [key]) => onMap(resolving, key, (entries) => entries.map(([, value]) => value))],
]);

function known(value: Plain): Resolved {
  return { kind: 'value', value };
}

function env(resolving: Resolving, [name, fallback]: readonly Plain[]): Resolved {
  const key = name === undefined ? '' : pythonText(name);
  const value = resolving.environment.get(key);
  if (value !== undefined) return known({ t: 'str', v: value });
  if (fallback?.t === 'null') return known(NULL);
  if (fallback !== undefined) return known({ t: 'str', v: pythonText(fallback) });
  const reason = `the environment variable ${key} is not set here`;
  const message = `KeyError raised while resolving interpolation: "Environment variable '${key}' not found"`;
  return { kind: 'opaque', reason, errorClass: 'InterpolationResolutionError', message };
}

/** Reads a text with the grammar of interpolations' arguments. */
function decode(resolving: Resolving, text: Plain | undefined, path: KeyPath): Resolved {
  if (text === undefined || text.t === 'null') return known(NULL);
  if (text.t !== 'str') {
    return failed('InterpolationResolutionError', 'TypeError raised while resolving interpolation');
  }
  const { element, problems } = parseInterpolationElement(text.v, resolving.version);
  if (element !== undefined && problems.length === 0) return valueOfElement(resolving, element, path);
  return failed('InterpolationResolutionError', 'GrammarParseError raised while resolving interpolation');
}

function selectKey(resolving: Resolving, [key, fallback]: readonly Plain[]): Resolved {
  const found = selectOrFail(resolving, key);
  if (found.kind !== 'failed') return found;
  return found.missing !== undefined || found.errorClass === 'InterpolationToMissingValueError'
    ? known(fallback ?? NULL)
    : found;
}

function selectOrFail(resolving: Resolving, key: Plain | undefined): Resolved {
  const shown = key === undefined ? '' : pythonText(key);
  const found = select(resolving, [], shown.split('.'), shown);
  return found.kind === 'node' ? deep(resolving, found.node, found.path) : found;
}

function onMap(
  resolving: Resolving,
  key: Plain | undefined,
  pick: (entries: readonly (readonly [Scalar, Plain])[]) => Plain[],
): Resolved {
  const found = selectOrFail(resolving, key);
  if (found.kind !== 'value') return found;
  if (found.value.t === 'dict') return known({ t: 'list', v: pick(found.value.v) });
  return failed('InterpolationResolutionError', 'TypeError raised while resolving interpolation');
}

function valueOfElement(resolving: Resolving, element: InterpolationElement, path: KeyPath): Resolved {
  switch (element.kind) {
    case 'scalar':
      return known(element.value);
    case 'text':
      return textOfParts(resolving, element.parts, path);
    case 'interpolation':
      return valueOfPart(resolving, element.part, path);
    case 'list': {
      const items: Plain[] = [];
      for (const item of element.items) {
        const value = valueOfElement(resolving, item, path);
        if (value.kind !== 'value') return value;
        items.push(value.value);
      }
      return known({ t: 'list', v: items });
    }
    case 'dict': {
      const entries: (readonly [Scalar, Plain])[] = [];
      for (const [key, item] of element.entries) {
        const value = valueOfElement(resolving, item, path);
        if (value.kind !== 'value') return value;
        entries.push([key, value.value]);
      }
      return known({ t: 'dict', v: entries });
    }
  }
}
