import { describe, expect, it } from 'vitest';
import {
  type ConfigNode,
  dereference,
  type KeyPath,
  leadsStraight,
  mergeTexts,
  nodeAt,
  parseType,
  pythonQuoted,
  pythonText,
  resolveNode,
  resolveTree,
  type Surroundings,
} from '../../server/src/compose/index.ts';
import { CHAIN_BUDGET } from '../../server/src/compose/resolveState.ts';
import { emitYaml, type HydraVersion } from '../../server/src/text/index.ts';
import { randomFrom } from '../support/random.ts';

function config(text: string, version: HydraVersion = '1.3'): ConfigNode {
  const { root, problems } = mergeTexts([text], version);
  expect(problems).toEqual([]);
  return root;
}

function around(version: HydraVersion = '1.3', environment: readonly (readonly [string, string])[] = []): Surroundings {
  return { version, environment: new Map(environment) };
}

/** `k0` is made of `k1` twice, `k1` of `k2`, and so on. */
function bomb(link: string): ConfigNode {
  const lines = Array.from({ length: 60 }, (_, index) => `k${index}: ${link.replaceAll('%', `\${k${index + 1}}`)}`);
  return config(`${lines.join('\n')}\nk60: x\n`);
}

function chain(length: number): ConfigNode {
  const lines = Array.from({ length }, (_, index) => `k${index}: \${k${index + 1}}`);
  return config(`${lines.join('\n')}\nk${length}: end\n`);
}

describe('what only the run knows is opaque, what is wrong is failed', () => {
  it.each([
    ['${oc.env:UNSET}', 'opaque'],
    ['${mine:1}', 'opaque'],
    ['${hydra:job.name}', 'opaque'],
    ['${now:%Y}', 'opaque'],
    ['${python_version:}', 'opaque'],
    ['x${oc.env:UNSET}', 'opaque'],
    ['${oc.select:b}', 'opaque'],
    ['${mine:${nope}}', 'failed'],
    ['${nope}', 'failed'],
    ['${oc.env:A,b,c}', 'failed'],
    ['${oc.decode:[}', 'failed'],
  ])('%s', (text, kind) => {
    const root = config(`a: "${text}"\nb: \${oc.env:UNSET}\n`.replace('[}', "'['}"));
    expect(resolveNode(root, ['a'], around()).kind).toBe(kind);
  });

  it('says which key is not there', () => {
    const root = config('a: {b: "${.c}"}\nd: ${nope.x}\n');
    expect(resolveNode(root, ['a', 'b'], around())).toMatchObject({ missing: ['a', 'c'] });
    expect(resolveNode(root, ['d'], around())).toMatchObject({ missing: ['nope', 'x'] });
  });

  it('reads the hydra node that is given, with the config around it', () => {
    const hydra = config('job: {name: app, id: "${hydra.job.name}-${a}"}\n');
    const root = config('a: 1\nb: ${hydra:job.id}\nc: ${hydra:job.nope}\n');
    const whole = config('a: 1\nhydra: {job: {name: app}}\n');
    const seen = { ...around(), hydra: () => ({ node: hydra, root: whole }) };
    expect(resolveNode(root, ['b'], seen)).toEqual({ kind: 'value', value: { t: 'str', v: 'app-1' } });
    expect(resolveNode(root, ['c'], seen)).toEqual({ kind: 'value', value: { t: 'null' } });
    const shown = { ...seen, hydra: () => ({ node: hydra, root }) };
    expect(resolveNode(root, ['b'], shown)).toMatchObject({ errorClass: 'InterpolationKeyError' });
  });

  it('leaves open what Hydra fills in between now and the job', () => {
    const hydra = config('job: {num: "???"}\n');
    const root = config('a: ${hydra:job.num}\n');
    const seen = { ...around(), hydra: () => ({ node: hydra, root }) };
    expect(resolveNode(root, ['a'], seen)).toMatchObject({ kind: 'opaque' });
    expect(resolveNode(root, ['a'], { ...seen, isShown: true })).toEqual({ kind: 'value', value: { t: 'null' } });
  });

  it('does not make the hydra node before an interpolation reads it', () => {
    const root = config('a: 1\nb: ${a}\n');
    const seen = {
      ...around(),
      hydra: () => {
        throw new Error('made');
      },
    };
    expect(resolveNode(root, ['b'], seen)).toEqual({ kind: 'value', value: { t: 'int', v: 1n } });
    expect(() => resolveNode(config('a: ${hydra:job}\n'), ['a'], seen)).toThrow('made');
  });
});

