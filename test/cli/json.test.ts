// `--format json` of every command, as docs/output.schema.json has it: what it says is there, and nothing else is.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { foldersOnDisk, REPOSITORY, runCli } from '../support/cli.ts';

const PROJECT = `
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
defaults:
  - base
  - db: mysql
  - optional local: me
  - override db: pg
  - override hydra/job_logging: none
x: 1
big: 123456789012345678901234567890
inf: .inf
gone: ???
home: \${oc.env:HYDRASCOPE_TEST_SECRET}
alias: \${db}
__proto__: { constructor: 1 }
-- conf/base.yaml --
x: 2
db: { port: 1, host: h, url: "\${db.host}:\${db.port}", wrong: "\${nope}" }
-- conf/db/mysql.yaml --
port: 2
-- conf/db/pg.yaml --
# @package _global_
defaults: [mysql]
db: { port: 3 }
-- run.sh --
python app.py db=oracle
python app.py +x=1
`;

const folderOf = foldersOnDisk();
let folder: string;
beforeAll(() => {
  folder = folderOf(PROJECT);
});

const schema = JSON.parse(readFileSync(join(REPOSITORY, 'docs/output.schema.json'), 'utf8'));

/** A field that the schema does not name is undocumented, though the schema itself lets programs meet new ones. */
function strict(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(strict);
  if (typeof part !== 'object' || part === null) return part;
  const made = Object.fromEntries(Object.entries(part).map(([name, each]) => [name, strict(each)]));
  return 'properties' in made && 'required' in made ? { ...made, additionalProperties: false } : made;
}

const ajv = new Ajv2020({ strict: false, allErrors: true }).addSchema({ ...(strict(schema) as object), $id: 'output' });

const run = (...args: readonly string[]) => runCli(folder, args, { HYDRASCOPE_TEST_SECRET: 'hunter2' });

/** What a command prints, which has to be of its shape. */
function answer(shape: string, status: number, ...args: readonly string[]) {
  const ran = run(...args, '--format', 'json');
  expect({ ...ran, out: '' }).toMatchObject({ status });
  const told = JSON.parse(ran.out);
  const validate = ajv.getSchema(`output#/$defs/${shape}`);
  expect(validate?.(told) === true ? [] : validate?.errors).toEqual([]);
  return told;
}

