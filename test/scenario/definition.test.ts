// Where a click on a thing leads: to what decided it.
import { describe, it } from 'vitest';
import { checkDefinition } from '../support/check.ts';
import { trainer } from '../support/scenario.ts';

describe('definition', () => {
  it('of an overridden key in a base config: the first config that is composed from it', () => {
    checkDefinition(trainer(['configs/training.yaml', 'num_iter', 'num_$0iter'])).toMatchInlineSnapshot(
      `"configs/base_mtp.yaml:20: num_iterations"`,
    );
  });

  it('of a model type: its registration', () => {
    checkDefinition(trainer(['configs/mamba.yaml', 'type: "mamba"', 'type: "ma$0mba"'])).toMatchInlineSnapshot(
      `"trainer/trainer_registry.py:25: mamba"`,
    );
  });

  it('of a defaults entry: the file', () => {
    checkDefinition(trainer(['configs/mamba.yaml', '- data', '- da$0ta'])).toMatchInlineSnapshot(
      `"configs/data.yaml:1:"`,
    );
  });

  it('of an interpolation: the key that it names, where it is decided', () => {
    checkDefinition(`
-- configs/app.yaml --
defaults: [base, _self_]
scaled: \${mod$0el.dim}
model: { dim: 3 }
-- configs/base.yaml --
model:
  dim: 2
`).toMatchInlineSnapshot(`"configs/app.yaml:3: dim"`);
  });

  it('of a key that a base config wins, where _self_ stands first', () => {
    checkDefinition(`
-- configs/app.yaml --
defaults: [_self_, base]
d$0im: 3
-- configs/base.yaml --
dim: 2
`).toMatchInlineSnapshot(`"configs/base.yaml:1: dim"`);
  });
});
