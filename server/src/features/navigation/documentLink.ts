import type { DocumentLink } from 'vscode-languageserver-types';
import { placeOf, projectOf, type Snapshot, schemaBindingOf, shortName } from '../../project/index.ts';
import { joinUri, type Range, type Uri } from '../../text/index.ts';
import { toLspRange } from '../convert.ts';
import { entryPathsOf } from '../uses/index.ts';

/** The files that a config names: those of its defaults list, and the schema of its first line. */
export function documentLink(snapshot: Snapshot, uri: Uri): DocumentLink[] {
  const text = snapshot.files.file(uri)?.text ?? '';
  const link = (range: Range, target: Uri): DocumentLink => ({
    range: toLspRange(text, range),
    target,
    tooltip: shortName(snapshot, target),
  });
  const isThere = (target: Uri) => snapshot.files.file(target) !== undefined;
  const project = projectOf(snapshot, uri);
  if (uri === project?.projectUri) {
    return project.file.schemas.flatMap(({ schema, range }) => (isThere(schema) ? [link(range, schema)] : []));
  }
  const placed = placeOf(snapshot, uri);
  const file = snapshot.config(uri);
  if (placed === undefined || file === undefined) return [];
  const schema = schemaBindingOf(snapshot, uri);
  const named = schema?.by === 'comment' && schema.isReadable && isThere(schema.schema);
  const entries = entryPathsOf(file, placed.configPath).flatMap(({ names, ranges, isConfig, entry }) => {
    const range = entry.kind === 'config' ? pathRange(ranges) : ranges.at(-1);
    const target = joinUri(placed.root.uri, `${names.join('/')}.yaml`);
    return isConfig && range !== undefined && isThere(target) ? [link(range, target)] : [];
  });
  return [...(named ? [link(schema.place, schema.schema)] : []), ...entries];
}

/** All of the names that a config entry has. */
function pathRange(ranges: readonly (Range | undefined)[]): Range | undefined {
  const written = ranges.filter((range) => range !== undefined);
  const [first] = written;
  const last = written.at(-1);
  return first === undefined || last === undefined ? undefined : { start: first.start, end: last.end };
}
