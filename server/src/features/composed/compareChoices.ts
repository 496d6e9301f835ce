import { type Composition, nodeAt } from '../../compose/index.ts';
import {
  type ConfigRoot,
  focusOf,
  isOfRoot,
  type Project,
  pathOf,
  placeOf,
  projectOf,
  type Run,
  runAt,
  runFolders,
  runsBelow,
  type Snapshot,
  searchedBy,
  type Usage,
} from '../../project/index.ts';
import type { CompareChoicesResult, EarlierRun, GroupChoice } from '../../protocol.ts';
import { nameOfUri, parentUri, pathBelow, type Uri } from '../../text/index.ts';
import { primaries } from '../plan.ts';

const NOTHING: CompareChoicesResult = { groups: [], configs: [], runs: [], unsaved: [] };

/** What a config, as it is seen, or an earlier run may be compared with. */
export function compareChoices(snapshot: Snapshot, uri: Uri): CompareChoicesResult {
  const placed = placeOf(snapshot, uri);
  const usage = focusOf(snapshot, uri);
  if (placed === undefined || usage?.key.name === undefined) return choicesOfRuns(snapshot, uri);
  const { project, root } = placed;
  const { key, composition } = usage;
  const config = composition.defaultsList.find((choice) => choice.primary)?.file.uri;
  return {
    seen: { name: usage.key.name, overrides: key.overrides },
    ...(config !== undefined && { config }),
    groups: groupsOf(snapshot, usage),
    configs: primaries(snapshot).filter((each) => each.root === root.uri),
    runs: runsOf(snapshot, project, [root], composition),
    unsaved: unsavedIn(snapshot, composition),
  };
}

/** A run, or a folder with runs in it. */
function choicesOfRuns(snapshot: Snapshot, uri: Uri): CompareChoicesResult {
  const project = projectOf(snapshot, uri);
  const run = runAt(snapshot, uri);
  if (project === undefined) return NOTHING;
  const told = (each: Run) => earlierRun(snapshot, project, each);
  const below = run === undefined ? runsBelow(snapshot, [uri]) : [];
  const [only, ...others] = run === undefined ? below : [run];
  if (only === undefined) return NOTHING;
  if (others.length > 0) return { ...NOTHING, runs: below.map(told) };
  const siblings = runsOf(snapshot, project, project.roots, undefined);
  const configs = primaries(snapshot).filter((each) => project.roots.some((root) => root.uri === each.root));
  return { ...NOTHING, run: told(only), configs, runs: siblings.filter((each) => each.uri !== only.folder) };
}

/** Where Hydra puts runs unless a config says otherwise. */
const USUAL = ['outputs', 'multirun'];

function runsOf(
  snapshot: Snapshot,
  project: Project,
  roots: readonly ConfigRoot[],
  composition: Composition | undefined,
): readonly EarlierRun[] {
  const said = ['run', 'sweep'].flatMap((mode) => {
    const leaf = composition?.hydra && nodeAt(composition.hydra, [mode, 'dir'])?.leaf;
    return leaf?.t === 'str' || leaf?.t === 'interp' ? [leaf.v] : [];
  });
  const known = project.roots.map(({ uri }) => uri);
  return runsBelow(snapshot, runFolders(project, [...USUAL, ...said]))
    .filter((run) => roots.some((root) => isOfRoot(run, root.uri, known)))
    .map((run) => earlierRun(snapshot, project, run));
}

function earlierRun(snapshot: Snapshot, project: Project, run: Run): EarlierRun {
  const { folder, name, overrides, changedAt } = run;
  const starts = [...project.roots.flatMap(({ apps }) => apps.map(({ script }) => parentUri(script))), project.folder];
  const paths = starts.flatMap((start) => pathBelow(start, folder) ?? []);
  const config = name === undefined ? undefined : configNamed(snapshot, project, run, name);
  return {
    uri: folder,
    path: paths[0] ?? nameOfUri(folder),
    ...(name !== undefined && { name }),
    overrides,
    ...(changedAt !== undefined && { changedAt }),
    ...(config !== undefined && { config }),
  };
}

/** The config that a run was started with, in the root that it names. */
function configNamed(snapshot: Snapshot, { roots }: Project, { root }: Run, name: string): Uri | undefined {
  const own = roots.filter(({ uri }) => pathOf(uri) === root);
  const wanted = own.length > 0 ? own : roots;
  return wanted.map(({ uri }) => `${uri}/${name.split('/').map(encodeURIComponent).join('/')}.yaml`).find(isThere);
  function isThere(uri: Uri): boolean {
    return snapshot.files.file(uri) !== undefined;
  }
}

function groupsOf(snapshot: Snapshot, { key: seen, composition }: Usage): GroupChoice[] {
  const searched = searchedBy(snapshot, seen);
  return [...composition.choices].flatMap(([key, chosen]) => {
    const [group = ''] = key.split('@');
    if (group === 'hydra' || group.startsWith('hydra/')) return [];
    const others = searched.options(group).filter((option) => option !== chosen);
    return others.length === 0 ? [] : [{ key, chosen, others }];
  });
}

function unsavedIn({ files }: Snapshot, { defaultsList }: Composition): Uri[] {
  const uris = new Set(defaultsList.map(({ file }) => file.uri).filter((uri) => uri.startsWith('file:')));
  return [...uris].filter((uri) => {
    const text = files.file(uri)?.text;
    const read = files.disk.read(uri);
    const onDisk = typeof read === 'object' ? read.text : read;
    return text !== onDisk?.replace(/^\ufeff/, '');
  });
}
