import { strict as assert } from 'node:assert';
import { homedir } from 'node:os';
import { after, before, describe, it } from 'mocha';
import { ConfigurationTarget, commands, window, workspace } from 'vscode';
import { activateExtension, open, revertAll, until } from './support';

describe('Report a Problem', () => {
  const settings = () => workspace.getConfiguration('hydrascope');
  before(async () => {
    await activateExtension();
    await settings().update('overriddenLens', true, ConfigurationTarget.Workspace);
  });
  after(async () => {
    await settings().update('overriddenLens', undefined, ConfigurationTarget.Workspace);
    await revertAll();
  });

  it('writes what is known into a document that nobody has saved or sent', async () => {
    await open('configs/mamba.yaml');
    const text = await until('the report with a log', async () => {
      await commands.executeCommand('hydrascope.reportProblem');
      const document = window.activeTextEditor?.document;
      assert.equal(document?.languageId, 'markdown');
      assert.equal(document?.isUntitled, true);
      return document?.getText().includes('[info]') && document.getText();
    });
    assert.match(text, /^- hydrascope: \d+\.\d+\.\d+$/m);
    assert.match(text, /^- VS Code: \d+\.\d+/m);
    assert.match(
      text,
      /Hydra 1\.3, with hydrascope\.yaml; \d+ configs, \d+ to launch, 1 apps; `ADAPTER_PATHS` with 15 names/,
    );
    assert.match(text, /^- `hydrascope\.overriddenLens`: `true`$/m);
    assert.ok(!text.includes(homedir()), 'the home folder is there');
  });
});
