import { strict as assert } from 'node:assert';
import { afterEach, before, describe, it } from 'mocha';
import { commands, env, Selection, type TextDocument, window, workspace } from 'vscode';
import { activateExtension, inWorkspace, open, place, replace, revertAll, until } from './support';

const DATA = 'configs/data.yaml';
const MAMBA = 'configs/mamba.yaml';

/** What the view shows for the key under the cursor. */
interface Revealed {
  readonly label: string;
  readonly description: string;
  readonly path: readonly string[];
}

/** Puts the cursor on a text and reveals its key in the view; waits until the view is about it. */
function revealed(document: TextDocument, text: string, fits: (row: Revealed) => boolean): Promise<Revealed> {
  return until(`the row of '${text.trim()}'`, async () => {
    const editor = await window.showTextDocument(document);
    const at = place(document, text, text.length);
    editor.selection = new Selection(at, at);
    const row = await commands.executeCommand<Revealed | undefined>('hydrascope.revealEffectiveKey');
    return row !== undefined && fits(row) && row;
  });
}

async function copied(command: string): Promise<string> {
  await env.clipboard.writeText('');
  await commands.executeCommand(command);
  return env.clipboard.readText();
}

describe('the Effective Config', () => {
  before(activateExtension);
  afterEach(async () => {
    await commands.executeCommand('hydrascope.clearEffectiveFilter');
    await commands.executeCommand('hydrascope.chooseFocus', inWorkspace(DATA), { pin: null });
    await revertAll();
  });

  it('tells of a key who decided it, over whom, and gives its path, value and override', async () => {
    const row = await revealed(await open(MAMBA), '\nseq_len', ({ path }) => path.join('.') === 'seq_len');
    assert.equal(row.label, 'seq_len: 1024');
    assert.equal(row.description, 'mamba.yaml:37  ·  over 65536');
    assert.equal(await copied('hydrascope.copyKeyPath'), 'seq_len');
    assert.equal(await copied('hydrascope.copyKeyValue'), '1024');
    assert.equal(await copied('hydrascope.copyOverride'), 'seq_len=1024');
  });

  it('finds nested keys, and copies overrides that need quotes with them', async () => {
    const document = await open(MAMBA);
    await replace(document, 'hidden_act: "silu"', 'hidden_act: "silu, or so"');
    await revealed(document, '\n  hidden_act', ({ label }) => label === 'hidden_act: silu, or so');
    assert.equal(await copied('hydrascope.copyKeyPath'), 'model_cfg.hidden_act');
    assert.equal(await copied('hydrascope.copyKeyValue'), 'silu, or so');
    assert.equal(await copied('hydrascope.copyOverride'), "model_cfg.hidden_act='silu, or so'");
  });

  it('is live on unsaved edits, interpolations and what is missing among them', async () => {
    const document = await open(MAMBA);
    await replace(document, '\nseq_len: 1024', '\nseq_len: ${model_cfg.n_ctx}');
    const row = await revealed(document, '\nseq_len', ({ label }) => label === 'seq_len: 1024');
    assert.equal(row.description, 'mamba.yaml:37  ·  over 65536');
    await replace(document, 'd_state: 16', 'd_state: ???');
    const missing = await revealed(document, '\n  d_state', ({ label }) => label === 'd_state: ???');
    assert.match(missing.description, /missing$/);
  });

  it('shows the composition that is pinned, overrides and all', async () => {
    const document = await open(DATA);
    await commands.executeCommand('hydrascope.chooseFocus', document.uri, {
      pin: { name: 'mamba', overrides: ['seq_len=2048'] },
    });
    const row = await revealed(document, '\nseq_len', ({ label }) => label === 'seq_len: 2048');
    assert.equal(row.description, 'seq_len=2048  ·  over 1024, and 1 more');
  });

  it('takes a filter, which the way to a key puts aside', async () => {
    const document = await open(MAMBA);
    await revealed(document, '\nseq_len', () => true);
    await commands.executeCommand('hydrascope.filterEffectiveConfig', 'n_layers');
    const row = await revealed(document, '\nseq_len', () => true);
    assert.deepEqual(row.path, ['seq_len']);
  });

  it('leads by keyboard from a value to what it overrides, and stays with the composition meanwhile', async () => {
    await revealed(await open(MAMBA), '\nseq_len', () => true);
    await commands.executeCommand('list.expand');
    await until('data.yaml, line 8', async () => {
      await commands.executeCommand('hydrascope.revealEffectiveKey');
      await commands.executeCommand('list.focusDown');
      await commands.executeCommand('list.select');
      const editor = window.activeTextEditor;
      return editor?.document.uri.path.endsWith('/data.yaml') && editor.selection.active.line === 7;
    });
    const data = await workspace.openTextDocument(inWorkspace(DATA));
    const row = await revealed(data, '\nseq_len', () => true);
    assert.equal(row.label, 'seq_len: 1024', 'what mamba.yaml has, not the first user of data.yaml');
  });

  it('is there again when the server was started anew', async () => {
    const document = await open(MAMBA);
    await revealed(document, '\nseq_len', () => true);
    await commands.executeCommand('hydrascope.restartServer');
    const row = await revealed(document, '\nseq_len', () => true);
    assert.equal(row.label, 'seq_len: 1024');
  });

  it('shows another composition when another config is opened', async () => {
    await revealed(await open(MAMBA), '\nnum_iterations', ({ label }) => label === 'num_iterations: 1750');
    const { label } = await revealed(await open('configs/gpt2.yaml'), '\ntype', () => true);
    assert.equal(label, 'type: gpt2');
  });
});

describe('the Defaults Tree', () => {
  before(activateExtension);
  afterEach(revertAll);

  it('leads by keyboard from an entry to the file that it brings, and back to the line that chose it', async () => {
    await open(MAMBA);
    const selectEntry = async () => {
      await commands.executeCommand('hydrascope.defaultsTree.focus');
      await commands.executeCommand('list.focusFirst');
      for (let step = 0; step < 2; step++) await commands.executeCommand('list.focusDown');
      await commands.executeCommand('list.select');
    };
    await until('data.yaml', async () => {
      await selectEntry();
      return window.activeTextEditor?.document.uri.path.endsWith('/data.yaml');
    });
    const editor = await until('the entry in mamba.yaml', async () => {
      await commands.executeCommand('hydrascope.goToDefaultsEntry');
      const { activeTextEditor } = window;
      if (activeTextEditor?.document.uri.toString() === inWorkspace(MAMBA).toString()) return activeTextEditor;
      // The tree was drawn anew for the file that it led to, and nothing of mamba is selected any more.
      await open(MAMBA);
      await selectEntry();
      return undefined;
    });
    assert.equal(editor.document.lineAt(editor.selection.active.line).text, '  - data');
  });
});
