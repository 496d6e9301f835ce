import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, afterEach, before, describe, it } from 'mocha';
import { commands, Position, Range, type TextDocument, tasks, WorkspaceEdit, workspace } from 'vscode';
import { servers, theServer } from './serverProcess';
import {
  activateExtension,
  diagnosticOf,
  diagnosticsOf,
  hoverAt,
  noDiagnosticsOf,
  open,
  place,
  replace,
  revertAll,
  until,
} from './support';

const MAMBA = 'configs/mamba.yaml';
const RESTART = 'hydrascope.restartServer';

/** Takes the server down as a crash would, and waits until the process is gone. */
async function crash(): Promise<number> {
  const pid = await theServer();
  process.kill(pid, 'SIGKILL');
  await until('the end of the server', () => !servers().includes(pid));
  return pid;
}

/** What the editor and the commands ask of the server, each with nobody having to choose anything. */
const QUESTIONS: readonly (readonly [string, (document: TextDocument) => Thenable<unknown>])[] = [
  ...['Hover', 'Definition', 'Reference', 'CompletionItem'].map((name) => {
    const command = `vscode.execute${name}Provider`;
    const ask = (document: TextDocument) =>
      commands.executeCommand(command, document.uri, place(document, '\nseq_len', 3));
    return [name, ask] as const;
  }),
  ...['DocumentSymbol', 'CodeLens', 'FoldingRange', 'Link'].map((name) => {
    const ask = ({ uri }: TextDocument) => commands.executeCommand(`vscode.execute${name}Provider`, uri);
    return [name, ask] as const;
  }),
  ...['CodeAction', 'InlayHint'].map((name) => {
    const command = `vscode.execute${name}Provider`;
    const ask = (document: TextDocument) => commands.executeCommand(command, document.uri, new Range(0, 0, 9, 0));
    return [name, ask] as const;
  }),
  [
    'Rename',
    (document) => {
      const at = place(document, '\nseq_len', 3);
      return commands.executeCommand('vscode.executeDocumentRenameProvider', document.uri, at, 'length');
    },
  ],
  ['workspace symbols', () => commands.executeCommand('vscode.executeWorkspaceSymbolProvider', 'mamba')],
  ['Compose & Launch', ({ uri }) => commands.executeCommand('hydrascope.composeAndLaunch', uri, { confirm: false })],
  ['tasks', () => tasks.fetchTasks({ type: 'hydrascope' })],
  ...['showComposedConfig', 'chooseFocus', 'compareComposedConfig', 'newModelConfig', 'reportProblem'].map((name) => {
    const ask = ({ uri }: TextDocument) => commands.executeCommand(`hydrascope.${name}`, uri);
    return [name, ask] as const;
  }),
];

