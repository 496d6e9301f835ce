import { configUrisOf } from '../../project/index.ts';
import type { ConfigFile } from '../../text/index.ts';
import type { RuleContext } from './rule.ts';

/** Every config of a project's roots. Who asks within a rule's `ofUsage` is asked again at each edit: ask in `join`. */
export function configsOf({ snapshot, project }: RuleContext): readonly ConfigFile[] {
  return project.roots.flatMap((root) => configUrisOf(snapshot, root).flatMap((uri) => snapshot.config(uri) ?? []));
}
