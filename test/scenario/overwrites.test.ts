// Values that come over others: what is wiped, replaced, repeated, or never counts.
import { describe, expect, it } from 'vitest';
import { actionTitles, afterAction, checkDiagnostics } from '../support/check.ts';

const BASE = `
-- configs/base.yaml --
dataset: { name: mnist, size: 28 }
lr: 0.2
tags: [a, b]
`;

describe('HS203: null that wipes a mapping', () => {
  it('is told of a key without a value, also below a package', () => {
    checkDiagnostics(`${BASE}
-- configs/app.yaml --
defaults: [base, data: tiny, _self_]
data:
  files:
# ^^^^^ warning HS203 'data.files' has no value here, which is null: it wipes the key that tiny.yaml sets
    # train: a.txt
dataset:
^^^^^^^ warning HS203 'dataset' has no value here, which is null: it wipes the 2 keys that base.yaml sets
-- configs/data/tiny.yaml --
files: { train: b.txt }
`);
  });

  it('is not told of null that is written, of a value that is none, and of what wipes nothing', () => {
    checkDiagnostics(`${BASE}
-- configs/app.yaml --
defaults: [base, _self_]
dataset: null
lr:
fresh:
-- configs/other.yaml --
defaults: [base, _self_]
dataset: ~
`);
  });

  it('is mended by taking the key away, or by null', () => {
    const scenario = `${BASE}
-- configs/app.yaml --
defaults: [base, _self_]
data$0set:
  # name: cifar
seed: 1
`;
    expect(actionTitles(scenario)).toEqual(["Remove 'dataset', to keep what is inherited", "Write 'null'"]);
    expect(afterAction(scenario, "Write 'null'")['configs/app.yaml']).toContain('dataset: null\n  # name');
    expect(afterAction(scenario, "Remove 'dataset', to keep what is inherited")['configs/app.yaml']).toBe(
      'defaults: [base, _self_]\n  # name: cifar\nseed: 1\n',
    );
  });
});

describe('HS204: a list of parts of items', () => {
  it('is not told where items are whole, have keys of their own, or are no mappings', () => {
    checkDiagnostics(`
-- configs/base.yaml --
whole: [{ name: a, steps: 1 }, { name: b, steps: 2 }]
own: [{ name: a, steps: 1 }]
tags: [a, b]
mixed: [{ name: a, steps: 1 }, c]
-- configs/app.yaml --
defaults: [base, _self_]
whole: [{ name: c, steps: 1 }]
own: [{ kind: c }]
tags: [c]
mixed: [{ steps: 1 }]
`);
  });
});

describe('HS205: a value that is inherited anyway', () => {
  it('is told of lists and nested values; not of an option that may be another one, nor in an option', () => {
    checkDiagnostics(`${BASE}
-- configs/app.yaml --
defaults: [base, _self_]
tags: [a, b]
^^^^ hint HS205 'tags' is inherited with this very value (base.yaml:3)
dataset:
  size: 28
# ^^^^ hint HS205 'dataset.size' is inherited with this very value (base.yaml:1)
  name: "28"
lr: 0.20
^^ hint HS205 'lr' is inherited with this very value (base.yaml:2)
-- configs/choosing.yaml --
defaults: [db: mysql, _self_]
db: { port: 3306 }
-- configs/db/mysql.yaml --
port: 3306
-- configs/db/pg.yaml --
defaults: [mysql]
port: 3306
`);
  });

  it('is taken away', () => {
    const scenario = `${BASE}-- configs/app.yaml --\ndefaults: [base, _self_]\nl$0r: 0.2 # as ever\nseed: 1\n`;
    expect(afterAction(scenario, "Remove 'lr'")['configs/app.yaml']).toBe('defaults: [base, _self_]\nseed: 1\n');
  });
});

describe('HS206: a value that never counts', () => {
  it('is told with who wins; not where an option may be another one, nor of a base that others override', () => {
    checkDiagnostics(`${BASE}
-- configs/app.yaml --
defaults: [_self_, base, db: mysql]
lr: 0.1
^^ info HS206 never counts: base.yaml:2 comes after '_self_' in the defaults list, and sets 'lr' to 0.2
dataset: { name: mnist, size: 1 }
#                       ^^^^ info HS206 never counts: base.yaml:1 comes after '_self_' in the defaults list, and sets 'dataset.size' to 28
db: { port: 1 }
-- configs/last.yaml --
defaults: [base, _self_]
lr: 0.1
-- configs/db/mysql.yaml --
port: 3306
`);
  });
});
