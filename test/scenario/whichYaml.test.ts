// Which YAML is Hydra's: all other YAML of a workspace is silent and costs nothing.
import { describe, expect, it } from 'vitest';
import { codeLens, completion, definition, hover, primaries } from '../../server/src/features/index.ts';
import { configUrisOf, createWorkspace, placeOf } from '../../server/src/project/index.ts';
import { problemLines } from '../support/check.ts';
import { type Disk, diskHost } from '../support/diskHost.ts';
import { ROOT, uriAt } from '../support/memoryHost.ts';

/** YAML of other programs, as it is found beside Hydra's. */
const OTHERS: Readonly<Record<string, string>> = {
  '.github/workflows/ci.yml': 'on: push\njobs:\n  a:\n    steps:\n      - run: echo ${{ github.ref }} ${nope}\n',
  '.github/workflows/release.yaml':
    'on: push\ndefaults:\n  run: { shell: bash }\njobs: { a: { env: { X: "${{ secrets.X }}" } } }\n',
  '.pre-commit-config.yaml': 'repos:\n  - repo: https://example.org/x\n    rev: ${rev}\n',
  '.readthedocs.yaml': 'version: 2\n',
  'docker-compose.yml': 'services: { web: { image: "web:${TAG:-latest}" } }\n',
  'docker-compose.yaml':
    'x-defaults: &defaults { restart: always }\nservices:\n  web:\n    <<: *defaults\n    image: web:${TAG:-latest}\n',
  'mkdocs.yml': 'site_name: a\nmarkdown_extensions:\n  - x: { f: !!python/name:a.b }\n',
  'mkdocs.yaml': 'markdown_extensions:\n  - x: { f: !!python/name:a.b }\n',
  'environment.yaml': 'name: a\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n  - pip: [hydra-core]\n',
  'openapi.yaml': 'openapi: 3.0.0\npaths:\n  /a/{id}: { get: { parameters: [{ $ref: "#/x" }] } }\n',
  'playbook.yaml': '- hosts: all\n  tasks:\n    - name: "{{ x }}"\n',
  'chart/Chart.yaml': 'name: a\nversion: 0.1.0\n',
  'chart/values.yaml': 'image: { tag: ${TAG} }\n',
  'chart/templates/deploy.yaml': '{{- if .Values.x }}\nkind: Deployment\n{{- end }}\n',
  'k8s/all.yaml': 'apiVersion: v1\nkind: Service\n---\napiVersion: apps/v1\nkind: Deployment\nspec: ${spec}\n',
  'rails/config/database.yml': 'defaults: &defaults\n  adapter: x\nproduction:\n  <<: *defaults\n',
  'rails/config/database.yaml': 'defaults: &defaults\n  adapter: x\nproduction:\n  <<: *defaults\n  name: ${db}\n',
  'rails/config/cable.yaml': 'defaults: [a, b]\nx: ${y}\n',
  'other/conf/settings.yaml': 'defaults: all\nx: ${y}\n',
  'other/configs/settings.yaml': 'nested:\n  defaults:\n    - _self_\nx: ${y}\n',
  'other/configs/lists.yaml': 'defaults:\n  - name: a\n    size: 1\n  - name: b\nx: ${y}\n',
};

const OTHER_PATHS = Object.keys(OTHERS);

/** The same and others where people put them, too: in a folder of Hydra's configs, at the top and in groups of their own. */
const AMONG: Readonly<Record<string, string>> = {
  'conf/k8s/all.yaml': 'apiVersion: v1\nkind: Service\n---\nkind: Deployment\nspec: ${spec}\n',
  'conf/k8s/kustomization.yaml':
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [all.yaml]\n',
  'conf/chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'conf/chart/templates/deploy.yaml': '{{- if .Values.x }}\nkind: Deployment\n{{- end }}\n',
  'conf/docker-compose.yaml': 'services:\n  web:\n    image: "web:${TAG:-latest}"\n',
  'conf/compose.override.yaml': 'services:\n  web: { ports: ["80:80"] }\n',
  'conf/environment.yaml': 'name: env\ndependencies:\n  - python=3.11\n  - pip:\n    - hydra-core\n',
  'conf/openapi.yaml': 'openapi: 3.0.0\ninfo: { title: a }\npaths:\n  /a/{id}: { get: { $ref: "#/x" } }\n',
  'conf/mkdocs.yaml': 'site_name: a\nmarkdown_extensions:\n  - x: { f: !!python/name:a.b }\n',
  'conf/playbook.yaml': '- hosts: all\n  tasks:\n    - name: "{{ x }}"\n',
  'conf/tasks/main.yaml': '- name: install\n  ansible.builtin.package: { name: "{{ x }}" }\n',
  'conf/stack.yaml': 'Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Name: !Sub "${AWS::StackName}"\n',
  'conf/ci/build.yaml': 'on: push\njobs: { a: { steps: [{ run: "echo ${{ github.ref }}" }] } }\n',
  'conf/hooks.yaml': 'repos:\n  - repo: https://example.org/x\n    rev: ${rev}\n',
  'conf/dbt/schema.yaml': 'version: 2\nmodels:\n  - name: a\n    columns: [{ name: id }]\n',
  'conf/logging.yaml':
    'version: 1\nhandlers: { console: { class: logging.StreamHandler } }\nroot: { handlers: [console] }\n',
};

