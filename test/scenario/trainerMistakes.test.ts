// The nine mistakes of real trainers, in a trainer without any schema: each with what is told of it.
import { describe, expect, it } from 'vitest';
import { problemsOfUsage } from '../../server/src/features/index.ts';
import { placeOf, usageOf } from '../../server/src/project/index.ts';
import { afterAction, problemLines } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { type Edit, open, trainer, without } from '../support/scenario.ts';

const bare = (...edits: readonly Edit[]) => without(trainer(...edits), 'hydrascope.yaml', 'schemas');
const found = (...edits: readonly Edit[]) => problemLines(open(bare(...edits)).snapshot());

describe('1: train_seq_len, where the trainer reads seq_len', () => {
  const edit: Edit = ['configs/mamba.yaml', 'seq_len: 1024', 'train_seq_len: 1024'];

  it('is told with the key that was meant', () => {
    expect(found(edit)).toEqual([
      "configs/mamba.yaml:37:1+13 warning HS305 'train_seq_len' is read by no Python and set by no base config; did you mean 'seq_len' (data.yaml:8)?",
    ]);
  });

  it('is told in each of a dozen configs that agree on it', () => {
    const names = [
      'd3pm',
      'deepseek_mtp',
      'gpt2',
      'mdlm',
      'megabyte',
      'mixture_of_depths',
      'mixture_of_experts',
      'ngpt',
    ];
    const more = ['nsa', 'recurrent_depth', 'sedd', 'vanilla'];
    const edits = [...names, ...more].map(
      (name): Edit => [`configs/${name}.yaml`, 'num_iterations:', 'train_seq_len: 1024\nnum_iterations:'],
    );
    const lines = found(...edits);
    expect(lines.map((line) => line.replace(/^configs\/(\w+)\.yaml:\S+ (\w+ HS\d+) '(\w+)'.*/, '$1 $2 $3'))).toEqual(
      [...names, ...more].sort().map((name) => `${name} warning HS305 train_seq_len`),
    );
  });

  it('is mended by the key that was meant', () => {
    const after = afterAction(
      bare(['configs/mamba.yaml', 'seq_len: 1024', 'train_$0seq_len: 1024']),
      "Change to 'seq_len'",
    );
    expect(after).toEqual({ 'configs/mamba.yaml': bare().files.get('configs/mamba.yaml') });
  });

  it.each([
    ['is read by an attribute', '    print(args.train_seq_len)\n'],
    ['is named in a text', '    print(vars(args)["train_seq_len"])\n'],
    ['may be made of parts', '    print(vars(args)[f"{stage}_seq_len"])\n'],
  ])('is no mistake where it %s', (_, text) => {
    const read: Edit = [
      'trainer/mytrainer.py',
      '    batch_size = settings.world_size * settings.seq_len\n',
      `    batch_size = settings.world_size * settings.seq_len\n${text}`,
    ];
    expect(found(edit, read)).toEqual([]);
  });

  it('is no mistake where an interpolation uses it', () => {
    expect(
      found(edit, ['configs/mamba.yaml', 'num_iterations:', 'run_name: mamba-${train_seq_len}\nnum_iterations:']),
    ).toEqual([]);
  });

  it('is no mistake where the whole config goes to a library', () => {
    const handed: Edit = [
      'trainer/mytrainer.py',
      '    try:\n        args = ',
      '    unknown_library.train(**cfg)\n    try:\n        args = ',
    ];
    expect(found(edit, handed)).toEqual([]);
  });
});

describe('2: a model config without a type', () => {
  const edit: Edit = ['configs/mamba.yaml', 'type: "mamba"\n', ''];

  it('is told once, with the type that its keys are of', () => {
    expect(found(edit)).toMatchInlineSnapshot(`
      [
        "configs/mamba.yaml:9:1+9 error HS304 the keys of 'model_cfg' are those of type 'mamba', and 'type' is 'current-best', inherited from training.yaml:8",
      ]
    `);
  });

  it('is mended by one line', () => {
    const after = afterAction(bare(edit, ['configs/mamba.yaml', 'model_cfg:', 'model$0_cfg:']), "Add 'type: mamba'");
    expect(after['configs/mamba.yaml']).toContain('\ntype: "mamba"\nmodel_cfg:\n  vocab_size');
  });

  it('is told with the type that it is called after, where several have its keys', () => {
    expect(found(['configs/gpt2.yaml', 'type: "gpt2"\n', ''])).toMatchInlineSnapshot(`
      [
        "configs/gpt2.yaml:9:1+9 error HS304 the keys of 'model_cfg' are those of type 'gpt2', and 'type' is 'current-best', inherited from training.yaml:8",
      ]
    `);
  });

  it('is told with each type where several have its keys', () => {
    const text = bare().files.get('configs/gpt2.yaml') ?? '';
    expect(found(['configs/small.yaml', '', text.replace('type: "gpt2"\n', '')])).toMatchInlineSnapshot(`
      [
        "configs/small.yaml:9:1+9 error HS304 the keys of 'model_cfg' are those of type 'gpt2' or 'vanilla', and 'type' is 'current-best', inherited from training.yaml:8",
      ]
    `);
  });

  it('is told by its name where the keys are those of the inherited type too', () => {
    expect(found(['configs/ngpt.yaml', 'type: "ngpt"\n', ''])).toMatchInlineSnapshot(`
      [
        "configs/ngpt.yaml:9:1+9 warning HS304 'type' is 'current-best', inherited from training.yaml:8, and 'ngpt' is registered too",
      ]
    `);
  });
});

