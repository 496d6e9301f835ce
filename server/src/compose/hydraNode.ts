import {
  type ConfigFile,
  type HydraVersion,
  keyName,
  type Plain,
  type Problem,
  type Span,
  stringLeaf,
} from '../text/index.ts';
import type { NumberedOverride } from './applyOverrides.ts';
import { type Choice, type Choices, type ConfigNode, type KeyPath, nodeAt, type Origin } from './composition.ts';
import { plainOf, valueNodeOf } from './convert.ts';
import { hydraVersions, isHydraUri } from './hydraConf.ts';
import { fresh, mergingAlone, splitKey } from './merge.ts';
import type { Repository } from './repository.ts';
import { resolveNode } from './resolve.ts';
import { createTyped } from './typedCreate.ts';
import { assignTyped, expectedType } from './typedMerge.ts';

/** Whether a config lands in Hydra's own node, `hydra` at the root. Asked several times of each choice of a composition. */
export function touchesHydra({ package: packageText, file }: Choice): boolean {
  if (packageText === 'hydra' || packageText.startsWith('hydra.')) return true;
  if (packageText !== '') return packageText.includes('hydra') && splitKey(packageText)[0] === 'hydra';
  const { body } = file;
  if (body?.kind === 'map') return body.entries.has('hydra');
  return body?.kind === 'scalar' && body.leaf.t === 'str' && body.leaf.v === 'hydra';
}

/** Whether a config of Hydra's or a plugin's lands in Hydra's own node: nothing that a job sees. */
export function isHydraOwn(choice: Choice): boolean {
  return isHydraUri(choice.file.uri) && touchesHydra(choice);
}

const mentions = new WeakMap<ConfigFile, boolean>();

/** Whether some interpolation may lead into Hydra's own node; resolver calls wait until the run. */
function mentionsHydra(file: ConfigFile): boolean {
  const known = mentions.get(file);
  if (known !== undefined) return known;
  const found = file.text.includes('hydra') && /\$\{[^:}$]*hydra/.test(file.text);
  mentions.set(file, found);
  return found;
}

