// A text that is read again after edits is read as if it were new: what stood above and below an edit may be kept, and nothing
// else may come out. Any edits, in texts that are sound and in texts that are not.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { entryOf, parseConfigFile, type Reread, readAgain, type ValueNode } from '../../server/src/text/index.ts';
import { randomFrom } from '../support/random.ts';

const URI = 'file:///w/a.yaml';
const folder = new URL('../../configs/', import.meta.url);
const TEXTS = [
  ...readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8')),
  '# @package _global_\ndefaults:\n  - a\n  - override /b: c\n\nseed: 1\nb:\n  l: [1, {x: 2}]\n  t: |\n    text\n\n  - \nname: ${seed}\n',
  '%TAG ! tag:x,2000:\n---\na: !b c\nd: "1\n\n  2"\ne: >+\n  f\n\ng: {h: 1,\n  i: 2}\n',
  'a: &x {b: 1}\nc: *x\n<<: *x\nd: 1\n"e": 2\n? f\n: g\n1: h\n',
  '"a": 1\r\nb:\r\n- 1\r\n- c: 2\r\n  d: 3\r\n# e\r\nf: é😀\r\n',
  'a  - b\n  - c\n  - d',
  'a: &x\n  b: 1\nc: *x\nd:\n  - e: 2 # f\n    g: h\n  - - i\n    - j\n',
  '<<:\n  k: v\n  l: w\nk: 1\nm: n\np:\n  q\nr: ! s\nt: !u v\nw: \n- 1\n- x y\n',
];
const VALUES =
  '1 -1 0b1 0b 010 1_0 1.5 1e3 .5 ._ 1:30 true No null ~ a a/b-c.d ${a} ${a.b}/c x${a ${a:b} $ ${..a} \\${a}'.split(
    ' ',
  );
VALUES.push(
  'a b',
  'a: b',
  'a #b',
  '',
  '-',
  '- a',
  '...',
  '---',
  '???',
  '<<',
  '=',
  '2020-01-01',
  '!b c',
  '&a c',
  'ö',
  '1\n',
  '{a}',
);
const PIECES = [
  ...[
    'l',
    'seq_l',
    ':',
    ': ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '\n',
    '  ',
    '\t',
    '#',
    '&a ',
    '*a',
    '!b ',
    '|',
    '>',
    '? ',
  ],
  ...[
    '---\n',
    '...\n',
    'a: b: c',
    '${',
    '@',
    '%',
    '\u0085',
    ',',
    '\\',
    '<<: {q: 1}\n',
    'x: [1,\n',
    '\ufeff',
    '1: 2\n',
    'é😀',
  ],
  ...[
    '%TAG ! tag:y,2000:\n',
    'a: |\n  x\n\n',
    'b: >+\n',
    '\r\n',
    '\r',
    'null: 1\n',
    'name: 1\n',
    'defaults:\n  - a\n',
    '\u0001',
  ],
];

/** Another text: something typed, cut, put on a line of its own or taken away with its line. */
function edited(text: string, random: () => number): string {
  const below = (limit: number) => Math.floor(random() * limit);
  const at = below(text.length + 1);
  const piece = PIECES[below(PIECES.length)] ?? '';
  const lines = text.split('\n');
  switch (below(7)) {
    case 0:
      return text.slice(0, at) + piece + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + below(6));
    case 2:
      return lines.toSpliced(below(lines.length), 0, piece.trimEnd()).join('\n');
    case 3:
      return lines.toSpliced(below(lines.length), 1).join('\n');
    case 4:
    case 5: {
      const values = [...text.matchAll(/(?<=[-:] )\S+/g)];
      const { index = 0, 0: value = '' } = values[below(values.length)] ?? {};
      return text.slice(0, index) + VALUES[below(VALUES.length)] + text.slice(index + value.length);
    }
    default:
      return text.slice(0, at) + 'abz:_ '.charAt(below(6)) + text.slice(at + below(2));
  }
}

