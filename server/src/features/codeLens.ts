import type { CodeLens } from 'vscode-languageserver-types';
import { compositionName, focusOf, placeOf, primariesOf, type Snapshot, usersOf } from '../project/index.ts';
import { COMPOSE_AND_LAUNCH, SHOW_COMPOSED } from '../protocol.ts';
import type { entryOf, Uri } from '../text/index.ts';
import { toLspRange } from './convert.ts';

/** Above a primary config's first key: launch it, or look at what it composes to. */
export function codeLens(snapshot: Snapshot, uri: Uri): CodeLens[] {
  const placed = placeOf(snapshot, uri);
  const file = snapshot.config(uri);
  if (placed === undefined || file === undefined) return [];
  const isPrimary = primariesOf(snapshot, placed.project, placed.root).some(
    ({ key }) => key.name === placed.configPath,
  );
  const first = file.defaultsKey ?? firstKey(file.body);
  const range = toLspRange(file.text, first ?? { start: 0, end: 0 });
  if (!isPrimary) {
    const users = usersOf(snapshot, uri).length;
    const focus = focusOf(snapshot, uri);
    if (focus === undefined || users === 0) return [];
    // A lens without a command is text.
    const title = `Used by ${users} ${users === 1 ? 'config' : 'configs'}`;
    const composed = `Show composed config of ${compositionName(focus.key)}`;
    return [
      { range, command: { title, command: '' } },
      { range, command: { title: composed, command: SHOW_COMPOSED, arguments: [uri] } },
    ];
  }
  return [
    { range, command: { title: 'Compose & Launch', command: COMPOSE_AND_LAUNCH, arguments: [uri] } },
    { range, command: { title: 'Show composed config', command: SHOW_COMPOSED, arguments: [uri] } },
  ];
}

function firstKey(body: Parameters<typeof entryOf>[0]) {
  return body?.kind === 'map' ? [...body.entries.values()][0]?.keyRange : undefined;
}
