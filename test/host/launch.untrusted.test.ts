import { strict as assert } from 'node:assert';
import { before, describe, it } from 'mocha';
import { commands, tasks, workspace } from 'vscode';
import { activateExtension, hoverAt, inWorkspace, open } from './support';

describe('Compose & Launch in a folder that is not trusted', () => {
  before(activateExtension);

  it('refuses to run anything', async () => {
    assert.equal(workspace.isTrusted, false);
    const uri = inWorkspace('configs/mamba.yaml');
    const launch = async () => commands.executeCommand('hydrascope.composeAndLaunch', uri, { confirm: false });
    await assert.rejects(launch, /needs a trusted workspace/);
    assert.equal(tasks.taskExecutions.length, 0);
  });

  it('still tells what the run would get', async () => {
    const document = await open('configs/mamba.yaml');
    assert.match(await hoverAt(document, '\nseq_len', 2), /seq_len: int = 1024/);
  });
});
