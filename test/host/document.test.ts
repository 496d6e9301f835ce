import { strict as assert } from 'node:assert';
import { afterEach, before, describe, it } from 'mocha';
import { ProcessExecution } from 'vscode';
import { canRecord, launchToEnd, whileRecording } from './launching';
import { activateExtension, hoverAt, inWorkspace, noDiagnosticsOf, open, replace, revertAll } from './support';

/** The uses that the trainer's own document names, each as it says them: the config, what is typed, what the run prints. */
const USES = [
  { what: 'trains the current best', config: 'current_best_gpt', overrides: '', printed: ['type: current-best'] },
  { what: 'trains Mamba', config: 'mamba', overrides: '', printed: ['type: mamba', 'seq_len: 1024'] },
  { what: 'trains NGPT', config: 'ngpt', overrides: '', printed: ['type: ngpt'] },
  {
    what: 'overrides iterations and sequence length',
    config: 'current_best_gpt',
    overrides: 'num_iterations=2000 seq_len=32768',
    printed: ['num_iterations: 2000', 'seq_len: 32768'],
  },
  {
    what: 'overrides a key of the model',
    config: 'current_best_gpt',
    overrides: 'model_cfg.model_dim=1024',
    printed: ['model_cfg.model_dim: 1024'],
  },
  {
    what: 'overrides the data files by a pattern in quotes',
    config: 'current_best_gpt',
    overrides: 'train_files="my_data/train_*.bin"',
    args: ['train_files=my_data/train_*.bin'],
    printed: ['train_files: my_data/train_*.bin'],
  },
  {
    what: 'overrides several keys',
    config: 'mamba',
    overrides: 'seq_len=2048 num_iterations=1000 use_liger=false torch_compile=false',
    printed: ['seq_len: 2048', 'num_iterations: 1000', 'use_liger: false', 'torch_compile: false'],
  },
];

describe('the document of the trainer', () => {
  before(activateExtension);
  afterEach(revertAll);

  for (const { what, config, overrides, args = overrides.split(' ').filter(Boolean), printed } of USES) {
    it(`${what}: ${[config, overrides].join(' ').trim()} (needs .venv)`, async function () {
      if (!canRecord()) this.skip();
      await whileRecording(async (read) => {
        const { task, exitCode } = await launchToEnd(inWorkspace(`configs/${config}.yaml`), overrides);
        assert.ok(task.execution instanceof ProcessExecution);
        assert.deepEqual(task.execution.args, ['mytrainer.py', `--config-name=${config}`, ...args]);
        const lines = (await read()).split('\n');
        assert.equal(exitCode, 0, lines.join('\n'));
        for (const line of printed) assert.ok(lines.includes(line), `${line} is not in\n${lines.join('\n')}`);
      });
    });
  }

  it('says the same of precedence in the hover and in the run: 65536, 1024, 2048 (needs .venv)', async function () {
    if (!canRecord()) this.skip();
    await whileRecording(async (read) => {
      const printed = async (overrides: string) => {
        assert.equal((await launchToEnd(inWorkspace('configs/mamba.yaml'), overrides)).exitCode, 0);
        return (await read()).split('\n').find((line) => line.startsWith('seq_len: '));
      };
      const document = await open('configs/mamba.yaml');
      const hovered = await hoverAt(document, '\nseq_len', 2);
      assert.match(hovered, /seq_len: int = 1024/);
      assert.match(hovered, /65536.*data\.yaml/);
      assert.equal(await printed(''), 'seq_len: 1024');
      assert.equal(await printed('seq_len=2048'), 'seq_len: 2048');

      // Without its own line the base decides.
      await replace(document, '\nseq_len: 1024', '\n# seq_len: 1024');
      await noDiagnosticsOf('configs/mamba.yaml');
      assert.equal(await printed(''), 'seq_len: 65536');
      await replace(document, '\n# seq_len: 1024', '\nseq_len: 1024');
      await document.save();
    });
  });
});
