// Which schema applies to a config, at which part of the composition, and what hostile ones do.
import { describe, expect, it, vi } from 'vitest';
import { completion, diagnose, hover } from '../../server/src/features/index.ts';
import * as validation from '../../server/src/schema/validate.ts';
import { checkCompletion, checkDiagnostics, hoverText, problemLines } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario, trainer } from '../support/scenario.ts';

const GPT = `
-- schemas/model/gpt.schema.json --
{ "type": "object", "required": ["dim", "heads"], "additionalProperties": false, "properties": {
  "dim": { "type": "integer", "description": "Width of the model." }, "heads": { "type": "integer", "default": 8 },
  "act": { "enum": ["gelu", "silu"] } } }
`;

describe('a schema is found', () => {
  it.each(['# yaml-language-server: $schema=../types/app.json', '# $schema: ../types/app.json'])('by %s', (comment) => {
    checkDiagnostics(`
-- hydrascope.yaml --
roots: [configs]
-- types/app.json --
{ "properties": { "seed": { "type": "integer" } } }
-- configs/config.yaml --
# @package _global_

${comment}
seed: a
#     ^ error HS302 'seed' must be integer
`);
  });

  it('by a comment at the head only', () => {
    checkDiagnostics(`
-- hydrascope.yaml --
roots: [configs]
-- configs/types.json --
{ "properties": { "seed": { "type": "integer" } } }
-- configs/config.yaml --
seed: a
# yaml-language-server: $schema=types.json
`);
  });

  it('by a comment rather than by the project file, and by that rather than by its name', () => {
    checkDiagnostics(`
-- hydrascope.yaml --
roots: [configs]
schemas: [{ schema: project.json, files: ["configs/*.yaml"] }]
-- project.json --
{ "properties": { "seed": { "const": "project" } } }
-- configs/comment.json --
{ "properties": { "seed": { "const": "comment" } } }
-- schemas/config.schema.json --
{ "properties": { "seed": { "const": "folder" } } }
-- schemas/config2.schema.json --
{ "properties": { "seed": { "const": "folder" } } }
-- configs/config.yaml --
# yaml-language-server: $schema=comment.json
seed: a
#     ^ error HS302 'seed' must be "comment"
-- configs/config2.yaml --
seed: a
#     ^ error HS302 'seed' must be "project"
`);
  });

  it('by its name in the folder schemas', () => {
    checkDiagnostics(`
-- schemas/config.schema.json --
{ "properties": { "seed": { "type": "integer" } } }
-- schemas/model/gpt.json --
{ "properties": { "dim": { "type": "integer" } } }
-- configs/config.yaml --
defaults: [model: gpt, _self_]
seed: a
#     ^ error HS302 'seed' must be integer
-- configs/model/gpt.yaml --
dim: wide
#    ^^^^ error HS302 'model.dim' must be integer
`);
  });

  it('never on the network', () => {
    checkDiagnostics(`
-- hydrascope.yaml --
roots: [configs]
-- configs/config.yaml --
# yaml-language-server: $schema=https://example.org/a.json
#                               ^^^^^^^^^^^^^^^^^^^^^^^^^^ info HS603 the schema is not fetched: nothing is downloaded
seed: a
-- configs/other.yaml --
# $schema: //other/share/a.json
#          ^^^^^^^^^^^^^^^^^^^^ info HS603 the schema is not fetched: nothing is downloaded
seed: a
`);
  });

  it('or missed', () => {
    checkDiagnostics(`
-- hydrascope.yaml --
roots: [configs]
-- configs/config.yaml --
# yaml-language-server: $schema=nowhere.json
#                               ^^^^^^^^^^^^ error HS603 there is no such schema, or it is no JSON
seed: a
`);
  });
});

describe('a config of a group', () => {
  it('is held against its schema as it is composed, wherever it was written', () => {
    checkDiagnostics(`${GPT}
-- configs/config.yaml --
defaults: [model: gpt, _self_]
model:
  dim: wide
#      ^^^^ error HS302 'model.dim' must be integer, says the schema of model/gpt.yaml
  haeds: 3
# ^^^^^ warning HS301 'model.haeds' is not a known key; did you mean 'heads'?, says the schema of model/gpt.yaml
-- configs/model/gpt.yaml --
dim: 2
^^^^^^ error HS303 'model.heads' is required, and nothing sets it
act: relu
#    ^^^^ error HS302 'model.act' must be one of "gelu", "silu"
`);
  });

  it('gets what it lacks from elsewhere', () => {
    checkDiagnostics(`${GPT}
-- configs/config.yaml --
defaults: [model: gpt, _self_]
model: { heads: 4 }
-- configs/model/gpt.yaml --
dim: 2
`);
  });

  it('is seen as if it were chosen', () => {
    checkDiagnostics(`${GPT}
-- configs/config.yaml --
defaults: [model: other, _self_]
model: { heads: 4 }
-- configs/model/other.yaml --
dim: 2
-- configs/model/gpt.yaml --
dim: wide
#    ^^^^ error HS302 'model.dim' must be integer
`);
  });

  it('lands where its package says', () => {
    checkDiagnostics(`${GPT}
-- configs/config.yaml --
defaults: [model@net.inner: gpt, _self_]
net: { inner: { heads: 1.5 } }
#                      ^^^ error HS302 'net.inner.heads' must be integer, says the schema of model/gpt.yaml
-- configs/model/gpt.yaml --
dim: \${oc.env:DIM}
`);
  });

  it('that nothing leads to is not asked for what is required', () => {
    checkDiagnostics(`${GPT}
-- configs/config.yaml --
defaults: [missing, _self_]
#          ^^^^^^^ error HS111 In 'config': Could not load 'missing'.
-- configs/model/gpt.yaml --
dim: wide
#    ^^^^ error HS302 'dim' must be integer
hedas: 4
^^^^^ warning HS301 'hedas' is not a known key; did you mean 'heads'?
`);
  });
});

