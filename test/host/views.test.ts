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

  it('stays with the composition while one looks through its files', async () => {
    const mamba = await open(MAMBA);
    await revealed(mamba, '\nseq_len', () => true);
    const at = { uri: inWorkspace(DATA).toString(), line: 7, character: 0 };
    await commands.executeCommand('hydrascope.openRow', at);
    const data = await workspace.openTextDocument(inWorkspace(DATA));
    assert.equal(window.activeTextEditor?.document.uri.toString(), data.uri.toString());
    const row = await revealed(data, '\nseq_len', () => true);
    assert.equal(row.label, 'seq_len: 1024', 'what mamba.yaml has, not the first user of data.yaml');
  });
});

describe('the Defaults Tree', () => {
  it('has its commands, and shows without an error', async () => {
    await open(MAMBA);
    await commands.executeCommand('hydrascope.defaultsTree.focus');
    const all = await commands.getCommands(true);
    assert.ok(all.includes('hydrascope.goToDefaultsEntry'));
  });
});
