// Compose & Launch: what will change, what stands in the way, what will be run.
import { describe, expect, it } from 'vitest';
import { codeLens, composed, primaries } from '../../server/src/features/index.ts';
import { neutral, planOf } from '../support/check.ts';
import { ROOT, uriAt } from '../support/memoryHost.ts';
import { type Edit, open, type Scenario, trainer, without } from '../support/scenario.ts';

function launch(overrides: string, ...edits: readonly Edit[]): Scenario {
  return { ...trainer(...edits), run: { config: 'configs/mamba.yaml', overrides: [overrides] } };
}

describe('plan', () => {
  it('without overrides: the command, nothing changes', () => {
    expect(planOf(launch(''))).toEqual({
      name: 'mamba',
      overrides: [],
      problems: [],
      changes: [],
      command: { script: '/w/trainer/mytrainer.py', args: ['--config-name=mamba'], cwd: '/w/trainer' },
    });
  });

  it('with overrides: each is one argument, quotes are gone', () => {
    const plan = planOf(launch(`seq_len=2048 'train_files="my data/*.bin"' +note=x model_cfg.d_state=32 ~val_tokens`));
    expect(plan?.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(plan?.command?.args).toEqual([
      '--config-name=mamba',
      'seq_len=2048',
      'train_files="my data/*.bin"',
      '+note=x',
      'model_cfg.d_state=32',
      '~val_tokens',
    ]);
    expect(plan?.changes).toEqual([
      {
        key: 'train_files',
        before: 'data/fineweb10B/fineweb_train_*.bin',
        after: 'my data/*.bin',
        from: 'data.yaml:5',
      },
      { key: 'seq_len', before: '1024', after: '2048', from: 'mamba.yaml:37' },
      { key: 'val_tokens', before: '10485760', from: 'data.yaml:11' },
      { key: 'model_cfg.d_state', before: '16', after: '32', from: 'mamba.yaml:14' },
      { key: 'note', after: 'x' },
    ]);
  });

  it.each([
    ['seq_lne=1', "Could not override 'seq_lne'. Did you mean 'seq_len'?"],
    ['model_cfg.d_stat=1', "Did you mean 'model_cfg.d_state'?"],
    ['seq_len', 'seq_len'],
    ['seq_len=[1', ''],
    ['seq_len=text', "'seq_len' must be integer"],
    ['type=mmaba', "'mmaba' is not registered in ADAPTER_PATHS (trainer_registry.py); did you mean 'mamba'?"],
    ['~seq_lne', 'seq_lne'],
    ["seq_len='1", 'No closing quotation'],
    ['model=gpt', 'model'],
    ["'val_tokens=${seq_lne}'", "'seq_lne' is not defined; did you mean 'seq_len'?"],
    ["'+note=at ${.nothing}'", "'nothing' is not defined"],
    ['model_cfg.d_state=???', "'model_cfg.d_state' has no value yet (???): give it, as model_cfg.d_state=…"],
  ])('%s is blocked, with the reason', (overrides, reason) => {
    const errors = planOf(launch(overrides))?.problems.filter(({ severity }) => severity === 'error') ?? [];
    expect(errors.map(({ message }) => message).join('\n')).toContain(reason);
    expect(errors.length).toBeGreaterThan(0);
  });

  it('an unknown key that is added is told, and blocks nothing', () => {
    expect(planOf(launch('+train_seq_len=1'))?.problems).toMatchObject([
      { severity: 'warning', message: "'train_seq_len' is not a known key; did you mean 'seq_len' (data.yaml:8)?" },
    ]);
  });

  it('an unregistered type in the file is told with its place', () => {
    const plan = planOf(launch('', ['configs/mamba.yaml', 'type: "mamba"', 'type: "mmaba"']));
    expect(plan?.problems).toEqual([
      {
        severity: 'error',
        message: "'mmaba' is not registered in ADAPTER_PATHS (trainer_registry.py); did you mean 'mamba'?",
        place: { uri: uriAt('configs/mamba.yaml'), line: 7, character: 6 },
      },
    ]);
  });

  it.each([
    '\'+where="${oc.env:HOME}/${hydra:job.num}"\'',
    "'+cwd=1' '+dir=${cwd}/x' '+plain=\\\\${cwd}'",
    "'+later=${hydra:runtime.output_dir}' '+own=${my_resolver:1}'",
    "'val_tokens=${model_cfg.d_state}' model_cfg.d_state=32",
  ])('%s leads somewhere, or where the run alone knows', (overrides) => {
    const errors = planOf(launch(overrides))?.problems.filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
  });

  it('what the run would end at is told with its place: values that are missing, interpolations that lead nowhere', () => {
    const edits: readonly Edit[] = [
      ['configs/mamba.yaml', 'd_state: 16', 'd_state: ???'],
      ['configs/data.yaml', 'val_tokens: 10485760', 'val_tokens: ${seq_lne}'],
    ];
    expect(planOf(launch('', ...edits))?.problems).toEqual([
      {
        severity: 'error',
        message: "'seq_lne' is not defined; did you mean 'seq_len'?",
        place: { uri: uriAt('configs/data.yaml'), line: 10, character: 12 },
      },
      {
        severity: 'error',
        message: "'model_cfg.d_state' has no value yet (???): give it, as model_cfg.d_state=…",
        place: { uri: uriAt('configs/mamba.yaml'), line: 13, character: 11 },
      },
    ]);
    expect(planOf(launch('model_cfg.d_state=32 val_tokens=1', ...edits))?.problems).toEqual([]);
  });

  it('what another option would bring is not there for this run', () => {
    const files = `
-- train.py --
import hydra

@hydra.main(version_base=None, config_path="configs", config_name="app")
def main(cfg):
    print(cfg)
-- configs/app.yaml --
defaults:
  - db: sqlite
  - _self_
url: \${db.host}
-- configs/db/sqlite.yaml --
file: a.db
-- configs/db/mysql.yaml --
host: localhost
-- run --
configs/app.yaml OVERRIDES
`;
    const problems = (overrides: string) => planOf(files.replace('OVERRIDES', overrides))?.problems;
    expect(problems('')).toMatchObject([{ severity: 'error', message: "'db.host' is not defined" }]);
    expect(problems('db=mysql')).toEqual([]);
  });

  it('an override that mends the file lifts the block', () => {
    expect(planOf(launch('type=mamba', ['configs/mamba.yaml', 'type: "mamba"', 'type: "mmaba"']))?.problems).toEqual(
      [],
    );
  });

  it('a missing config is told with the nearest name', () => {
    const plan = planOf(launch('', ['configs/mamba.yaml', '- data', '- dota']));
    expect(plan?.problems[0]?.message).toContain("did you mean 'data'?");
  });

  it("problems of other configs do not stand in this one's way", () => {
    expect(planOf(launch('', ['configs/ngpt.yaml', 'type: "ngpt"', 'type: "x']))?.problems).toEqual([]);
  });

  it('has no command where no app drives the root', () => {
    const plan = planOf(without(launch(''), 'trainer'));
    expect(plan).toMatchObject({ name: 'mamba', changes: [] });
    expect(plan).not.toHaveProperty('command');
  });

  it('is undefined for a file that is no config', () => {
    expect(planOf({ ...trainer(), run: { config: 'hydrascope.yaml', overrides: [] } })).toBeUndefined();
  });
});

describe('primaries', () => {
  it('are the model configs, not what they are composed from', () => {
    const found = primaries(open(trainer()).snapshot());
    expect(found.map(({ name }) => name)).toEqual([
      'base_mtp',
      'current_best_gpt',
      'd3pm',
      'deepseek_mtp',
      'gpt2',
      'mamba',
      'mdlm',
      'megabyte',
      'mixture_of_depths',
      'mixture_of_experts',
      'ngpt',
      'nsa',
      'recurrent_depth',
      'sedd',
      'vanilla',
    ]);
    expect(found[5]).toEqual({ uri: uriAt('configs/mamba.yaml'), name: 'mamba', root: uriAt('configs') });
  });

  it('include what an app names, though another config includes it', () => {
    const text = (name: string) => `@hydra.main(config_path="conf", config_name="${name}")\ndef main(cfg): ...\n`;
    const files = new Map([
      ['a.py', text('base')],
      ['conf/base.yaml', 'a: 1\n'],
      ['conf/more.yaml', 'defaults: [base, _self_]\n'],
      ['conf/third.yaml', 'defaults: [more, _self_]\n'],
    ]);
    expect(primaries(open({ files, annotations: [] }).snapshot()).map(({ name }) => name)).toEqual(['base', 'third']);
  });
});

describe('composed', () => {
  it('is the YAML that Hydra composes, after unsaved edits too', () => {
    const opened = open(trainer());
    const before = composed(opened.snapshot(), uriAt('configs/mamba.yaml'));
    expect(before).toMatchObject({ name: 'mamba', problems: [] });
    expect(before.text).toMatch(/^train_files: data\/fineweb10B\/fineweb_train_\*\.bin\n/);
    expect(before.text).toContain('\nseq_len: 1024\n');
    const after = composed(
      opened.replace('configs/mamba.yaml', 'seq_len: 1024', 'seq_len: 4096'),
      uriAt('configs/mamba.yaml'),
    );
    expect(after.text).toBe(before.text.replace('seq_len: 1024', 'seq_len: 4096'));
  });

  it('keeps its good half where the composition fails', () => {
    const { text, problems } = composed(
      open(trainer(['configs/mamba.yaml', '- training', '- trainign'])).snapshot(),
      uriAt('configs/mamba.yaml'),
    );
    expect(text).toContain('seq_len: 1024');
    expect(problems).toMatchObject([{ severity: 'error', place: { line: 3, character: 4 } }]);
    expect(problems[0]?.message).toContain("'trainign'");
  });

  it('is empty for a file that is no config', () => {
    expect(composed(open(trainer()).snapshot(), uriAt('hydrascope.yaml'))).toEqual({
      text: '',
      problems: [],
      lines: [],
    });
  });
});

describe('code lens', () => {
  const lenses = (path: string) =>
    codeLens(open(trainer()).snapshot(), uriAt(path)).map(({ range, command }) => [
      range.start.line,
      command?.title,
      command?.command,
      ...(command?.arguments ?? []).map((each) => neutral(String(each))),
    ]);

  it('on a model config, above its defaults list', () => {
    expect(lenses('configs/mamba.yaml')).toEqual([
      [1, 'Compose & Launch', 'hydrascope.composeAndLaunch', 'configs/mamba.yaml'],
      [1, 'Show composed config', 'hydrascope.showComposedConfig', 'configs/mamba.yaml'],
    ]);
  });

  it('on a base config', () => {
    expect(lenses('configs/data.yaml')).toEqual([
      [4, 'Used by 15 configs', 'hydrascope.showUsers', 'configs/data.yaml'],
      [4, 'Show composed config of base_mtp', 'hydrascope.showComposedConfig', 'configs/data.yaml'],
    ]);
  });

  it.each(['hydrascope.yaml', 'trainer/mytrainer.py', 'schemas/data.schema.json', 'nothing.yaml'])(
    'none on %s',
    (path) => {
      expect(lenses(path)).toEqual([]);
    },
  );

  it('none on a file outside the workspace', () => {
    expect(codeLens(open(trainer()).snapshot(), `${ROOT}else/configs/a.yaml`)).toEqual([]);
  });
});
