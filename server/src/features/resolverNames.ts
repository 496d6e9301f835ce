import { RESOLVER_NAMES } from '../compose/index.ts';
import { modulesWith, type Project, type Snapshot } from '../project/index.ts';
import { knownText, NO_MODULES, resolverRegistrationsOf } from '../python/index.ts';

/** The resolvers that a project's configs may call. */
export interface KnownResolvers {
  readonly names: ReadonlySet<string>;
  /** Some registration cannot be read: there may be others. */
  readonly isOpen: boolean;
}

/** OmegaConf's, Hydra's, and those that the project's own Python registers; each file is read for itself. */
export function knownResolvers(snapshot: Snapshot, project: Project): KnownResolvers {
  return snapshot.derive(`resolvers ${project.folder}`, ({ files }) => {
    const names = new Set(RESOLVER_NAMES);
    let isOpen = false;
    for (const module of modulesWith(files, project.folder, /register\w*_resolver/)) {
      const found = resolverRegistrationsOf(NO_MODULES, module);
      isOpen ||= found.isOpen;
      for (const { name } of found.registrations) {
        const text = knownText(name);
        if (text !== undefined) names.add(text);
      }
    }
    return { names, isOpen };
  });
}
