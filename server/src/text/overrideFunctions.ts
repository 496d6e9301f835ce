import { castFunctions } from './overrideCasts.ts';
import { className, PythonError } from './overridePython.ts';
import { sweepFunctions } from './overrideSweeps.ts';
import type { HydraVersion, OverrideValue } from './overrideValue.ts';

/**
 * The functions of the override grammar, `choice(a,b)` and its kin, evaluated while an override is parsed.
 * Source: https://hydra.cc/docs/advanced/override_grammar/extended/ ("Functions").
 */

/** What a parameter takes; `name` is how Hydra prints its annotation. */
export interface Accepted {
  /** `unchecked`: an annotation that Hydra's own check fails on, so that the parameter cannot be used. */
  readonly kinds: readonly OverrideValue['t'][] | 'any' | 'unchecked';
  readonly name: string;
}

export interface Parameter {
  readonly name: string;
  /** `rest`: `*args`; `named`: only by keyword. */
  readonly kind: 'positional' | 'rest' | 'named';
  readonly accepts: Accepted;
  readonly optional?: boolean;
}

/** The arguments of one call by parameter; `rest` are those of `*args`. */
export interface Arguments {
  readonly rest: readonly OverrideValue[];
  readonly named: ReadonlyMap<string, OverrideValue>;
}

export interface OverrideFunction {
  readonly parameters: readonly Parameter[];
  readonly call: (given: Arguments) => OverrideValue;
}

const FUNCTIONS: Readonly<Record<HydraVersion, ReadonlyMap<string, OverrideFunction>>> = {
  '1.3': new Map([...castFunctions('1.3'), ...sweepFunctions('1.3')]),
  '1.4': new Map([...castFunctions('1.4'), ...sweepFunctions('1.4')]),
};

/** The names of all functions, sorted: for completion. */
export function overrideFunctionNames(version: HydraVersion): readonly string[] {
  return [...FUNCTIONS[version].keys()].sort();
}

/** Calls a function. Errors: `PythonError` with the class and the message that Hydra reports. */
export function callOverrideFunction(
  name: string,
  positional: readonly OverrideValue[],
  keywords: ReadonlyMap<string, OverrideValue>,
  version: HydraVersion,
): OverrideValue {
  const called = FUNCTIONS[version].get(name);
  if (called === undefined) {
    const available = overrideFunctionNames(version).join(',');
    throw new PythonError('HydraException', `Unknown function '${name}'\nAvailable: ${available}\n`);
  }
  const given = bind(
    called.parameters,
    positional.map(unquoted),
    new Map([...keywords].map(([keyword, value]) => [keyword, unquoted(value)] as const)),
  );
  for (const { name: parameter, kind, accepts } of called.parameters) {
    if (kind === 'rest') {
      for (const [index, value] of given.rest.entries()) checkType(`${parameter}[${index}]`, value, accepts);
    } else {
      const value = given.named.get(parameter);
      if (value !== undefined) checkType(parameter, value, accepts);
    }
  }
  return called.call(given);
}

function unquoted(value: OverrideValue): OverrideValue {
  return value.t === 'quoted' ? { t: 'str', v: value.v } : value;
}

/** Gives each argument its parameter, with the errors of Python's `inspect.Signature.bind`. */
function bind(
  parameters: readonly Parameter[],
  positional: readonly OverrideValue[],
  keywords: ReadonlyMap<string, OverrideValue>,
): Arguments {
  const named = new Map<string, OverrideValue>();
  const open = parameters.filter(({ kind }) => kind === 'positional');
  const takesRest = parameters.some(({ kind }) => kind === 'rest');
  if (!takesRest) {
    for (const [index, value] of positional.entries()) {
      const parameter = open[index];
      if (parameter === undefined) throw new PythonError('TypeError', 'too many positional arguments');
      if (keywords.has(parameter.name)) {
        throw new PythonError('TypeError', `multiple values for argument '${parameter.name}'`);
      }
      named.set(parameter.name, value);
    }
  }
  const left = new Map(keywords);
  for (const { name, kind, optional } of parameters) {
    if (kind === 'rest' || named.has(name)) continue;
    const value = left.get(name);
    if (value !== undefined) named.set(name, value);
    else if (optional !== true) throw new PythonError('TypeError', `missing a required argument: '${name}'`);
    left.delete(name);
  }
  const [unexpected] = left.keys();
  if (unexpected !== undefined) {
    throw new PythonError('TypeError', `got an unexpected keyword argument '${unexpected}'`);
  }
  return { rest: takesRest ? positional : [], named };
}

function checkType(place: string, value: OverrideValue, { kinds, name }: Accepted): void {
  if (kinds === 'any' || kinds.includes(value.t)) return;
  if (kinds === 'unchecked') throw new PythonError('TypeError', 'typing.Any cannot be used with isinstance()');
  throw new PythonError(
    'TypeError',
    `mismatch type argument ${place}: ${className(value)} is incompatible with ${name}`,
  );
}
