// What happens while someone works: unsaved edits are seen at once, in every file that they concern.
import { describe, expect, it } from 'vitest';
import { composed, diagnose, primaries } from '../../server/src/features/index.ts';
import { completionItems, problemLines } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, trainer } from '../support/scenario.ts';

const MISTYPED = ['configs/mamba.yaml', 'type: "mamba"', 'type: "mmaba"'] as const;

describe('problems appear and clear', () => {
  it('in the file that is edited', () => {
    const { replace } = open(trainer());
    expect(problemLines(replace(...MISTYPED)).map((line) => line.slice(0, 36))).toEqual([
      'configs/mamba.yaml:8:7+7 error HS401',
    ]);
    expect(problemLines(replace('configs/mamba.yaml', 'mmaba', 'mamba'))).toEqual([]);
    expect(problemLines(replace('configs/mamba.yaml', '\nseq_len:', '\ntrain_seq_len:'))).toHaveLength(1);
    expect(problemLines(replace('configs/mamba.yaml', 'train_seq_len', 'seq_len'))).toEqual([]);
  });

  it('when the registry is edited, unsaved', () => {
    const opened = open(trainer(MISTYPED));
    expect(problemLines(opened.snapshot())).toHaveLength(1);
    const registry = 'trainer/trainer_registry.py';
    const text = opened.disk.get(registry) ?? '';
    const hint = "configs/mamba.yaml:8:7+7 hint HS310 mamba.yaml has the type 'mmaba', and 'mamba' is registered too";
    expect(problemLines(opened.type(registry, `${text}\nADAPTER_PATHS["mmaba"] = "a:B"\n`))).toEqual([hint]);
    expect(problemLines(opened.type(registry, text.replace('"ngpt":', '"ngtp":')))).toHaveLength(2);
    // Half typed: the rest of the dictionary still counts.
    expect(problemLines(opened.type(registry, text.replace('"ngpt":', '"mmaba": ,\n    "ngpt":')))).toEqual([hint]);
    expect(problemLines(opened.close(registry))).toHaveLength(1);
  });

  it('in every config that inherits an edited base config', () => {
    const { replace } = open(trainer());
    expect(
      problemLines(replace('configs/data.yaml', 'seq_len: 65536', 'seq_lne: 65536')).map((line) => line.split(':')[0]),
    ).toEqual([
      'configs/base_mtp.yaml',
      'configs/current_best_gpt.yaml',
      'configs/d3pm.yaml',
      'configs/data.yaml',
      'configs/data.yaml',
      'configs/deepseek_mtp.yaml',
      'configs/gpt2.yaml',
      'configs/mdlm.yaml',
      'configs/megabyte.yaml',
      'configs/mixture_of_depths.yaml',
      'configs/mixture_of_experts.yaml',
      'configs/ngpt.yaml',
      'configs/nsa.yaml',
      'configs/recurrent_depth.yaml',
      'configs/sedd.yaml',
      'configs/vanilla.yaml',
    ]);
    expect(problemLines(replace('configs/data.yaml', 'seq_lne', 'seq_len'))).toEqual([]);
  });

  it('when the project file is edited', () => {
    const opened = open(trainer(MISTYPED));
    expect(problemLines(opened.replace('hydrascope.yaml', 'hydra: "1.3"', 'rules: { HS401: off }'))).toEqual([]);
    expect(problemLines(opened.replace('hydrascope.yaml', 'HS401: off', 'HS401: hint'))[0]).toContain('hint HS401');
    expect(problemLines(opened.replace('hydrascope.yaml', 'roots: [configs]', 'roots: [schemas]'))).toEqual([]);
    expect(problemLines(opened.close('hydrascope.yaml'))[0]).toContain('error HS401');
  });

  it('when a schema is edited', () => {
    const { replace, type, close } = open(trainer());
    const lines = problemLines(replace('schemas/data.schema.json', '"val_tokens": {', '"val_tokens": { "maximum": 5,'));
    expect(lines).toEqual(["configs/data.yaml:11:13+8 error HS302 'val_tokens' must be <= 5"]);
    expect(problemLines(type('schemas/data.schema.json', '{ "half": '))).toContainEqual(
      expect.stringMatching(/^hydrascope\.yaml:\d+:13\+24 error HS60/),
    );
    expect(problemLines(close('schemas/data.schema.json'))).toEqual([]);
  });

  it('when an app is edited: other roots, other primaries', () => {
    const opened = open(trainer());
    opened.save('hydrascope.yaml', undefined);
    expect(primaries(opened.snapshot())).toHaveLength(15);
    opened.replace('trainer/mytrainer.py', 'config_path="../configs"', 'config_path="../other"');
    opened.save('other/app.yaml', 'a: 1\n');
    expect(primaries(opened.snapshot()).map(({ name }) => name)).toEqual(['app']);
  });
});

