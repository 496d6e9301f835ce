/**
 * Links in the server's Markdown to what lies on no disk. VS Code follows those of a few schemes, and shows any other as
 * plain text: a link to a file system of an extension is one that runs a command of ours, which opens the workspace's own
 * files and nothing else.
 */
import { commands, type ExtensionContext, MarkdownString, workspace } from 'vscode';
import { toUri } from './addresses';

const OPEN = 'hydrascope.openFile';

/** The command behind such links: an address as the server has it, with the line behind `#L`. */
export function registerLinks(context: ExtensionContext): void {
  context.subscriptions.push(
    commands.registerCommand(OPEN, async (address?: unknown) => {
      if (typeof address !== 'string') return;
      const uri = toUri(address);
      if (workspace.getWorkspaceFolder(uri) !== undefined) await commands.executeCommand('vscode.open', uri);
    }),
  );
}

/**
 * Markdown with links that VS Code can follow. It quotes the workspace's own text, in which no link may run a command: where
 * it has links of ours, these are all that it may run.
 */
export function withLinks(markdown: string): MarkdownString {
  const text = markdown.replaceAll(VIRTUAL_LINK, (_, address: string) => `](${commandLink(address)})`);
  const made = new MarkdownString(text);
  made.isTrusted = text === markdown ? false : { enabledCommands: [OPEN] };
  made.supportHtml = false;
  return made;
}

const VIRTUAL_LINK = /\]\((file:\/\/[a-z][a-z0-9+.-]*~[^)\s]*)\)/gi;

/** Parentheses would end the link. */
function commandLink(address: string): string {
  const given = encodeURIComponent(JSON.stringify([address]));
  return `command:${OPEN}?${given.replaceAll('(', '%28').replaceAll(')', '%29')}`;
}
