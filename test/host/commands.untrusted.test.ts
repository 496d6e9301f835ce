// In a folder that is not trusted: every command of the extension, with all that a workspace could want to have run in its
// way. Nothing of it runs, no process is there but the server, and what lies outside is not read.
import { strict as assert } from 'node:assert';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'mocha';
import { commands, debug, env, extensions, Selection, tasks, window, workspace } from 'vscode';
import { activateExtension, diagnosticsOf, inWorkspace, open, place, revertAll, until } from './support';

describe('every command in a folder that is not trusted', () => {
  const pathOf = (path: string) => inWorkspace(path).fsPath;
  const trace = () => pathOf('pwned');
  const made: string[] = [];
  let outside = '';

  const write = (path: string, content: string, mode = 0o644) => {
    const file = pathOf(path);
    if (existsSync(file)) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, mode);
    made.push(file);
  };

  before(async () => {
    assert.equal(workspace.isTrusted, false);
    outside = mkdtempSync(join(tmpdir(), 'hydrascope-outside-'));
    writeFileSync(join(outside, 'secret.yaml'), 'leaked: 4711\n');
    const trap = `#!/bin/sh\ntouch '${trace()}'\n`;
    for (const name of ['.venv/bin/python', 'venv/bin/python', 'trainer/venv/bin/python', 'python3', 'node', 'git']) {
      write(name, trap, 0o755);
    }
    const python = pathOf('python3');
    const profile = { path: pathOf('node'), args: [] };
    write(
      '.vscode/settings.json',
      JSON.stringify({
        'hydrascope.python': python,
        'hydrascope.codeLens': false,
        'hydrascope.trace.server': 'verbose',
        'python.defaultInterpreterPath': python,
        'python.envFile': join(outside, 'secret.yaml'),
        'terminal.integrated.profiles.linux': { evil: profile },
        'terminal.integrated.defaultProfile.linux': 'evil',
        'terminal.integrated.automationProfile.linux': profile,
        'terminal.integrated.env.linux': {
          LD_PRELOAD: pathOf('evil.so'),
          NODE_OPTIONS: `--require ${pathOf('evil.js')}`,
        },
      }),
    );
    write('evil.js', `require('node:fs').writeFileSync(${JSON.stringify(trace())}, '')`);
    write('.npmrc', `node-options=--require ${pathOf('evil.js')}\n`);
    write('.env', `NODE_OPTIONS=--require ${pathOf('evil.js')}\nPYTHONSTARTUP=${pathOf('evil.py')}\n`);
    write(
      '.vscode/tasks.json',
      JSON.stringify({
        tasks: [
          { label: 'evil', type: 'shell', command: python, runOptions: { runOn: 'folderOpen' } },
          { label: 'ours', type: 'hydrascope', config: 'mamba', overrides: [] },
        ],
      }),
    );
    write(
      '.vscode/launch.json',
      JSON.stringify({
        configurations: [
          {
            ...{ name: 'evil', type: 'debugpy', request: 'launch', program: 'trainer/mytrainer.py' },
            ...{ python, preLaunchTask: 'evil', args: ['--config-name=mamba'] },
          },
        ],
      }),
    );
    write(
      'configs/evil.yaml',
      `hydra:\n  searchpath: ['file://${outside}']\ndefaults:\n  - secret\n  - _self_\nrisen: \${leaked}\n`,
    );
    await activateExtension();
  });

  after(async () => {
    await revertAll();
    for (const file of made) unlinkSync(file);
    for (const folder of [outside, ...['.venv', 'venv', 'trainer/venv'].map(pathOf)]) {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('starts nothing', async function () {
    this.timeout(120_000);
    await until('the settings that may be set', () => !workspace.getConfiguration('hydrascope').get('codeLens', true));
    const own = extensions.getExtension('hydrascope.hydrascope');
    assert.ok(own);
    const { commands: listed } = own.packageJSON.contributes as { commands: readonly { command: string }[] };
    const all = listed.map(({ command }) => command);
    assert.ok(all.length > 30);
    for (const command of all) {
      const document = await open('configs/mamba.yaml');
      const at = place(document, '\nseq_len', 2);
      const editor = window.activeTextEditor;
      if (editor) editor.selection = new Selection(at, at);
      // What asks something waits for an answer that never comes; what refuses has said so.
      const run = Promise.resolve(commands.executeCommand(command, document.uri)).catch(() => {});
      await Promise.race([run, sleep(300)]);
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await sleep(50);
      await commands.executeCommand('workbench.action.closeQuickOpen');
    }
    assert.deepEqual(
      tasks.taskExecutions.map(({ task }) => task.name),
      [],
    );
    assert.deepEqual(
      window.terminals.map(({ name }) => name),
      [],
    );
    assert.equal(debug.activeDebugSession, undefined);
    assert.equal(existsSync(trace()), false);
  });

  it('has no process but the server', async function () {
    if (process.platform !== 'linux') this.skip();
    await activateExtension();
    const lines = await until('the server', () => {
      const found = below(process.pid);
      return found.some((line) => line.includes('server.js')) && found;
    });
    // VS Code's own extensions have servers, too.
    const others = lines.filter((line) => !line.includes(join(env.appRoot, 'extensions')));
    assert.match(others.join('\n'), /^\S+(?: --\S+)* \S*\/dist\/server\.js\b[^\n]*$/);
  });

  it('reads nothing outside, and says what would let it', async () => {
    await open('configs/evil.yaml');
    const found = await until(
      'a problem',
      () => diagnosticsOf('configs/evil.yaml').length > 0 && diagnosticsOf('configs/evil.yaml'),
    );
    const told = found.map(({ message }) => message).join('\n');
    assert.match(told, /trust/i);
    assert.doesNotMatch(told, /4711/);
    await commands.executeCommand('hydrascope.showComposedConfig', inWorkspace('configs/evil.yaml'));
    const shown = window.activeTextEditor?.document.getText() ?? '';
    assert.doesNotMatch(shown, /4711/);
  });
});

/** The commands of all processes that a process has started, and those that these have. */
function below(pid: number): readonly string[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return children.flatMap((child) => {
    try {
      return [readFileSync(`/proc/${child}/cmdline`, 'utf8').replaceAll('\0', ' '), ...below(child)];
    } catch {
      return []; // It has ended meanwhile.
    }
  });
}