describe('one config is asked many times', () => {
  it('sees another environment, and another version', () => {
    const root = config('a: ${oc.env:A,none}\nl: [1, 2]\nb: ${l.-1}\n');
    expect(resolveNode(root, ['a'], around())).toMatchObject({ value: { v: 'none' } });
    expect(resolveNode(root, ['a'], around('1.3', [['A', 'one']]))).toMatchObject({ value: { v: 'one' } });
    expect(resolveNode(root, ['b'], around('1.3')).kind).toBe('failed');
    expect(resolveNode(root, ['b'], around('1.4'))).toMatchObject({ value: { v: 2n } });
  });

  it('is not changed by resolving it whole', () => {
    const root = config('a: \\${b}\nc: ${a}\nb: 1\n');
    const before = resolveNode(root, ['c'], around());
    expect(emitYaml(resolveTree(root, around()).value)).toBe('a: ${b}\nc: 1\nb: 1\n');
    expect(resolveNode(root, ['c'], around())).toEqual(before);
  });
});

describe('dereference', () => {
  it('leads to the node and its place', () => {
    const root = config('a: {b: {c: 1}}\nd: ${a.b}\ne: ${d}\n');
    expect(dereference(root, '${d}', ['e'], around())).toMatchObject({ kind: 'node', path: ['a', 'b'] });
    expect(dereference(root, 'x${d.c}', ['e'], around())).toEqual({ kind: 'value', value: { t: 'str', v: 'x1' } });
    expect(dereference(root, '${oc.create:{x:1}}', ['e'], around())).toMatchObject({
      kind: 'value',
      value: { t: 'dict' },
    });
  });
});

describe('resolveTree', () => {
  it('goes on after a failure, and leaves what has no value as it is written', () => {
    const root = config('a: ${nope}\nb: ${c}\nc:\n  d: ${.e}\n  f: ???\n  g: 1\nh: ${i}\ni: 5\n');
    const { value, unknown, failures } = resolveTree(root, around());
    expect(emitYaml(value)).toBe('a: ${nope}\nb: ${c}\nc:\n  d: ${.e}\n  f: ???\n  g: 1\nh: 5\ni: 5\n');
    expect(unknown.map((path) => path.join('.'))).toEqual(['a', 'b', 'c.d', 'c.f']);
    expect(failures.map(({ path }) => path.join('.'))).toEqual(['a', 'c.d', 'b']);
  });
});

describe('what has no end ends', () => {
  it.each([
    ['texts', '"%%"'],
    ['lists', '["%", "%"]'],
    ['made lists', '"${oc.create:[%,%]}"'],
    ['arguments', '"${oc.select:nope,[%,%]}"'],
  ])('%s that double 60 times are opaque', (_, link) => {
    const root = bomb(link);
    expect(resolveNode(root, ['k0'], around())).toMatchObject({ kind: 'opaque' });
    expect(resolveTree(root, around()).failures.length).toBeGreaterThan(0);
    expect(resolveNode(root, ['k59'], around()).kind).toBe('value');
  });

  it('follows a chain as long as Python does', () => {
    expect(resolveNode(chain(CHAIN_BUDGET), ['k0'], around()).kind).toBe('value');
    expect(resolveNode(chain(CHAIN_BUDGET + 1), ['k0'], around())).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('maximum recursion depth exceeded'),
    });
  });

  it('gives the same answer for a long chain, whichever end is asked first', () => {
    const root = chain(CHAIN_BUDGET + 1);
    for (let index = CHAIN_BUDGET + 1; index > 0; index -= 1) {
      expect(resolveNode(root, [`k${index}`], around()).kind).toBe('value');
    }
    expect(resolveNode(root, ['k0'], around()).kind).toBe('failed');
  });

  it('refuses containers that hold each other', () => {
    const root = config('a: {b: "${c}"}\nc: {d: "${a}"}\n');
    expect(resolveNode(root, ['a'], around())).toMatchObject({ kind: 'failed', errorClass: 'RecursionError' });
    expect(resolveTree(root, around()).failures[0]).toMatchObject({ path: ['c', 'd'] });
  });

  it('takes time in proportion to the interpolations', () => {
    const once = (count: number) => {
      const lines = Array.from({ length: count }, (_, index) => `k${index}: \${t}`);
      const root = config(`${lines.join('\n')}\nt: {a: 1, b: "\${c}"}\nc: 5\n`);
      const start = performance.now();
      expect(resolveTree(root, around()).failures).toEqual([]);
      return performance.now() - start;
    };
    // What else the machine does only adds to it.
    const time = (count: number) => Math.min(...Array.from({ length: 5 }, () => once(count)));
    // Quadratic would be 81 times; the rest is room for a busy machine.
    expect(time(4500)).toBeLessThan(Math.max(time(500), 20) * 40);
  });
});

