import type { Accepted, Arguments, OverrideFunction } from './overrideFunctions.ts';
import { isNumber, jsonText, PythonError, pythonFloat, pythonInt } from './overridePython.ts';
import {
  type ChoiceValue,
  type HydraVersion,
  isSweep,
  type NumberValue,
  type OverrideValue,
  pythonFloatText,
  type RangeValue,
} from './overrideValue.ts';

/**
 * The casts `int`, `float`, `str`, `bool` and `json_str`: they go into lists, the values of dicts, and sweeps.
 * Source: https://hydra.cc/docs/advanced/override_grammar/extended/ ("Type casting").
 */
export function castFunctions(version: HydraVersion): ReadonlyMap<string, OverrideFunction> {
  const [list, dict] = version === '1.3' ? ['List[Any]', 'Dict[str, Any]'] : ['list[Any]', 'dict[str, Any]'];
  const accepts: Accepted = {
    kinds: ['str', 'int', 'float', 'bool', 'list', 'dict', 'quoted', 'choice', 'range', 'interval', 'null'],
    name: `Optional[Union[str, int, float, bool, ${list}, ${dict}, QuotedString, Sweep]]`,
  };
  const cast = (to: Cast): OverrideFunction => castFunction(accepts, accepts, (value) => castTo(to, value, version));
  const functions = (['int', 'float', 'str', 'bool'] as const).map((to) => [to, cast(to)] as const);
  if (version === '1.3') return new Map(functions);
  const json = castFunction({ kinds: 'any', name: 'Any' }, { kinds: 'unchecked', name: 'Any' }, (value) => {
    return castToJson(value, version);
  });
  return new Map([...functions, ['json_str', json]]);
}

type Cast = 'int' | 'float' | 'str' | 'bool';

function castFunction(
  rest: Accepted,
  value: Accepted,
  cast: (value: OverrideValue) => OverrideValue,
): OverrideFunction {
  return {
    parameters: [
      { name: 'args', kind: 'rest', accepts: rest },
      { name: 'value', kind: 'named', accepts: value, optional: true },
    ],
    call: (given) => cast(castArgument(given)),
  };
}

/** Several arguments are a simple choice. A `value=null` counts as not given. */
function castArgument({ rest, named }: Arguments): OverrideValue {
  const value = named.get('value');
  if (value !== undefined && value.t !== 'null') {
    if (rest.length > 0) throw new PythonError('TypeError', 'cannot use both position and named arguments');
    return value;
  }
  if (rest.length === 0) throw new PythonError('TypeError', 'No positional args or value specified');
  return rest.length === 1 ? rest[0]! : simpleChoice(rest);
}

/** `a,b`. Errors: an AssertionError without words when one of them is a sweep already. */
export function simpleChoice(values: readonly OverrideValue[]): ChoiceValue {
  if (values.some((value) => isSweep(value) || value.t === 'extend_list')) throw new PythonError('AssertionError', '');
  return { t: 'choice', simple: true, shuffle: false, tags: [], v: values };
}

function castTo(to: Cast, value: OverrideValue, version: HydraVersion): OverrideValue {
  const again = (item: OverrideValue) => castTo(to, item, version);
  switch (value.t) {
    case 'quoted':
      return again({ t: 'str', v: value.v });
    case 'list':
      return { t: 'list', v: value.v.map(again) };
    case 'dict':
      return { t: 'dict', v: value.v.map(([key, item]) => [key, again(item)] as const) };
    case 'choice':
      return castChoice(value, again, version);
    case 'range':
      return castRange(to, value, version);
    case 'interval':
      if (to === 'str' || to === 'bool') throw new PythonError('ValueError', `Intervals cannot be cast to ${to}`);
      return { ...value, start: castNumber(to, value.start), end: castNumber(to, value.end) };
    default:
      return castScalar(to, value);
  }
}

function castScalar(to: Cast, value: OverrideValue): OverrideValue {
  if (to === 'bool') return { t: 'bool', v: castBool(value) };
  if (value.t !== 'str' && !isNumber(value)) throw new PythonError('AssertionError', '');
  if (to === 'str') return { t: 'str', v: castText(value) };
  return castNumber(to, value);
}

function castNumber(to: 'int' | 'float', value: NumberValue | { readonly t: 'str'; readonly v: string }): NumberValue {
  const given = value.t === 'str' ? value.v : value;
  return to === 'int' ? { t: 'int', v: pythonInt(given) } : { t: 'float', v: pythonFloat(given) };
}

function castText(value: NumberValue | { readonly t: 'str'; readonly v: string }): string {
  return value.t === 'float' ? pythonFloatText(value.v) : String(value.v);
}

function castBool(value: OverrideValue): boolean {
  if (value.t === 'str') {
    const word = value.v.toLowerCase();
    if (word !== 'true' && word !== 'false') throw new PythonError('ValueError', `Cannot cast '${value.v}' to bool`);
    return word === 'true';
  }
  if (value.t === 'null') return false;
  // Any other object, such as a glob, is true in Python; NaN too.
  return isNumber(value) ? Number.isNaN(value.v) || Boolean(value.v) : true;
}

/** Hydra 1.3 loses the tags and the shuffling. */
function castChoice(
  value: ChoiceValue,
  cast: (item: OverrideValue) => OverrideValue,
  version: HydraVersion,
): ChoiceValue {
  const choices = value.v.map(cast);
  const allowed = ['str', 'int', 'bool', 'float', 'list', 'dict'];
  if (choices.some((choice) => !allowed.includes(choice.t))) throw new PythonError('AssertionError', '');
  return version === '1.3' ? { ...value, v: choices, tags: [], shuffle: false } : { ...value, v: choices };
}

function castRange(to: Cast | 'json', value: RangeValue, version: HydraVersion): RangeValue {
  if (to !== 'int' && to !== 'float') throw new PythonError('ValueError', 'Range can only be cast to int or float');
  if (version !== '1.3') return { ...value, casts: [...(value.casts ?? []), to] };
  const [start, stop, step] = [value.start, value.stop, value.step].map((bound) => castNumber(to, bound));
  return { t: 'range', start: start!, stop: stop!, step: step!, shuffle: false, tags: [] };
}

function castToJson(value: OverrideValue, version: HydraVersion): OverrideValue {
  const dumped = (item: OverrideValue): OverrideValue => ({ t: 'str', v: jsonText(item) });
  switch (value.t) {
    case 'list':
    case 'dict':
      return dumped(withoutQuotes(value, version));
    case 'choice':
      return castChoice(
        castChoice(value, (item) => withoutQuotes(item, version), version),
        dumped,
        version,
      );
    case 'range':
      return castRange('json', value, version);
    case 'interval':
      throw new PythonError('ValueError', 'Intervals cannot be cast to json_str');
    case 'quoted':
      return dumped({ t: 'str', v: value.v });
    default:
      return dumped(value);
  }
}

function withoutQuotes(value: OverrideValue, version: HydraVersion): OverrideValue {
  const again = (item: OverrideValue) => withoutQuotes(item, version);
  switch (value.t) {
    case 'quoted':
      return { t: 'str', v: value.v };
    case 'list':
      return { t: 'list', v: value.v.map(again) };
    case 'dict':
      return { t: 'dict', v: value.v.map(([key, item]) => [key, again(item)] as const) };
    case 'choice':
      return castChoice(value, again, version);
    case 'range':
      return castRange('json', value, version);
    default:
      return value;
  }
}
