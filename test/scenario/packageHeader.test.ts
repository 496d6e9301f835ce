// A package that nobody reads is told where it is written: in the header.
import { describe, expect, it } from 'vitest';
import { actionTitles, afterAction, checkDiagnostics } from '../support/check.ts';

const files = (header: string) => `
-- app.py --
import hydra

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg):
    run(cfg)

def run(cfg):
    return cfg.model.net.dim
-- conf/config.yaml --
defaults:
  - model/net: gpt
-- conf/model/net/gpt.yaml --
${header}
`;

describe('a package that nobody reads', () => {
  it('is told in the header, and mended there', () => {
    checkDiagnostics(`${files('# @package model.nett')}#                ^^^^ warning HS305 'model.nett' is read by no Python and set by no base config; did you mean 'net' (app.py)?
dim: 1
`);
    const scenario = `${files('# @package model.ne$0tt')}dim: 1\n`;
    expect(afterAction(scenario, "Change to 'net'")['conf/model/net/gpt.yaml']).toBe('# @package model.net\ndim: 1\n');
  });

  it('is told at the beginning where the group gives it, and no name is written there', () => {
    const scenario = `${files('di$0m: 1')}`
      .replace('model/net: gpt', 'model/nett: gpt')
      .replace('model/net/', 'model/nett/');
    expect(actionTitles(scenario)).toEqual([]);
  });
});
