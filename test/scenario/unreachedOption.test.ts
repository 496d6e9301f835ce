// HS606: options that no config reaches, in groups that nothing in the workspace chooses from.
import { describe, expect, it } from 'vitest';
import { diagnose, diagnosing, problemsIn } from '../../server/src/features/index.ts';
import { createWorkspace } from '../../server/src/project/index.ts';
import { BUDGETS } from '../../server/src/text/index.ts';
import { fixedTexts, problemLines } from '../support/check.ts';
import { memoryHost, uriAt } from '../support/memoryHost.ts';
import { open, parseScenario, type Scenario } from '../support/scenario.ts';

const APP = `-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg):
    run(cfg, cache=cfg.cache)
def run(cfg, cache): print(cfg)
`;
const CONFIG = `-- conf/config.yaml --
defaults:
  - db: mysql
  - _self_
`;
const OPTION = `-- conf/db/mysql.yaml --
port: 1
-- conf/cache/redis.yaml --
ttl: 1
`;
const TOLD =
  "conf/cache/redis.yaml:1:1+3 hint HS606 no config reaches 'cache/redis', and nothing in the workspace chooses an option of 'cache'";

function lines(text: string): string[] {
  return problemLines(open(parseScenario(text)).snapshot()).filter((line) => line.includes('HS606'));
}

function fixesOf(scenario: Scenario) {
  const { snapshot } = open(scenario);
  const told = [...diagnose(snapshot()).values()].flat().filter(({ code }) => code === 'HS606');
  return told.flatMap((problem) => fixedTexts(snapshot(), problem));
}

function finished<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

describe('is told', () => {
  it('whatever the program has of the same name', () => {
    expect(lines(APP + CONFIG + OPTION)).toEqual([TOLD]);
  });

  it.each([
    ['keys of configs', '-- conf/db/other.yaml --\ncache:\n  ttl: 1\n'],
    ['what is read of a config', '-- read.sh --\necho a cache here\n'],
    ['options that bring in each other', '-- conf/cache/big.yaml --\ndefaults: [redis]\n'],
    [
      'a relative entry of another group',
      '-- conf/db/pool.yaml --\ndefaults: [cache: redis]\n-- conf/db/cache/redis.yaml --\na: 1\n',
    ],
  ])('beside %s', (_, more) => {
    expect(lines(APP + CONFIG + OPTION + more)).toContain(TOLD);
  });

  it('of each option of a folder inside it, and of a file without keys', () => {
    const inside = '-- conf/cache/eu/a.yaml --\na: 1\n-- conf/cache/empty.yaml --\n';
    expect(lines(APP + CONFIG + OPTION + inside).map((line) => line.split(' ')[0])).toEqual([
      'conf/cache/empty.yaml:1:1+0',
      'conf/cache/eu/a.yaml:1:1+1',
      'conf/cache/redis.yaml:1:1+3',
    ]);
  });
});

