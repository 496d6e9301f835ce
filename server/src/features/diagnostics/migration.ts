import type { Project } from '../../project/index.ts';
import { migrationOf, migrationOfApps, otherVersion } from '../migrations/migration.ts';
import type { Rule } from './rule.ts';

export const migration: Rule = {
  name: 'migration',
  codes: ['HS801', 'HS802', 'HS803', 'HS804'],
  docs:
    'The other version of Hydra, 1.4 for a project with 1.3, makes something else of a primary config: it refuses it ' +
    '(HS801), chooses other configs or puts them elsewhere (HS802), gives other values (HS803), or refuses the call of ' +
    '`@hydra.main` (HS804). This is told only where `hydrascope.yaml` gives the rule or its codes a severity: every ' +
    'primary config is composed twice.',
  example: `
-- hydrascope.yaml --
rules:
  migration: warning
-- configs/app.yaml --
defaults:
  - env: gymnax/cartpole
#        ^^^^^^^^^^^^^^^ warning HS802 Hydra 1.4 puts cartpole.yaml at 'env.gymnax' instead of 'env', in app
-- configs/env/gymnax/cartpole.yaml --
steps: 500
`,
  ofUsage: ({ snapshot, project }, { key }) =>
    isAsked(project) && key.overrides.length === 0 ? migrationOf(snapshot, key, otherVersion(key.version)) : [],
  ofProject: ({ snapshot, project }) =>
    isAsked(project) ? migrationOfApps(snapshot, project, otherVersion(project.version)) : [],
};

function isAsked({ file }: Project): boolean {
  return [migration.name, ...migration.codes].some((name) => (file.rules.get(name) ?? 'off') !== 'off');
}
