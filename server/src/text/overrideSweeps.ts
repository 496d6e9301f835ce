import { BUDGETS } from './budgets.ts';
import { simpleChoice } from './overrideCasts.ts';
import {
  addDecimals,
  ceilingQuotient,
  compareDecimals,
  type Decimal,
  decimalOf,
  exactDecimalOf,
  multiplyDecimals,
  numberOf,
} from './overrideDecimal.ts';
import type { Accepted, Arguments, OverrideFunction, Parameter } from './overrideFunctions.ts';
import { className, numeric, PythonError, pythonFloat, pythonInt, pythonSorted, tupleRepr } from './overridePython.ts';
import {
  type ChoiceValue,
  type HydraVersion,
  type NumberValue,
  type OverrideValue,
  overrideValueText,
  type RangeValue,
} from './overrideValue.ts';

/** Beyond this a sweep is not enumerated: nobody starts so many jobs, and a range may have no end. */
const MOST_JOBS = BUDGETS.sweepJobs;

const NUMBER: Accepted = { kinds: ['int', 'float', 'bool'], name: 'Union[int, float]' };
const SWEEP = ['choice', 'range', 'interval'] as const;

/**
 * The functions that make and order sweeps.
 * Source: https://hydra.cc/docs/advanced/override_grammar/extended/ ("Sweeps", "Sorting sweeps", ...).
 */
export function sweepFunctions(version: HydraVersion): ReadonlyMap<string, OverrideFunction> {
  const old = version === '1.3';
  const [List, Dict] = old ? ['List', 'Dict'] : ['list', 'dict'];
  const [list, dict] = old ? ['list', 'dict'] : ['list[Any]', 'dict[str, Any]'];
  const ordered: readonly Parameter[] = [
    rest({
      kinds: ['str', 'int', 'bool', 'float', 'list', 'dict', 'choice', 'range'],
      name: `Union[str, int, bool, float, ${list}, ${dict}, ChoiceSweep, RangeSweep]`,
    }),
    named('sweep', { kinds: ['choice', 'range', 'null'], name: 'Optional[Union[ChoiceSweep, RangeSweep]]' }),
    named('list', { kinds: ['list', 'null'], name: `Optional[${List}[Any]]` }),
  ];
  const globExclude = old ? 'Optional[Union[str, List[str]]]' : 'Optional[Union[list[str], str]]';
  const functions: [string, OverrideFunction][] = [
    [
      'choice',
      {
        parameters: [
          rest({
            kinds: ['str', 'int', 'float', 'bool', 'dict', 'list', 'choice'],
            name: `Union[str, int, float, bool, ${Dict}[Any, Any], ${List}[Any], ChoiceSweep]`,
          }),
        ],
        call: choice,
      },
    ],
    [
      'range',
      {
        parameters: [
          positional('start', NUMBER),
          positional(
            'stop',
            { kinds: [...NUMBER.kinds, 'null'] as Accepted['kinds'], name: `Optional[${NUMBER.name}]` },
            true,
          ),
          positional('step', NUMBER, true),
        ],
        call: (given) => range(given, version),
      },
    ],
    ['interval', { parameters: [positional('start', NUMBER), positional('end', NUMBER)], call: interval }],
    [
      'tag',
      {
        parameters: [
          rest({ kinds: ['str', ...SWEEP], name: 'Union[str, Sweep]' }),
          named('sweep', { kinds: [...SWEEP, 'null'], name: 'Optional[Sweep]' }),
        ],
        call: tag,
      },
    ],
    [
      'sort',
      {
        parameters: [...ordered, named('reverse', { kinds: ['bool'], name: 'bool' })],
        call: (given) => sort(given, version),
      },
    ],
    ['shuffle', { parameters: ordered, call: shuffle }],
    [
      'glob',
      {
        parameters: [
          positional('include', { kinds: ['list', 'str'], name: `Union[${List}[str], str]` }),
          positional('exclude', { kinds: ['list', 'str', 'null'], name: globExclude }, true),
        ],
        call: glob,
      },
    ],
  ];
  if (!old) {
    const any = { parameters: [rest({ kinds: 'any', name: 'Any' })] };
    functions.push(['extend_list', { ...any, call: (given) => ({ t: 'extend_list', v: given.rest }) }]);
  }
  return new Map(functions);
}

