/**
 * Keeps two context keys true, by which menus know an app's primary configs, `hydrascope.primaryPaths`, and the folders that
 * these lie in, `hydrascope.rootPaths`.
 */
import { commands, type ExtensionContext } from 'vscode';
import { State } from 'vscode-languageclient';
import { toUri } from './addresses';
import { debounce } from './debounce';
import { askPrimaries, type Session } from './session';

/** Milliseconds without a change before the list is asked for again. */
const QUIET = 200;

/**
 * A list of paths for `resourcePath in hydrascope.primaryPaths`: unlike a yes or no about the active editor it is right
 * in every editor group and in the explorer.
 */
export function registerPrimaryPaths(context: ExtensionContext, session: Session): void {
  let shown = '';
  const show = (paths: readonly string[], roots: readonly string[]) => {
    const next = [...paths, '', ...roots].join('\n');
    if (next === shown) return;
    shown = next;
    commands.executeCommand('setContext', 'hydrascope.primaryPaths', paths);
    commands.executeCommand('setContext', 'hydrascope.rootPaths', roots);
  };
  const refresh = debounce(QUIET, () => {
    askPrimaries(session).then(
      (primaries) =>
        show(
          primaries.map((primary) => toUri(primary.uri).fsPath),
          [...new Set(primaries.map((primary) => toUri(primary.root).fsPath))],
        ),
      () => show([], []), // No server: the status item says so.
    );
  });
  context.subscriptions.push(
    refresh,
    session.onDidChangeCompositions(refresh.call),
    session.client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) refresh.call();
    }),
  );
}
