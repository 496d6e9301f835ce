import { CompletionItemKind } from 'vscode-languageserver-types';
import type { KeyPath } from '../../compose/index.ts';
import { placeOf, type Snapshot, type Usage } from '../../project/index.ts';
import type { Uri } from '../../text/index.ts';
import { overrideOffers } from '../commands/index.ts';
import { type Offer, quoted } from './offer.ts';

const SWEEP_PARAMS = 'hydra.sweeper.params';

/** What Hydra writes itself, whatever a config says. */
const RUNS_OWN = new Set(['runtime', 'overrides']);

/** Whether a key of Hydra's own node is none that a config sets. */
export function isOfRun(path: KeyPath, name: string): boolean {
  return path.length === 1 && path[0] === 'hydra' && RUNS_OWN.has(name);
}

/** Keys below `hydra.sweeper.params`, each of which is an override of every job; `undefined` at any other place. */
export function sweepKeyOffers(
  snapshot: Snapshot,
  uri: Uri,
  { key }: Usage,
  path: KeyPath,
  present: ReadonlySet<string>,
  hasColon: boolean,
): Offer[] | undefined {
  if (path.join('.') !== SWEEP_PARAMS) return undefined;
  const run = runAt(snapshot, uri, key);
  // With a value behind it only the name is offered.
  const found = run === undefined ? [] : overrideOffers(snapshot, run, '=', 0);
  return found
    .filter(({ label }) => !present.has(label))
    .map(({ label, detail, documentation, kind, rank }) => ({
      label,
      insert: hasColon ? label : `${quoted(label, '')}: `,
      kind,
      ...(detail !== undefined && { detail }),
      ...(documentation !== undefined && { documentation }),
      rank,
    }));
}

/** Values below `hydra.sweeper.params`: options of the group, names of the registry, members of the enum. */
export function sweepValueOffers(
  snapshot: Snapshot,
  uri: Uri,
  { key }: Usage,
  path: KeyPath,
  quote: string,
): Offer[] | undefined {
  if (path.slice(0, -1).join('.') !== SWEEP_PARAMS) return undefined;
  const run = runAt(snapshot, uri, key);
  const text = `${path.at(-1)}=`;
  const found = run === undefined ? [] : overrideOffers(snapshot, run, text, text.length);
  return found.map(({ label, detail }) => ({
    label,
    insert: quoted(label, quote),
    kind: CompletionItemKind.Value,
    ...(detail !== undefined && { detail }),
    rank: 0,
  }));
}

function runAt(snapshot: Snapshot, uri: Uri, key: Usage['key']) {
  const placed = placeOf(snapshot, uri);
  return placed && { project: placed.project, root: placed.root.uri, key, isMultirun: true };
}
