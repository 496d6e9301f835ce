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

  it('leaves YAML to whom it belongs: its language, its grammar and its settings', async () => {
    const extension = extensions.getExtension('hydrascope.hydrascope');
    assert.ok(extension);
    const { contributes } = extension.packageJSON as { contributes: object };
    for (const claim of ['languages', 'grammars', 'configurationDefaults']) assert.ok(!(claim in contributes), claim);
    const [config] = await workspace.findFiles('configs/mamba.yaml');
    assert.ok(config);
    assert.equal((await workspace.openTextDocument(config)).languageId, 'yaml');
  });

  it("finds the trainer's configs in a workspace that is a copy", async () => {
    const files = await workspace.findFiles('configs/*.yaml');
    assert.ok(files.length > 0, 'no configs/*.yaml in the workspace');
    assert.equal(workspace.isTrusted, true);
  });
});
