// Texts that are no YAML, or far too much of it.
import { type Attack, config, HOSTILE, lines, MB, sparse } from './workspace.ts';

const laughs = (levels: number, width: number) =>
  [
    `a0: &a0 [${Array(width).fill('lol').join(', ')}]`,
    lines(levels, (level) => `a${level + 1}: &a${level + 1} [${Array(width).fill(`*a${level}`).join(', ')}]`),
  ].join('\n');

export const YAML: readonly Attack[] = [
  {
    name: 'a billion laughs',
    files: config(laughs(9, 9)),
    told: [/bad\.yaml: HS103 .*aliases expand to more than 100000 values/],
  },
  { name: 'laughs of ten thousand levels', files: config(laughs(10_000, 2)), told: [/bad\.yaml: HS103/] },
  {
    name: 'a quadratic bomb',
    files: config(`a: &a [${Array(5_000).fill('x').join(', ')}]\nb: [${Array(5_000).fill('*a').join(', ')}]\n`),
    told: [/bad\.yaml: HS103 .*aliases expand to more than 100000 values/],
  },
  {
    name: 'merge keys that multiply',
    files: config(
      `a: &a0 { ${lines(250, (each) => `k${each}: 1,`).replaceAll('\n', ' ')} }\n${lines(250, (each) => `b${each}: &a${each + 1}\n  <<: [${Array(250).fill(`*a${each}`).join(', ')}]`)}\n`,
    ),
    told: [/bad\.yaml: HS103 .*merge keys bring more than 100000 values/],
  },
  {
    name: '100,000 brackets',
    files: config(`a: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`),
    told: [/bad\.yaml: HS101/],
  },
  {
    name: '100,000 braces that stay open',
    files: config(`a: ${'{a: '.repeat(100_000)}\n`),
    told: [/bad\.yaml: HS101/],
  },
  {
    name: '100,000 levels of sequences in a line',
    files: config(`${'- '.repeat(100_000)}a\n`),
    told: [/bad\.yaml: HS101/],
  },
  {
    name: '1,200 levels of blocks',
    files: config(`${lines(1_200, (level) => `${' '.repeat(level)}a:`)}\n`),
    told: [/bad\.yaml: HS101/],
  },
  {
    name: 'a file of 100 MB',
    make: (folder) => sparse(folder, HOSTILE, 100 * MB),
    told: [/bad\.yaml: HS101 The file is larger than 8 MB and is not read/],
  },
  {
    name: 'a line of 7 MB',
    files: config(`a: ${'x'.repeat(7 * MB)}\n`),
    told: [/bad\.yaml: HS105 The file is longer than 1000000 characters/],
  },
  {
    name: '4 MB of short keys',
    files: config(lines(300_000, (each) => `k${each}: ${each}`)),
    told: [/bad\.yaml: HS105 The file is longer than 1000000 characters/],
  },
  {
    name: 'names of JavaScript',
    files: config(
      '__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }\ntoString: 3\nhasOwnProperty: ${toString}\nvalueOf: ${__proto__.polluted}\n',
    ),
    opens: [HOSTILE],
    told: [],
  },
  {
    name: 'anchors of one name',
    files: config(lines(2_000, (each) => `k${each}: &a ${each}\nl${each}: *a`)),
    told: [],
  },
  { name: '100,000 documents', files: config('---\na: 1\n'.repeat(100_000)), told: [/bad\.yaml: HS101/] },
  {
    name: 'bytes at random',
    opens: [],
    files: config(Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7919 + (index >> 3)) % 256))),
    told: [/bad\.yaml: HS101 The file is no UTF-8/],
  },
  {
    name: 'a picture by a config’s name',
    opens: [],
    files: config(
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
        'base64',
      ),
    ),
    told: [/bad\.yaml: HS101 The file is no UTF-8/],
  },
  { name: 'NULs', files: config('a: \0\0\0\n'), told: [/bad\.yaml: HS101/] },
  { name: 'a key of 900 kB', files: config(`${'k'.repeat(900_000)}: 1\n`), told: [/bad\.yaml: HS101/] },
  { name: 'a quoted text of 200,000 escapes', files: config(`a: "${'\\x41'.repeat(200_000)}"\n`), told: [] },
  {
    name: '50,000 broken quotes',
    files: config(lines(50_000, (each) => `k${each}: "a" b`)),
    told: [/bad\.yaml: HS101/],
  },
  {
    name: 'numbers of 200,000 digits',
    files: config(
      `a: ${'9'.repeat(200_000)}\nb: ${'1'.repeat(200_000)}.5e9\nc: ${'1:'.repeat(50_000)}1\nd: 0x${'f'.repeat(200_000)}\n`,
    ),
    opens: [HOSTILE],
    told: [
      /bad\.yaml: HS103 Exceeds the limit \(4300 digits\)/,
      /bad\.yaml: HS103 an integer of more than 100000 characters/,
    ],
  },
  {
    name: 'tags of 1 MB',
    files: config(`a: !${'t'.repeat(MB)} 1\nb: !!python/object/apply:os.system ["id"]\n`),
    told: [/bad\.yaml: HS10/],
  },
];