describe('files come and go', () => {
  it('a config is created and deleted', () => {
    const opened = open(trainer());
    const text = 'defaults: [data, training, _self_]\ntype: "ngtp"\n';
    expect(problemLines(opened.save('configs/new.yaml', text))).toContainEqual(
      expect.stringContaining('configs/new.yaml:2:7+6 error HS401'),
    );
    expect(primaries(opened.snapshot())).toHaveLength(16);
    expect(problemLines(opened.save('configs/new.yaml', undefined))).toEqual([]);
    expect(primaries(opened.snapshot())).toHaveLength(15);
  });

  it('a base config is deleted and comes back', () => {
    const opened = open(trainer());
    const text = opened.disk.get('configs/data.yaml') ?? '';
    const lines = problemLines(opened.save('configs/data.yaml', undefined));
    expect(lines).toHaveLength(15);
    expect(lines[0]).toContain("error HS111 In 'base_mtp': Could not load 'data'");
    expect(problemLines(opened.save('configs/data.yaml', text))).toEqual([]);
  });

  it('a missing option is created, in a folder that was not there', () => {
    const opened = open(trainer(['configs/mamba.yaml', '- training', '- training\n  - optim: adam']));
    expect(problemLines(opened.snapshot())).toContainEqual(expect.stringContaining('error HS111'));
    // All that a client may tell is the file itself.
    expect(
      problemLines(opened.save('configs/optim/adam.yaml', 'lr: 1e-3\n')).filter((line) => line.includes('HS111')),
    ).toEqual([]);
    expect(problemLines(opened.save('configs/optim/adam.yaml', undefined))).toContainEqual(
      expect.stringContaining('error HS111'),
    );
  });

  it('an unsaved document in a folder that is not there yet', () => {
    const opened = open(trainer(['configs/mamba.yaml', '- training', '- training\n  - optim: adam']));
    problemLines(opened.snapshot());
    expect(
      problemLines(opened.type('configs/optim/adam.yaml', 'lr: 1\n')).filter((line) => line.includes('HS111')),
    ).toEqual([]);
    expect(problemLines(opened.close('configs/optim/adam.yaml'))).toContainEqual(
      expect.stringContaining('error HS111'),
    );
  });

  it('a folder is deleted as a whole', () => {
    const opened = open(trainer());
    problemLines(opened.snapshot());
    for (const path of [...opened.disk.keys()]) if (path.startsWith('configs/')) opened.disk.delete(path);
    const snapshot = opened.workspace.apply([{ kind: 'disk', uri: uriAt('configs') }]);
    expect(problemLines(snapshot)).toEqual([expect.stringContaining('hydrascope.yaml:8:9+7 error HS603')]);
    expect(primaries(snapshot)).toEqual([]);
  });

  it('a registry appears', () => {
    const opened = open(trainer(['configs/mamba.yaml', 'type: "mamba"', 'type: "$0"']));
    expect(completionItems(trainer(['configs/mamba.yaml', 'type: "mamba"', 'type: "$0"']))).toHaveLength(15);
    opened.save('trainer/trainer_registry.py', undefined);
    expect(problemLines(opened.snapshot()).filter((line) => line.includes('HS401'))).toEqual([]);
  });
});

describe('an old snapshot', () => {
  it('keeps its answers', () => {
    const opened = open(trainer());
    const old = opened.snapshot();
    const before = composed(old, uriAt('configs/mamba.yaml')).text;
    expect(problemLines(old)).toEqual([]);
    const now = opened.replace(...MISTYPED);
    expect(composed(old, uriAt('configs/mamba.yaml')).text).toBe(before);
    expect(composed(now, uriAt('configs/mamba.yaml')).text).not.toBe(before);
    expect(diagnose(old).size).toBe(0);
    expect(diagnose(now).size).toBe(1);
  });
});
