import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { ConfigurationTarget, commands, type TaskExecution, tasks, workspace } from 'vscode';
import { ACCEPT, openComposer, pressUntil } from './launching';
import { activateExtension, hoverAt, inWorkspace, open, revertAll, until } from './support';

/** A Python with PyTorch: without one this suite is not run, see run.mjs. */
const PYTHON = process.env.HYDRASCOPE_TRAINING_PYTHON ?? '';
const STEPS = 12;
/** Small enough for every machine; the shape of the run is the one of a large one. */
const OVERRIDES = [
  ...['seq_len=256', `num_iterations=${STEPS}`, 'val_loss_every=6', 'val_tokens=1024'],
  ...['model_cfg.vocab_size=256', 'model_cfg.d_model=64', 'model_cfg.n_layers=2'],
];

/** The files of the newest run of the trainer. */
async function newestRun(): Promise<string> {
  const outputs = inWorkspace('trainer/outputs').fsPath;
  const files = await readdir(outputs, { recursive: true });
  const found = files.filter((path) => path.endsWith('metrics.csv')).sort();
  const newest = found.at(-1);
  assert.ok(newest !== undefined, `no metrics.csv in\n${files.join('\n')}`);
  return dirname(join(outputs, newest));
}

describe('A model trained from the editor', () => {
  before(async () => {
    await activateExtension();
    execFileSync(PYTHON, ['shards.py'], { cwd: inWorkspace('trainer').fsPath });
    await workspace.getConfiguration('hydrascope').update('python', PYTHON, ConfigurationTarget.Workspace);
  });
  after(async () => {
    await commands.executeCommand('hydrascope.chooseFocus', inWorkspace('configs/mamba.yaml'), { pin: null });
    await workspace.getConfiguration('hydrascope').update('python', undefined, ConfigurationTarget.Workspace);
    await revertAll();
  });

  it('learns, by what the hover and the composed config say of it (needs PyTorch)', async () => {
    const mamba = inWorkspace('configs/mamba.yaml');
    const document = await open('configs/mamba.yaml');
    assert.match(await hoverAt(document, '\nseq_len', 2), /seq_len: int = 1024/);

    await commands.executeCommand('hydrascope.chooseFocus', mamba, { pin: { name: 'mamba', overrides: OVERRIDES } });
    assert.match(await hoverAt(document, '\nseq_len', 2), /seq_len: int = 256/);
    await commands.executeCommand('hydrascope.showComposedConfig', mamba);
    const composed = await until('the composed config', () =>
      workspace.textDocuments.find(
        ({ uri, getText }) => uri.scheme === 'hydrascope-composed' && getText().includes('seq_len: 256\n'),
      ),
    );

    const ended: { readonly execution: TaskExecution; readonly exitCode: number | undefined }[] = [];
    const listening = tasks.onDidEndTaskProcess(({ execution, exitCode }) => ended.push({ execution, exitCode }));
    try {
      await openComposer(mamba, OVERRIDES.join(' '));
      await pressUntil('the run', [ACCEPT], () => tasks.taskExecutions[0] ?? ended[0]);
      const { exitCode } = await until('the end of the training', () => ended[0]);
      assert.equal(exitCode, 0);
    } finally {
      listening.dispose();
    }

    const run = await newestRun();
    assert.equal(await readFile(join(run, '.hydra', 'config.yaml'), 'utf8'), withoutHead(composed.getText()));
    const [head = '', ...rows] = (await readFile(join(run, 'metrics.csv'), 'utf8')).trim().split(/\r?\n/);
    const column = (name: string) => rows.map((row) => row.split(',')[head.split(',').indexOf(name)] ?? '');
    assert.equal(Number(column('step').at(-1)), STEPS);
    const losses = column('val_loss')
      .filter((text) => text !== '')
      .map(Number);
    assert.ok(losses.length >= 2, rows.join('\n'));
    assert.ok(
      (losses.at(-1) ?? Number.NaN) < (losses[0] ?? Number.NaN),
      `the loss does not fall: ${losses.join(', ')}`,
    );
  });
});

/** What is composed, without the comments that say from where. */
function withoutHead(text: string): string {
  const lines = text.split('\n');
  return lines.slice(lines.findIndex((line) => !line.startsWith('#') && line !== '')).join('\n');
}
