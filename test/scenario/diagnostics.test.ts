// Every rule: its problem appears where it should, with its words, and nowhere else.
import { describe, expect, it } from 'vitest';
import { checkDiagnostics, problemLines } from '../support/check.ts';
import { open, trainer, without } from '../support/scenario.ts';

describe('the trainer', () => {
  it('is clean', () => {
    expect(problemLines(open(trainer()).snapshot())).toEqual([]);
  });

  it('is clean without its project file too, but for what only its schemas know', () => {
    expect(problemLines(open(without(trainer(), 'hydrascope.yaml', 'schemas')).snapshot())).toEqual([]);
  });
});

describe('syntax', () => {
  it('HS101: broken YAML', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults: [_self_]
a: "open
#      ^ error HS101 while scanning a quoted scalar: found unexpected end of stream
-- configs/other.yaml --
defaults: [_self_]
b: [1, 2
#      ^ error HS101 while parsing a flow sequence: expected ',' or ']', but got '<stream end>'
`);
  });

  it('HS102: a duplicate key, at the second', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults: [_self_]
model:
  dim: 1
  heads: 2
  dim: 3
# ^^^ error HS102 duplicate key 'dim'
`);
  });

  it('HS101: an alias of nothing', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults: [_self_]
a: *nowhere
#  ^ error HS101 found undefined alias 'nowhere'
`);
  });

  it('HS103: tags that the loader refuses', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults: [_self_]
a: !mine 1
#        ^ error HS103 could not determine a constructor for the tag '!mine'
`);
  });
});

