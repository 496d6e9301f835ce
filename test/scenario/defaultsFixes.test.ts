// What Hydra refuses of a defaults list is mended by its fix: Hydra takes what it writes.
import { describe, expect, it } from 'vitest';
import { codeActions } from '../../server/src/features/index.ts';
import { actionTitles, afterAction, problemLines } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario } from '../support/scenario.ts';

const DB = `
-- configs/db/mysql.yaml --
port: 1
-- configs/db/pg.yaml --
port: 2
`;

/** The one fix, the entry that it writes, and what is told afterwards. */
function mended(text: string): { readonly title: string; readonly line: string; readonly left: readonly string[] } {
  const scenario = parseScenario(text);
  const [title = '', ...more] = actionTitles(scenario);
  expect(more).toEqual([]);
  const files = new Map(scenario.files);
  const path = scenario.cursor?.path ?? '';
  for (const [changed, after] of Object.entries(afterAction(scenario, title))) files.set(changed, after);
  const before = new Set((scenario.files.get(path) ?? '').split('\n'));
  const line = (files.get(path) ?? '').split('\n').find((each) => !before.has(each)) ?? '';
  return { title, line: line.trim(), left: problemLines(open({ files, annotations: [] }).snapshot()) };
}

describe('a config that is not found', () => {
  it('is called by the nearest name', () => {
    expect(mended(`${DB}-- configs/app.yaml --\ndefaults:\n  - db: mysq$0\n`)).toEqual({
      title: "Change to 'mysql'",
      line: '- db: mysql',
      left: [],
    });
    expect(mended(`${DB}-- configs/app.yaml --\ndefaults:\n  - db: mysql\n  - "db/p$0q@x"\n`).line).toBe('- "db/pg@x"');
  });

  it('lies at this path from the config root', () => {
    const exp = (entry: string) => `${DB}
-- configs/app.yaml --
defaults: [exp: one]
-- configs/exp/one.yaml --
# @package _global_
defaults:
  - ${entry}
`;
    expect(mended(exp('db: my$0sql'))).toEqual({
      title: "Write '/db': from the config root",
      line: '- /db: mysql',
      left: [],
    });
    expect(mended(exp('db@x: my$0sql')).line).toBe('- /db@x: mysql');
    expect(mended(exp('db/p$0g')).line).toBe('- /db/pg');
  });

  it('lies in the group of the config that names it', () => {
    const text = `
-- configs/app.yaml --
defaults: [server: apache]
-- configs/server/apache.yaml --
defaults:
  - /db: my$0sql
-- configs/server/db/mysql.yaml --
port: 1
`;
    expect(mended(text)).toEqual({ title: "Look for 'db/mysql' in 'server'", line: '- db: mysql', left: [] });
  });
});

describe('an override in vain', () => {
  const exp = (head: string, entry: string, app = 'defaults: [db: mysql, exp: one]') => `${DB}
-- configs/app.yaml --
${app}
-- configs/exp/one.yaml --
${head}defaults:
  - ${entry}
`;

  it('of a group from the root', () => {
    const mend = mended(exp('# @package _global_\n', 'override db: p$0g'));
    expect(mend).toEqual({ title: "Write 'override /db'", line: '- override /db: pg', left: [] });
  });

  it('in a config that lands in a package', () => {
    const mend = mended(exp('', 'override /db: p$0g'));
    expect(mend).toEqual({
      title: "Write 'override /db@_global_.db'",
      line: '- override /db@_global_.db: pg',
      left: [],
    });
  });

  it('of a group that was chosen into another package', () => {
    const mend = mended(exp('# @package _global_\n', 'override /db: p$0g', 'defaults: [db@x: mysql, exp: one]'));
    expect(mend).toEqual({ title: "Write 'override /db@x'", line: '- override /db@x: pg', left: [] });
  });

  it('of a group that nobody chose', () => {
    const mend = mended(`${DB}-- configs/app.yaml --\ndefaults:\n  - override db: p$0g\n`);
    expect(mend).toEqual({ title: "Choose 'db: pg' here, without 'override'", line: '- db: pg', left: [] });
  });

  it('before what it overrides', () => {
    const text = `${DB}-- configs/app.yaml --\ndefaults:\n  - override db: p$0g # later\n  - db: mysql\n`;
    const scenario = parseScenario(text);
    expect(afterAction(scenario, 'Move it to the end of the defaults list')['configs/app.yaml']).toBe(
      'defaults:\n  - db: mysql\n  - override db: pg # later\n',
    );
    expect(mended(text).left).toEqual([]);
  });
});

describe('a group that is chosen twice', () => {
  it('in one list: one of both entries goes', () => {
    expect(mended(`${DB}-- configs/app.yaml --\ndefaults:\n  - db: mysql\n  - db: m$0ysql\n`)).toEqual({
      title: "Remove 'db: mysql'",
      line: '',
      left: [],
    });
  });

  it('by an experiment: it overrides', () => {
    const text = `${DB}
-- configs/app.yaml --
defaults: [db: mysql, exp: one]
-- configs/exp/one.yaml --
# @package _global_
defaults:
  - /db: p$0g
  - /extra
-- configs/extra.yaml --
a: 1
`;
    expect(mended(text)).toEqual({
      title: "Write 'override /db', at the end of the list",
      line: '- override /db: pg',
      left: [],
    });
  });

  it("a group of Hydra's own", () => {
    expect(mended('-- configs/app.yaml --\ndefaults:\n  - hydra/job_logging: d$0isabled\n  - _self_\n')).toEqual({
      title: "Write 'override hydra/job_logging'",
      line: '- override hydra/job_logging: disabled',
      left: [],
    });
  });
});

describe('HS605: a file that Hydra does not find', () => {
  const FILES = `
-- configs/app.yaml --
defaults:
  - db: p$0g
-- configs/db/pg.yml --
port: 1
-- configs/db/mysql.yaml --
port: 2
-- configs/db/named.yml --
port: 3
-- configs/db/mysql.yml --
port: 4
-- configs/.pre-commit-config.yml --
repos: []
-- app.py --
SETTINGS = open("configs/db/named.yml")
`;

  it('is told, and where a defaults list names it; not where Python does, or where the right one stands beside it', () => {
    expect(problemLines(open(parseScenario(FILES)).snapshot())).toEqual([
      "configs/app.yaml:2:9+2 error HS111 In 'app': Could not find 'db/pg': Hydra does not look for pg.yml",
      'configs/db/pg.yml:1:1+1 info HS605 Hydra does not find pg.yml: the names of configs end in .yaml',
    ]);
  });

  it('is renamed', () => {
    const scenario = parseScenario(FILES);
    const offset = scenario.cursor?.offset ?? 0;
    const [action] = codeActions(open(scenario).snapshot(), uriAt('configs/app.yaml'), { start: offset, end: offset });
    expect(action).toMatchObject({
      title: 'Rename it to pg.yaml',
      edit: {
        documentChanges: [{ kind: 'rename', oldUri: uriAt('configs/db/pg.yml'), newUri: uriAt('configs/db/pg.yaml') }],
      },
    });
  });
});
