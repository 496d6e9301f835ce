/** The addresses of the read-only documents: which side one shows, and how, all of it in the query. */
import { l10n } from 'vscode';
import type { Side } from '../../../server/src/protocol';
import { focusName } from '../focus/focusRows';
import { decoded } from '../rows';

/** What a composed document shows. */
export interface Shown {
  readonly side: Side;
  readonly isResolved: boolean;
  /** The side that it is laid beside. */
  readonly like?: Side;
  /** It stands in a comparison, where what composition it is stands in the title. */
  readonly isCompared: boolean;
}

/** The parts of a document's address that differ from one to the next. */
export interface ComposedAddress {
  readonly path: string;
  readonly query: string;
}

export function addressOf(shown: Shown): ComposedAddress {
  const { side, isResolved } = shown;
  const { uri, isRun, isSaved } = side;
  const name = decoded(uri.split('/').at(-1) ?? uri).replace(/\.yaml$/, '');
  const how = [isRun ? 'run' : isSaved ? 'saved' : 'composed', ...(isResolved ? ['resolved'] : [])];
  return { path: `/${name} (${how.join(', ')}).yaml`, query: JSON.stringify(shown) };
}

/** `undefined` for a query that none of these addresses has. */
export function shownAt(query: string): Shown | undefined {
  try {
    const shown = JSON.parse(query) as Partial<Shown> | null;
    return typeof shown?.side?.uri === 'string' ? (shown as Shown) : undefined;
  } catch {
    return undefined;
  }
}

/** The config that a document is about; what a run left is about none. */
export function configAt(query: string): string | undefined {
  const { side } = shownAt(query) ?? {};
  return side?.isRun ? undefined : side?.uri;
}

/** The same document with interpolations followed, or as they are written. */
export function withResolved(query: string, isResolved: boolean): Shown | undefined {
  const shown = shownAt(query);
  return shown && { ...shown, isResolved };
}

/** A side as a title says it. */
export function sideName(side: Side, told: { readonly name?: string; readonly overrides?: readonly string[] }): string {
  const composition = focusName({ name: told.name ?? '?', overrides: told.overrides ?? [] });
  const folder = side.uri.split('/').slice(-2).map(decoded).join('/');
  return side.isRun
    ? l10n.t('{0} (run {1})', composition, folder)
    : side.isSaved
      ? l10n.t('{0} (saved)', composition)
      : composition;
}
