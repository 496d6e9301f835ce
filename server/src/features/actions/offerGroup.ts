import { placeOf, type Snapshot, trialOf, withoutOverrides } from '../../project/index.ts';
import {
  type ConfigFile,
  type Edit,
  type Fix,
  joinUri,
  nameOfUri,
  type Problem,
  parseOverride,
} from '../../text/index.ts';
import { dashOf, lineAfter, lineOfDefault, lineStartOf, newlineOf } from './blocks.ts';
import { insertion } from './fixes.ts';
import { usagesOf } from './site.ts';
import { effectOn, textsAfter } from './tried.ts';

/** Makes an option that nothing chooses (HS606) one that can be chosen: its group gets a place in the defaults list, empty. */
export function offerGroup(snapshot: Snapshot, { span }: Problem): Fix[] {
  const placed = placeOf(snapshot, span.uri);
  const trial = trialOf(snapshot, span.uri);
  const [choice = ''] = trial?.key.overrides ?? [];
  const { override } = parseOverride(choice, trial?.key.version ?? '1.3');
  if (placed === undefined || trial === undefined || override?.operation !== 'add') return [];
  const primary = withoutOverrides(trial.key).name ?? '';
  const file = snapshot.config(joinUri(placed.root.uri, `${primary}.yaml`));
  const edit = file && entryAdded(file, `${override.key}: null`);
  const usages = file && usagesOf(snapshot, file.uri);
  if (edit === undefined || usages === undefined) return [];
  const keys = usages.map(({ key }) => key);
  if (effectOn(snapshot, keys, textsAfter(snapshot, { edits: [edit] })) !== 'none') return [];
  const title = `Add '${override.key}: null' to the defaults list of ${nameOfUri(edit.span.uri)}`;
  return [{ title, edits: [edit] }];
}

/** An entry at the end of a defaults list, but before a `_self_` that stands there: what is chosen later is a base. */
function entryAdded(file: ConfigFile, entry: string): Edit | undefined {
  const { defaults, defaultsKey, defaultsDefects, text, uri, body } = file;
  const newline = newlineOf(text);
  if (defaultsKey === undefined) {
    const first = body?.kind === 'map' && !body.flow ? Math.min(...[...body.entries.values()].map(startOf)) : undefined;
    if (first === undefined || lineStartOf(text, first) !== first) return undefined;
    return insertion(uri, first, `defaults:${newline}  - ${entry}${newline}  - _self_${newline}${newline}`);
  }
  const last = defaults?.at(-1);
  if (last === undefined || defaultsDefects.length > 0) return undefined;
  const isBefore = last.kind === 'self';
  if (lineOfDefault(file, last) !== undefined) {
    const added = `${dashOf(file, last)}${entry}${newline}`;
    if (isBefore) return insertion(uri, lineStartOf(text, last.range.start), added);
    const end = lineAfter(text, last.range.end);
    return text[end - 1] === '\n' ? insertion(uri, end, added) : insertion(uri, end, `${newline}${added}`);
  }
  if (isBefore) return insertion(uri, last.range.start, `${entry}, `);
  return insertion(uri, last.range.end, `, ${entry}`);
}

function startOf({ keyRange }: { readonly keyRange: { readonly start: number } }): number {
  return keyRange.start;
}
