/** Report a Problem: what a maintainer asks for first, in a document that the user reads; nothing is sent. */
import { commands, type ExtensionContext, env, l10n, Uri, version, window, workspace } from 'vscode';
import { State } from 'vscode-languageclient';
import type { ProjectFacts } from '../../../server/src/protocol';
import { debounce } from '../debounce';
import { sayInfo } from '../say';
import { askProjects, type Session } from '../session';
import { foundLines } from './foundLines';
import type { Private } from './redact';
import { reportText } from './reportText';

/** Milliseconds without a change before it is looked whether a project looks different now. */
const QUIET = 1000;

/** What the extension runs on. */
export interface Machine {
  readonly system: string;
  readonly secrets: () => Omit<Private, 'folders'>;
}

/** The command `hydrascope.reportProblem`, and what the output says of the machine and the projects that were found. */
export function registerReport(context: ExtensionContext, session: Session, machine: Machine): void {
  const { client } = session;
  let told = '';
  for (const [name, value] of versions(context, machine)) client.outputChannel.info(`${name}: ${value}`);
  const tell = debounce(QUIET, () => {
    if (client.state !== State.Running) return;
    askProjects(session).then(
      (projects) => {
        const lines = foundLines(projects, (uri) => workspace.asRelativePath(client.protocol2CodeConverter.asUri(uri)));
        if (lines.join('\n') === told) return;
        told = lines.join('\n');
        for (const line of lines) client.outputChannel.info(line);
      },
      () => {}, // It has ended meanwhile, of which the client tells itself.
    );
  });
  context.subscriptions.push(
    tell,
    session.onDidChangeCompositions(tell.call),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) tell.call();
    }),
    commands.registerCommand('hydrascope.reportProblem', async () => {
      const projects = await askProjects(session).catch((): readonly ProjectFacts[] => []);
      const content = reportText(
        {
          versions: versions(context, machine),
          projects,
          settings: changedSettings(context),
          log: await readLog(context),
        },
        { ...machine.secrets(), folders: (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath) },
      );
      await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown', content }));
      sayInfo(l10n.t('Read the report, add what happened, and send it yourself: nothing was sent.'));
    }),
  );
}

function versions({ extension }: ExtensionContext, { system }: Machine): readonly (readonly [string, string])[] {
  const { version: own } = extension.packageJSON as { readonly version: string };
  const where = env.remoteName === undefined ? env.appHost : `${env.appHost}, remote: ${env.remoteName}`;
  return [
    ['hydrascope', own],
    ['VS Code', `${version} (${where})`],
    ['System', system],
    [
      'Workspace',
      `${workspace.workspaceFolders?.length ?? 0} folders, ${workspace.isTrusted ? 'trusted' : 'not trusted'}`,
    ],
  ];
}

interface Section {
  readonly properties: Readonly<Record<string, unknown>>;
}

function changedSettings({ extension }: ExtensionContext): readonly (readonly [string, string])[] {
  const { configuration } = extension.packageJSON.contributes as {
    readonly configuration: readonly Section[];
  };
  const names = configuration.flatMap(({ properties }) => Object.keys(properties));
  return names.flatMap((name) => {
    const found = workspace.getConfiguration().inspect(name);
    const value = found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
    return value === undefined || value === found?.defaultValue ? [] : [[name, JSON.stringify(value)] as const];
  });
}

/** What the output has shown so far: VS Code keeps it in a file. */
async function readLog({ logUri }: ExtensionContext): Promise<string> {
  try {
    const entries = await workspace.fs.readDirectory(logUri);
    const names = entries.map(([name]) => name).filter((name) => name.endsWith('.log'));
    const logs = names.sort().map((name) => workspace.fs.readFile(Uri.joinPath(logUri, name)));
    return (await Promise.all(logs)).map((bytes) => new TextDecoder().decode(bytes)).join('\n');
  } catch {
    return '';
  }
}
