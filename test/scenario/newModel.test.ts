// New Model Config: the config, its type's entry in the registry, the adapter's file; nothing is written over.
import { describe, expect, it } from 'vitest';
import { diagnose, newModel, newModelPlaces } from '../../server/src/features/index.ts';
import type { FileChange, NewModelParams, NewModelResult } from '../../server/src/protocol.ts';
import { editedText, offsetAt } from '../../server/src/text/index.ts';
import { neutral } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario, type Scenario, trainer } from '../support/scenario.ts';

type Asked = Omit<NewModelParams, 'root'>;

function ask(given: Scenario, params: Asked, root = 'configs'): NewModelResult {
  return newModel(open(given).snapshot(), { root: uriAt(root), ...params });
}

/** The files after the changes; each change has to be one that can be made. */
function made(given: Scenario, { changes }: NewModelResult): Scenario {
  const files = new Map(given.files);
  for (const change of changes) files.set(neutral(change.uri), textAfter(files, change));
  return { files, annotations: [] };
}

function textAfter(files: ReadonlyMap<string, string>, change: FileChange): string {
  const before = files.get(neutral(change.uri));
  if (change.kind === 'create') {
    expect(before).toBeUndefined();
    return change.text;
  }
  const at = offsetAt(before ?? '', change.at);
  return editedText(before ?? '', [{ span: { uri: change.uri, start: at, end: at }, text: change.text }]);
}

/** What is wrong in the files, hints left out. */
function problemsOf(given: Scenario): string[] {
  return [...diagnose(open(given).snapshot())].flatMap(([uri, problems]) =>
    problems
      .filter(({ severity }) => severity !== 'hint')
      .map(({ code, message }) => `${neutral(uri)} ${code} ${message}`),
  );
}

const textOf = (result: NewModelResult, path: string) =>
  result.changes.find(({ uri }) => neutral(uri) === path)?.text ?? '';

