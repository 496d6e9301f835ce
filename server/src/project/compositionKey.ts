import type { HydraVersion, Uri } from '../text/index.ts';

/** Which composition: a root, a primary config and overrides. */
export interface CompositionKey {
  readonly root: Uri;
  readonly name: string | undefined;
  readonly overrides: readonly string[];
  readonly version: HydraVersion;
  readonly multirun?: boolean;
  /** Search paths beside the root (`--config-dir`). */
  readonly added?: readonly Uri[];
  /** The run's working directory, else the workspace folder of the root: relative search paths start there. */
  readonly cwd?: Uri;
  /** `hydra.job.name`: the app's file name without its extension. */
  readonly jobName?: string;
  /** The one override tries an option of a group: the rest is as the primary config's own composition has it. */
  readonly isTrial?: true;
}

/** The key of the primary config's own composition. */
export function withoutOverrides(key: CompositionKey): CompositionKey {
  const known = owns.get(key);
  if (known !== undefined) return known;
  const { isTrial: _, ...rest } = key;
  const own: CompositionKey = { ...rest, overrides: [] };
  owns.set(key, own);
  return own;
}

const owns = new WeakMap<CompositionKey, CompositionKey>();

/** A primary config's composition with an option chosen. */
export function trialKey(primary: CompositionKey, choice: string): CompositionKey {
  const { root, name, overrides: _, version, ...rest } = primary;
  const key: CompositionKey = { root, name, overrides: [choice], version, isTrial: true, ...rest };
  // There are as many as the workspace has options: they share the one of the primary config.
  owns.set(key, primary);
  return key;
}

const texts = new WeakMap<CompositionKey, string>();

/** A key as text: equal keys have the same. */
export function textOfKey(key: CompositionKey): string {
  const known = texts.get(key);
  if (known !== undefined) return known;
  const text = JSON.stringify(key);
  texts.set(key, text);
  return text;
}
