import { randomFrom } from './random.ts';

const PIECES = [
  ...[' ', '  ', '\t', "'", '"', '\\', '\\\\', '$', '$HOME', '${x.y}', '$(id)', '`id`', '%', '%PATH%', '%%', '!', '!!'],
  ...[
    '*',
    '?',
    '[ab]',
    '{a,b}',
    'data/*.bin',
    '~',
    '~/x',
    '#',
    '&',
    '&&',
    '|',
    ';',
    '<',
    '>',
    '(',
    ')',
    '^',
    '=',
    ',',
    '@',
  ],
  ...[
    'a',
    'seq_len',
    '1',
    '.',
    '/',
    ':',
    '-',
    '--',
    '+',
    'ü',
    '模型',
    '🐍',
    '\u2019',
    '\u201c',
    '\u00a0',
    '\n',
    '\r\n',
    '\n\n',
  ],
];
const LEADS = ['seq_len=', '+note=', '++a.b=', '~x', 'db=', 'files=[', 'text="', "name='", ''];

/** Overrides such as people write, and such as nobody does. */
export const OVERRIDES: readonly string[] = (() => {
  const random = randomFrom(20);
  const one = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
  return Array.from({ length: 2000 }, () => {
    const count = Math.floor(random() * 7);
    return one(LEADS) + Array.from({ length: count }, () => one(PIECES)).join('');
  });
})();