describe('is not told of a group', () => {
  it.each([
    'cache: null',
    'cache:',
    'cache: ???',
    'optional cache: none',
    'cache@db.cache: redis',
    '/cache: [redis]',
    'cache/redis',
    '/cache/redis@db',
    'cache: ${oc.env:CACHE,redis}',
    '${oc.env:GROUP,cache}: redis',
    'override cache: redis',
    'nowhere',
  ])('where a defaults list has or may have it: %s', (entry) => {
    expect(lines(APP + CONFIG.replace('  - _self_', `  - ${entry}\n  - _self_`) + OPTION)).toEqual([]);
  });

  it.each([
    ['a shell script', '-- run.sh --\npython app.py +cache=redis\n'],
    ['a script with a variable', '-- run.sh --\npython app.py "+cache@x=$CACHE"\n'],
    ['a launch configuration', '-- .vscode/launch.json --\n{"configurations": [{"args": ["+cache=redis"]}]}\n'],
    ['documentation', '-- README.md --\nAdd `+cache=redis`.\n'],
    ['a path in documentation', '-- docs/use.rst --\nSee conf/cache/redis.yaml.\n'],
    ['a Makefile', '-- Makefile --\nrun:\n\tpython app.py +cache=redis\n'],
    ['an image', '-- Dockerfile --\nCMD ["python", "app.py", "+cache=redis"]\n'],
    ['a workflow', '-- .github/workflows/ci.yml --\njobs: {a: {steps: [{run: python app.py +cache=redis}]}}\n'],
    ['a test', '-- test_app.py --\nfrom hydra import compose\ncompose("config", overrides=["+cache=redis"])\n'],
    ['a program that reads its folder', '-- read.py --\nfrom pathlib import Path\nPath("conf") / "cache"\n'],
    ['a sweep of another tool', '-- sweep.yaml --\nparameters:\n  cache:\n    values: [redis]\n'],
    ["a sweep of Hydra's", '-- conf/db/sweep.yaml --\n# @package hydra.sweeper.params\n+cache: redis\n'],
    [
      'the ConfigStore',
      '-- store.py --\nfrom hydra.core.config_store import ConfigStore\nConfigStore.instance().store(name="x", group="cache", node={})\n',
    ],
    ['another config that nobody reaches', '-- conf/db/pg.yaml --\ndefaults: [/cache: redis]\n'],
    ['a list that is broken', '-- conf/db/pg.yaml --\ndefaults: [[cache]]\n'],
  ])('that %s may choose from', (_, more) => {
    expect(lines(APP + CONFIG + OPTION + more)).toEqual([]);
  });

  it('where a text is too long to be looked through', () => {
    const long = `-- notes.txt --\n${'x '.repeat(BUDGETS.mentioningCharacters / 2)}\n`;
    expect(lines(APP + CONFIG + OPTION + long)).toEqual([]);
  });

  it('whose options are for the whole config', () => {
    expect(lines(`${APP}${CONFIG}${OPTION}-- conf/cache/all.yaml --\n# @package _global_\na: 1\n`)).toEqual([]);
  });

  it("that is Hydra's own", () => {
    expect(lines(`${APP}${CONFIG}-- conf/db/mysql.yaml --\na: 1\n-- conf/hydra/launcher/big.yaml --\na: 1\n`)).toEqual(
      [],
    );
  });

  it('in the folder of the program itself', () => {
    expect(lines((APP + CONFIG + OPTION).replaceAll('conf/', '').replace('"conf"', '"."'))).toEqual([]);
  });

  it('that another root finds by its search path', () => {
    const other = `-- other.py --
import hydra
@hydra.main(version_base=None, config_path="more", config_name="main")
def main(cfg): ...
-- more/main.yaml --
defaults: [cache: redis, _self_]
hydra: {searchpath: [file://conf]}
`;
    expect(lines(APP + CONFIG + OPTION + other)).toEqual([]);
  });

  it('that a script in another folder of the workspace chooses from', () => {
    const scenario = parseScenario((APP + CONFIG + OPTION).replaceAll(/^-- /gm, '-- one/'));
    const folders = [uriAt('one'), uriAt('two')];
    const toldWith = (text: string) => {
      const files = new Map([...scenario.files, ['two/run.sh', text]]);
      const { snapshot } = createWorkspace(memoryHost(files), { folders });
      return problemLines(snapshot()).some((line) => line.includes('HS606'));
    };
    expect(toldWith('python app.py\n')).toBe(true);
    expect(toldWith('python ../one/app.py +cache=redis\n')).toBe(false);
  });

  it('in a workspace without a config to start with', () => {
    expect(lines(`${APP.replace('"config"', '"gone"')}${OPTION}`)).toEqual([]);
  });
});

