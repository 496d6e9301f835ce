// Options that nobody chose are judged by what they change of a primary config's composition (`project/apart.ts`): after
// any edit to what they share, what is found in each of them is what a fresh workspace finds.
import { expect, it } from 'vitest';
import type { Composition, ConfigNode } from '../../server/src/compose/index.ts';
import { diagnose } from '../../server/src/features/index.ts';
import {
  type CompositionKey,
  composeApart,
  createWorkspace,
  judgedKeysOf,
  type Snapshot,
  textOfKey,
} from '../../server/src/project/index.ts';
import { memoryHost, ROOT, uriAt } from '../support/memoryHost.ts';
import { randomFrom } from '../support/random.ts';

const GROUPS = ['model', 'data', 'opt'];
const OPTIONS = 12;
const KEYS = ['dim', 'depth', 'rate', 'steps', 'model', 'data', 'opt', 'extra'];
const STEPS = 70;

/** A config as it is written from: always valid, so that what is judged is what it means. */
interface Draft {
  header: string;
  /** Option by group; a config without a group has none. */
  defaults: Map<string, string>;
  lines: Map<string, string>;
}

function written({ header, defaults, lines }: Draft): string {
  const list = [...defaults].map(([key, option]) => `  - ${option === '' ? key : `${key}: ${option}`}\n`).join('');
  const body = [...lines].map(([key, value]) => `${key}: ${value}\n`).join('');
  return `${header}${list === '' ? '' : `defaults:\n${list}`}${body}`;
}

type Pick = <T>(from: readonly T[]) => T;

function valueFrom(pick: Pick): string {
  const key = pick(KEYS);
  return pick([
    '1',
    '"text"',
    `\${${key}}`,
    `\${${key}.${pick(KEYS)}}`,
    `{ ${pick(KEYS)}: 2 }`,
    `{ ${pick(KEYS)}: "\${${key}}" }`,
    `{ _target_: builtins.dict, ${pick(KEYS)}: "\${${key}.${pick(KEYS)}}" }`,
    'null',
  ]);
}

/** What a config may bring in: never what brings in others in turn, so that lists stay short. */
function defaultFrom(pick: Pick, path: string): readonly (readonly [string, string])[] {
  const group = pick(GROUPS);
  if (path === 'config' || path === 'second') return [[group, `o${pick([0, 1, 2])}`]];
  return path === 'base' || /o[0-5]$/.test(path) ? [[`/${group}@${pick(KEYS)}`, `o${pick([6, 7])}`]] : [];
}

function start(pick: Pick): Map<string, Draft> {
  const lines = (count: number) => new Map(Array.from({ length: count }, () => [pick(KEYS), valueFrom(pick)]));
  const drafts = new Map<string, Draft>();
  const chosen = GROUPS.map((group) => [group, 'o0'] as const);
  drafts.set('config', { header: '', defaults: new Map([['base', ''], ...chosen, ['_self_', '']]), lines: lines(3) });
  drafts.set('second', {
    header: '',
    defaults: new Map([
      ['_self_', ''],
      ['base', ''],
      ['model', 'o1'],
    ]),
    lines: lines(2),
  });
  drafts.set('base', { header: '', defaults: new Map(), lines: lines(4) });
  for (const group of GROUPS) {
    for (let index = 0; index < OPTIONS; index++) {
      const header = pick(['', '', '# @package _global_\n', `# @package ${pick(KEYS)}\n`]);
      drafts.set(`${group}/o${index}`, { header, defaults: new Map(), lines: lines(2) });
    }
  }
  return drafts;
}

/** One edit, to what all share as often as to one of the many. */
function edit(random: () => number, pick: Pick, drafts: ReadonlyMap<string, Draft>): string {
  const shared = ['config', 'second', 'base', ...GROUPS.map((group) => `${group}/o0`)];
  const path = random() < 0.6 ? pick(shared) : pick([...drafts.keys()]);
  const draft = drafts.get(path);
  if (draft === undefined) throw new Error(path);
  const what = random();
  if (what < 0.1) draft.header = pick(['', '# @package _global_\n', `# @package ${pick(KEYS)}\n`, '# a comment\n']);
  else if (what < 0.18) for (const [key, option] of defaultFrom(pick, path)) draft.defaults.set(key, option);
  else if (what < 0.22) draft.defaults.delete(pick([...draft.defaults.keys(), 'base']));
  else if (what < 0.45) draft.lines.delete(pick([...draft.lines.keys(), 'dim']));
  else draft.lines.set(pick(KEYS), valueFrom(pick));
  return path;
}

function problems(snapshot: Snapshot): unknown {
  const found = [...diagnose(snapshot)].map(([uri, each]) => [
    uri,
    each.map(({ code, severity, span, message }) => `${span.start} ${code} ${severity} ${message}`),
  ]);
  return Object.fromEntries(found);
}

/** A value with everybody who wrote it. */
function shown(node: ConfigNode | undefined): unknown {
  if (node === undefined) return undefined;
  const writes = node.writes.map(({ op, origin, value }) => [
    op,
    origin.kind === 'file' ? [origin.file.uri, origin.key] : origin,
    value.range,
  ]);
  return [node.shape, node.leaf, writes, [...node.children].map(([name, child]) => [name, shown(child)])];
}

