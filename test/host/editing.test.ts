import { strict as assert } from 'node:assert';
import { afterEach, before, describe, it } from 'mocha';
import {
  type CodeAction,
  type CodeLens,
  type CompletionItem,
  CompletionItemKind,
  commands,
  DiagnosticSeverity,
  type MarkdownString,
  type TextDocument,
  Uri,
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
  isOnDisk,
  noDiagnosticsOf,
  open,
  replace,
  revertAll,
  until,
} from './support';

const MAMBA = 'configs/mamba.yaml';
const REGISTRY = 'trainer/trainer_registry.py';
/** More code actions than there are: each is asked for its edit, as if somebody picked it. */
const ALL = 1000;

/** The line of a text in a document, as people count. */
function lineOf(document: TextDocument, text: string): number {
  return document.positionAt(document.getText().indexOf(text)).line + 1;
}

function labelOf({ label }: CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

describe("editing the trainer's configs", () => {
  before(activateExtension);
  afterEach(revertAll);

  it('completes type with every name of the registry, its adapter and the configs that use it', async () => {
    const document = await open(MAMBA);
    await replace(document, 'type: "mamba"', 'type: ');
    const items = await completeAt(document, 'type: ', 'type: '.length);
    const names = items.filter((item) => item.kind === CompletionItemKind.EnumMember);
    const registry = await workspace.openTextDocument(inWorkspace(REGISTRY));
    const registered = [...registry.getText().matchAll(/^ {4}"([^"]+)": "([^"]+)",$/gm)];
    assert.equal(registered.length, 15);
    assert.deepEqual(
      names.map((item) => [labelOf(item), item.detail]),
      registered.map(([, name, path]) => [name, path]),
    );
    const gpt = names[0]?.documentation as MarkdownString;
    assert.match(gpt.value, /Used by `current_best_gpt`/);
  });

  it('completes a key with its default and the file that gives it', async () => {
    const document = await open(MAMBA);
    await replace(document, 'num_iterations: 1750', 'num_iterations: 1750\nuse_l');
    const items = await completeAt(document, 'use_l', 'use_l'.length);
    const item = items.find((each) => labelOf(each) === 'use_liger');
    assert.match(item?.detail ?? '', /^boolean = true \(training\.yaml:\d+\)$/);
  });

  it('says on hover which value the run gets, who set it and over whom', async () => {
    const document = await open(MAMBA);
    const data = await workspace.openTextDocument(inWorkspace('configs/data.yaml'));
    const said = await hoverAt(document, '\nseq_len: 1024', 2);
    assert.match(said, /seq_len: int = 1024/);
    const [own, base] = [lineOf(document, '\nseq_len') + 1, lineOf(data, '\nseq_len') + 1];
    // Links to what is on no disk are commands, see the suite of those files.
    const leadsTo = (uri: Uri, line: number) =>
      isOnDisk() ? `(${uri.toString()}#L${line})` : '(command:hydrascope.openFile?';
    assert.ok(said.includes(`[mamba.yaml:${own}]${leadsTo(document.uri, own)}`), said);
    assert.ok(said.includes('~~`65536`~~'), said);
    assert.ok(said.includes(`[data.yaml:${base}]${leadsTo(data.uri, base)}`), said);
    assert.match(said, /Tokens per sequence/);
  });

  it('says on hover in a base config what becomes of its value', async () => {
    const said = await hoverAt(await open('configs/data.yaml'), '\nseq_len', 2);
    assert.ok(said.includes('`65536` in 14 configs, `1024` in 1'), said);
    assert.ok(said.includes('mamba.yaml'), said);
  });

  it('reports an unregistered model while it is typed, and takes it back', async () => {
    const document = await open(MAMBA);
    await noDiagnosticsOf(MAMBA);
    await replace(document, 'type: "mamba"', 'type: "mambo"');
    const found = await diagnosticOf(MAMBA, 'HS401');
    assert.equal(found.severity, DiagnosticSeverity.Error);
    assert.match(found.message, /'mambo' is not registered in ADAPTER_PATHS .*did you mean 'mamba'\?/);
    assert.equal(document.getText(found.range), '"mambo"');
    assert.ok(document.isDirty);
    await replace(document, 'mambo', 'mamba');
    await noDiagnosticsOf(MAMBA);
  });

  it('reports an unknown key with the one that was meant, and takes it back', async () => {
    const document = await open(MAMBA);
    await replace(document, '\nseq_len: 1024', '\ntrain_seq_len: 1024');
    const found = await diagnosticOf(MAMBA, 'HS301');
    assert.match(found.message, /'train_seq_len' is not a known key; did you mean 'seq_len' \(data\.yaml:\d+\)\?/);
    assert.equal(document.getText(found.range), 'train_seq_len');
    await replace(document, 'train_seq_len', 'seq_len');
    await noDiagnosticsOf(MAMBA);
  });

  it('registers a new model by a quick fix, in one line of the registry', async () => {
    const document = await open(MAMBA);
    const registry = await workspace.openTextDocument(inWorkspace(REGISTRY));
    const before = registry.getText();
    await replace(document, 'type: "mamba"', 'type: "my-model"');
    const { range } = await diagnosticOf(MAMBA, 'HS401');
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      undefined,
      ALL,
    );
    const fix = actions.find(({ title }) => title === "Register 'my-model' in trainer_registry.py");
    assert.ok(fix?.edit !== undefined, actions.map(({ title }) => title).join());
    assert.ok(await workspace.applyEdit(fix.edit));
    const line = '    "my-model": "models.MyModel:MyModelAdapter",\n';
    assert.equal(registry.getText().replace(line, ''), before);
    assert.notEqual(registry.getText(), before);
    await until('the type is registered', () => diagnosticsOf(MAMBA).every(({ code }) => code !== 'HS401'));
  });

  it('sees an unsaved edit of the registry in configs that are not open', async () => {
    const registry = await open(REGISTRY);
    await noDiagnosticsOf(MAMBA);
    await replace(registry, '"mamba":', '"mamba-2":');
    const found = await diagnosticOf(MAMBA, 'HS401');
    assert.match(found.message, /did you mean 'mamba-2'\?/);
    assert.ok(registry.isDirty);
    await replace(registry, '"mamba-2":', '"mamba":');
    await noDiagnosticsOf(MAMBA);
  });

  it('is silent in YAML files that are no Hydra configs', async () => {
    const text = 'type: mambo\ntrain_seq_len: 1\ntrain_seq_len: 2\ndefaults:\n  - nothing\n';
    const others = ['.github/workflows/x.yaml', 'docker-compose.yaml'];
    for (const path of others) {
      await workspace.fs.writeFile(inWorkspace(path), new TextEncoder().encode(text));
      await open(path);
    }
    const document = await open(MAMBA);
    await replace(document, 'type: "mamba"', 'type: "mambo"');
    await diagnosticOf(MAMBA, 'HS401');
    for (const path of others) {
      assert.deepEqual(diagnosticsOf(path), [], path);
      assert.equal(await hoverAt(await open(path), 'type'), '', path);
      await workspace.fs.delete(inWorkspace(path));
    }
  });

  it('offers to launch a primary config above its first key, and tells of a base config who uses it', async () => {
    const lensesOf = async (path: string) => {
      const { uri } = await open(path);
      const lenses = await commands.executeCommand<readonly CodeLens[]>('vscode.executeCodeLensProvider', uri);
      return { uri, commands: lenses.flatMap(({ command }) => command ?? []) };
    };
    const mamba = await lensesOf(MAMBA);
    assert.deepEqual(
      mamba.commands.map(({ title, command }) => [title, command]),
      [
        ...(isOnDisk() ? [['Compose & Launch', 'hydrascope.composeAndLaunch']] : []),
        ['Show composed config', 'hydrascope.showComposedConfig'],
      ],
    );
    if (isOnDisk()) assert.equal(Uri.parse(mamba.commands[0]?.arguments?.[0]).toString(), mamba.uri.toString());
    const data = await lensesOf('configs/data.yaml');
    assert.equal(data.commands[0]?.title, 'Used by 15 configs');
  });

  it('shows the composed config in a read-only document that follows unsaved edits', async () => {
    const document = await open(MAMBA);
    await commands.executeCommand('hydrascope.showComposedConfig', document.uri);
    // The one that is seen: those of earlier tests may still be there, and some of them show what is saved.
    const composed = await until(
      'the composed document',
      () => window.visibleTextEditors.find(({ document: { uri } }) => uri.scheme === 'hydrascope-composed')?.document,
    );
    assert.match(composed.getText(), /^seq_len: 1024$/m);
    assert.match(composed.getText(), /^use_liger: true$/m);
    await replace(document, '\nseq_len: 1024', '\nseq_len: 512');
    await until('the new value', () => /^seq_len: 512$/m.test(composed.getText()));
    await replace(document, '- training', '- trainings');
    await until('why it fails', () => /^# mamba does not compose[\s\S]*trainings/.test(composed.getText()));
    assert.ok(document.isDirty);
    assert.equal(composed.languageId, 'yaml');
  });
});
