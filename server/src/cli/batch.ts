import {
  type Composition,
  type ConfigNode,
  mergeTexts,
  nodeAt,
  plainOf,
  resolveNode,
  resolveTree,
  type Surroundings,
} from '../compose/index.ts';
import { nodeHost, uriOfPath } from '../node/index.ts';
import { createWorkspace, MEMORY_ROOT, memoryHost } from '../project/index.ts';
import { emitYaml, type HydraVersion, joinUri } from '../text/index.ts';
import { refused, type TypedNode, type TypedRefusal, typedChoices, typedEach, typedNode } from './typed.ts';

/** One request of a batch, in the shape in which the project asks real Hydra (`test/conformance/ask_hydra.py`). */
export interface BatchRequest {
  readonly id?: unknown;
  readonly op?: 'compose' | 'load_yaml' | 'merge' | 'resolve_yaml';
  readonly config_dir?: string;
  /** A tree in memory instead of a folder: path to text. */
  readonly files?: Readonly<Record<string, string>>;
  readonly config_name?: string | null;
  readonly overrides?: readonly string[];
  readonly hydra_version?: HydraVersion;
  readonly resolve?: boolean | 'each';
  readonly env?: Readonly<Record<string, string | null>>;
  readonly defaults_list?: boolean;
  readonly return_hydra_config?: boolean;
  readonly multirun?: boolean;
  /** Answer with the YAML text too. */
  readonly yaml?: boolean | string;
  readonly yamls?: readonly string[];
  readonly keys?: readonly string[];
}

export type BatchAnswer = TypedRefusal | { readonly ok: true; readonly [field: string]: unknown };

/** Answers one request. Never throws; what Hydra refuses is an answer too. */
export function answerRequest(request: BatchRequest): BatchAnswer {
  const version = request.hydra_version ?? '1.3';
  const env = Object.entries(request.env ?? {}).filter((each): each is [string, string] => each[1] !== null);
  const surroundings: Surroundings = { environment: new Map(env), version };
  switch (request.op ?? 'compose') {
    case 'compose':
      return answerCompose(request, surroundings);
    case 'load_yaml':
      return answerTexts([String(request.yaml ?? '')], surroundings, {});
    case 'merge':
      return answerTexts(request.yamls ?? [], surroundings, {});
    case 'resolve_yaml':
      return answerTexts([String(request.yaml ?? '')], surroundings, { resolve: 'each', ...request });
  }
}

function answerCompose(request: BatchRequest, surroundings: Surroundings): BatchAnswer {
  const inline = request.files;
  const host = inline === undefined ? nodeHost : memoryHost(new Map(Object.entries(inline)));
  const folder = inline === undefined ? uriOfPath(request.config_dir ?? '.') : MEMORY_ROOT;
  const root = inline === undefined ? folder : joinUri(folder, request.config_dir ?? '.');
  const { overrides = [], config_name: name } = request;
  const { version } = surroundings;
  const snapshot = createWorkspace(host, { folders: [], environment: surroundings.environment }).snapshot();
  const composition = snapshot.compose({
    root,
    name: name ?? undefined,
    overrides,
    version,
    ...(request.multirun && { multirun: true }),
  });
  return answerComposition(composition, request, surroundings);
}

function answerComposition(composition: Composition, request: BatchRequest, surroundings: Surroundings): BatchAnswer {
  const refusal = composition.problems.find((problem) => problem.refusal !== undefined)?.refusal;
  if (refusal !== undefined) return refused(refusal.errorClass, refusal.message);
  const answer = answerConfig(composition.root, request, surroundings);
  if (!answer.ok) return answer;
  const withHydra = request.return_hydra_config === true;
  const list = composition.defaultsList.filter((choice) => withHydra || !choice.configPath.startsWith('hydra/'));
  return {
    ...answer,
    choices: typedChoices(composition, withHydra),
    ...(request.defaults_list && {
      defaults_list: list.map((choice) => ({
        config_path: choice.configPath,
        package: choice.package,
        parent: choice.parent ?? null,
        is_self: choice.isSelf,
        primary: choice.primary,
        override_key: choice.overrideKey ?? null,
      })),
    }),
  };
}

function answerTexts(texts: readonly string[], surroundings: Surroundings, request: BatchRequest): BatchAnswer {
  const { root, problems } = mergeTexts(texts, surroundings.version);
  const [problem] = problems;
  if (problem?.refusal !== undefined) return refused(problem.refusal.errorClass, problem.refusal.message);
  if (request.keys !== undefined) return { ok: true, values: valuesAt(root, request.keys, surroundings) };
  return answerConfig(root, request, surroundings);
}

function answerConfig(root: ConfigNode, { resolve, yaml }: BatchRequest, surroundings: Surroundings): BatchAnswer {
  const tree = resolve === true ? resolveTree(root, surroundings) : { value: plainOf(root), failures: [] };
  const failure = tree.failures[0]?.failure;
  if (failure !== undefined) return refused(failure.errorClass, failure.message);
  const config = resolve === 'each' ? typedEach(root, surroundings) : typedNode(tree.value);
  return { ok: true, config, ...(yaml === true && { yaml: emitYaml(tree.value) }) };
}

function valuesAt(root: ConfigNode, keys: readonly string[], surroundings: Surroundings): Record<string, TypedNode> {
  const values: Record<string, TypedNode> = {};
  for (const key of keys) {
    const path = key.split('.');
    const node = nodeAt(root, path);
    const resolved = node === undefined ? undefined : resolveNode(root, path, surroundings);
    if (resolved === undefined) values[key] = { t: 'null' };
    else if (resolved.kind === 'value') values[key] = typedNode(resolved.value);
    else values[key] = { t: 'error', c: resolved.errorClass, m: resolved.message } as TypedNode;
  }
  return values;
}
