// After any sequence of edits the workspace answers what a fresh one answers.
import { describe, expect, it } from 'vitest';
import {
  codeLens,
  completion,
  composed,
  definition,
  diagnose,
  diagnosing,
  explainTree,
  hover,
  inlayHints,
  overriddenLens,
  primaries,
  problemsIn,
  semanticTokens,
} from '../../server/src/features/index.ts';
import { knownResolvers } from '../../server/src/features/resolverNames.ts';
import { instantiationsOf } from '../../server/src/features/targets/calls.ts';
import {
  appUsesOf,
  type ConfigRoot,
  createWorkspace,
  judgedKeysOf,
  namesInPython,
  type Project,
  pathUsesOf,
  primariesOf,
  type Snapshot,
} from '../../server/src/project/index.ts';
import { memoryHost, ROOT, uriAt } from '../support/memoryHost.ts';
import { randomFrom } from '../support/random.ts';
import { type Opened, open, parseScenario } from '../support/scenario.ts';

const START = parseScenario(`
-- hydrascope.yaml --
schemas:
  - schema: app.schema.json
    files: ["conf/*.yaml"]
-- app.schema.json --
{ "type": "object", "properties": { "type": { "type": "string" }, "dim": { "type": "integer" }, "model": { "type": "object" } } }
-- app.py --
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
ADAPTER_PATHS: dict = {"gpt": "a:B", "mamba": "c:D"}
-- train.py --
import hydra
import stored

@hydra.main(version_base=None, config_path="conf", config_name="second")
def main(cfg):
    print(cfg.dim)

if __name__ == "__main__":
    main()
-- stored.py --
from hydra.core.config_store import ConfigStore
from omegaconf import OmegaConf

OmegaConf.register_new_resolver("double", lambda x: x)
ConfigStore.instance().store(group="model", name="stored", node={"width": 5})
-- conf/config.yaml --
defaults:
  - base
  - model: gpt
  - _self_
type: gpt
dim: 64
scaled: \${model.width}
-- conf/base.yaml --
dim: 1
type: mamba
-- conf/second.yaml --
defaults: [base, { model: mamba }, _self_]
-- conf/model/gpt.yaml --
width: \${dim}
-- conf/model/mamba.yaml --
# @package model
width: 12
-- conf/cache/redis.yaml --
ttl: 1
-- README.md --
Try it.
`);

/** What is put into files, wherever it happens to land. */
const SNIPPETS = [
  'dim: 2\n',
  'type: gpt\n',
  'type: nothing\n',
  '  - model: mamba\n',
  '  - _self_\n',
  'defaults: [base]\n',
  'model: {width: 3}\n',
  'a: ${dim}\n',
  'b: ${nowhere}\n',
  '"',
  '[',
  '# @package _global_\n',
  '- ',
  ': ',
  '\n',
  ' ',
  'rules: { HS401: off }\n',
  'ADAPTER_PATHS["nothing"] = "x:Y"\n',
  'roots: [conf]\n',
  'hydra: "1.4"\n',
  '@hydra.main(version_base=None, config_path="other", config_name="config")\ndef other(cfg): ...\n',
  'import stored\n',
  'cfg.dim\n',
  'print(cfg.model.width)\n',
  'OmegaConf.register_new_resolver("triple", max)\n',
  'ConfigStore.instance().store(name="of_python", node={"dim": 3})\n',
  'a: ${double:${dim}}\n',
  '???',
  '&a ',
  '*a',
  '+cache=redis\n',
  '  - cache: null\n',
];
const NEW_FILES = [
  'conf/new.yaml',
  'conf/cache/new.yaml',
  'conf/model/new.yaml',
  'conf/deep/er/new.yaml',
  'second.py',
  'other/config.yaml',
];
const STEPS = 200;

/** One random change, told to the workspace; `unsaved` keeps what only the editor has. */
function step(random: () => number, opened: Opened, unsaved: Map<string, string>): string {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const paths = [...new Set([...opened.disk.keys(), ...unsaved.keys()])].sort();
  const path = pick(random() < 0.15 ? NEW_FILES : paths);
  const text = unsaved.get(path) ?? opened.disk.get(path) ?? '';
  const action = random();
  if (action < 0.1 && unsaved.size > 0) {
    const closing = pick([...unsaved.keys()].sort());
    unsaved.delete(closing);
    opened.close(closing);
    return `close ${closing}`;
  }
  if (action < 0.17) {
    opened.save(path, undefined);
    return `delete ${path}`;
  }
  if (action < 0.25) {
    const original = START.files.get(path) ?? 'dim: 5\n';
    opened.save(path, original);
    return `write ${path}`;
  }
  const start = Math.floor(random() * (text.length + 1));
  // Half of the edits are whole lines, so that files stay readable for a while.
  const at = random() < 0.5 ? text.lastIndexOf('\n', start - 1) + 1 : start;
  const end = random() < 0.4 ? Math.min(text.length, at + Math.floor(random() * 12)) : at;
  const after = text.slice(0, at) + (random() < 0.8 ? pick(SNIPPETS) : '') + text.slice(end);
  if (random() < 0.3) {
    opened.save(path, after);
    return `save ${path}: ${JSON.stringify(after)}`;
  }
  unsaved.set(path, after);
  opened.type(path, after);
  return `edit ${path}: ${JSON.stringify(after)}`;
}