describe('new model config', () => {
  it('of a registered type: the template with the defaults of its Cfg, and nothing else', () => {
    const result = ask(trainer(), { name: 'my_gpt', type: 'gpt2' });
    expect(result.changes.map(({ kind, uri }) => [kind, neutral(uri)])).toEqual([['create', 'configs/my_gpt.yaml']]);
    expect(textOf(result, 'configs/my_gpt.yaml')).toMatchInlineSnapshot(`
      "# My gpt configuration
      defaults:
        - data
        - training
        - _self_

      # Model type (a name of ADAPTER_PATHS in trainer_registry.py)
      type: "gpt2"

      # Model-specific configuration
      model_cfg:
        vocab_size: 50257  # Number of token ids that the model knows.
        n_ctx: 1024  # Longest context, in tokens.
        d_model: 768  # Width of the residual stream, in channels.
        num_heads: 6  # Attention heads per block.
        n_layers: 12  # Number of transformer blocks.

      # Overrides of data and training, as other models have them
      num_iterations: 1750
      # seq_len: 65536
      "
    `);
    expect(problemsOf(made(trainer(), result))).toEqual(problemsOf(trainer()));
  });

  it('of a new type: registers it and writes an adapter that derives from another', () => {
    const adapter = { kind: 'skeleton', like: 'current-best' } as const;
    const result = ask(trainer(), { name: 'my_model', type: 'my-model', adapter });
    expect(result.changes.map(({ kind, uri }) => [kind, neutral(uri)])).toEqual([
      ['create', 'configs/my_model.yaml'],
      ['insert', 'trainer/trainer_registry.py'],
      ['create', 'trainer/models/MyModel.py'],
    ]);
    expect(result.changes.map(({ text }) => text).join('\n-----\n')).toMatchInlineSnapshot(`
      "# My model configuration
      defaults:
        - data
        - training
        - _self_

      # Model type (a name of ADAPTER_PATHS in trainer_registry.py)
      type: "my-model"

      # Model-specific configuration
      model_cfg:
        vocab_size: 50257  # Number of token ids that the model knows.
        num_layers: 12  # Number of transformer blocks.
        num_heads: 6  # Attention heads per block, of 128 channels each.
        model_dim: 768  # Width of the residual stream, in channels.
        use_fp8: false  # Run the output head in 8-bit floats (needs a Hopper GPU).

      # Overrides of data and training, as other models have them
      num_iterations: 1750
      # seq_len: 65536

      -----

          "my-model": "models.MyModel:MyModelAdapter",
      -----
      """The model of type \`my-model\`."""

      from models.CurrentBest import CurrentBestAdapter, CurrentBestCfg


      class MyModelCfg(CurrentBestCfg):
          """\`model_cfg\` of type \`my-model\`: add its fields here."""


      class MyModelAdapter(CurrentBestAdapter):
          """Adapter of type \`my-model\`: what is not written here is CurrentBestAdapter's."""

          Cfg = MyModelCfg
      "
    `);
    expect(problemsOf(made(trainer(), result))).toEqual(problemsOf(trainer()));
  });

  it('of a new type from scratch: below the class that all adapters share', () => {
    const result = ask(trainer(), { name: 'my_model', type: 'my-model', adapter: { kind: 'skeleton' } });
    expect(textOf(result, 'trainer/models/MyModel.py')).toMatchInlineSnapshot(`
      """"The model of type \`my-model\`."""

      from models.base import DefaultAdapter, ModelCfg


      class MyModelCfg(ModelCfg):
          """\`model_cfg\` of type \`my-model\`: add its fields here."""


      class MyModelAdapter(DefaultAdapter):
          """Adapter of type \`my-model\`: what is not written here is DefaultAdapter's."""

          Cfg = MyModelCfg
      "
    `);
    expect(textOf(result, 'configs/my_model.yaml')).toContain('model_cfg:\n  vocab_size: 50257');
    expect(problemsOf(made(trainer(), result))).toEqual(problemsOf(trainer()));
  });

  it('of a new type that shares an adapter, or has none yet', () => {
    const shared = ask(trainer(), { name: 'm', type: 'm', adapter: { kind: 'shared', like: 'mamba' } });
    expect(textOf(shared, 'trainer/trainer_registry.py')).toBe('\n    "m": "models.Mamba:MambaAdapter",');
    expect(problemsOf(made(trainer(), shared))).toEqual(problemsOf(trainer()));
    const later = ask(trainer(), { name: 'm', type: 'm', adapter: { kind: 'later' } });
    expect(problemsOf(made(trainer(), later)).filter((each) => !problemsOf(trainer()).includes(each))).toEqual([
      "trainer/trainer_registry.py HS402 'models.M:MAdapter': models has no 'M'",
    ]);
  });

  it.each([...newModelPlaces(open(trainer()).snapshot(), undefined)[0]!.registry!.types.map(({ name }) => name)])(
    'of the type %s composes without problems',
    (type) => {
      const result = ask(trainer(), { name: 'fresh', type });
      expect(result.refusal).toBeUndefined();
      expect(problemsOf(made(trainer(), result))).toEqual(problemsOf(trainer()));
    },
  );

  it('fills an empty document, and writes over nothing', () => {
    const into = uriAt('configs/empty.yaml');
    const files = new Map([...trainer().files, ['configs/empty.yaml', '']]);
    const result = ask({ files, annotations: [] }, { name: 'empty', type: 'gpt2', into });
    expect(result.changes.map(({ kind, uri }) => [kind, neutral(uri)])).toEqual([['insert', 'configs/empty.yaml']]);
    const refused = (params: Asked) => ask({ files, annotations: [] }, params).refusal;
    expect(refused({ name: 'mamba', type: 'mamba', into: uriAt('configs/mamba.yaml') })).toBe(
      "There is a config 'mamba' already.",
    );
    expect(refused({ name: 'MAMBA', type: 'mamba' })).toBe("There is a config 'MAMBA' already.");
    expect(refused({ name: 'a/b', type: 'mamba' })).toContain('is no name for a config');
    expect(refused({ name: 'x', type: 'mamba', into: uriAt('configs/other/x.yaml') })).toBe(
      'A model config belongs at the top of configs.',
    );
    expect(refused({ name: 'x', type: 'x', adapter: { kind: 'shared', like: 'y' } })).toBe("'y' is not registered.");
    expect(refused({ name: 'x', type: 'M-a-m-b-a', adapter: { kind: 'skeleton' } })).toBeUndefined();
    expect(refused({ name: 'x', type: '-mamba', adapter: { kind: 'skeleton' } })).toBe(
      "There is a module 'models.Mamba' already.",
    );
    expect(refused({ name: 'x', type: '"', adapter: { kind: 'later' } })).toContain('cannot be added to ADAPTER_PATHS');
    expect(ask(trainer(), { name: 'x' }, 'elsewhere').refusal).toContain('no folder of configs');
  });

  it('is of the shape that hydrascope.yaml and the project say: other keys, other classes', () => {
    const project = parseScenario(`
-- hydrascope.yaml --
registries:
  - symbol: NETS
    key: net.kind
    config: net.args
    schema: Config
-- nets.py --
from dataclasses import dataclass, field

@dataclass
class Head:
    width: int = 3
    name: str = "a: b"

@dataclass
class Deep:
    size: int
    rate: float = 1.0
    sizes: list = field(default_factory=list)
    head: Head = field(default_factory=Head)

class Net: ...
class DeepNet(Net):
    Config = Deep
NETS = {
    'deep': 'nets:DeepNet',
}
-- configs/app.yaml --
defaults:
  - base
  - _self_
net:
  kind: deep
  args: {size: 3}
-- configs/base.yaml --
seed: 1
`);
    const result = ask(project, { name: 'big-one', type: 'deep' });
    expect(textOf(result, 'configs/big-one.yaml')).toMatchInlineSnapshot(`
      "# Big one configuration
      defaults:
        - base
        - _self_

      # Model type (a name of NETS in nets.py)
      net:
        kind: "deep"
        args:
          size: ???
          rate: 1.0
          sizes: []
          head:
            width: 3
            name: "a: b"
      "
    `);
  });

  it('without a registry: bases alone', () => {
    const project = parseScenario(`
-- configs/app.yaml --
defaults:
  - base
  - _self_
-- configs/base.yaml --
seed: 1
`);
    expect(textOf(ask(project, { name: 'b' }), 'configs/b.yaml')).toBe(
      '# B configuration\ndefaults:\n  - base\n  - _self_\n',
    );
  });
});

