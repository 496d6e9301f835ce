// A value as the argument that sets it: what is written is read back as the same value, or not written at all.
import { describe, expect, it } from 'vitest';
import { overrideValueToPlain, type Plain, parseOverride, writtenOverride } from '../../server/src/text/index.ts';
import { randomFrom } from '../support/random.ts';

const text = (v: string): Plain => ({ t: 'str', v });

describe('writtenOverride', () => {
  it.each<[string, Plain]>([
    ['a=1024', { t: 'int', v: 1024n }],
    ['a=1e-05', { t: 'float', v: 1e-5 }],
    ['a=null', { t: 'null' }],
    ['a=true', { t: 'bool', v: true }],
    ['a=silu', text('silu')],
    ['a=data/x_*.bin', text('data/x_*.bin')],
    ["a='true'", text('true')],
    ["a='1'", text('1')],
    ['a=', text('')],
    ["a='x, y'", text('x, y')],
    ["a=' x'", text(' x')],
    ["a='it\\'s'", text("it's")],
    ['a=${b.c}', { t: 'interp', v: '${b.c}' }],
    ['a=[1,x]', { t: 'list', v: [{ t: 'int', v: 1n }, text('x')] }],
    [
      'a={k:1}',
      {
        t: 'dict',
        v: [
          [
            { t: 'str', v: 'k' },
            { t: 'int', v: 1n },
          ],
        ],
      },
    ],
    ['a=[]', { t: 'list', v: [] }],
  ])('%s', (expected, value) => {
    expect(writtenOverride(['a'], value, '1.3')).toBe(expected);
  });

  it('names a key by its path, and gives up on names that the grammar does not know', () => {
    expect(writtenOverride(['a', 'b', '0'], text('x'), '1.3')).toBe('a.b.0=x');
    expect(writtenOverride(['a.b'], text('x'), '1.3')).toBeUndefined();
    expect(writtenOverride(['a b'], text('x'), '1.3')).toBeUndefined();
    expect(writtenOverride(['\0int:1'], text('x'), '1.3')).toBeUndefined();
    expect(writtenOverride(['a'], { t: 'bytes', v: 'AAAA' }, '1.3')).toBeUndefined();
  });

  it('reads back as the same text, whatever the text is', () => {
    const next = randomFrom(7);
    const draw = (below: number) => Math.floor(next() * below);
    const alphabet = [
      'a',
      '1',
      ' ',
      "'",
      '"',
      '\\',
      ',',
      '=',
      '$',
      '{',
      '}',
      '[',
      ']',
      ':',
      '#',
      'é',
      '😀',
      '\n',
      '\t',
      '%',
    ];
    let written = 0;
    for (let round = 0; round < 2000; round++) {
      const length = draw(8);
      const v = Array.from({ length }, () => alphabet[draw(alphabet.length)] ?? '').join('');
      if (v.includes('${')) continue;
      const argument = writtenOverride(['a'], text(v), '1.3');
      if (argument === undefined) continue;
      written += 1;
      const { override } = parseOverride(argument, '1.3');
      expect(override?.value && overrideValueToPlain(override.value)).toEqual(text(v));
    }
    expect(written).toBeGreaterThan(1500);
  });
});
