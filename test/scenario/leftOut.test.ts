// What the search for configs leaves out because a budget is spent is told, with the budget; what is left alone on purpose
// is not.
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../server/src/features/index.ts';
import { projectFacts } from '../../server/src/features/projectFacts.ts';
import { createWorkspace, leftOutOf, leftOutText, MEMORY_ROOT, memoryHost } from '../../server/src/project/index.ts';
import { BUDGETS, joinUri, pathBelow, type Uri } from '../../server/src/text/index.ts';
import { APP, workspaceOf } from '../support/diskWorkspace.ts';

type Files = readonly (readonly [string, string])[];

const OWN: Files = [
  ['app.py', APP],
  ['conf/config.yaml', 'a: 1\n'],
];

const many = (count: number, path: (each: number) => string): Files =>
  Array.from({ length: count }, (_, each) => [path(each), '']);

const nameOf = (uri: Uri) => pathBelow(MEMORY_ROOT, uri) || 'this folder';

function opened(...files: readonly Files[]) {
  const workspace = createWorkspace(memoryHost(new Map([OWN, ...files].flat())), { folders: [MEMORY_ROOT] });
  return {
    workspace,
    left: () => {
      const snapshot = workspace.snapshot();
      return snapshot.projects().flatMap((project) => leftOutOf(snapshot, project));
    },
    texts: () => {
      const snapshot = workspace.snapshot();
      return snapshot
        .projects()
        .flatMap((project) => leftOutOf(snapshot, project).map((each) => leftOutText(each, nameOf)));
    },
  };
}

describe('it is told', () => {
  it('where there are more folders', () => {
    // 140 folders with 150 in each: the walk comes to the ones in `data/s`.
    const { texts, workspace } = opened(many(140 * 150, (each) => `data/s${each % 140}/${each}/x.txt`));
    expect(texts()).toEqual([
      expect.stringMatching(
        /^this folder has more than 20,000 folders to look into: data\/s\d+\/\d+ and what comes after it/,
      ),
    ]);
    expect(projectFacts(workspace.snapshot())[0]?.leftOut).toEqual([{ budget: 'walkFolders', folders: 1 }]);
  });

  it('where there are more files', () => {
    const { texts } = opened(many(BUDGETS.walkFiles + 1, (each) => `src/p${each % 20}/m${each}.py`));
    expect(texts()).toEqual([
      expect.stringMatching(
        /^this folder has more than 50,000 files to look at: part of src\/p\d+ and what comes after it/,
      ),
    ]);
  });

  it('where a group has more options', () => {
    const { texts } = opened(many(BUDGETS.folderEntries + 1, (each) => `conf/db/o${each}.yaml`));
    expect(texts()).toEqual([
      'conf/db has more than 5,000 configs or folders: of these only what something names is read',
    ]);
  });

  it('where a root has more groups', () => {
    const { texts } = opened(many(BUDGETS.folderEntries + 1, (each) => `conf/g${each}/a.yaml`));
    expect(texts()).toEqual([
      'conf has more than 5,000 configs or folders: of these only what something names is read',
    ]);
  });

  it('where folders are deeper', () => {
    const deep = (depth: number) => `conf/${'a/'.repeat(depth)}x.yaml`;
    expect(
      opened([[deep(BUDGETS.walkDepth), '']])
        .left()
        .map(({ budget, below }) => [budget, nameOf(below)]),
    ).toEqual([['walkDepth', 'this folder']]);
    expect(opened([[deep(BUDGETS.walkDepth + 1), '']]).texts()).toEqual([
      expect.stringMatching(
        /^conf(\/a){31} lies 32 folders deep in this folder: the folders in it are not looked into$/,
      ),
      expect.stringMatching(/^conf(\/a){32} lies 32 folders deep in conf: the folders in it are not looked into$/),
    ]);
  });

  it('where a .gitignore is longer, or has a pattern that may take for ever', () => {
    const git: Files = [['.git/HEAD', 'ref: refs/heads/main\n']];
    const said = [
      'the .gitignore in this folder is not followed to the letter: it has more than 2,000 patterns, one of more than 1,000 characters, one of more than 4 stars, or one with two ** between folders',
    ];
    const lines = (count: number) => Array.from({ length: count }, (_, each) => `x${each}\n`).join('');
    expect(opened(git, [['.gitignore', lines(BUDGETS.ignorePatterns + 1)]]).texts()).toEqual(said);
    expect(opened(git, [['.gitignore', '*a*a*a*a*a\n']]).texts()).toEqual(said);
    expect(opened(git, [['.gitignore', `${'#\n\n'.repeat(3_000)}${lines(BUDGETS.ignorePatterns)}`]]).texts()).toEqual(
      [],
    );
    expect(opened(git, [['.gitignore', '**/.cache/**/*.a*\n']]).texts()).toEqual([]);
  });

  it('where .gitignore files have too many patterns for the folders that there are', () => {
    const patterns = Array.from({ length: 2_000 }, (_, each) => `x${each}\n`).join('');
    const { texts } = opened(
      [
        ['.git/HEAD', 'ref: refs/heads/main\n'],
        ['.gitignore', patterns],
      ],
      many(2_001, (each) => `data/${each}/x.txt`),
    );
    expect(texts()).toEqual([
      expect.stringMatching(
        /^the folders below this folder were held against 4,000,000 patterns of \.gitignore files: what is below data and what comes after/,
      ),
    ]);
  });

  it('once, where links lead to one folder by more ways', () => {
    const links = Object.fromEntries(
      Array.from({ length: 20 }, (_, each) => [`conf/l${String(each).padStart(2, '0')}`, 'elsewhere']),
    );
    const { workspace } = workspaceOf(
      { 'app.py': APP, 'conf/config.yaml': 'a: 1\n', 'elsewhere/a.yaml': '' },
      { links },
    );
    const snapshot = workspace.snapshot();
    const [project] = snapshot.projects();
    expect(project && leftOutOf(snapshot, project)).toEqual([
      { budget: 'walkWays', folder: joinUri(MEMORY_ROOT, 'conf/l08'), below: joinUri(MEMORY_ROOT, 'conf') },
    ]);
  });

  it('until it is so no more', () => {
    const extra = Array.from({ length: BUDGETS.folderEntries }, (_, each) => [`conf/db/o${each}.yaml`, ''] as const);
    const { left, workspace } = opened(extra);
    expect(left()).toEqual([]);
    const uri = joinUri(MEMORY_ROOT, 'conf/db/new.yaml');
    workspace.apply([{ kind: 'edit', uri, text: 'a: 1\n' }]);
    expect(left().map(({ budget }) => budget)).toEqual(['folderEntries']);
    workspace.apply([{ kind: 'close', uri }]);
    expect(left()).toEqual([]);
  });
});

