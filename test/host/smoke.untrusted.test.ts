import { strict as assert } from 'node:assert';
import { describe, it } from 'mocha';
import { extensions, workspace } from 'vscode';

describe('the extension in a folder that is not trusted', () => {
  it('is there and activates', async () => {
    assert.equal(workspace.isTrusted, false);
    const extension = extensions.getExtension('hydrascope.hydrascope');
    assert.ok(extension, 'VS Code holds hydrascope.hydrascope back in restricted mode');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