describe('is mended', () => {
  it.each([
    [
      'before _self_',
      'defaults:\n  - db: mysql\n  - _self_\n',
      'defaults:\n  - db: mysql\n  - cache: null\n  - _self_\n',
    ],
    [
      'at the end',
      'defaults:\n- _self_\n- db: mysql  # here',
      'defaults:\n- _self_\n- db: mysql  # here\n- cache: null\n',
    ],
    ['in brackets', 'defaults: [db: mysql, _self_]\n', 'defaults: [db: mysql, cache: null, _self_]\n'],
    ['in brackets at the end', 'defaults: [ _self_, db: mysql ]\n', 'defaults: [ _self_, db: mysql, cache: null ]\n'],
    ['without a list', '# First.\na: 1\n', '# First.\ndefaults:\n  - cache: null\n  - _self_\n\na: 1\n'],
  ])('in the primary config: %s', (_, before, after) => {
    const scenario = parseScenario(`${APP}${OPTION}-- README.md --\ndb=mysql\n`);
    const files = new Map([...scenario.files, ['conf/config.yaml', before]]);
    expect(fixesOf({ ...scenario, files })).toEqual([
      ["Add 'cache: null' to the defaults list of config.yaml", { 'conf/config.yaml': after }],
    ]);
  });

  it('with the line ends that the file has', () => {
    const crlf = (APP + CONFIG + OPTION).replace('-- conf/config.yaml --', '-- conf/config.yaml crlf --');
    const [[, files] = []] = fixesOf(parseScenario(crlf));
    expect(files?.['conf/config.yaml']).toBe('defaults:\r\n  - db: mysql\r\n  - cache: null\r\n  - _self_\r\n');
  });

  it('not where the primary config has no place for it', () => {
    const scenario = parseScenario(`${APP}${OPTION}-- conf/config.yaml --\n{a: 1}\n`);
    expect(fixesOf(scenario)).toEqual([]);
  });

  it('by a comment at the head of the file', () => {
    expect(lines((APP + CONFIG + OPTION).replace('ttl: 1', '# hydrascope: ignore[HS606]\nttl: 1'))).toEqual([]);
    expect(lines((APP + CONFIG + OPTION).replace('ttl: 1', 'ttl: 1  # hydrascope: ignore[unreached-option]'))).toEqual(
      [],
    );
  });
});

describe('follows what is typed', () => {
  it('in a defaults list, in a document, and in the file itself', () => {
    const { workspace } = open(parseScenario(`${APP}${CONFIG}${OPTION}-- README.md --\nHello.\n`));
    const told = () => problemLines(workspace.snapshot()).filter((line) => line.includes('HS606'));
    const type = (path: string, text: string) => workspace.apply([{ kind: 'edit', uri: uriAt(path), text }]);
    expect(told()).toEqual([TOLD]);
    type('conf/config.yaml', 'defaults:\n  - db: mysql\n  - cache: null\n  - _self_\n');
    expect(told()).toEqual([]);
    type('conf/config.yaml', 'defaults:\n  - db: mysql\n  - _self_\n');
    expect(told()).toEqual([TOLD]);
    type('README.md', 'Try +cache=redis\n');
    expect(told()).toEqual([]);
    type('README.md', 'Try it\n');
    type('conf/cache/redis.yaml', 'ttl: 1\nsize: 2\n');
    expect(told()).toEqual([TOLD]);
  });

  it('at once where its own file is edited', () => {
    const { workspace } = open(parseScenario(APP + CONFIG + OPTION));
    const before = finished(diagnosing(workspace.snapshot()));
    const uri = uriAt('conf/cache/redis.yaml');
    workspace.apply([{ kind: 'edit', uri, text: 'ttl: 2\n' }]);
    const told = finished(problemsIn(workspace.snapshot(), uri, before));
    expect(told?.map(({ code }) => code)).toContain('HS606');
  });
});

it('is not told where not all of the workspace was looked at: what was left out may choose it', () => {
  const deep = (depth: number) => `-- ${'a/'.repeat(depth)}notes.txt --\nnothing\n`;
  const text = APP + CONFIG + OPTION;
  expect(lines(text + deep(BUDGETS.walkDepth))).toEqual([TOLD]);
  expect(lines(text + deep(BUDGETS.walkDepth + 1))).toEqual([]);
});