function triedKeys(snapshot: Snapshot): readonly CompositionKey[] {
  return snapshot
    .projects()
    .flatMap((project) => project.roots.flatMap((root) => judgedKeysOf(snapshot, root)))
    .filter((key) => key.isTrial);
}

function seen({ root, defaultsList, choices }: Composition): unknown {
  const list = defaultsList.map((choice) => [choice.configPath, choice.package, choice.file.text]);
  return { list, choices: [...choices], tops: KEYS.map((name) => [name, shown(root.children.get(name))]) };
}

/** As a rule sees it, which reads single values and is run again when one of them changes. */
function seenApart(snapshot: Snapshot, key: CompositionKey): unknown {
  return snapshot.derive(`seen by the test ${textOfKey(key)}`, (at) => seen(composeApart(at, key).composition));
}

const APP: readonly (readonly [string, string])[] = [
  ['app.py', '@hydra.main(version_base=None, config_path="conf", config_name="config")\ndef f(cfg): ...\n'],
];

/** Schemas of the whole and of single options, which both have a say in what an option changes. */
function schemas(): typeof APP {
  const numbers = (keys: readonly string[]) =>
    Object.fromEntries(keys.map((key) => [key, { type: ['integer', 'object', 'null'] }]));
  const bound = [
    { schema: 'top.json', files: ['conf/*.yaml'] },
    { schema: 'option.json', files: GROUPS.map((group) => `conf/${group}/*.yaml`) },
  ];
  return [
    ...APP,
    ['hydrascope.yaml', JSON.stringify({ schemas: bound })],
    ['top.json', JSON.stringify({ properties: numbers(KEYS) })],
    ['option.json', JSON.stringify({ properties: numbers(KEYS.slice(2)), additionalProperties: false })],
  ];
}

it.each([
  [11, 'no schemas', APP],
  [12, 'no schemas', APP],
  [14, 'no schemas', APP],
  [16, 'schemas', schemas()],
])(
  `options are judged as by a fresh workspace after each of ${STEPS} edits, seed %i, %s`,
  (seed, _, others) => {
    const random = randomFrom(seed);
    const pick: Pick = (from) => from[Math.floor(random() * from.length)] as (typeof from)[number];
    const drafts = start(pick);
    const texts = () => [...drafts].map(([path, draft]) => [`conf/${path}.yaml`, written(draft)] as const);
    const files = () => memoryHost(new Map([...texts(), ...others]));
    const incremental = createWorkspace(files(), { folders: [ROOT] });
    let withProblems = 0;
    let tried = 0;
    for (let step = 0; step < STEPS; step++) {
      const path = edit(random, pick, drafts);
      const text = written(drafts.get(path) as Draft);
      const snapshot = incremental.apply([{ kind: 'edit', uri: uriAt(`conf/${path}.yaml`), text }]);
      // Several edits may come together.
      if (random() < 0.3) continue;
      if (random() < 0.3) problems(snapshot);
      if (random() < 0.7) incremental.settle();
      const fresh = createWorkspace(files(), { folders: [ROOT] });
      for (const key of triedKeys(fresh.snapshot())) {
        tried++;
        const wanted = seen(fresh.snapshot().compose(key));
        expect(seenApart(snapshot, key), `step ${step}: ${path}\n${text}\nseen by ${textOfKey(key)}`).toEqual(wanted);
      }
      const wanted = problems(fresh.snapshot());
      expect(problems(snapshot), `step ${step}: ${path}\n${text}`).toEqual(wanted);
      if (Object.keys(wanted as object).length > 3) withProblems++;
    }
    expect(withProblems).toBeGreaterThan(STEPS / 4);
    expect(tried).toBeGreaterThan(4 * STEPS);
  },
  120_000,
);

it('an option that is tried leaves all that one program registers as it is', () => {
  const stored = `from dataclasses import dataclass
from hydra.core.config_store import ConfigStore

@dataclass
class Model:
    width: int = 5

store = ConfigStore.instance()
store.store(group="model", name="schema", node=Model)
store.store(name="of_python", node={"seed": 3})
`;
  const app = `import hydra\nimport stored\n${'@hydra.main(version_base=None, config_path="conf", config_name="config")\ndef f(cfg): ...\n'}`;
  const files = new Map([
    ['app.py', app],
    ['stored.py', stored],
    ['conf/config.yaml', 'defaults:\n  - of_python\n  - model: schema\n  - _self_\nscaled: 1\n'],
    ['conf/experiment/fast.yaml', '# @package _global_\nseed: 4\nmodel: { width: 6 }\n'],
  ]);
  const snapshot = createWorkspace(memoryHost(files), { folders: [ROOT] }).snapshot();
  const [tried] = triedKeys(snapshot);
  const found = snapshot.compose(tried as CompositionKey);
  expect(found.problems).toEqual([]);
  expect(diagnose(snapshot).size).toBe(0);
  expect([...found.root.children.keys()]).toEqual(['seed', 'model', 'scaled']);
});
