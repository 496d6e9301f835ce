// What a registered class says of its part of a config: type -> registry -> adapter -> Cfg -> model_cfg.
import { describe, expect, it } from 'vitest';
import { afterAction, checkDiagnostics, completionItems, hoverText, problemLines } from '../support/check.ts';
import { type Edit, open, trainer, without } from '../support/scenario.ts';

const bare = (...edits: readonly Edit[]) => without(trainer(...edits), 'hydrascope.yaml', 'schemas');
const found = (...edits: readonly Edit[]) => problemLines(open(bare(...edits)).snapshot());
const MAMBA = 'configs/mamba.yaml';

describe('the trainer without schemas', () => {
  it('has no problems', () => {
    expect(found()).toEqual([]);
  });

  it.each([
    [
      'd_state: 16',
      'd_stat: 16',
      "14:3+6 error HS301 'model_cfg.d_stat' is no field of MambaCfg; did you mean 'd_state' (Mamba.py:15)?",
    ],
    ['d_state: 16', 'd_state: 16\n  momentum: 1', "15:3+8 error HS301 'model_cfg.momentum' is no field of MambaCfg"],
    ['d_state: 16', 'd_state: many', "14:12+4 error HS302 'model_cfg.d_state' must be integer"],
    ['d_state: 16', 'd_state: "16"', "14:12+4 error HS302 'model_cfg.d_state' must be integer"],
    ['d_state: 16', 'd_state: 0', "14:12+1 error HS302 'model_cfg.d_state' must be >= 1"],
    ['initializer_range: 0.1', 'initializer_range: 0', "24:22+1 error HS302 'model_cfg.initializer_range' must be > 0"],
    [
      'hidden_act: "silu"',
      'hidden_act: "sulu"',
      '23:15+6 error HS302 \'model_cfg.hidden_act\' must be one of "silu", "gelu", "relu"',
    ],
    [
      'time_step_rank: "auto"',
      'time_step_rank: 1.5',
      '28:19+3 error HS302 \'model_cfg.time_step_rank\' must be integer or "auto"',
    ],
  ])('%s -> %s', (old, text, expected) => {
    expect(found([MAMBA, old, text])).toEqual([`${MAMBA}:${expected}`]);
  });

  it.each([
    ['an interpolation', 'd_state: 16', 'd_state: ${num_layers}'],
    ['one that leads nowhere known', 'd_state: 16', 'd_state: ${oc.env:D_STATE}'],
    ['a missing value', 'd_state: 16', 'd_state: ???'],
    ['an integer for a number', 'initializer_range: 0.1', 'initializer_range: 1'],
  ])('takes %s', (_title, old, text) => {
    expect(found([MAMBA, old, text]).filter((line) => /HS30/.test(line))).toEqual([]);
  });

  it('sees what an interpolation leads to', () => {
    expect(found([MAMBA, 'd_state: 16', 'd_state: ${type}'])).toEqual([
      `${MAMBA}:14:12+7 error HS302 'model_cfg.d_state' must be integer`,
    ]);
  });

  it('offers the field that was meant', () => {
    expect(afterAction(bare([MAMBA, 'd_state: 16', 'd_st$0at: 16']), "Change to 'd_state'")[MAMBA]).toBe(
      trainer().files.get(MAMBA),
    );
  });

  it('says nothing where the class is not the one that the registry names, or cannot be read', () => {
    expect(
      found(
        [MAMBA, 'seq_len: 1024', 'model_adapter: "elsewhere:Adapter"\nseq_len: 1024'],
        [MAMBA, 'd_state', 'd_stat'],
      ),
    ).toEqual([]);
    expect(
      found(['trainer/models/Mamba.py', 'from models.base', 'from elsewhere'], [MAMBA, 'd_state', 'd_stat']),
    ).toEqual([]);
    expect(
      found(['trainer/models/Mamba.py', 'Cfg = MambaCfg', 'Cfg = make(MambaCfg)'], [MAMBA, 'd_state', 'd_stat']),
    ).toEqual([]);
  });

  it('follows a path that wins over the type', () => {
    const edit: Edit = [MAMBA, 'seq_len: 1024', 'model_adapter: "models.GPT2:GPT2Adapter"\nseq_len: 1024'];
    expect(found(edit)[0]).toBe(`${MAMBA}:14:3+7 error HS301 'model_cfg.d_state' is no field of GPT2Cfg`);
  });

  it('keeps up with the Python file while it is typed', () => {
    const opened = open(bare([MAMBA, 'd_state: 16', 'd_stat: 16']));
    expect(problemLines(opened.snapshot())).toHaveLength(1);
    expect(problemLines(opened.replace('trainer/models/Mamba.py', 'd_state: int', 'd_stat: int'))).toEqual([]);
    expect(problemLines(opened.replace('trainer/models/base.py', 'extra="forbid"', 'extra="allow"'))).toEqual([]);
    expect(problemLines(opened.replace('trainer/models/Mamba.py', 'd_stat: int', 'd_state: int'))).toEqual([]);
    expect(problemLines(opened.replace('trainer/models/base.py', 'extra="allow"', 'extra="forbid"'))).toHaveLength(1);
  });

  it('leaves the place to a schema of the user', () => {
    const lines = problemLines(open(trainer([MAMBA, 'd_state: 16', 'd_stat: 16'])).snapshot());
    expect(lines.filter((line) => line.includes('d_stat'))).toHaveLength(1);
    expect(lines.some((line) => line.includes('MambaCfg'))).toBe(false);
  });
});

