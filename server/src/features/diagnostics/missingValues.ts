import { composes, type KeyPath } from '../../compose/index.ts';
import { appUsesOf, fileLabel } from '../../project/index.ts';
import { type ConfigFile, type Problem, positionAt, type Related, type Uri } from '../../text/index.ts';
import { broughtKeys } from '../keys/broughtKeys.ts';
import { type FileWrite, fileWrite, findingOverwrites } from './overwrites.ts';
import type { JoinContext, JudgedUsage, Rule } from './rule.ts';

export const missingValues: Rule<Lacking> = {
  name: 'missing-value',
  codes: ['HS208'],
  docs:
    'The program reads values on every run that are mandatory (`???`) in what a primary config inherits, and the config ' +
    'leaves them so: each run has to give them on the command line. Set them, or choose an option that does. What a config ' +
    'declares as mandatory itself is not told, nor what the program sets.',
  example: `
-- train.py --
import hydra

@hydra.main(version_base=None, config_path="configs", config_name="app")
def main(cfg):
    files = cfg.data_dir
-- configs/app.yaml --
defaults:
^^^^^^^^ info HS208 to be given on the command line: 'data_dir' (base.yaml:1) has no value yet
  - base
  - _self_
-- configs/base.yaml --
data_dir: ???
`,
  ofUsage: (_, usage) => lackingIn(usage),
  join: (context, sightings) =>
    sightings.flatMap(({ key, found }) =>
      found.flatMap((each) => {
        const missing = readOf(context, key.root, each);
        return missing.length === 0 ? [] : [problemOf(context, key.root, each.primary, missing)];
      }),
    ),
};

/** A primary config, and what it leaves open. */
interface Lacking {
  readonly primary: ConfigFile;
  readonly name: string | undefined;
  readonly missing: readonly Missing[];
}

interface Missing {
  readonly path: KeyPath;
  readonly by: FileWrite;
}

function lackingIn({ key, composition }: JudgedUsage): readonly Lacking[] {
  const primary = composition.defaultsList.find((choice) => choice.primary)?.file;
  if (primary?.defaultsKey === undefined || key.overrides.length > 0 || !composes(composition)) return [];
  const missing = open(composition.root.children).flatMap(({ path, found: by }): Missing[] =>
    by.file.uri !== primary.uri && by.file.uri.startsWith('file:') ? [{ path, by }] : [],
  );
  return missing.length === 0 ? [] : [{ primary, name: key.name, missing }];
}

/** Values that are mandatory, with who says so. */
const open = findingOverwrites((node) => (node.shape === 'missing' ? fileWrite(node.writes.at(-1)) : undefined), 1);

/** What every program that is started with the config reads on each run, and does not set itself. */
function readOf({ snapshot, project }: JoinContext, root: Uri, { name, missing }: Lacking): readonly Missing[] {
  const owner = project.roots.find(({ uri }) => uri === root);
  const apps = (owner === undefined ? undefined : appUsesOf(snapshot, project, owner)) ?? [];
  const own = apps.filter(({ app }) => app.configName === undefined || stem(app.configName) === name);
  if (own.length === 0) return [];
  return missing.filter(({ path }) =>
    own.every(({ use }) => {
      const reads = use.reads.filter((each) => each.isRequired && each.path === path.join('.'));
      const texts = new Set(reads.map(({ uri }) => snapshot.files.file(uri)?.text ?? ''));
      return reads.length > 0 && ![...texts].some((text) => sets(text, path.at(-1) ?? ''));
    }),
  );
}

function stem(name: string): string {
  return name.replace(/\.yaml$/, '');
}

/** `cfg.data_dir = …`, `cfg["data_dir"] = …`, `OmegaConf.update(cfg, "data_dir", …)`. */
function sets(text: string, name: string): boolean {
  const escaped = name.replaceAll(/[^\w]/g, '\\$&');
  return new RegExp(`(?:\\.${escaped}|\\[["']${escaped}["']\\])\\s*=(?!=)|\\bupdate\\([^)]{0,500}${escaped}`).test(
    text,
  );
}

/** More than these nobody reads in one line. */
const SHOWN = 5;

function problemOf({ snapshot }: JoinContext, root: Uri, primary: ConfigFile, missing: readonly Missing[]): Problem {
  const shown = missing.slice(0, SHOWN).map(({ path, by }) => {
    const line = positionAt(by.file.text, by.key.start).line + 1;
    return `'${path.join('.')}' (${fileLabel(by.file.uri)}:${line})`;
  });
  const more = missing.length > SHOWN ? [`${missing.length - SHOWN} more`] : [];
  const all = [...shown, ...more];
  const last = all.at(-1) ?? '';
  const text = all.length === 1 ? `${last} has` : `${all.slice(0, -1).join(', ')} and ${last} have`;
  const brought = broughtKeys(snapshot, root).at;
  const related = missing.slice(0, SHOWN).map(({ path, by }): Related => {
    const setters = (brought.get(path.join('.')) ?? []).filter((uri) => uri !== by.file.uri);
    const names = [...new Set(setters.map(fileLabel))].slice(0, SHOWN);
    const may = names.length === 0 ? '' : `; set by ${names.join(', ')}`;
    return { span: { uri: by.file.uri, ...by.key }, message: `'${path.join('.')}' is mandatory${may}` };
  });
  return {
    code: 'HS208',
    severity: 'info',
    span: { uri: primary.uri, ...(primary.defaultsKey ?? { start: 0, end: 1 }) },
    message: `to be given on the command line: ${text} no value yet`,
    related,
  };
}
