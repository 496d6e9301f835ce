import { placeOf } from '../../project/index.ts';
import {
  type ConfigFile,
  type DefaultsEntry,
  isLikelyMisspelling,
  joinUri,
  nameOfUri,
  nearest,
  type Problem,
  parentUri,
} from '../../text/index.ts';
import { rename } from '../actions/fixes.ts';
import type { RuleContext } from './rule.ts';

/** `optional locl: default` is passed over in silence, as it should be where somebody has no such config of his own. */
export function misnamedOptional(context: RuleContext, file: ConfigFile): Problem[] {
  return (file.defaults ?? []).flatMap((entry) => problemOf(context, file, entry) ?? []);
}

function problemOf(context: RuleContext, file: ConfigFile, entry: DefaultsEntry): Problem | undefined {
  if (entry.kind !== 'group' || !entry.optional || entry.group.includes('$')) return undefined;
  const { group, keyRange } = entry;
  const place = placeOf(context.snapshot, file.uri);
  if (place === undefined) return undefined;
  const folder = joinUri(group.startsWith('/') ? place.root.uri : parentUri(file.uri), group);
  const name = nameOfUri(folder);
  const beside = foldersIn(context, parentUri(folder));
  const meant = beside.filter((each) => isLikelyMisspelling(name, each));
  const near = beside.includes(name) ? undefined : nearest(name, meant);
  const at = file.text.indexOf(group, keyRange.start);
  if (near === undefined || at === -1 || at >= keyRange.end) return undefined;
  const start = at + group.length - name.length;
  const span = { uri: file.uri, start, end: start + name.length };
  const message = `'${group}' is no config group; did you mean '${near}'?`;
  return { code: 'HS111', severity: 'warning', span, message, fixes: [rename(span, file.text, near)] };
}

function foldersIn({ snapshot }: RuleContext, uri: string): string[] {
  return (snapshot.files.folder(uri) ?? []).filter((entry) => entry.isFolder).map((entry) => entry.name);
}
