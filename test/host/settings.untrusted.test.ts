import { strict as assert } from 'node:assert';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { before, describe, it } from 'mocha';
import { commands, tasks, workspace } from 'vscode';
import { activateExtension, hoverAt, inWorkspace, open, until } from './support';

/** What a workspace would like to have run: it leaves a trace. */
function trap(): { readonly path: string; readonly trace: string } {
  const [path, trace] = [inWorkspace('evil.sh').fsPath, inWorkspace('pwned').fsPath];
  writeFileSync(path, `#!/bin/sh\ntouch '${trace}'\n`);
  chmodSync(path, 0o755);
  return { path, trace };
}

describe('the settings of a folder that is not trusted', () => {
  before(activateExtension);

  it('name no interpreter: what they say of it is not even seen', async () => {
    assert.equal(workspace.isTrusted, false);
    const { path, trace } = trap();
    const tasksFile = { tasks: [{ label: 'evil', type: 'hydrascope', config: 'mamba', overrides: [], command: path }] };
    const settings = { 'hydrascope.python': path, 'hydrascope.codeLens': false, 'python.defaultInterpreterPath': path };
    const files = { 'settings.json': settings, 'tasks.json': tasksFile };
    for (const [name, content] of Object.entries(files)) {
      const uri = inWorkspace(`.vscode/${name}`);
      await workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify(content)));
    }
    try {
      const seen = () => workspace.getConfiguration('hydrascope', inWorkspace('configs/mamba.yaml'));
      // What stands beside it and does no harm counts at once, so that the file was read.
      await until('the setting that may be set', () => !seen().get('codeLens', true));
      assert.equal(seen().get('python'), '');
      const { workspaceValue, workspaceFolderValue, globalValue } = seen().inspect('python') ?? {};
      assert.deepEqual([workspaceValue, workspaceFolderValue, globalValue], [undefined, undefined, undefined]);

      const document = await open('configs/mamba.yaml');
      assert.match(await hoverAt(document, '\nseq_len', 2), /seq_len: int = 1024/);
      const launch = async () =>
        commands.executeCommand('hydrascope.composeAndLaunch', document.uri, { confirm: false });
      await assert.rejects(launch, /needs a trusted workspace/);
      assert.deepEqual(tasks.taskExecutions, []);
      assert.equal(existsSync(trace), false);
    } finally {
      for (const name of Object.keys(files)) rmSync(inWorkspace(`.vscode/${name}`).fsPath, { force: true });
    }
  });
});
