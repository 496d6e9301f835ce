// The words of a line that a person types, and of the same line in a script: one reader, which knows where they differ.
import { describe, expect, it } from 'vitest';
import { shellCommands, splitCommandLine } from '../../server/src/text/index.ts';

const words = (line: string) => splitCommandLine(line).map(({ text }) => text);
const scriptWords = (text: string) =>
  shellCommands(text, { start: 0, end: text.length }).map((command) => command.words.map((word) => word.text));

const SAME: readonly (readonly [line: string, words: readonly string[]])[] = [
  [`python app.py a=1  'b=[1, 2]' "c=x y"`, ['python', 'app.py', 'a=1', 'b=[1, 2]', 'c=x y']],
  [`a="x"'y'z`, ['a=xyz']],
  [`a= '' ""`, ['a=', '', '']],
  ['a=b\\ c d\\"', ['a=b c', 'd"']],
  [`"a\\"b\\c" 'd\\e'`, ['a"b\\c', 'd\\e']],
  ['a \\\n  b\tc', ['a', 'b', 'c']],
  ['a \\\r\n  b', ['a', 'b']],
  ['a#b #c d', ['a#b']],
  ['a=\\', ['a=\\']],
  ['a "b c', ['a', 'b c']],
];

describe('the words of a shell', () => {
  it.each(SAME)('of %j are split and unquoted', (line, expected) => {
    expect(words(line)).toEqual(expected);
    expect(scriptWords(line)).toEqual([expected]);
  });

  it('have no operators in the line of one command, where nothing is expanded', () => {
    expect(words('')).toEqual([]);
    expect(words('a=f(1) b=<x> c;d $e|`f g`')).toEqual(['a=f(1)', 'b=<x>', 'c;d', '$e|`f', 'g`']);
    expect(scriptWords('a b=1;c | d `f g`')).toEqual([['a', 'b=1'], ['c'], ['f', 'g'], ['d', '`f g`']]);
  });

  it('know where a quote begins that has no end', () => {
    expect(splitCommandLine('a "b c')).toMatchObject([
      { text: 'a' },
      { text: 'b c', range: { start: 2, end: 6 }, openQuote: 2 },
    ]);
    expect(splitCommandLine('a "b"')[1]).not.toHaveProperty('openQuote');
  });

  it('know the place of each letter', () => {
    const line = `app 'a=[1, 2'"]#x"`;
    const [, word] = splitCommandLine(line);
    const letters = [...(word?.text ?? '')].map((letter, index) => [letter, line[word?.offsets[index] ?? -1]]);
    expect(letters.filter(([letter, written]) => letter !== written)).toEqual([]);
    expect(word?.offsets.at(-1)).toBe(line.length);
  });

  it.each([
    ['X=$(python a.py b=1)', [['python', 'a.py', 'b=1'], ['X=$(python a.py b=1)']]],
    ['echo "at $(f "b c" | g) $(h)"', [['f', 'b c'], ['g'], ['h'], ['echo', 'at $(f "b c" | g) $(h)']]],
    ['X=$(f $(g a) `h`)', [['g', 'a'], ['h'], ['f', '$(g a)', '`h`'], ['X=$(f $(g a) `h`)']]],
    ['f > $(g)', [['g'], ['f']]],
    ["echo '$(f)' $((1 + 2)) ${A} $B", [['echo', '$(f)', '$((1 + 2))', '${A}', '$B']]],
    ['X=$(f a', [['f', 'a'], ['X=$(f a']]],
    ['X=`f a', [['f', 'a'], ['X=`f a']]],
    ['X=$(', [['X=$(']]],
    ['X=`', [['X=`']]],
  ])('have those of commands in them: %j', (line, expected) => {
    expect(scriptWords(line)).toEqual(expected);
  });

  it('are read only so deep', () => {
    const deep = `${'$('.repeat(3_000)}f${')'.repeat(3_000)}`;
    expect(scriptWords(deep).length).toBeLessThan(20);
  });
});
