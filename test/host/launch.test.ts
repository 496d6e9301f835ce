import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, before, describe, it } from 'mocha';
import {
  ConfigurationTarget,
  commands,
  ProcessExecution,
  type Task,
  type TaskExecution,
  tasks,
  type Uri,
  workspace,
} from 'vscode';
import { activateExtension, diagnosticOf, hoverAt, inWorkspace, open, replace, revertAll, until } from './support';

const MAMBA = 'configs/mamba.yaml';

/** Launches as a keybinding would: with these overrides and no window. */
function launch(uri: Uri, overrides = ''): Thenable<TaskExecution> {
  return commands.executeCommand('hydrascope.composeAndLaunch', uri, { overrides, confirm: false });
}

/** Launches and waits for the end of the process. */
async function launchToEnd(uri: Uri, overrides = ''): Promise<{ readonly task: Task; readonly exitCode?: number }> {
  const ended = new Map<TaskExecution, number | undefined>();
  const listening = tasks.onDidEndTaskProcess(({ execution, exitCode }) => ended.set(execution, exitCode));
  try {
    const execution = await launch(uri, overrides);
    await until('the end of the run', () => ended.has(execution));
    const exitCode = ended.get(execution);
    return { task: execution.task, ...(exitCode !== undefined && { exitCode }) };
  } finally {
    listening.dispose();
  }
}

/** The interpreter of the workspace's .venv. */
function venvPython(): string {
  const [folder, name] = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  return inWorkspace(`.venv/${folder}/${name}`).fsPath;
}

/**
 * Runs the work with an interpreter that also writes what the script prints into a file, since a task's output cannot
 * be asked for; gives a function that reads it.
 */
async function whileRecording(work: (printed: () => Promise<string>) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hydrascope-launch-'));
  const settings = workspace.getConfiguration('hydrascope');
  try {
    const [wrapper, output] = [join(folder, 'python'), join(folder, 'printed.txt')];
    await writeFile(
      wrapper,
      `#!/bin/sh\n"${venvPython()}" "$@" > "${output}" 2>&1\nstatus=$?\ncat "${output}"\nexit $status\n`,
    );
    await chmod(wrapper, 0o755);
    await settings.update('python', wrapper, ConfigurationTarget.Workspace);
    await work(() => readFile(output, 'utf8'));
  } finally {
    await settings.update('python', undefined, ConfigurationTarget.Workspace);
    await rm(folder, { recursive: true, force: true });
  }
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
  });

  it('passes an override with blanks and quotes as one argument', async () => {
    const { task } = await launchToEnd(inWorkspace(MAMBA), `'+note="a b"' '+where=$HOME'`);
    assert.ok(task.execution instanceof ProcessExecution);
    assert.deepEqual(task.execution.args.slice(2), ['+note="a b"', '+where=$HOME']);
  });

  it('prints, in the run, the values that the hover showed (needs .venv)', async function () {
    if (process.platform === 'win32' || !existsSync(venvPython())) this.skip();
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
