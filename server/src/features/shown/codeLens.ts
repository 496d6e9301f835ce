import type { CodeLens, Command } from 'vscode-languageserver-types';
import {
  compositionName,
  focusOf,
  placeOf,
  primaryKeysOf,
  reachedBy,
  type Snapshot,
  type Usage,
} from '../../project/index.ts';
import { COMPOSE_AND_LAUNCH, SHOW_COMPOSED, SHOW_USERS } from '../../protocol.ts';
import type { entryOf, Uri } from '../../text/index.ts';
import { toLspRange } from '../convert.ts';

/**
 * Above a config's first key. A primary config: launch it, or look at what it composes to. A base or an option that they
 * choose: which of them do. Another option: the same as for a primary config, with the option chosen.
 */
export function codeLens(snapshot: Snapshot, uri: Uri): CodeLens[] {
  const placed = placeOf(snapshot, uri);
  const file = snapshot.config(uri);
  if (placed === undefined || file === undefined) return [];
  const { root, configPath } = placed;
  const first = file.defaultsKey ?? firstKey(file.body);
  const range = toLspRange(file.text, first ?? { start: 0, end: 0 });
  const lenses = (...commands: readonly Command[]) => commands.map((command) => ({ range, command }));
  const show = { title: 'Show composed config', command: SHOW_COMPOSED, arguments: [uri] };
  if (primaryKeysOf(snapshot, root).some(({ name }) => name === configPath)) {
    return lenses({ title: 'Compose & Launch', command: COMPOSE_AND_LAUNCH, arguments: [uri] }, show);
  }
  const focus = focusOf(snapshot, uri);
  if (focus === undefined) return [];
  const users = reachedBy(snapshot, root).get(uri)?.length ?? 0;
  const showFrom = { ...show, title: `Show composed config of ${compositionName(focus.key)}` };
  if (users === 0) return lenses(...launch(focus), showFrom);
  const title = `Used by ${users} ${users === 1 ? 'config' : 'configs'}`;
  return lenses({ title, command: SHOW_USERS, arguments: [uri] }, showFrom);
}

/** The composer with the overrides that the file is seen with, as far as a shell needs no quotes for them. */
function launch({ key, composition }: Usage): readonly Command[] {
  const primary = composition.defaultsList.find((choice) => choice.primary)?.file.uri;
  if (primary === undefined || !key.overrides.every((override) => /^[\w+./@=-]+$/.test(override))) return [];
  const title = `Compose & Launch ${compositionName(key)}`;
  return [{ title, command: COMPOSE_AND_LAUNCH, arguments: [primary, { overrides: key.overrides.join(' ') }] }];
}

function firstKey(body: Parameters<typeof entryOf>[0]) {
  return body?.kind === 'map' ? [...body.entries.values()][0]?.keyRange : undefined;
}
