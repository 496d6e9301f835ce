import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type HydraVersion,
  isSweep,
  type NumberValue,
  type Override,
  type OverrideOperation,
  type OverrideValue,
  overrideFunctionNames,
  overrideKeyPath,
  overrideRefusal,
  overrideValueText,
  overrideValueToPlain,
  parseOverride,
  pythonFloatText,
  sweepValues,
} from '../../server/src/text/override';

interface Answer {
  readonly id: string;
  readonly ok: boolean;
  readonly [field: string]: unknown;
}

/** What real Hydra answered, by the override; 1.4 has a file for what it answers otherwise. */
function recorded(version: HydraVersion): ReadonlyMap<string, Answer> {
  const read = (of: HydraVersion): Answer[] => {
    const file = new URL(`../conformance/answers/${of}/override.jsonl`, import.meta.url);
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  const answers = version === '1.3' ? read('1.3') : [...read('1.3'), ...read('1.4')];
  return new Map(answers.map((answer) => [answer.id.slice('override/'.length), answer]));
}

const TYPES: Readonly<Record<OverrideOperation, string>> = {
  change: 'CHANGE',
  add: 'ADD',
  force_add: 'FORCE_ADD',
  delete: 'DEL',
  extend_list: 'EXTEND_LIST',
};

/** The answer that our parser gives, in the recorder's shape. */
function answerOf(text: string, version: HydraVersion): object {
  const { override, problems } = parseOverride(text, version);
  const [problem] = problems;
  if (problem !== undefined) {
    const message = overrideRefusal(problem, text, version, 0, [text]);
    return { ok: false, error_class: problem.errorClass, error_message: message };
  }
  const { operation, key, value, package: packageName } = override!;
  return {
    ok: true,
    type: TYPES[operation],
    key_or_group: key,
    package: packageName ?? null,
    value_type: value === undefined ? null : valueType(value),
    value: value === undefined ? { t: 'null' } : typed(value, version),
    plain_value: value === undefined ? { t: 'null' } : typed(isSweep(value) ? value : unquoted(value), version),
  };
}

function valueType(value: OverrideValue): string {
  switch (value.t) {
    case 'choice':
      return value.simple ? 'SIMPLE_CHOICE_SWEEP' : 'CHOICE_SWEEP';
    case 'range':
      return 'RANGE_SWEEP';
    case 'interval':
      return 'INTERVAL_SWEEP';
    case 'glob':
      return 'GLOB_CHOICE_SWEEP';
    default:
      return 'ELEMENT';
  }
}

function typed(value: OverrideValue, version: HydraVersion): object {
  const items = (values: readonly OverrideValue[]) => values.map((item) => typed(item, version));
  switch (value.t) {
    case 'int':
    case 'float':
      return number(value);
    case 'list':
    case 'extend_list':
    case 'choice':
      return { ...value, v: items(value.v) };
    case 'dict':
      return { t: 'dict', v: value.v.map((entry) => items(entry)) };
    case 'interval':
      return { ...value, start: number(value.start), end: number(value.end) };
    case 'range': {
      const { casts: _, ...bounds } = value;
      const values = sweepValues(bounds, version)?.slice(0, 1000);
      const [start, stop, step] = [value.start, value.stop, value.step].map(number);
      return { ...bounds, start, stop, step, values: values === undefined ? 'error' : items(values) };
    }
    default:
      return value;
  }
}

function number(value: NumberValue): object {
  if (value.t === 'bool') return value;
  return { t: value.t, v: value.t === 'int' ? String(value.v) : pythonFloatText(value.v) };
}

/** Hydra takes the quotes off before a value goes into the config, but not inside sweeps and extensions. */
function unquoted(value: OverrideValue): OverrideValue {
  if (value.t === 'quoted') return { t: 'str', v: value.v };
  if (value.t === 'list') return { t: 'list', v: value.v.map(unquoted) };
  if (value.t === 'dict') return { t: 'dict', v: value.v.map(([key, item]) => [key, unquoted(item)] as const) };
  return value;
}

/** What is compared: warnings, causes and the words of a range that fails are not. */
function comparable(answer: object): object {
  const kept = ['ok', 'type', 'key_or_group', 'package', 'value_type', 'value', 'plain_value', 'error_class'];
  const entries = Object.entries(answer).filter(([field]) => [...kept, 'error_message'].includes(field));
  const isFailedRange = (field: string, value: { t?: string }) => field === 'values' && value?.t === 'error';
  const plain = JSON.stringify(Object.fromEntries(entries), (field, value) => {
    return isFailedRange(field, value) ? 'error' : value;
  });
  return JSON.parse(plain);
}

describe.each(['1.3', '1.4'] as const)('Hydra %s', (version) => {
  const answers = recorded(version);

  it('was asked about the whole grammar', () => {
    expect(answers.size).toBeGreaterThan(1200);
  });

  it('parses, evaluates and refuses as we do', () => {
    const [ours, theirs] = [new Map<string, object>(), new Map<string, object>()];
    for (const [text, answer] of answers) {
      ours.set(text, comparable(answerOf(text, version)));
      theirs.set(text, comparable(answer));
    }
    expect(ours).toEqual(theirs);
  });
});

describe('ranges', () => {
  const at = (text: string, range: { start: number; end: number } | undefined) =>
    range && text.slice(range.start, range.end);

  it.each(['a.b=1', '+a/b@c.d= [1, 2]', '++a@=x', '~a', '~a/b@c', '@p=1', '=1'])(
    'of %s cover what they name',
    (text) => {
      const override = parseOverride(text, '1.4').override!;
      expect(at(text, override.keyRange)).toBe(override.key);
      expect(at(text, override.packageRange)).toBe(override.package);
      expect(at(text, override.valueRange)).toBe(/=\s*(.*)/.exec(text)?.[1]);
    },
  );

  it.each([
    ['a=a#b', '#'],
    ['a=[1,]', ']'],
    ['a=1,[2]x', 'x'],
    ['a=[foo(1),2]', 'foo(1)'],
    ['a.b#=1', '#'],
    ['a=😀', '😀'],
    ['a=[1', ''],
  ])('of the problem in %s show the place', (text, place) => {
    expect(parseOverride(text, '1.3').problems.map(({ range }) => at(text, range))).toEqual([place]);
  });
});

describe('a half-typed override', () => {
  const read = (text: string): Partial<Override> | undefined => {
    const { override, problems } = parseOverride(text, '1.3');
    expect(problems).toHaveLength(1);
    return override;
  };

  it('keeps its key', () => {
    expect(read('model.')).toMatchObject({ operation: 'change', key: 'model.', keyRange: { start: 0, end: 6 } });
    expect(read('+db/')).toMatchObject({ operation: 'add', key: 'db/', keyRange: { start: 1, end: 4 } });
    expect(read('db@')).toMatchObject({ key: 'db', package: '', packageRange: { start: 3, end: 3 } });
    expect(read('a..b=1')).toMatchObject({ key: 'a..b', valueRange: { start: 5, end: 6 } });
    expect(read('')).toBeUndefined();
  });

  it('knows where its value is, not what it is', () => {
    const override = read('a=[1, ');
    expect(override).toMatchObject({ key: 'a', valueRange: { start: 2, end: 6 } });
    expect(override).not.toHaveProperty('value');
  });
});

it('refuses what is nested too deep, as Python does, and does not fall over', () => {
  const nested = (depth: number) => parseOverride(`a=${'['.repeat(depth)}${']'.repeat(depth)}`, '1.3');
  expect(nested(200).problems).toEqual([]);
  expect(nested(100_000).problems).toMatchObject([{ errorClass: 'RecursionError' }]);
});

function parsedValue(text: string, version: HydraVersion = '1.3'): OverrideValue {
  return parseOverride(`a=${text}`, version).override!.value!;
}

describe('overrideValueToPlain', () => {
  it('marks missing values and interpolations, quoted or not', () => {
    expect(overrideValueToPlain(parsedValue('[???,"???",${x},"a ${x}",\'1\',1]'))).toEqual({
      t: 'list',
      v: [
        { t: 'missing' },
        { t: 'missing' },
        { t: 'interp', v: '${x}' },
        { t: 'interp', v: 'a ${x}' },
        { t: 'str', v: '1' },
        { t: 'int', v: 1n },
      ],
    });
    expect(overrideValueToPlain(parsedValue('{1:a,b:null}'))).toEqual({
      t: 'dict',
      v: [
        [
          { t: 'int', v: 1n },
          { t: 'str', v: 'a' },
        ],
        [{ t: 'str', v: 'b' }, { t: 'null' }],
      ],
    });
  });

  it('has nothing for sweeps, nor for what holds one', () => {
    for (const text of ['1,2', 'range(3)', 'interval(0,1)', 'glob(*)', '[choice(1,2)]', '{a:range(3)}']) {
      expect(overrideValueToPlain(parsedValue(text))).toBeUndefined();
    }
  });
});

describe('jobs of a sweep', () => {
  const jobs = (text: string, version: HydraVersion) =>
    sweepValues(parsedValue(text, version), version)?.map(overrideValueText);

  it('come in order, written as elements', () => {
    expect(jobs("a b,'c,d',[1,{x:null}],true,1e-5", '1.3')).toEqual([
      'a\\ b',
      "'c,d'",
      '[1,{x:null}]',
      'True',
      '1e-05',
    ]);
    expect(jobs('sort(3,1,2,reverse=true)', '1.3')).toEqual(['3', '2', '1']);
  });

  it('count floats as each version does', () => {
    expect(jobs('range(-0.7,-0.5,0.05)', '1.4')).toEqual(['-0.7', '-0.65', '-0.6', '-0.55']);
    expect(jobs('range(-0.7,-0.5,0.05)', '1.3')).toEqual([
      '-0.7',
      '-0.6499999999999999',
      '-0.6',
      '-0.5499999999999999',
    ]);
    expect(jobs('int(range(0,2,0.5))', '1.4')).toEqual(['0', '0', '1', '1']);
  });

  it('are unknown for what has no list of its own', () => {
    for (const text of ['interval(0,1)', 'glob(*)', 'range(1,inf)', 'range(0,1000000000)', 'range(1,2,0)', '[1,2]']) {
      expect(jobs(text, '1.4')).toBeUndefined();
    }
  });
});

it('overrideValueText gives a text with the same meaning', () => {
  for (const text of ['\\,\\ a', '"it\\"s"', "'a\\\\'", "'\\\\\\'x'", '{a b:[1.5,null]}', 'C:\\dir', "'a\\nb'"]) {
    expect(parsedValue(overrideValueText(parsedValue(text)))).toEqual(parsedValue(text));
  }
});

it('overrideKeyPath splits at dots, and in 1.4 at brackets', () => {
  const path = (key: string) => overrideKeyPath(parseOverride(`${key}=1`, '1.4').override!);
  expect(path('a.b-c.0')).toEqual(['a', 'b-c', '0']);
  expect(path('a[0].b[c\\.d]')).toEqual(['a', '0', 'b', 'c.d']);
  expect(path('x.a\\[0\\]\\=')).toEqual(['x', 'a[0]=']);
});

it('overrideFunctionNames has the deprecated ones of 1.4 too', () => {
  const added = overrideFunctionNames('1.4').filter((name) => !overrideFunctionNames('1.3').includes(name));
  expect(added).toEqual(['extend_list', 'json_str']);
});
