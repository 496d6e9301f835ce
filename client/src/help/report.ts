/** Report a Problem: what a maintainer asks for first, in a document that the user reads; nothing is sent. */
import { readdir, readFile } from 'node:fs/promises';
import { arch, homedir, platform, release, userInfo } from 'node:os';
import { join } from 'node:path';
import { commands, type ExtensionContext, env, l10n, version, window, workspace } from 'vscode';
import { State } from 'vscode-languageclient/node';
import type { ProjectFacts } from '../../../server/src/protocol';
import { debounce } from '../debounce';
import { askProjects, type Session } from '../session';
import { foundLines } from './foundLines';
import { type Private, reportText } from './reportText';

/** Milliseconds without a change before it is looked whether a project looks different now. */
const QUIET = 1000;

/** The command `hydrascope.reportProblem`, and what the output says of the machine and the projects that were found. */
export function registerReport(context: ExtensionContext, session: Session): void {
  const { client } = session;
  let told = '';
  for (const [name, value] of versions(context)) client.outputChannel.info(`${name}: ${value}`);
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
        { versions: versions(context), projects, settings: changedSettings(context), log: await readLog(context) },
        secrets(),
      );
      await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown', content }));
      window.showInformationMessage(
        l10n.t('Read the report, add what happened, and send it yourself: nothing was sent.'),
      );
    }),
  );
}

function versions({ extension }: ExtensionContext): readonly (readonly [string, string])[] {
  const { version: own } = extension.packageJSON as { readonly version: string };
  const where = env.remoteName === undefined ? env.appHost : `${env.appHost}, remote: ${env.remoteName}`;
  return [
    ['hydrascope', own],
    ['VS Code', `${version} (${where})`],
    ['System', `${platform()} ${release()} ${arch()}, Node ${process.versions.node}`],
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
    const names = (await readdir(logUri.fsPath)).filter((name) => name.endsWith('.log')).sort();
    return (await Promise.all(names.map((name) => readFile(join(logUri.fsPath, name), 'utf8')))).join('\n');
  } catch {
    return '';
  }
}

function secrets(): Private {
  const variables = new Map(Object.entries(process.env).map(([name, value]) => [name, value ?? '']));
  return { home: homedir(), user: userInfo().username, variables };
}
