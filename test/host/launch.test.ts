import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { afterEach, before, describe, it } from 'mocha';
import { commands, ProcessExecution, Selection, tasks, window } from 'vscode';
import { canRecord, launch, launchToEnd, venvPython, whileRecording } from './launching';
import {
  activateExtension,
  diagnosticOf,
  hoverAt,
  inWorkspace,
  open,
  place,
  replace,
  revertAll,
  until,
} from './support';

const MAMBA = 'configs/mamba.yaml';

/** What `hydrascope.revealEffectiveKey` tells of the row that it shows. */
interface Revealed {
  readonly label: string;
  readonly description: string;
  readonly path: readonly string[];
  /** Whom the value won over, as a screen reader says it. */
  readonly lost: readonly string[];
}

describe('Compose & Launch', () => {
  before(activateExtension);
  afterEach(revertAll);

  it('runs the script as a task with an argument vector and no shell', async () => {
    const { task } = await launchToEnd(inWorkspace(MAMBA), 'seq_len=2048');
    assert.ok(task.execution instanceof ProcessExecution);
    assert.deepEqual(task.execution.args, ['mytrainer.py', '--config-name=mamba', 'seq_len=2048']);
    assert.equal(task.execution.options?.cwd, inWorkspace('trainer').fsPath);
    if (existsSync(venvPython())) assert.equal(task.execution.process, venvPython());
    assert.deepEqual(task.definition, { type: 'hydrascope', config: MAMBA, overrides: ['seq_len=2048'] });
    // By its name the list of runs finds it.
    assert.ok(window.terminals.some(({ name }) => name === task.name));
  });

  it('passes an override with blanks and quotes as one argument', async () => {
    const { task } = await launchToEnd(inWorkspace(MAMBA), `'+note="a b"' '+where=$HOME'`);
    assert.ok(task.execution instanceof ProcessExecution);
    assert.deepEqual(task.execution.args.slice(2), ['+note="a b"', '+where=$HOME']);
  });

  it('prints, in the run, the values that the hover showed (needs .venv)', async function () {
    if (!canRecord()) this.skip();
    await whileRecording(async (printed) => {
      const document = await open(MAMBA);
      assert.match(await hoverAt(document, '\nseq_len', 2), /seq_len: int = 1024/);
      assert.equal((await launchToEnd(document.uri)).exitCode, 0);
      assert.match(await printed(), /^seq_len: 1024$/m);

      // Unsaved: what is on the screen is what runs.
      await replace(document, '\nseq_len: 1024', '\nseq_len: 512');
      assert.match(await hoverAt(document, '\nseq_len', 2), /seq_len: int = 512/);
      assert.equal((await launchToEnd(document.uri)).exitCode, 0);
      assert.match(await printed(), /^seq_len: 512$/m);
      await replace(document, '\nseq_len: 512', '\nseq_len: 1024');
      await document.save();

      assert.equal((await launchToEnd(document.uri, 'seq_len=2048 model_cfg.d_state=32')).exitCode, 0);
      const lines = (await printed()).split('\n');
      for (const line of ['seq_len: 2048', 'model_cfg.d_state: 32', 'plan.tokens_per_step: 2048']) {
        assert.ok(lines.includes(line), line);
      }
    });
  });

  it('shows the same precedence in the hover, in the view, and in what the run prints (needs .venv)', async function () {
    if (!canRecord()) this.skip();
    const document = await open('configs/data.yaml');
    const pin = { name: 'mamba', overrides: ['seq_len=2048'] };
    await commands.executeCommand('hydrascope.chooseFocus', document.uri, { pin });
    try {
      const hover = await until('the hover', async () => {
        const text = await hoverAt(document, '\nseq_len', 2);
        return text.includes('2048') && text;
      });
      assert.match(hover, /seq_len: int = 2048[\s\S]*1024[\s\S]*65536/);
      const at = place(document, '\nseq_len', 3);
      const row = await until('the row', async () => {
        const editor = await window.showTextDocument(document);
        editor.selection = new Selection(at, at);
        const shown = await commands.executeCommand<Revealed | undefined>('hydrascope.revealEffectiveKey');
        return shown?.label === 'seq_len: 2048' && shown;
      });
      assert.deepEqual(row, {
        label: 'seq_len: 2048',
        description: 'seq_len=2048  ·  over 1024, and 1 more',
        path: ['seq_len'],
        lost: ['overridden: 1024, mamba.yaml, line 37', 'overridden: 65536, data.yaml, line 8'],
      });
      await whileRecording(async (printed) => {
        assert.equal((await launchToEnd(inWorkspace(MAMBA), 'seq_len=2048')).exitCode, 0);
        assert.match(await printed(), /^seq_len: 2048$/m);
      });
    } finally {
      await commands.executeCommand('hydrascope.chooseFocus', document.uri, { pin: null });
    }
  });

  it('does not run an unregistered model, and says why', async () => {
    const document = await open(MAMBA);
    await replace(document, 'type: "mamba"', 'type: "mambo"');
    await diagnosticOf(MAMBA, 'HS401');
    await assert.rejects(
      async () => launch(document.uri),
      /Cannot launch mamba:[\s\S]*'mambo' is not registered.*mamba\.yaml:\d+/,
    );
    await assert.rejects(
      async () => launch(inWorkspace('configs/ngpt.yaml'), 'type=mambo'),
      /'mambo' is not registered/,
    );
    assert.ok(document.isDirty, 'a launch that is refused saves nothing');
    assert.deepEqual(tasks.taskExecutions, []);
  });

  it('does not run overrides that Hydra would refuse, and says why', async () => {
    const uri = inWorkspace(MAMBA);
    await assert.rejects(async () => launch(uri, 'sq_len=1'), /Could not override 'sq_len'. Did you mean 'seq_len'\?/);
    await assert.rejects(async () => launch(uri, 'note=1'), /Could not override 'note'.*\+note=1/);
    await assert.rejects(async () => launch(uri, 'seq_len=abc'), /'seq_len' must be integer$/);
    await assert.rejects(async () => launch(uri, "'seq_len=1"), /No closing quotation/);
  });

  it('launches nothing but primary configs', async () => {
    await assert.rejects(async () => launch(inWorkspace('configs/data.yaml')), /is no primary config/);
  });
});