const PROJECT = `
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf")
def main(cfg): ...
-- registry.py --
ADAPTER_PATHS = {"a": "models:A", "b": "models:B", "c": "models:C"}
-- conf/b.yaml --
type: b
model_cfg: {}
-- conf/c.yaml --
type: c
model_cfg: { dim: 3 }
-- models.py --
from dataclasses import dataclass
from pydantic import BaseModel, Field
class Inner(BaseModel, extra="forbid"):
    x: int = 1
class ACfg(BaseModel):
    dim: int
    width: float = Field(1.0, alias="w")
    on: bool = False
    inner: Inner = Inner()
    names: set[str] = set()
class A:
    Cfg = ACfg
class B:
    class Cfg(BaseModel):
        rate: float = 0.1
class C:
    @dataclass
    class Cfg:
        dim: int
`;

describe('a model that is not strict', () => {
  it('leaves out what it does not know, and converts what it can', () => {
    checkDiagnostics(`${PROJECT}
-- conf/a.yaml --
type: a
model_cfg:
  dim: "12"
  on: "yes"
  names: [a, a]
  dimm: 2
# ^^^^ warning HS301 'model_cfg.dimm' is no field of ACfg, which leaves it out; did you mean 'dim' (models.py:6)?
  width: 2
# ^^^^^ info HS301 'model_cfg.width' is no field of ACfg, which leaves it out
  inner: { xx: 1 }
#          ^^ error HS301 'model_cfg.inner.xx' is no field of 'model_cfg.inner'; did you mean 'x'?
`);
  });

  it('is told what no conversion helps', () => {
    checkDiagnostics(`${PROJECT}
-- conf/a.yaml --
type: a
model_cfg:
  dim: twelve
#      ^^^^^^ error HS302 'model_cfg.dim' must be integer
  w: [1]
#    ^^^ error HS302 'model_cfg.w' must be number
`);
  });

  it('is told what is missing', () => {
    checkDiagnostics(`${PROJECT}
-- conf/a.yaml --
type: a
model_cfg:
^^^^^^^^^ error HS303 'model_cfg.dim' is required by ACfg, and nothing sets it
  on: true
`);
  });
});

describe('what stands in a base config', () => {
  it('is told there, with who finds it', () => {
    checkDiagnostics(`${PROJECT}
-- conf/base.yaml --
model_cfg: { dim: many }
#                 ^^^^ error HS302 'model_cfg.dim' must be integer, in 2 configs
-- conf/a.yaml --
defaults: [base, _self_]
type: a
-- conf/a2.yaml --
defaults: [base, _self_]
type: a
`);
  });
});

describe('a dataclass', () => {
  it('refuses what it does not know, and does not enforce its types', () => {
    checkDiagnostics(`${PROJECT}
-- conf/a.yaml --
type: a
model_cfg: { dim: 1 }
-- conf/d.yaml --
type: c
model_cfg: { dim: many, dimm: 1 }
#                 ^^^^ warning HS302 'model_cfg.dim' must be integer
#                       ^^^^ error HS301 'model_cfg.dimm' is no field of Cfg; did you mean 'dim' (models.py:19)?
`);
  });
});

describe('a null', () => {
  it('is nothing that a class could be asked about', () => {
    checkDiagnostics(`${PROJECT}
-- conf/a.yaml --
type: a
model_cfg: null
`);
  });
});

describe('hover and completion without any schema', () => {
  it('say what the model says of a key', () => {
    expect(hoverText(bare(['configs/mamba.yaml', 'd_state: 16', 'd_st$0ate: 16']))).toContain('state');
  });

  it('offer the keys of the model', () => {
    const items = completionItems(bare(['configs/mamba.yaml', '  d_state: 16', '  $0']));
    expect(items.map(({ label }) => label)).toContain('d_state');
  });
});
