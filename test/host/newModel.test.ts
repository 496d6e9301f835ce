import { strict as assert } from 'node:assert';
import { afterEach, before, describe, it } from 'mocha';
import { type CodeLens, commands, FileType, Range, tasks, type Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { activateExtension, inWorkspace, isOnDisk, noDiagnosticsOf, open, revertAll, until } from './support';

const REGISTRY = 'trainer/trainer_registry.py';

function newModel(options: object, target = inWorkspace('configs')): Thenable<Uri> {
  return commands.executeCommand('hydrascope.newModelConfig', target, options);
}

async function isThere(path: string): Promise<boolean> {
  return workspace.fs.stat(inWorkspace(path)).then(
    ({ type }) => type === FileType.File,
    () => false,
  );
}

async function textOf(path: string): Promise<string> {
  return new TextDecoder().decode(await workspace.fs.readFile(inWorkspace(path)));
}

describe('New Model Config', () => {
  let registry = '';
  before(async () => {
    await activateExtension();
    registry = await textOf(REGISTRY);
  });
  afterEach(async () => {
    await revertAll();
    for (const path of [
      'configs/my_model.yaml',
      'trainer/models/MyModel.py',
      'configs/second.yaml',
      'configs/empty.yaml',
    ])
      if (await isThere(path)) await workspace.fs.delete(inWorkspace(path));
    // In its document: written beneath it, the next save would be refused.
    const document = await workspace.openTextDocument(inWorkspace(REGISTRY));
    if (document.getText() === registry) return;
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(0, 0, document.lineCount, 0), registry);
    assert.ok(await workspace.applyEdit(edit));
    assert.ok(await document.save());
  });

  it('writes a config, registers its type and makes its adapter; the trainer plans a run with it', async () => {
    const uri = await newModel({
      name: 'my_model',
      type: 'my-model',
      adapter: { kind: 'skeleton', like: 'current-best' },
    });
    assert.equal(uri.toString(), inWorkspace('configs/my_model.yaml').toString());
    assert.equal(window.activeTextEditor?.document.uri.toString(), uri.toString());
    assert.match(await textOf(REGISTRY), /"my-model": "models\.MyModel:MyModelAdapter",/);
    assert.match(await textOf('trainer/models/MyModel.py'), /class MyModelAdapter\(CurrentBestAdapter\):/);
    await noDiagnosticsOf('configs/my_model.yaml');
    await noDiagnosticsOf(REGISTRY);

    // In a browser nothing runs.
    if (!isOnDisk()) return;
    const launched = commands.executeCommand<{ task: { name: string } }>('hydrascope.composeAndLaunch', uri, {
      confirm: false,
      overrides: 'num_iterations=3',
    });
    const ended = new Promise<number | undefined>((done) => {
      const listening = tasks.onDidEndTaskProcess(({ exitCode }) => {
        listening.dispose();
        done(exitCode);
      });
    });
    await launched;
    assert.equal(await ended, 0);
  });

  it('never writes over a config', async () => {
    const before = await textOf('configs/mamba.yaml');
    await assert.rejects(async () => newModel({ name: 'mamba', type: 'mamba' }), /There is a config of that name/);
    assert.equal(await textOf('configs/mamba.yaml'), before);
  });

  it('is undone in one step', async () => {
    await newModel({ name: 'second', type: 'second', adapter: { kind: 'shared', like: 'mamba' } });
    const document = await open(REGISTRY);
    assert.notEqual(document.getText(), registry);
    await commands.executeCommand('undo');
    await until('the registry as it was', () => document.getText() === registry);
    await until('no config', async () => !(await isThere('configs/second.yaml')));
  });

  it('is offered in an empty config, and fills it', async () => {
    const empty = inWorkspace('configs/empty.yaml');
    await workspace.fs.writeFile(empty, new Uint8Array());
    await open('configs/empty.yaml');
    const lens = await until('the lens', async () => {
      const lenses = await commands.executeCommand<readonly CodeLens[]>('vscode.executeCodeLensProvider', empty);
      return lenses.find(({ command }) => command?.command === 'hydrascope.newModelConfig');
    });
    assert.equal(lens.command?.title, 'New model config');
    // The questions: its type, then whether to write it.
    void commands.executeCommand('hydrascope.newModelConfig', empty);
    const diff = () =>
      window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => /New model config/.test(label));
    await until('the preview', async () => {
      if (diff() !== undefined) return true;
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return false;
    });
    const document = await workspace.openTextDocument(empty);
    await until('the text', async () => {
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return document.getText().includes('type: "empty"');
    });
    await until('the preview to be gone', () => diff() === undefined);
  });
});
