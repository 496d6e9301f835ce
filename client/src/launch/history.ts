/**
 * What was launched before: the source of "earlier overrides" and of the order in which configs are offered.
 */

import { withoutBlanks } from './shell';

/** Where the workspace's state keeps what was launched. */
export const HISTORY = 'hydrascope.history';

/** One launch. */
export interface Launched {
  /** The primary config's URI. */
  readonly config: string;
  /** Overrides as typed, possibly empty. */
  readonly overrides: string;
}

/** Newest first. */
export type History = readonly Launched[];

const LIMIT = 100;

/** The history with this launch at its head; the same launch is kept once. */
export function remember(history: History, launched: Launched): History {
  const overrides = withoutBlanks(launched.overrides);
  const others = history.filter((one) => one.config !== launched.config || one.overrides !== overrides);
  return [{ config: launched.config, overrides }, ...others].slice(0, LIMIT);
}

/** Overrides that this config was launched with, newest first, without the empty ones. */
export function earlierOverrides(history: History, config: string): readonly string[] {
  return history.filter((one) => one.config === config && one.overrides !== '').map((one) => one.overrides);
}

/** The same configs, those launched last in front, the others in the order they came. */
export function recentFirst<T extends { readonly uri: string }>(configs: readonly T[], history: History): readonly T[] {
  const age = new Map<string, number>();
  for (const [index, one] of history.entries()) if (!age.has(one.config)) age.set(one.config, index);
  return [...configs].sort((a, b) => (age.get(a.uri) ?? history.length) - (age.get(b.uri) ?? history.length));
}

/** What the memento gives back, whatever an older version may have put there. */
export function readHistory(stored: unknown): History {
  if (!Array.isArray(stored)) return [];
  return stored.filter((one): one is Launched => typeof one?.config === 'string' && typeof one?.overrides === 'string');
}