const APP = `import hydra
@hydra.main(version_base=None, config_path="PATH", config_name="config")
def main(cfg): ...
`;

/** A Hydra app with its configs in a folder of their own, and one whose folder they share with all else. */
const APART = {
  'app.py': APP.replace('PATH', 'conf'),
  'conf/config.yaml': 'defaults: [{ db: mysql }, _self_]\nport: ${db.port}\n',
  'conf/db/mysql.yaml': 'port: 1\n',
};
const SHARED = {
  'app.py': APP.replace('PATH', '.'),
  'config.yaml': 'defaults: [{ db: mysql }, _self_]\nport: ${db.port}\n',
  'db/mysql.yaml': 'port: 1\n',
  'db/pg.yaml': 'host: ${db.prot}\nport: 2\n',
};

function opened(files: Readonly<Record<string, string>>): {
  readonly disk: Disk;
  readonly workspace: ReturnType<typeof createWorkspace>;
} {
  const disk = diskHost(Object.entries(files));
  return { disk, workspace: createWorkspace(disk, { folders: [ROOT] }) };
}

/** Nothing at all is said of a file, wherever one points. */
function expectSilent(workspace: ReturnType<typeof createWorkspace>, paths: readonly string[]): void {
  const snapshot = workspace.snapshot();
  const silent = (path: string) => {
    const uri = uriAt(path);
    const length = snapshot.files.file(uri)?.text.length ?? 0;
    const found: string[] = [];
    if (placeOf(snapshot, uri) !== undefined) found.push('place');
    if (codeLens(snapshot, uri).length > 0) found.push('lens');
    for (let offset = 0; offset <= length; offset++) {
      if (hover(snapshot, { uri, offset }) !== undefined) found.push(`hover ${offset}`);
      if (completion(snapshot, { uri, offset }) !== undefined) found.push(`completion ${offset}`);
      if (definition(snapshot, { uri, offset }).length > 0) found.push(`definition ${offset}`);
    }
    return found;
  };
  expect(paths.flatMap((path) => silent(path).map((what) => `${path}: ${what}`))).toEqual([]);
}