/** Whether a composition needs Hydra's own node before anybody asks for it: its own configs say nothing unexpected. */
export function needsHydra(list: readonly Choice[], overrides: readonly NumberedOverride[]): boolean {
  return (
    list.some((choice) => !isHydraOwn(choice) && (touchesHydra(choice) || mentionsHydra(choice.file))) ||
    overrides.some(({ override }) => /^hydra(?:$|[.[])/.test(override.key))
  );
}

/** What the run knows of itself, for `hydra.job` and `hydra.runtime`. */
export interface RunFacts {
  readonly name: string | undefined;
  readonly version: HydraVersion;
  readonly environment: ReadonlyMap<string, string>;
  readonly jobName: string;
  readonly repository: Repository;
  readonly choices: Choices;
  /** All arguments, choices of groups among them, in their order. */
  readonly overrides: readonly NumberedOverride[];
}

type Refusal = NonNullable<Problem['refusal']>;

const FILLED: Origin = { kind: 'builtin', name: 'hydra' };
const RANGE = { start: 0, end: 0 };
const EMPTY_REFUSAL: Refusal = { errorClass: 'ConfigCompositionException', message: '' };

/** What that is to a reader: Hydra's own words are those of a crash, or none at all. */
export const UNFIT = "'hydra' has to be a mapping: this takes all of Hydra's own settings away";

/** Where a config wrote a node last; nowhere where none did. */
export function lastWritten(node: ConfigNode | undefined): Span {
  for (const { origin, value } of node?.writes.toReversed() ?? []) {
    if (origin.kind === 'file' && origin.file.uri.startsWith('file:'))
      return { uri: origin.file.uri, ...(origin.key ?? value.range) };
  }
  return { uri: '', start: 0, end: 0 };
}

/** What Hydra says where its own node is no mapping, before it applies the command line. */
export function unfitHydra(root: ConfigNode, version: HydraVersion): Refusal | undefined {
  const hydra = root.children.get('hydra');
  if (hydra?.leaf?.t === 'null') {
    return { errorClass: 'AttributeError', message: "'NoneType' object has no attribute '_set_flag'" };
  }
  if (hydra?.shape !== 'map') return EMPTY_REFUSAL;
  return version === '1.4' && !hydra.children.has('aliases') ? EMPTY_REFUSAL : undefined;
}

/** What Hydra 1.3 asks of its parts before anything else. */
const FIRST_READ: Readonly<Record<string, string>> = { runtime: 'choices', job: 'env_copy', overrides: 'hydra' };

/** Fills in what Hydra knows of the run, as its `config_loader_impl.py` does after the overrides. */
export function fillIn(
  composed: ConfigNode,
  facts: RunFacts,
): { readonly root: ConfigNode; readonly refusal?: Refusal } {
  const { name, version, repository, overrides, choices } = facts;
  let refusal: Refusal | undefined;
  const found = composed.children.get('hydra');
  if (found === undefined) return { root: composed, refusal: EMPTY_REFUSAL };
  let hydra = found;
  const set = (path: KeyPath, plain: Plain) => {
    const next = setAt(hydra, path, plain, version);
    if (next === undefined) refusal ??= unreached(composed, path, facts);
    else hydra = next;
  };
  const append = (path: KeyPath, texts: readonly string[]) => {
    const current = nodeAt(hydra, path);
    const isOpen = current?.leaf?.t === 'interp' && texts.length === 0;
    if (isOpen) return;
    if (current === undefined || current.shape !== 'list') refusal ??= unreached(composed, path, facts);
    else if (texts.length > 0) set(path, { t: 'list', v: [...listItems(current), ...texts.map(text)] });
  };
  const lines = overrides.map(({ override }) => override);
  const isHydras = (key: string) => key.startsWith('hydra.') || key.startsWith('hydra/');
  append(
    ['overrides', 'hydra'],
    lines.filter(({ key }) => isHydras(key)).map((each) => each.text),
  );
  append(
    ['overrides', 'task'],
    lines.filter(({ key }) => !isHydras(key)).map((each) => each.text),
  );
  refusal ??= unfitChoices(composed, facts);
  set(['runtime', 'choices'], choicesPlain(nodeAt(hydra, ['runtime', 'choices']), choices));
  for (const key of textsAt(composed, ['job', 'env_copy'], facts)) {
    const value = facts.environment.get(key);
    if (value === undefined) refusal ??= { errorClass: 'KeyError', message: `'${key}'` };
    else set(['job', 'env_set', key], text(value));
  }
  const versions = hydraVersions(version);
  set(['runtime', 'version'], text(versions.hydra));
  set(['runtime', 'version_base'], text(versions.base));
  set(['runtime', 'cwd'], text(repository.cwd));
  set(['runtime', 'config_sources'], sourcesPlain(repository));
  if (nodeAt(hydra, ['job', 'name'])?.shape === 'missing') set(['job', 'name'], text(facts.jobName));
  if (version === '1.3') {
    const excluded = excludedKeys(composed, facts);
    if ('errorClass' in excluded) refusal ??= excluded;
    else set(['job', 'override_dirname'], text(overrideDirname(composed, facts, isHydras, excluded)));
  }
  set(['job', 'config_name'], name === undefined ? { t: 'null' } : text(name));
  const root = { ...composed, children: new Map(composed.children).set('hydra', hydra) };
  return { root, ...(refusal !== undefined && { refusal }) };
}

/** What Hydra says where its choices are an interpolation that cannot take them in. */
function unfitChoices(composed: ConfigNode, { environment, version }: RunFacts): Refusal | undefined {
  const path = ['hydra', 'runtime', 'choices'];
  if (nodeAt(composed, path)?.leaf?.t !== 'interp') return undefined;
  const found = resolveNode(composed, path, { environment, version });
  if (found.kind !== 'value') return version === '1.4' ? found : EMPTY_REFUSAL;
  if (version === '1.4') return undefined;
  return found.value.t === 'dict' ? EMPTY_REFUSAL : withoutAttribute(found.value, 'update');
}

function withoutAttribute({ t }: Plain, attribute: string): Refusal {
  const type = t === 'null' ? 'NoneType' : t;
  return { errorClass: 'AttributeError', message: `'${type}' object has no attribute '${attribute}'` };
}

/** Why a value cannot be filled in: 1.4 lets the error of an interpolation on the way through as it is. */
function unreached(composed: ConfigNode, path: KeyPath, { environment, version }: RunFacts): Refusal {
  const way = path.map((_, index) => ['hydra', ...path.slice(0, index + 1)]);
  const at = way.find((each) => nodeAt(composed, each)?.leaf?.t === 'interp');
  const found = at && resolveNode(composed, at, { environment, version });
  if (version === '1.3') {
    const isPlain = found?.kind === 'value' && found.value.t !== 'dict' && found.value.t !== 'list';
    return isPlain && at?.length === 2
      ? withoutAttribute(found.value, FIRST_READ[at[1] as string] ?? '')
      : EMPTY_REFUSAL;
  }
  return found?.kind === 'failed' ? found : EMPTY_REFUSAL;
}

/** A string as OmegaConf takes it: an override's `${…}` is an interpolation in `hydra.overrides` too. */
function text(value: string): Plain {
  return stringLeaf(value);
}

function listItems(node: ConfigNode): readonly Plain[] {
  const plain = plainOf(node);
  return plain.t === 'list' ? plain.v : [];
}

function sourcesPlain({ sources }: Repository): Plain {
  const key = (name: string) => ({ t: 'str', v: name }) as const;
  const items = sources.map(({ path, scheme, provider }): Plain => {
    const entries = [
      [key('path'), text(path)],
      [key('schema'), text(scheme)],
      [key('provider'), text(provider)],
    ] as const;
    return { t: 'dict', v: entries };
  });
  return { t: 'list', v: items };
}

/** The choices, over what somebody may have written there. */
function choicesPlain(current: ConfigNode | undefined, choices: Choices): Plain {
  const written = current === undefined ? undefined : plainOf(current);
  const entries = new Map(written?.t === 'dict' ? written.v.map((entry) => [keyName(entry[0]), entry] as const) : []);
  for (const [key, option] of choices) {
    entries.set(key, [{ t: 'str', v: key }, option === null ? { t: 'null' } : text(option)]);
  }
  return { t: 'dict', v: [...entries.values()] };
}

/** Sets a value, converted where a type is declared; `undefined` where the way there is missing. */
function setAt(node: ConfigNode, path: KeyPath, plain: Plain, version: HydraVersion): ConfigNode | undefined {
  const [name, ...rest] = path;
  if (name === undefined || node.shape !== 'map') return undefined;
  const child = node.children.get(name);
  let next: ConfigNode | undefined;
  if (rest.length > 0) next = child && setAt(child, rest, plain, version);
  else {
    const value = valueNodeOf(plain, RANGE);
    const merging = mergingAlone(version);
    const type = child === undefined ? expectedType(node, name) : undefined;
    const key = child?.key ?? ({ t: 'str', v: name } as const);
    if (child?.declared !== undefined) next = assignTyped(child, { value }, FILLED, merging);
    else if (type !== undefined && type.kind !== 'any') next = createTyped(type, { value, key }, FILLED, merging);
    else next = { ...fresh(value, FILLED, merging, key), key };
  }
  return next && { ...node, children: new Map(node.children).set(name, next) };
}

function textsAt(root: ConfigNode, path: KeyPath, { environment, version }: RunFacts): string[] {
  const node = nodeAt(root, ['hydra', ...path]);
  if (node === undefined || (node.children.size === 0 && node.leaf?.t !== 'interp')) return [];
  const found = resolveNode(root, ['hydra', ...path], { environment, version });
  if (found.kind !== 'value' || found.value.t !== 'list') return [];
  return found.value.v.flatMap((item) => (item.t === 'str' ? [item.v] : []));
}

/** A mapping may stand for the list; a number cannot. */
function excludedKeys(root: ConfigNode, facts: RunFacts): ReadonlySet<string> | Refusal {
  const path = ['job', 'config', 'override_dirname', 'exclude_keys'];
  const found = resolveNode(root, ['hydra', ...path], facts);
  const value = found.kind === 'value' ? found.value : undefined;
  if (value?.t === 'dict') return new Set(value.v.map(([key]) => keyName(key)));
  if (value === undefined || value.t === 'list' || value.t === 'str') return new Set(textsAt(root, path, facts));
  const type = value.t === 'null' ? 'NoneType' : value.t;
  const isAsked = facts.overrides.some(({ override }) => !/^hydra[./]/.test(override.key));
  return isAsked ? { errorClass: 'TypeError', message: `argument of type '${type}' is not iterable` } : new Set();
}

/** `hydra.job.override_dirname` of Hydra 1.3; 1.4 has a resolver for it. */
function overrideDirname(
  root: ConfigNode,
  facts: RunFacts,
  isHydras: (key: string) => boolean,
  excluded: ReadonlySet<string>,
): string {
  const path = ['job', 'config', 'override_dirname'];
  const separator = (name: string, usual: string) => {
    const found = resolveNode(root, ['hydra', ...path, name], facts);
    return found.kind === 'value' && found.value.t === 'str' ? found.value.v : usual;
  };
  const lines = facts.overrides
    .map(({ override }) => override)
    .filter(({ key }) => !isHydras(key) && !excluded.has(key))
    .map((override) => override.text);
  return lines.sort().join(separator('item_sep', ',')).replaceAll('=', separator('kv_sep', '='));
}

/** A job sees its config without Hydra's own node. */
export function withoutHydra(root: ConfigNode): ConfigNode {
  if (!root.children.has('hydra')) return root;
  const children = new Map(root.children);
  children.delete('hydra');
  return { ...root, children };
}

/** Hydra's own node comes first: its configs head every defaults list. */
export function withHydra(root: ConfigNode, { children }: ConfigNode): ConfigNode {
  return { ...root, children: new Map([...children, ...root.children]) };
}