describe('the places of a new model config', () => {
  it('are the config roots, with what a model may be', () => {
    const [place, ...others] = newModelPlaces(open(trainer()).snapshot(), uriAt('configs'));
    expect(others).toEqual([]);
    const { registry, names, ...rest } = place!;
    expect({ ...rest, root: neutral(rest.root) }).toEqual({ root: 'configs', folder: 'configs' });
    expect(names).toContain('current_best_gpt');
    const { types, ...about } = registry!;
    expect(about).toEqual({
      key: 'type',
      label: 'ADAPTER_PATHS (trainer_registry.py)',
      usual: 'current-best',
      joint: '-',
      base: 'DefaultAdapter',
      isOpen: true,
    });
    expect(types[0]).toEqual({
      name: 'current-best',
      adapter: 'models.CurrentBest:CurrentBestAdapter',
      configs: ['current_best_gpt'],
    });
  });

  it('begin with the one that a document lies in', () => {
    const project = parseScenario(`
-- a/configs/x.yaml --
defaults: [_self_]
-- a/train.py --
import hydra
@hydra.main(version_base=None, config_path="configs", config_name="x")
def main(cfg): ...
-- b/configs/y.yaml --
defaults: [_self_]
-- b/train.py --
import hydra
@hydra.main(version_base=None, config_path="configs", config_name="y")
def main(cfg): ...
`);
    const folders = (path: string | undefined) =>
      newModelPlaces(open(project).snapshot(), path === undefined ? undefined : uriAt(path)).map(
        ({ folder }) => folder,
      );
    expect(folders(undefined)).toEqual(['a/configs', 'b/configs']);
    expect(folders('b/configs/y.yaml')).toEqual(['b/configs', 'a/configs']);
    expect(folders('b')).toEqual(['b/configs', 'a/configs']);
  });
});