describe('--format json', () => {
  it('of compose loses no value', () => {
    const { config, choices } = answer('compose', 0, 'compose');
    expect(config).toMatchObject({ x: 1, big: '123456789012345678901234567890', inf: 'inf', gone: '???' });
    expect(config.home).toBe('${oc.env:HYDRASCOPE_TEST_SECRET}');
    expect(Object.keys(config)).toContain('__proto__');
    expect(choices).toEqual({ db: 'pg', local: 'me' });
  });

  it('of compose tells what Hydra refuses, with its place', () => {
    const refused = answer('compose', 1, 'compose', 'nope=1');
    expect(refused).toMatchObject({
      ok: false,
      config: null,
      errors: [{ errorClass: 'ConfigCompositionException', override: 'nope=1' }],
    });
    expect(answer('compose', 1, 'compose', '--resolve').errors).toContainEqual(
      expect.objectContaining({ key: 'db.wrong', errorClass: 'InterpolationKeyError' }),
    );
    expect(answer('compose', 1, 'compose', 'db=oracle').errors[0].message).toContain("Could not find 'db/oracle'");
  });

  it('of compose --cfg and --info has their parts', () => {
    expect(answer('compose', 0, 'compose', '--cfg', 'job', '--package', 'db.port').config).toBe(3);
    expect(answer('compose', 1, 'compose', '--cfg', 'job', '--package', 'db.prot').errors).toMatchObject([
      { message: "package 'db.prot' not found in config" },
    ]);
    expect(answer('compose', 1, 'compose', '--cfg', 'job', '-cd', 'nowhere').errors).toMatchObject([
      { message: expect.stringMatching(/^Additional config directory '.*nowhere' not found$/) },
    ]);
    expect(Object.keys(answer('info', 0, 'compose', '--info', 'searchpath'))).toContain('searchPath');
    const all = answer('info', 0, 'compose', '--info', '--hydra-version', '1.4');
    expect(Object.keys(all)).toEqual(
      expect.arrayContaining(['searchPath', 'defaultsTree', 'defaultsList', 'config', 'aliases']),
    );
  });

  it('of explain has every write with its place, its reason and its way in', () => {
    const { keys } = answer('explain', 0, 'explain', 'db.port', 'db.port=4');
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ key: 'db.port', type: 'int', value: 4 });
    expect(
      keys[0].writes.map(({ text, why, wins, value }: Record<string, unknown>) => [text, value, wins, why]),
    ).toEqual([
      ['db.port=4', 4, true, 'the command line comes after all configs'],
      ['db/pg.yaml:3', 3, false, "'db: pg' comes after 'base' in the defaults list of config.yaml"],
      ['base.yaml:2', 1, false, 'nothing sets it before'],
    ]);
    expect(keys[0].writes[1].via).toEqual([
      { config: 'config', package: '', chosenBy: { by: 'request', text: 'primary config' } },
      {
        config: 'db/pg',
        package: '',
        chosenBy: { by: 'file', text: 'config.yaml:5', place: { file: 'conf/config.yaml', line: 5, column: 18 } },
      },
    ]);
    const first = answer('explain', 0, 'compose', '--explain');
    expect(first.keys.map(({ key }: { key: string }) => key)).toContain('db.url');
  });

  it('of explain keeps the environment to itself', () => {
    const { out } = run('explain', 'home', '--format', 'json');
    expect(out).not.toContain('hunter2');
    expect(JSON.parse(out).keys[0].unresolved).toBe('it comes from the environment, whose values are not shown');
    expect(run('explain', 'home').out).not.toContain('hunter2');
  });

  it('of explain tells what is not there, and of what is broken the good half', () => {
    expect(answer('explain', 1, 'explain', 'db.prot').missing).toEqual([{ key: 'db.prot', suggestion: 'db.port' }]);
    expect(answer('explain', 1, 'explain', 'alias.port').missing).toMatchObject([{ suggestion: 'db.port' }]);
    expect(answer('explain', 0, 'explain', '__proto__.constructor', 'hydra.job.name').keys).toHaveLength(2);
    const half = answer('explain', 1, 'explain', 'x', 'nope=1');
    expect(half.keys[0].value).toBe(1);
    expect(half.errors).toHaveLength(1);
  });

  it('of graph is the tree with who chose what', () => {
    const { entries } = answer('graph', 0, 'graph');
    expect(entries).toHaveLength(1);
    const [{ entries: below }] = entries;
    expect(below.map(({ label, state, order }: Record<string, unknown>) => [label, state, order])).toEqual([
      ['base', undefined, 1],
      ['db: pg', undefined, undefined],
      ['local: me', 'absent', undefined],
      ['_self_', undefined, 4],
    ]);
    expect(below[1].replaced).toMatchObject({ option: 'mysql', chosenBy: { text: 'config.yaml:3' } });
    expect(answer('graph', 0, 'graph', '--hydra').entries).toHaveLength(2);
    answer('graph', 1, 'graph', 'db=oracle');
  });

  it('of what goes round in a circle tells it once', () => {
    const overrides = ['-cd', 'conf', '-cn', 'round'];
    writeFileSync(join(folder, 'conf/round.yaml'), 'defaults: [trip, trap]\nz: 1\n');
    writeFileSync(join(folder, 'conf/trip.yaml'), 'defaults: [round]\n');
    writeFileSync(join(folder, 'conf/trap.yaml'), 'defaults: [round]\n');
    const { entries, errors } = answer('graph', 1, 'graph', ...overrides);
    expect(errors.length).toBeLessThan(5);
    expect(JSON.stringify(entries).length).toBeLessThan(5_000);
    const { keys } = answer('explain', 1, 'explain', 'z', ...overrides);
    expect(keys[0].writes).toHaveLength(1);
    for (const name of ['round', 'trip', 'trap']) rmSync(join(folder, `conf/${name}.yaml`));
  });

  it('of check has fixes and further places, and what --fix did', () => {
    const { problems, counts } = answer('check', 1, 'check');
    expect(counts.error).toBe(problems.filter(({ severity }: { severity: string }) => severity === 'error').length);
    expect(problems.some(({ fixes }: { fixes: unknown[] }) => fixes.length > 0)).toBe(true);
    expect(answer('check', 1, 'check', 'run.sh', '--fix').fixed).toEqual([{ file: 'run.sh', fixes: 1 }]);
  });

  it('of compare has both sides of what differs', () => {
    expect(answer('compare', 1, 'compare', 'config', 'x=3', '+more=1')).toMatchObject({
      left: 'config',
      right: 'config x=3 +more=1',
      differences: [
        { key: 'x', left: { value: '1', line: 7 }, right: { value: '3', from: 'x=3' }, derived: false },
        { key: 'more', left: null, right: { value: '1' } },
      ],
    });
  });

  it('of migrate has the versions', () => {
    expect(answer('migrate', 0, 'migrate')).toMatchObject({ from: '1.3', to: '1.4' });
  });
});

describe('hydrascope explain', () => {
  it('prints the history in lines', () => {
    expect(run('explain', 'db.port', 'db.port=4')).toEqual({
      status: 0,
      err: '',
      out: `db.port: int = 4
  set by db.port=4: 4
    why: the command line comes after all configs
  over conf/db/pg.yaml:3:7: 3
    why: 'db: pg' comes after 'base' in the defaults list of config.yaml
    by way of: config > db/pg (config.yaml:5)
  over conf/base.yaml:2:7: 1
    by way of: config > base (config.yaml:2)
`,
    });
  });

  it('wants a key, and a config', () => {
    expect(run('explain')).toMatchObject({ status: 2, err: expect.stringMatching(/^hydrascope: explain wants a key/) });
    expect(run('explain', 'x', '-cd', 'conf')).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^hydrascope: no config is named: say --config-name NAME; there are config\n/),
    });
  });
});

describe('hydrascope graph', () => {
  it('prints the tree in the order of merging', () => {
    expect(run('graph', 'db=mysql').out).toBe(`config
  1. base  <- config.yaml:2
  2. db: mysql @ db  <- db=mysql, over mysql config.yaml:3
  local: me @ local  <- config.yaml:4  (absent)
  3. _self_
`);
  });

  it('prints it for Graphviz and for Markdown', () => {
    expect(run('graph', '--format', 'dot').out).toMatch(
      /^digraph defaults \{\n[\s\S]*n1 -> n3 \[label="config\.yaml:5"\];\n[\s\S]*\}\n$/,
    );
    expect(run('graph', '--format', 'mermaid').out).toMatch(/^flowchart LR\n {2}n1\["config"\]\n/);
    expect(run('graph', '--format', 'svg')).toMatchObject({ status: 2 });
  });
});
