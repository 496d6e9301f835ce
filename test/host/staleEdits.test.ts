import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, before, describe, it } from 'mocha';
import { type CodeAction, commands, Selection, type TextDocument, type WorkspaceEdit, window, workspace } from 'vscode';
import { theServer } from './serverProcess';
import { activateExtension, diagnosticOf, hoverAt, open, place, replace, revertAll, until } from './support';

const MAMBA = 'configs/mamba.yaml';
const CHANGED = /mamba\.yaml was changed meanwhile\. Try it again\./;

/** Asks, and does the work before the server can answer. */
async function whileAsked<T>(ask: () => Thenable<T>, work: () => Promise<void>): Promise<T> {
  const pid = await theServer();
  process.kill(pid, 'SIGSTOP');
  try {
    const asked = ask();
    // Handled below, however early it ends.
    asked.then(undefined, () => {});
    await sleep(300);
    await work();
    process.kill(pid, 'SIGCONT');
    return await asked;
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** What the extension has written to its output. */
async function output(): Promise<string> {
  await commands.executeCommand('hydrascope.reportProblem');
  return window.activeTextEditor?.document.getText() ?? '';
}

function texts(): readonly (readonly [string, string])[] {
  const files = workspace.textDocuments.filter(({ uri }) => uri.scheme === 'file');
  return files.map((document) => [document.uri.path, document.getText()] as const);
}

// Windows has no `ps`.
(process.platform === 'win32' ? describe.skip : describe)('an edit of a text that is not there any more', () => {
  before(activateExtension);
  afterEach(revertAll);

  const renamed = (document: TextDocument) =>
    commands.executeCommand<WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      place(document, '\nseq_len', 3),
      'length',
    );

  it('is not made of a rename: it is refused, with the file', async () => {
    const document = await open(MAMBA);
    await until('an answer', () => hoverAt(document, '\nseq_len', 2));
    // It can be renamed while nothing comes between.
    assert.ok((await renamed(document)).size > 0);
    let typed: ReturnType<typeof texts> = [];
    const work = async () => {
      await replace(document, '\nseq_len: 1024', '\n\nseq_len: 1024');
      typed = texts();
    };
    await assert.rejects(
      whileAsked(() => renamed(document), work),
      CHANGED,
    );
    assert.ok(typed.length > 0);
    assert.deepEqual(texts(), typed);
  });

  it('is not made of a code action that is picked: the output says why', async () => {
    const document = await open(MAMBA);
    await replace(document, 'type: "mamba"', 'type: "mambo"');
    const { range } = await diagnosticOf(MAMBA, 'HS401');
    const ask = (resolved?: number) =>
      commands.executeCommand<CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        range,
        undefined,
        resolved,
      );
    const fix = (actions: readonly CodeAction[]) => actions.find(({ title }) => title === "Change to 'mamba'");
    // Its edit is kept back until somebody picks it.
    const offered = await until('the fix', async () => fix(await ask()));
    assert.equal(offered.edit, undefined);
    assert.ok(fix(await ask(100))?.edit);

    const editor = await window.showTextDocument(document);
    editor.selection = new Selection(range.start, range.start);
    await commands.executeCommand('editor.action.quickFix');
    await sleep(1000);
    await replace(document, 'type: "mambo"', 'type: "mambo" ');
    const typed = texts();
    await commands.executeCommand('acceptSelectedCodeAction');
    await until('the refusal', async () => CHANGED.test(await output()));
    assert.deepEqual(
      texts().filter(([path]) => path === document.uri.path),
      typed.filter(([path]) => path === document.uri.path),
    );
  });
});
