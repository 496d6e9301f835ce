import { isRecord } from '../features/index.ts';

/** What a user may choose to see, where the editor's client does not leave it out by itself. */
export interface Settings {
  readonly codeLens: boolean;
  /** Kinds of inlay hints that are not wanted: `values`, `interpolations`, `packages`. */
  readonly hiddenHints: ReadonlySet<string>;
}

/** Everything is shown. */
export const DEFAULTS: Settings = { codeLens: true, hiddenHints: new Set() };

/**
 * Settings as editors send them: those of VS Code without their prefix, alone or below `hydrascope`. What is not there
 * keeps its value, and what is malformed is not there.
 */
export function readSettings(given: unknown, before: Settings = DEFAULTS): Settings {
  const settings = isRecord(given) && isRecord(given.hydrascope) ? given.hydrascope : given;
  if (!isRecord(settings)) return before;
  const hiddenHints = new Set(before.hiddenHints);
  for (const [kind, isShown] of Object.entries(isRecord(settings.inlayHints) ? settings.inlayHints : {})) {
    if (isShown === false) hiddenHints.add(kind);
    if (isShown === true) hiddenHints.delete(kind);
  }
  return { codeLens: typeof settings.codeLens === 'boolean' ? settings.codeLens : before.codeLens, hiddenHints };
}
