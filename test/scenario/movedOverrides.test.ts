// Options behind `override` that go to another group, in the explorer: what they override may stay where it is.
import { describe, expect, it } from 'vitest';
import type { TextEdit } from 'vscode-languageserver-types';
import { composes } from '../../server/src/compose/index.ts';
import { willRenameFiles } from '../../server/src/features/index.ts';
import { composedValue } from '../../server/src/features/keys/described.ts';
import { uriAt } from '../support/memoryHost.ts';
import { applied } from '../support/navigate.ts';
import { open, parseScenario, type Scenario } from '../support/scenario.ts';

const FILES = `
-- conf/config.yaml --
defaults:
  - db: pg
  - server/cache@cache: [small]
  - _self_
lr: 1
-- conf/db/pg.yaml --
pg: 1
-- conf/db/mysql.yaml --
mysql: 1
-- conf/server/cache/small.yaml --
small: 1
-- conf/server/cache/big.yaml --
big: 1
-- conf/server/cache/far.yaml --
far: 1
-- conf/fast.yaml --
defaults:
  - config
  - override db: "mysql" # another one
  - override server/cache@cache: [big, 'far']
  - _self_
`;

/** A config's text after files were moved; what it composes to stays. */
function movedIn(text: string, path: string, ...files: readonly (readonly [from: string, to: string])[]): string {
  const scenario = parseScenario(text);
  const edit = willRenameFiles(
    open(scenario).snapshot(),
    files.map(([from, to]) => ({ oldUri: uriAt(from), newUri: uriAt(to) })),
  );
  const moved = new Map(scenario.files);
  for (const change of edit?.documentChanges ?? []) {
    if (!('textDocument' in change)) continue;
    const changed = change.textDocument.uri.slice(uriAt('').length + 1);
    moved.set(changed, applied(moved.get(changed) ?? '', change.edits as TextEdit[]));
  }
  for (const [path, own] of [...moved]) {
    const found = files.find(([from]) => path === from || path.startsWith(`${from}/`));
    if (found === undefined) continue;
    moved.delete(path);
    moved.set(found[1] + path.slice(found[0].length), own);
  }
  expect(composed({ ...scenario, files: moved })).toEqual(composed(scenario));
  return moved.get(path) ?? '';
}

function composed(scenario: Scenario): unknown {
  const snapshot = open(scenario).snapshot();
  return ['config', 'fast'].map((name) => {
    const found = snapshot.compose({ root: uriAt('conf'), name, overrides: [], version: '1.3' });
    return composes(found) ? composedValue(snapshot, found).value : found.problems.map(({ message }) => message);
  });
}

describe('an option behind override', () => {
  const fast = (...files: readonly (readonly [from: string, to: string])[]) =>
    movedIn(FILES, 'conf/fast.yaml', ...files);

  it('that goes to another group has an entry of its own, and what it overrode is chosen no more', () => {
    expect(fast(['conf/db/mysql.yaml', 'conf/store/sql.yaml'])).toMatchInlineSnapshot(`
      "defaults:
        - config
        - /store@db: sql
        - override db: null # another one
        - override server/cache@cache: [big, 'far']
        - _self_
      "
    `);
  });

  it('that is one of a list leaves the others', () => {
    expect(fast(['conf/server/cache/far.yaml', 'conf/caches/far.yaml'])).toMatchInlineSnapshot(`
      "defaults:
        - config
        - /caches@cache: far
        - override db: "mysql" # another one
        - override server/cache@cache: [big]
        - _self_
      "
    `);
    expect(
      fast(['conf/server/cache/big.yaml', 'conf/big.yaml'], ['conf/server/cache/far.yaml', 'conf/x/far.yaml']),
    ).toMatchInlineSnapshot(`
      "defaults:
        - config
        - /big@cache
        - /x@cache: far
        - override db: "mysql" # another one
        - override server/cache@cache: null
        - _self_
      "
    `);
  });

  it('that goes into a folder of its group is called by its path there', () => {
    expect(fast(['conf/db/mysql.yaml', 'conf/db/sql/mysql.yaml'])).toMatchInlineSnapshot(`
      "defaults:
        - config
        - override db: sql/mysql # another one
        - override server/cache@cache: [big, 'far']
        - _self_
      "
    `);
  });

  it('goes with what it overrides where that moves too', () => {
    expect(fast(['conf/server/cache', 'conf/caches'])).toMatchInlineSnapshot(`
      "defaults:
        - config
        - override db: "mysql" # another one
        - override caches@cache: [big, 'far']
        - _self_
      "
    `);
  });

  it('lands where it did from a list that does not land at the root', () => {
    const nested = `
-- conf/config.yaml --
defaults:
  - site: far
  - _self_
-- conf/fast.yaml --
defaults:
  - site@place: far
-- conf/site/far.yaml --
defaults:
  - near
  - override db: mysql
  - override /shared: [a, b]
  - _self_
-- conf/site/near.yaml --
defaults:
  - db: pg
  - /shared: [a]
-- conf/site/db/pg.yaml --
pg: 1
-- conf/site/db/mysql.yaml --
mysql: 1
-- conf/shared/a.yaml --
a: 1
-- conf/shared/b.yaml --
b: 1
`;
    const far = (...files: readonly (readonly [from: string, to: string])[]) =>
      movedIn(nested, 'conf/site/far.yaml', ...files);
    expect(far(['conf/site/db/mysql.yaml', 'conf/store/sql.yaml'])).toMatchInlineSnapshot(`
      "defaults:
        - near
        - /store@db: sql
        - override db: null
        - override /shared: [a, b]
        - _self_
      "
    `);
    expect(far(['conf/shared/b.yaml', 'conf/site/b.yaml'])).toMatchInlineSnapshot(`
      "defaults:
        - near
        - /site@shared: b
        - override db: mysql
        - override /shared: [a]
        - _self_
      "
    `);
  });

  it('that is one of a list with a line for each leaves the others, and takes its comment along', () => {
    const lines = FILES.replace(
      "[big, 'far']",
      `
      - big  # a large one
      # farther away
      - 'far'  # the last`,
    );
    const fast = (...files: readonly (readonly [from: string, to: string])[]) =>
      movedIn(lines, 'conf/fast.yaml', ...files);
    expect(fast(['conf/server/cache/big.yaml', 'conf/caches/big.yaml'])).toMatchInlineSnapshot(`
      "defaults:
        - config
        - /caches@cache: big  # a large one
        - override db: "mysql" # another one
        - override server/cache@cache: 
            # farther away
            - 'far'  # the last
        - _self_
      "
    `);
    expect(fast(['conf/server/cache/far.yaml', 'conf/caches/far.yaml'])).toMatchInlineSnapshot(`
      "defaults:
        - config
        - /caches@cache: far  # the last
        - override db: "mysql" # another one
        - override server/cache@cache: 
            - big  # a large one
            # farther away
        - _self_
      "
    `);
  });
});
