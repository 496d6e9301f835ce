import { strict as assert } from 'node:assert';
import { afterEach, before, describe, it } from 'mocha';
import {
  type CodeLens,
  commands,
  extensions,
  FileType,
  type Hover,
  type LocationLink,
  type MarkdownString,
  window,
  workspace,
} from 'vscode';
import {
  activateExtension,
  completeAt,
  diagnosticOf,
  diagnosticsOf,
  hoverAt,
  inWorkspace,
  noDiagnosticsOf,
  open,
  place,
  replace,
  revertAll,
  until,
} from './support';

const MAMBA = 'configs/mamba.yaml';

async function write(path: string, text: string | Uint8Array): Promise<void> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  await workspace.fs.writeFile(inWorkspace(path), bytes);
}

describe('Files that are on no disk', () => {
  before(activateExtension);
  afterEach(revertAll);

  it('says on hover which value the run gets and who set it, with links that lead there', async () => {
    const document = await open(MAMBA);
    const said = await hoverAt(document, '\nseq_len: 1024', 2);
    assert.match(said, /seq_len: int = 1024/);
    assert.ok(said.includes('~~`65536`~~'), said);
    assert.doesNotMatch(said, /file:/);
    // Of what VS Code renders as a link this is the only kind that reaches a file system of an extension.
    const [, command = '', given = ''] = /\[data\.yaml:8\]\(command:([\w.]+)\?([^)]*)\)/.exec(said) ?? [];
    await commands.executeCommand(command, ...(JSON.parse(decodeURIComponent(given)) as readonly unknown[]));
    const { document: shown, selection } = await until('data.yaml', () => {
      const editor = window.activeTextEditor;
      return editor?.document.uri.path.endsWith('/data.yaml') && editor;
    });
    assert.equal(shown.uri.toString(), inWorkspace('configs/data.yaml').toString());
    assert.equal(selection.active.line, 7);
  });

  it('has links that run nothing but the way to a file of the workspace', async () => {
    const document = await open(MAMBA);
    const at = place(document, '\nseq_len: 1024', 2);
    const hovers = await commands.executeCommand<readonly Hover[]>('vscode.executeHoverProvider', document.uri, at);
    const trusted = hovers.flatMap(({ contents }) => contents.map((part) => (part as MarkdownString).isTrusted));
    assert.deepEqual(trusted, [{ enabledCommands: ['hydrascope.openFile'] }]);
    for (const address of [
      undefined,
      3,
      'file:///etc/hostname',
      'https://example.org',
      'command:workbench.action.quit',
    ])
      await commands.executeCommand('hydrascope.openFile', address);
    assert.equal(window.activeTextEditor?.document, document);
  });

  it('goes to the definition, completes and checks, by the text that nobody saved', async () => {
    const document = await open(MAMBA);
    await noDiagnosticsOf(MAMBA);
    await replace(document, 'type: "mamba"', 'type: mambo\nuse_l');
    const problem = await diagnosticOf(MAMBA, 'HS401');
    assert.match(problem.message, /did you mean 'mamba'\?/);
    const items = await completeAt(document, 'use_l', 'use_l'.length);
    assert.ok(items.some(({ label }) => (typeof label === 'string' ? label : label.label) === 'use_liger'));
    const links = await commands.executeCommand<readonly LocationLink[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      place(document, '- data', 3),
    );
    assert.deepEqual(
      links.map(({ targetUri }) => targetUri.toString()),
      [inWorkspace('configs/data.yaml').toString()],
    );
  });

  it('hears of files that come, change and go', async () => {
    const [base, heir] = ['configs/new_base.yaml', 'configs/new_heir.yaml'];
    await write(heir, 'defaults:\n  - new_base\n  - _self_\n');
    await diagnosticOf(heir, 'HS111');
    await write(base, 'seq_len: 1\n');
    await until('the base is found', () => diagnosticsOf(heir).every(({ code }) => code !== 'HS111'));
    const document = await open(heir);
    await replace(document, '  - _self_\n', '  - _self_\nval_tokens: ${seq_len}\n');
    await until('its value', async () => (await hoverAt(document, 'val_tokens', 1)).includes('val_tokens: int = 1`'));
    await write(base, 'seq_len: 2\n');
    await until('its new value', async () =>
      (await hoverAt(document, 'val_tokens', 1)).includes('val_tokens: int = 2`'),
    );
    await workspace.fs.delete(inWorkspace(base));
    await diagnosticOf(heir, 'HS111');
    await revertAll();
    await workspace.fs.delete(inWorkspace(heir));
  });

  it('takes in a folder that comes and goes as a whole', async () => {
    await write('configs/grouped.yaml', 'defaults:\n  - optimizer: adam\n  - _self_\n');
    await diagnosticOf('configs/grouped.yaml', 'HS111');
    await write('elsewhere/adam.yaml', 'lr: 3\n');
    await workspace.fs.rename(inWorkspace('elsewhere'), inWorkspace('configs/optimizer'));
    await until('the option is found', () =>
      diagnosticsOf('configs/grouped.yaml').every(({ code }) => code !== 'HS111'),
    );
    await workspace.fs.delete(inWorkspace('configs/optimizer'), { recursive: true });
    await diagnosticOf('configs/grouped.yaml', 'HS111');
    await workspace.fs.delete(inWorkspace('configs/grouped.yaml'));
  });

  it("tells of a file that is no UTF-8 in Python's words", async () => {
    await write('configs/latin.yaml', Uint8Array.of(...new TextEncoder().encode('name: caf'), 0xe9, 0x0a));
    const { message } = await until('the problem', () => diagnosticsOf('configs/latin.yaml')[0]);
    assert.match(message, /no UTF-8: byte 0xe9 at position 9/);
    await workspace.fs.delete(inWorkspace('configs/latin.yaml'));
  });

  it('starts nothing, offers nothing that would, and says so', async () => {
    const document = await open(MAMBA);
    const lenses = await commands.executeCommand<readonly CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
    assert.deepEqual(
      lenses.map(({ command }) => command?.command),
      ['hydrascope.showComposedConfig'],
    );
    const launch = () => commands.executeCommand('hydrascope.composeAndLaunch', document.uri, { confirm: false });
    await assert.rejects(async () => launch(), /needs the folder on a machine/);
    for (const command of ['composeAndLaunch', 'rerunLast', 'launchPreset', 'showRuns', 'composer.copyAs']) {
      assert.equal(await commands.executeCommand(`hydrascope.${command}`), undefined);
    }
  });

  it('has every command of the manifest', async () => {
    const extension = extensions.getExtension('hydrascope.hydrascope');
    assert.ok(extension);
    const { contributes } = extension.packageJSON as {
      readonly contributes: { readonly commands: readonly { readonly command: string }[] };
    };
    const known = await commands.getCommands(true);
    assert.deepEqual(
      contributes.commands.filter(({ command }) => !known.includes(command)),
      [],
    );
  });

  it('writes nothing that nobody asked for', async () => {
    const names = (await workspace.fs.readDirectory(inWorkspace(''))).map(([name, type]) => [name, type]);
    assert.deepEqual(names.sort(), [
      ['configs', FileType.Directory],
      ['hydrascope.yaml', FileType.File],
      ['schemas', FileType.Directory],
      ['trainer', FileType.Directory],
    ]);
  });
});
