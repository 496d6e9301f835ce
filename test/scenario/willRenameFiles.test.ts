// What an editor asks before it renames files in its explorer: whoever names them goes with them.
import { describe, expect, it } from 'vitest';
import type { TextEdit } from 'vscode-languageserver-types';
import { willRenameFiles } from '../../server/src/features/index.ts';
import { uriAt } from '../support/memoryHost.ts';
import { applied, editLines } from '../support/navigate.ts';
import { open, parseScenario, type Scenario } from '../support/scenario.ts';

const scenario = parseScenario(`
-- app.py --
import hydra

@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg):
    print(cfg.db.host)
-- configs/config.yaml --
defaults:
  - db: mysql
  - server/db@backup: [mysql, 'lite']
  - /db/mysql@third
  - _self_
url: \${db.host}
-- configs/db/mysql.yaml --
defaults: [base, '/server/db/lite@lite']
host: h
-- configs/db/base.yaml --
port: 1
-- configs/server/db/mysql.yaml --
defaults: [/db/mysql@here, lite]
-- configs/server/db/lite.yaml --
a: 1
-- configs/experiment/e.yaml --
# @package _global_
defaults:
  - override /db: mysql
db: { host: x }
-- other.yaml --
a: 1
`);
const snapshot = open(scenario).snapshot();

const renamed = (...files: readonly (readonly [from: string, to: string])[]): string => {
  const edit = willRenameFiles(
    snapshot,
    files.map(([from, to]) => ({ oldUri: uriAt(from), newUri: uriAt(to) })),
  );
  return edit === undefined ? 'nothing' : editLines(snapshot, edit);
};

const lists = parseScenario(`
-- configs/config.yaml --
defaults:
  - server/db@backup: [mysql, 'lite', big] # three
  - _self_
-- configs/server/db/mysql.yaml --
mysql: 1
which: mysql
-- configs/server/db/lite.yaml --
lite: 1
which: lite
-- configs/server/db/big.yaml --
big: 1
`);

/** The entries of the primary config for the list, after the files were moved; the config means the same. */
const listAfter = (...files: Moves): string => listIn(lists, ...files);

type Moves = readonly (readonly [from: string, to: string])[];

const listIn = (lists: Scenario, ...files: Moves): string => {
  const edit = willRenameFiles(
    open(lists).snapshot(),
    files.map(([from, to]) => ({ oldUri: uriAt(from), newUri: uriAt(to) })),
  );
  const after = new Map(lists.files);
  for (const change of edit?.documentChanges ?? []) {
    if (!('textDocument' in change)) continue;
    const path = change.textDocument.uri.slice(uriAt('').length + 1);
    after.set(path, applied(after.get(path) ?? '', change.edits as TextEdit[]));
  }
  for (const [path, text] of [...after]) {
    const [from, to] = files.find(([each]) => path === each || path.startsWith(`${each}/`)) ?? [];
    if (from === undefined || to === undefined) continue;
    after.delete(path);
    after.set(to + path.slice(from.length), text);
  }
  const composed = (files: ReadonlyMap<string, string>) => {
    const at = open({ ...lists, files }).snapshot();
    const { root, problems } = at.compose({ root: uriAt('configs'), name: 'config', overrides: [], version: '1.3' });
    const backup = root.children.get('backup')?.children ?? [];
    return {
      problems,
      keys: [...root.children.keys()],
      backup: new Map([...backup].map(([key, { leaf }]) => [key, leaf])),
    };
  };
  expect(composed(after)).toEqual(composed(lists.files));
  return after.get('configs/config.yaml') ?? '';
};

