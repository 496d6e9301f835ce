import { expect, test } from 'vitest';
import { type ComposeRequest, compose, nodeAt, plainOf, winner } from '../../server/src/compose/index.ts';
import { createWorkspace, MEMORY_ROOT, memoryHost, repositoryOf } from '../../server/src/project/index.ts';
import { joinUri } from '../../server/src/text/index.ts';

type Tree = Readonly<Record<string, string>>;

function snapshotOf(tree: Tree) {
  const host = memoryHost(new Map(Object.entries(tree)));
  return createWorkspace(host, { folders: [MEMORY_ROOT], environment: new Map([['HOME', '/h']]) }).snapshot();
}

function composed(tree: Tree, request: Partial<ComposeRequest> = {}, plugins: readonly string[] = []) {
  const { version = '1.3' } = request;
  const main = { provider: 'main', uri: MEMORY_ROOT, path: '/w' };
  const options = { version, plugins: new Set(plugins), cwd: MEMORY_ROOT, packageFolders: [MEMORY_ROOT] };
  const repository = repositoryOf(snapshotOf(tree).files, [main], options);
  return compose(repository, { name: 'config', overrides: [], version, ...request });
}

const at = (composition: ReturnType<typeof composed>, path: string) => {
  const node = nodeAt(composition.whole, path.split('.'));
  return node && plainOf(node);
};

const refusals = (composition: ReturnType<typeof composed>) =>
  composition.problems.flatMap(({ refusal }) =>
    refusal ? [`${refusal.errorClass}: ${refusal.message.split('\n')[0]}`] : [],
  );

test('a plugin that is not installed is named, and Hydra is quoted', () => {
  const composition = composed({ 'config.yaml': 'x: 1\n' }, { overrides: ['hydra/launcher=joblib'] });
  expect(composition.problems.map(({ message }) => message)).toEqual([
    "'hydra/launcher/joblib' comes with the plugin hydra-joblib-launcher, which the run's Python has to have",
  ]);
  expect(refusals(composition)).toEqual([
    "MissingConfigException: In 'hydra/config': Could not find 'hydra/launcher/joblib'",
  ]);
});

test('an installed plugin brings its typed options', () => {
  const config = 'defaults:\n  - override hydra/launcher: joblib\n  - _self_\nhydra:\n  launcher: {n_jobs: "4"}\n';
  const composition = composed({ 'config.yaml': config }, {}, ['hydra-joblib-launcher']);
  expect(refusals(composition)).toEqual([]);
  expect(at(composition, 'hydra.launcher.n_jobs')).toEqual({ t: 'int', v: 4n });
  expect(at(composition, 'hydra.launcher.timeout')).toEqual({ t: 'null' });
  const wrong = composed({ 'config.yaml': config.replace('"4"', 'many') }, {}, ['hydra-joblib-launcher']);
  expect(wrong.problems.map(({ message }) => message)).toEqual([
    "Value 'many' of type 'str' could not be converted to Integer",
  ]);
});

test('a refused value is shown where it is written, and the rest is composed', () => {
  const text = 'hydra:\n  job:\n    num: abc\n    name: mine\nx: 1\n';
  const composition = composed({ 'config.yaml': text });
  const [problem] = composition.problems;
  expect(text.slice(problem?.span.start, problem?.span.end)).toBe('abc');
  expect(at(composition, 'hydra.job.num')).toEqual({ t: 'missing' });
  expect(at(composition, 'hydra.job.name')).toEqual({ t: 'str', v: 'mine' });
});

test('values of Hydra have their writes: its own file, then the one that decided', () => {
  const composition = composed({ 'config.yaml': 'hydra:\n  run:\n    dir: out\n' });
  const node = nodeAt(composition.whole, ['hydra', 'run', 'dir']);
  const origins = node?.writes.map(({ origin }) => (origin.kind === 'file' ? origin.file.uri : origin.kind));
  expect(origins).toEqual(['hydra-conf:/1.3/hydra/output/default.yaml', 'file:///w/config.yaml']);
  expect(node && winner(node).value).toMatchObject({ leaf: { t: 'str', v: 'out' } });
});

test('a job never sees the hydra node, and it is the same whether asked for early or late', () => {
  const late = composed({ 'config.yaml': 'x: 1\n' });
  const early = composed({ 'config.yaml': 'x: 1\n' }, { overrides: ['hydra.verbose=false'] });
  expect([...late.root.children.keys()]).toEqual(['x']);
  expect([...early.root.children.keys()]).toEqual(['x']);
  const own = (composition: typeof late) => {
    const { children } = composition.hydra ?? { children: new Map() };
    return [...children].filter(([name]) => name !== 'overrides').map(([name, node]) => [name, plainOf(node)]);
  };
  expect(own(early)).toEqual(own(late));
});

test('Hydra 1.4 writes aliases out; their arguments are kept as they were meant', () => {
  const tree = { 'config.yaml': 'hydra:\n  aliases: {lr: opt.lr, "big,large": size=9}\nopt: {lr: 1}\nsize: 1\n' };
  const composition = composed(tree, { version: '1.4', overrides: ['lr=5', 'large'] });
  expect(refusals(composition)).toEqual([]);
  expect(at(composition, 'opt.lr')).toEqual({ t: 'int', v: 5n });
  expect(at(composition, 'size')).toEqual({ t: 'int', v: 9n });
  const task = nodeAt(composition.whole, ['hydra', 'overrides', 'task']);
  expect(task && plainOf(task)).toEqual({
    t: 'list',
    v: [
      { t: 'str', v: 'opt.lr=5' },
      { t: 'str', v: 'size=9' },
    ],
  });
  const [first] = refusals(composed(tree, { version: '1.4', overrides: ['lr'] }));
  expect(first).toBe("ConfigCompositionException: Override alias 'lr' requires a value for 'lr'");
});

test('a search path may name a package of the workspace', () => {
  const tree = {
    'config.yaml': 'hydra:\n  searchpath: ["pkg://more.conf", "pkg://no.where"]\ndefaults:\n  - db: pg\n',
    'more/conf/__init__.py': '',
    'more/conf/db/pg.yaml': 'n: 1\n',
  };
  const composition = composed(tree);
  expect(at(composition, 'db.n')).toEqual({ t: 'int', v: 1n });
  expect(composition.problems.map(({ severity, message, refusal }) => [severity, message, refusal])).toEqual([
    ['warning', 'provider=hydra.searchpath in main, path=no.where is not available.', undefined],
  ]);
});

test('folders of the search path are inputs, also while they are missing', () => {
  const tree = { 'conf/config.yaml': 'hydra:\n  searchpath: [file://extra]\nx: 1\n' };
  const { files } = snapshotOf(tree);
  const listed = new Map<string, unknown>();
  const folder = (uri: string) => {
    const found = files.folder(uri);
    listed.set(uri, found);
    return found;
  };
  const main = { provider: 'main', uri: joinUri(MEMORY_ROOT, 'conf'), path: '/w/conf' };
  compose(repositoryOf({ ...files, folder }, [main], { version: '1.3', cwd: MEMORY_ROOT }), {
    name: 'config',
    overrides: [],
    version: '1.3',
  });
  expect(listed.has(joinUri(MEMORY_ROOT, 'extra'))).toBe(true);
  expect(listed.get(joinUri(MEMORY_ROOT, 'extra'))).toBeUndefined();
});