/** Everything that a snapshot knows, in words. */
function answers(snapshot: Snapshot): unknown {
  const problems = [...diagnose(snapshot)].map(([uri, found]) => [
    uri,
    found.map(({ code, severity, span, message }) => [code, severity, span.start, span.end, message]),
  ]);
  const compositions = snapshot
    .projects()
    .flatMap((project) =>
      project.roots.flatMap((root) =>
        primariesOf(snapshot, root).map(({ key, composition }) => [
          key.name,
          explainTree(snapshot, composition),
          [...composition.choices],
        ]),
      ),
    );
  const files = [...START.files.keys(), ...NEW_FILES].map((path) => composed(snapshot, uriAt(path)));
  const asked = [...START.files.keys(), ...NEW_FILES].flatMap((path) => answersIn(snapshot, path));
  return { problems: problems.sort(), compositions, primaries: primaries(snapshot), files, asked };
}

/** What an editor asks of a file, at some places all over it. */
function answersIn(snapshot: Snapshot, path: string): unknown[] {
  const uri = uriAt(path);
  const text = snapshot.files.file(uri)?.text ?? '';
  const offsets = Array.from({ length: 8 }, (_, index) => Math.floor((index * text.length) / 7));
  const places = [...new Set(offsets)].map((offset) => {
    const at = { uri, offset };
    return [hover(snapshot, at), completion(snapshot, at), definition(snapshot, at)];
  });
  const whole = { start: 0, end: text.length };
  const shown = [codeLens(snapshot, uri), overriddenLens(snapshot, uri), inlayHints(snapshot, uri, whole)];
  return [path, ...shown, semanticTokens(snapshot, uri), ...places];
}

describe('an incremental answer', () => {
  it.each([1, 2, 3])(
    `equals a fresh one after each of ${STEPS} random edits, seed %i`,
    (seed) => {
      const random = randomFrom(seed);
      const opened = open(START);
      const unsaved = new Map<string, string>();
      const history: string[] = [];
      let withProblems = 0;
      for (let index = 0; index < STEPS; index++) {
        history.push(step(random, opened, unsaved));
        // Not every state is looked at, as in an editor; some are asked a little before the rest is looked at.
        if (random() < 0.3) continue;
        if (random() < 0.5) answersIn(opened.snapshot(), 'conf/config.yaml');
        if (random() < 0.7) opened.workspace.settle();
        const fresh = createWorkspace(memoryHost(opened.disk), { folders: [ROOT] });
        const wanted = answers(
          fresh.apply([...unsaved].map(([path, text]) => ({ kind: 'edit', uri: uriAt(path), text }))),
        );
        const given = answers(opened.snapshot());
        expect(given, `after ${history.slice(-4).join('\n')}`).toEqual(wanted);
        if (diagnose(opened.snapshot()).size > 0) withProblems++;
      }
      expect(withProblems).toBeGreaterThan(20);
    },
    60_000,
  );
});

describe('an edit to Python', () => {
  /** Answers that all compositions rest on, by their names. */
  function basis(snapshot: Snapshot): Readonly<Record<string, unknown>> {
    const [project] = snapshot.projects() as [Project];
    const [root] = project.roots as [ConfigRoot];
    return {
      project,
      names: namesInPython(snapshot, project),
      judged: judgedKeysOf(snapshot, root),
      resolvers: knownResolvers(snapshot, project),
      paths: pathUsesOf(snapshot, root),
      instantiations: instantiationsOf(snapshot, project),
      ...Object.fromEntries(
        appUsesOf(snapshot, project, root)?.map(({ app, use }) => [`use in ${app.script}`, use]) ?? [],
      ),
    };
  }

  /** The names of what another text of a file makes anew. */
  function changedBy(path: string, edit: (text: string) => string): readonly string[] {
    const opened = open(START);
    const before = basis(opened.snapshot());
    opened.type(path, edit(START.files.get(path) ?? ''));
    const after = basis(opened.snapshot());
    return Object.keys(after).filter((name) => after[name] !== before[name]);
  }

  it.each(['app.py', 'train.py', 'stored.py'])('that says nothing new in %s changes nothing', (path) => {
    expect(changedBy(path, (text) => `${text}\n# A remark.\n`)).toEqual([]);
  });

  it('that moves a decorator does not move the project', () => {
    expect(changedBy('train.py', (text) => `\n${text}`)).toEqual(['use in file:///w/train.py']);
  });

  it('changes what it speaks of', () => {
    const other = (text: string) => text.replace('config_name="second"', 'config_name="config"');
    expect(changedBy('train.py', other)).toContain('project');
    expect(changedBy('train.py', (text) => text.replace('cfg.dim', 'cfg.type'))).toContain('paths');
    expect(changedBy('stored.py', (text) => text.replace('double', 'twice'))).toEqual(['names', 'resolvers']);
  });
});

describe('the first look', () => {
  it.each([
    ['at a workspace', (snapshot: Snapshot) => diagnosing(snapshot)],
    ['at a file', (snapshot: Snapshot) => problemsIn(snapshot, uriAt('conf/group_1/only.yaml'), undefined)],
  ])('%s reads little in one step', (_, look) => {
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    const files = new Map([
      ...START.files,
      ...numbers.map((index) => [`conf/group_${index}/only.yaml`, `a: ${index}\nb: \${nothing}\n`] as const),
      ...numbers.map((index) => [`lib_${index}/module.py`, `import hydra\nx = ${index}\n`] as const),
    ]);
    const host = memoryHost(files);
    const read = new Set<string>();
    const noting =
      <T>(of: (uri: string) => T) =>
      (uri: string): T => {
        read.add(uri);
        return of(uri);
      };
    const counted = { ...host, read: noting(host.read), list: noting(host.list) };
    const work = look(createWorkspace(counted, { folders: [ROOT] }).snapshot());
    let most = 0;
    let before = 0;
    let isDone = false;
    while (!isDone) {
      isDone = work.next().done === true;
      most = Math.max(most, read.size - before);
      before = read.size;
    }
    expect(read.size).toBeGreaterThan(150);
    // One folder or one file, with what decides whether it counts.
    expect(most).toBeLessThan(20);
  });
});
