import type { Choice, Composition, KeyPath } from '../compose/index.ts';
import { nameOfUri, type Uri } from '../text/index.ts';
import type { CompositionKey } from './compositionKey.ts';
import { pinnedAt } from './pins.ts';
import { placeOf, primaryKeysOf, reachedBy, type Usage } from './primaries.ts';
import { onceIn, type Snapshot } from './snapshot.ts';
import { trialOf, triedKeyOf } from './trials.ts';

/** The compositions of primary configs that a file takes part in. */
export const usersOf = onceIn((snapshot, uri: Uri): readonly Usage[] => {
  const placed = placeOf(snapshot, uri);
  const keys = placed === undefined ? [] : (reachedBy(snapshot, placed.root).get(uri) ?? []);
  return keys.map((key) => ({ key, composition: snapshot.compose(key) }));
});

/**
 * The composition that a file is seen from: the one that the user pinned where it reaches the file, else the automatic
 * one. `undefined` where nothing leads to the file.
 */
export const focusOf = onceIn((snapshot, uri: Uri): Usage | undefined => {
  const placed = placeOf(snapshot, uri);
  const pinned = placed === undefined ? undefined : pinnedAt(snapshot, placed, uri);
  return pinned?.state === 'seen' ? pinned.usage : automaticFocus(snapshot, uri);
});

/**
 * What a file is seen from unless the user says otherwise: its own composition where it is a primary config, else an
 * app's default that reaches it, else the first that does, else the first that reaches it when its group's option is
 * chosen. Diagnostics go by this one: what is wrong does not depend on who looks.
 */
export const automaticFocus = onceIn((snapshot, uri: Uri): Usage | undefined => {
  const key = keyIn(snapshot, uri, triedKeyOf);
  return key === undefined ? undefined : { key, composition: snapshot.compose(key) };
});

/** Which composition that is. */
export function automaticKey(snapshot: Snapshot, uri: Uri): CompositionKey | undefined {
  return keyIn(snapshot, uri, () => trialOf(snapshot, uri)?.key);
}

function keyIn(snapshot: Snapshot, uri: Uri, tried: typeof triedKeyOf): CompositionKey | undefined {
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return undefined;
  const { root, configPath } = placed;
  const own = primaryKeysOf(snapshot, root).find(({ name }) => name === configPath);
  if (own !== undefined) return own;
  const users = reachedBy(snapshot, root).get(uri) ?? [];
  const names = root.apps.map((app) => app.configName);
  return users.find(({ name }) => names.includes(name)) ?? users[0] ?? tried(snapshot, placed, uri);
}

/** Where a file's content lands in a composition; the first place where it is used more than once. */
export function packageIn(composition: Composition, uri: Uri): KeyPath | undefined {
  const choice = choiceOf(composition, uri);
  if (choice === undefined) return undefined;
  return choice.package === '' ? [] : choice.package.split('.');
}

export function choiceOf(composition: Composition, uri: Uri): Choice | undefined {
  return composition.defaultsList.find((choice) => choice.file.uri === uri);
}

/** The file's name as people speak of it: `mamba.yaml`. */
export function fileLabel(uri: Uri): string {
  return nameOfUri(uri);
}
