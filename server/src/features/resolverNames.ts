import { RESOLVER_NAMES } from '../compose/index.ts';
import { isSameData, modulesThatMay, type Project, type Snapshot } from '../project/index.ts';
import { knownText, NO_MODULES, type PythonModule, resolverRegistrationsOf } from '../python/index.ts';
import type { Span } from '../text/index.ts';

/** The resolvers that a project's configs may call. */
export interface KnownResolvers {
  readonly names: ReadonlySet<string>;
  /** Some registration cannot be read: there may be others. */
  readonly isOpen: boolean;
}

/** OmegaConf's, Hydra's, and those that the project's own Python registers; each file is read for itself. */
export function knownResolvers(snapshot: Snapshot, { folder }: Project): KnownResolvers {
  return snapshot.derive(`resolvers ${folder}`, (at) => resolversIn(modulesThatMay(at, 'resolve', folder)), {
    isSame: isSameData,
  });
}

function resolversIn(modules: readonly PythonModule[]): KnownResolvers {
  const names = new Set(RESOLVER_NAMES);
  let isOpen = false;
  for (const module of modules) {
    const found = resolverRegistrationsOf(NO_MODULES, module);
    isOpen ||= found.isOpen;
    for (const { name } of found.registrations) {
      const text = knownText(name);
      if (text !== undefined) names.add(text);
    }
  }
  return { names, isOpen };
}

/** Where the project's own Python registers each of its resolvers. */
export function resolverPlaces(snapshot: Snapshot, { folder }: Project): ReadonlyMap<string, Span> {
  return snapshot.derive(`resolver places ${folder}`, (at) => {
    const places = new Map<string, Span>();
    for (const module of modulesThatMay(at, 'resolve', folder)) {
      for (const { uri, name, range } of resolverRegistrationsOf(NO_MODULES, module).registrations) {
        const text = knownText(name);
        if (text !== undefined && !places.has(text)) places.set(text, { uri, ...range });
      }
    }
    return places;
  });
}
