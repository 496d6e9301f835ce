import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, before, describe, it } from 'mocha';
import {
  ConfigurationTarget,
  commands,
  type Event,
  env,
  ProcessExecution,
  type TaskExecution,
  type Terminal,
  tasks,
  Uri,
  window,
  workspace,
} from 'vscode';
import { overridesLine } from '../../client/src/launch/shell';
import { OVERRIDES } from '../support/awkwardOverrides';
import { ACCEPT, COMPLETE, inComposer, NEXT, openComposer, press, pressUntil } from './launching';
import { activateExtension, inWorkspace, open, revertAll, until } from './support';

const MAMBA = 'configs/mamba.yaml';
const LAUNCH = 'hydrascope.composeAndLaunch';
const close = () => commands.executeCommand('workbench.action.closeQuickOpen');

/** Runs the work with an "interpreter" that only writes down what it is given; gives a function that reads that. */
async function whileWritingDown(work: (given: () => Promise<readonly string[]>) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hydrascope-compose-'));
  const settings = workspace.getConfiguration('hydrascope');
  const [python, output] = [join(folder, 'python'), join(folder, 'given')];
  try {
    await writeFile(python, `#!/bin/sh\nprintf '%s\\0' "$@" > "${output}.part"\nmv "${output}.part" "${output}"\n`);
    await chmod(python, 0o755);
    await settings.update('python', python, ConfigurationTarget.Workspace);
    await work(async () => {
      const text = await until('the arguments', () => existsSync(output) && readFile(output, 'utf8'));
      await rm(output);
      return text.split('\0').slice(0, -1);
    });
  } finally {
    await settings.update('python', undefined, ConfigurationTarget.Workspace);
    await rm(folder, { recursive: true, force: true });
  }
}

/** What later versions of VS Code tell of a terminal's shell than the one whose types are here. */
interface ToldTerminal extends Terminal {
  readonly shellIntegration?: object;
}
interface ShellEvents {
  readonly onDidEndTerminalShellExecution?: Event<{ readonly terminal: Terminal }>;
}

/** Does the work and waits for the end of the task that it starts. */
async function toEnd(
  work: () => Promise<unknown>,
): Promise<{ execution: TaskExecution; exitCode: number | undefined }> {
  const ended: { execution: TaskExecution; exitCode: number | undefined }[] = [];
  const listening = tasks.onDidEndTaskProcess(({ execution, exitCode }) => ended.push({ execution, exitCode }));
  try {
    await work();
    return await until('the end of the run', () => ended[0]);
  } finally {
    listening.dispose();
  }
}

function launchAtOnce(overrides: string, more = {}): Promise<TaskExecution> {
  const options = { overrides, confirm: false, ...more };
  return Promise.resolve(commands.executeCommand<TaskExecution>(LAUNCH, inWorkspace(MAMBA), options));
}

/** Closes the composer, which may be on its way back from what it was left for. */
async function closeComposer(): Promise<void> {
  await until('the composer', () => commands.executeCommand<boolean | undefined>(COMPLETE));
  await close();
  await until('no composer', async () => (await commands.executeCommand(COMPLETE)) === undefined);
}