describe('composition', () => {
  it('HS110: a malformed defaults list', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults:
  - _self_
  - _self_
#   ^^^^^^ error HS110 Duplicate _self_ defined in app
`);
  });

  it('HS111: a config and an option that are not there', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults:
  - bsae
#   ^^^^ error HS111 In 'app': Could not load 'bsae'; did you mean 'base'?
  - model: gtp
#          ^^^ error HS111 In 'app': Could not find 'model/gtp'; did you mean 'gpt'?
  - _self_
-- configs/base.yaml --
a: 1
-- configs/model/gpt.yaml --
dim: 1
`);
  });

  it('HS111: an option that a computed entry has no config for is information, where nobody chose it', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults:
  - db: mysql
  - pool: \${db}_big
  - _self_
-- configs/db/mysql.yaml --
host: h
-- configs/db/sqlite.yaml --
host: h
^^^^ info HS111 A run with 'db=sqlite' is refused: In 'app': Could not find 'pool/sqlite_big'
-- configs/pool/mysql_big.yaml --
n: 1
`);
    checkDiagnostics(`
-- configs/app.yaml --
defaults:
  - db: sqlite
  - pool: \${db}_big
#         ^^^^^^^^^ error HS111 In 'app': Could not find 'pool/sqlite_big'
  - _self_
-- configs/db/mysql.yaml --
host: h
-- configs/db/sqlite.yaml --
host: h
-- configs/pool/mysql_big.yaml --
n: 1
`);
  });

  it('HS112: an override of what no list holds', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults:
  - _self_
  - override model: gpt
#                   ^^^ error HS112 In 'app': Could not override 'model'. No match in the defaults list.
-- configs/model/gpt.yaml --
dim: 1
`);
  });

  it('HS113: an option left open', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults:
  - model: ???
#          ^^^ error HS113 You must specify 'model', e.g, model=<OPTION>
  - _self_
-- configs/model/gpt.yaml --
dim: 1
`);
  });

  it('HS114: a group chosen twice', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults:
  - model: gpt
#          ^^^ error HS114 Multiple values for model. To override a value use 'override model: mamba'
  - model: mamba
#          ^^^^^ error HS114 model appears more than once in the final defaults list
  - _self_
-- configs/model/gpt.yaml --
dim: 1
-- configs/model/mamba.yaml --
dim: 2
`);
  });

  it('HS115: a mapping merged with a list', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults:
  - base
  - _self_
a: [1]
#  ^^^ error HS115 a list cannot be merged over a mapping
-- configs/base.yaml --
a: { b: 1 }
`);
  });

  it('HS115: items of a list by their indices', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults: [base, _self_]
tables:
  0: { name: b }
# ^^^^^^^^^^^^^^ error HS115 a mapping cannot be merged over a list, whose items no index changes: write the list as a whole
-- configs/base.yaml --
tables: [{ name: a }]
`);
  });

  it('HS116: defaults lists in a circle', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults:
  - base
  - _self_
-- configs/base.yaml --
defaults:
  - second
#   ^^^^^^ error HS116 maximum recursion depth exceeded: the defaults lists go round in a circle (second -> base -> second)
-- configs/second.yaml --
defaults:
  - base
`);
  });
});

describe("composition, of Hydra's own node", () => {
  it('HS117: a value of a wrong type', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults: [_self_]
hydra: { job: { num: many } }
#                    ^^^^ error HS117 Value 'many' of type 'str' could not be converted to Integer
`);
  });

  it('HS118: a setting that only the primary config may have', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults: [base, _self_]
-- configs/base.yaml --
hydra:
  searchpath: [file://elsewhere]
#             ^^^^^^^^^^^^^^^^^^ error HS118 In 'base': Overriding hydra.searchpath is only supported from the primary config
`);
  });
});

describe('interpolation', () => {
  it('HS201: leads nowhere, with the nearest key', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults: [_self_]
model: { heads: 4 }
n_head: \${model.hedas}
#       ^^^^^^^^^^^^^^ warning HS201 'model.hedas' is not defined; did you mean 'model.heads'?
fine: \${model.heads}
later: \${oc.env:HOME}
own: \${my_resolver:1}
`);
  });

  it('HS201: comes back to itself', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults: [_self_]
a: \${b}
#  ^^^^ warning HS201 Recursive interpolation detected: a -> b -> a
b: \${a}
#  ^^^^ warning HS201 Recursive interpolation detected: b -> a -> b
into: \${net.width}/x
#     ^^^^^^^^^^^^^^ warning HS201 Recursive interpolation detected: net.width -> net.depth -> net.width
net:
  width: \${.depth}
#        ^^^^^^^^^ warning HS201 Recursive interpolation detected: net.width -> net.depth -> net.width
  depth: "\${net.width}"
#        ^^^^^^^^^^^^^^ warning HS201 Recursive interpolation detected: net.depth -> net.width -> net.depth
`);
  });

  it('HS201: says nothing where one composition has the key', () => {
    checkDiagnostics(`
-- configs/one.yaml --
defaults: [base, _self_]
dim: 1
-- configs/two.yaml --
defaults: [base, _self_]
-- configs/base.yaml --
a: \${dim}
`);
  });
});

describe('unregistered-model', () => {
  it('HS401: the nearest name, and the file of the registry', () => {
    const snapshot = open(trainer(['configs/mamba.yaml', 'type: "mamba"', 'type: "mmaba"'])).snapshot();
    expect(problemLines(snapshot)).toEqual([
      "configs/mamba.yaml:8:7+7 error HS401 'mmaba' is not registered in ADAPTER_PATHS (trainer_registry.py); did you mean 'mamba'?",
    ]);
  });

  it('HS401: not where another key replaces the registry', () => {
    const edit = ['configs/mamba.yaml', 'type: "mamba"', 'type: "mine"\nmodel_adapter: "my:Adapter"'] as const;
    expect(problemLines(open(trainer(edit)).snapshot())).toEqual([]);
  });

  it('HS401: with a registry of another name and a dotted key', () => {
    checkDiagnostics(`
-- hydrascope.yaml --
registries:
  - symbol: MODELS
    key: model.kind
-- src/models.py --
MODELS: dict[str, type] = {"gpt": GPT}
MODELS["mamba"] = "a:B"
#       ^^^^^ hint HS403 no config uses 'mamba'
-- configs/app.yaml --
defaults: [_self_]
type: anything
model:
  kind: gtp
#       ^^^ error HS401 'gtp' is not registered in MODELS (models.py); did you mean 'gpt'?
`);
  });
});

describe('project-file', () => {
  it('HS601 and HS603: entries that it cannot have, and things that are not there; the rest counts', () => {
    checkDiagnostics(`
-- hydrascope.yaml --
hydra: 1.3
#      ^^^ error HS601 'hydra' must be string
root: [configs]
^^^^ error HS601 'root' is not a known key
roots: [configs, nowhere]
#                ^^^^^^^ error HS603 there is no such folder
schemas:
  - schema: nowhere.json
#           ^^^^^^^^^^^^ error HS603 there is no such schema, or it is no JSON
    files: [configs/app.yaml]
rules:
  HS201: fatal
#        ^^^^^ error HS601 'rules.HS201' must be one of "off", "hint", "info", "warning", "error", false
-- configs/app.yaml --
defaults: [_self_]
a: \${nowhere}
#  ^^^^^^^^^^ warning HS201 'nowhere' is not defined
`);
  });

  it('is read while it is broken', () => {
    checkDiagnostics(`
-- hydrascope.yaml --
rules: { HS201: error }
roots: [configs
#             ^ error HS101 while parsing a flow sequence: expected ',' or ']', but got '<stream end>'
-- configs/app.yaml --
defaults: [_self_]
a: \${nowhere}
#  ^^^^^^^^^^ error HS201 'nowhere' is not defined
`);
  });
});

describe('severities of hydrascope.yaml', () => {
  const rules = (text: string) =>
    problemLines(
      open(
        trainer(
          ['configs/mamba.yaml', 'seq_len: 1024', 'train_seq_len: 1024\ntype: 1'],
          ['configs/ngpt.yaml', 'type: "ngpt"', 'type: "nnnnnnn"\nseq_len: x'],
          ['configs/vanilla.yaml', '- data', '- dataa'],
          ['hydrascope.yaml', 'hydra: "1.3"', `hydra: "1.3"\nrules: { ${text} }`],
        ),
      ).snapshot(),
    ).map((line) => line.replace(/^configs\/(\w+)\.yaml:\S+ (\w+ HS\d+).*/, '$1 $2'));

  it.each([
    ['', ['mamba error HS102', 'ngpt error HS401', 'ngpt error HS302', 'vanilla error HS111']],
    ['HS401: hint', ['mamba error HS102', 'ngpt hint HS401', 'ngpt error HS302', 'vanilla error HS111']],
    ['unregistered-model: off', ['mamba error HS102', 'ngpt error HS302', 'vanilla error HS111']],
    ['schema: info', ['mamba error HS102', 'ngpt error HS401', 'ngpt info HS302', 'vanilla error HS111']],
    [
      'schema: off, HS302: warning',
      ['mamba error HS102', 'ngpt error HS401', 'ngpt warning HS302', 'vanilla error HS111'],
    ],
    ['composition: "off", syntax: false', ['ngpt error HS401', 'ngpt error HS302']],
  ])('%s', (text, expected) => {
    expect(rules(text)).toEqual(expected);
  });
});
