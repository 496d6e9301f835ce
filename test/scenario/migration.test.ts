// What another version of Hydra makes of a workspace: asked for, or a rule that hydrascope.yaml switches on.
import { describe, expect, it } from 'vitest';
import { migrationProblems } from '../../server/src/features/index.ts';
import { positionAt } from '../../server/src/text/index.ts';
import { afterAction, checkDiagnostics, neutral } from '../support/check.ts';
import { open, parseScenario } from '../support/scenario.ts';

function told(text: string): string[] {
  const snapshot = open(parseScenario(text)).snapshot();
  return [...migrationProblems(snapshot)].flatMap(([uri, problems]) =>
    problems.map(({ span, code, message }) => {
      const { line } = positionAt(snapshot.files.file(uri)?.text ?? '', span.start);
      return `${neutral(uri)}:${line + 1} ${code} ${message}`;
    }),
  );
}

const DB = `
-- configs/db/mysql.yaml --
port: 1
-- configs/db/pg.yaml --
port: 2
`;

const ROOTS = '-- hydrascope.yaml --\nroots: [configs]\n';

it('HS803: from Hydra 1.4 to 1.3, an item that is counted from the end', () => {
  const text = `-- hydrascope.yaml --
hydra: "1.4"
-- configs/app.yaml --
defaults: [_self_]
names: [a, b]
last: \${names[-1]}
other: \${names[0]}
`;
  expect(told(text)).toMatchInlineSnapshot(`
    [
      "configs/app.yaml:3 HS803 Hydra 1.3 does not resolve 'last': Interpolation key 'names[-1]' not found",
    ]
  `);
});

describe('from Hydra 1.3 to 1.4', () => {
  it('HS801: paths with ..', () => {
    const text = `${DB}
-- configs/app.yaml --
defaults:
  - server: a
-- configs/server/a.yaml --
# @package _global_
defaults:
  - ../d$0b/mysql@x
`;
    expect(told(text)).toMatchInlineSnapshot(`
      [
        "configs/server/a.yaml:3 HS801 Hydra 1.4 refuses app: In server/a: Parent traversal ('..') in Defaults List config paths is not supported ('../db/mysql').",
      ]
    `);
  });

  it('HS801: words that were passed over', () => {
    expect(told(`${DB}${ROOTS}-- configs/app.yaml --\ndefaults:\n  - foo db: mysql\n`)).toMatchInlineSnapshot(`
      [
        "configs/app.yaml:2 HS801 Hydra 1.4 refuses app: In app: Unsupported keyword 'foo' in defaults list",
      ]
    `);
  });

  it('HS802: the last override wins, an option with a slash moves', () => {
    const text = `${DB}
-- configs/app.yaml --
defaults:
  - db: mysql
  - env: gym/cart
  - override db: pg
  - override db: mysql
-- configs/env/gym/cart.yaml --
steps: 1
`;
    expect(told(text)).toMatchInlineSnapshot(`
      [
        "configs/app.yaml:3 HS802 Hydra 1.4 puts cart.yaml at 'env.gym' instead of 'env', in app",
        "configs/app.yaml:5 HS802 Hydra 1.4 chooses db/mysql instead of db/pg, in app",
      ]
    `);
  });

  it('HS804: a version_base that is no more', () => {
    const app = (base: string) => `
-- app.py --
import hydra

@hydra.main(version_base=${base}, config_path="configs", config_name="app")
def main(cfg): ...
-- configs/app.yaml --
a: 1
`;
    expect(told(app('"1.1"'))).toMatchInlineSnapshot(`
      [
        "app.py:3 HS804 Hydra 1.4 refuses version_base='1.1' (app.py): it takes 1.3, None, or nothing",
      ]
    `);
    expect([...told(app('"1.3"')), ...told(app('None'))]).toEqual([]);
  });

  it('is nothing where all is the same, and where Hydra 1.3 refuses already', () => {
    expect(told(`${DB}-- configs/app.yaml --\ndefaults:\n  - db: mysql\n  - _self_\n`)).toEqual([]);
    expect(told(`${DB}-- configs/app.yaml --\ndefaults:\n  - db: mysq\n  - foo db: pg\n`)).toEqual([]);
  });
});

it('is told by the rule only where the project asks for it', () => {
  const files = `
-- configs/app.yaml --
defaults:
  - foo db: mysql
${DB}`;
  checkDiagnostics(`${ROOTS}${files}`);
  checkDiagnostics(`-- hydrascope.yaml --
roots: [configs]
rules: { HS801: error }
-- configs/app.yaml --
defaults:
  - foo db: mysql
#   ^^^^^^ error HS801 Hydra 1.4 refuses app: In app: Unsupported keyword 'foo' in defaults list
${DB}`);
});

it('mends a path with ..', () => {
  const text = `
-- hydrascope.yaml --
hydra: "1.4"
-- configs/app.yaml --
defaults: [server: a]
-- configs/server/a.yaml --
defaults:
  - ../db@x: my$0sql${DB}`;
  expect(afterAction(text, "Write '/db'")['configs/server/a.yaml']).toBe('defaults:\n  - /db@x: mysql\n');
});
