import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { typedNode } from '../../server/src/cli/typed.ts';
import {
  type ConfigNode,
  compose,
  type EnumType,
  parseType,
  plainOf,
  type Repository,
  type StructuredType,
  type TypeRef,
} from '../../server/src/compose/index.ts';
import { createWorkspace, MEMORY_ROOT, memoryHost, repositoryOf } from '../../server/src/project/index.ts';
import { type ConfigFile, type HydraVersion, parseConfigFile, type ValueNode } from '../../server/src/text/index.ts';

/**
 * What real Hydra answers where dataclasses are in the ConfigStore. The classes are those of the recorded cases' Python,
 * told by hand: finding them in Python source is another room's work.
 */
const FOLDER = join(__dirname, '..', 'conformance');

const classes = new Map<string, StructuredType | EnumType>();
const lookup = (name: string) => classes.get(name);

function dataclass(name: string, fields: Readonly<Record<string, string>>, yaml: string): StructuredType {
  const body = parseConfigFile(`class:/${name}`, yaml).body as ValueNode;
  const types = (): ReadonlyMap<string, TypeRef> =>
    new Map(Object.entries(fields).map(([field, type]) => [field, parseType(type, lookup)]));
  const type: StructuredType = { name, bases: [], fields: types, values: () => body };
  classes.set(name, type);
  return type;
}

classes.set('Color', {
  name: 'Color',
  members: new Map([
    ['RED', { t: 'int', v: 1n }],
    ['BLUE', { t: 'int', v: 2n }],
  ]),
});
const DB_YAML =
  'host: localhost\nport: ???\nratio: 0.5\nflag: false\ncolor: RED\ntags: []\nextra: null\nlimits: {}\nanything: null\n';
const DB = dataclass(
  'DB',
  {
    host: 'str',
    port: 'int',
    ratio: 'float',
    flag: 'bool',
    color: 'Color',
    tags: 'List[str]',
    extra: 'Optional[int]',
    limits: 'Dict[str, int]',
    anything: 'Any',
  },
  DB_YAML,
);
const CONFIG_YAML = `db:\n${DB_YAML.replace(/^(?=.)/gm, '  ')}seed: 1\n`;
const CONFIG = dataclass('Config', { db: 'DB', seed: 'int' }, CONFIG_YAML);

const nodes: ReadonlyMap<string, { readonly file: ConfigFile; readonly type?: StructuredType }> = new Map([
  ['base_config', { file: parseConfigFile('store:/base_config', CONFIG_YAML), type: CONFIG }],
  ['db/base_db', { file: parseConfigFile('store:/db/base_db', DB_YAML), type: DB }],
  ['db/plain', { file: parseConfigFile('store:/db/plain', 'host: plain\nport: 1\n') }],
  ['db/packaged', { file: parseConfigFile('store:/db/packaged', '# @package foo\nhost: p\n') }],
]);

function repositoryWithStore(texts: Readonly<Record<string, string>>, version: HydraVersion): Repository {
  const host = memoryHost(new Map(Object.entries(texts)));
  const { files } = createWorkspace(host, { folders: [], environment: new Map() }).snapshot();
  const base = repositoryOf(files, [{ provider: 'main', uri: MEMORY_ROOT, path: '/w' }], { version });
  return {
    ...base,
    load: (path) => base.load(path) ?? nodes.get(path)?.file,
    head: (path) => base.head(path) ?? nodes.get(path)?.file,
    isGroup: (path) => path === 'db' || base.isGroup(path),
    options: (group) => [...base.options(group), ...(group === 'db' ? ['base_db', 'packaged', 'plain'] : [])].sort(),
    classOf: (file) => base.classOf(file) ?? [...nodes.values()].find((node) => node.file === file)?.type,
    stored: (path) => nodes.get(path)?.file ?? base.stored(path),
  };
}

function typed(node: ConfigNode): unknown {
  if (node.shape === 'list') return { t: 'list', v: [...node.children.values()].map(typed) };
  if (node.shape === 'map') {
    const entries = [...node.children].map(([name, child]) => [
      typedNode(child.key ?? { t: 'str', v: name }),
      typed(child),
    ]);
    return { t: 'dict', v: entries };
  }
  const { leaf, declared } = node;
  if (leaf?.t === 'str' && declared?.kind === 'enum') return { t: 'enum', v: leaf.v, c: declared.type.name };
  return typedNode(plainOf(node));
}

/** Recorded values with interpolations as they are written. */
function unresolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unresolved);
  if (typeof value !== 'object' || value === null) return value;
  const { t, raw } = value as { t?: string; raw?: string };
  if ((t === 'resolved' || t === 'error') && raw !== undefined) return { t: 'interp', v: raw };
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unresolved(each)]));
}

interface Question {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
  readonly config_name: string;
  readonly overrides?: readonly string[];
  readonly python?: string;
}

interface Answer {
  readonly id: string;
  readonly ok: boolean;
  readonly config?: unknown;
  readonly error_class?: string;
  readonly error_message?: string;
}

function lines<T>(path: string): T[] {
  return readFileSync(join(FOLDER, path), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

const questions = lines<Question>('requests/hydra_node.jsonl').filter(({ python }) => python !== undefined);
const answers = new Map(lines<Answer>('answers/1.3/hydra_node.jsonl').map((answer) => [answer.id, answer]));
const later = new Map(lines<Answer>('answers/1.4/hydra_node.jsonl').map((answer) => [answer.id, answer]));

test.each(['1.3', '1.4'] as const)('dataclasses in the ConfigStore, Hydra %s', (version) => {
  expect(questions.length).toBeGreaterThan(60);
  for (const { id, files, config_name: name, overrides = [] } of questions) {
    const recorded = (version === '1.4' ? later.get(id) : undefined) ?? (answers.get(id) as Answer);
    const composition = compose(repositoryWithStore(files, version), { name, overrides, version });
    const refusal = composition.problems.find((problem) => problem.refusal !== undefined)?.refusal;
    const ours = refusal
      ? { id, error: `${refusal.errorClass}: ${refusal.message.split('\n')[0]}` }
      : { id, config: typed(composition.root) };
    const theirs = recorded.ok
      ? { id, config: unresolved(recorded.config) }
      : { id, error: `${recorded.error_class}: ${recorded.error_message?.split('\n')[0]}` };
    expect.soft(ours).toEqual(theirs);
  }
});
