import {
  type CompositionKey,
  compositionName,
  judgedKeysOf,
  moduleOf,
  type Project,
  type Snapshot,
} from '../../project/index.ts';
import type { Span } from '../../text/index.ts';
import { commandDocuments, placeIn, runsIn } from '../commands/index.ts';
import { changesOf, migrationOfApps, type VersionChange } from './migration.ts';
import { reasonOf } from './reasons.ts';

/** One thing that is not the same in Hydra 1.3 and 1.4. */
export interface Difference {
  /** As the rule `migration` has it: refused (HS801), elsewhere (HS802), another value (HS803), the app (HS804). */
  readonly code: VersionChange['code'] | 'HS804';
  readonly place: Span;
  /** What 1.4 does. */
  readonly what: string;
  /** Why the two differ, where that is known. */
  readonly reason?: string;
  /** What to write so that both do the same, where that is known. */
  readonly fix?: string;
  /** The compositions that have it, as they are started: `train experiment=a`. */
  readonly compositions: readonly string[];
}

export interface Migration {
  /** How many compositions were made in both versions. */
  readonly compositions: number;
  readonly differences: readonly Difference[];
}

/**
 * What Hydra 1.4 makes of a workspace that runs with 1.3: every primary config, every option that none of them chose, and
 * every command that files keep, composed in both.
 */
export function migrate(snapshot: Snapshot): Migration {
  const found = new Map<
    string,
    { readonly difference: Omit<Difference, 'compositions'>; readonly names: Set<string> }
  >();
  let compositions = 0;
  const add = (difference: Omit<Difference, 'compositions'>, name?: string): void => {
    const { code, place, what } = difference;
    const same = JSON.stringify([code, place.uri, place.start, what]);
    const known = found.get(same) ?? { difference, names: new Set() };
    if (name !== undefined) known.names.add(name);
    found.set(same, known);
  };
  const compare = (key: CompositionKey, words: readonly Span[]): void => {
    compositions++;
    for (const change of changesOf(snapshot, { ...key, version: '1.3' }, '1.4')) {
      const place = placeOf(change.span, words);
      if (place !== undefined) add({ ...explained(change), place }, compositionName(key));
    }
  };
  for (const project of snapshot.projects()) {
    for (const difference of ofApps(snapshot, project)) add(difference);
    for (const root of project.roots) for (const key of judgedKeysOf(snapshot, root)) compare(key, []);
    for (const uri of commandDocuments(snapshot, project)) {
      for (const run of runsIn(snapshot, uri)) {
        if (run.open.length > 0 || run.isMultirun || run.overrides.length === 0) continue;
        compare(
          run.key,
          run.overrides.map((word) => ({ uri, ...placeIn(word, { start: 0, end: word.text.length }) })),
        );
      }
    }
  }
  const differences = [...found.values()].map(({ difference, names }) => ({
    ...difference,
    compositions: [...names].sort(),
  }));
  return { compositions, differences: differences.sort(byPlace) };
}

function byPlace({ place: left }: Difference, { place: right }: Difference): number {
  return left.uri === right.uri ? left.start - right.start : left.uri < right.uri ? -1 : 1;
}

/**
 * An override of a command stands in its document. One that tries an option stands nowhere: that the option is chosen in
 * another way is told where its config moves.
 */
function placeOf(span: Span, words: readonly Span[]): Span | undefined {
  if (span.uri.startsWith('file:')) return span;
  return words[Number(span.uri.replace(/^override:/, ''))];
}

function explained({
  code,
  what,
  refusal,
  fixes,
  reason,
  advice,
}: VersionChange): Omit<Difference, 'compositions' | 'place'> {
  const known = code === 'HS801' ? reasonOf(refusal ?? what) : { reason, fix: advice };
  const [edit] = fixes ?? [];
  const fix = known.fix ?? edit?.title;
  return { code, what, ...(known.reason !== undefined && { reason: known.reason }), ...(fix !== undefined && { fix }) };
}

/** What `version_base` means for the run. Source: https://hydra.cc/docs/upgrades/version_base/. */
function* ofApps(snapshot: Snapshot, project: Project): Iterable<Omit<Difference, 'compositions'>> {
  for (const { span, message } of migrationOfApps(snapshot, project, '1.4')) {
    const what = message.replace(/^Hydra 1\.4 /, '');
    yield { code: 'HS804', place: span, what, fix: 'write "1.3", or leave it out for 1.4' };
  }
  for (const uri of new Set(project.roots.flatMap(({ apps }) => apps.map(({ script }) => script)))) {
    const entry = snapshot.files.file(uri);
    for (const { range, given } of entry === undefined ? [] : moduleOf(entry).apps) {
      if (given.versionBase.kind !== 'absent') continue;
      yield {
        code: 'HS804',
        place: { uri, ...range },
        what: 'stays in the folder that the run is started in, where 1.3 changes into the output folder',
        reason: 'without version_base 1.3 does as 1.1 did',
        fix: 'write version_base="1.3", and hydra.job.chdir: true where the run relies on it',
      };
    }
  }
}
