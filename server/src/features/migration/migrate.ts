import { type Choice, type Composition, composes, type Origin } from '../../compose/index.ts';
import {
  type CompositionKey,
  compositionName,
  judgedKeysOf,
  moduleOf,
  type Project,
  pythonOf,
  type Snapshot,
  trialKey,
  withoutOverrides,
} from '../../project/index.ts';
import { hydraAppsOf } from '../../python/index.ts';
import type { HydraVersion, Problem, Span } from '../../text/index.ts';
import { commandDocuments, placeIn, runsIn } from '../commands/index.ts';
import type { Difference, FoundDifference, Migration } from './difference.ts';
import { refusalIn14 } from './refusals.ts';
import { valueDifferences } from './values.ts';

/**
 * What is not the same in Hydra 1.3 and 1.4: every primary config, every option that none of them chose, and every command
 * that files keep, composed in both.
 */
export function migrate(snapshot: Snapshot): Migration {
  const found = new Map<string, { readonly difference: Difference; readonly names: Set<string> }>();
  let compositions = 0;
  const add = (name: string, difference: Difference): void => {
    const { kind, place, key, before, after } = difference;
    const same = JSON.stringify([kind, place.uri, place.start, key, before, after]);
    const known = found.get(same) ?? { difference, names: new Set() };
    known.names.add(name);
    found.set(same, known);
  };
  for (const project of snapshot.projects()) {
    for (const root of project.roots) {
      for (const difference of appDifferences(snapshot, project, root)) add('', difference);
      for (const key of judgedKeysOf(snapshot, project, root)) {
        compositions++;
        for (const each of differencesOf(snapshot, key, undefined)) add(compositionName(key), each);
      }
    }
    for (const uri of commandDocuments(snapshot, project)) {
      for (const run of runsIn(snapshot, uri)) {
        if (run.open.length > 0 || run.isMultirun || run.overrides.length === 0) continue;
        compositions++;
        const words = run.overrides.map((word) => ({ uri, ...placeIn(word, { start: 0, end: word.text.length }) }));
        for (const each of differencesOf(snapshot, run.key, words)) add(compositionName(run.key), each);
      }
    }
  }
  const differences = [...found.values()].map(
    ({ difference, names }): FoundDifference => ({
      ...difference,
      compositions: [...names].filter((name) => name !== '').sort(),
    }),
  );
  return { compositions, differences: differences.sort(byPlace) };
}

function byPlace({ place: left }: Difference, { place: right }: Difference): number {
  if (left.uri !== right.uri) return left.uri < right.uri ? -1 : 1;
  return left.start - right.start;
}

/** The same composition in the other version. */
function keyIn(key: CompositionKey, version: HydraVersion): CompositionKey {
  const [choice] = key.overrides;
  if (key.isTrial !== true || choice === undefined) return { ...key, version };
  return trialKey({ ...withoutOverrides(key), version }, choice);
}

function* differencesOf(
  snapshot: Snapshot,
  key: CompositionKey,
  words: readonly Span[] | undefined,
): Iterable<Difference> {
  const [before, after] = (['1.3', '1.4'] as const).map((version) => snapshot.compose(keyIn(key, version))) as [
    Composition,
    Composition,
  ];
  const placeOf = (span: Span): Span | undefined => {
    if (!span.uri.startsWith('override:')) return span.uri.startsWith('file:') ? span : undefined;
    return words?.[Number(span.uri.slice('override:'.length))];
  };
  const home = after.defaultsList.find(({ primary }) => primary) ?? before.defaultsList.find(({ primary }) => primary);
  const start: Span = { uri: home?.file.uri ?? '', start: 0, end: 0 };
  const [old, now] = [refusalsOf(before), refusalsOf(after)];
  // That an option is chosen in another way is told where its config moves.
  const isTried = (problem: Problem) => key.isTrial === true && problem.span.uri.startsWith('override:');
  if (now.some(isTried) || old.some(isTried)) return;
  if (old.length > 0 && now.length > 0) return;
  for (const problem of now) yield { ...refusalIn14(problem), place: placeOf(problem.span) ?? start };
  for (const { message, span } of old) {
    yield { kind: 'accepted', place: placeOf(span) ?? start, before: message, reason: '1.3 refuses what 1.4 composes' };
  }
  // What only a plugin or a program brings is left open in both.
  if (old.length > 0 || now.length > 0 || !composes(before) || !composes(after)) return;
  const moved = [...movedConfigs(before, after)];
  const chosen = [...otherChoices(before, after, placeOf)];
  yield* moved;
  yield* chosen;
  const packages = [
    ...moved.flatMap(({ before: old = '', after: is = '' }) => [old, is]),
    ...chosen.flatMap(({ key: group }) =>
      [...before.defaultsList, ...after.defaultsList].flatMap((each) =>
        each.overrideKey === group ? [packageName(each.package)] : [],
      ),
    ),
  ];
  for (const difference of valueDifferences(snapshot, before, after)) {
    // What is in a config that is another one, or elsewhere, is told by that.
    if (!packages.some((each) => isIn(difference.key ?? '', each))) yield difference;
  }
}