describe('what is read again', () => {
  it.each([1, 2])('is what would be read anew, after any edits (seed %i)', (seed) => {
    const random = randomFrom(seed);
    let kept = 0;
    for (let document = 0; document < 120; document++) {
      let text = TEXTS[Math.floor(random() * TEXTS.length)] ?? '';
      const reread: Reread = {};
      readAgain(URI, text, {}, reread);
      const texts = [text];
      for (let edit = 0; edit < 12; edit++) {
        // Most of what is broken is mended by the next edit.
        text = random() < 0.3 ? (texts.at(-2) ?? text) : edited(text, random);
        texts.push(text);
        expect({ texts: texts.slice(-3), read: readAgain(URI, text, {}, reread) }).toEqual({
          texts: texts.slice(-3),
          read: parseConfigFile(URI, text),
        });
        if (reread.last?.text === text && reread.last.age > 0) kept++;
      }
    }
    expect(kept).toBeGreaterThan(100);
  });

  it.each([
    ['an anchor is gone that is used below', 'z: 1\na: &x 2\nq: 3\nc: *x\n', 'z: 1\na: 2\nq: 3\nc: *x\n'],
    ['a document that is one string gets a key', '# d\na  - b\n  - c', 'lr:\n# d\na  - b\n  - c'],
    ['a directive changes what tags below mean', 'a: 1\nb: !c 2\n', '%TAG ! tag:x,2000:\n---\na: 1\nb: !c 2\n'],
    ['a key comes that stands below', 'a: 1\nb: 2\nc: 3\n', 'a: 1\nc: 2\nc: 3\n'],
    ['a quote is opened', 'a: 1\nb: 2\nc: 3\n', 'a: 1\nb: "2\nc: 3\n'],
    ['a line goes further in', 'a: 1\nb:\nc: 3\n', 'a: 1\nb:\n  c: 3\n'],
    ['a value stands in two places', 'a: &x\n  b: 1\nc: *x\n', 'a: &x\n  b: 2\nc: *x\n'],
    ['a value has a tag', 'a: !!str b\n', 'a: !!str 1\n'],
    ['braces end a value', 'a: {\n  b: c\n}\n', 'a: {\n  b: ${c}\n}\n'],
    ['a value loses its quotes', 'a: "b"\nc: 1\n', 'a: b\nc: 1\n'],
    ['a value becomes a list', 'a:\n  b\n', 'a:\n  - b\n'],
    ['the document ends', 'a: 1\nb: 2\nc: 3\n', 'a: 1\nb: 2\n...\nc: 3\n'],
  ])('is not what it was where %s', (_, before, after) => {
    const reread: Reread = {};
    readAgain(URI, before, {}, reread);
    expect(readAgain(URI, after, {}, reread)).toEqual(parseConfigFile(URI, after));
  });

  it('keeps what stands above and below an edit', () => {
    const reread: Reread = {};
    const entriesOf = (text: string) => {
      const { body } = readAgain(URI, text, {}, reread);
      return body?.kind === 'map' ? body.entries : new Map<string, unknown>();
    };
    const before = entriesOf('a: 1\nb: [2]\nc:\n  d: 3\n');
    const after = entriesOf('a: 1\nb: [4]\nc:\n  d: 3\n');
    expect(after.get('a')).toBe(before.get('a'));
    expect(after.get('b')).not.toEqual(before.get('b'));
    expect(after.get('c')).toBe(before.get('c'));
    // Half typed, and one letter longer.
    expect(entriesOf('a: 1\nb: [4]\nse\nc:\n  d: 3\n').get('a')).toBe(before.get('a'));
    expect(entriesOf('a: 1\nb: [4]\nse: 5\nc:\n  d: 3\n').get('a')).toBe(before.get('a'));
  });

  it('keeps all but a value that is typed into, and what it is in', () => {
    const reread: Reread = {};
    const below = (text: string, ...names: string[]) => {
      let value: ValueNode | undefined = readAgain(URI, text, {}, reread).body;
      for (const name of names) value = entryOf(value, name)?.value;
      return value;
    };
    const before = below('a:\n  b: 1\n  c:\n    d: 2\n', 'a', 'c');
    expect(below('a:\n  b: 3\n  c:\n    d: 2\n', 'a', 'c')).toBe(before);
    expect(below('a:\n  b: 3\n  c:\n    d: 24\n', 'a', 'b')).toMatchObject({ leaf: { t: 'int', v: 3n } });
  });

  it('does not hold on to more texts than so many', () => {
    const reread: Reread = {};
    const ages = Array.from({ length: 200 }, (_, index) => {
      readAgain(URI, `a: 1\nb: ${index}\n`, {}, reread);
      return reread.last?.age ?? 0;
    });
    expect(Math.max(...ages)).toBe(64);
    expect(ages.filter((age) => age === 0).length).toBeGreaterThan(1);
  });
});
