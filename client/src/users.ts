/** Who uses a config and who overrides its keys: what a click on a code lens lists, and the lenses that are off by default. */
import { commands, EventEmitter, type ExtensionContext, languages, Position, workspace } from 'vscode';
import { SHOW_USERS, type UsersParams } from '../../server/src/protocol';
import { toUri, yamlFiles } from './addresses';
import { askOverriddenLens, askUsers, type Session } from './session';

/** The setting that shows lenses above overridden keys. */
const SETTING = 'overriddenLens';

export function registerUsers(context: ExtensionContext, session: Session): void {
  const changed = new EventEmitter<void>();
  context.subscriptions.push(
    changed,
    session.onDidChangeCompositions(() => changed.fire()),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`hydrascope.${SETTING}`)) changed.fire();
    }),
    languages.registerCodeLensProvider(yamlFiles(), {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: async ({ uri }, token) => {
        if (!workspace.getConfiguration('hydrascope', uri).get<boolean>(SETTING, false)) return [];
        const params = { uri: session.client.code2ProtocolConverter.asUri(uri) };
        // A server that does not run is told of by the status item.
        return askOverriddenLens(session, params, token).catch(() => []);
      },
    }),
    commands.registerCommand(SHOW_USERS, (uri?: string, position?: UsersParams['position']) =>
      showUsers(session, uri, position),
    ),
  );
}

/** In the editor's own view of references; from the palette or a key binding it is about nothing. */
async function showUsers(session: Session, uri?: string, position?: UsersParams['position']): Promise<void> {
  if (uri === undefined) return;
  const users = await askUsers(session, { uri, ...(position !== undefined && { position }) });
  const at = new Position(position?.line ?? 0, position?.character ?? 0);
  await commands.executeCommand('editor.action.showReferences', toUri(uri), at, users);
}
