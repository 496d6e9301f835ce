import type { Problem } from '../text/index.ts';
import type { Choice, Choices, ConfigNode } from './composition.ts';
import { type DefaultsTree, expandDefaults } from './defaultsTree.ts';
import type { GroupOverrides } from './groupOverrides.ts';
import { mergeList } from './hydraList.ts';
import { isHydraOwn } from './hydraNode.ts';
import type { Repository } from './repository.ts';
import type { Surroundings } from './resolve.ts';

/** What a composition comes to before its overrides of values are applied: the same for each value that is tried. */
export interface Base {
  readonly list: readonly Choice[];
  readonly choices: Choices;
  readonly tree: DefaultsTree;
  readonly problems: readonly Problem[];
  /** What the job sees, without Hydra's own configs. */
  readonly job: () => Merged;
  /** Everything, Hydra's own configs at the head. */
  readonly whole: () => Merged;
}

export interface Merged {
  readonly root: ConfigNode;
  readonly problems: readonly Problem[];
}

/** Expands a primary config's defaults list; what it lists is merged when it is asked for, once. */
export function makeBase(
  repository: Repository,
  name: string | undefined,
  groups: GroupOverrides,
  surroundings: Surroundings,
  isMultirun: boolean,
): Base {
  const { version } = surroundings;
  const problems: Problem[] = [];
  const report = (problem: Problem) => problems.push(problem);
  const { list, choices, tree } = expandDefaults(repository, name, groups, surroundings, isMultirun, report);
  const merged = (choices: readonly Choice[]): Merged => {
    const problems: Problem[] = [];
    const root = mergeList(choices, { repository, version, report: (problem) => problems.push(problem) });
    return { root, problems };
  };
  return {
    list,
    choices,
    tree,
    problems,
    job: once(() => merged(list.filter((choice) => !isHydraOwn(choice)))),
    whole: once(() => merged(list)),
  };
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
