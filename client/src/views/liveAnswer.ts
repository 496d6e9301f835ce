/** What the server says of the shown config, asked again whenever that may have changed while somebody looks. */
import { type CancellationToken, CancellationTokenSource, type ExtensionContext, type TreeView } from 'vscode';
import { State } from 'vscode-languageclient';
import { debounce } from '../debounce';
import type { Session } from '../session';
import type { ShownConfig } from './shownConfig';

/** Milliseconds without a change before it is asked again. */
const QUIET = 80;

/** What every answer about a composition has. */
interface Answer {
  readonly root?: string;
  readonly seen?: unknown;
}

export interface LiveAnswer<T> {
  readonly ask: (uri: string, token: CancellationToken) => Promise<T>;
  /** `undefined`: there is nothing to show. The same answer again is not told. */
  readonly show: (answer: T | undefined) => void;
}

/** Answers that come late, after another question, are dropped. */
export function keepAsking<T extends Answer>(
  context: ExtensionContext,
  session: Session,
  config: ShownConfig,
  view: TreeView<unknown>,
  { ask, show }: LiveAnswer<T>,
): void {
  const { client } = session;
  let asking: CancellationTokenSource | undefined;
  let told: string | undefined;
  const tell = (answer: T | undefined) => {
    const text = answer && JSON.stringify(answer);
    if (text === told) return;
    told = text;
    show(answer);
  };
  const refresh = debounce(QUIET, async () => {
    asking?.cancel();
    const uri = config.uri();
    if (uri === undefined || !view.visible || client.state !== State.Running) return;
    const source = new CancellationTokenSource();
    asking = source;
    // What cannot be answered now, because an edit came between, is asked again after that edit.
    const answer = await ask(client.code2ProtocolConverter.asUri(uri), source.token).catch(() => undefined);
    if (source.token.isCancellationRequested || answer === undefined) return;
    // A file that is no config any more, or that nothing reaches.
    const hasSome = answer.root !== undefined && answer.seen !== undefined;
    config.setState(hasSome ? 'shown' : 'apart');
    tell(hasSome ? answer : undefined);
  });
  context.subscriptions.push(
    refresh,
    { dispose: () => asking?.cancel() },
    config.onDidChange(refresh.call),
    session.onDidChangeCompositions(refresh.call),
    view.onDidChangeVisibility(refresh.call),
    client.onDidChangeState(({ newState }) => {
      // Of a server that is started anew what is shown is still true; of one that is gone nobody knows.
      if (newState === State.Stopped || newState === State.StartFailed) tell(undefined);
    }),
  );
  refresh.call();
}
