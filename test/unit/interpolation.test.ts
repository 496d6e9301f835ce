import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Interpolation,
  type InterpolationElement,
  type InterpolationPart,
  nestedInterpolations,
  parseInterpolation,
  parseInterpolationElement,
  type ResolverInterpolation,
} from '../../server/src/text/interpolation';
import type { HydraVersion, OverrideValue } from '../../server/src/text/override';
import { pythonRepr, tupleRepr } from '../../server/src/text/overridePython';

type Recorded = { readonly t: string; readonly v?: unknown; readonly c?: string; readonly m?: string };

interface Answer {
  readonly id: string;
  readonly ok: boolean;
  readonly error_message?: string;
  readonly values?: { readonly value: Recorded };
}

/** What OmegaConf answered, by the string; 1.4 has a file for what it answers otherwise. */
function recorded(version: HydraVersion): ReadonlyMap<string, Answer> {
  const read = (of: HydraVersion): Answer[] => {
    const file = new URL(`../conformance/answers/${of}/interpolation.jsonl`, import.meta.url);
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  const answers = version === '1.3' ? read('1.3') : [...read('1.3'), ...read('1.4')];
  return new Map(answers.map((answer) => [answer.id.slice('interpolation/'.length), answer]));
}

/** The first line of OmegaConf's refusal: when the config is loaded, or later for strings it does not check then. */
function refusalOf({ ok, error_message, values }: Answer): string | undefined {
  const late = values?.value.c === 'GrammarParseError' ? values.value.m : undefined;
  return (ok ? late : error_message)?.split('\n')[0];
}

const text = (v: string): OverrideValue => ({ t: 'str', v });
const int = (v: bigint): OverrideValue => ({ t: 'int', v });
const list = (...v: OverrideValue[]): OverrideValue => ({ t: 'list', v });
const dict = (entries: Record<string, OverrideValue>): OverrideValue => ({
  t: 'dict',
  v: Object.entries(entries).map(([key, value]) => [{ t: 'str', v: key }, value] as const),
});

/** The config that the requests have. */
const CONFIG = dict({
  one: int(1n),
  word: text('two'),
  deep: dict({
    x: { t: 'float', v: 2.5 },
    two: text('three'),
    list: list(int(10n), list(int(20n))),
    'a-b': int(4n),
    '0': text('zero'),
  }),
  nothing: { t: 'null' },
  yes: { t: 'bool', v: true },
  key: text('word'),
  dotted: text('deep.x'),
  idx: text('0'),
  fn: text('show'),
  ns: text('ns'),
  bee: text('b'),
});

/** Resolves with the requests' resolvers, which all give Python's `repr` of their arguments. */
function resolved(parts: readonly InterpolationPart[]): OverrideValue {
  return parts.length === 1 ? resolvedPart(parts[0]!) : text(parts.map((part) => shown(resolvedPart(part))).join(''));
}

function shown(value: OverrideValue): string {
  return value.t === 'str' ? value.v : pythonRepr(value);
}

function resolvedPart(part: InterpolationPart): OverrideValue {
  switch (part.kind) {
    case 'text':
      return text(part.value);
    case 'resolver':
      return text(tupleRepr(part.args.map(({ element }) => resolvedElement(element))));
    case 'node': {
      const names = part.segments.flatMap((segment) => {
        return segment.kind === 'name' ? [segment.name] : shown(resolvedPart(segment.part)).split('.');
      });
      return names.reduce(child, CONFIG);
    }
  }
}

function child(node: OverrideValue, name: string): OverrideValue {
  if (node.t === 'list') return node.v.at(Number(name))!; // negative: 1.4 only
  if (node.t !== 'dict') throw new Error(`no ${name} in a scalar`);
  return node.v.find(([key]) => key.t === 'str' && key.v === name)![1];
}

function resolvedElement(element: InterpolationElement): OverrideValue {
  switch (element.kind) {
    case 'scalar':
      return element.value;
    case 'text':
      return text(shown(resolved(element.parts)));
    case 'interpolation':
      return resolvedPart(element.part);
    case 'list':
      return { t: 'list', v: element.items.map(resolvedElement) };
    case 'dict':
      return { t: 'dict', v: element.entries.map(([key, value]) => [key, resolvedElement(value)] as const) };
  }
}

function typed(value: OverrideValue): object {
  if (value.t === 'list') return { t: 'list', v: value.v.map(typed) };
  return value.t === 'int' || value.t === 'float' ? { t: value.t, v: String(value.v) } : value;
}

describe.each(['1.3', '1.4'] as const)('the OmegaConf of Hydra %s', (version) => {
  const answers = recorded(version);

  it('was asked about the whole grammar', () => {
    expect(answers.size).toBeGreaterThan(500);
  });

  it('accepts and refuses as we do, in the same words', () => {
    const [ours, theirs] = [new Map<string, string | undefined>(), new Map<string, string | undefined>()];
    for (const [string, answer] of answers) {
      if (!string.includes('${')) continue; // never parsed
      ours.set(string, parseInterpolation(string, version).problems[0]?.message.split('\n')[0]);
      theirs.set(string, refusalOf(answer));
    }
    expect(ours).toEqual(theirs);
  });

  it('resolves what we read to the same values', () => {
    const [ours, theirs] = [new Map<string, object>(), new Map<string, object>()];
    for (const [string, { values }] of answers) {
      if (values === undefined || values.value.t === 'error') continue;
      ours.set(string, typed(resolved(parseInterpolation(string, version).interpolation.parts)));
      theirs.set(string, values.value);
    }
    expect(theirs.size).toBeGreaterThan(250);
    expect(ours).toEqual(theirs);
  });
});

const read = (string: string, version: HydraVersion = '1.3'): Interpolation => {
  return parseInterpolation(string, version).interpolation;
};

describe('ranges', () => {
  it('cover each part, and each segment', () => {
    const string = 'a \\${b} ${.c[d].${e}} ${f:g,[ h ], "i ${j}"}';
    const at = ({ range }: { range: { start: number; end: number } }) => string.slice(range.start, range.end);
    const { parts } = read(string);
    expect(parts.map(at)).toEqual(['a \\${b} ', '${.c[d].${e}}', ' ', '${f:g,[ h ], "i ${j}"}']);
    const [, node, , resolver] = parts;
    expect(node).toMatchObject({ kind: 'node', dots: 1 });
    expect(node?.kind === 'node' && node.segments.map(at)).toEqual(['c', 'd', '${e}']);
    expect(at((resolver as ResolverInterpolation).name)).toBe('f');
    expect((resolver as ResolverInterpolation).args.map(at)).toEqual(['g', '[ h ]', '"i ${j}"']);
    expect(nestedInterpolations(parts).map(at)).toEqual([at(node!), '${e}', at(resolver!), '${j}']);
  });

  it('of a problem show the place', () => {
    const place = (string: string) => {
      const { range } = parseInterpolation(string, '1.3').problems[0]!;
      return string.slice(range.start, range.end);
    };
    expect(place('x ${a b}')).toBe(' b');
    expect(place('x ${f:(}')).toBe('(');
    expect(place('x ${a[}')).toBe('}');
    expect(place('x ${a')).toBe('');
  });
});

describe('a half-typed interpolation', () => {
  it('has the names so far, an empty one where the next is missing', () => {
    const names = (string: string) => {
      const part = read(string).parts.at(-1)!;
      expect(parseInterpolation(string, '1.3').problems).toHaveLength(1);
      return part.kind === 'node' ? part.segments.map((segment) => segment.kind === 'name' && segment.name) : part;
    };
    expect(names('x ${')).toEqual(['']);
    expect(names('x ${a')).toEqual(['a']);
    expect(names('x ${a.')).toEqual(['a', '']);
    expect(names('x ${a.b.}')).toEqual(['a', 'b', '']);
    expect(names('x ${..')).toEqual(['']);
    expect(names('x ${a[')).toEqual(['a', '']);
    expect(names('x ${a[b')).toEqual(['a', 'b']);
  });

  it('has the resolver and its arguments so far', () => {
    expect(read('${oc.env:').parts).toMatchObject([{ kind: 'resolver', name: { text: 'oc.env' }, args: [] }]);
    const [part] = read('${f:a,{b:1},${c.').parts;
    expect(part).toMatchObject({ kind: 'resolver', name: { text: 'f' } });
    expect(nestedInterpolations([part!])[1]).toMatchObject({ kind: 'node', segments: [{ name: 'c' }, { name: '' }] });
  });
});

it('refuses what is nested too deep, as Python does, and does not fall over', () => {
  const problems = (depth: number) => parseInterpolation(`${'${f:'.repeat(depth)}${'}'.repeat(depth)}`, '1.3').problems;
  expect(problems(150)).toEqual([]);
  expect(problems(3_500)).toMatchObject([{ message: 'maximum recursion depth exceeded' }]);
});

it('parseInterpolationElement reads what oc.decode does', () => {
  const element = (string: string, version: HydraVersion = '1.3') => parseInterpolationElement(string, version);
  expect(element('1_0').element).toMatchObject({ value: { t: 'int', v: 10n } });
  expect(element('010').element).toMatchObject({ value: { t: 'str', v: '010' } });
  expect(element('[a,${b}]').element).toMatchObject({ items: [{ kind: 'scalar' }, { kind: 'interpolation' }] });
  expect(element('a,b').problems[0]?.message).toBe("mismatched input ',' expecting <EOF>");
  expect(element('}').problems[0]?.message).toBe('Empty Stack');
  expect(element('\\???', '1.4').element).toMatchObject({ value: { t: 'str', v: '???' }, isLiteral: true });
  expect(element('\\???', '1.3').element).toMatchObject({ value: { t: 'str', v: '\\???' } });
});

it('OmegaConf 2.4 unescapes names in paths', () => {
  expect(read('${a\\.b}', '1.4').parts).toMatchObject([{ segments: [{ name: 'a.b' }] }]);
  expect(parseInterpolation('${a\\.b}', '1.3').problems).toHaveLength(1);
});
