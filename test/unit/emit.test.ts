import { describe, expect, it } from 'vitest';
import {
  emitScalar,
  emitYaml,
  type HydraVersion,
  type Leaf,
  type Plain,
  parseYaml,
  rootFor,
  stringLeaf,
  toPlain,
  type ValueNode,
} from '../../server/src/text/index.ts';

const VERSIONS: readonly HydraVersion[] = ['1.3', '1.4'];

describe('emitYaml', () => {
  // Without NEL and the Unicode separators: PyYAML writes them as they are, and reads them as line feeds.
  const alphabet = [...'ab1 \n:#-?,[]{}&*!|>%@`=<~$.\'"\\', '\t', '\r', '\xa0', 'é', '日', '😀', '\x07', '\ufeff'];
  const words = [
    'yes',
    'null',
    '~',
    '1e3',
    '08',
    '2020-01-01',
    '',
    '<<',
    '=',
    '???',
    '${a}',
    'inf',
    '1_0',
    'x '.repeat(60),
  ];

  /** A seeded source of numbers below one. */
  function source(seed: number): () => number {
    let state = seed;
    return () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
  }

  function made(random: () => number, depth: number): Plain {
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const text = () =>
      random() < 0.4 ? pick(words) : Array.from({ length: Math.floor(random() * 30) }, () => pick(alphabet)).join('');
    const kind = random();
    const length = Math.floor(random() * 4);
    if (depth > 0 && kind < 0.2) return { t: 'list', v: Array.from({ length }, () => made(random, depth - 1)) };
    if (depth > 0 && kind < 0.45) {
      const keys = new Set(Array.from({ length }, text));
      return { t: 'dict', v: [...keys].map((key) => [{ t: 'str', v: key }, made(random, depth - 1)] as const) };
    }
    if (kind < 0.85) return stringLeaf(text());
    return pick<Leaf>([
      { t: 'null' },
      { t: 'bool', v: true },
      { t: 'int', v: -7n },
      { t: 'float', v: 1e-7 },
      { t: 'bytes', v: 'aGk=' },
    ]);
  }

  it.each(VERSIONS)('writes what %s reads as the same', (version) => {
    const random = source(20);
    for (let round = 0; round < 400; round++) {
      const plain: Plain = { t: 'dict', v: [[{ t: 'str', v: 'root' }, made(random, 4)]] };
      const text = emitYaml(plain, version);
      const yaml = parseYaml('file:///a.yaml', text);
      const refused = yaml.problems.filter(
        (problem) => problem.code !== 'HS104' && (problem.version ?? version) === version,
      );
      expect(refused, text).toEqual([]);
      expect(toPlain(rootFor(yaml, version) as ValueNode), text).toEqual(plain);
    }
  });

  it('folds behind column 80, which both versions do in double quotes in their own way', () => {
    const text = `\x07${' word'.repeat(20)}`;
    const entry: Plain = {
      t: 'dict',
      v: [
        [
          { t: 'str', v: 'a' },
          { t: 'str', v: text },
        ],
      ],
    };
    expect(emitYaml(entry, '1.3')).toBe(`a: "\\a${' word'.repeat(15)}\\\n  \\${' word'.repeat(5)}"\n`);
    expect(emitYaml(entry, '1.4')).toBe(`a: "\\a${' word'.repeat(15)}\n  ${' word'.repeat(5).trimStart()}"\n`);
  });

  it('puts a question mark before keys that are no simple ones', () => {
    const keyed = (key: string, version: HydraVersion) =>
      emitYaml(
        {
          t: 'dict',
          v: [
            [
              { t: 'str', v: key },
              { t: 'list', v: [{ t: 'null' }] },
            ],
          ],
        },
        version,
      );
    expect(keyed('k'.repeat(122), '1.3')).toBe(`${'k'.repeat(122)}:\n- null\n`);
    expect(keyed('k'.repeat(123), '1.3')).toBe(`? ${'k'.repeat(123)}\n: - null\n`);
    expect(keyed('k'.repeat(128), '1.4')).toBe(`${'k'.repeat(128)}:\n- null\n`);
    expect(keyed('', '1.3')).toBe("? ''\n: - null\n");
    expect(keyed('', '1.4')).toBe("'':\n- null\n");
  });
});

describe('emitScalar', () => {
  it('keeps a long scalar on one line', () => {
    expect(emitScalar({ t: 'str', v: 'word '.repeat(40) })).toBe(`'${'word '.repeat(40)}'`);
  });

  it('quotes what would be read as something else', () => {
    const shown = ['y', '1e3', '1.4', 'a: b', '#a', '', 'plain', '${a}', 'null'].map((text) =>
      emitScalar(stringLeaf(text)),
    );
    expect(shown).toEqual(["'y'", "'1e3'", "'1.4'", "'a: b'", "'#a'", "''", 'plain', '${a}', "'null'"]);
  });
});
