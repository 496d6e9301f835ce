/** Export Composed Config: the composed YAML as a file, with or without comments that say who decided each value. */
import { commands, type ExtensionContext, FileType, l10n, type QuickPickItem, Uri, window, workspace } from 'vscode';
import type { Side } from '../../../server/src/protocol';
import { isFile, nameOf, toUri } from '../addresses';
import { sayError, sayInfo } from '../say';
import { askComposed, type Session } from '../session';
import { shownAt } from './address';
import { COMPOSED_SCHEME } from './composedDocument';

/** The command's second argument, for keybindings, other extensions and tests: with it no window opens. */
export interface ExportOptions {
  /** A file that is not there yet. */
  readonly to: Uri;
  readonly isResolved?: boolean;
  readonly isExplained?: boolean;
}

interface How {
  readonly isResolved: boolean;
  readonly isExplained: boolean;
}

/** The command `hydrascope.exportComposedConfig(uri?, options?)`, which answers the file that it wrote. */
export function registerExportComposed(context: ExtensionContext, session: Session): void {
  context.subscriptions.push(
    commands.registerCommand('hydrascope.exportComposedConfig', async (target?: Uri, options?: ExportOptions) => {
      const given = options?.to instanceof Uri ? options : undefined;
      const source = target instanceof Uri ? target : window.activeTextEditor?.document.uri;
      const side = source && sideAt(session, source);
      if (side === undefined) {
        sayInfo(l10n.t('Open a Hydra config, or what it composes to, to write that to a file.'));
        return undefined;
      }
      return given === undefined ? exportAsked(session, side) : write(session, side, howOf(given), given.to);
    }),
  );
}

function howOf({ isResolved = false, isExplained = false }: Partial<How>): How {
  return { isResolved, isExplained };
}

/** What a composed document shows, or a config as it is seen. */
function sideAt(session: Session, uri: Uri): Side | undefined {
  if (uri.scheme === COMPOSED_SCHEME) return shownAt(uri.query)?.side;
  return isFile(uri) ? { uri: session.client.code2ProtocolConverter.asUri(uri) } : undefined;
}

async function exportAsked(session: Session, side: Side): Promise<Uri | undefined> {
  try {
    const { name } = await askComposed(session, side);
    if (name === undefined) {
      sayInfo(l10n.t('This file belongs to no Hydra composition.'));
      return undefined;
    }
    const title = l10n.t('Export Composed Config');
    const how = await pickHow(title);
    if (how === undefined) return undefined;
    // Beside the config's folder: a file in it would become an option, or a config to start with.
    const folder = workspace.getWorkspaceFolder(toUri(side.uri))?.uri;
    const proposed = folder && Uri.joinPath(folder, `${nameOf(name)}.composed.yaml`);
    const to = await window.showSaveDialog({
      title,
      filters: { YAML: ['yaml'] },
      ...(proposed !== undefined && { defaultUri: proposed }),
    });
    // The dialog asked before it answered with a file that is there.
    return to && (await write(session, side, how, to, true));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    sayError(l10n.t('Export Composed Config: {0}', why));
    return undefined;
  }
}

async function pickHow(title: string): Promise<How | undefined> {
  const items: (QuickPickItem & How)[] = [
    { label: l10n.t('As written'), description: l10n.t('interpolations stay'), isResolved: false, isExplained: false },
    {
      label: l10n.t('As written, with comments'),
      description: l10n.t('who decided each value'),
      isResolved: false,
      isExplained: true,
    },
    { label: l10n.t('Resolved'), description: l10n.t('interpolations followed'), isResolved: true, isExplained: false },
    {
      label: l10n.t('Resolved, with comments'),
      description: l10n.t('who decided each value'),
      isResolved: true,
      isExplained: true,
    },
  ];
  return window.showQuickPick(items, { title, placeHolder: l10n.t('What to write') });
}

async function write(session: Session, side: Side, how: How, to: Uri, mayReplace = false): Promise<Uri> {
  if (!mayReplace && (await isThere(to)))
    throw new Error(l10n.t('{0} is there already.', workspace.asRelativePath(to)));
  const { name, text, problems } = await askComposed(session, { ...side, ...how });
  if (name === undefined) throw new Error(l10n.t('This file belongs to no Hydra composition.'));
  const error = problems.find(({ severity }) => severity === 'error');
  if (error !== undefined) throw new Error(l10n.t('{0} does not compose: {1}', name, error.message));
  await writeWhole(to, text, mayReplace);
  if (mayReplace) await window.showTextDocument(await workspace.openTextDocument(to));
  return to;
}

/** A file as a whole or not at all: a full disk leaves what was there. */
async function writeWhole(to: Uri, text: string, mayReplace: boolean): Promise<void> {
  const beside = Uri.joinPath(to, '..', `.${nameOf(to.path)}.${Date.now()}.hydrascope`);
  try {
    await workspace.fs.writeFile(beside, new TextEncoder().encode(text));
    await workspace.fs.rename(beside, to, { overwrite: mayReplace });
  } catch (error) {
    await workspace.fs.delete(beside).then(undefined, () => {}); // It may never have come to be.
    throw error;
  }
}

function isThere(uri: Uri): Thenable<boolean> {
  return workspace.fs.stat(uri).then(
    ({ type }) => type !== FileType.Unknown,
    () => false,
  );
}
