// What is offered while someone types, and what the text is after an item was taken.
import { describe, expect, it } from 'vitest';
import { accepted, checkCompletion, completionItems } from '../support/check.ts';
import { type Edit, trainer, without } from '../support/scenario.ts';

const TYPES = [
  'current-best',
  'ngpt',
  'gpt2',
  'vanilla',
  'mamba',
  'megabyte',
  'mixture-of-depths',
  'mixture-of-experts',
  'recurrent-depth',
  'nsa',
  'mdlm',
  'd3pm',
  'sedd',
  'deepseek-mtp',
  'base-mtp',
];

const labels = (given: Parameters<typeof completionItems>[0]) => completionItems(given).map(({ label }) => label);

/** A new model config that holds this text. */
const draft = (text: string, ...edits: readonly Edit[]) => trainer(['configs/draft.yaml', '', text], ...edits);

const HEAD = 'defaults:\n  - data\n  - training\n  - _self_\n';

describe('type', () => {
  it.each([
    ['in quotes', 'type: "$0"', 'type: "mamba│"'],
    ['in single quotes', "type: '$0'", "type: 'mamba│'"],
    ['without quotes', 'type: $0', 'type: mamba│'],
    ['right behind the colon', 'type:$0', 'type: mamba│'],
    ['half typed', 'type: ma$0', 'type: mamba│'],
    ['half typed in quotes', 'type: "ma$0"', 'type: "mamba│"'],
    ['in a quote that is open', 'type: "ma$0', 'type: "mamba"│'],
    ['in a quote that is open before a comment', 'type: "ma$0 # which', 'type: "mamba"│ # which'],
    ['in an empty quote that is open', 'type: "$0', 'type: "mamba"│'],
    ['amid another name', 'type: "gpt$02"', 'type: "mamba│"'],
    ['before a comment', 'type: $0  # which model', 'type: mamba│  # which model'],
    ['in a name with a dash', 'type: mixture-of-$0', 'type: mamba│'],
  ])('%s', (_, line, after) => {
    const scenario = trainer(['configs/mamba.yaml', 'type: "mamba"', line]);
    expect(labels(scenario)).toEqual(TYPES);
    expect(accepted(scenario, 'mamba')).toContain(`\n${after}\n`);
    const lines = (text: string | undefined) => text?.split('\n').length;
    expect(lines(accepted(scenario, 'mamba'))).toBe(lines(scenario.files.get('configs/mamba.yaml')));
  });

  it('at the end of a file without a line end', () => {
    const scenario = draft(`${HEAD}type: $0`);
    expect(labels(scenario)).toEqual(TYPES);
    expect(accepted(scenario, 'ngpt')).toBe(`${HEAD}type: ngpt│`);
  });

  it('in a file with CRLF line ends', () => {
    const scenario = draft(`${HEAD}type: "$0"\nseq_len: 1\n`.replaceAll('\n', '\r\n'));
    expect(labels(scenario)).toEqual(TYPES);
    expect(accepted(scenario, 'ngpt')).toBe(`${HEAD}type: "ngpt│"\nseq_len: 1\n`.replaceAll('\n', '\r\n'));
  });

  it('says the adapter, where it is registered, and which configs use it', () => {
    const item = completionItems(trainer(['configs/ngpt.yaml', 'type: "ngpt"', 'type: "$0"'])).find(
      (each) => each.label === 'mamba',
    );
    expect(item?.detail).toBe('models.Mamba:MambaAdapter');
    expect(item?.documentation).toMatchInlineSnapshot(`
      {
        "kind": "markdown",
        "value": "Used by \`mamba\`. Registered in \`trainer/trainer_registry.py\`.",
      }
    `);
  });

  it('follows the registry of any shape', () => {
    const scenario = trainer(
      ['configs/mamba.yaml', 'type: "mamba"', 'type: "$0"'],
      ['trainer/mine.py', '', 'ADAPTER_PATHS["my-model"] = "models.MyModel:MyModelAdapter"\n'],
    );
    expect(labels(without(scenario, 'hydrascope.yaml'))).toEqual(expect.arrayContaining(['my-model', 'mamba']));
    // With a project file the registry is where that says.
    expect(labels(scenario)).toEqual(TYPES);
  });

  it('offers nothing in a comment', () => {
    expect(labels(trainer(['configs/mamba.yaml', 'type: "mamba"', 'type: "mamba"  # $0']))).toEqual([]);
  });
});

