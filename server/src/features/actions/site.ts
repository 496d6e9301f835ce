import { nodeAt, type Write, winner } from '../../compose/index.ts';
import { focusOf, isSameData, packageIn, placeOf, reachedBy, type Snapshot, type Usage } from '../../project/index.ts';
import { type ConfigFile, type MapEntry, toPlain, touches, type Uri, type ValueNode } from '../../text/index.ts';
import { hasAnchors } from './blocks.ts';

/** A key of a file that a cursor stands at, on its name or on its value. */
export interface Site {
  readonly snapshot: Snapshot;
  readonly file: ConfigFile;
  /** In the file. */
  readonly path: readonly string[];
  readonly entry: MapEntry;
}

/** The innermost key at an offset; `undefined` within lists, where values have no name. */
export function siteAt(snapshot: Snapshot, file: ConfigFile, offset: number): Site | undefined {
  let value: ValueNode | undefined = file.body;
  let found: Site | undefined;
  const path: string[] = [];
  while (value?.kind === 'map') {
    const around: readonly [string, MapEntry] | undefined = [...value.entries].find(
      ([, entry]) => touches(entry.keyRange, offset) || touches(entry.value.range, offset),
    );
    if (around === undefined) break;
    const [name, entry] = around;
    path.push(name);
    found = { snapshot, file, path: [...path], entry };
    if (touches(entry.keyRange, offset)) break;
    value = entry.value;
  }
  return found;
}

/** A file that more compositions than these have is not changed together with others. */
const MOST_USERS = 64;

/** The compositions that a file takes part in: of primary configs, else the one that it is seen from. */
export function usagesOf(snapshot: Snapshot, uri: Uri): readonly Usage[] | undefined {
  const placed = placeOf(snapshot, uri);
  const keys = placed === undefined ? [] : (reachedBy(snapshot, placed.root).get(uri) ?? []);
  if (keys.length > MOST_USERS) return undefined;
  const users = keys.map((key) => ({ key, composition: snapshot.compose(key) }));
  const focus = users.length > 0 ? undefined : focusOf(snapshot, uri);
  return focus === undefined ? users : [focus];
}

/** Where a key of a file lands in a composition. */
export function composedPath({ composition }: Usage, file: ConfigFile, path: readonly string[]): readonly string[] {
  return [...(packageIn(composition, file.uri) ?? []), ...path];
}

/** Everything that was written at a place of a composition, oldest first. */
export function writesAt({ composition }: Usage, path: readonly string[]): readonly Write[] {
  return nodeAt(composition.root, path)?.writes ?? [];
}

/** The file that decides a value, where a config does. */
export function deciderAt(usage: Usage, path: readonly string[]): ConfigFile | undefined {
  const node = nodeAt(usage.composition.root, path);
  const origin = node === undefined ? undefined : winner(node).origin;
  return origin?.kind === 'file' && origin.file.uri.endsWith('.yaml') ? origin.file : undefined;
}

/** The place of a config in the order in which they are merged. */
export function orderOf({ composition }: Usage, uri: Uri): number {
  return composition.defaultsList.findIndex(({ file }) => file.uri === uri);
}

/** Whether a config lands in one place only, at the root. */
export function isAtRoot({ composition }: Usage, uri: Uri): boolean {
  const own = composition.defaultsList.filter(({ file }) => file.uri === uri);
  return own.length === 1 && own[0]?.package === '';
}

export function isSameValue(left: ValueNode, right: ValueNode): boolean {
  return isSameData(toPlain(left), toPlain(right));
}

/** The text of a value that stands on one line and may stand elsewhere as it is. */
export function lineOfValue({ text }: ConfigFile, { kind, range, ...value }: ValueNode): string | undefined {
  const written = text.slice(range.start, range.end);
  const isInline = kind === 'scalar' || ('flow' in value && value.flow);
  return !isInline || written.trim() === '' || /[\r\n]/.test(written) || hasAnchors(written) ? undefined : written;
}
