import {
  type Choice,
  type Composition,
  type ConfigNode,
  isHydraOwn,
  type KeyPath,
  resolveNode,
  winner,
} from '../../compose/index.ts';
import {
  type CompositionKey,
  fileLabel,
  judgedKeysOf,
  moduleOf,
  type Project,
  type Snapshot,
  shortName,
  type Usage,
} from '../../project/index.ts';
import { addTo, type Fix, type HydraVersion, type Problem, type Span, toPlain, type Uri } from '../../text/index.ts';
import { defaultsFixes } from '../diagnostics/defaultsFixes.ts';
import { inline, placeOfWrite, surroundings } from '../explain.ts';

/** The version that a project does not have. */
export function otherVersion(version: HydraVersion): HydraVersion {
  return version === '1.3' ? '1.4' : '1.3';
}

/**
 * What another version of Hydra makes of the configs of a workspace, by document: what it refuses (HS801), other configs
 * or places (HS802), other values (HS803), calls of `@hydra.main` (HS804). Every composition that is judged is composed
 * as both versions do; this takes a while, and is made when somebody asks.
 */
export function migrationProblems(snapshot: Snapshot, to?: HydraVersion): ReadonlyMap<Uri, readonly Problem[]> {
  const found = new Map<Uri, Problem[]>();
  const seen = new Set<string>();
  for (const project of snapshot.projects()) {
    const version = to ?? otherVersion(project.version);
    if (version === project.version) continue;
    const problems = [
      ...project.roots.flatMap((root) =>
        judgedKeysOf(snapshot, root).flatMap((key) => migrationOf(snapshot, key, version)),
      ),
      ...migrationOfApps(snapshot, project, version),
    ];
    for (const problem of problems) {
      const { uri, start, end } = problem.span;
      const words = `${uri} ${start} ${end} ${problem.code} ${problem.message}`;
      if (seen.has(words)) continue;
      seen.add(words);
      addTo(found, uri, problem);
    }
  }
  for (const problems of found.values()) problems.sort((left, right) => left.span.start - right.span.start);
  return found;
}

/** One thing that another version makes of a composition. */
export interface VersionChange {
  readonly code: 'HS801' | 'HS802' | 'HS803';
  readonly span: Span;
  /** What it does: `refuses …`, `puts …`; the composition is not named. */
  readonly what: string;
  /** All that Hydra says where it refuses. */
  readonly refusal?: string;
  /** Why, and what to write so that both versions do the same, where that is known. */
  readonly reason?: string;
  readonly advice?: string;
  readonly fixes?: readonly Fix[];
}

/** The same as problems, which name the composition. */
export function migrationOf(snapshot: Snapshot, key: CompositionKey, to: HydraVersion): readonly Problem[] {
  const { name = 'this' } = key;
  return changesOf(snapshot, key, to).flatMap(({ code, span, what, fixes }): Problem[] => {
    if (!span.uri.startsWith('file:')) return [];
    const named =
      code === 'HS801'
        ? what.replace(/^refuses /, `refuses ${name}: `)
        : code === 'HS802'
          ? `${what}, in ${name}`
          : what;
    const message = `Hydra ${to} ${named}`;
    return [{ code, severity: 'warning', span, message, ...(fixes !== undefined && { fixes }) }];
  });
}

/** What another version makes of one composition; nothing where the version of the key refuses it. */
export function changesOf(snapshot: Snapshot, key: CompositionKey, to: HydraVersion): readonly VersionChange[] {
  const { isTrial: _, ...whole } = key;
  const now = snapshot.compose(whole);
  const later = snapshot.compose({ ...whole, version: to });
  if (now.problems.some(({ refusal }) => refusal !== undefined)) return [];
  const refused = later.problems.filter(({ refusal }) => refusal !== undefined);
  if (refused.length > 0)
    return refused.map((problem) => refusalOf(snapshot, { key: whole, composition: now }, problem));
  const moved = movedIn(now, later);
  return moved.length > 0 ? moved : changedIn(snapshot, now, later);
}

function refusalOf(snapshot: Snapshot, usage: Usage, problem: Problem): VersionChange {
  const fixes = defaultsFixes(snapshot, usage, problem);
  const { span, message, refusal } = problem;
  return { code: 'HS801', span, what: `refuses ${message}`, fixes, ...(refusal && { refusal: refusal.message }) };
}

/** Configs that the other version chooses instead, or puts elsewhere. */
function movedIn(now: Composition, later: Composition): VersionChange[] {
  const before = ownOf(now);
  const after = ownOf(later);
  const isIn = (list: readonly Choice[], { configPath, package: at }: Choice) =>
    list.some((each) => each.configPath === configPath && each.package === at);
  const gone = before.filter((choice) => !isIn(after, choice));
  const come = after.filter((choice) => !isIn(before, choice));
  const told = come.map((choice) => {
    const same = gone.find(({ file }) => file.uri === choice.file.uri);
    const other = gone.find(({ overrideKey }) => overrideKey !== undefined && overrideKey === choice.overrideKey);
    const what =
      same !== undefined
        ? `puts ${fileLabel(choice.file.uri)} at ${placeName(choice.package)} instead of ${placeName(same.package)}`
        : other !== undefined
          ? `chooses ${choice.configPath} instead of ${other.configPath}`
          : `takes ${choice.configPath} in, too`;
    return change(
      'HS802',
      placeOfChoice(choice),
      what,
      same === undefined ? reasonOfChoice(other) : reasonOfMove(same, choice),
    );
  });
  const left = gone.filter(
    (choice) =>
      !come.some(
        ({ file, overrideKey }) =>
          file.uri === choice.file.uri || (overrideKey !== undefined && overrideKey === choice.overrideKey),
      ),
  );
  const lost = left.map((choice) => change('HS802', placeOfChoice(choice), `leaves ${choice.configPath} out`));
  return [...told, ...lost].flatMap((each) => each ?? []);
}