// Windows has no `ps`.
(process.platform === 'win32' ? describe.skip : describe)('a crash of the language server', () => {
  before(activateExtension);
  afterEach(revertAll);
  // Crashes of one test are not held against the next.
  afterEach(() => commands.executeCommand(RESTART));
  after(() => until('the server to answer again', async () => hoverAt(await open(MAMBA), '\nseq_len', 2)));

  it('costs no key press: what is unsaved is there again, and nothing stale stays', async () => {
    const document = await open(MAMBA);
    await replace(document, '\nseq_len: 1024', '\ntrain_seq_len: 2048');
    await diagnosticOf(MAMBA, 'HS301');
    const gone = await crash();
    // Typed while nobody listens.
    await replace(document, '\ntrain_seq_len: 2048', '\nseq_len: 4096');
    await until('the new value', async () => (await hoverAt(document, '\nseq_len', 2)).includes('seq_len: int = 4096'));
    assert.notEqual(await theServer(), gone);
    await noDiagnosticsOf(MAMBA);
    assert.ok(document.isDirty);
    await replace(document, 'type: "mamba"', 'type: "mambo"');
    await diagnosticOf(MAMBA, 'HS401');
    await until('the one who is told', () => diagnosticsOf(MAMBA).length === 1);
  });

  it('costs no key press in the midst of typing', async () => {
    const document = await open(MAMBA);
    const line = document.positionAt(document.getText().indexOf('\nseq_len: 1024') + 1).line;
    await replace(document, '\nseq_len: 1024', '\nseq_len: ');
    let typed = '';
    for (const digit of '123456789') {
      if (digit === '4') process.kill(await theServer(), 'SIGKILL');
      const edit = new WorkspaceEdit();
      edit.insert(document.uri, new Position(line, 'seq_len: '.length + typed.length), digit);
      assert.ok(await workspace.applyEdit(edit));
      typed += digit;
      await sleep(30);
    }
    assert.equal(document.lineAt(line).text, 'seq_len: 123456789');
    await until('all that was typed', async () =>
      (await hoverAt(document, '\nseq_len', 2)).includes('seq_len: int = 123456789'),
    );
  });

  for (const [how, end] of [
    ['is killed', async (pid: number) => void process.kill(pid, 'SIGKILL')],
    ['hangs and is started anew', async () => void (await commands.executeCommand(RESTART))],
  ] as const) {
    it(`leaves no question open that a server was asked which ${how}`, async () => {
      const document = await open(MAMBA);
      await until('an answer', () => hoverAt(document, '\nseq_len', 2));
      const pid = await theServer();
      // It takes questions from here on, and answers none.
      process.kill(pid, 'SIGSTOP');
      // What VS Code knows of the text as it was it would not ask again.
      await replace(document, '\nseq_len: 1024', '\nseq_len: 1025');
      const ended = new Map<string, string>();
      for (const [name, question] of QUESTIONS) {
        question(document).then(
          () => ended.set(name, 'answered'),
          (error: Error) => ended.set(name, error.message),
        );
      }
      await sleep(500);
      assert.deepEqual([...ended], []);
      await end(pid);
      const left = () => QUESTIONS.flatMap(([name]) => (ended.has(name) ? [] : [name]));
      await until('all questions', () => left().length === 0).catch(() => assert.deepEqual(left(), []));
      // Nobody who asks again waits behind them.
      await until('an answer', () => hoverAt(document, '\nseq_len', 2));
    });
  }

  it('is the last one when it is the fifth in a row, until the server is started by command', async () => {
    const document = await open(MAMBA);
    await replace(document, '\nseq_len: 1024', '\ntrain_seq_len: 1024');
    await diagnosticOf(MAMBA, 'HS301');
    const seen = new Set<number>();
    for (let count = 0; count < 5; count++) seen.add(await crash());
    assert.equal(seen.size, 5);
    await sleep(2000);
    assert.deepEqual(servers(), []);
    assert.deepEqual(diagnosticsOf(MAMBA), []);
    assert.equal(await hoverAt(document, 'type: "mamba"'), '');
    await commands.executeCommand(RESTART);
    await diagnosticOf(MAMBA, 'HS301');
    // The row is over: it may crash again.
    await crash();
    await theServer();
    await until('an answer', () => hoverAt(document, 'type: "mamba"'));
    await diagnosticOf(MAMBA, 'HS301');
    assert.equal(servers().length, 1);
  });

  it('is not waited for by the command: a server that hangs is replaced', async () => {
    const document = await open(MAMBA);
    await until('an answer', () => hoverAt(document, '\nseq_len', 2));
    const hanging = await theServer();
    process.kill(hanging, 'SIGSTOP');
    await replace(document, '\nseq_len: 1024', '\nseq_len: 77');
    await commands.executeCommand(RESTART);
    await until('the new value', async () => (await hoverAt(document, '\nseq_len', 2)).includes('seq_len: int = 77'));
    assert.ok(!servers().includes(hanging));
    await sleep(3000);
    assert.equal(servers().length, 1);
  });
});