function rest(accepts: Accepted): Parameter {
  return { name: 'args', kind: 'rest', accepts };
}

function named(name: string, accepts: Accepted): Parameter {
  return { name, kind: 'named', accepts, optional: true };
}

function positional(name: string, accepts: Accepted, optional = false): Parameter {
  return { name, kind: 'positional', accepts, optional };
}

/** An argument by its name; a null counts as not given. */
function argument({ named }: Arguments, name: string): OverrideValue | undefined {
  const value = named.get(name);
  return value?.t === 'null' ? undefined : value;
}

function choice({ rest: values }: Arguments): OverrideValue {
  if (values.length === 0) throw new PythonError('ValueError', 'empty choice is not legal');
  const [first] = values;
  if (values.length === 1 && first?.t === 'choice') {
    if (!first.simple) throw new PythonError('ValueError', 'nesting choices is not supported');
    return { ...first, simple: false };
  }
  return { t: 'choice', simple: false, shuffle: false, tags: [], v: values };
}

function range(given: Arguments, version: HydraVersion): OverrideValue {
  const start = argument(given, 'start') as NumberValue;
  const stop = argument(given, 'stop') as NumberValue | undefined;
  const step = (argument(given, 'step') ?? { t: 'int', v: 1n }) as NumberValue;
  const casts = version === '1.3' ? {} : { casts: [] };
  const plain = { t: 'range', step, shuffle: false, tags: [], ...casts } as const;
  return stop === undefined ? { ...plain, start: { t: 'int', v: 0n }, stop: start } : { ...plain, start, stop };
}

function interval(given: Arguments): OverrideValue {
  const [start, end] = (['start', 'end'] as const).map((name) => {
    return { t: 'float', v: pythonFloat(argument(given, name) as NumberValue) } as const;
  });
  return { t: 'interval', start: start!, end: end!, tags: [] };
}

function tag(given: Arguments): OverrideValue {
  if (given.rest.length < 1) {
    throw new PythonError('ValueError', 'Not enough arguments to tag, must take at least a sweep');
  }
  const sweep = argument(given, 'sweep');
  const values = sweep === undefined ? given.rest : [...given.rest, sweep];
  const last = values.at(-1)!;
  if (last.t !== 'choice' && last.t !== 'range' && last.t !== 'interval') {
    const expected = 'a choice(), range() or interval()';
    throw new PythonError('ValueError', `Last argument to tag() must be ${expected}, got NoneType`);
  }
  const tags = values.slice(0, -1).map((value) => {
    if (value.t === 'str') return value.v;
    throw new PythonError('ValueError', `tag arguments type must be string, got ${className(value)}`);
  });
  return { ...last, tags: [...new Set(tags)].sort() };
}

/** The order is drawn when a run starts; until then, and here, the values stand as they were written. */
function shuffle(given: Arguments): OverrideValue {
  const only =
    argument(given, 'list') ?? argument(given, 'sweep') ?? (given.rest.length === 1 ? given.rest[0] : undefined);
  if (only === undefined) return { ...simpleChoice(given.rest), shuffle: true };
  if (only.t === 'choice' || only.t === 'range') return { ...only, shuffle: true };
  return only.t === 'list' ? only : { t: 'list', v: [only] };
}

