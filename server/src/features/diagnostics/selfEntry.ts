import { type ConfigNode, composes } from '../../compose/index.ts';
import { fileLabel, type Usage } from '../../project/index.ts';
import type { ConfigFile, Problem } from '../../text/index.ts';
import { addSelf } from '../actions/fixes.ts';
import type { Rule } from './rule.ts';

export const selfEntry: Rule = {
  name: 'no-self',
  codes: ['HS121'],
  docs:
    'The defaults list of a primary config has no `_self_`, and the config sets what it inherits, too. Hydra 1.1 and ' +
    'later put `_self_` last, so that the own values win; Hydra 1.0 put it first, and Hydra 1.3 still warns of it at each ' +
    'start. An entry `- _self_` at the end says what happens now.',
  example: `
-- configs/app.yaml --
defaults:
^^^^^^^^ info HS121 no '_self_' here, so Hydra puts it last, and warns: 'lr' of this config wins over base.yaml (in Hydra 1.0 it is the other way round)
  - base
lr: 0.1
-- configs/base.yaml --
lr: 0.2
`,
  ofUsage: (_, usage) => {
    const problem = checkUsage(usage);
    return problem === undefined ? [] : [problem];
  },
};

function checkUsage({ key, composition }: Usage): Problem | undefined {
  const file = composition.defaultsList.find((choice) => choice.primary)?.file;
  const entries = file?.defaults ?? [];
  // What Hydra 1.3 warns of: https://hydra.cc/docs/1.2/upgrades/1.0_to_1.1/default_composition_order/
  if (file?.defaultsKey === undefined || composition.version !== '1.3' || key.overrides.length > 0) return undefined;
  const isInheriting = entries.some((entry) => entry.kind === 'config' || (entry.kind === 'group' && !entry.override));
  if (!isInheriting || entries.some((entry) => entry.kind === 'self') || !composes(composition)) return undefined;
  const contested = contestedIn(composition.root, file, []);
  if (contested === undefined) return undefined;
  const { path, over } = contested;
  const fix = addSelf(file);
  return {
    code: 'HS121',
    severity: 'info',
    span: { uri: file.uri, ...file.defaultsKey },
    message:
      `no '_self_' here, so Hydra puts it last, and warns: '${path.join('.')}' of this config wins over ` +
      `${fileLabel(over.uri)} (in Hydra 1.0 it is the other way round)`,
    fixes: fix === undefined ? [] : [fix],
  };
}

interface Contested {
  readonly path: readonly string[];
  readonly over: ConfigFile;
}

/** The first value that the config sets although it inherits one. */
function contestedIn(node: ConfigNode, file: ConfigFile, path: readonly string[]): Contested | undefined {
  for (const [name, child] of node.children) {
    const at = [...path, name];
    if (child.shape === 'map') {
      const found = contestedIn(child, file, at);
      if (found !== undefined) return found;
      continue;
    }
    const last = child.writes.at(-1);
    if (last?.origin.kind !== 'file' || last.origin.file.uri !== file.uri) continue;
    for (const { origin } of child.writes) {
      if (origin.kind === 'file' && origin.file.uri !== file.uri) return { path: at, over: origin.file };
    }
  }
  return undefined;
}
