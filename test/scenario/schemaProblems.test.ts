// What schemas say of configs: values, keys that are missing or unknown, and where it is silent.
import { describe, it } from 'vitest';
import { checkDiagnostics } from '../support/check.ts';

const SCHEMA = `
-- hydrascope.yaml --
schemas:
  - schema: app.schema.json
    files: [configs/app.yaml]
-- app.schema.json --
{ "type": "object", "required": ["name"], "additionalProperties": false, "properties": {
  "name": { "type": "string" }, "seq_len": { "type": "integer", "minimum": 1 },
  "mode": { "enum": ["train", "test"] }, "rate": { "type": "number" },
  "model": { "type": "object", "additionalProperties": false, "properties": { "dim": { "type": "integer" } } } } }
`;

describe('schema', () => {
  it('HS301: an unknown key, with the nearest known one and the file that defines it', () => {
    checkDiagnostics(`${SCHEMA}
-- configs/app.yaml --
defaults: [base, _self_]
train_seq_len: 1024
^^^^^^^^^^^^^ warning HS301 'train_seq_len' is not a known key; did you mean 'seq_len' (base.yaml:2)?
model:
  dmi: 2
# ^^^ warning HS301 'model.dmi' is not a known key; did you mean 'dim'?
  zzzzzz: 2
# ^^^^^^ warning HS301 'model.zzzzzz' is not a known key
-- configs/base.yaml --
name: a
seq_len: 65536
`);
  });

  it('HS302: wrong types and ranges, in the file that wrote the value', () => {
    checkDiagnostics(`${SCHEMA}
-- configs/app.yaml --
defaults: [base, _self_]
mode: dev
#     ^^^ error HS302 'mode' must be one of "train", "test"
rate: 1e-4
model: { dim: 1.5 }
#             ^^^ error HS302 'model.dim' must be integer
-- configs/base.yaml --
name: 12
#     ^^ error HS302 'name' must be string in app.yaml
seq_len: 0
#        ^ error HS302 'seq_len' must be >= 1 in app.yaml
`);
  });

  it('HS302: once in a base config, however many inherit it', () => {
    checkDiagnostics(`${SCHEMA.replace('configs/app.yaml', 'configs/*.yaml, "!configs/base.yaml"')}
-- configs/app.yaml --
defaults: [base, _self_]
-- configs/second.yaml --
defaults: [base, _self_]
-- configs/base.yaml --
name: 12
#     ^^ error HS302 'name' must be string in 2 configs
`);
  });

  it('HS302: says nothing of values that only the run knows', () => {
    checkDiagnostics(`${SCHEMA}
-- configs/app.yaml --
defaults: [_self_]
name: \${oc.env:USER}
seq_len: ???
rate: \${my_resolver:1}
mode: \${name}
`);
  });

  it('HS302: an interpolation of a wrong type', () => {
    checkDiagnostics(`${SCHEMA}
-- configs/app.yaml --
defaults: [_self_]
name: a
seq_len: \${name}
#        ^^^^^^^ error HS302 'seq_len' must be integer
`);
  });

  it('HS303: a required key that nothing sets', () => {
    checkDiagnostics(`${SCHEMA}
-- configs/app.yaml --
defaults: [_self_]
^^^^^^^^ error HS303 'name' is required, and nothing sets it; base.yaml defines it
seq_len: 1
-- configs/base.yaml --
name: a
`);
  });

  it('HS602: a schema that is none', () => {
    checkDiagnostics(`
-- hydrascope.yaml --
schemas:
  - schema: app.schema.json
#           ^^^^^^^^^^^^^^^ error HS602 the schema cannot be used: 'type' must be one of "array", "boolean", "integer", "null", "number", "object", "string"
    files: [configs/app.yaml]
-- app.schema.json --
{ "type": "nothing" }
-- configs/app.yaml --
defaults: [_self_]
`);
  });
});
