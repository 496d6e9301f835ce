import { foldersInOverrides, reachableHost } from '../api/index.ts';
import {
  type Composition,
  type ConfigNode,
  type Each,
  mergeTexts,
  nodeAt,
  plainOf,
  resolveEach,
  resolveTree,
  type Surroundings,
  selectKey,
  splitKey,
} from '../compose/index.ts';
import { uriOfPath } from '../node/index.ts';
import { createWorkspace, type Host, MEMORY_ROOT, memoryHost } from '../project/index.ts';
import { emitYaml, type HydraVersion, joinUri, keyName, NULL, type Plain, type Uri } from '../text/index.ts';
import {
  refused,
  type TypedNode,
  type TypedRefusal,
  typedChoices,
  typedConfig,
  typedEach,
  typedNode,
} from './typed.ts';

/** One request of a batch, in the shape in which the project asks real Hydra (`test/conformance/ask_hydra.py`). */
export interface BatchRequest {
  readonly id?: unknown;
  readonly op?: 'compose' | 'load_yaml' | 'merge' | 'resolve_yaml';
  readonly config_dir?: string;
  /** Folders outside of the project that may be read, too. */
  readonly allow?: readonly string[];
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
  /** "job": as `python app.py --cfg job` shows it. */
  readonly mode?: 'compose' | 'job';
  /** Answer with the YAML text too. */
  readonly yaml?: boolean | string;
  readonly yamls?: readonly string[];
  readonly keys?: readonly string[];
  /** Answer with this part of the config only. */
  readonly package?: string;
  /** The text of a program `prelude.py`: what it puts into the ConfigStore takes part. */
  readonly python?: string;
  /** `hydra.job.name`. */
  readonly job_name?: string;
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
  return portable(answerComposition(compositionOf(request, surroundings), request, surroundings));
}

/** The composition that a request is about. */
export function compositionOf(request: BatchRequest, surroundings: Surroundings): Composition {
  const inline = request.files;
  const { python } = request;
  const given = python === undefined ? inline : { ...inline, 'prelude.py': python };
  const host = given === undefined ? hostOf(request) : inlineHost(given);
  const folder = inline === undefined ? uriOfPath(request.config_dir ?? '.') : INLINE_ROOT;
  const root = inline === undefined ? folder : joinUri(folder, request.config_dir ?? '.');
  const { overrides = [], config_name: name, job_name: jobName } = request;
  const { version } = surroundings;
  const snapshot = createWorkspace(host, {
    folders: python === undefined ? [] : [folder],
    environment: surroundings.environment,
  }).snapshot();
  return snapshot.compose({
    root,
    name: name ?? undefined,
    overrides,
    version,
    cwd: inline === undefined ? uriOfPath('.') : folder,
    ...(request.multirun && { multirun: true }),
    ...(jobName !== undefined && { jobName }),
  });
}

/** The disk, as for arguments: what a request names may be read, and what its files name leads nowhere else. */
function hostOf({ config_dir: folder, overrides = [], allow = [] }: BatchRequest): Host {
  return reachableHost([folder, ...foldersInOverrides(overrides), ...allow]);
}

/** The root of a tree in memory; answers show it as `${DIR}`. */
const INLINE_ROOT = joinUri('file://', '<DIR>');

function inlineHost(files: Readonly<Record<string, string>>): Host {
  const host = memoryHost(new Map(Object.entries(files)));
  const inMemory = (uri: Uri) => uri.replace(INLINE_ROOT, MEMORY_ROOT);
  return { read: (uri) => host.read(inMemory(uri)), list: (uri) => host.list(inMemory(uri)) };
}

/** Paths in memory as the project's recorder shows them. */
function portable<T>(answer: T): T {
  if (typeof answer === 'string') return answer.replaceAll('/<DIR>', '${DIR}') as T;
  if (Array.isArray(answer)) return answer.map(portable) as T;
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, portable(value)])) as T;
}

function answerComposition(composition: Composition, request: BatchRequest, surroundings: Surroundings): BatchAnswer {
  const refusal = composition.problems.find((problem) => problem.refusal !== undefined)?.refusal;
  if (refusal !== undefined) return refused(refusal.errorClass, refusal.message);
  const withHydra = request.return_hydra_config === true;
  const root = withHydra ? composition.whole : composition.root;
  // An app may take Hydra's own node out of a read-only config, the compose API may not.
  if (!withHydra && request.mode !== 'job' && root.instance?.isFrozen) {
    const place = `full_key: hydra\n    object_type=${root.instance.name}`;
    return refused('ReadonlyConfigError', `DictConfig in read-only mode does not support deletion\n    ${place}`);
  }
  const { hydra } = composition;
  const view = { ...surroundings, hydra: () => hydra && { node: hydra, root }, isShown: true };
  const answer = answerConfig(root, request, request.mode === 'job' ? view : surroundings);
  if (!answer.ok) return answer;
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

function answerConfig(root: ConfigNode, request: BatchRequest, surroundings: Surroundings): BatchAnswer {
  const { resolve, yaml } = request;
  const path = request.package === undefined ? [] : splitKey(request.package);
  const node = nodeAt(root, path);
  const isNothing = node === undefined || (path.length > 0 && node.shape === 'missing');
  const written = isNothing ? NULL : plainOf(node);
  if (resolve === 'each') {
    const each = isNothing ? undefined : eachAt(resolveEach(root, surroundings), path);
    const config: TypedNode = each === undefined ? { t: 'null' } : typedEach(each);
    return { ok: true, config, ...(yaml === true && { yaml: emitYaml(written, surroundings.version) }) };
  }
  if (resolve !== true) {
    const config: TypedNode = isNothing ? { t: 'null' } : typedConfig(node);
    return { ok: true, config, ...(yaml === true && { yaml: emitYaml(written, surroundings.version) }) };
  }
  const tree = resolveTree(root, surroundings);
  const failure = tree.failures[0]?.failure;
  if (failure !== undefined) return refused(failure.errorClass, failure.message);
  const value = plainAt(tree.value, path);
  const each = eachAt(tree.each(), path);
  return {
    ok: true,
    config: each === undefined ? { t: 'null' } : typedEach(each),
    ...(yaml === true && { yaml: emitYaml(value, surroundings.version) }),
  };
}

function plainAt(plain: Plain, path: readonly string[]): Plain {
  let value: Plain | undefined = plain;
  for (const name of path) {
    if (value?.t === 'list') value = value.v[Number(name)];
    else value = value?.t === 'dict' ? value.v.find(([key]) => keyName(key) === name)?.[1] : undefined;
  }
  return value ?? NULL;
}

function eachAt(each: Each, path: readonly string[]): Each | undefined {
  let value: Each | undefined = each;
  for (const name of path) {
    if (value?.kind === 'list') value = value.items[Number(name)];
    else value = value?.kind === 'dict' ? value.entries.find(([key]) => keyName(key) === name)?.[1] : undefined;
  }
  return value;
}

function valuesAt(root: ConfigNode, keys: readonly string[], surroundings: Surroundings): Record<string, TypedNode> {
  const valueAt = (key: string): TypedNode => {
    const found = selectKey(root, key, surroundings);
    return found.kind === 'value' ? typedNode(found.value) : { t: 'error', c: found.errorClass, m: found.message };
  };
  return Object.fromEntries(keys.map((key) => [key, valueAt(key)]));
}
