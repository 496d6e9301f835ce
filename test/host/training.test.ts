import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { ConfigurationTarget, commands, extensions, tasks, type Uri, workspace } from 'vscode';
import { launch } from './launching';
import {
  activateExtension,
  diagnosticsOf,
  hoverAt,
  inWorkspace,
  noDiagnosticsOf,
  open,
  replace,
  revertAll,
  until,
} from './support';

/** A Python with PyTorch: without one this suite is not run, see run.mjs. */
const PYTHON = process.env.HYDRASCOPE_TRAINING_PYTHON ?? '';
const STEPS = 12;
/** Milliseconds. Each run imports PyTorch anew, which takes a while where much else runs. */
const PATIENCE = 240_000;
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

const REGISTRY = 'trainer/trainer_registry.py';
/** Not by the tutorial's name, which another suite has taken. */
const WRITTEN = ['configs/lesson.yaml', 'trainer/models/Lesson.py', 'trainer/nets/lesson.py'];

describe('A model trained from the editor', () => {
  let registry = '';
  before(async () => {
    await activateExtension();
    registry = await readFile(inWorkspace(REGISTRY).fsPath, 'utf8');
    execFileSync(PYTHON, ['shards.py'], { cwd: inWorkspace('trainer').fsPath });
    await workspace.getConfiguration('hydrascope').update('python', PYTHON, ConfigurationTarget.Workspace);
  });
  after(async () => {
    await commands.executeCommand('hydrascope.chooseFocus', inWorkspace('configs/mamba.yaml'), { pin: null });
    await workspace.getConfiguration('hydrascope').update('python', undefined, ConfigurationTarget.Workspace);
    await revertAll();
    await write(REGISTRY, registry);
    for (const path of WRITTEN) await rm(inWorkspace(path).fsPath, { force: true });
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

    await trained(() => launch(mamba, OVERRIDES.join(' ')));

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
  }).timeout(PATIENCE);

  it('is what the tutorial makes of it: a new one, with a field of its own (needs PyTorch)', async () => {
    const uri = await commands.executeCommand<Uri>('hydrascope.newModelConfig', inWorkspace('configs'), {
      name: 'lesson',
      type: 'lesson',
      adapter: { kind: 'skeleton', like: 'current-best' },
    });
    const small = 'seq_len=64 num_iterations=2 model_cfg.vocab_size=256 model_cfg.model_dim=64 model_cfg.num_layers=2';
    await trained(() => launch(uri, small));

    const [adapter = '', network = ''] = await pythonOfTutorial();
    await write('trainer/models/Lesson.py', adapter);
    await write('trainer/nets/lesson.py', network);
    const document = await open('configs/lesson.yaml');
    await replace(document, 'model_cfg:\n', 'model_cfg:\n  passes: two\n');
    await until('that the field is known', () =>
      diagnosticsOf('configs/lesson.yaml').find(({ message }) => message === "'model_cfg.passes' must be integer"),
    );
    await replace(document, 'passes: two', 'passes: 3');
    assert.match(await hoverAt(document, 'passes', 2), /How often a token passes each block/);
    await document.save();
    await noDiagnosticsOf('configs/lesson.yaml');
    await trained(() => launch(uri, small));
    assert.match(await readFile(join(await newestRun(), '.hydra', 'config.yaml'), 'utf8'), /passes: 3/);
  }).timeout(PATIENCE);
});

/** Launches and waits for the end of the training, which must be a good one. */
async function trained(launch: () => PromiseLike<unknown>): Promise<void> {
  const ended = new Promise<number | undefined>((done) => {
    const listening = tasks.onDidEndTaskProcess(({ exitCode }) => {
      listening.dispose();
      done(exitCode);
    });
  });
  await launch();
  assert.equal(await ended, 0);
}

/** The files that the tutorial has its reader write. */
async function pythonOfTutorial(): Promise<readonly string[]> {
  const text = await readFile(
    join(extensions.getExtension('hydrascope.hydrascope')?.extensionPath ?? '', 'docs', 'tutorial.md'),
    'utf8',
  );
  return [...text.matchAll(/^ {3}```python\n(.*?)^ {3}```$/gms)].map(([, code = '']) =>
    code.replaceAll(/^ {3}/gm, '').replaceAll('MyModel', 'Lesson').replaceAll('my_model', 'lesson'),
  );
}

async function write(path: string, text: string): Promise<void> {
  await workspace.fs.writeFile(inWorkspace(path), new TextEncoder().encode(text));
}

/** What is composed, without the comments that say from where. */
function withoutHead(text: string): string {
  const lines = text.split('\n');
  return lines.slice(lines.findIndex((line) => !line.startsWith('#') && line !== '')).join('\n');
}
