import { strict as assert } from 'node:assert';
import { afterEach, before, describe, it } from 'mocha';
import { type CodeLens, commands, type LocationLink, languages, Uri, window } from 'vscode';
import type { Focus, FocusResult } from '../../server/src/protocol';
import {
  activateExtension,
  hoverAt,
  inWorkspace,
  noDiagnosticsOf,
  open,
  place,
  replace,
  revertAll,
  until,
} from './support';

const DATA = 'configs/data.yaml';
const MAMBA = 'configs/mamba.yaml';
const PIN: Focus = { name: 'mamba', overrides: ['num_iterations=3'] };

/** Chooses as a keybinding would, with no window; answers what the file is seen from then. */
function choose(path: string, pin: Focus | null): Thenable<FocusResult> {
  return commands.executeCommand('hydrascope.chooseFocus', inWorkspace(path), { pin });
}

/** The composed document of `data.yaml` that is seen: those of earlier tests may still be there. */
function textOfComposed(): string | undefined {
  const isIt = ({ scheme, path }: Uri) => scheme === 'hydrascope-composed' && path === '/data (composed).yaml';
  return window.visibleTextEditors.find(({ document }) => isIt(document.uri))?.document.getText();
}

describe('Choose Focus', () => {
  before(activateExtension);
  afterEach(async () => {
    await choose(DATA, null);
    await revertAll();
  });

  it('changes hover, definition, code lens and the composed config of every file that the composition reaches', async () => {
    const document = await open(DATA);
    await commands.executeCommand('hydrascope.showComposedConfig', document.uri);
    await until('the automatic composition', () => textOfComposed()?.startsWith('# As seen from base_mtp.\n'));
    const told = await choose(DATA, PIN);
    assert.deepEqual([told.seen, told.pin, told.fault], [PIN, PIN, undefined]);

    const said = await hoverAt(document, '\nseq_len', 2);
    assert.match(said, /^\*\*`seq_len: int = 1024`\*\*/);
    assert.match(said, /as seen from `mamba num_iterations=3`[\s\S]*`65536` in 14 configs, `1024` in 1/);
    const links = await commands.executeCommand<readonly LocationLink[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      place(document, '\nseq_len', 2),
    );
    assert.deepEqual(
      links.map(({ targetUri }) => targetUri.toString()),
      [inWorkspace(MAMBA).toString()],
    );
    const lenses = await commands.executeCommand<readonly CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
    const titles = lenses.map(({ command }) => command?.title);
    assert.ok(titles.includes('Show composed config of mamba num_iterations=3'), titles.join('; '));
    await until('the pinned composition', () =>
      textOfComposed()?.startsWith('# As seen from mamba num_iterations=3.\n'),
    );
    assert.match(textOfComposed() ?? '', /^num_iterations: 3$/m);
    assert.match(await hoverAt(await open('configs/training.yaml'), '\nnum_iter', 2), /num_iterations: int = 3/);
  });

  it('leaves alone what the composition does not reach, and says so', async () => {
    await choose(DATA, PIN);
    const told = await choose('configs/gpt2.yaml', PIN);
    assert.deepEqual(told.seen, { name: 'gpt2', overrides: [] });
    assert.equal(told.fault?.kind, 'apart');
    assert.match(await hoverAt(await open('configs/gpt2.yaml'), '\nnum_iter', 2), /num_iterations: int = 1750/);
  });

  it('is remembered by a server that starts anew', async () => {
    const document = await open(DATA);
    await choose(DATA, PIN);
    await commands.executeCommand('hydrascope.restartServer');
    assert.match(await hoverAt(document, '\nseq_len', 2), /as seen from `mamba num_iterations=3`/);
    await choose(DATA, null);
    await commands.executeCommand('hydrascope.restartServer');
    assert.doesNotMatch(await hoverAt(document, '\nseq_len', 2), /as seen from/);
  });

  it('falls back while the overrides fail, and is there again once an edit sets that right', async () => {
    const mamba = await open(MAMBA);
    await choose(DATA, { name: 'mamba', overrides: ['model_cfg.n_layers=2'] });
    const data = await open(DATA);
    const isPinned = async () => (await hoverAt(data, '\nseq_len', 2)).includes('as seen from');
    assert.ok(await isPinned());
    await replace(mamba, 'n_layers:', 'n_layer:');
    await until('the automatic composition', async () => !(await isPinned()));
    await replace(mamba, 'n_layer:', 'n_layers:');
    await until('the pinned composition', isPinned);
  });

  it('is no matter of diagnostics', async () => {
    await noDiagnosticsOf(MAMBA);
    await choose(DATA, { name: 'mamba', overrides: ['seq_len=many', '+train_seq_len=1'] });
    await open(MAMBA);
    const other = await open('configs/gpt2.yaml');
    await replace(other, '\nnum_iterations: 1750', '\nnum_iterations: many');
    await until('a new round of diagnostics', () => languages.getDiagnostics(other.uri).length > 0);
    await noDiagnosticsOf(MAMBA);
  });

  it('says so when no config is active', async () => {
    await revertAll();
    assert.equal(await commands.executeCommand('hydrascope.chooseFocus'), undefined);
    const told = await commands.executeCommand<FocusResult>('hydrascope.chooseFocus', Uri.file('/nowhere.yaml'), {
      pin: PIN,
    });
    assert.equal(told.root, undefined);
  });
});
