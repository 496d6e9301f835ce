import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, before, describe, it } from 'mocha';
import {
  commands,
  type Hover,
  type InlayHint,
  type InlayHintLabelPart,
  type Location,
  type MarkdownString,
  Position,
  Range,
  TabInputTextDiff,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { CompareResult } from '../../server/src/protocol';
import { activateExtension, inWorkspace, isOnDisk, open, place, replace, revertAll, until } from './support';

const MAMBA = 'configs/mamba.yaml';
const RUN = 'trainer/outputs/2026-11-28/03-23-16';

/** The composed document of a name, once it has its text. */
function composedDocument(name: string): Promise<TextDocument> {
  return until(name, () =>
    workspace.textDocuments.find(
      ({ uri, lineCount }) => uri.scheme === 'hydrascope-composed' && uri.path === `/${name}.yaml` && lineCount > 2,
    ),
  );
}

/** The sides of the comparison in the active tab. */
function comparison(): { readonly label: string; readonly original: Uri; readonly modified: Uri } | undefined {
  const tab = window.tabGroups.activeTabGroup.activeTab;
  return tab?.input instanceof TabInputTextDiff ? { label: tab.label, ...sides(tab.input) } : undefined;
}

function sides({ original, modified }: TabInputTextDiff) {
  return { original, modified };
}

async function textOf(uri: Uri): Promise<string> {
  return (await workspace.openTextDocument(uri)).getText();
}

function compare(path: string, options?: object): Thenable<CompareResult | undefined> {
  return commands.executeCommand('hydrascope.compareComposedConfig', inWorkspace(path), options);
}

async function write(path: string, text: string): Promise<void> {
  await workspace.fs.writeFile(inWorkspace(path), new TextEncoder().encode(text));
}

/** What Hydra leaves of `--config-name=mamba seq_len=2048`, before `n_layers` was changed. */
async function leaveRun(): Promise<void> {
  const composed = await composedDocument('mamba (composed)');
  // It may be one that an earlier test left, and that has still to follow what was taken back.
  await until('the saved text', () => composed.getText().includes('\nseq_len: 1024\n'));
  const text = composed.getText().replace('seq_len: 1024', 'seq_len: 2048').replace('n_layers: 12', 'n_layers: 6');
  await write(`${RUN}/.hydra/config.yaml`, text);
  await write(`${RUN}/.hydra/overrides.yaml`, '- seq_len=2048\n');
  await write(`${RUN}/.hydra/hydra.yaml`, 'hydra:\n  job:\n    name: mytrainer\n    config_name: mamba\n');
  if (isOnDisk()) return;
  // What is on no disk is known when it has been told of, and not when it is asked for.
  const left = { uri: inWorkspace(RUN).toString(), isRun: true };
  const right = { uri: inWorkspace(MAMBA).toString() };
  await until('the run is told of', async () =>
    compare(MAMBA, { left, right }).then(
      () => true,
      () => false,
    ),
  );
  await commands.executeCommand('workbench.action.closeActiveEditor');
}

describe('the composed document', () => {
  before(activateExtension);
  afterEach(revertAll);

  it('tells on each line who decided it: by hover, by hint and by definition', async () => {
    const mamba = await open(MAMBA);
    await commands.executeCommand('hydrascope.showComposedConfig', mamba.uri);
    const composed = await composedDocument('mamba (composed)');
    const at = place(composed, '\nseq_len', 3);
    const hovers = await commands.executeCommand<readonly Hover[]>('vscode.executeHoverProvider', composed.uri, at);
    const said = hovers.flatMap(({ contents }) => contents.map((part) => (part as MarkdownString).value)).join('\n');
    assert.match(said, /\*\*`seq_len: int = 1024`\*\*[\s\S]*mamba\.yaml:37[\s\S]*~~`65536`~~/);
    for (const [, link = ''] of said.matchAll(/\]\(([^)]+)\)/g)) {
      assert.equal(Uri.parse(link).scheme, isOnDisk() ? 'file' : 'command');
    }
    const [target] = await commands.executeCommand<readonly Location[]>(
      'vscode.executeDefinitionProvider',
      composed.uri,
      at,
    );
    assert.deepEqual([target?.uri.toString(), target?.range.start.line], [mamba.uri.toString(), 36]);
    const whole = new Range(new Position(0, 0), new Position(composed.lineCount, 0));
    const hints = await commands.executeCommand<readonly InlayHint[]>(
      'vscode.executeInlayHintProvider',
      composed.uri,
      whole,
    );
    const text = ({ label }: InlayHint) =>
      typeof label === 'string' ? label : label.map((part: InlayHintLabelPart) => part.value).join('');
    assert.ok(hints.some((hint) => text(hint) === '← mamba.yaml:37, over 65536 data.yaml:8'));
    assert.ok(hints.length < composed.lineCount, 'not every line has a hint');
  });

  it('has its values resolved, and as written again, in the place of its tab', async () => {
    const mamba = await open(MAMBA);
    await replace(mamba, 'seq_len: 1024', 'seq_len: ${num_iterations}');
    await commands.executeCommand('hydrascope.showComposedConfig', mamba.uri);
    await window.showTextDocument(await composedDocument('mamba (composed)'));
    await commands.executeCommand('hydrascope.showResolvedValues');
    const resolved = await composedDocument('mamba (composed, resolved)');
    assert.match(resolved.getText(), /^seq_len: 1750$/m);
    assert.equal(window.activeTextEditor?.document, resolved);
    await commands.executeCommand('hydrascope.showWrittenValues');
    await until('the written values', () =>
      window.activeTextEditor?.document.getText().includes('seq_len: ${num_iterations}'),
    );
    assert.equal(window.tabGroups.activeTabGroup.tabs.filter(({ label }) => label.includes('(composed')).length, 1);
  });

  it('is written to a file with comments, and over no file that is there', async () => {
    await open(MAMBA);
    const to = inWorkspace('mamba.composed.yaml');
    const options = { to, isExplained: true };
    await commands.executeCommand('hydrascope.exportComposedConfig', inWorkspace(MAMBA), options);
    const text = new TextDecoder().decode(await workspace.fs.readFile(to));
    assert.match(text, /^seq_len: 1024 {2}# mamba\.yaml:37, over 65536 data\.yaml:8$/m);
    await assert.rejects(
      async () => commands.executeCommand('hydrascope.exportComposedConfig', inWorkspace(MAMBA), options),
      /there already/,
    );
    await workspace.fs.delete(to);
  });
});

