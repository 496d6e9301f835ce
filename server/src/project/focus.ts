import { type Choice, type Composition, composes, type KeyPath } from '../compose/index.ts';
import { nameOfUri, pathBelow, type Uri } from '../text/index.ts';
import { type ConfigRoot, configsBelow, type Project } from './discover.ts';
import { isSharedRoot, isUsedIn, mayBePrimary, saysItIsConfig } from './hydraYaml.ts';
import { type CompositionKey, projectOf, type Snapshot } from './snapshot.ts';

/** One composition with the key that it was asked by. */
export interface Usage {
  readonly key: CompositionKey;
  readonly composition: Composition;
}

/** A file's place in a config root. */
export interface Placed {
  readonly project: Project;
  readonly root: ConfigRoot;
  /** Without extension: `model/gpt`. */
  readonly configPath: string;
}

/** Where a file stands among the config roots; `undefined` for every file that is no config. */
export function placeOf(snapshot: Snapshot, uri: Uri): Placed | undefined {
  const own = projectOf(snapshot, uri);
  if (!uri.endsWith('.yaml') || uri === own?.projectUri) return undefined;
  // A project may have a root beside its folder (`config_path="../conf"`).
  const placed = (own && placeIn(own, uri)) ?? snapshot.projects().flatMap((each) => placeIn(each, uri) ?? [])[0];
  return placed !== undefined && isConfig(snapshot, placed, uri) ? placed : undefined;
}

function placeIn(project: Project, uri: Uri): Placed | undefined {
  const roots = project.roots.filter((root) => pathBelow(root.uri, uri) !== undefined);
  const root = roots.sort((left, right) => right.uri.length - left.uri.length)[0];
  const path = root === undefined ? undefined : pathBelow(root.uri, uri);
  if (root === undefined || path === undefined) return undefined;
  return { project, root, configPath: path.slice(0, -'.yaml'.length) };
}

/** In a root that is a project's own folder, too, most YAML is other programs'. */
function isConfig(snapshot: Snapshot, { project, root, configPath }: Placed, uri: Uri): boolean {
  const { files } = snapshot;
  if (!isSharedRoot(files, root) || saysItIsConfig(files, root.uri, uri)) return true;
  const compositions = primariesOf(snapshot, project, root).map(({ composition }) => composition);
  return isUsedIn(configPath, compositions, uri);
}

function keyOf(project: Project, root: ConfigRoot, name: string, overrides: readonly string[] = []): CompositionKey {
  return { root: root.uri, name, overrides, version: project.version };
}

/** The primary config of a file's root, composed with these overrides. */
export function usageOf(
  snapshot: Snapshot,
  { project, root }: Placed,
  name: string,
  overrides: readonly string[],
): Usage {
  const key = keyOf(project, root, name, overrides);
  return { key, composition: snapshot.compose(key) };
}

/**
 * The configs of a root that an app is started with: those that its apps name, and every file at the top of the root
 * that no other one brings in by its defaults list.
 */
export function primariesOf(snapshot: Snapshot, project: Project, root: ConfigRoot): readonly Usage[] {
  const known = primaries.get(snapshot) ?? new Map<ConfigRoot, readonly Usage[]>();
  primaries.set(snapshot, known);
  const found = known.get(root) ?? findPrimaries(snapshot, project, root);
  known.set(root, found);
  return found;
}

/** Asked by nearly every feature, often many times for one answer. */
const primaries = new WeakMap<Snapshot, Map<ConfigRoot, readonly Usage[]>>();

function findPrimaries(snapshot: Snapshot, project: Project, root: ConfigRoot): readonly Usage[] {
  const candidates = (snapshot.files.folder(root.uri) ?? [])
    .filter((entry) => !entry.isFolder && entry.name.endsWith('.yaml'))
    .map((entry) => entry.name.slice(0, -'.yaml'.length))
    .filter((name) => mayBePrimary(snapshot.files, root, name));
  const apps = root.apps.flatMap((app) => app.configName ?? []);
  const named = new Set([...apps, ...(root.composed ?? [])].map((name) => name.replace(/\.yaml$/, '')));
  const usages = [...new Set([...candidates, ...named])].map((name) => {
    const key = keyOf(project, root, name);
    return { key, composition: snapshot.compose(key) };
  });
  const parts = new Map<Uri, ReadonlySet<Uri>>();
  for (const { composition } of usages) {
    const own = primaryOf(composition);
    if (own !== undefined) parts.set(own, new Set(composition.defaultsList.map((choice) => choice.file.uri)));
  }
  // An app may name a file in other letters, where the disk finds it by them.
  const taken = new Set(
    usages.filter(({ key }) => named.has(key.name ?? '')).map((each) => primaryOf(each.composition)),
  );
  const found = usages.filter(({ key, composition }) => {
    const own = primaryOf(composition);
    if (own === undefined || named.has(key.name ?? '')) return own !== undefined;
    if (taken.has(own)) return false;
    // Configs that bring in each other are none the other's base: their circle is to be told.
    return ![...parts].some(([other, uris]) => uris.has(own) && parts.get(own)?.has(other) !== true);
  });
  // Those that an app names come first.
  return [
    ...found.filter(({ key }) => named.has(key.name ?? '')),
    ...found.filter(({ key }) => !named.has(key.name ?? '')),
  ];
}

