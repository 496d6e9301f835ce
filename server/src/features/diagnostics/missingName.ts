import { composes, nodeAt } from '../../compose/index.ts';
import { appUsesOf, fileLabel, type Registry } from '../../project/index.ts';
import {
  type ConfigFile,
  emitScalar,
  entryOf,
  type Fix,
  type Problem,
  type Range,
  type ValueNode,
} from '../../text/index.ts';
import { insertion } from '../actions/fixes.ts';
import { describe } from '../keys/described.ts';
import type { JoinContext, JudgedUsage, Rule, RuleContext } from './rule.ts';

export const missingName: Rule<Choosing> = {
  name: 'missing-registry-name',
  codes: ['HS404'],
  docs:
    'The other primary configs that have a part such as `model_cfg` choose who it is for by a name of the registry ' +
    '(`type`), and this one neither sets nor inherits one. Nothing is said where the program has a default for it, or ' +
    'where a schema says what is required.',
  example: `
-- hydrascope.yaml --
registries:
  - symbol: MODELS
-- models.py --
MODELS = {"gpt": "models:Net", "mamba": "models:Net", "llama": "models:Net"}

class Net: ...
-- configs/gpt.yaml --
defaults: [_self_]
type: gpt
model_cfg: { dim: 1 }
-- configs/mamba.yaml --
defaults: [_self_]
type: mamba
model_cfg: { dim: 2 }
-- configs/llama.yaml --
defaults: [_self_]
model_cfg: { dim: 3 }
^^^^^^^^^ warning HS404 'type' is never set here; the other configs with 'model_cfg' have one of MODELS
-- configs/big.yaml --
defaults: [_self_]
type: llama
model_cfg: { dim: 4 }
`,
  ofUsage: ({ snapshot, project }, usage) =>
    project.registries.flatMap((registry) => choosingOf(snapshot, usage, registry) ?? []),
  join: (context, sightings) => {
    const all = sightings.flatMap(({ found }) => found);
    return context.project.registries.flatMap((registry) =>
      lacking(
        context,
        registry,
        all.filter((each) => each.key === registry.key),
      ),
    );
  },
};

/** A primary config with a part that a registry's class is for. */
interface Choosing {
  readonly key: string;
  readonly root: string;
  readonly file: ConfigFile;
  readonly hasName: boolean;
  /** Where the config itself begins the part. */
  readonly part: Range | undefined;
}

function choosingOf(
  snapshot: RuleContext['snapshot'],
  { key, composition }: JudgedUsage,
  registry: Registry,
): Choosing | undefined {
  const file = composition.defaultsList.find((choice) => choice.primary)?.file;
  if (file === undefined || key.overrides.length > 0 || !composes(composition)) return undefined;
  if (nodeAt(composition.root, registry.config.split('.'))?.shape !== 'map') return undefined;
  const instead = registry.unless === undefined ? undefined : nodeAt(composition.root, registry.unless.split('.'));
  const hasName = nodeAt(composition.root, registry.key.split('.')) !== undefined;
  if (instead !== undefined && instead.leaf?.t !== 'null' && !hasName) return undefined;
  const isOthers = !hasName && describe(snapshot, composition) !== undefined;
  if (isOthers) return undefined;
  return { key: registry.key, root: key.root, file, hasName, part: keyIn(file.body, registry.config.split('.')) };
}

function keyIn(node: ValueNode | undefined, [name, ...rest]: readonly string[]): Range | undefined {
  const entry = name === undefined ? undefined : entryOf(node, name);
  return rest.length === 0 ? entry?.keyRange : keyIn(entry?.value, rest);
}

/** So many have to have a name for each one that has none, before it is a rule of the project. */
const SHARE = 3;

function lacking(context: JoinContext, registry: Registry, all: readonly Choosing[]): Problem[] {
  const without = all.filter(({ hasName, part }) => !hasName && part !== undefined);
  if (without.length === 0 || all.length - without.length < SHARE * without.length) return [];
  return without.flatMap(({ root, file, part }): Problem[] => {
    if (part === undefined || hasDefault(context, root, registry.key)) return [];
    const fix = addName(file, registry, part);
    const message = `'${registry.key}' is never set here; the other configs with '${registry.config}' have one of ${registry.symbol}`;
    return [
      {
        code: 'HS404',
        severity: 'warning',
        span: { uri: file.uri, ...part },
        message,
        fixes: fix === undefined ? [] : [fix],
      },
    ];
  });
}

/** A program that reads the name with a default does not need it. */
function hasDefault({ snapshot, project }: JoinContext, root: string, key: string): boolean {
  const owner = project.roots.find(({ uri }) => uri === root);
  const apps = owner === undefined ? undefined : appUsesOf(snapshot, project, owner);
  return apps?.some(({ use }) => use.reads.some((each) => each.path === key && !each.isRequired)) === true;
}

/** The name that the config is called by, above the part. */
function addName(file: ConfigFile, { key, entries }: Registry, part: Range): Fix | undefined {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
  const stem = plain(fileLabel(file.uri).replace(/\.yaml$/, ''));
  const name = [...entries.keys()].find((each) => plain(each) === stem);
  const lineStart = file.text.lastIndexOf('\n', part.start - 1) + 1;
  if (name === undefined || key.includes('.') || lineStart !== part.start || !/^[A-Za-z][\w-]*$/.test(name))
    return undefined;
  const newline = file.text.includes('\r\n') ? '\r\n' : '\n';
  const text = `${key}: ${emitScalar({ t: 'str', v: name })}${newline}`;
  return { title: `Add '${key}: ${name}'`, edits: [insertion(file.uri, lineStart, text)], isPreferred: true };
}