describe('YAML of other programs', () => {
  it('is silent where there is no Hydra at all', () => {
    const { workspace } = opened(OTHERS);
    expect(problemLines(workspace.snapshot())).toEqual([]);
    expect(workspace.snapshot().projects()[0]?.roots).toEqual([]);
    expectSilent(workspace, OTHER_PATHS);
  });

  it('is silent beside an app with its configs', () => {
    const { workspace } = opened({ ...OTHERS, ...APART });
    expect(problemLines(workspace.snapshot())).toEqual([]);
    expectSilent(workspace, OTHER_PATHS);
  });

  it('is silent while it is open and typed in', () => {
    const { workspace } = opened({ ...OTHERS, ...APART });
    for (const path of OTHER_PATHS) {
      workspace.apply([{ kind: 'edit', uri: uriAt(path), text: `${OTHERS[path]}\n# typed\nx: [\n` }]);
    }
    expect(problemLines(workspace.snapshot())).toEqual([]);
    expectSilent(workspace, OTHER_PATHS);
  });

  it('is not even read', () => {
    const { disk, workspace } = opened({ ...OTHERS, ...APART });
    problemLines(workspace.snapshot());
    // To look like a root, a folder called `config` is looked into where no app says which it is.
    const isOther = (path: string) => OTHER_PATHS.includes(path) && path !== 'environment.yaml'; // It may pin Hydra.
    // A workflow may start an app: where there is one, its text is looked into for the script's name.
    expect(disk.reads.filter(isOther).filter((path) => !path.startsWith('.github/workflows/'))).toEqual([]);
    const alone = opened(OTHERS);
    problemLines(alone.workspace.snapshot());
    expect(alone.disk.reads.filter(isOther).filter((path) => !/^(?:rails|other)\/conf/.test(path))).toEqual([]);
  });

  it('is silent in the very folder of configs, also while it is typed in, and stays out of what can be started', () => {
    const { workspace } = opened({ ...AMONG, ...APART });
    const started = () => primaries(workspace.snapshot()).map(({ name }) => name);
    expect(problemLines(workspace.snapshot())).toEqual([]);
    expectSilent(workspace, Object.keys(AMONG));
    expect(started()).toEqual(['config']);
    for (const [path, text] of Object.entries(AMONG))
      workspace.apply([{ kind: 'edit', uri: uriAt(path), text: `${text}# typed\nx: [\n` }]);
    expect(problemLines(workspace.snapshot())).toEqual([]);
    expectSilent(workspace, Object.keys(AMONG));
    expect(started()).toEqual(['config']);
  });

  it.each([
    ['a defaults list brings it in', { 'conf/config.yaml': 'defaults: [k8s/one, _self_]\nport: ${k8s.prot}\n' }],
    ['an app names it', { 'other.py': APP.replace('PATH', 'conf').replace('"config"', '"k8s/one"') }],
    ['it has a package', { 'conf/k8s/one.yaml': '# @package _global_\napiVersion: v1\nkind: ${knid}\n' }],
    ['it has a defaults list', { 'conf/k8s/one.yaml': 'defaults: [_self_]\napiVersion: v1\nkind: ${knid}\n' }],
    ['its group is chosen from', { 'conf/config.yaml': 'defaults: [{ k8s: null }, _self_]\nport: 1\n' }],
  ])('is a config like any other where %s', (_, more) => {
    const { workspace } = opened({ ...APART, 'conf/k8s/one.yaml': 'apiVersion: v1\nkind: ${knid}\n', ...more });
    expect(placeOf(workspace.snapshot(), uriAt('conf/k8s/one.yaml'))).toBeDefined();
    expect(problemLines(workspace.snapshot()).filter((line) => line.includes("'knid' is not"))).toHaveLength(1);
  });

  it('becomes a config, and ceases to be one', () => {
    const { workspace } = opened({ ...APART, 'conf/k8s/one.yaml': 'apiVersion: v1\nkind: ${knid}\n' });
    const typed = (path: string, text: string) =>
      problemLines(workspace.apply([{ kind: 'edit', uri: uriAt(path), text }])).map((line) => line.split(' ')[0]);
    expect(problemLines(workspace.snapshot())).toEqual([]);
    const config = APART['conf/config.yaml'];
    expect(typed('conf/config.yaml', config.replace('_self_', 'k8s/one, _self_'))).toEqual(['conf/k8s/one.yaml:2:7+7']);
    expect(typed('conf/config.yaml', config)).toEqual([]);
    expect(typed('conf/top.yaml', 'kind: ${knid}\n')).toEqual(['conf/top.yaml:1:7+7']);
    expect(typed('conf/top.yaml', 'kind: ${knid}\napiVersion: v1\n')).toEqual([]);
  });

  it('is silent in a folder that it shares with configs', () => {
    const { workspace } = opened({ ...OTHERS, ...SHARED });
    const { projects } = workspace.snapshot();
    const [root] = projects()[0]?.roots ?? [];
    if (root === undefined) throw new Error('the app has no root');
    const found = configUrisOf(workspace.snapshot(), root).map((uri) => uri.slice(ROOT.length + 1));
    expect(found).toEqual(['config.yaml', 'db/mysql.yaml', 'db/pg.yaml']);
    expectSilent(workspace, OTHER_PATHS);
  });

  it('has no problems in a folder that it shares with configs', () => {
    const { workspace } = opened({ ...OTHERS, ...SHARED });
    expect(problemLines(workspace.snapshot())).toEqual([
      "db/pg.yaml:1:7+10 warning HS201 'db.prot' is not defined; did you mean 'db.port'?",
    ]);
  });
});

