/** What the active file is seen from, for everything that shows it. */
import { type Event, EventEmitter, type ExtensionContext, type Uri, window } from 'vscode';
import { State } from 'vscode-languageclient';
import type { FocusResult } from '../../../server/src/protocol';
import { isFile, toUri } from '../addresses';
import { configAt } from '../composed/address';
import { COMPOSED_SCHEME } from '../composed/composedDocument';
import { debounce } from '../debounce';
import { askFocus, type Session } from '../session';

/** Milliseconds without a change before it is asked for again. */
const QUIET = 100;

/** What the server last said of the active file; `undefined` where it is no config or the server does not run. */
export interface ActiveFocus {
  readonly onDidChange: Event<FocusResult | undefined>;
  readonly current: () => FocusResult | undefined;
}

/** The config that is active: a file's own document, or the file that a composed document is about. */
export function activeConfig(): Uri | undefined {
  const uri = window.activeTextEditor?.document.uri;
  if (uri?.scheme === COMPOSED_SCHEME) {
    const config = configAt(uri.query);
    return config === undefined ? undefined : toUri(config);
  }
  return uri !== undefined && isFile(uri) && uri.path.endsWith('.yaml') ? uri : undefined;
}

/** Asks whenever another file is active, and whenever compositions changed. */
export function watchActiveFocus(context: ExtensionContext, session: Session): ActiveFocus {
  const { client } = session;
  const changed = new EventEmitter<FocusResult | undefined>();
  let current: FocusResult | undefined;
  const show = (result: FocusResult | undefined) => {
    if (JSON.stringify(result) === JSON.stringify(current)) return;
    current = result;
    changed.fire(result);
  };
  const refresh = debounce(QUIET, async () => {
    const uri = activeConfig();
    if (uri === undefined || client.state !== State.Running) return show(undefined);
    const result = await askFocus(session, { uri: client.code2ProtocolConverter.asUri(uri) }).catch(() => undefined);
    // Another file may have become active meanwhile, of which its own question tells.
    if (activeConfig()?.toString() === uri.toString()) show(result?.root === undefined ? undefined : result);
  });
  context.subscriptions.push(
    changed,
    refresh,
    client.onDidChangeState(refresh.call),
    session.onDidChangeCompositions(refresh.call),
    window.onDidChangeActiveTextEditor(() => {
      if (activeConfig() === undefined) show(undefined);
      refresh.call();
    }),
  );
  return { onDidChange: changed.event, current: () => current };
}
