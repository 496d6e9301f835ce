// Keys and values where no JSON Schema says them: of the composition, of other options, of dataclasses.
import { describe, expect, it } from 'vitest';
import { accepted, checkCompletion, completionItems, problemLines } from '../support/check.ts';
import { open, parseScenario } from '../support/scenario.ts';

const OPTIONS = `
-- conf/config.yaml --
defaults:
  - model: gpt
  - _self_
model:
  dropout: 0.1
tags: [a, b]
steps:
  - first: 1
"yes": 1
plain: 1
LINE
-- conf/model/gpt.yaml --
width: 64
act: gelu
schedule: cosine, slow
block:
    depth: 2
layers: [1, 2]
ref: \${plain}
-- conf/model/bert.yaml --
width: 64
act: relu
mask: 0.15
must: ???
-- conf/model/tiny.yaml --
act: gelu
-- conf/model/new.yaml --
NEW
`;
const option = (text: string) => OPTIONS.replace('LINE\n', '').replace('NEW', () => text);
const config = (text: string) => OPTIONS.replace('LINE', () => text).replace('NEW', 'width: 1');
const labels = (scenario: string) => completionItems(scenario).map(({ label }) => label);
const end = (scenario: string, label: string) => accepted(scenario, label).trimEnd();

describe('keys of an option', () => {
  it('those of the composition, then those that the other options have', () => {
    checkCompletion(option('width: 1\n$0')).toMatchInlineSnapshot(`
      "dropout  float = 0.1 (config.yaml:5)
      act  = gelu in bert, gpt, tiny
      block  mapping in gpt
      defaults
      layers  = [1, 2] in gpt
      mask  = 0.15 in bert
      must  = ??? in bert
      ref  = \${plain} in gpt
      schedule  = cosine, slow in gpt"
    `);
  });

  it.each([
    ['with the value that most of them have', 'ac$0', 'act', 'act: gelu│'],
    ['a mapping', 'bl$0', 'block', 'block:\n  │'],
    ['a mapping in a file that is indented by four', 'a:\n    b: 1\nbl$0', 'block', 'a:\n    b: 1\nblock:\n    │'],
    ['a short list', 'la$0', 'layers', 'layers: [1, 2]│'],
    ['an interpolation', 're$0', 'ref', 'ref: ${plain}│'],
    ['what is missing there', 'mu$0', 'must', 'must: │'],
    ['before a colon', 'ac$0: x', 'act', 'act│: x'],
    ['in one of its mappings', 'block:\n  $0', 'depth', 'block:\n  depth: 2│'],
    ['in braces', 'block: { $0 }', 'depth', 'block: { depth: 2│ }'],
    ['of which the text is broken below', 'ac$0\nbroken: "', 'act', 'act: gelu│\nbroken: "'],
  ])('%s', (_, text, label, expected) => {
    expect(end(option(text), label)).toBe(expected);
  });

  it('none that a composition does not have at the top of a root', () => {
    expect(labels(config('$0'))).not.toContain('mask');
  });

  it('what is missing comes first', () => {
    const scenario = config('').replace('dropout: 0.1', '$0').replace('gpt', 'bert');
    // A bare `model:` wipes what the option brings: it is known all the same.
    expect(labels(scenario)).toEqual(['must', 'act', 'mask', 'width']);
  });

  it('are written so that they stay the same keys', () => {
    const scenario = `
-- conf/config.yaml --
defaults: [base, _self_]
$0
-- conf/base.yaml --
"yes": 1
"a: b": 2
$x: 4
`;
    expect(end(scenario, 'yes')).toContain("\n'yes': 1│");
    expect(end(scenario, 'a: b')).toContain("\n'a: b': 2│");
    expect(end(scenario, '$x')).toContain('\n$x: 4│');
  });

  it('lists as the file writes lists', () => {
    const base = '-- conf/base.yaml --\njobs:\n  - run: 1\n';
    const flush = `-- conf/config.yaml --\ndefaults:\n- base\n- _self_\n$0\n${base}`;
    expect(end(flush, 'jobs')).toContain('\njobs:\n- │');
    expect(end(flush.replaceAll('\n- ', '\n  - '), 'jobs')).toContain('\njobs:\n  - │');
  });
});

