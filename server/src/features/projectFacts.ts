import { leftOutOf, type Project, primaryKeysOf, type Snapshot } from '../project/index.ts';
import type { ProjectFacts } from '../protocol.ts';
import { BUDGETS, joinUri, type Uri } from '../text/index.ts';

/** What was found in each workspace folder: for the log, and for who reports a problem. */
export function projectFacts(snapshot: Snapshot): ProjectFacts[] {
  return snapshot.projects().map((project) => ({
    folder: project.folder,
    hasFile: snapshot.files.file(project.projectUri) !== undefined,
    hydra: project.version,
    roots: project.roots.map((root) => ({
      uri: root.uri,
      configs: countConfigs(snapshot, root.uri),
      primaries: primaryKeysOf(snapshot, root).length,
      apps: root.apps.map(({ script }) => script),
    })),
    registries: project.registries.flatMap(({ symbol, entries }) =>
      entries.size === 0 ? [] : [{ symbol, names: entries.size }],
    ),
    leftOut: leftOutCounts(snapshot, project),
  }));
}

function leftOutCounts(snapshot: Snapshot, project: Project): ProjectFacts['leftOut'] {
  const counts = new Map<string, number>();
  for (const { budget } of leftOutOf(snapshot, project)) counts.set(budget, (counts.get(budget) ?? 0) + 1);
  return [...counts].map(([budget, folders]) => ({ budget, folders }));
}

function countConfigs({ files }: Snapshot, root: Uri): number {
  const folders = [root];
  let count = 0;
  for (let index = 0; index < Math.min(folders.length, BUDGETS.countedFolders); index++) {
    const folder = folders[index] ?? root;
    for (const { name, isFolder } of files.folder(folder) ?? []) {
      if (isFolder && !name.startsWith('.')) folders.push(joinUri(folder, name));
      else if (name.endsWith('.yaml')) count++;
    }
  }
  return count;
}