describe('The composer', () => {
  before(activateExtension);
  afterEach(async () => {
    await close();
    await close();
    for (const terminal of window.terminals) terminal.dispose();
    await until('no terminal', () => window.terminals.length === 0);
    await revertAll();
    await rm(inWorkspace('.vscode').fsPath, { recursive: true, force: true });
  });

  it('gives the process exactly what was typed, whatever VS Code or a shell would make of it', async () => {
    await whileWritingDown(async (given) => {
      const awkward = ['+a="b c"', '+d=$HOME', "+e='it\\'s'", '+g="%PATH% 100%"', '+h="data/*.bin"', '+i="ü→"'];
      const line = awkward.map((text) => `'${text.replaceAll("'", "'\\''")}'`).join(' ');
      await toEnd(() => launchAtOnce(line));
      assert.deepEqual(await given(), ['mytrainer.py', '--config-name=mamba', ...awkward]);

      const open = '+where="${oc.env:HOME}/${hydra:job.num}"';
      await toEnd(() => launchAtOnce(`'${open}'`));
      assert.deepEqual((await given()).slice(2), [open]);
      // VS Code changes these in whatever it starts, so they go through a terminal.
      const variables = ['+own="\\${workspaceFolder} \\${env:HOME}"', '+cwd=1', '+dir=${cwd}/x'];
      const variable = variables.map((text) => `'${text}'`).join(' ');
      await assert.rejects(launchAtOnce(variable), /runs in a terminal/);
      assert.deepEqual((await given()).slice(2), variables);
    });
  });

  it('gives the process 2,000 generated overrides exactly, by its tasks', async function () {
    this.timeout(240_000); // twenty tasks
    // What begins with a dash is no override but a flag of the app.
    const overrides = OVERRIDES.filter((text) => text !== '' && !text.startsWith('-'));
    assert.ok(overrides.length > 1900);
    await whileWritingDown(async (given) => {
      for (let from = 0; from < overrides.length; from += 100) {
        const some = overrides.slice(from, from + 100);
        // They mean nothing to this config: it is the way to the process that counts.
        await toEnd(() => launchAtOnce(overridesLine(some), { anyway: true }));
        // Among them are some that a sweep would be made of.
        const own = (await given()).slice(2).filter((text) => text !== '--multirun');
        assert.deepEqual(own, some);
      }
    });
  });

  it('copies the command for the shell of the user', async () => {
    await env.clipboard.writeText('');
    await inComposer(inWorkspace(MAMBA), `seq_len=2048 '+note="a b"'`, 'copyAs');
    const copied = await pressUntil(
      'the copied command',
      [ACCEPT],
      async () => (await env.clipboard.readText()) || undefined,
    );
    assert.match(copied, /mytrainer\.py --config-name=mamba seq_len=2048 '\+note="a b"'$/);
    await closeComposer();
  });

  it('runs in a terminal, with the quotes of the shell there, and remembers that', async () => {
    const ended = new Set<Terminal>();
    const { onDidEndTerminalShellExecution } = window as ShellEvents;
    const listening = onDidEndTerminalShellExecution?.(({ terminal }) => ended.add(terminal));
    await whileWritingDown(async (given) => {
      await inComposer(inWorkspace(MAMBA), `seq_len=2048 '+note="a b"'`, 'runIn');
      await pressUntil('the terminal', [NEXT, ACCEPT], () => window.terminals.find(({ name }) => name === 'mamba'));
      assert.deepEqual(await given(), ['mytrainer.py', '--config-name=mamba', 'seq_len=2048', '+note="a b"']);

      // Where the shell tells of its commands, the same terminal takes the next launch.
      const [terminal] = window.terminals as readonly ToldTerminal[];
      if (terminal?.shellIntegration !== undefined) {
        await until('the end of the command', () => ended.has(terminal));
        await openComposer(inWorkspace(MAMBA), 'seq_len=64');
        await press(ACCEPT);
        assert.deepEqual((await given()).slice(2), ['seq_len=64']);
        assert.deepEqual(window.terminals, [terminal]);
      }

      // And back to a task, which later tests start.
      await inComposer(inWorkspace(MAMBA), 'seq_len=512', 'runIn');
      const { execution } = await toEnd(() => pressUntil('the task', [NEXT, ACCEPT], () => tasks.taskExecutions[0]));
      assert.ok(execution.task.execution instanceof ProcessExecution);
    });
    listening?.dispose();
  });

  it('saves a preset into a file that keeps its comments, and launches it from there', async () => {
    const uri = inWorkspace('.vscode/hydrascope-presets.json');
    const text =
      '{\n  // Ours.\n  "presets": [\n    { "name": "short", "config": "mamba", "overrides": ["seq_len=256"] }\n  ]\n}\n';
    await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await inComposer(inWorkspace(MAMBA), 'seq_len=128', 'savePreset');
    const kept = await pressUntil('the saved preset', [ACCEPT], async () => {
      const now = await readFile(uri.fsPath, 'utf8');
      return now.includes('seq_len=128') && now;
    });
    assert.match(kept, /\/\/ Ours\./);
    assert.match(kept, /"config": "configs\/mamba.yaml"/);
    await closeComposer();

    await whileWritingDown(async (given) => {
      await toEnd(async () => {
        void commands.executeCommand('hydrascope.launchPreset');
        await pressUntil('the task', [ACCEPT], () => tasks.taskExecutions[0]);
      });
      assert.deepEqual((await given()).slice(1), ['--config-name=mamba', 'seq_len=256']);
      await toEnd(async () => commands.executeCommand('hydrascope.rerunLast'));
      assert.deepEqual((await given()).slice(1), ['--config-name=mamba', 'seq_len=256']);
    });
  });

  it('runs a sweep, and refuses one of whose jobs fails (needs .venv)', async function () {
    if (!existsSync(inWorkspace('.venv/bin/python').fsPath)) this.skip();
    await assert.rejects(launchAtOnce('type=mamba,mambo'), /Job 1 \(type=mambo\): 'mambo' is not registered/);
    const { exitCode } = await toEnd(() => launchAtOnce('seq_len=1024,2048'));
    assert.equal(exitCode, 0);
    const runs = await readdir(inWorkspace('trainer/multirun').fsPath, { recursive: true });
    assert.equal(runs.filter((path) => path.endsWith('.hydra')).length, 2);
  });

  it('launches what it refuses when that is asked for deliberately', async () => {
    await whileWritingDown(async (given) => {
      await assert.rejects(launchAtOnce('sq_len=1'), /Could not override 'sq_len'/);
      await toEnd(() => launchAtOnce('sq_len=1', { anyway: true }));
      assert.deepEqual((await given()).slice(2), ['sq_len=1']);

      // By hand: the verdict, why, and then the way to go on; the question's own first row goes back.
      await openComposer(inWorkspace(MAMBA), 'sq_len=1');
      const isAsked = async () => (await commands.executeCommand(COMPLETE)) === undefined;
      await pressUntil('the question', [NEXT, ACCEPT], isAsked);
      const isBack = () => commands.executeCommand<boolean | undefined>(COMPLETE);
      await pressUntil('the composer again', [ACCEPT], isBack);
      assert.deepEqual(tasks.taskExecutions, []);
      await pressUntil('the question', [NEXT, ACCEPT], isAsked);
      await toEnd(() => pressUntil('the task', [NEXT, ACCEPT], () => tasks.taskExecutions[0]));
      assert.deepEqual((await given()).slice(2), ['sq_len=1']);
    });
  });

  it('offers first what it was left with', async () => {
    await whileWritingDown(async (given) => {
      await openComposer(inWorkspace(MAMBA), 'seq_len=77');
      await closeComposer();
      await openComposer(inWorkspace(MAMBA), '');
      // Below the verdict and the command.
      await press(NEXT, NEXT, ACCEPT);
      await until('its answer', () => commands.executeCommand<boolean | undefined>(COMPLETE));
      await toEnd(() => press(ACCEPT));
      assert.deepEqual((await given()).slice(2), ['seq_len=77']);
    });
  });

  it('opens in the composer what a re-run would be refused for', async () => {
    await whileWritingDown(async (given) => {
      await toEnd(() => launchAtOnce('sq_len=3', { anyway: true }));
      await given();
      void commands.executeCommand('hydrascope.rerunLast');
      await until('the composer', () => commands.executeCommand<boolean | undefined>(COMPLETE));
      assert.deepEqual(tasks.taskExecutions, []);
    });
  });

  it('opens the output of the last run in the explorer (needs .venv)', async function () {
    if (!existsSync(inWorkspace('.venv/bin/python').fsPath)) this.skip();
    await toEnd(() => launchAtOnce('seq_len=64'));
    await env.clipboard.writeText('');
    await commands.executeCommand('hydrascope.openRunOutput');
    const copied = await until('the folder', async () => {
      await commands.executeCommand('copyFilePath');
      return (await env.clipboard.readText()).includes('outputs') && env.clipboard.readText();
    });
    const overrides = await readFile(join(Uri.file(copied).fsPath, '.hydra', 'overrides.yaml'), 'utf8');
    assert.match(overrides, /seq_len=64/);
    await open(MAMBA);
  });
});
