import { describe, expect, it } from 'vitest';
import { mermaidGraph } from '../../server/src/cli/writers/graphs.ts';
import { printable, unlinked, withoutEscapes, yamlWithoutEscapes } from '../../server/src/text/index.ts';

describe('text that is shown', () => {
  it.each([
    ['a zero-width space', 'l\u200br', 'l\\u200br'],
    ['joiners of letters that do not join', 'l\u200cr\u200d', 'l\\u200cr\\u200d'],
    [
      'marks, embeddings, overrides and isolates',
      '\u200e\u200f\u202a\u202e\u2066\u2069\u061c',
      '\\u200e\\u200f\\u202a\\u202e\\u2066\\u2069\\u061c',
    ],
    ['a byte order mark inside', 'a\ufeffb', 'a\\ufeffb'],
    ['controls of both sets', '\u001b\u007f\u0085\u009b', '\\x1b\\u007f\\u0085\\u009b'],
    ['soft hyphens, word joiners, fillers', '\u00ad\u2060\u3164\uffa0\u115f', '\\u00ad\\u2060\\u3164\\uffa0\\u115f'],
    ['selectors behind what has no variants', 'a\ufe0f1\ufe0f\ufe01', 'a\\ufe0f1\\ufe0f\\ufe01'],
    ['tags', 'a\u{e0041}', 'a\\udb40\\udc41'],
    ['line and paragraph separators', '\u2028\u2029', '\\u2028\\u2029'],
  ])('shows %s by its number', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
    expect(JSON.parse(`"${withoutEscapes(text.replaceAll(/[\u0000-\u001f]/g, ''))}"`)).toBe(
      text.replaceAll(/[\u0000-\u001f]/g, ''),
    );
  });

  it.each([
    'plain',
    'Größe 大小 размер גודל',
    // Spelling: Persian, Malayalam, Sinhala.
    'می\u200cخواهم',
    'ന്\u200d',
    'ශ්\u200dරී',
    // Emoji of several, with a colour, as a picture, a key.
    '👩\u200d💻 👋🏽 ❤\ufe0f 👩🏽\u200d🚀 🏳\ufe0f\u200d🌈 1\ufe0f\u20e3',
    '葛\u{e0100}',
  ])('leaves %j as it is', (text) => {
    expect(printable(text)).toBe(text);
  });

  it('of YAML stays as Hydra prints it, but for what YAML never has', () => {
    expect(yamlWithoutEscapes('a: \u200b\u202e\ufeff\u001b')).toBe('a: \u200b\u202e\ufeff\\x1b');
  });

  it('makes no link in a message of VS Code', () => {
    expect(unlinked('a [b](command:c) d')).toBe('a [b] (command:c) d');
  });
});

it('is one entity a letter in a Mermaid graph', () => {
  const chosenBy = { by: 'request', text: '' } as const;
  const entry = { kind: 'config', label: 'k🔑"', package: '', entries: [], chosenBy } as const;
  const head = { version: 1, ok: true, configName: 'k', overrides: [], hydraVersion: '1.3', errors: [] } as const;
  expect(mermaidGraph({ ...head, entries: [entry] })).toContain('["k#128273;#34;"]');
});