describe('3: a model config with defaults: [training] only', () => {
  it('is told with the config that has what the trainer reads', () => {
    expect(found(['configs/ngpt.yaml', '  - data\n', ''])).toEqual([
      "configs/ngpt.yaml:2:1+8 warning HS307 'train_files', 'val_files', 'seq_len', 'val_tokens' and 'val_loss_every' are read by mytrainer.py and never set; data.yaml defines them",
    ]);
  });

  it('is told with all keys that are read without a default', () => {
    const read: Edit = [
      'trainer/mytrainer.py',
      '    batch_size = settings.world_size * settings.seq_len\n',
      '    batch_size = settings.world_size * settings.seq_len\n    files = args.train_files, args.val_files\n    root = getattr(args, "local_data_path", None)\n',
    ];
    expect(found(read, ['configs/ngpt.yaml', '  - data\n', ''])).toEqual([
      "configs/ngpt.yaml:2:1+8 warning HS307 'train_files', 'val_files', 'seq_len', 'val_tokens' and 'val_loss_every' are read by mytrainer.py and never set; data.yaml defines them",
    ]);
  });

  it('is no mistake where another program of the root reads less', () => {
    const other = `import hydra

@hydra.main(version_base=None, config_path="../configs")
def main(cfg):
    print(cfg.type)
`;
    expect(found(['trainer/show.py', '', other], ['configs/ngpt.yaml', '  - data\n', ''])).toEqual([]);
  });

  it('is mended by an entry of the defaults list', () => {
    const after = afterAction(
      bare(['configs/ngpt.yaml', 'defaults:\n  - data\n', 'def$0aults:\n']),
      "Add 'data' to the defaults list",
    );
    expect(after).toEqual({ 'configs/ngpt.yaml': bare().files.get('configs/ngpt.yaml') });
  });
});

describe('4: a defaults list without _self_', () => {
  it('is told with who wins', () => {
    expect(found(['configs/ngpt.yaml', '  - _self_\n', ''])).toEqual([
      "configs/ngpt.yaml:2:1+8 info HS121 no '_self_' here, so Hydra puts it last, and warns: 'num_iterations' of this config wins over training.yaml (in Hydra 1.0 it is the other way round)",
    ]);
  });

  it('is mended where it takes effect now', () => {
    const after = afterAction(
      bare([
        'configs/ngpt.yaml',
        'defaults:\n  - data\n  - training\n  - _self_\n',
        'def$0aults:\n  - data\n  - training\n',
      ]),
      "Add '_self_' to the defaults list",
    );
    expect(after).toEqual({ 'configs/ngpt.yaml': bare().files.get('configs/ngpt.yaml') });
  });

  it('is nothing to Hydra 1.4, which warns no more', () => {
    expect(
      found(['configs/ngpt.yaml', '  - _self_\n', ''], ['trainer/requirements.txt', '', 'hydra-core==1.4.0\n']),
    ).toEqual([]);
  });
});

it('5: model_cfg.model_dim on the command line of a config whose model_cfg is null', () => {
  const edits: Edit[] = [['configs/plain.yaml', '', 'defaults: [data, training, _self_]\ntype: ngpt\n']];
  const snapshot = open(bare(...edits)).snapshot();
  const placed = placeOf(snapshot, uriAt('configs/plain.yaml'));
  if (placed === undefined) throw new Error('plain.yaml is no config');
  const told = (...overrides: readonly string[]) =>
    problemsOfUsage(snapshot, placed.project, usageOf(snapshot, placed, 'plain', overrides)).map(
      ({ severity, code, message }) => `${severity} ${code} ${message}`,
    );
  expect(problemLines(snapshot)).toEqual([]);
  expect(told('model_cfg.model_dim=1024')).toMatchInlineSnapshot(`
    [
      "error HS502 'model_cfg' is null here; +model_cfg.model_dim=1024 adds it",
    ]
  `);
  expect(told('+model_cfg.model_dim=1024')).toEqual([]);
  expect(told('model_cfg={model_dim:1024}')).toEqual([]);
  expect(told('model_cfg={model_dim:many}')).toMatchInlineSnapshot(`
    [
      "error HS302 'model_cfg.model_dim' must be integer",
    ]
  `);
});