describe('Python shows', () => {
  it.each([
    ["it's", '"it\'s"'],
    ['"', "'\"'"],
    ['\'"', "'\\'\"'"],
    ['tab\t nl\n \\', "'tab\\t nl\\n \\\\'"],
    ['é \u0007 \u00a0 \u2028 😀', "'é \\x07 \\xa0 \\u2028 😀'"],
  ])('the text %j as %s', (text, shown) => {
    expect(pythonQuoted(text)).toBe(shown);
  });

  it('bytes as they are', () => {
    expect(pythonText({ t: 'list', v: [{ t: 'bytes', v: btoa("hi'\n\u00ff") }] })).toBe('[b"hi\'\\n\\xff"]');
  });
});

describe('an interpolation that leads straight to a scalar', () => {
  const LEAVES = ['1', 'x', '"???"', 'null', '"1"', '[1, 2]'];
  const LINKS = [
    'a',
    'b',
    'c',
    '.a',
    '.b',
    '..a',
    '..b.c',
    '...c',
    'a.b',
    'b.a.c',
    'c.a',
    '.a.b',
    'b.0',
    'c[0]',
    '[b]',
  ];

  /** A mapping of the three names, nested twice at most. */
  function written(random: () => number, depth: number): string {
    const one = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    const value = () => {
      if (depth < 2 && random() < 0.4) return written(random, depth + 1);
      if (random() < 0.2) return one(LEAVES);
      return random() < 0.9 ? `"\${${one(LINKS)}}"` : `"x\${${one(LINKS)}}"`;
    };
    return `{${['a', 'b', 'c'].map((name) => `${name}: ${value()}`).join(', ')}}`;
  }

  function interpolations(node: ConfigNode, at: KeyPath = []): KeyPath[] {
    if (node.leaf?.t === 'interp') return [at];
    return [...node.children].flatMap(([name, child]) => interpolations(child, [...at, name]));
  }

  it.each(['1.3', '1.4'] as const)('has a value in Hydra %s', (version) => {
    const random = randomFrom(7);
    let straight = 0;
    for (let round = 0; round < 1000; round++) {
      const text = written(random, 0);
      const root = config(text, version);
      for (const path of interpolations(root)) {
        if (!leadsStraight(root, path, nodeAt(root, path) as ConfigNode, version)) continue;
        straight++;
        expect({ text, path, ...resolveNode(root, path, around(version)) }).toMatchObject({ text, kind: 'value' });
      }
    }
    expect(straight).toBeGreaterThan(100);
  });

  it('may be refused by what a dataclass declares', () => {
    const root = config('a: ${b}\nb: x\n');
    const typed: ConfigNode = { ...(nodeAt(root, ['a']) as ConfigNode), declared: parseType('int', () => undefined) };
    const around13 = { ...root, children: new Map([...root.children, ['a', typed]]) };
    expect(resolveNode(around13, ['a'], around())).toMatchObject({ kind: 'failed' });
    expect(leadsStraight(around13, ['a'], typed, '1.3')).toBe(false);
  });
});
