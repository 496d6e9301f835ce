import type { Choice } from '../compose/index.ts';
import type { Uri } from '../text/index.ts';
import { composeApart } from './apart.ts';
import type { ConfigRoot, Project } from './discover.ts';
import { isSameData } from './same.ts';
import { type CompositionKey, type Snapshot, textOfKey, withoutOverrides } from './snapshot.ts';
import { judgedKeysOf } from './trials.ts';

/** A place in the composed config where compositions put a file's content. */
export interface Landing {
  /** Dotted; empty is the root. */
  readonly package: string;
  /** The compositions that put it there: primary configs fully, then those that try an option. */
  readonly keys: readonly CompositionKey[];
}

/** A file with the package that it lands in. */
type Landed = readonly [uri: Uri, packageText: string];

/**
 * Where each file lands, in all compositions of a root: a base config may land at several places, and each of them makes
 * other keys of its keys. Made of defaults lists alone, so that it stays while bodies change. It looks at every composition:
 * for what is asked explicitly.
 */
export function landingsIn(
  snapshot: Snapshot,
  project: Project,
  root: ConfigRoot,
): ReadonlyMap<Uri, readonly Landing[]> {
  return snapshot.derive(`landings in ${root.uri}`, (at) => {
    const found = new Map<Uri, Map<string, CompositionKey[]>>();
    for (const key of judgedKeysOf(at, project, root)) {
      for (const [uri, packageText] of landedBy(at, key)) {
        const packages = found.get(uri) ?? new Map<string, CompositionKey[]>();
        found.set(uri, packages);
        const keys = packages.get(packageText);
        if (keys === undefined) packages.set(packageText, [key]);
        else keys.push(key);
      }
    }
    return new Map([...found].map(([uri, packages]) => [uri, [...packages].map(landing)]));
  });
}

function landing([packageText, keys]: readonly [string, readonly CompositionKey[]]): Landing {
  return { package: packageText, keys };
}

/** Of a composition that tries an option, what the primary config's own has not. */
function landedBy(snapshot: Snapshot, key: CompositionKey): readonly Landed[] {
  return snapshot.derive(
    `landed by ${textOfKey(key)}`,
    (at) => {
      if (!key.isTrial) return landedIn(at.compose(key).defaultsList);
      const known = new Set(landedBy(at, withoutOverrides(key)).map(String));
      return landedIn(composeApart(at, key).composition.defaultsList).filter((each) => !known.has(String(each)));
    },
    { isSame: isSameData },
  );
}

function landedIn(list: readonly Choice[]): readonly Landed[] {
  const all = list.flatMap((choice): Landed[] =>
    choice.file.uri.startsWith('file:') ? [[choice.file.uri, choice.package]] : [],
  );
  return [...new Map(all.map((each) => [String(each), each])).values()];
}

/** Every config root of the workspace with its project. */
export function rootsOf(snapshot: Snapshot): readonly { readonly project: Project; readonly root: ConfigRoot }[] {
  return snapshot.projects().flatMap((project) => project.roots.map((root) => ({ project, root })));
}
