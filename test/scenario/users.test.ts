// Who uses a config and who overrides its keys: the code lenses, and what a click on them lists.
import { describe, expect, it } from 'vitest';
import type { Location } from 'vscode-languageserver-types';
import { codeLens, overriddenLens, overriding, users } from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/project/index.ts';
import { offsetAt } from '../../server/src/text/index.ts';
import { neutral } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario, trainer } from '../support/scenario.ts';

const CONFIGS = `
-- conf/one.yaml --
defaults:
  - mid
  - _self_
lr: 1
-- conf/two.yaml --
defaults:
  - base
  - opt: adam
  - _self_
net:
  size: 2
  dims: [3]
-- conf/three.yaml --
defaults: [base]
-- conf/mid.yaml --
defaults:
  - base
  - _self_
lr: 1
-- conf/base.yaml --
lr: 0
seed: 1
net:
  size: 1
  dims:
    - 1
  act: gelu
-- conf/opt/adam.yaml --
beta: 1
-- conf/opt/sgd.yaml --
momentum: 1
`;

function places(snapshot: Snapshot, locations: readonly Location[]): string[] {
  return locations.map(({ uri, range }) => {
    const text = snapshot.files.file(uri)?.text ?? '';
    return `${neutral(uri)}:${range.start.line + 1} ${text.slice(offsetAt(text, range.start), offsetAt(text, range.end))}`;
  });
}

describe('the configs that use a config', () => {
  const snapshot = open(parseScenario(CONFIGS)).snapshot();

  it('each by the entry of its own list that brings it', () => {
    expect(places(snapshot, users(snapshot, uriAt('conf/base.yaml')))).toEqual([
      'conf/one.yaml:2 mid',
      'conf/three.yaml:1 base',
      'conf/two.yaml:2 base',
    ]);
    expect(places(snapshot, users(snapshot, uriAt('conf/opt/adam.yaml')))).toEqual(['conf/two.yaml:3 adam']);
  });

  it('are as many as the lens says', () => {
    for (const path of ['configs/data.yaml', 'configs/training.yaml']) {
      const trained = open(trainer()).snapshot();
      const title = codeLens(trained, uriAt(path))[0]?.command?.title;
      expect(title).toBe(`Used by ${users(trained, uriAt(path)).length} configs`);
    }
  });

  it.each(['conf/opt/sgd.yaml', 'conf/nothing.yaml', 'app.py'])('none of %s', (path) => {
    expect(users(snapshot, uriAt(path))).toEqual([]);
  });
});

describe('the lenses of an option that no primary config chooses', () => {
  it('launch and show it as chosen', () => {
    const snapshot = open(parseScenario(CONFIGS)).snapshot();
    const lenses = codeLens(snapshot, uriAt('conf/opt/sgd.yaml')).map(({ command }) => command);
    expect(JSON.parse(neutral(JSON.stringify(lenses)))).toEqual([
      {
        title: 'Compose & Launch two opt=sgd',
        command: 'hydrascope.composeAndLaunch',
        arguments: ['conf/two.yaml', { overrides: 'opt=sgd' }],
      },
      {
        title: 'Show composed config of two opt=sgd',
        command: 'hydrascope.showComposedConfig',
        arguments: ['conf/opt/sgd.yaml'],
      },
    ]);
  });
});

describe('overridden keys of a base config', () => {
  const lensesOf = (snapshot: Snapshot, path: string) =>
    overriddenLens(snapshot, uriAt(path)).map(({ range, command }) => `${range.start.line + 1}: ${command?.title}`);

  it('are counted above each', () => {
    const snapshot = open(parseScenario(CONFIGS)).snapshot();
    expect(lensesOf(snapshot, 'conf/base.yaml')).toMatchInlineSnapshot(`
      [
        "1: Overridden by 1 of 3 configs",
        "4: Overridden by 1 of 3 configs",
        "5: Overridden by 1 of 3 configs",
      ]
    `);
  });

  it('follow edits', () => {
    const opened = open(parseScenario(CONFIGS));
    lensesOf(opened.snapshot(), 'conf/base.yaml');
    expect(lensesOf(opened.replace('conf/two.yaml', 'size: 2', 'act: relu'), 'conf/base.yaml')).toMatchInlineSnapshot(`
      [
        "1: Overridden by 1 of 3 configs",
        "5: Overridden by 1 of 3 configs",
        "7: Overridden by 1 of 3 configs",
      ]
    `);
  });

  it('not in a config that one alone uses, nor in a primary one', () => {
    const snapshot = open(parseScenario(CONFIGS)).snapshot();
    for (const path of ['conf/mid.yaml', 'conf/one.yaml', 'conf/opt/sgd.yaml', 'app.py']) {
      expect(lensesOf(snapshot, path)).toEqual([]);
    }
  });

  it('are listed where they are overridden, each place once', () => {
    const snapshot = open(parseScenario(CONFIGS)).snapshot();
    const uri = uriAt('conf/base.yaml');
    const at = (key: string) => (snapshot.files.file(uri)?.text ?? '').indexOf(key);
    expect(places(snapshot, overriding(snapshot, uri, at('lr')))).toEqual(['conf/one.yaml:4 lr']);
    expect(places(snapshot, overriding(snapshot, uri, at('dims')))).toEqual(['conf/two.yaml:7 dims']);
    expect(places(snapshot, overriding(snapshot, uri, at('seed')))).toEqual([]);
    expect(overriding(snapshot, uri, 10_000)).toEqual([]);
  });
});
