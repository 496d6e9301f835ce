import { describe, expect, it } from 'vitest';
import { parseOverride, rangeInLine, splitCommandLine } from '../../server/src/text/override';

const words = (line: string) => splitCommandLine(line).words.map(({ text }) => text);

describe('splitCommandLine', () => {
  it('splits and unquotes as a shell does', () => {
    expect(words(`python app.py a=1  'b=[1, 2]' "c=x y"`)).toEqual(['python', 'app.py', 'a=1', 'b=[1, 2]', 'c=x y']);
    expect(words(`a="x"'y'z`)).toEqual(['a=xyz']);
    expect(words(`a= '' ""`)).toEqual(['a=', '', '']);
    expect(words('a=b\\ c d\\"')).toEqual(['a=b c', 'd"']);
    expect(words(`"a\\"b\\c" 'd\\e'`)).toEqual(['a"b\\c', 'd\\e']);
    expect(words('a \\\n  b\tc')).toEqual(['a', 'b', 'c']);
    expect(words('a#b #c d')).toEqual(['a#b']);
    expect(words('')).toEqual([]);
  });

  it('reports a quote without an end, and reads on to the end of the line', () => {
    expect(splitCommandLine('a "b c')).toMatchObject({
      words: [{ text: 'a' }, { text: 'b c', range: { start: 2, end: 6 } }],
      problems: [{ message: 'No closing quotation', range: { start: 2, end: 6 } }],
    });
    expect(splitCommandLine('a=\\').problems).toEqual([]);
  });

  it('finds the place of a problem behind quotes', () => {
    const line = `app 'a=[1, 2'"]#x"`;
    const word = splitCommandLine(line).words[1]!;
    const { range } = parseOverride(word.text, '1.3').problems[0]!;
    const { start, end } = rangeInLine(word, range);
    expect(line.slice(start, end)).toBe('#');
    expect(rangeInLine(word, { start: word.text.length, end: word.text.length })).toEqual({ start: 18, end: 18 });
  });
});