describe('6: n_mtp_tokens in both base configs', () => {
  it('is told where the values differ', () => {
    expect(found(['configs/data.yaml', 'n_mtp_tokens: 2', 'n_mtp_tokens: 3'])).toEqual([
      'configs/data.yaml:9:1+12 info HS309 never wins: training.yaml:17 sets it too, and comes later in every config that has both',
    ]);
  });

  it('counts where one config turns the order round', () => {
    expect(
      found(
        ['configs/data.yaml', 'n_mtp_tokens: 2', 'n_mtp_tokens: 3'],
        ['configs/ngpt.yaml', '  - data\n  - training\n', '  - training\n  - data\n'],
      ),
    ).toEqual([]);
  });
});

it('7: a registered type without a config, and a config that is named unlike its type', () => {
  expect(
    found(['trainer/trainer_registry.py', '    "mamba":', '    "gpt3": "models.GPT2:GPT2Adapter",\n    "mamba":']),
  ).toMatchInlineSnapshot(`
    [
      "trainer/trainer_registry.py:25:6+4 hint HS403 no config uses 'gpt3'",
    ]
  `);
});

it('7: a config that is called unlike its type', () => {
  const text = bare().files.get('configs/mdlm.yaml') ?? '';
  const scenario = without(bare(['configs/mdl.yaml', '', text]), 'configs/mdlm.yaml');
  expect(problemLines(open(scenario).snapshot())).toEqual([
    "configs/mdl.yaml:8:7+6 hint HS310 mdl.yaml is called unlike its type 'mdlm'",
  ]);
  const another = found(['configs/vanilla.yaml', 'type: "vanilla"', 'type: "gpt2"']);
  expect(another.filter((line) => line.startsWith('configs/'))).toEqual([
    "configs/vanilla.yaml:8:7+6 hint HS310 vanilla.yaml has the type 'gpt2', and 'vanilla' is registered too",
  ]);
});

it('7: several configs of one type', () => {
  const text = bare().files.get('configs/mamba.yaml') ?? '';
  expect(found(['configs/mamba_small.yaml', '', text], ['configs/big-mamba.yaml', '', text])).toEqual([]);
});

describe('8: a comment that lists some of the types', () => {
  const edit: Edit = ['configs/training.yaml', 'type:', '# one of current-best, ngpt, mamba\ntype:'];

  it('is told with what it leaves out', () => {
    expect(found(edit)).toEqual([
      'configs/training.yaml:8:10+25 hint HS311 the comment leaves out 12 names that are registered in ADAPTER_PATHS',
    ]);
  });

  it('is mended in its own style', () => {
    const after = afterAction(
      bare(['configs/training.yaml', 'type:', '# one of "current-$0best" | "ngpt" | "mamba"\ntype:']),
      'List all 15 names of ADAPTER_PATHS',
    );
    expect(after['configs/training.yaml']).toContain(
      `# one of "current-best" | "ngpt" | "mamba" | "gpt2" | "vanilla" | "megabyte" | "mixture-of-depths" |
# "mixture-of-experts" | "recurrent-depth" | "nsa" | "mdlm" | "d3pm" | "sedd" | "deepseek-mtp" |
# "base-mtp"
type:`,
    );
  });

  it('may be about some', () => {
    expect(found(['configs/training.yaml', 'type:', '# current-best, ngpt, mamba need 80 GB\ntype:'])).toEqual([]);
    expect(found(['configs/training.yaml', 'type:', '# any but current-best, ngpt, mamba\ntype:'])).toEqual([]);
  });

  it('may name examples', () => {
    expect(found(['configs/training.yaml', 'type:', '# such as current-best, ngpt, mamba\ntype:'])).toEqual([]);
    expect(found(['configs/training.yaml', 'type:', '# current-best, ngpt, mamba, ...\ntype:'])).toEqual([]);
  });
});

describe('9: an adapter that imports what is no longer there', () => {
  it.each([
    ['Models.LLMS.base', "7:6+6 warning HS405 there is no package 'Models'; did you mean 'models'?"],
    ['models.LLMS.base', "7:13+4 warning HS405 models has no 'LLMS'"],
    ['models.bases', "7:13+5 warning HS405 models has no 'bases'; did you mean 'base'?"],
  ])('%s', (name, expected) => {
    const edit: Edit = ['trainer/models/Mamba.py', 'from models.base', `from ${name}`];
    expect(found(edit)).toEqual([`trainer/models/Mamba.py:${expected}`]);
  });
});
