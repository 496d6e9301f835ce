import { SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver-types';
import { configUrisOf, placeOf, rootsOf, type Snapshot, shortName } from '../../project/index.ts';
import type { Range, Uri } from '../../text/index.ts';
import { toLspRange } from '../convert.ts';
import { broughtKeys, keyOfPath } from '../keys/broughtKeys.ts';

/** More than these nobody reads; the editor asks again with each letter. */
const MOST = 300;
/** Of a key that many configs write, these are shown. */
const MOST_OF_ONE = 20;

/** Configs, groups and keys by the letters of their names, in order, the best first. */
export function workspaceSymbol(snapshot: Snapshot, query: string): WorkspaceSymbol[] {
  const wanted = query.trim();
  const found: { readonly rank: number; readonly make: () => WorkspaceSymbol | undefined }[] = [];
  for (const { root } of rootsOf(snapshot)) {
    const groups = new Map<string, Uri>();
    for (const uri of configUrisOf(snapshot, root)) {
      const path = placeOf(snapshot, uri)?.configPath ?? '';
      const rank = rankOf(path, wanted);
      if (rank !== undefined) found.push({ rank, make: () => symbol(snapshot, path, SymbolKind.File, uri) });
      for (let at = path.lastIndexOf('/'); at !== -1; at = path.lastIndexOf('/', at - 1)) {
        const group = path.slice(0, at);
        if (!groups.has(group)) groups.set(group, uri);
        if (at === 0) break;
      }
    }
    for (const [group, uri] of groups) {
      const rank = rankOf(group, wanted);
      if (rank !== undefined) found.push({ rank, make: () => symbol(snapshot, group, SymbolKind.Package, uri) });
    }
    // All keys are too many to be a list that somebody reads.
    if (wanted.length < 2) continue;
    for (const [path, uris] of broughtKeys(snapshot, root.uri).at) {
      const rank = rankOf(path, wanted);
      if (rank === undefined) continue;
      for (const uri of uris.slice(0, MOST_OF_ONE)) {
        found.push({ rank: rank + 1, make: () => keySymbol(snapshot, path, uri) });
      }
    }
  }
  const best = found.sort((left, right) => left.rank - right.rank).slice(0, MOST);
  return best.flatMap(({ make }) => make() ?? []);
}

/** The smaller the better; `undefined` where not all letters are there in this order. */
function rankOf(name: string, wanted: string): number | undefined {
  if (wanted === '') return name.length;
  const lower = name.toLowerCase();
  const letters = wanted.toLowerCase();
  const last = Math.max(lower.lastIndexOf('.'), lower.lastIndexOf('/')) + 1;
  const whole = lower.indexOf(letters);
  if (whole !== -1) {
    const own = lower.indexOf(letters, last);
    const start = own === -1 ? 400 + whole : own === last ? (lower.length - last === letters.length ? 0 : 100) : 200;
    return start + name.length / 10;
  }
  let at = -1;
  let gaps = 0;
  for (const letter of letters) {
    if (letter === ' ') continue;
    const next = lower.indexOf(letter, at + 1);
    if (next === -1) return undefined;
    gaps += at === -1 ? 0 : next - at - 1;
    at = next;
  }
  return 1_000 + gaps * 10 + name.length / 10;
}

function symbol(
  snapshot: Snapshot,
  name: string,
  kind: SymbolKind,
  uri: Uri,
  range: Range = { start: 0, end: 0 },
): WorkspaceSymbol {
  const text = snapshot.files.file(uri)?.text ?? '';
  return { name, kind, location: { uri, range: toLspRange(text, range) }, containerName: shortName(snapshot, uri) };
}

/** A mapping that only a package makes has no place of its own. */
function keySymbol(snapshot: Snapshot, path: string, uri: Uri): WorkspaceSymbol | undefined {
  const key = keyOfPath(snapshot, uri, path.split('.'));
  return key === undefined ? undefined : symbol(snapshot, path, SymbolKind.Key, uri, key);
}