describe('nothing is told', () => {
  it.each<readonly [string, Files]>([
    ['of an ordinary project', []],
    ['of a crowd of data outside of config roots', many(6_000, (each) => `data/${each}.yaml`)],
    ['of a crowd of folders there', many(6_000, (each) => `data/${each}/label.yaml`)],
    ['of what is installed', many(25_000, (each) => `node_modules/p${each}/x.py`)],
    [
      'of what git ignores',
      [['.git/HEAD', ''], ['.gitignore', 'data/\n'], ...many(25_000, (each) => `data/s${each % 100}/${each}/x`)],
    ],
    ['of runs', many(25_000, (each) => `outputs/d${each % 10}/${each}/.hydra/config.yaml`)],
    ['of Python beside the configs of a root', many(6_000, (each) => `conf/m${each}.py`)],
  ])('%s', (_, files) => {
    expect(opened(files).left()).toEqual([]);
  });
});

it('no key is told to be read by no Python where there may be more of it', () => {
  const told = (depth: number) => {
    const { workspace } = opened([
      ['app.py', `${APP.replace('...', 'print(cfg.b)')}\n`],
      [`${'a/'.repeat(depth)}x.txt`, ''],
    ]);
    return [...diagnose(workspace.snapshot()).values()].flat().map(({ code }) => code);
  };
  expect(told(BUDGETS.walkDepth)).toEqual(['HS306']);
  expect(told(BUDGETS.walkDepth + 1)).toEqual([]);
});

it('what is named is read all the same', () => {
  const { workspace } = opened(
    many(BUDGETS.folderEntries + 1, (each) => `conf/db/o${each}.yaml`),
    [
      ['conf/config.yaml', 'defaults:\n  - db: chosen\n'],
      ['conf/db/chosen.yaml', 'port: 4711\n'],
    ],
  );
  const snapshot = workspace.snapshot();
  const root = joinUri(MEMORY_ROOT, 'conf');
  const { root: composed } = snapshot.compose({ root, name: 'config', overrides: [], version: '1.3' });
  expect(composed.children.get('db')?.children.get('port')).toBeDefined();
});
