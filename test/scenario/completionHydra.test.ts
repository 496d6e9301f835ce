// What is offered of Hydra's own settings, and below hydra.sweeper.params, where keys are overrides; values of other configs.
import { describe, expect, it } from 'vitest';
import { accepted, checkCompletion, completionItems } from '../support/check.ts';

const PROJECT = `
-- app.py --
from dataclasses import dataclass
from enum import Enum
from typing import Literal
import hydra
from hydra.core.config_store import ConfigStore

class Mode(Enum):
    FAST = 1
    SLOW = 2

@dataclass
class Server:
    mode: Mode = Mode.FAST
    level: Literal["low", "high", 1] = "low"

ConfigStore.instance().store(group="server", name="base", node=Server)

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
defaults:
  - server: base
  - model: gpt
  - exp: null
  - _self_
dim: 64
LINE
-- conf/model/gpt.yaml --
width: 1
-- conf/model/mamba.yaml --
width: 2
-- conf/exp/one.yaml --
# @package _global_
dim: 128
-- conf/exp/two.yaml --
# @package _global_
hydra:
  job: { name: two }
`;
const line = (text: string) => PROJECT.replace('LINE', () => text);
const labels = (text: string) => completionItems(line(text)).map(({ label }) => label);

describe("Hydra's own settings", () => {
  it('are offered at the root, and where the key is typed', () => {
    expect(labels('$0')).toContain('hydra');
    expect(accepted(line('$0'), 'hydra')).toContain('\nhydra:\n  │\n');
    expect(labels('hydra:\n  job: {}\n$0')).not.toContain('hydra');
    expect(labels('model:\n  $0')).not.toContain('hydra');
  });

  it('have their keys, but for those that a run writes itself', () => {
    const found = labels('hydra:\n  $0');
    expect(found).toEqual(expect.arrayContaining(['job', 'launcher', 'mode', 'run', 'sweep', 'sweeper']));
    expect(found).not.toContain('runtime');
    checkCompletion(line('hydra:\n  sweep:\n    $0')).toMatchInlineSnapshot(`
      "dir  str = multirun/\${now:%Y-%m-%d}/\${now:%H-%M-%S} (hydra/output/default.yaml:5)
      subdir  str = \${hydra.job.num} (hydra/output/default.yaml:6)"
    `);
    expect(labels('hydra:\n  run: { dir: x }\n  sw$0')).toEqual(expect.arrayContaining(['sweep', 'sweeper']));
    const nested = PROJECT.replace('LINE\n', '').replace('job: { name: two }', 'job:\n    ch$0');
    expect(completionItems(nested).map(({ label }) => label)).toContain('chdir');
  });

  it.each([
    ['hydra:\n  mode: $0', ['MULTIRUN', 'RUN', 'null']],
    ['hydra:\n  job:\n    chdir: $0', ['false', 'true', 'null']],
  ])('have their values: %j', (text, expected) => {
    expect(labels(text)).toEqual(expected);
  });
});

describe('the parameters of a sweep', () => {
  const params = (text: string) => `hydra:\n  sweeper:\n    params:\n      ${text}`;

  it('are overrides: groups and keys', () => {
    checkCompletion(line(params('dim: 1,2\n      $0'))).toMatchInlineSnapshot(`
      "exp  null
      model  gpt
      server  base
      model.width  int = 1
      server.level  str = low
      server.mode  str = FAST"
    `);
    expect(accepted(line(params('mo$0')), 'model.width')).toContain('\n      model.width: │\n');
  });

  it.each([
    ['model: $0', ['gpt', 'mamba']],
    ['server.mode: $0', ['FAST', 'SLOW']],
    ['server.level: $0', ['1', 'high', 'low']],
    ['server: $0', ['base']],
  ])('have their values: %s', (text, expected) => {
    expect(labels(params(text))).toEqual(expected);
  });
});

describe('the values of a Literal', () => {
  it.each([
    ['level: $0', ['1', 'high', 'low']],
    ['level: "$0"', ['high', 'low']],
    ['level: "$0', ['high', 'low']],
  ])('are those that it lists: %s', (text, expected) => {
    expect(labels(`server:\n  ${text}`)).toEqual(expected);
  });
});

describe('a value that another config gives the key', () => {
  it('is offered, whoever chooses that config', () => {
    const given = PROJECT.replace('LINE\n', '').replace('dim: 64', 'dim: $0');
    checkCompletion(given).toMatchInlineSnapshot(`"128  exp/one"`);
  });
});
