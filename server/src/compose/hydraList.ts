import type { HydraVersion, Leaf, MapValue, Problem, Span, ValueNode } from '../text/index.ts';
import { type Applied, applyOverride, type NumberedOverride } from './applyOverrides.ts';
import { type Choice, type ConfigNode, NO_CHILDREN, type Origin, overrideUri, type Write } from './composition.ts';
import { ALIASES_FIXED } from './hydraAliases.ts';
import { isHydraOwn, touchesHydra } from './hydraNode.ts';
import { type KnownMerges, knownMerges, type Merging, merge, mergeEntries, splitKey, underPackage } from './merge.ts';
import { conflictMessage, keyConflict } from './mergeReports.ts';
import type { Repository } from './repository.ts';
import { containerMeant, resolveNode } from './resolve.ts';
import { contentNow, noteShared, type SharedConfigs, sharedConfigs } from './sharedConfigs.ts';
import { notAList, pythonTypeOf } from './typedConvert.ts';
import type { TypeFault } from './typedFaults.ts';
import { type StructuredType, type TypeRef, typeText } from './typedTypes.ts';

/** What merging a defaults list needs besides the list. */
export interface ListContext {
  readonly repository: Repository;
  readonly version: HydraVersion;
  readonly report: (problem: Problem) => void;
}

const CCE = 'ConfigCompositionException';

/** Merges the configs of a flattened defaults list in their order, as Hydra does before the overrides. */
export function mergeList(list: readonly Choice[], context: ListContext): ConfigNode {
  const own = list.findIndex((choice) => !isHydraOwn(choice));
  const ahead = own === -1 ? list.length : own;
  const shared = sharedConfigs(list);
  let root = hydraBase(list.slice(0, ahead), context);
  const rest = list.slice(ahead);
  while (rest.length > 0) {
    root = addPlain(root, rest, context, shared);
    const choice = rest.shift();
    if (choice === undefined) break;
    root = addConfig(root, choice, context, shared);
    noteShared(shared, root);
  }
  checkDefaults(root, context);
  return withoutDefaults(root);
}

/**
 * Takes the configs from the head of a list that are plain mappings, and merges them into one new root: what `addConfig`
 * would do one by one, without a root for each.
 */
function addPlain(root: ConfigNode, rest: Choice[], context: ListContext, shared: SharedConfigs): ConfigNode {
  if (shared.files.size > 0 || root.instance !== undefined || root.declared !== undefined) return root;
  const children = new Map(root.children);
  const writes = [...root.writes];
  let count = 0;
  const merging = mergingFor(() => rest[count]?.configPath ?? '', context, false);
  for (const choice of rest) {
    if (!isPlain(choice, context)) break;
    const { file } = choice;
    if (touchesHydra(choice) && !choice.primary) primaryOnly(choice, context);
    // What is merged is known by its entries: those of an empty file are its own.
    const value = placed(file.body ?? { ...NO_CONTENT }, choice.package) as MapValue;
    const origin: Origin = { kind: 'file', file };
    mergeEntries(children, value, origin, merging);
    writes.push({ origin, op: 'merge', value });
    count++;
  }
  rest.splice(0, count);
  return count === 0 ? root : { ...root, children, writes };
}

const NO_CONTENT: MapValue = { kind: 'map', entries: new Map(), flow: false, range: { start: 0, end: 0 } };

function isPlain({ file, configPath, package: packageText }: Choice, { repository, version }: ListContext): boolean {
  const { body } = file;
  const isMap = body === undefined || body.kind === 'map' || (body.kind === 'list' && packageText !== '');
  if (!isMap || repository.classOf(file) !== undefined) return false;
  const schema = version === '1.3' ? repository.stored(configPath) : undefined;
  return schema === undefined || schema === file;
}