describe('Compare Composed Config', () => {
  before(activateExtension);
  afterEach(revertAll);

  it('shows two configs in the diff editor, and answers the keys that differ', async () => {
    await open(MAMBA);
    const result = await compare(MAMBA, { right: { uri: inWorkspace('configs/gpt2.yaml').toString() } });
    const seqLen = result?.differences.find(({ key }) => key === 'type');
    assert.deepEqual([seqLen?.left?.value, seqLen?.right?.value], ['mamba', 'gpt2']);
    const shown = await until('the comparison', comparison);
    assert.equal(shown.label, 'mamba ↔ gpt2');
    assert.match(await textOf(shown.original), /^type: mamba$/m);
    assert.match(await textOf(shown.modified), /^type: gpt2$/m);
  });

  it('holds what is typed against what is saved, live', async () => {
    const mamba = await open(MAMBA);
    const uri = mamba.uri.toString();
    await replace(mamba, 'seq_len: 1024', 'seq_len: 4096');
    const result = await compare(MAMBA, { left: { uri, isSaved: true }, right: { uri } });
    assert.deepEqual(
      result?.differences.map(({ key, left, right }) => [key, left?.value, right?.value]),
      [['seq_len', '1024', '4096']],
    );
    const { original, modified } = await until('the comparison', comparison);
    assert.match(await textOf(original), /^seq_len: 1024$/m);
    await replace(mamba, 'seq_len: 4096', 'seq_len: 8192');
    await until('the edit', async () => (await textOf(modified)).includes('\nseq_len: 8192\n'));
    assert.match(await textOf(original), /^seq_len: 1024$/m);
  });

  it('finds an earlier run, and holds it against the same command now; the table leads to who decided', async () => {
    const mamba = await open(MAMBA);
    await commands.executeCommand('hydrascope.showComposedConfig', mamba.uri);
    await leaveRun();
    const run = { uri: inWorkspace(RUN).toString(), isRun: true };
    const right = { uri: mamba.uri.toString(), composedWith: ['seq_len=2048'] };
    const result = await compare(MAMBA, { left: run, right });
    assert.deepEqual(
      result?.differences.map(({ key, left, right: now }) => [key, left?.value, now?.value]),
      [['model_cfg.n_layers', '6', '12']],
    );
    const shown = await until('the comparison', comparison);
    assert.equal(shown.label, 'mamba seq_len=2048 (run 2026-11-28/03-23-16) ↔ mamba seq_len=2048');

    const table = commands.executeCommand('hydrascope.showChangedKeys');
    // The quick pick takes the first row for the active one once it is shown.
    await until('the key in the diff editor', () =>
      window.visibleTextEditors.some(
        ({ document, selection }) =>
          document.uri.toString() === shown.modified.toString() &&
          document.lineAt(selection.active.line).text.includes('n_layers'),
      ),
    );
    await until('the file, at the line that decided', async () => {
      const editor = window.activeTextEditor;
      if (editor?.document === mamba) return mamba.lineAt(editor.selection.active.line).text.includes('n_layers: 12');
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await sleep(100);
      return false;
    });
    await table;
  });

  it('offers the run in its quick pick, from the config and from the folder of the run', async () => {
    const mamba = await open(MAMBA);
    await commands.executeCommand('hydrascope.showComposedConfig', mamba.uri);
    await leaveRun();
    const answer = compare(RUN);
    await until('the comparison', async () => {
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await sleep(100);
      return comparison();
    });
    assert.deepEqual(
      (await answer)?.differences.map(({ key }) => key),
      ['model_cfg.n_layers'],
    );
  });

  it('says why there is nothing to compare', async () => {
    const right = { uri: inWorkspace('configs').toString(), isRun: true };
    await assert.rejects(async () => compare(MAMBA, { right }), /No run left its \.hydra/);
    assert.equal(await compare('trainer/mytrainer.py'), undefined);
  });
});
