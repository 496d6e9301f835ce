/** Which config the views are about, and what they say while there is none. */
import { commands, type Event, EventEmitter, type ExtensionContext, type Uri } from 'vscode';
import { State } from 'vscode-languageclient';
import { debounce } from '../debounce';
import { type ActiveFocus, activeConfig } from '../focus/activeFocus';
import { askPrimaries, type Session } from '../session';

/** `shown` or why nothing is; the welcome texts in package.json go by it, as `hydrascope.viewState`. */
export type ViewState = 'starting' | 'down' | 'noProject' | 'noConfig' | 'apart' | 'shown';

/** The config that was active last: what is shown stays while one looks at something else. */
export interface ShownConfig {
  readonly onDidChange: Event<void>;
  readonly uri: () => Uri | undefined;
  /** Goes to a document of what is shown, which is no reason to show something else. */
  readonly visit: (uri: Uri) => void;
  /** What an answer about it comes to. */
  readonly setState: (state: ViewState) => void;
}

/** Milliseconds without a change before it is asked whether there is a project. */
const QUIET = 200;

export function watchShownConfig(context: ExtensionContext, session: Session, active: ActiveFocus): ShownConfig {
  const { client } = session;
  const changed = new EventEmitter<void>();
  let uri: Uri | undefined;
  let visited: string | undefined;
  let state: ViewState | undefined;
  const setState = (next: ViewState) => {
    if (next === state) return;
    state = next;
    void commands.executeCommand('setContext', 'hydrascope.viewState', next);
  };
  const lookForProject = debounce(QUIET, async () => {
    if (uri !== undefined || client.state !== State.Running) return;
    const primaries = await askPrimaries(session).catch(() => undefined);
    if (primaries !== undefined && uri === undefined) setState(primaries.length === 0 ? 'noProject' : 'noConfig');
  });
  const follow = (root: string | undefined) => {
    const config = activeConfig();
    if (config?.toString() === visited) return;
    if (config !== undefined) visited = undefined;
    if (root === undefined || config === undefined || config.toString() === uri?.toString()) return;
    uri = config;
    changed.fire();
  };
  const look = (now: State) => {
    if (now === State.Running) {
      lookForProject.call();
      changed.fire();
    } else setState(now === State.Starting ? 'starting' : 'down');
  };
  setState('starting');
  context.subscriptions.push(
    changed,
    lookForProject,
    active.onDidChange((result) => follow(result?.root)),
    session.onDidChangeCompositions(lookForProject.call),
    client.onDidChangeState(({ newState }) => look(newState)),
  );
  follow(active.current()?.root);
  return {
    onDidChange: changed.event,
    uri: () => uri,
    visit: (document) => {
      visited = document.toString() === uri?.toString() ? undefined : document.toString();
    },
    setState,
  };
}