function sort(given: Arguments, version: HydraVersion): OverrideValue {
  const flag = argument(given, 'reverse');
  const reverse = flag?.t === 'bool' && flag.v;
  const only =
    argument(given, 'list') ?? argument(given, 'sweep') ?? (given.rest.length === 1 ? given.rest[0] : undefined);
  if (only !== undefined) {
    if (only.t === 'list') return { t: 'list', v: pythonSorted(only.v, reverse) };
    return only.t === 'choice' || only.t === 'range' ? sortSweep(only, reverse, version) : only;
  }
  if (given.rest.some(({ t }) => t !== 'int' && t !== 'float' && t !== 'bool' && t !== 'str')) {
    throw new PythonError('TypeError', `Invalid arguments: ${tupleRepr(given.rest)}`);
  }
  if (given.rest.length === 0) throw new PythonError('ValueError', 'empty sort input');
  return sortSweep(simpleChoice(given.rest), reverse, version);
}

function sortSweep(sweep: ChoiceValue | RangeValue, reverse: boolean, version: HydraVersion): OverrideValue {
  const shuffled = version === '1.3' && sweep.shuffle;
  if (sweep.t === 'choice') return { ...sweep, shuffle: shuffled, v: pythonSorted(sweep.v, reverse) };
  if (version === '1.3') return turnedBounds(sweep, reverse);
  return positiveStep(sweep) === reverse ? reversedRange(sweep) : { ...sweep, shuffle: false };
}

/** Hydra 1.3 swaps the bounds, which is wrong for a range that does not land on its stop. */
function turnedBounds(sweep: RangeValue, reverse: boolean): RangeValue {
  const { start, stop, step } = sweep;
  if (reverse ? !(numeric(start) < numeric(stop)) : !(numeric(start) > numeric(stop))) return sweep;
  const size = numeric(step) < 0 ? negative(step) : step;
  return { ...sweep, start: plus(stop, size, reverse), stop: plus(start, size, reverse), step: negative(step) };
}

function negative(value: NumberValue): NumberValue {
  return value.t === 'float' ? { t: 'float', v: -value.v } : integer(-pythonInt(value));
}

/** `left + right` or `left - right`, an int as long as both are. */
function plus(left: NumberValue, right: NumberValue, minus: boolean): NumberValue {
  if (left.t === 'float' || right.t === 'float') {
    const [a, b] = [pythonFloat(left), pythonFloat(right)];
    return { t: 'float', v: minus ? a - b : a + b };
  }
  const [a, b] = [pythonInt(left), pythonInt(right)];
  return { t: 'int', v: minus ? a - b : a + b };
}

function positiveStep({ step }: RangeValue): boolean {
  return numeric(step) > 0;
}

function reversedRange(sweep: RangeValue): RangeValue {
  const { start, stop, step } = sweep;
  if (isFloatRange(sweep)) {
    if ([start, stop, step].some(({ t }) => t === 'bool')) {
      throw new PythonError('InvalidOperation', "[<class 'decimal.ConversionSyntax'>]");
    }
    const [first, end, by] = [decimal(start), decimal(stop), decimal(step)];
    if (first === undefined || end === undefined || by === undefined) return { ...sweep, shuffle: false };
    const count = countOf(first, end, by);
    if (count <= 1n) return { ...sweep, shuffle: false };
    const back = { digits: -by.digits, exponent: by.exponent };
    const last = addDecimals(first, multiplyDecimals({ digits: count - 1n, exponent: 0 }, by));
    const half = multiplyDecimals(back, { digits: 5n, exponent: -1 });
    const [turned, behind] = [float(last), float(addDecimals(first, half))];
    return { ...sweep, shuffle: false, start: turned, stop: behind, step: float(back) };
  }
  const [first, end, by] = [pythonInt(start), pythonInt(stop), pythonInt(step)];
  if (by === 0n) throw new PythonError('ValueError', 'range() arg 3 must not be zero');
  const count = integerCount(first, end, by);
  if (count <= 1n) return { ...sweep, shuffle: false };
  const last = first + (count - 1n) * by;
  return { ...sweep, shuffle: false, start: integer(last), stop: integer(first - by), step: integer(-by) };
}

function integer(v: bigint): NumberValue {
  return { t: 'int', v };
}

function float(value: Decimal): NumberValue {
  return { t: 'float', v: numberOf(value) };
}