describe('values', () => {
  it('of the same key in the other options', () => {
    checkCompletion(option('act: $0')).toMatchInlineSnapshot(`
      "gelu  gpt, tiny
      relu  bert"
    `);
    expect(labels(option('must: $0'))).toEqual([]);
  });

  it.each([
    ['a text with a comma', 'schedule: $0', 'schedule: cosine, slow│'],
    ['in quotes', 'schedule: "$0"', 'schedule: "cosine, slow│"'],
    ['among braces', '{ schedule: $0 }', '{ schedule: "cosine, slow"│ }'],
  ])('%s', (_, text, expected) => {
    expect(end(option(text), 'cosine, slow')).toBe(expected);
  });

  it('an interpolation among braces is quoted', () => {
    expect(end(option('{ ref: $0 }'), '${plain}')).toBe('{ ref: "${plain}"│ }');
  });

  it('no number inside quotes', () => {
    expect(labels(option('width: "$0"'))).toEqual([]);
    expect(labels(option('width: $0'))).toEqual(['64']);
  });
});

describe('nothing is offered where it would break what is there', () => {
  it.each([
    ['in the indentation of a key', 'block:\n$0  depth: 1'],
    ['before a dash', 'layers:\n  $0- 1'],
    ['before brackets', 'layers: $0[1]'],
    ['before braces', 'block: $0{ depth: 1 }'],
    ['before the next item', 'layers: [1,$0 2]'],
    ['before a value', 'act: $0  gelu'],
  ])('%s', (_, text) => {
    expect(labels(option(text))).toEqual([]);
  });
});

describe('a dataclass', () => {
  const TYPED = `
-- app.py --
from dataclasses import dataclass, field
from enum import Enum
from typing import Optional
import hydra
from hydra.core.config_store import ConfigStore
from omegaconf import MISSING

class Mode(Enum):
    FAST = 1
    SLOW = 2

@dataclass
class Inner:
    depth: int = 2

@dataclass
class Conf:
    mode: Mode = Mode.FAST
    host: str = MISSING
    debug: bool = False
    port: Optional[int] = None
    inner: Inner = field(default_factory=Inner)

cs = ConfigStore.instance()
cs.store(name="base_config", node=Conf)

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
defaults:
  - base_config
  - _self_
LINE
`;
  const typed = (text: string) => TYPED.replace('LINE', () => text);

  it('its fields, those without a value first', () => {
    checkCompletion(typed('$0')).toMatchInlineSnapshot(`
      "host  str required (app.py:19)
      debug  bool = false (app.py:20)
      inner  Inner (app.py:22)
      mode  Mode = FAST (app.py:18)
      port  Optional[int] = null (app.py:21)
      hydra"
    `);
    expect(labels(typed('inner:\n  $0'))).toEqual(['depth']);
  });

  it.each([
    ['an enum', 'mode: $0', ['FAST', 'SLOW']],
    ['a bool', 'debug: $0', ['false', 'true']],
    ['an optional', 'port: $0', ['null']],
  ])('the values of %s', (_, text, expected) => {
    expect(labels(typed(text))).toEqual(expected);
  });
});

describe('what is taken leaves nothing to flag', () => {
  it.each([
    ['a key', config('$0')],
    ['a key of an option', option('$0')],
    ['a value', option('act: $0')],
    ['a value in braces', option('{ act: $0, ref: 1 }')],
  ])('%s', (_, text) => {
    const scenario = parseScenario(text);
    const path = scenario.cursor?.path ?? '';
    for (const { label } of completionItems(scenario)) {
      // What is to be filled in first.
      if (['defaults', 'hydra', 'block', 'must'].includes(label)) continue;
      const snapshot = open(scenario).type(path, accepted(scenario, label).replace('│', ''));
      expect([label, ...problemLines(snapshot)]).toEqual([label]);
    }
  });
});

describe('a key in quotes', () => {
  const FILES = '-- conf/base.yaml --\nsteps: 5\n"null": 3\n"it\'s": 4\nnested: {x: 1}\n';
  const taken = (text: string, label: string) =>
    accepted(`${FILES}-- conf/config.yaml --\ndefaults: [base, _self_]\n${text}\n`, label)
      .split('\n')
      .slice(1, -1)
      .join('\n');

  it.each([
    ['"st$0', 'steps', '"steps": 5│'],
    ['"st$0"', 'steps', '"steps": 5│'],
    ['"st$0": 3', 'steps', '"steps│": 3'],
    ["'$0'", "it's", "'it''s': 4│"],
    ["'$0", 'null', "'null': 3│"],
    ['"$0"', 'nested', '"nested":\n  │'],
    ['nested: {"$0"}', 'x', 'nested: {"x": 1│}'],
    ['nested:\n  "$0"', 'x', 'nested:\n  "x": 1│'],
    ['hydra:\n  sweeper:\n    params:\n      "$0"', 'steps', 'hydra:\n  sweeper:\n    params:\n      "steps": │'],
    ['hydra:\n  sweeper:\n    params:\n      $0', 'null', "hydra:\n  sweeper:\n    params:\n      'null': │"],
  ])('keeps them: %j', (text, label, expected) => {
    expect(taken(text, label)).toBe(expected);
  });
});