describe('keys at the top level', () => {
  it('with type, default and where that comes from; not those that are there', () => {
    checkCompletion(draft(`${HEAD}type: ngpt\nseq_len: 1\n$0`)).toMatchInlineSnapshot(`
      "BLOCK_SIZE  integer = 128 (training.yaml:27)
      IS_MODAL  boolean = true (training.yaml:36)
      bfloat16  boolean = false (training.yaml:26)
      compress_block_size  integer or null = null (training.yaml:32)
      cooldown_frac  number = 0.4 (training.yaml:5)
      learning_rate  number = 0.001
      local_data_path  string or null = null (data.yaml:16)
      modal_data_path  string or null = /root/data/data/project (data.yaml:15)
      model_adapter  string or null = null (training.yaml:9)
      model_cfg  object or null (training.yaml:10)
      model_dim  integer = 768 (training.yaml:14)
      n_mtp_tokens  integer = 2 (training.yaml:17)
      num_iterations  integer = 1393 (training.yaml:4)
      num_layers  integer = 12 (training.yaml:13)
      num_selected_blocks  integer or null = null (training.yaml:31)
      proj_fp8  boolean = false (training.yaml:25)
      resume  string or null = null
      sample_tokens  integer = 32
      save_checkpoint  boolean = false (training.yaml:21)
      seed  integer = 1337
      selection_block_size  integer or null = null (training.yaml:33)
      sliding_window_size  integer or null = null (training.yaml:30)
      torch_compile  boolean = true (training.yaml:24)
      train_files  string = data/fineweb10B/fineweb_train_*.bin (data.yaml:5)
      use_adam_mini  boolean = false (training.yaml:23)
      use_deepseek_mtp  boolean = true (training.yaml:18)
      use_liger  boolean = true (training.yaml:22)
      use_wandb  boolean = true (training.yaml:37)
      val_files  string = data/fineweb10B/fineweb_val_*.bin (data.yaml:6)
      val_loss_every  integer = 125 (data.yaml:12)
      val_tokens  integer = 10485760 (data.yaml:11)
      hydra"
    `);
  });

  it.each([
    ['at the end', `${HEAD}$0`, `${HEAD}seq_len: 65536│`],
    ['half typed', `${HEAD}se$0`, `${HEAD}seq_len: 65536│`],
    ['half typed above other keys', `${HEAD}se$0\ntype: ngpt\n`, `${HEAD}seq_len: 65536│\ntype: ngpt\n`],
    [
      'between other keys',
      `${HEAD}val_tokens: 1\nse$0\ntype: ngpt\n`,
      `${HEAD}val_tokens: 1\nseq_len: 65536│\ntype: ngpt\n`,
    ],
    ['of a key that has its colon', `${HEAD}se$0: 12\n`, `${HEAD}seq_len│: 12\n`],
    [
      'after a mapping',
      `${HEAD}model_cfg:\n  num_heads: 1\nse$0\n`,
      `${HEAD}model_cfg:\n  num_heads: 1\nseq_len: 65536│\n`,
    ],
    [
      'in a file with CRLF',
      `${HEAD}type: ngpt\n$0\n`.replaceAll('\n', '\r\n'),
      `${HEAD}type: ngpt\nseq_len: 65536│\n`.replaceAll('\n', '\r\n'),
    ],
    ['under a line that is broken', `${HEAD}type: "ngpt\nse$0\n`, `${HEAD}type: "ngpt\nseq_len: 65536│\n`],
  ])('%s', (_, text, after) => {
    expect(accepted(draft(text), 'seq_len')).toBe(after);
  });

  it('a mapping opens its block', () => {
    expect(accepted(draft(`${HEAD}mod$0`), 'model_cfg')).toBe(`${HEAD}model_cfg:\n  │`);
  });

  it('a defaults list in a file that has none', () => {
    expect(accepted(draft('def$0'), 'defaults')).toBe('defaults:\n  - │\n  - _self_');
  });

  it('carry the description of the schema', () => {
    const item = completionItems(draft(`${HEAD}$0`)).find(({ label }) => label === 'seq_len');
    expect(item?.documentation).toMatchObject({ value: expect.stringContaining('Tokens per sequence') });
  });

  it('are the inherited ones where there is no schema', () => {
    expect(labels(without(draft(`${HEAD}$0`), 'hydrascope.yaml', 'schemas'))).toEqual(
      expect.arrayContaining(['seq_len', 'type', 'model_cfg']),
    );
  });
});