/** Hydra looks for a defaults list in its own node once more, and follows what is written there. */
function checkDefaults(root: ConfigNode, { version, report }: ListContext): void {
  const written = root.children.get('hydra')?.children.get('defaults');
  const { origin, value } = written?.writes.at(-1) ?? {};
  if (written?.leaf?.t !== 'interp' || origin?.kind !== 'file' || value === undefined) return;
  const found = resolveNode(root, ['hydra', 'defaults'], { version, environment: new Map() });
  const isList = found.kind === 'opaque' || (found.kind === 'value' && found.value.t === 'list');
  if (isList || (version === '1.3' && found.kind !== 'failed')) return;
  const type = found.kind === 'value' ? pythonTypeOf(found.value as Leaf) : '';
  const [errorClass, message] =
    found.kind === 'failed'
      ? ([found.errorClass, found.message] as const)
      : (['InterpolationValidationError', notAList(type, version)] as const);
  const refusal = version === '1.3' ? { errorClass: CCE, message: '' } : { errorClass, message };
  const [first = message] = message.split('\n', 1);
  report({ code: 'HS117', severity: 'error', span: { uri: origin.file.uri, ...value.range }, message: first, refusal });
}

/** A class may bring a defaults list, which is gone once it is read. */
function withoutDefaults(root: ConfigNode): ConfigNode {
  const hydra = root.children.get('hydra');
  if (hydra?.instance === undefined || !hydra.children.has('defaults')) return root;
  const children = new Map(hydra.children);
  children.delete('defaults');
  return { ...root, children: new Map(root.children).set('hydra', { ...hydra, children }) };
}

const EMPTY: ConfigNode = { shape: 'map', children: NO_CHILDREN, writes: [rootWrite()] };

function rootWrite(): Write {
  const value: ValueNode = { kind: 'map', entries: new Map(), flow: false, range: { start: 0, end: 0 } };
  return { origin: { kind: 'builtin', name: 'root' }, op: 'set', value };
}

const bases = new Map<string, ConfigNode>();

/** Compositions differ little in which of Hydra's own configs head their lists: what those come to is made once. */
const BASES_BUDGET = 100;

function hydraBase(list: readonly Choice[], context: ListContext): ConfigNode {
  if (list.length === 0) return EMPTY;
  const key = list.map(({ file, package: packageText }) => `${file.uri} ${packageText}`).join('\n');
  const known = bases.get(key);
  if (known !== undefined) return known;
  let root = EMPTY;
  for (const choice of list) root = addConfig(root, choice, context);
  bases.set(key, root);
  if (bases.size > BASES_BUDGET) bases.delete(bases.keys().next().value as string);
  return root;
}

const merges: Readonly<Record<HydraVersion, KnownMerges>> = { '1.3': knownMerges(), '1.4': knownMerges() };

function mergingFor(configPath: () => string, { version, report }: ListContext, hasSchema: boolean): Merging {
  const known = merges[version];
  const refuse = (code: Problem['code'], span: Span, shown: string, words: string) => {
    const message = hasSchema ? `Error merging '${configPath()}' with schema` : `In '${configPath()}': ${words}`;
    report({ code, severity: 'error', span, message: shown, refusal: { errorClass: CCE, message } });
  };
  return {
    open: [],
    version,
    known,
    keyConflict: (origin, entry, isOwn) => {
      known.asides++;
      const span = { uri: uriOf(origin), ...entry.keyRange };
      const problem = keyConflict(span, entry);
      if (isOwn) report(problem);
      else refuse(problem.code, span, problem.message, raised('KeyValidationError', problem.message));
    },
    containerMeant: (at, text, path) => {
      known.asides++;
      return containerMeant(at, text, path, version);
    },
    mismatch: (fault) => {
      known.asides++;
      const span = { uri: uriOf(fault.origin), ...fault.range };
      const shown = fault.near === undefined ? fault.message : `${fault.message}; did you mean '${fault.near}'?`;
      refuse('HS117', span, shown, raised(fault.errorClass, `${fault.message}${fault.details}`));
    },
    conflict: (origin, value) => {
      known.asides++;
      const what =
        value.kind === 'list' ? 'a list cannot be merged over a mapping' : 'a mapping cannot be merged over a list';
      const words = raised('ConfigTypeError', `${conflictMessage(version)}\n    full_key: \n    object_type=dict`);
      refuse('HS115', { uri: uriOf(origin), ...value.range }, what, words);
    },
  };
}

