// What is read off the primary config's own expansion is what a walk through the whole defaults list comes to.
import { describe, expect, it } from 'vitest';
import { compose } from '../../server/src/compose/index.ts';
import { pathOf, repositoryOf, trialKey } from '../../server/src/project/index.ts';
import type { HydraVersion } from '../../server/src/text/index.ts';
import { ROOT, uriAt } from '../support/memoryHost.ts';
import { open, parseScenario } from '../support/scenario.ts';

const scenario = parseScenario(`
-- conf/config.yaml --
defaults:
  - base
  - plain: a
  - headed: a
  - listed: a
  - many: [a, b]
  - open: null
  - optional absent: a
  - plain@inner: a
  - /plain@other.place: a
  - nested: a
  - broken: a
  - _self_
  - override hydra/job_logging: disabled
seed: 1
-- conf/resolved.yaml --
defaults:
  - plain: a
  - headed: \${plain}
  - nested: a
  - _self_
-- conf/chosen.yaml --
defaults:
  - config
  - override plain: b
  - override nested/deep: b
-- conf/twice.yaml --
defaults:
  - plain: a
  - one
-- conf/one.yaml --
defaults:
  - plain: a
-- conf/base.yaml --
base: 1
-- conf/plain/a.yaml --
x: 1
-- conf/plain/b.yaml --
x: 2
-- conf/plain/sub/c.yaml --
x: 3
-- conf/headed/a.yaml --
# @package top
x: 1
-- conf/headed/b.yaml --
x: 2
-- conf/headed/c.yaml --
# @package top
x: 3
-- conf/listed/a.yaml --
x: 1
-- conf/listed/b.yaml --
defaults: [/plain@more: b]
x: 2
-- conf/listed/c.yaml --
defaults: []
x: 3
-- conf/many/a.yaml --
x: 1
-- conf/many/b.yaml --
y: 2
-- conf/open/a.yaml --
x: 1
-- conf/absent/b.yaml --
x: 1
-- conf/nested/a.yaml --
defaults: [deep: a, _self_]
x: 1
-- conf/nested/b.yaml --
defaults: [deep: b, _self_]
x: 2
-- conf/nested/deep/a.yaml --
x: 1
-- conf/nested/deep/b.yaml --
x: 2
-- conf/broken/a.yaml --
x: 1
-- conf/broken/b.yaml --
x: [1
-- conf/broken/c.yaml --
# @package a b
x: 1
-- conf/broken/d.yaml --
defaults: 3
x: 1
`);

const CONFIGS = ['config', 'resolved', 'chosen', 'twice', 'base'];
const OPTIONS = ['a', 'b', 'c', 'd', 'nowhere', 'sub/c', 'null', '???', '${plain}', '..', '[a,b]', '[b]', 'b.yaml'];
const KEYS = [
  ...['plain', 'headed', 'listed', 'many', 'open', 'absent', 'nested', 'nested/deep', 'broken', 'base'],
  ...['plain@inner', 'plain@other.place', 'plain@more', '+plain@new', '+plain', '~plain', 'hydra/job_logging'],
];

describe.each<HydraVersion>(['1.3', '1.4'])('Hydra %s', (version) => {
  const snapshot = open(scenario).snapshot();
  const root = uriAt('conf');
  // Nothing is kept by this one, so that it goes through the whole list each time.
  const fresh = () =>
    repositoryOf(snapshot.files, [{ provider: 'main', uri: root, path: pathOf(root) }], {
      version,
      cwd: ROOT,
      packageFolders: [ROOT],
    });

  it.each(CONFIGS)('every choice of one option of %s', (name) => {
    const primary = { root, name, overrides: [], version };
    for (const key of KEYS) {
      for (const option of OPTIONS) {
        const override = `${key}=${option}`;
        const walked = compose(fresh(), { name, overrides: [override], version });
        for (const asked of [{ ...primary, overrides: [override] }, trialKey(primary, override)]) {
          expect(said(snapshot.compose(asked)), override).toEqual(said(walked));
        }
      }
    }
  });

  it('of two options', () => {
    for (const overrides of [
      ['plain=b', 'headed=c'],
      ['plain=b', 'headed=b'],
      ['plain=b', 'plain@inner=b'],
      ['plain=b', 'plain=a'],
      ['plain=b', '~listed'],
      ['plain=b', 'seed=2'],
    ]) {
      const walked = compose(fresh(), { name: 'config', overrides, version });
      expect(said(snapshot.compose({ root, name: 'config', overrides, version })), overrides.join(' ')).toEqual(
        said(walked),
      );
    }
  });
});

function said({ defaultsList, choices, problems, listProblems, defaultsTree, root }: ReturnType<typeof compose>) {
  const list = defaultsList.map(({ file, chosenBy, ...rest }) => ({
    ...rest,
    uri: file.uri,
    chosenBy: chosenBy.kind === 'file' ? { uri: chosenBy.file.uri, key: chosenBy.key } : chosenBy,
  }));
  return { list, choices: [...choices], problems, listProblems, defaultsTree, keys: [...root.children.keys()] };
}