describe('keys of model_cfg', () => {
  const MAMBA = ['d_state', 'd_model', 'expand', 'n_layers'];

  it.each([
    ['in an empty block', 'model_cfg:\n  $0', 'model_cfg:\n  d_state: 16│'],
    ['half typed', 'model_cfg:\n  d_s$0', 'model_cfg:\n  d_state: 16│'],
    [
      'at the indentation of its siblings',
      'model_cfg:\n    d_model: 1\n    $0\n    vocab_size: 2',
      'model_cfg:\n    d_model: 1\n    d_state: 16│\n    vocab_size: 2',
    ],
    ['in a flow mapping', 'model_cfg: { d_s$0 }', 'model_cfg: { d_state: 16│ }'],
    [
      'above other top-level keys',
      'model_cfg:\n  d_model: 1\n  d_s$0\nseq_len: 1',
      'model_cfg:\n  d_model: 1\n  d_state: 16│\nseq_len: 1',
    ],
  ])('%s', (_, text, after) => {
    expect(accepted(draft(`${HEAD}type: mamba\n${text}`), 'd_state')).toBe(`${HEAD}type: mamba\n${after}`);
  });

  it('depend on the type, and leave out what is there', () => {
    const mamba = labels(draft(`${HEAD}type: mamba\nmodel_cfg:\n  vocab_size: 1\n  $0`));
    expect(mamba).toEqual(expect.arrayContaining(MAMBA));
    expect(mamba).not.toContain('vocab_size');
    expect(mamba).not.toContain('seq_len');
    const nsa = labels(draft(`${HEAD}type: nsa\nmodel_cfg:\n  $0`));
    expect(nsa).toContain('compress_block_size');
    expect(nsa).not.toContain('d_state');
  });

  it('follow the cursor out of the block', () => {
    const outside = labels(draft(`${HEAD}type: mamba\nmodel_cfg:\n  d_model: 1\n$0`));
    expect(outside).toContain('seq_len');
    expect(outside).not.toContain('d_state');
  });
});

describe('values', () => {
  it('booleans, null and the default of the schema, then what other configs have', () => {
    expect(labels(draft(`${HEAD}torch_compile: $0`))).toEqual(['true', 'false']);
    expect(labels(draft(`${HEAD}local_data_path: $0`))).toContain('null');
    checkCompletion(draft(`${HEAD}seq_len: $0`)).toMatchInlineSnapshot(`
      "65536  default
      1024  mamba"
    `);
    checkCompletion(draft(`${HEAD}num_iterations: $0`)).toMatchInlineSnapshot(`
      "1393  default
      1750  in 15 configs"
    `);
  });

  it('the values that a schema lists, inside a quote', () => {
    const scenario = draft(`${HEAD}type: mdlm\nmodel_cfg:\n  alpha_type: "$0"`);
    expect(labels(scenario)).toContain('cosine');
    expect(accepted(scenario, 'cosine')).toContain('alpha_type: "cosine│"');
  });
});

