import { composes, type KeyPath, nodeAt } from '../../compose/index.ts';
import { appUsesOf, fileLabel, type Usage } from '../../project/index.ts';
import type { KeyUse } from '../../python/index.ts';
import { type ConfigFile, entryOf, type Problem, type Related, type Uri, type ValueNode } from '../../text/index.ts';
import { addDefault } from '../actions/fixes.ts';
import { describe } from '../keys/described.ts';
import type { Rule, RuleContext } from './rule.ts';

export const missingBase: Rule<Heir> = {
  name: 'missing-base',
  codes: ['HS307'],
  docs:
    'The program reads a key on every run, without a default; this config neither sets it nor inherits it, and a base ' +
    'config that others inherit from has it. The run fails when it reads the key. Add the base config to the defaults list.',
  example: `
-- train.py --
import hydra

@hydra.main(version_base=None, config_path="configs")
def main(cfg):
    length, steps = cfg.seq_len, cfg.get("steps")
-- configs/first.yaml --
defaults: [data, training, _self_]
-- configs/second.yaml --
defaults: [training, _self_]
^^^^^^^^ warning HS307 'seq_len' is read by train.py and never set; data.yaml defines it
-- configs/data.yaml --
seq_len: 1024
-- configs/training.yaml --
steps: 100
`,
  ofUsage: (context, usage) => (usage.key.overrides.length === 0 ? [heirOf(context, usage)] : []),
  join: ({ snapshot }, sightings) => {
    const heirs = sightings.flatMap(({ found }) => found);
    return heirs.flatMap((heir) =>
      heir.lacking.length === 0
        ? []
        : basesBeside(heir, heirs).flatMap((uri) => {
            const primary = heir.primary === undefined ? undefined : snapshot.config(heir.primary);
            const base = snapshot.config(uri);
            const found = heir.lacking.filter(({ path }) => has(base?.body, path.split('.')));
            return primary === undefined || base === undefined || found.length === 0
              ? []
              : [problemOf(primary, base, found)];
          }),
    );
  },
};

/** A primary config with what it inherits from, and what it lacks. */
interface Heir {
  readonly root: Uri;
  readonly primary: Uri | undefined;
  readonly files: readonly Uri[];
  /** The configs of others that land at the root. */
  readonly bases: readonly Uri[];
  readonly lacking: readonly KeyUse[];
}

function heirOf(context: RuleContext, usage: Usage): Heir {
  const { defaultsList } = usage.composition;
  return {
    root: usage.key.root,
    primary: defaultsList.find((choice) => choice.primary)?.file.uri,
    files: defaultsList.map(({ file }) => file.uri),
    bases: defaultsList.filter((choice) => !choice.primary && choice.package === '').map(({ file }) => file.uri),
    lacking: lackingIn(context, usage),
  };
}

/** What the program reads on every run and nothing sets. */
function lackingIn({ snapshot, project }: RuleContext, { key, composition }: Usage): readonly KeyUse[] {
  const primary = composition.defaultsList.find((choice) => choice.primary)?.file;
  const root = project.roots.find((each) => each.uri === key.root);
  if (root === undefined || primary?.defaultsKey === undefined || !composes(composition)) return [];
  const apps = (appUsesOf(snapshot, project, root) ?? []).filter(({ app }) => {
    return app.configName === undefined || app.configName.replace(/\.yaml$/, '') === key.name;
  });
  const lacking = apps.map(({ use }) =>
    use.reads.filter(({ path, isRequired }) => isRequired && nodeAt(composition.root, path.split('.')) === undefined),
  );
  // The config is there for an app that needs nothing more; of what a schema requires the schema's rule tells.
  if (lacking.length === 0 || lacking.some((each) => each.length === 0)) return [];
  return describe(snapshot, composition) === undefined ? lacking.flat() : [];
}

/** The base configs of those that share one with this config: at the root, and none of its own. */
function basesBeside({ root, files }: Heir, heirs: readonly Heir[]): readonly Uri[] {
  const own = new Set(files);
  const sharing = heirs.filter((each) => each.root === root && each.bases.some((uri) => own.has(uri)));
  return [...new Set(sharing.flatMap(({ bases }) => bases))].filter((uri) => !own.has(uri));
}

function has(node: ValueNode | undefined, path: KeyPath): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return true;
  const entry = entryOf(node, name);
  return entry !== undefined && has(entry.value, rest);
}

function problemOf(primary: ConfigFile, base: ConfigFile, found: readonly KeyUse[]): Problem {
  const names = [...new Set(found.map(({ path }) => `'${path}'`))];
  const last = names.at(-1);
  const text = names.length === 1 ? `${last} is` : `${names.slice(0, -1).join(', ')} and ${last} are`;
  const readers = [...new Set(found.map(({ uri }) => fileLabel(uri)))];
  const name = fileLabel(base.uri).replace(/\.yaml$/, '');
  const related = found.map(
    ({ path, uri, range }): Related => ({ span: { uri, ...range }, message: `'${path}' is read here` }),
  );
  const fix = addDefault(primary, name);
  const range = primary.defaultsKey ?? { start: 0, end: 0 };
  return {
    code: 'HS307',
    severity: 'warning',
    span: { uri: primary.uri, ...range },
    message: `${text} read by ${readers.join(' and ')} and never set; ${fileLabel(base.uri)} defines ${names.length === 1 ? 'it' : 'them'}`,
    related,
    fixes: fix === undefined ? [] : [fix],
  };
}
