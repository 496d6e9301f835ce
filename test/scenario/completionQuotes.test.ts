// Where a quote opens and ends, as YAML has it: what is taken replaces the whole text, and keeps how it is written.
import { describe, expect, it } from 'vitest';
import { accepted, completionItems } from '../support/check.ts';

const config = (text: string) => `
-- app.py --
import hydra

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/base.yaml --
note: plain
owner: it's me
color: "#ff0000"
words: two words
my key: 1
paths:
  root: /tmp
-- conf/other.yaml --
defaults:
  - base
  - _self_
note: alpha
words: one word
paths: {root: /data}
-- conf/config.yaml --
defaults:
  - base
  - _self_
${text}
`;
const taken = (text: string, label: string) => accepted(config(text), label).split('_self_\n')[1]?.trimEnd();

describe('a value', () => {
  it.each([
    ['behind a quoted key', '"note": $0', 'alpha', '"note": alpha│'],
    ['right behind a quoted key', '"note":$0', 'alpha', '"note": alpha│'],
    ['in the quotes of the other kind', '\'note\': "a$0"', 'alpha', '\'note\': "alpha│"'],
    ['with an apostrophe in double quotes', 'owner: "it\'$0s"', "it's me", 'owner: "it\'s me│"'],
    ['with an apostrophe in single quotes', "owner: 'it''$0s'", "it's me", "owner: 'it''s me│'"],
    ['behind an escaped quote', 'note: "\\"a$0"', 'alpha', 'note: "alpha│"'],
    ['with a number sign', 'color: "#$0"', "'#ff0000'", 'color: "#ff0000│"'],
    ['with a number sign in a quote that is open', "color: '#$0", "'#ff0000'", "color: '#ff0000'│"],
    ['of two words', 'words: two w$0', 'one word', 'words: one word│'],
    ['of two words, amid them', 'words: t$0wo words  # c', 'one word', 'words: one word│  # c'],
    ['of two words with an apostrophe', "words: don't $0", 'one word', 'words: one word│'],
    ['behind a tag', 'note: !!str "a$0"', 'alpha', 'note: !!str "alpha│"'],
    ['behind an anchor', 'note: &n a$0', 'alpha', 'note: &n alpha│'],
    ['of a mapping in braces', 'paths: {"root":"$0"}', '/data', 'paths: {"root":"/data│"}'],
    ['behind another quoted one', 'x: {a: "b", note: "${wo$0"}', 'words', 'x: {a: "b", note: "${words}│"}'],
    ['on a later line of a list', 'x: [\n  "a", "${wo$0"]', 'words', 'x: [\n  "a", "${words}│"]'],
  ])('%s', (_, text, label, expected) => {
    expect(taken(text, label)).toBe(expected);
  });

  it.each([
    ['a block', 'note: |\n  a$0'],
    ['a block that has quotes', 'note: >-\n  "a$0'],
    ['a text that goes on', 'note: a\n  b$0'],
    ['a text in quotes that goes on', 'note: "a\n  b$0"'],
  ])('is not offered within %s', (_, text) => {
    expect(completionItems(config(text))).toEqual([]);
  });
});

it('answers below lines that are empty', () => {
  for (const text of ['\n$0', '\n\n "$0', '\r\n"$0', ' \n}\n"$0']) {
    expect(
      completionItems(config('').replace('-- conf/base.yaml --\n', `-- conf/base.yaml --\n${text}`)),
    ).toBeDefined();
  }
});

describe('a key', () => {
  it.each([
    ['in quotes', '"no$0"', 'note', '"note": plain│'],
    ['in a quote that is open', "'no$0", 'note', "'note': plain│"],
    ['with a blank', "'my $0'", 'my key', "'my key': 1│"],
    ['of a mapping in braces', 'paths: {"ro$0": 1}', 'root', 'paths: {"root│": 1}'],
    ['behind a tag', '!!str "no$0"', 'note', '!!str "note": plain│'],
  ])('%s', (_, text, label, expected) => {
    expect(taken(text, label)).toBe(expected);
  });
});

describe('what is no text goes without the quotes', () => {
  const project = (text: string) => `
-- hydrascope.yaml --
schemas:
  - schema: schema.json
    files: [conf/*.yaml]
-- schema.json --
{"properties": {"steps": {"type": ["integer", "null"], "default": 5}, "fast": {"type": "boolean"}, "mode": {"enum": ["a", 1]}}}
${config(text)}`;
  it.each([
    ['steps: "$0"', '5', 'steps: 5│'],
    ["steps: '$0'  # how many", 'null', 'steps: null│  # how many'],
    ['steps: "$0', '5', 'steps: 5│'],
    ['"fast": "tr$0ue"', 'false', '"fast": false│'],
    ['mode: "$0"', 'a', 'mode: "a│"'],
    ['mode: "$0"', '1', 'mode: 1│'],
  ])('%s', (text, label, expected) => {
    const after = accepted(project(text), label).split('_self_\n')[1]?.trimEnd();
    expect(after).toBe(expected);
  });
});