function primaryOf(composition: Composition): Uri | undefined {
  return composition.defaultsList.find((choice) => choice.primary)?.file.uri;
}

/** The compositions of a root that a file takes part in. */
export function usersOf(snapshot: Snapshot, uri: Uri): readonly Usage[] {
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return [];
  return primariesOf(snapshot, placed.project, placed.root).filter(({ composition }) => uses(composition, uri));
}

function uses(composition: Composition, uri: Uri): boolean {
  return composition.defaultsList.some((choice) => choice.file.uri === uri);
}

/**
 * The composition that a file is seen from: its own where it is a primary config, else an app's default that reaches
 * it, else the first that does, else the first that reaches it when its group's option is chosen. `undefined` where
 * nothing leads to it.
 */
export function focusOf(snapshot: Snapshot, uri: Uri): Usage | undefined {
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return undefined;
  const primaries = primariesOf(snapshot, placed.project, placed.root);
  const own = primaries.find(({ key }) => key.name === placed.configPath);
  if (own !== undefined) return own;
  const names = placed.root.apps.map((app) => app.configName);
  const users = primaries.filter(({ composition }) => uses(composition, uri));
  return users.find(({ key }) => names.includes(key.name)) ?? users[0] ?? chosenFocus(snapshot, placed, primaries, uri);
}

/**
 * A group's option that nobody has chosen is seen as if it were: where the group's choice stands, else added. Of several
 * primary configs the first counts to which it fits best.
 */
function chosenFocus(snapshot: Snapshot, placed: Placed, primaries: readonly Usage[], uri: Uri): Usage | undefined {
  let best: { readonly usage: Usage; readonly faults: number } | undefined;
  for (const { primary, choice } of trialsOf(placed.configPath, primaries)) {
    const usage = usageOf(snapshot, placed, primary.key.name ?? '', [choice]);
    if (!uses(usage.composition, uri)) continue;
    // What is wrong with the primary config itself is not the option's fault.
    const own = new Set(primary.composition.problems.map(({ span }) => span.uri));
    const faults = usage.composition.problems.filter(
      ({ refusal, severity, span }) => refusal !== undefined && severity !== 'info' && !own.has(span.uri),
    ).length;
    if (faults === 0) return usage;
    if (best === undefined || faults < best.faults) best = { usage, faults };
  }
  return best?.usage;
}

interface Trial {
  readonly primary: Usage;
  /** The override that chooses the option: `db=mysql`, `+robot=g1/arm`. */
  readonly choice: string;
}

/** Ways to choose an option, the likeliest first: where the group may be chosen anyway, its options are meant for. */
function trialsOf(configPath: string, primaries: readonly Usage[]): Trial[] {
  const segments = configPath.split('/');
  const chosen: Trial[] = [];
  const added: Trial[] = [];
  // An option may lie in a folder of its group: `robot=g1/arm`.
  for (let length = segments.length - 1; length > 0; length--) {
    const group = segments.slice(0, length).join('/');
    const option = segments.slice(length).join('/');
    for (const primary of primaries.slice(0, TRIAL_BUDGET)) {
      const key = [...primary.composition.choices.keys()].find((name) => name.split('@')[0] === group);
      if (key !== undefined) chosen.push({ primary, choice: `${key}=${option}` });
      else added.push({ primary, choice: `+${group}=${option}` });
    }
  }
  return [...chosen, ...added];
}

/** More primary configs than this are not tried for one option. */
const TRIAL_BUDGET = 8;

/** The configs that lie below a root and belong to it, and to no root further in. */
export function configsIn(snapshot: Snapshot, project: Project, root: ConfigRoot): readonly Uri[] {
  return configsBelow(snapshot.files, root.uri).filter((uri) => {
    const placed = placeOf(snapshot, uri);
    return placed?.project.folder === project.folder && placed.root.uri === root.uri;
  });
}

/** Every composition by which a root's files can be judged: its primary configs, and the options that none of them chose. */
export function judgedUsages(snapshot: Snapshot, project: Project, root: ConfigRoot): readonly Usage[] {
  const primaries = primariesOf(snapshot, project, root);
  const reached = new Set(primaries.flatMap(({ composition }) => composition.defaultsList.map(({ file }) => file.uri)));
  const others: Usage[] = [];
  for (const uri of configsIn(snapshot, project, root)) {
    const placed = reached.has(uri) ? undefined : placeOf(snapshot, uri);
    const usage = placed && chosenFocus(snapshot, placed, primaries, uri);
    if (usage === undefined) continue;
    // Of what a refused config lacks, its options are not to blame.
    const primary = primaries.find(({ key }) => key.name === usage.key.name);
    if (primary !== undefined && composes(primary.composition)) others.push(usage);
    for (const { file } of usage.composition.defaultsList) reached.add(file.uri);
  }
  return [...primaries, ...others];
}

/** Where a file's content lands in a composition; the first place where it is used more than once. */
export function packageIn(composition: Composition, uri: Uri): KeyPath | undefined {
  const choice = choiceOf(composition, uri);
  if (choice === undefined) return undefined;
  return choice.package === '' ? [] : choice.package.split('.');
}

export function choiceOf(composition: Composition, uri: Uri): Choice | undefined {
  return composition.defaultsList.find((choice) => choice.file.uri === uri);
}

/** The file's name as people speak of it: `mamba.yaml`. */
export function fileLabel(uri: Uri): string {
  return nameOfUri(uri);
}
