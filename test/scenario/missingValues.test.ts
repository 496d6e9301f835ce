// HS208: values that every run has to be given.
import { describe, expect, it } from 'vitest';
import { checkDiagnostics, problemLines } from '../support/check.ts';
import { open, parseScenario } from '../support/scenario.ts';

const app = (body: string) => `
-- app.py --
import hydra
from omegaconf import OmegaConf

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg):
${body.replace(/^/gm, '    ')}
`;

const FILES = `
-- conf/base.yaml --
data: ???
model:
  dim: ???
`;

describe('a value that the program reads on every run', () => {
  it('is told with all others, with where it is mandatory', () => {
    checkDiagnostics(`${app('x = cfg.data, cfg.model.dim, cfg.get("seed")')}${FILES}
-- conf/config.yaml --
defaults: [base, _self_]
^^^^^^^^ info HS208 to be given on the command line: 'data' (base.yaml:1) and 'model.dim' (base.yaml:3) have no value yet
`);
  });

  it('is not told where the config sets it, says so itself, or an option does', () => {
    checkDiagnostics(`${app('x = cfg.data, cfg.model.dim, cfg.own')}${FILES}
-- conf/config.yaml --
defaults: [base, size: small, _self_]
own: ???
data: /data
-- conf/size/small.yaml --
# @package _global_
model: { dim: 8 }
`);
  });

  it.each([
    ['read with a default', 'x = cfg.get("data")'],
    ['read on some runs', 'x = cfg.data if cfg.model.get("dim") else 1'],
    ['set by an attribute', 'cfg.data = 1\nx = cfg.data'],
    ['set by a key', 'cfg["data"] = 1\nx = cfg.data'],
    ['set by OmegaConf.update', 'OmegaConf.update(cfg, "data", 1)\nx = cfg.data'],
    ['handed on', 'OmegaConf.resolve(cfg)\nrun(cfg)'],
  ])('is not told where it is %s', (_, body) => {
    const text = `${app(body)}${FILES}\n-- conf/config.yaml --\ndefaults: [base, _self_]\n`;
    expect(problemLines(open(parseScenario(text)).snapshot()).filter((line) => line.includes('HS208'))).toEqual([]);
  });
});
