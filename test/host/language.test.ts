import { strict as assert } from 'node:assert';
import { afterEach, before, describe, it } from 'mocha';
import {
  type CodeAction,
  type CodeLens,
  commands,
  type DocumentHighlight,
  type DocumentLink,
  type DocumentSymbol,
  FileType,
  type FoldingRange,
  type InlayHint,
  type Location,
  Range,
  type SelectionRange,
  type SemanticTokens,
  type SymbolInformation,
  type Uri,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import { activateExtension, diagnosticOf, inWorkspace, open, place, replace, revertAll, until } from './support';

const MAMBA = 'configs/mamba.yaml';
const DATA = 'configs/data.yaml';

/** The name of a document, for what is read by people. */
function nameOf(uri: Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

function namesOf(places: readonly { readonly uri: Uri }[]): readonly string[] {
  return [...new Set(places.map(({ uri }) => nameOf(uri)))].sort();
}

/** A file that only this test has. */
async function write(path: string, text: string): Promise<void> {
  await workspace.fs.writeFile(inWorkspace(path), new TextEncoder().encode(text));
}

function textOf(label: InlayHint['label']): string {
  return typeof label === 'string' ? label : label.map(({ value }) => value).join('');
}

describe('the language service in VS Code', () => {
  before(activateExtension);
  afterEach(revertAll);

  it('finds every config that a key is written in', async () => {
    const document = await open(DATA);
    const found = await commands.executeCommand<readonly Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      place(document, '\nseq_len', 2),
    );
    const names = namesOf(found);
    for (const name of ['data.yaml', 'mamba.yaml']) assert.ok(names.includes(name), names.join(' '));
    const marked = await commands.executeCommand<readonly DocumentHighlight[]>(
      'vscode.executeDocumentHighlights',
      document.uri,
      place(document, '\nseq_len', 2),
    );
    assert.ok(marked.length > 0);
  });

  it('renames a key in every config that has it', async () => {
    const document = await open(DATA);
    const edit = await commands.executeCommand<WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      place(document, '\nseq_len', 2),
      'context_len',
    );
    const names = edit.entries().map(([uri]) => nameOf(uri));
    for (const name of ['data.yaml', 'mamba.yaml']) assert.ok(names.includes(name), names.join(' '));
    for (const [, edits] of edit.entries()) for (const { newText } of edits) assert.match(newText, /context_len/);
  });

  it('rewrites defaults lists when a config is renamed in the explorer', async () => {
    await write('configs/rename_me.yaml', 'val_tokens: 5\n');
    await write('configs/heir.yaml', 'defaults:\n  - rename_me\n  - _self_\nval_tokens: 6\n');
    const [old, now, heir] = ['configs/rename_me.yaml', 'configs/renamed.yaml', 'configs/heir.yaml'].map(inWorkspace);
    assert.ok(old && now && heir);
    try {
      await open('configs/heir.yaml');
      await until('the heir is known', async () => {
        const links = await commands.executeCommand<readonly DocumentLink[]>('vscode.executeLinkProvider', heir);
        return links.length > 0;
      });
      const edit = new WorkspaceEdit();
      edit.renameFile(old, now);
      assert.ok(await workspace.applyEdit(edit));
      const document = await workspace.openTextDocument(heir);
      await until('the entry has the new name', () => document.getText().includes('- renamed\n'));
    } finally {
      for (const uri of [old, now, heir]) {
        const isThere = await workspace.fs.stat(uri).then(
          ({ type }) => type === FileType.File,
          () => false,
        );
        if (isThere) await workspace.fs.delete(uri);
      }
    }
  });

  it('outlines, links, folds and selects', async () => {
    const document = await open(MAMBA);
    const ask = <T>(command: string, ...more: readonly unknown[]): Thenable<T> =>
      commands.executeCommand<T>(command, document.uri, ...more);
    const symbols = await ask<readonly DocumentSymbol[]>('vscode.executeDocumentSymbolProvider');
    assert.ok(
      symbols.some(({ name }) => name === 'model_cfg'),
      symbols.map(({ name }) => name).join(' '),
    );
    const links = await ask<readonly DocumentLink[]>('vscode.executeLinkProvider');
    assert.ok(links.some(({ target }) => target !== undefined && nameOf(target) === 'data.yaml'));
    const folds = await ask<readonly FoldingRange[]>('vscode.executeFoldingRangeProvider');
    assert.ok(folds.length > 0);
    const at = place(document, 'n_layers', 2);
    const [selection] = await ask<readonly SelectionRange[]>('vscode.executeSelectionRangeProvider', [at]);
    assert.ok(selection?.range.contains(at));
    const everywhere = await commands.executeCommand<readonly SymbolInformation[]>(
      'vscode.executeWorkspaceSymbolProvider',
      'mamba',
    );
    assert.ok(everywhere.some(({ location }) => nameOf(location.uri) === 'mamba.yaml'));
  });

  it('colours what means something to Hydra', async () => {
    const document = await open(MAMBA);
    const tokens = await until('tokens', async () =>
      commands.executeCommand<SemanticTokens | undefined>('vscode.provideDocumentSemanticTokens', document.uri),
    );
    assert.ok(tokens.data.length > 0);
  });

  it('shows beside a base config what its composition has instead', async () => {
    const document = await open(DATA);
    await commands.executeCommand('hydrascope.chooseFocus', document.uri, { pin: { name: 'mamba', overrides: [] } });
    try {
      const whole = new Range(0, 0, document.lineCount, 0);
      const hints = await until('a hint', async () => {
        const found = await commands.executeCommand<readonly InlayHint[]>(
          'vscode.executeInlayHintProvider',
          document.uri,
          whole,
        );
        return found.length > 0 ? found : undefined;
      });
      const shown = hints.map(({ label }) => textOf(label));
      assert.ok(
        shown.some((text) => text.includes('1024') && text.includes('mamba.yaml')),
        shown.join('; '),
      );
    } finally {
      await commands.executeCommand('hydrascope.chooseFocus', document.uri, { pin: null });
    }
  });

  it('hides hints whose setting is off', async () => {
    const document = await open(DATA);
    const settings = workspace.getConfiguration('hydrascope.inlayHints');
    await commands.executeCommand('hydrascope.chooseFocus', document.uri, { pin: { name: 'mamba', overrides: [] } });
    const shown = async (): Promise<number> => {
      const whole = new Range(0, 0, document.lineCount, 0);
      const ask = 'vscode.executeInlayHintProvider';
      return (await commands.executeCommand<readonly InlayHint[]>(ask, document.uri, whole)).length;
    };
    try {
      await until('hints', async () => (await shown()) > 0);
      await settings.update('values', false);
      await until('no hints', async () => (await shown()) === 0);
    } finally {
      await settings.update('values', undefined);
      await commands.executeCommand('hydrascope.chooseFocus', document.uri, { pin: null });
    }
  });

  it('counts who overrides a key where that is wanted, and lists them', async () => {
    const document = await open(DATA);
    const settings = workspace.getConfiguration('hydrascope');
    const lenses = () => commands.executeCommand<readonly CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
    const titled = async (title: RegExp) => (await lenses()).find(({ command }) => title.test(command?.title ?? ''));
    const users = await until('the lens', () => titled(/^Used by 15 configs$/));
    assert.equal(await titled(/^Overridden/), undefined);
    await settings.update('overriddenLens', true);
    try {
      const overriders = await until('the other lens', () => titled(/^Overridden by 1 of 15 configs$/));
      for (const { command } of [users, overriders]) {
        assert.equal(command?.command, 'hydrascope.showUsers');
        await commands.executeCommand('hydrascope.showUsers', ...(command?.arguments ?? []));
        await commands.executeCommand('closeReferenceSearch');
      }
    } finally {
      await settings.update('overriddenLens', undefined);
    }
  });

  it('offers fixes and refactorings', async () => {
    const document = await open(MAMBA);
    await replace(document, 'type: "mamba"', 'type: mambo');
    const problem = await diagnosticOf(MAMBA, 'HS401');
    const actions = await until('an action', async () => {
      const found = await commands.executeCommand<readonly CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        problem.range,
      );
      return found.length > 0 ? found : undefined;
    });
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.includes("Change to 'mamba'"), titles.join('; '));
    assert.ok(
      titles.some((title) => /^Ignore HS401/.test(title)),
      titles.join('; '),
    );
  });

  it('judges the overrides of launch.json and completes them', async () => {
    const path = '.vscode/launch.json';
    const text = `{
  "version": "0.2.0",
  "configurations": [
    { "name": "mamba", "type": "debugpy", "request": "launch", "program": "\${workspaceFolder}/trainer/mytrainer.py",
      "args": ["--config-name=mamba", "seq_lne=2048"] }
  ]
}
`;
    await write(path, text);
    try {
      const document = await open(path);
      const { message } = await diagnosticOf(path, 'HS512');
      assert.match(message, /did you mean 'seq_len'\?/);
      const { items } = await commands.executeCommand<{ readonly items: readonly { readonly label: unknown }[] }>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        place(document, 'seq_lne', 'seq_l'.length),
      );
      const labels = items.map(({ label }) => JSON.stringify(label));
      assert.ok(
        labels.some((label) => label.includes('seq_len')),
        labels.join(' '),
      );
    } finally {
      await workspace.fs.delete(inWorkspace(path));
    }
  });
});
