import { dirname, resolve } from 'node:path';
import { nodeHost, statOf, uriOfPath } from '../node/index.ts';
import { fencedHost, type Host, reachOf } from '../project/index.ts';

/** How a terminal's user lets more be read; it ends the messages about what is not. */
const REMEDY = '--allow DIR allows it';

/**
 * The disk as a command sees it: the working directory with the git repository around it, and what the user names. What
 * the files of a project name leads nowhere else.
 *
 * @param named paths that stand in the command's arguments
 * @param folder what is the working directory
 */
export function reachableHost(named: readonly (string | undefined)[], folder = '.'): Host {
  const paths = [folder, ...named.flatMap((path) => (path === undefined ? [] : resolve(folder, path)))];
  const folders = [...new Set(paths.map((path) => reachOf(nodeHost, uriOfPath(folderOf(path)))))];
  return fencedHost(nodeHost, { folders: () => folders, remedy: REMEDY });
}

function folderOf(path: string): string {
  return statOf(path)?.isFile() ? dirname(path) : path;
}

/** The folders that overrides name: a search path on the command line is one that the user has written. */
export function foldersInOverrides(overrides: readonly string[]): string[] {
  return overrides
    .filter((text) => /^\+{0,2}hydra\.searchpath=/.test(text))
    .flatMap((text) => [...text.matchAll(/(?:file:\/\/|(?<=[=[,'"\s]))(\/[^\s,'"\]]*|[A-Za-z]:[\\/][^\s,'"\]]*)/g)])
    .flatMap(([, path]) => path ?? []);
}