function raised(errorClass: TypeFault['errorClass'], words: string): string {
  return `${errorClass} raised while composing config:\n${words}`;
}

function uriOf(origin: Origin): string {
  return origin.kind === 'file' ? origin.file.uri : '';
}

function addConfig(root: ConfigNode, choice: Choice, context: ListContext, shared?: SharedConfigs): ConfigNode {
  const { file, package: packageText } = choice;
  const schemed = overSchema(root, choice, context);
  const merging = mergingFor(() => choice.configPath, context, schemed !== root);
  const body: ValueNode = contentOf(choice, context.report) ?? { ...NO_CONTENT };
  if (body.kind !== 'map' && packageText === '') {
    if (body.kind === 'list') merging.conflict({ kind: 'file', file }, body, root);
    return root;
  }
  if (touchesHydra(choice) && !choice.primary) primaryOnly(choice, context);
  const instance = context.repository.classOf(file);
  if (instance !== undefined && context.version === '1.3') checkTuples(instance, choice, context);
  const isShared = shared?.files.has(file) === true;
  const content = isShared ? contentNow(shared, body, packageText === '' ? root : undefined) : body;
  const value =
    instance === undefined ? placed(content, packageText) : underPackage(content, splitKey(packageText), instance);
  return merge(schemed, { value, ...(value === content && { instance }) }, { kind: 'file', file }, merging);
}

const wrapped = new WeakMap<ValueNode, Map<string, ValueNode>>();

/** A config's content under its package: one object for each, by which what it was merged to is known again. */
function placed(content: ValueNode, packageText: string): ValueNode {
  if (packageText === '') return content;
  const known = wrapped.get(content) ?? new Map<string, ValueNode>();
  const value = known.get(packageText) ?? underPackage(content, splitKey(packageText));
  wrapped.set(content, known.set(packageText, value));
  return value;
}

/** OmegaConf 2.3 takes a tuple as a list, but not within another type. */
function checkTuples({ fields, origins }: StructuredType, { file }: Choice, { report }: ListContext): void {
  for (const [name, type] of fields()) {
    const inner = type.kind === 'list' || type.kind === 'dict' ? type.element : undefined;
    if (inner?.kind !== 'list' || inner.isTuple !== true) continue;
    const origin = origins?.get(name);
    const range = (origin?.kind === 'file' ? origin.key : undefined) ?? { start: 0, end: 0 };
    const message = `Unsupported value type: '${tupleText(inner)}'`;
    const refusal = { errorClass: 'ValidationError', message };
    report({ code: 'HS117', severity: 'error', span: { uri: file.uri, ...range }, message, refusal });
  }
}

function tupleText({ items, element }: Extract<TypeRef, { kind: 'list' }>): string {
  return `Tuple[${(items ?? [element]).map(typeText).join(', ')}${items === undefined ? ', ...' : ''}]`;
}

/** Hydra 1.3 merges a file over the ConfigStore's config of the same name. */
function overSchema(root: ConfigNode, choice: Choice, context: ListContext): ConfigNode {
  const { configPath, file } = choice;
  const schema = context.version === '1.3' ? context.repository.stored(configPath) : undefined;
  if (schema === undefined || schema === file) return root;
  if (schema.defaults === undefined) return addConfig(root, { ...choice, file: schema }, context);
  const first = `'${configPath}' is validated against ConfigStore schema with the same name.`;
  const message = `${first}\nThis behavior is deprecated in Hydra 1.1 and will be removed in Hydra 1.2.\nIn addition, the automatically matched schema contains a defaults list.\nThis combination is no longer supported.\nSee https://hydra.cc/docs/1.2/upgrades/1.0_to_1.1/automatic_schema_matching for migration instructions.`;
  const span = { uri: file.uri, start: 0, end: 0 };
  context.report({ code: 'HS117', severity: 'error', span, message: first, refusal: { errorClass: CCE, message } });
  return root;
}

