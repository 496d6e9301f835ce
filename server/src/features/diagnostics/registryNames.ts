import { nodeAt, winner } from '../../compose/index.ts';
import { fileLabel, type Registry, type Usage } from '../../project/index.ts';
import { type ConfigFile, nearest, type Problem } from '../../text/index.ts';
import { placeOfWrite } from '../explain.ts';
import type { Rule } from './rule.ts';
import { staleList } from './staleList.ts';

export const registryNames: Rule<Choosing> = {
  name: 'registry-names',
  codes: ['HS310', 'HS311'],
  docs:
    'Hints about the names of a registry. HS310: the configs of a root are called after the registered name that they ' +
    'choose, and this one is not, or is called after another one. HS311: a comment at the key of a registry lists some of ' +
    'the registered names, and not all.',
  example: `
-- hydrascope.yaml --
registries:
  - symbol: MODELS
-- models.py --
MODELS = {"gpt": "models:Net", "mamba": "models:Net", "llama": "models:Net", "bert": "models:Net"}

class Net: ...
-- configs/app.yaml --
defaults: [_self_]
type: gpt # gpt, mamba, llama
#           ^^^^^^^^^^^^^^^^^ hint HS311 the comment leaves out 'bert', which is registered in MODELS
-- configs/mamba.yaml --
defaults: [_self_]
type: mamba
-- configs/llama.yaml --
defaults: [_self_]
type: llama
-- configs/bert.yaml --
defaults: [_self_]
type: bert
`,
  ofFile: ({ project }, file) => project.registries.flatMap((registry) => staleList(file, registry)),
  ofUsage: ({ project }, usage) => project.registries.flatMap((registry) => choosingOf(usage, registry) ?? []),
  join: ({ project }, sightings) => {
    const choosing = sightings.flatMap(({ found }) => found);
    return project.registries.flatMap((registry) =>
      misnamed(
        choosing.filter(({ key }) => key === registry.key),
        registry,
      ),
    );
  },
};

/** One config with the name that it chooses itself. */
interface Choosing {
  /** The registry's key. */
  readonly key: string;
  readonly file: ConfigFile;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Share of the configs that have to be called after what they choose, before it is a rule of the project. */
const CONVENTION = 0.8;

function misnamed(choosing: readonly Choosing[], registry: Registry): Problem[] {
  const named = choosing.filter(({ file, name }) => isNamedAfter(stemOf(file), plain(name)));
  if (choosing.length < 3 || named.length < choosing.length * CONVENTION) return [];
  const names = [...registry.entries.keys()];
  return choosing.flatMap(({ file, name, start, end }): Problem[] => {
    const stem = stemOf(file);
    const own = plain(name);
    if (isNamedAfter(stem, own) || !registry.entries.has(name)) return [];
    const other = names.find((each) => plain(each) === stem);
    const isNear = nearest(stem, names.map(plain)) === own && !choosing.some((each) => stemOf(each.file) === own);
    if (other === undefined && !isNear) return [];
    const message =
      other === undefined
        ? `${fileLabel(file.uri)} is called unlike its ${registry.key} '${name}'`
        : `${fileLabel(file.uri)} has the ${registry.key} '${name}', and '${other}' is registered too`;
    return [{ code: 'HS310', severity: 'hint', span: { uri: file.uri, start, end }, message }];
  });
}

function choosingOf({ key, composition }: Usage, registry: Registry): Choosing | undefined {
  const node = nodeAt(composition.root, registry.key.split('.'));
  const primary = composition.defaultsList.find((choice) => choice.primary)?.file;
  if (node?.leaf?.t !== 'str' || primary === undefined || key.overrides.length > 0) return undefined;
  const place = placeOfWrite(winner(node), 'value');
  if (place?.uri !== primary.uri) return undefined;
  return { key: registry.key, file: primary, name: node.leaf.v, start: place.start, end: place.end };
}

function stemOf({ uri }: ConfigFile): string {
  return plain(fileLabel(uri).replace(/\.yaml$/, ''));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '_');
}

/** `mamba_small` is called after `mamba`, `current_best_gpt` after `current-best`. */
function isNamedAfter(stem: string, name: string): boolean {
  return `_${stem}_`.includes(`_${name}_`) || `_${name}_`.includes(`_${stem}_`);
}
