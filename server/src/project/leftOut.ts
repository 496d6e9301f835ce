import { BUDGETS, type Uri } from '../text/index.ts';
import type { Project } from './discover.ts';
import { sourcesWalkedBelow } from './pythonTraits.ts';
import type { Snapshot } from './snapshot.ts';
import { configsWalkedBelow } from './trials.ts';
import { isWhole, type LeftOut, type WalkBudget } from './walk.ts';

/** What the walks of a project have left out because a budget was spent, the walk for its sources first. */
export function leftOutOf(snapshot: Snapshot, { folder, roots }: Project): readonly LeftOut[] {
  const walks = [sourcesWalkedBelow(snapshot, folder), ...roots.map(({ uri }) => configsWalkedBelow(snapshot, uri))];
  const found = new Map<string, LeftOut>();
  for (const each of walks.flatMap(({ left }) => left)) {
    const key = `${each.budget} ${each.folder}`;
    if (!found.has(key)) found.set(key, each);
  }
  return [...found.values()];
}

/** Whether all of a project's sources were looked at: only then is what none of them does done by none. */
export function knowsAllSources(snapshot: Snapshot, { folder }: Project): boolean {
  return isWhole(sourcesWalkedBelow(snapshot, folder));
}

/** In words, with the budget that is spent; it names folders as it is told to. */
export function leftOutText({ budget, folder, below }: LeftOut, nameOf: (uri: Uri) => string): string {
  return SAID[budget](nameOf(folder), nameOf(below), BUDGETS[budget].toLocaleString('en-US'));
}

const BEYOND = 'and what comes after it is not looked into; a config root that hydrascope.yaml names is';

const SAID: Readonly<Record<WalkBudget, (folder: string, below: string, most: string) => string>> = {
  walkFiles: (folder, below, most) => `${below} has more than ${most} files to look at: part of ${folder} ${BEYOND}`,
  walkFolders: (folder, below, most) => `${below} has more than ${most} folders to look into: ${folder} ${BEYOND}`,
  walkPatterns: (folder, below, most) =>
    `the folders below ${below} were held against ${most} patterns of .gitignore files: what is below ${folder} ${BEYOND}`,
  walkDepth: (folder, below, most) =>
    `${folder} lies ${most} folders deep in ${below}: the folders in it are not looked into`,
  walkWays: (folder, below, most) =>
    `${folder} is found by more than ${most} ways through the links in ${below}: the further ones are not followed`,
  folderEntries: (folder, _, most) =>
    `${folder} has more than ${most} configs or folders: of these only what something names is read`,
  ignorePatterns: (folder, _, most) =>
    `the .gitignore in ${folder} is not followed to the letter: it has more than ${most} patterns, one of more than ${BUDGETS.ignoreCharacters.toLocaleString('en-US')} characters, one of more than ${BUDGETS.ignoreStars} stars, or one with two ** between folders`,
};