function glob(given: Arguments): OverrideValue {
  return { t: 'glob', include: patterns(argument(given, 'include')), exclude: patterns(argument(given, 'exclude')) };
}

function patterns(value: OverrideValue | undefined): readonly string[] {
  if (value === undefined) return [];
  const items = value.t === 'list' ? value.v : [value];
  return items.map((item) => (item.t === 'str' || item.t === 'quoted' ? item.v : overrideValueText(item)));
}

function isFloatRange({ start, stop, step }: RangeValue): boolean {
  return start.t === 'float' || stop.t === 'float' || step.t === 'float';
}

/**
 * Hydra 1.4 counts with a float's shortest decimal, 1.3 with its exact binary value. Undefined for `inf` and `nan`, and
 * for bools, which 1.4 cannot count with.
 */
function decimal(value: NumberValue, exact = false): Decimal | undefined {
  if (value.t === 'bool' && !exact) return undefined;
  if (value.t !== 'float') return { digits: pythonInt(value), exponent: 0 };
  if (!Number.isFinite(value.v)) return undefined;
  return exact ? exactDecimalOf(value.v) : decimalOf(value.v);
}

function countOf(start: Decimal, stop: Decimal, step: Decimal): bigint {
  const [distance, size] = step.digits < 0n ? [less(start, stop), less(ABSENT, step)] : [less(stop, start), step];
  return step.digits === 0n || distance.digits <= 0n ? 0n : ceilingQuotient(distance, size);
}

const ABSENT: Decimal = { digits: 0n, exponent: 0 };

function less(left: Decimal, right: Decimal): Decimal {
  return addDecimals(left, { digits: -right.digits, exponent: right.exponent });
}

function integerCount(start: bigint, stop: bigint, step: bigint): bigint {
  const [distance, size] = step < 0n ? [start - stop, -step] : [stop - start, step];
  return distance <= 0n ? 0n : (distance + size - 1n) / size;
}

/**
 * The values of the jobs of a sweep, in Hydra's order; a shuffled sweep gives the written order, since the real one is
 * drawn when the run starts. Undefined for what is no sweep, for intervals and globs, which need a sweeper or the
 * options of a group, and for ranges that are wrong or too long.
 */
export function sweepValues(value: OverrideValue, version: HydraVersion): readonly OverrideValue[] | undefined {
  if (value.t === 'choice') return value.v;
  if (value.t !== 'range') return undefined;
  const numbers = isFloatRange(value) ? floatRange(value, version) : integerRange(value);
  return numbers?.map((number) => (value.casts ?? []).reduce(castJob, number));
}

function castJob(number: NumberValue, cast: 'int' | 'float'): NumberValue {
  return cast === 'int' ? { t: 'int', v: pythonInt(number) } : { t: 'float', v: Number(number.v) };
}

function integerRange({ start, stop, step }: RangeValue): readonly NumberValue[] | undefined {
  const [first, end, by] = [pythonInt(start), pythonInt(stop), pythonInt(step)];
  if (by === 0n) return undefined;
  const count = integerCount(first, end, by);
  if (count > MOST_JOBS) return undefined;
  return Array.from({ length: Number(count) }, (_, index) => integer(first + BigInt(index) * by));
}

function floatRange({ start, stop, step }: RangeValue, version: HydraVersion): readonly NumberValue[] | undefined {
  const exact = version === '1.3';
  const [first, end, by] = [decimal(start, exact), decimal(stop, exact), decimal(step, exact)];
  if (first === undefined || end === undefined || by === undefined || by.digits === 0n) return undefined;
  const values: NumberValue[] = [];
  let current = first;
  while (by.digits > 0n ? compareDecimals(current, end) < 0 : compareDecimals(current, end) > 0) {
    if (values.length >= MOST_JOBS) return undefined;
    values.push(float(current));
    const next = multiplyDecimals(by, { digits: BigInt(values.length), exponent: 0 });
    current = exact ? addDecimals(current, by) : addDecimals(first, next);
  }
  return values;
}