/** Some of Hydra's own settings count before the defaults list is read: only the primary config may have them. */
function primaryOnly({ configPath, file, package: packageText }: Choice, { version, report }: ListContext): void {
  if (configPath === 'hydra/config' || file.body === undefined) return;
  const names = splitKey(packageText);
  for (const setting of version === '1.4' ? ['searchpath', 'aliases'] : ['searchpath']) {
    const written = writtenAt(file.body, ['hydra', setting].slice(names.length));
    if (names[1] !== undefined && names[1] !== setting) continue;
    if (written === undefined || (written.kind === 'scalar' && ['null', 'missing'].includes(written.leaf.t))) continue;
    const message =
      setting === 'searchpath'
        ? `In '${configPath}': Overriding hydra.searchpath is only supported from the primary config`
        : `In '${configPath}': hydra.aliases can only be defined in the primary config`;
    const span = { uri: file.uri, ...written.range };
    report({ code: 'HS118', severity: 'error', span, message, refusal: { errorClass: CCE, message } });
  }
}

function writtenAt(body: ValueNode, path: readonly string[]): ValueNode | undefined {
  let value: ValueNode | undefined = body;
  for (const name of path) value = value?.kind === 'map' ? value.entries.get(name)?.value : undefined;
  return value;
}

function contentOf({ file, configPath }: Choice, report: (problem: Problem) => void): ValueNode | undefined {
  const { body } = file;
  if (body?.kind !== 'scalar') return body;
  const { leaf, range } = body;
  if (leaf.t === 'null') return undefined;
  const message = `Invalid loaded object type: ${leaf.t === 'interp' || leaf.t === 'missing' ? 'str' : leaf.t}`;
  const span: Span = { uri: file.uri, ...range };
  const shown = `'${configPath}' holds a single value, not a mapping`;
  report({ code: 'HS110', severity: 'error', span, message: shown, refusal: { errorClass: 'OSError', message } });
  return undefined;
}

function aliasesOf(root: ConfigNode): ConfigNode | undefined {
  return root.children.get('hydra')?.children.get('aliases');
}

/** Applies the overrides of values in their order. */
export function applyAll(root: ConfigNode, overrides: readonly NumberedOverride[], context: ListContext): ConfigNode {
  const { version, report } = context;
  const merging: Merging = {
    open: [],
    version,
    keyConflict: () => {
      hasKeyConflict = true;
    },
    containerMeant: (at, text, path) => containerMeant(at, text, path, version),
    mismatch: () => {},
    conflict: () => {},
  };
  let hasKeyConflict = false;
  let now = root;
  for (const numbered of overrides) {
    const { override, index } = numbered;
    const before = now;
    hasKeyConflict = false;
    const tried = applyOverride(now, numbered, merging, version);
    const applied: Applied =
      hasKeyConflict && tried.refusal === undefined
        ? { root: now, refusal: { errorClass: CCE, message: `Error merging override ${override.text}` } }
        : tried;
    now = applied.root;
    const isAliases = version === '1.4' && aliasesOf(now) !== aliasesOf(before);
    const names = splitKey(override.key);
    const isRefused = /^(?:Error merging|Could not override)/.test(applied.refusal?.message ?? '');
    const isTold = isRefused && version === '1.4' && names[0] === 'hydra' && names[1] === 'aliases';
    const refusal = isAliases || isTold ? { errorClass: CCE, message: ALIASES_FIXED } : applied.refusal;
    if (refusal === undefined) continue;
    const span = { uri: overrideUri(index), ...override.keyRange };
    const { message } = refusal;
    const [first = message] = message.split('\n', 1);
    const shown = applied.cause === undefined || refusal !== applied.refusal ? first : `${first}: ${applied.cause}`;
    report({ code: 'HS502', severity: 'error', span, message: shown, refusal });
  }
  return now;
}