describe('without an app, a folder of a usual name is a root', () => {
  it.each([
    ['with _self_', 'defaults: [_self_]\n', {}],
    ['whose list leads to a file', 'defaults: [base]\n', { 'w/conf/base.yaml': 'a: 1\n' }],
    ['whose list leads to a group', 'defaults:\n  - optional db: mysql\n', { 'w/conf/db/pg.yaml': 'a: 1\n' }],
    ["whose list chooses one of Hydra's own", 'defaults:\n  - override hydra/job_logging: disabled\n', {}],
  ])('%s', (_, config, more) => {
    const { workspace } = opened({ 'w/conf/config.yaml': config, ...(more as Record<string, string>) });
    expect(
      workspace
        .snapshot()
        .projects()[0]
        ?.roots.map(({ uri }) => uri),
    ).toEqual([uriAt('w/conf')]);
  });

  it.each([
    ['an anchor', 'defaults: &defaults\n  a: 1\nb: { <<: *defaults }\n'],
    ['a word', 'defaults: all\n'],
    ['nothing', 'defaults:\n'],
    ['an empty list', 'defaults: []\n'],
    ['a list of records', 'defaults:\n  - { name: a, size: 1 }\n'],
    ['a list of words that lead nowhere', 'defaults: [a, b]\n'],
    ['a key further in', 'x:\n  defaults: [_self_]\n'],
    ['a comment', '# defaults: [_self_]\n'],
  ])('not where `defaults` is %s', (_, config) => {
    const { workspace } = opened({ 'conf/config.yaml': config });
    expect(workspace.snapshot().projects()[0]?.roots).toEqual([]);
  });

  it('not where it is written in a .yml', () => {
    const { workspace } = opened({ 'conf/config.yml': 'defaults: [_self_]\n' });
    expect(workspace.snapshot().projects()[0]?.roots).toEqual([]);
  });
});

describe('in a folder that is more than a folder of configs', () => {
  const lensesOf = (files: Readonly<Record<string, string>>, path: string) => {
    const { workspace } = opened(files);
    return codeLens(workspace.snapshot(), uriAt(path)).map(({ command }) => command?.title);
  };

  it.each([
    ['what the app names is started', 'config.yaml', ['Compose & Launch', 'Show composed config']],
    ['what has a defaults list is started', 'eval.yaml', ['Compose & Launch', 'Show composed config']],
    ['what they use is used', 'db/mysql.yaml', ['Used by 2 configs', 'Show composed config of config']],
    ['what nobody uses is nothing', 'docker-compose.yaml', []],
  ])('%s', (_, path, lenses) => {
    expect(lensesOf({ ...OTHERS, ...SHARED, 'eval.yaml': 'defaults: [config, _self_]\n' }, path)).toEqual(lenses);
  });

  it('a list that is being typed makes a config', () => {
    const { workspace } = opened(SHARED);
    const uri = uriAt('new.yaml');
    for (const [typed, isConfig] of [
      ['default: ', false],
      ['defaults:', true],
      ['defaults:\n  - ', true],
      ['defaults:\n  - db: ', true],
      ['defaults: &defaults\n  a: 1\n', false],
      ['# @package db\nport: 1\n', true],
    ] as const) {
      workspace.apply([{ kind: 'edit', uri, text: typed }]);
      expect(placeOf(workspace.snapshot(), uri) !== undefined, typed).toBe(isConfig);
    }
  });
});

describe('a fragment', () => {
  it('is judged as its users compose it', () => {
    const { workspace } = opened({
      ...APART,
      // By itself it has no `port` and no `other`.
      'conf/db/mysql.yaml': 'port: 1\nown: ${port}\nshared: ${db.port} ${other}\n',
      'conf/base.yaml': 'other: ${only_here}\n',
      'conf/config.yaml': 'defaults: [base, { db: mysql }, _self_]\nport: 2\nonly_here: 3\n',
    });
    expect(problemLines(workspace.snapshot())).toEqual([]);
  });

  it('that nobody chose is judged as if somebody had', () => {
    const { workspace } = opened({ ...APART, 'conf/db/pg.yaml': 'port: 3\na: ${port}\nb: ${db.prot}\n' });
    expect(problemLines(workspace.snapshot())).toEqual([
      "conf/db/pg.yaml:3:4+10 warning HS201 'db.prot' is not defined; did you mean 'db.port'?",
    ]);
  });
});
