import { type ConfigFile, entryOf, type Problem, parseOverride, type Range, type ValueNode } from '../text/index.ts';
import { splitKey } from './merge.ts';

const CCE = 'ConfigCompositionException';
const LITERAL = 'Override alias definitions must be literal';
const STRINGS = 'Override aliases must have string names and literal string targets';

/** What is said after a change of `hydra.aliases` on the command line. */
export const ALIASES_FIXED =
  'hydra.aliases can only be defined in the primary config; command-line overrides cannot change them';

interface Refused {
  readonly message: string;
  readonly errorClass?: string;
  readonly range: Range;
}

/**
 * Hydra 1.4: the arguments of the command line with the aliases of the primary config's `hydra.aliases` written out.
 * Source: Hydra's `_internal/override_aliases.py`.
 */
export function withoutAliases(
  primary: ConfigFile | undefined,
  overrides: readonly string[],
  report: (problem: Problem) => void,
): readonly string[] {
  const hydra = hydraOf(primary);
  if (primary === undefined || hydra === undefined) return overrides;
  const refuse = ({ message, errorClass = CCE, range }: Refused) => {
    const [first = ''] = message.split('\n', 1);
    const shown = first === '' ? 'hydra must be a mapping' : first;
    const span = { uri: primary.uri, ...range };
    report({ code: 'HS118', severity: 'error', span, message: shown, refusal: { errorClass, message } });
  };
  const unfit = unfitHydra(hydra);
  if (unfit !== undefined) refuse(unfit);
  const definitions = entryOf(hydra, 'aliases')?.value;
  if (definitions === undefined) return overrides;
  if (definitions.kind === 'scalar' && definitions.leaf.t === 'missing') return overrides;
  const targets = targetsOf(definitions, refuse);
  return overrides.map((text, index) => {
    const expanded = expand(text, targets);
    if (typeof expanded === 'string') return expanded;
    const span = { uri: `override:${index}`, start: 0, end: text.length };
    const { message } = expanded;
    report({ code: 'HS502', severity: 'error', span, message, refusal: { errorClass: CCE, message } });
    return text;
  });
}

/** The aliases of a primary config: name to target, as written. */
export function aliasesIn(primary: ConfigFile | undefined): ReadonlyMap<string, string> {
  const definitions = entryOf(hydraOf(primary), 'aliases')?.value;
  return definitions === undefined ? new Map() : targetsOf(definitions, () => {});
}

/** What a primary config says of Hydra's own settings. */
function hydraOf(primary: ConfigFile | undefined): ValueNode | undefined {
  const { package: header = '' } = primary?.header ?? {};
  return splitKey(header.replace(/^_global_\.?/, '')).length > 0 ? undefined : entryOf(primary?.body, 'hydra')?.value;
}

function unfitHydra(hydra: ValueNode): Refused | undefined {
  const { range } = hydra;
  if (hydra.kind === 'map') return undefined;
  if (hydra.kind === 'list') {
    const message =
      'ListConfig indices must be integers or slices, not str\n    full_key: hydra[aliases]\n    object_type=list';
    return { message, errorClass: 'KeyValidationError', range };
  }
  if (hydra.leaf.t === 'interp') return { message: LITERAL, range };
  if (hydra.leaf.t !== 'missing') return { message: '', errorClass: 'AssertionError', range };
  const message = 'Missing mandatory value: hydra\n    full_key: hydra\n    object_type=dict';
  return { message, errorClass: 'MissingMandatoryValue', range };
}

function targetsOf(definitions: ValueNode, refuse: (refused: Refused) => void): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  const { range } = definitions;
  if (definitions.kind !== 'map') {
    const isLate = definitions.kind === 'scalar' && definitions.leaf.t === 'interp';
    refuse({ message: isLate ? LITERAL : 'hydra.aliases must be a mapping', range });
    return targets;
  }
  for (const { key, value } of definitions.entries.values()) {
    const { range } = value;
    if (key.t !== 'str' || value.kind !== 'scalar' || value.leaf.t !== 'str') {
      refuse({ message: STRINGS, range });
      continue;
    }
    const target = value.leaf.v;
    const invalid = (message: string) => refuse({ message: `Invalid override alias '${key.v}': ${message}`, range });
    const [prefix, , given] = parts(target);
    if (!isOverride(given === '' ? `${target}=null` : target)) {
      invalid(`Error parsing override '${given === '' ? `${target}=null` : target}'`);
      continue;
    }
    if (given === '' && prefix !== '') {
      invalid('A key alias target cannot have an operator');
      continue;
    }
    for (const each of key.v.split(',')) {
      const name = each.trim();
      const [operator, , suffix] = parts(name);
      if (name === '' || operator !== '' || suffix !== '') invalid('Alias names must be nonempty override keys');
      else if (!isOverride(`${name}=null`)) invalid(`Error parsing override '${name}=null'`);
      else if (targets.has(name)) invalid(`Duplicate override alias '${name}'`);
      else targets.set(name, target);
    }
  }
  return targets;
}

function isOverride(text: string): boolean {
  return parseOverride(text, '1.4').problems.length === 0;
}

/** Operator, key and `=value` of an argument, as written. */
function parts(text: string): readonly [string, string, string] {
  const match = /^(\+\+|\+|~)?((?:\\.|[^=])*)(=.*)?$/s.exec(text);
  return [match?.[1] ?? '', match?.[2] ?? text, match?.[3] ?? ''];
}

function expand(text: string, targets: ReadonlyMap<string, string>): string | { readonly message: string } {
  const [prefix, key, value] = parts(text);
  const target = targets.get(key);
  if (target === undefined) return text;
  const [targetPrefix, targetKey, targetValue] = parts(target);
  if (targetValue !== '') return value !== '' ? text : `${prefix || targetPrefix}${targetKey}${targetValue}`;
  if (value === '' && prefix !== '~') return { message: `Override alias '${key}' requires a value for '${text}'` };
  return prefix + target + value;
}
