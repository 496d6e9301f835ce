import type { Uri } from '../text/index.ts';
import type { CompositionKey } from './compositionKey.ts';
import type { ConfigRoot, Project } from './discover.ts';
import { type Landed, landedBy } from './landed.ts';
import { primaryKeysOf } from './primaries.ts';
import type { Snapshot } from './snapshot.ts';
import { trialOf, unreachedIn } from './trials.ts';

/** A place in the composed config where compositions put a file's content. */
export interface Landing {
  /** Dotted; empty is the root. */
  readonly package: string;
  /** The compositions that put it there: primary configs fully, then those that try an option. */
  readonly keys: readonly CompositionKey[];
}

/**
 * Where each file lands, in all compositions of a root: a base config may land at several places, and each of them makes
 * other keys of its keys. Made of defaults lists alone, so that it stays while bodies change. It looks at every composition:
 * for what is asked explicitly.
 */
export function landingsIn(snapshot: Snapshot, root: ConfigRoot): ReadonlyMap<Uri, readonly Landing[]> {
  return snapshot.derive(`landings in ${root.uri}`, (at) => {
    const found = new Map<Uri, Map<string, CompositionKey[]>>();
    const add = (key: CompositionKey, landed: readonly Landed[]): void => {
      for (const [uri, packageText] of landed) {
        const packages = found.get(uri) ?? new Map<string, CompositionKey[]>();
        found.set(uri, packages);
        const keys = packages.get(packageText);
        if (keys === undefined) packages.set(packageText, [key]);
        else keys.push(key);
      }
    };
    for (const key of primaryKeysOf(at, root)) add(key, landedBy(at, key));
    for (const uri of unreachedIn(at, root)) {
      const trial = trialOf(at, uri);
      if (trial !== undefined) add(trial.key, trial.landed);
    }
    return new Map([...found].map(([uri, packages]) => [uri, [...packages].map(landing)]));
  });
}

function landing([packageText, keys]: readonly [string, readonly CompositionKey[]]): Landing {
  return { package: packageText, keys };
}

/** Every config root of the workspace with its project. */
export function rootsOf(snapshot: Snapshot): readonly { readonly project: Project; readonly root: ConfigRoot }[] {
  return snapshot.projects().flatMap((project) => project.roots.map((root) => ({ project, root })));
}
