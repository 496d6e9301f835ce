// `hydrascope schema`, as a process.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Json, type JsonSchema, validatorOf } from '../../server/src/schema/index.ts';
import { REPOSITORY, runCli } from '../support/cli.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hydrascope-schema-'));
  for (const name of ['configs', 'trainer'])
    cpSync(join(REPOSITORY, name), join(folder, 'trainer-copy', name), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

function project(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), text);
  }
  return name;
}

const run = (where: string, ...args: readonly string[]) => runCli(join(folder, where), ['schema', ...args]);

const errorsOf = (schema: JsonSchema, value: Json) => {
  const validator = validatorOf({ root: 'x:/s', documents: new Map([['x:/s', schema]]) });
  return typeof validator === 'function'
    ? validator(value).map(({ path, key, message }) => [[...path, key].join('.'), message])
    : validator;
};

describe('hydrascope schema --type', () => {
  it('prints what Pydantic prints for that type', () => {
    const { status, out, err } = run('trainer-copy', '--type', 'mamba', '--format', 'json');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const recorded = JSON.parse(readFileSync(join(REPOSITORY, 'test/conformance/pydantic.json'), 'utf8')).schemas;
    const made = JSON.parse(out);
    const pydantic = recorded['trainer/models.Mamba:MambaCfg'];
    expect(Object.keys(made.properties)).toEqual(Object.keys(pydantic.properties));
    expect(made.additionalProperties).toBe(false);
    expect(made.properties.time_step_rank).toMatchObject({ anyOf: pydantic.properties.time_step_rank.anyOf });
  });

  it('ends with 2 and the nearest name where there is none', () => {
    expect(run('trainer-copy', '--type', 'manba')).toEqual({
      status: 2,
      out: '',
      err: "hydrascope: 'manba' is not registered in ADAPTER_PATHS; did you mean 'mamba'?\n",
    });
  });

  it('ends with 2 where the class cannot be read', () => {
    const where = project('opaque', { 'r.py': 'ADAPTER_PATHS = {"a": "elsewhere:A"}\n' });
    expect(run(where, '--type', 'a')).toEqual({
      status: 2,
      out: '',
      err: "hydrascope: 'a' is elsewhere:A, and no readable Cfg is found there\n",
    });
    expect(run(where).err).toBe(
      'hydrascope: no class in ADAPTER_PATHS has a readable Cfg, a Pydantic model or a dataclass\n',
    );
  });
});

describe('hydrascope schema', () => {
  it('prints one schema in which the type decides', () => {
    const { status, out } = run('trainer-copy');
    expect(status).toBe(0);
    const schema: JsonSchema = JSON.parse(out);
    expect(errorsOf(schema, { type: 'mamba', model_adapter: null, model_cfg: { d_state: 16 } })).toEqual([]);
    expect(errorsOf(schema, { type: 'mamba', model_cfg: { d_state: 0 } })).toEqual([
      ['model_cfg.d_state.', 'must be >= 1'],
    ]);
    expect(errorsOf(schema, { type: 'gpt2', model_cfg: { d_state: 1 } })).toEqual([
      ['model_cfg.d_state', 'is not a known key'],
    ]);
    expect(errorsOf(schema, { type: 'gpt2', model_adapter: 'my:Adapter', model_cfg: { d_state: 1 } })).toEqual([]);
    expect(errorsOf(schema, { type: 'other', model_cfg: { anything: 1 } })).toEqual([]);
  });

  it('follows hydrascope.yaml to other registries, attributes and keys', () => {
    const where = project('decorated', {
      'hydrascope.yaml':
        'registries: [{ symbol: register_model, key: model.name, config: model.args, schema: Args }]\n',
      'models.py':
        'from dataclasses import dataclass\nfrom lib import register_model\n@dataclass\nclass Size:\n  n: int\n' +
        '@register_model("a/b~c")\nclass A:\n  @dataclass\n  class Args:\n    size: "Size"\n    dim: int = 3\n',
    });
    const { status, out, err } = run(where);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const schema: JsonSchema = JSON.parse(out);
    const value = (args: Json): Json => ({ model: { name: 'a/b~c', args } });
    expect(errorsOf(schema, value({ size: { n: 1 } }))).toEqual([]);
    expect(errorsOf(schema, value({ size: { n: 'x' }, dimm: 1 }))).toEqual([
      ['model.args.size.n.', 'must be integer'],
      ['model.args.dimm', 'is not a known key'],
    ]);
  });

  it('ends with 2 where nothing is registered', () => {
    expect(run(project('empty', { 'a.py': 'x = 1\n' }))).toEqual({
      status: 2,
      out: '',
      err: 'hydrascope: nothing is registered: the Python files here have no ADAPTER_PATHS\n',
    });
  });

  it('knows its options', () => {
    expect(run('trainer-copy', '--format', 'yaml').err).toMatch(/^hydrascope: --format is json\n/);
    expect(run('trainer-copy', 'mamba').status).toBe(2);
  });
});
