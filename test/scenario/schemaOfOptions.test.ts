// Options that nobody chose are held against the schema of the config that they would be chosen in, as far as they change it.
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../server/src/features/index.ts';
import { checkDiagnostics, problemLines } from '../support/check.ts';
import { open, parseScenario } from '../support/scenario.ts';

const CONFIG = `# yaml-language-server: $schema=../config.json
defaults:
  - model: gpt
  - env: local
  - _self_
lr: 1
`;
const APP = `
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="configs", config_name="config")
def main(cfg): print(cfg.model, cfg.lr, cfg.out)
-- configs/config.yaml --
${CONFIG}-- configs/model/gpt.yaml --
dim: 3
-- configs/env/local.yaml --
# @package _global_
out: here
`;
const SCHEMA = `
-- config.json --
{ "required": ["out"], "properties": { "lr": { "type": "integer" }, "out": { "type": "string" },
  "model": { "type": "object", "required": ["dim"], "additionalProperties": false,
    "properties": { "dim": { "type": "integer" }, "name": { "type": "string" } } } } }
`;

describe('an option', () => {
  it('that brings wrong values and unknown keys', () => {
    checkDiagnostics(`${APP}${SCHEMA}
-- configs/model/mamba.yaml --
dim: \${lr}
name: 3
#     ^ error HS302 'model.name' must be string in config.yaml
depth: 4
^^^^^ warning HS301 'model.depth' is not a known key
`);
  });

  it('that lacks what the chosen one brings', () => {
    checkDiagnostics(`${APP}${SCHEMA}
-- configs/model/mamba.yaml --
name: mamba
^^^^^^^^^^^ error HS303 'model.dim' is required, and nothing sets it, says the schema of config.yaml
-- configs/env/cluster.yaml --
# @package _global_
^^^^^^^^^^^^^^^^^^^ error HS303 'out' is required, and nothing sets it, says the schema of config.yaml
lr: 2
`);
  });

  it('that names the schema of its primary config, as far as it changes that', () => {
    const text = `${APP.replace('lr: 1', 'lr: 0.1')}
-- config.json --
{ "required": ["out", "size"], "properties": { "lr": { "type": "integer" }, "out": { "type": "string" },
  "model": { "type": "object", "additionalProperties": false, "properties": { "dim": { "type": "integer" } } } } }
-- configs/experiment/wide.yaml --
# @package _global_
# yaml-language-server: $schema=../../config.json
model:
  dim: wide
  name: wide
out: 3
-- configs/experiment/sized.yaml --
# @package _global_
# yaml-language-server: $schema=../../config.json
size: 3
`;
    expect(problemLines(open(parseScenario(text)).snapshot())).toMatchInlineSnapshot(`
      [
        "configs/config.yaml:2:1+8 error HS303 'size' is required, and nothing sets it; sized.yaml defines it",
        "configs/config.yaml:6:5+3 error HS302 'lr' must be integer",
        "configs/experiment/wide.yaml:1:1+19 error HS303 'size' is required, and nothing sets it; sized.yaml defines it",
        "configs/experiment/wide.yaml:4:8+4 error HS302 'model.dim' must be integer",
        "configs/experiment/wide.yaml:5:3+4 warning HS301 'model.name' is not a known key",
        "configs/experiment/wide.yaml:6:6+1 error HS302 'out' must be string",
      ]
    `);
  });

  it('that changes what a condition of the schema asks for', () => {
    checkDiagnostics(`${APP}
-- config.json --
{ "if": { "properties": { "out": { "const": "here" } } }, "then": { "properties": { "model": { "required": ["dim"] } } },
  "else": { "properties": { "model": { "required": ["size"] } } } }
-- configs/model/mamba.yaml --
name: mamba
^^^^^^^^^^^ error HS303 'model.dim' is required, and nothing sets it, says the schema of config.yaml
-- configs/env/cluster.yaml --
# @package _global_
^^^^^^^^^^^^^^^^^^^ error HS303 'model.size' is required, and nothing sets it, says the schema of config.yaml
out: there
`);
  });

  it('does not repeat what nobody brings', () => {
    const { snapshot } = open(
      parseScenario(`${APP.replace('dim: 3', 'name: gpt')}${SCHEMA}
-- configs/model/mamba.yaml --
name: mamba
`),
    );
    expect(problemLines(snapshot())).toEqual([expect.stringContaining("'model.dim' is required, and nothing sets it")]);
  });
});

it('an edit to what an option does not change leaves what was found in it as it is', () => {
  const { workspace, snapshot, type } = open(
    parseScenario(`${APP}${SCHEMA}
-- configs/model/mamba.yaml --
dim: a
`),
  );
  const told = () => [...diagnose(snapshot()).values()].flat().find(({ message }) => message.includes('model.dim'));
  const before = told();
  expect(before?.code).toBe('HS302');
  type('configs/config.yaml', CONFIG.replace('lr: 1', 'lr: 7'));
  workspace.settle();
  expect(told()?.fixes).toBe(before?.fixes);
});

it('an edit to what an option reads is judged by each schema that has a say in it', () => {
  const { workspace, snapshot, type } = open(
    parseScenario(`${APP}${SCHEMA}
-- model.json --
{ "properties": { "dim": { "maximum": 5 } } }
-- configs/model/mamba.yaml --
# yaml-language-server: $schema=../../model.json
dim: \${lr}
`),
  );
  const told = (lr: string) => {
    type('configs/config.yaml', CONFIG.replace('lr: 1', `lr: ${lr}`));
    workspace.settle();
    return problemLines(snapshot()).filter((line) => line.startsWith('configs/model/'));
  };
  expect(told('1')).toEqual([]);
  expect(told('7')).toEqual([expect.stringContaining('mamba.yaml:2:6+5 error HS302')]);
  expect(told('wide')).toEqual([expect.stringContaining("'model.dim' must be integer")]);
  expect(told('2')).toEqual([]);
});