function ownOf({ defaultsList }: Composition): readonly Choice[] {
  return defaultsList.filter((choice) => !isHydraOwn(choice) && choice.file.uri.startsWith('file:'));
}

function placeName(packageText: string): string {
  return packageText === '' ? 'the root' : `'${packageText}'`;
}

function placeOfChoice({ chosenBy, file }: Choice): Span {
  if (chosenBy.kind === 'file' && chosenBy.file.uri.startsWith('file:'))
    return { uri: chosenBy.file.uri, ...(chosenBy.key ?? { start: 0, end: 0 }) };
  return { uri: file.uri, start: 0, end: 0 };
}

function problem(code: Problem['code'], span: Span | undefined, message: string): Problem | undefined {
  return span?.uri.startsWith('file:') ? { code, severity: 'warning', span, message } : undefined;
}

function change(
  code: VersionChange['code'],
  span: Span | undefined,
  what: string,
  why: Why = {},
): VersionChange | undefined {
  return span?.uri.startsWith('file:') ? { code, span, what, ...why } : undefined;
}

type Why = Pick<VersionChange, 'reason' | 'advice'>;

/** Both versions know `/env/gym@env: cart` for what 1.3 makes of `env: gym/cart`. */
function reasonOfMove(before: Choice, after: Choice): Why {
  const slash = before.configPath.lastIndexOf('/');
  const isDeeper = after.package.startsWith(before.package === '' ? '' : `${before.package}.`);
  if (!isDeeper || slash === -1 || after.overrideKey === undefined) return {};
  const group = before.configPath.slice(0, slash);
  const option = before.configPath.slice(slash + 1);
  return {
    reason: '1.4 reads an option with a slash as one of a group further in, which lands in its own package',
    advice: `write '/${group}@${before.package === '' ? '_global_' : before.package}: ${option}'`,
  };
}

function reasonOfChoice(other: Choice | undefined): Why {
  if (other === undefined) return {};
  return {
    reason: 'of two overrides of one group the first one counts in 1.3, and the last one in 1.4',
    advice: 'leave one override of the group',
  };
}

/** More than these of one composition have one cause. */
const VALUES = 50;

/** Values that are others, or that an interpolation no longer finds. */
function changedIn(snapshot: Snapshot, now: Composition, later: Composition): VersionChange[] {
  const found: VersionChange[] = [];
  const around = { now: surroundings(snapshot, now), later: surroundings(snapshot, later) };
  const tell = (node: ConfigNode, message: string) => {
    const told = change('HS803', placeOfWrite(winner(node), 'value'), message);
    if (told !== undefined && found.length < VALUES) found.push(told);
  };
  const visit = (before: ConfigNode, after: ConfigNode, path: KeyPath): void => {
    if (before === after && before.children.size === 0 && before.leaf?.t !== 'interp') return;
    const name = `'${path.join('.')}'`;
    if (before.leaf?.t === 'interp' && after.leaf?.t === 'interp') {
      const old = resolveNode(now.root, path, around.now);
      const made = resolveNode(later.root, path, around.later);
      if (old.kind === 'value' && made.kind === 'failed') {
        const [first = ''] = made.message.split('\n', 1);
        tell(after, `does not resolve ${name}: ${first}`);
      } else if (old.kind === 'value' && made.kind === 'value' && inline(old.value) !== inline(made.value)) {
        tell(after, `resolves ${name} to ${inline(made.value)} instead of ${inline(old.value)}`);
      }
    } else if (before.shape !== after.shape || shownOf(before) !== shownOf(after)) {
      tell(after, `gives ${name} the value ${shownOf(after)} instead of ${shownOf(before)}`);
      return;
    }
    for (const [key, child] of after.children) {
      const old = before.children.get(key);
      if (old !== undefined) visit(old, child, [...path, key]);
      else tell(child, `sets '${[...path, key].join('.')}', too`);
    }
    for (const [key, child] of before.children)
      if (!after.children.has(key)) tell(child, `does not set '${[...path, key].join('.')}'`);
  };
  visit(now.root, later.root, []);
  return found;
}

function shownOf(node: ConfigNode): string {
  if (node.leaf !== undefined) return inline(node.leaf);
  return node.shape === 'map' ? 'a mapping' : inline(toPlain(winner(node).value));
}

/** Calls of `@hydra.main` that the other version refuses. */
export function migrationOfApps(snapshot: Snapshot, { roots }: Project, to: HydraVersion): readonly Problem[] {
  if (to !== '1.4') return [];
  const scripts = new Set(roots.flatMap(({ apps }) => apps.map(({ script }) => script)));
  return [...scripts].flatMap((uri) => {
    const entry = snapshot.files.file(uri);
    return (entry === undefined ? [] : moduleOf(entry).apps).flatMap(({ given: { versionBase } }) => {
      if (versionBase.kind !== 'text' || !/^1\.[0-2](\.|$)/.test(versionBase.value)) return [];
      const message = `Hydra 1.4 refuses version_base='${versionBase.value}' (${shortName(snapshot, uri)}): it takes 1.3, None, or nothing`;
      return problem('HS804', { uri, ...versionBase.range }, message) ?? [];
    });
  });
}