describe('a schema of a group speaks', () => {
  const FILES = `${GPT}
-- configs/config.yaml --
defaults: [model: gpt, _self_]
`;

  it('in the hover', () => {
    const inGroup = hoverText(`${FILES}-- configs/model/gpt.yaml --\ndi$0m: 2\nheads: 2\n`);
    expect(inGroup).toContain('Width of the model.');
    const inPrimary = hoverText(`${FILES}model:\n  di$0m: 3\n-- configs/model/gpt.yaml --\ndim: 2\nheads: 2\n`);
    expect(inPrimary).toContain('Width of the model.');
  });

  it('in the completion', () => {
    checkCompletion(`${FILES}-- configs/model/gpt.yaml --\ndim: 2\n$0\n`).toContain('heads');
    checkCompletion(`${FILES}-- configs/model/gpt.yaml --\nact: $0\n`).toContain('silu');
  });

  it.each(['http://json-schema.org/draft-06/schema#', 'http://json-schema.org/draft-07/schema#'])(
    'in %s',
    ($schema) => {
      const text = FILES.replace('{ "type": "object"', `{ "$schema": "${$schema}", "type": "object"`);
      checkCompletion(`${text}-- configs/model/gpt.yaml --\nact: $0\n`).toContain('silu');
    },
  );
});

describe('a hover and a completion', () => {
  it('validate nothing, and nobody makes code of a schema', () => {
    const scenario = parseScenario(`${GPT}
-- configs/config.yaml --
defaults: [model: gpt, _self_]
-- configs/model/gpt.yaml --
dim: $02
`);
    const snapshot = open(scenario).snapshot();
    const at = { uri: uriAt('configs/model/gpt.yaml'), offset: scenario.cursor?.offset ?? 0 };
    const validatorOf = vi.spyOn(validation, 'validatorOf');
    vi.stubGlobal('Function', () => {
      throw new Error('code was made');
    });
    try {
      expect(hover(snapshot, at)).toBeDefined();
      expect(completion(snapshot, at)).toBeDefined();
      expect(validatorOf.mock.calls.filter(([set]) => set.root.endsWith('gpt.schema.json'))).toEqual([]);
      expect([...diagnose(snapshot).values()].flat().map(({ code }) => code)).toEqual(['HS303']);
    } finally {
      vi.unstubAllGlobals();
      validatorOf.mockRestore();
    }
  });
});

describe('a schema that is refused or left out in part', () => {
  const told = (schema: string, config = 'a: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n') => {
    const start = performance.now();
    const files = new Map([
      ['hydrascope.yaml', 'roots: [configs]\n'],
      ['configs/config.yaml', `# $schema: s.json\n${config}`],
      ['configs/s.json', schema],
    ]);
    const lines = problemLines(open({ files, annotations: [] }).snapshot());
    expect(performance.now() - start).toBeLessThan(3_000);
    return lines.map((line) => line.replace('configs/config.yaml:1:12+6 ', ''));
  };

  it.each([
    ['5 MB', `{ "description": "${'x'.repeat(5_000_000)}" }`, 'it is larger than 1 MB'],
    [
      '100,000 levels',
      `${'{"not":'.repeat(100_000)}{}${'}'.repeat(100_000)}`,
      'it is nested more than 200 levels deep',
    ],
    ['itself', '{ "$ref": "#" }', 'it refers to itself without end'],
    [
      'draft 4',
      '{ "$schema": "http://json-schema.org/draft-04/schema#" }',
      'it is written in draft 4; the drafts 6, 7, 2019-09 and 2020-12 are read',
    ],
    ['code', '{ "$async": true }', "it has '$async', which is no keyword of JSON Schema"],
  ])('%s', (_, schema, reason) => {
    expect(told(schema)).toEqual([`error HS602 the schema cannot be used: ${reason}`]);
  });

  it('a pattern that takes forever is left out, the rest counts', () => {
    expect(told('{ "properties": { "a": { "pattern": "(a+)+$", "maxLength": 3 } } }')).toEqual([
      "warning HS602 left out: the pattern '(a+)+$' at 'properties/a' can take forever: a text may fit it in too many ways",
      "configs/config.yaml:2:4+46 error HS302 'a' must NOT have more than 3 characters",
    ]);
  });

  it('names of JavaScript are names', () => {
    expect(
      told(
        '{ "properties": { "__proto__": { "type": "string" } }, "additionalProperties": false }',
        '__proto__: 1\nconstructor: 1\n',
      ),
    ).toEqual([
      "configs/config.yaml:2:12+1 error HS302 '__proto__' must be string",
      "configs/config.yaml:3:1+11 warning HS301 'constructor' is not a known key",
    ]);
  });

  it.each(['constructor', 'toString', '__proto__'])('%s is unknown to the compiled schemas too', (name) => {
    const lines = problemLines(
      open(trainer(['configs/mamba.yaml', 'type: "mamba"', `${name}: 1\ntype: "mamba"`])).snapshot(),
    );
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^configs/mamba\\.yaml:\\d+:1\\+\\d+ warning HS301 '${name}'`)),
    ]);
  });
});
