import { configUrisOf } from '../../project/index.ts';
import type { ConfigFile } from '../../text/index.ts';
import type { RuleContext } from './rule.ts';

/** Every config of a project's roots. Who asks within a rule's `ofUsage` is asked again at each edit: ask in `join`. */
export function configsOf(context: RuleContext): readonly ConfigFile[] {
  return [...configsIn(context)];
}

/** The same, one by one. */
export function* configsIn({ snapshot, project }: RuleContext): Generator<ConfigFile> {
  for (const root of project.roots) {
    for (const uri of configUrisOf(snapshot, root)) {
      const config = snapshot.config(uri);
      if (config !== undefined) yield config;
    }
  }
}
