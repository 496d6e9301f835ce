// What is read of a text that every loader refuses: all but the line that is broken.
import { describe, expect, it } from 'vitest';
import { parseConfigFile } from '../../server/src/text/index.ts';

function keysOf(text: string): readonly string[] {
  const { body, problems } = parseConfigFile('file:///w/a.yaml', text);
  expect(problems.length).toBeGreaterThan(0);
  return body?.kind === 'map' ? [...body.entries.keys()] : [];
}

describe('what stands below a broken line is read', () => {
  it.each([
    ['an interpolation in braces', 'a: {z: ${b}}\nc: 1\n'],
    ['one deep in them', 'a: [[1, {z: ${b}}], {y: "q"}]\nc: 1\n'],
    ['an open list', 'a: [1, 2\nc: 1\n'],
    ['an open mapping', 'a: {b: 1\nc: 1\n'],
    ['an open text', 'a: "x\nc: 1\n'],
    ['an open text of the other kind', "a: 'x\nc: 1\n"],
    ['two colons', 'a: b: c\nc: 1\n'],
    ['a line that is too far in', 'a: 1\n b: 2\nc: 3\n'],
    ['a bracket too many', 'a: [1, 2]]\nc: 1\n'],
    ['a bracket alone', 'a: }\nc: 1\n'],
    ['a letter that begins nothing', 'a: `x\nc: 1\n'],
    ['two of them', 'a: }\nb: {z: ${b}}\nc: 1\n'],
  ])('%s', (_, text) => {
    const keys = text.includes('\nb:') ? ['a', 'b', 'c'] : ['a', 'c'];
    expect(keysOf(text)).toEqual(keys);
    expect(keysOf(text.replaceAll('\n', '\r\n'))).toEqual(keys);
    expect(keysOf(`first: 1\n${text}last:\n  deep: 1\n`)).toEqual(['first', ...keys, 'last']);
  });

  it.each(['mod\nel:\n  d: 1\nc: 1\n', 'mod\nel:\n  d: 1\n  e: 2\n'])(
    'below a key that a line break cut in two: %j',
    (text) => {
      expect(keysOf(text).slice(0, 2)).toEqual(['mod', 'el']);
    },
  );

  it('where version control left two changes', () => {
    expect(keysOf('<<<<<<< HEAD\na: 1\n=======\nb: 2\n>>>>>>> other\nc: 1\n')).toEqual(['a', 'b', 'c']);
  });

  it('and the siblings inside', () => {
    const { body } = parseConfigFile('file:///w/a.yaml', 'm:\n  - a: {z: ${b}}\n    d: 2\nc: 1\n');
    const list = body?.kind === 'map' ? body.entries.get('m')?.value : undefined;
    const [item] = list?.kind === 'list' ? list.items : [];
    expect(item?.kind === 'map' ? [...item.entries.keys()] : []).toEqual(['a', 'd']);
  });

  it('and what a reading has below the line that another one loses stays', () => {
    const { body } = parseConfigFile('file:///w/a.yaml', 'a: [1, 2\nc: 1\n');
    expect(body?.kind === 'map' && body.entries.get('a')?.value.kind).toBe('list');
  });
});
