// What a light bulb offers, and the files as they are after it.
import { describe, expect, it } from 'vitest';
import { codeActions, diagnose, fixAll, resolveAction } from '../../server/src/features/index.ts';
import { editedText } from '../../server/src/text/index.ts';
import { actionsAt, actionTitles, afterAction } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { type Edit, open, parseScenario, trainer } from '../support/scenario.ts';

it('writes the key that was meant', () => {
  const edit: Edit = ['configs/mamba.yaml', 'seq_len: 1024', 'train_$0seq_len: 1024'];
  const after = afterAction(trainer(edit), "Change to 'seq_len'");
  expect(after['configs/mamba.yaml']).toContain('\nseq_len: 1024');
});

it('offers no key that the file has already', () => {
  const edit: Edit = ['configs/mamba.yaml', 'seq_len: 1024', 'seq_len: 1024\ntrain_$0seq_len: 1024'];
  expect(actionTitles(trainer(edit))).toEqual(["Remove 'train_seq_len'"]);
});

it('writes the registered name, in the quotes that are there', () => {
  const edit: Edit = ['configs/ngpt.yaml', 'type: "ngpt"', 'type: "ng$0tp"'];
  expect(afterAction(trainer(edit), "Change to 'ngpt'")['configs/ngpt.yaml']).toContain('type: "ngpt"');
});

it('adds the base that defines what is missing, before the others', () => {
  const edit: Edit = ['configs/ngpt.yaml', '  - data\n', ''];
  const [path, before, text] = ['configs/ngpt.yaml', 'defaults:', 'def$0aults:'] as const;
  const after = afterAction(trainer(edit, [path, before, text]), "Add 'data' to the defaults list");
  expect(after[path]).toContain('defaults:\n  - data\n  - training\n');
});

const MANY = `
-- hydrascope.yaml --
schemas:
  - schema: app.schema.json
    files: [configs/app.yaml]
-- app.schema.json --
{ "type": "object", "additionalProperties": false, "required": ["mode"], "properties": {
  "seq_len": { "type": "integer" }, "name": { "type": "string" }, "flag": { "type": "boolean" },
  "tags": { "type": "array" }, "mode": { "enum": ["train", "test"], "default": "train" } } }
-- configs/app.yaml --
defaults:
  - base
  - _self_
seq_len: "1$0024"  # tokens
name: 12
flag: "true"
tags: a
naem: x
-- configs/base.yaml --
seq_len: 1
`;

describe('all at once', () => {
  it('mends what is preferred in a file, and leaves what a person has to choose', () => {
    const { snapshot } = open(parseScenario(MANY));
    const uri = uriAt('configs/app.yaml');
    const edits = fixAll(snapshot(), uri);
    expect(editedText(snapshot().files.file(uri)?.text ?? '', edits)).toBe(`defaults:
  - base
  - _self_
seq_len: 1024  # tokens
name: "12"
flag: true
tags: [a]
naem: x
`);
    expect(edits.every(({ span }) => span.uri === uri)).toBe(true);
  });

  it('goes on until there is nothing left to mend', () => {
    const scenario = parseScenario(`
-- conf/config.yaml --
defaults:
  - model: gtp
  - _self_
n: \${model.hedas}
-- conf/model/gpt.yaml --
heads: 4
`);
    const { snapshot } = open(scenario);
    const uri = uriAt('conf/config.yaml');
    const [text, edits] = [snapshot().files.file(uri)?.text ?? '', fixAll(snapshot())];
    expect(editedText(text, edits)).toBe('defaults:\n  - model: gpt\n  - _self_\nn: ${model.heads}\n');
  });

  it('does nothing where nothing is to be done, and nothing that brings problems', () => {
    expect(fixAll(open(trainer()).snapshot())).toEqual([]);
    // The right name is there already, in another file of the composition: a rename would only hide which counts.
    const edit: Edit = ['configs/ngpt.yaml', '  - data\n', ''];
    expect(fixAll(open(trainer(edit)).snapshot())).toEqual([]);
  });

  it('of one kind is worked out when it is picked', () => {
    const scenario = parseScenario(MANY);
    const found = actionsAt(scenario, { only: ['quickfix'] });
    const all = found.find(({ title }) => title.startsWith('Fix all'));
    expect(all?.title).toBe('Fix all 4 problems of kind HS302 in this file');
    expect(all?.edit).toBeUndefined();
    const resolved = resolveAction(open(scenario).snapshot(), { title: '', data: all?.data });
    expect(resolved.edit?.documentChanges).toMatchObject([{ edits: [{ newText: '1024' }, {}, {}, {}] }]);
  });

  it('is a source action, for who asks by its kind', () => {
    const kinds = (only?: string[]) =>
      [...new Set(actionsAt(parseScenario(MANY), only && { only }).map(({ kind }) => kind))].sort();
    expect(kinds(['source.fixAll'])).toEqual(['source.fixAll.hydrascope']);
    expect(kinds(['source.fixAll.hydrascope'])).toEqual(['source.fixAll.hydrascope']);
    expect(kinds(['source.fixAll.eslint'])).toEqual([]);
    expect(kinds(['source.organizeImports'])).toEqual([]);
    expect(kinds(['refactor'])).toEqual(['refactor.rewrite']);
    expect(kinds(['refactor.inline'])).toEqual([]);
    expect(kinds(['quickfix'])).toEqual(['quickfix']);
    expect(kinds()).toEqual(['quickfix', 'refactor.rewrite']);
  });
});