function isIn(key: string, packageText: string): boolean {
  return packageText === '_global_' || key === packageText || key.startsWith(`${packageText}.`);
}

function refusalsOf({ problems }: Composition): Problem[] {
  return problems.filter(({ refusal, severity }) => refusal !== undefined && severity !== 'info');
}

function* movedConfigs(before: Composition, after: Composition): Iterable<Difference> {
  for (const choice of after.defaultsList) {
    const { file, chosenBy, overrideKey } = choice;
    const old = before.defaultsList.find((each) => each.file === file || each.file.uri === file.uri);
    if (old === undefined || old.package === choice.package || chosenBy.kind !== 'file') continue;
    const place = spanOf(chosenBy);
    if (place === undefined) continue;
    yield {
      kind: 'package',
      place,
      key: old.configPath,
      before: packageName(old.package),
      after: packageName(choice.package),
      reason: reasonOfMove(old, choice),
      ...fixOfMove(old, overrideKey),
    };
  }
}

function reasonOfMove(old: Choice, choice: Choice): string {
  const isDeeper = choice.package.startsWith(old.package === '' ? '' : `${old.package}.`);
  return isDeeper
    ? 'an option with a slash is one of a group further in for 1.4, and lands in its package'
    : 'the two versions work out another package here';
}

function fixOfMove({ configPath, package: packageText }: Choice, overrideKey: string | undefined): { fix?: string } {
  const slash = configPath.lastIndexOf('/');
  if (slash === -1 || overrideKey === undefined) return {};
  const group = configPath.slice(0, slash);
  return { fix: `write '/${group}@${packageText === '' ? '_global_' : packageText}: ${configPath.slice(slash + 1)}'` };
}

function packageName(packageText: string): string {
  return packageText === '' ? '_global_' : packageText;
}

function* otherChoices(
  before: Composition,
  after: Composition,
  placeOf: (span: Span) => Span | undefined,
): Iterable<Difference> {
  for (const [key, now] of after.choices) {
    const old = before.choices.get(key);
    if (old === now || key.startsWith('hydra/') || old === undefined) continue;
    const chosen = after.defaultsList.find(({ overrideKey }) => overrideKey === key)?.chosenBy;
    const place = chosen === undefined ? undefined : spanOf(chosen);
    if (place === undefined) continue;
    yield {
      kind: 'choice',
      place: placeOf(place) ?? place,
      key,
      before: old ?? 'null',
      after: now ?? 'null',
      reason: 'of two overrides of one group the first list counts in 1.3 and the last one in 1.4',
      fix: 'leave one override of the group',
    };
  }
}

function spanOf(origin: Origin): Span | undefined {
  return origin.kind === 'file' ? { uri: origin.file.uri, ...(origin.key ?? { start: 0, end: 0 }) } : undefined;
}

/** What `version_base` means for the run. Source: https://hydra.cc/docs/upgrades/version_base/. */
function* appDifferences(snapshot: Snapshot, project: Project, root: Project['roots'][number]): Iterable<Difference> {
  for (const uri of new Set(root.apps.map(({ script }) => script))) {
    const entry = snapshot.files.file(uri);
    if (entry === undefined) continue;
    for (const { range, given } of hydraAppsOf(pythonOf(snapshot, project, root), moduleOf(entry))) {
      const { versionBase } = given;
      if (versionBase.kind === 'text' && /^1\.[0-2]$/.test(versionBase.value)) {
        yield {
          kind: 'app',
          place: { uri, ...versionBase.range },
          before: `version_base ${versionBase.value}`,
          after: 'refused',
          reason: '1.4 takes no version_base below 1.3',
          fix: `write "1.3", or leave it out for 1.4`,
        };
      } else if (versionBase.kind === 'absent') {
        yield {
          kind: 'app',
          place: { uri, ...range },
          before: 'as in Hydra 1.1: the run changes into its output folder',
          after: 'the run stays in the folder that it is started in',
          reason: 'without version_base 1.3 does as 1.1 did, and 1.4 as 1.4 does',
          fix: 'write version_base="1.3", and hydra.job.chdir: true where the run relies on it',
        };
      }
    }
  }
}
