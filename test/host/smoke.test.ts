import { strict as assert } from 'node:assert';
import { describe, it } from 'mocha';
import { extensions, workspace } from 'vscode';

describe('the extension', () => {
  it('is there and activates', async () => {
    const extension = extensions.getExtension('hydrascope.hydrascope');
    assert.ok(extension, 'VS Code does not know hydrascope.hydrascope');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it("finds the trainer's configs in a workspace that is a copy", async () => {
    const files = await workspace.findFiles('configs/*.yaml');
    assert.ok(files.length > 0, 'no configs/*.yaml in the workspace');
    assert.equal(workspace.isTrusted, true);
  });
});
