import { nodeAt } from '../compose/index.ts';
import { primariesOf, type Snapshot, type Usage } from '../project/index.ts';

/** The primary configs whose composed value of a registry's key is this name. */
export function registryUsers(snapshot: Snapshot, key: string, name: string): readonly Usage[] {
  return snapshot.projects().flatMap((project) =>
    project.roots.flatMap((root) =>
      primariesOf(snapshot, root).filter(({ composition }) => {
        const leaf = nodeAt(composition.root, key.split('.'))?.leaf;
        return leaf?.t === 'str' && leaf.v === name;
      }),
    ),
  );
}
