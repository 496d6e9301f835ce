import {
  compositionName,
  focusOf,
  type Pinned,
  pinnedAt,
  placeOf,
  type Snapshot,
  type Usage,
} from '../project/index.ts';
import type { Focus, FocusFault, FocusResult } from '../protocol.ts';
import type { Uri } from '../text/index.ts';
import { compositionProblems } from './diagnostics/composition.ts';

/** What a file is seen from and, where the user pinned something else, why not from that. */
export function focus(snapshot: Snapshot, uri: Uri): FocusResult {
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return { errors: 0 };
  const pinned = pinnedAt(snapshot, placed, uri);
  const usage = focusOf(snapshot, uri);
  const seen = usage && focusIn(usage);
  const problems = usage === undefined ? [] : compositionProblems(snapshot, usage);
  const fault = pinned && faultOf(pinned);
  return {
    root: placed.root.uri,
    ...(seen !== undefined && { seen }),
    errors: problems.filter(({ severity }) => severity === 'error').length,
    ...(pinned !== undefined && { pin: { name: pinned.pin.name, overrides: pinned.pin.overrides } }),
    ...(fault !== undefined && { fault }),
  };
}

function focusIn({ key }: Usage): Focus | undefined {
  return key.name === undefined ? undefined : { name: key.name, overrides: key.overrides };
}

function faultOf(pinned: Pinned): FocusFault | undefined {
  const { state, pin } = pinned;
  switch (state) {
    case 'seen':
      return undefined;
    case 'apart':
      return { kind: 'apart', message: `${compositionName(pin)} does not reach this file.` };
    case 'gone':
      return { kind: 'gone', message: `There is no config '${pin.name}'.` };
    case 'refused':
      return { kind: 'refused', message: pinned.problem.message };
  }
}