describe('the defaults list', () => {
  it.each([
    ['an empty entry', 'defaults:\n  - $0\n', 'defaults:\n  - data│\n'],
    ['half typed', 'defaults:\n  - da$0\n  - _self_\n', 'defaults:\n  - data│\n  - _self_\n'],
    ['not indented', 'defaults:\n- da$0\n- _self_\n', 'defaults:\n- data│\n- _self_\n'],
    ['in flow style', 'defaults: [da$0]\n', 'defaults: [data│]\n'],
    ['in an empty flow list', 'defaults: [$0]\n', 'defaults: [data│]\n'],
    ['in quotes', 'defaults:\n  - "da$0"\n', 'defaults:\n  - "data│"\n'],
    ['right behind the dash', 'defaults:\n  -$0\n', 'defaults:\n  - data│\n'],
  ])('%s', (_, text, after) => {
    expect(accepted(draft(text), 'data')).toBe(after);
  });

  it('offers each config once, and none that is there', () => {
    const found = labels(draft('defaults:\n  - data\n  - $0\n  - _self_\n'));
    expect(found).toContain('training');
    expect(found).not.toContain('data');
    expect(found).not.toContain('_self_');
    expect(found).not.toContain('draft');
  });

  it('ends with the list', () => {
    expect(labels(draft(`${HEAD}type: mamba\n$0`))).not.toContain('data');
    expect(labels(draft('defaults:\n  - data\n$0'))).not.toContain('training');
  });

  const GROUPS = `
-- conf/app.yaml --
defaults:
  - ENTRY
  - _self_
-- conf/model/gpt.yaml --
dim: 1
-- conf/model/mamba.yaml --
dim: 2
-- conf/model/layer/wide.yaml --
width: 2
-- conf/base.yaml --
defaults: [_self_]
`;
  const entry = (text: string) => GROUPS.replace('ENTRY', text);

  it('groups, with their options', () => {
    checkCompletion(entry('$0')).toMatchInlineSnapshot(`
      "base  0 keys
      model  gpt, mamba
      model/layer  wide
      optional
      override"
    `);
    expect(accepted(entry('mo$0'), 'model')).toContain('- model: │');
  });

  it.each([
    'model: $0',
    'model: g$0',
    'override model: $0',
    'optional model: $0',
    'model@train.model: $0',
    '/model: $0',
    'model:$0',
  ])('options of %s', (text) => {
    expect(labels(entry(text))).toEqual(['gpt', 'mamba', 'null']);
    const shown = text.replace(/g?\$0/, '').trimEnd();
    expect(accepted(entry(text), 'gpt')).toContain(`  - ${shown} gpt│\n`);
  });
});

describe('hydrascope.yaml', () => {
  const project = (text: string) => trainer(['hydrascope.yaml', '', text]);

  it('keys', () => {
    checkCompletion(project('$0')).toMatchInlineSnapshot(`
      "hydra  string
      registries  array
      roots  array
      rules  object
      schemas  array"
    `);
    expect(accepted(project('hydra: "1.3"\nro$0'), 'roots')).toBe('hydra: "1.3"\nroots:\n  │');
  });

  it('values', () => {
    expect(labels(project('hydra: "$0"'))).toEqual(expect.arrayContaining(["'1.3'", "'1.4'"]));
    expect(accepted(project('hydra: $0'), "'1.4'")).toBe("hydra: '1.4'│");
  });

  it('keys of an entry, and severities', () => {
    expect(labels(project('registries:\n  - symbol: A\n    $0'))).toEqual([
      'config',
      'file',
      'key',
      'schema',
      'unless',
    ]);
    expect(labels(project('registries:\n  - $0'))).toContain('symbol');
    expect(labels(project('rules:\n  HS301: $0'))).toEqual(expect.arrayContaining(['hint', 'warning', 'error']));
  });

  it('rules, by their codes and their names', () => {
    const found = labels(project('rules:\n  HS301: hint\n  $0'));
    expect(found).toEqual(expect.arrayContaining(['HS201', 'unread-key', 'unregistered-model']));
    expect(found).not.toContain('HS301');
    expect(accepted(project('rules:\n  HS2$0'), 'HS201')).toBe('rules:\n  HS201: │');
    expect(accepted(project('rules:\n  un$0: error'), 'unread-key')).toBe('rules:\n  unread-key│: error');
  });
});

describe('elsewhere', () => {
  it.each([
    '.github/workflows/ci.yaml',
    'docker-compose.yaml',
    'trainer/notes.yaml',
    'trainer/notes.py',
    'configs/notes.json',
  ])('nothing is offered in %s', (path) => {
    expect(completionItems(trainer([path, '', 'type: $0']))).toEqual([]);
  });
});