it('carries the diagnostics that the editor shows', () => {
  const scenario = parseScenario(MANY);
  const [first] = actionsAt(scenario, { only: ['quickfix'] });
  const own = first?.diagnostics?.[0];
  if (own === undefined) throw new Error('the fix has no diagnostic');
  const shown = { ...own, data: 'the editor may add what it likes' };
  const [again] = actionsAt(scenario, { only: ['quickfix'], diagnostics: [shown] });
  expect(again?.diagnostics).toEqual([shown]);
});

it('answers for the file alone before everything was looked at', () => {
  const scenario = parseScenario(MANY);
  const { snapshot } = open(scenario);
  const uri = uriAt('configs/app.yaml');
  const range = { start: 0, end: snapshot().files.file(uri)?.text.length ?? 0 };
  const early = codeActions(snapshot(), uri, range).map(({ title }) => title);
  diagnose(snapshot());
  expect(early).toEqual(codeActions(snapshot(), uri, range).map(({ title }) => title));
  expect(early).toContain('Add \'mode: "train"\'');
});

it.each([
  ['a choice that is left open', '  - model: ?$0??', "Choose 'gpt'", '  - model: gpt'],
  ['a group of nearly the same name', '  - modle: g$0pt', "Change to 'model'", '  - model: gpt'],
  ['a config that is not there', '  - model: ab$0c', "Create 'model/abc.yaml'", undefined],
  ['an option that may be absent', '  - model: ab$0c', "Mark 'model' as optional", '  - optional model: abc'],
  ['an entry too many', '  - model: ab$0c', "Remove 'model: abc' from the defaults list", undefined],
])('mends %s', (_, line, title, expected) => {
  const text = `
-- conf/config.yaml --
defaults:
${line}
  - _self_
a: 1
-- conf/model/gpt.yaml --
heads: 4
-- conf/model/mamba.yaml --
heads: 0
`;
  const after = afterAction(text, title);
  if (expected !== undefined) expect(after['conf/config.yaml']).toContain(`\n${expected}\n`);
  else if (title.startsWith('Create')) expect(after).toEqual({ 'conf/model/abc.yaml': '' });
  else expect(after['conf/config.yaml']).toBe('defaults:\n  - _self_\na: 1\n');
});

it('takes one of two equal keys out, and asks which of two that differ', () => {
  const text = (second: string) => `
-- configs/app.yaml --
defaults: [_self_]
model:
  dim: 1
  heads: 2
  d$0im: ${second}
`;
  expect(actionTitles(text('1'))).toEqual(["Remove this 'dim'"]);
  expect(actionTitles(text('3'))).toEqual(["Remove this 'dim'", "Remove the first 'dim'"]);
  expect(afterAction(text('3'), "Remove the first 'dim'")).toEqual({
    'configs/app.yaml': 'defaults: [_self_]\nmodel:\n  heads: 2\n  dim: 3\n',
  });
});

it('mends a name within an interpolation', () => {
  const text = `
-- configs/app.yaml --
defaults: [_self_]
model: { heads: 4 }
a: "x \${mod$0el.hedas} \${model.heads}"
`;
  expect(afterAction(text, "Change to 'model.heads'")['configs/app.yaml']).toContain(
    'a: "x ${model.heads} ${model.heads}"',
  );
});