describe('files that are about to be renamed', () => {
  it('a config beside its old place', () => {
    expect(renamed(['configs/db/mysql.yaml', 'configs/db/postgres.yaml'])).toMatchInlineSnapshot(`
      "configs/config.yaml:2: - db: postgres
      configs/config.yaml:4: - /db/postgres@third
      configs/experiment/e.yaml:3: - override /db: postgres
      configs/server/db/mysql.yaml:1: defaults: [/db/postgres@here, lite]"
    `);
    expect(renamed(['configs/config.yaml', 'configs/main.yaml'])).toMatchInlineSnapshot(
      `"app.py:3: @hydra.main(config_path="configs", config_name="main", version_base=None)"`,
    );
  });

  it('several at once', () => {
    expect(
      renamed(
        ['configs/server/db/mysql.yaml', 'configs/server/db/big.yaml'],
        ['configs/server/db/lite.yaml', 'configs/server/db/small.yaml'],
      ),
    ).toMatchInlineSnapshot(`
      "configs/config.yaml:3: - server/db@backup: [big, 'small']
      configs/db/mysql.yaml:1: defaults: [base, '/server/db/small@lite']
      configs/server/db/mysql.yaml:1: defaults: [/db/mysql@here, small]"
    `);
  });

  it('a group', () => {
    expect(renamed(['configs/db', 'configs/database'])).toMatchInlineSnapshot(`
      "app.py:5: print(cfg.database.host)  (python?)
      configs/config.yaml:2: - database: mysql
      configs/config.yaml:4: - /database/mysql@third
      configs/config.yaml:6: url: \${database.host}
      configs/experiment/e.yaml:3: - override /database: mysql
      configs/experiment/e.yaml:4: database: { host: x }
      configs/server/db/mysql.yaml:1: defaults: [/database/mysql@here, lite]"
    `);
  });

  it('a config that goes to another group', () => {
    expect(renamed(['configs/db/mysql.yaml', 'configs/store/sql/mysql.yaml'])).toMatchInlineSnapshot(`
      "configs/config.yaml:2: - store/sql: mysql  (moved?)
      configs/config.yaml:4: - /store/sql/mysql@third
      configs/db/mysql.yaml:1: defaults: [/db/base, '/server/db/lite@lite']  (moved?)
      configs/experiment/e.yaml:3: - override /store/sql: mysql  (moved?)
      configs/server/db/mysql.yaml:1: defaults: [/store/sql/mysql@here, lite]"
    `);
    expect(renamed(['configs/server/db/lite.yaml', 'configs/server/lite.yaml'])).toMatchInlineSnapshot(`
      "configs/config.yaml:3: - server/db@backup: [mysql]  (listed?)
      configs/db/mysql.yaml:1: defaults: [base, '/server/lite@lite']
      configs/server/db/mysql.yaml:1: defaults: [/db/mysql@here, /server/lite]  (moved?)"
    `);
  });

  it('a group that goes into another one', () => {
    expect(renamed(['configs/db', 'configs/server/store'])).toMatchInlineSnapshot(`
      "configs/config.yaml:2: - server/store: mysql  (moved?)
      configs/config.yaml:4: - /server/store/mysql@third
      configs/db/mysql.yaml:1: defaults: [/server/store/base, '/server/db/lite@lite']  (moved?)
      configs/experiment/e.yaml:3: - override /server/store: mysql  (moved?)
      configs/server/db/mysql.yaml:1: defaults: [/server/store/mysql@here, lite]"
    `);
  });

  it('options of a list with a line for each', () => {
    const lines = (text: string) => ({ ...lists, files: new Map([...lists.files, ['configs/config.yaml', text]]) });
    const text = `defaults:
  - server/db@backup:  # three
      - mysql  # mine
      # the small one
      - 'lite' # lighter
      - big
  - _self_
`;
    expect(listIn(lines(text), ['configs/server/db/mysql.yaml', 'configs/store/big.yaml'])).toMatchInlineSnapshot(`
      "defaults:
        - store@backup: big  # mine
        - server/db@backup:  # three
            # the small one
            - 'lite' # lighter
            - big
        - _self_
      "
    `);
    expect(listIn(lines(text), ['configs/server/db/lite.yaml', 'configs/db/lite.yaml'])).toMatchInlineSnapshot(`
      "defaults:
        - server/db@backup:  # three
            - mysql  # mine
            # the small one
            - big
        - db@backup: lite # lighter
        - _self_
      "
    `);
    expect(listIn(lines(text), ['configs/server/db/big.yaml', 'configs/big.yaml'])).toMatchInlineSnapshot(`
      "defaults:
        - server/db@backup:  # three
            - mysql  # mine
            # the small one
            - 'lite' # lighter
        - big@backup
        - _self_
      "
    `);
    const crlf = lines(text.replaceAll('\n', '\r\n'));
    expect(listIn(crlf, ['configs/server/db/big.yaml', 'configs/x/big.yaml'])).toBe(
      listIn(lines(text), ['configs/server/db/big.yaml', 'configs/x/big.yaml']).replaceAll('\n', '\r\n'),
    );
    const flow = lines('defaults: [server/db@backup: [mysql, lite, big], _self_]\n');
    expect(listIn(flow, ['configs/server/db/lite.yaml', 'configs/db/lite.yaml'])).toMatchInlineSnapshot(`
      "defaults: [server/db@backup: [mysql, big], db@backup: lite, _self_]
      "
    `);
  });

  it('options of a list', () => {
    // All of them, to one group.
    expect(listAfter(['configs/server/db', 'configs/server/store/sql'])).toMatchInlineSnapshot(`
      "defaults:
        - server/store/sql@backup: [mysql, 'lite', big] # three
        - _self_
      "
    `);
    // To other groups, one of them with another name, too.
    expect(listAfter(['configs/server/db/lite.yaml', 'configs/db/lite.yaml'])).toMatchInlineSnapshot(`
      "defaults:
        - server/db@backup: [mysql, big] # three
        - db@backup: lite
        - _self_
      "
    `);
    expect(listAfter(['configs/server/db/mysql.yaml', 'configs/store/big.yaml'])).toMatchInlineSnapshot(`
      "defaults:
        - store@backup: big
        - server/db@backup: ['lite', big] # three
        - _self_
      "
    `);
    expect(
      listAfter(
        ['configs/server/db/mysql.yaml', 'configs/store/mysql.yaml'],
        ['configs/server/db/lite.yaml', 'configs/server/db/small.yaml'],
      ),
    ).toMatchInlineSnapshot(`
      "defaults:
        - store@backup: mysql
        - server/db@backup: [small, big] # three
        - _self_
      "
    `);
    // Each to another group: nothing stays.
    expect(
      listAfter(
        ['configs/server/db/mysql.yaml', 'configs/a/mysql.yaml'],
        ['configs/server/db/lite.yaml', 'configs/b/lite.yaml'],
        ['configs/server/db/big.yaml', 'configs/big.yaml'],
      ),
    ).toMatchInlineSnapshot(`
      "defaults:
        - a@backup: mysql
        - b@backup: lite
        - big@backup
        - server/db@backup: [] # three
        - _self_
      "
    `);
    // Into a folder of the group: there the content lands deeper.
    expect(renamed(['configs/server/db/lite.yaml', 'configs/server/db/small/lite.yaml'])).toMatchInlineSnapshot(`
      "configs/config.yaml:3: - server/db@backup: [mysql, 'small/lite']
      configs/db/mysql.yaml:1: defaults: [base, '/server/db/small/lite@lite']
      configs/server/db/mysql.yaml:1: defaults: [/db/mysql@here, small/lite]  (moved?)"
    `);
    // What moves beside what is renamed.
    expect(
      renamed(
        ['configs/server/db/mysql.yaml', 'configs/store/mysql.yaml'],
        ['configs/server/db/lite.yaml', 'configs/server/db/small.yaml'],
      ),
    ).toMatchInlineSnapshot(`
      "configs/config.yaml:3: - store@backup: mysql  (listed?)
      configs/db/mysql.yaml:1: defaults: [base, '/server/db/small@lite']
      configs/server/db/mysql.yaml:1: defaults: [/db/mysql@here, /server/db/small]  (moved?)"
    `);
  });

  it('what is no config, or goes where none is', () => {
    expect(renamed(['other.yaml', 'another.yaml'])).toBe('nothing');
    expect(renamed(['configs/db/mysql.yaml', 'elsewhere/mysql.yaml'])).toBe('nothing');
    expect(renamed(['configs/db/mysql.yaml', 'configs/db/mysql.txt'])).toBe('nothing');
    expect(renamed(['configs/db/mysql.yaml', 'configs/db/null.yaml'])).toBe('nothing');
    expect(renamed(['configs', 'conf'])).toBe('nothing');
    expect(renamed(['not/there.yaml', 'not/here.yaml'])).toBe('nothing');
  });
});
