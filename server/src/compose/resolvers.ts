import {
  type HydraVersion,
  NULL,
  type Plain,
  parseInterpolationElement,
  parseOverride,
  parseYaml,
  rootFor,
  toPlain,
} from '../text/index.ts';
import { pythonQuoted, pythonText } from './pythonText.ts';
import { notConverted, pythonValue } from './resolveFitted.ts';
import { select, valueOfElement } from './resolveFollow.ts';
import { fullKeyOf, splitKeyPath } from './resolveKey.ts';
import { childOf, classOf, isLive, isMissing, type Live, namesIn, type PythonValue, rootOf } from './resolveLive.ts';
import { nodeOfValue } from './resolveMake.ts';
import { type Place, type Resolver, type Resolving, textOf, Unresolvable, wrapped } from './resolveState.ts';
import { convert } from './typedConvert.ts';

const LAMBDA = 'setup_globals.<locals>.<lambda>';

/**
 * The resolvers that OmegaConf and Hydra bring; any other one is known to the run only. Sources: OmegaConf's
 * documentation, *Resolvers*, and Hydra's, *Configuring Hydra*.
 */
export const RESOLVERS: ReadonlyMap<string, Resolver> = new Map<string, Resolver>([
  ['oc.env', { name: 'env', required: ['key'], most: 2, call: env }],
  ['oc.create', { name: 'create', required: ['obj'], most: 1, given: ['_parent_'], call: create }],
  ['oc.decode', { name: 'decode', required: ['expr'], most: 1, given: ['_parent_', '_node_'], call: decode }],
  ['oc.select', { name: 'select', required: ['key'], most: 2, named: 1, call: selectKey }],
  ['oc.deprecated', { name: 'deprecated', required: ['key'], most: 2, named: 2, call: deprecated }],
  ['oc.dict.keys', { name: 'keys', required: ['key'], most: 1, given: ['_parent_'], call: keys }],
  ['oc.dict.values', { name: 'values', required: ['key'], most: 1, given: ['_root_', '_parent_'], call: values }],
  ['oc.coerce', { name: 'coerce', required: ['type_name', 'value'], most: 2, versions: ['1.4'], call: coerce }],
  ['hydra', { name: LAMBDA, required: ['path'], most: 1, call: hydra }],
  ['now', { name: LAMBDA, required: ['pattern'], most: 1, call: now }],
  ['python_version', { name: LAMBDA, required: [], most: 1, call: pythonVersion }],
  [
    'hydra_override_dirname',
    { name: 'hydra_override_dirname', required: [], most: 1, named: 3, versions: ['1.4'], call: overrideDirname },
  ],
  [
    'hydra_deprecated_override_dirname',
    {
      name: 'hydra_deprecated_override_dirname',
      required: [],
      most: 0,
      named: 3,
      versions: ['1.4'],
      call: overrideDirname,
    },
  ],
]);

/** The names of the resolvers that OmegaConf and Hydra bring; `python` stands for what Python computes. */
export const RESOLVER_NAMES: readonly string[] = [...RESOLVERS.keys(), 'python'];

type Arguments = readonly PythonValue[];

function textIn(value: PythonValue | undefined): string | undefined {
  return value !== undefined && !isLive(value) && value.t === 'str' ? value.v : undefined;
}

function isNull(value: PythonValue | undefined): boolean {
  return value !== undefined && !isLive(value) && value.t === 'null';
}

/** OmegaConf 2.4's text `???`: a class of its own, which not everything takes for a text. */
function isLiteral(value: PythonValue): boolean {
  return !isLive(value) && value.t === 'str' && value.isLiteral === true;
}

function env(resolving: Resolving, _: Place, [key = NULL, fallback]: Arguments): PythonValue {
  const name = textIn(key);
  if (name === undefined) throw new Unresolvable('TypeError', `str expected, not ${classOf(key).name}`);
  const value = resolving.environment.get(name);
  if (value !== undefined) return { t: 'str', v: value };
  if (fallback === undefined) {
    const opaque = `the environment variable ${name} is not set here`;
    throw new Unresolvable('KeyError', pythonQuoted(`Environment variable '${name}' not found`), { opaque });
  }
  return isNull(fallback) || textIn(fallback) !== undefined ? fallback : { t: 'str', v: textOf(resolving, fallback) };
}

function create(resolving: Resolving, { parent }: Place, [value = NULL]: Arguments): PythonValue | Live {
  const text = textIn(value);
  if (isLiteral(value)) throw new Unresolvable('TypeError', 'a string or stream input is required');
  if (text !== undefined) return nodeOfValue(resolving, fromYaml(text, resolving.version), parent);
  if (isNull(value)) return NULL;
  if (isLive(value) || value.t === 'list' || value.t === 'dict') return nodeOfValue(resolving, value, parent);
  throw new Unresolvable('ValidationError', `Object of unsupported type: '${classOf(value).name}'`);
}

/** A lone text is a key without a value. */
function fromYaml(text: string, version: HydraVersion): PythonValue {
  const yaml = parseYaml('oc.create', text);
  const root = rootFor(yaml, version);
  const own = yaml.problems.filter((problem) => problem.version === undefined || problem.version === version);
  const refusal = own.find((problem) => problem.refusal !== undefined)?.refusal;
  // What is neither mapping, list nor text is no file for Hydra, and here an assertion fails.
  if (refusal?.errorClass === 'OSError') throw new Unresolvable('AssertionError', '');
  if (refusal !== undefined) throw new Unresolvable(refusal.errorClass, refusal.message);
  const plain = root === undefined ? NULL : toPlain(root);
  if (plain.t === 'null') return { t: 'dict', v: [] };
  if (plain.t === 'list' || plain.t === 'dict') return fromPlain(plain);
  if (plain.t === 'str' || plain.t === 'interp' || plain.t === 'missing') {
    return { t: 'dict', v: [[{ t: 'str', v: pythonText(plain) }, NULL]] };
  }
  throw new Unresolvable('AssertionError', '');
}

function fromPlain(plain: Plain): PythonValue {
  if (plain.t === 'list') return { t: 'list', v: plain.v.map(fromPlain) };
  if (plain.t === 'dict') return { t: 'dict', v: plain.v.map(([key, value]) => [key, fromPlain(value)]) };
  return plain.t === 'interp' || plain.t === 'missing' ? { t: 'str', v: pythonText(plain) } : plain;
}

/** Reads a text with the grammar of interpolations' arguments. */
function decode(resolving: Resolving, place: Place, [value = NULL]: Arguments): PythonValue {
  if (isNull(value) || isLiteral(value)) return value;
  const text = textIn(value);
  if (text === undefined) {
    const shown = `\`${textOf(resolving, value)}\` is of type ${classOf(value).name}`;
    throw new Unresolvable('TypeError', `\`oc.decode\` can only take strings or None as input, but ${shown}`);
  }
  const { element, problems } = parseInterpolationElement(text, resolving.version);
  if (element === undefined) throw new Unresolvable('GrammarParseError', problems[0]?.message ?? '');
  return pythonValue(
    resolving,
    wrapped(() => valueOfElement(resolving, element, { ...place, text })),
  );
}

function selectKey(resolving: Resolving, { parent }: Place, [key = NULL, fallback = NULL]: Arguments): PythonValue {
  const from = attributeOf(key);
  return selectValue(resolving, parent, from, { isAbsolute: true, throwOnMissing: false }) ?? fallback;
}

/** Python asks the key for `startswith`. */
function attributeOf(key: PythonValue): string {
  const text = textIn(key);
  if (text !== undefined) return text;
  if (!isLive(key)) {
    throw new Unresolvable('AttributeError', `'${classOf(key).name}' object has no attribute 'startswith'`);
  }
  const message = key.shape === 'list' ? 'ListConfig does not support attribute access' : 'Missing key startswith';
  throw new Unresolvable('ConfigAttributeError', message);
}

interface Selecting {
  /** Whether a key without a leading dot starts at the root. */
  readonly isAbsolute: boolean;
  readonly throwOnMissing: boolean;
}

/** `OmegaConf.select`: `undefined` where there is nothing, or `???`. */
export function selectValue(
  resolving: Resolving,
  from: Live,
  key: string,
  selecting: Selecting,
): PythonValue | undefined {
  const node = selectNode(resolving, from, key, selecting);
  return node === undefined || isMissing(node) ? undefined : pythonValue(resolving, node);
}

/** The same, as a node; `???` among what it finds. */
export function selectNode(
  resolving: Resolving,
  from: Live,
  key: string,
  { isAbsolute, throwOnMissing }: Selecting,
): Live | undefined {
  const dots = /^\.*/.exec(key)?.[0].length ?? 0;
  let base: Live | undefined = dots === 0 && isAbsolute ? rootOf(from) : from;
  for (let level = 1; level < dots && base !== undefined; level++) base = base.parent;
  if (base === undefined) {
    if (resolving.version === '1.4') return undefined;
    throw new Unresolvable('ConfigKeyError', `Error resolving key '${key}'`);
  }
  const rest = key.slice(dots);
  try {
    const names = rest === '' ? [] : splitKeyPath(rest, resolving.version);
    return select(resolving, base, names, rest, throwOnMissing);
  } catch (error) {
    if (error instanceof Unresolvable && error.errorClass === 'ConfigTypeError') return undefined;
    throw error;
  }
}

function deprecated(resolving: Resolving, { parent, node }: Place, [key = NULL, message]: Arguments): Live {
  const text = textIn(key);
  const wrong = text === undefined ? key : message !== undefined && textIn(message) === undefined ? message : undefined;
  if (text === undefined || wrong !== undefined) {
    const what = text === undefined ? 'key' : 'message';
    const shown = `interpolation ${what} type is not a string (${classOf(wrong ?? NULL).name})`;
    throw new Unresolvable('TypeError', `oc.deprecated: ${shown}`);
  }
  const target = selectNode(resolving, parent, text, { isAbsolute: true, throwOnMissing: false });
  if (target !== undefined) return target;
  const place = `In oc.deprecated resolver at '${fullKeyOf(node)}'`;
  throw new Unresolvable('ConfigKeyError', `${place}: Key not found: '${text}'`);
}

function keys(resolving: Resolving, { parent }: Place, [key = NULL]: Arguments): Live {
  const { map } = mapAt(resolving, parent, key, 'oc.dict.keys');
  const names = namesIn(map).map((name) => childOf(map, name)?.key ?? NULL);
  return nodeOfValue(resolving, { t: 'list', v: names }, parent);
}

/** A list of interpolations, one for each value. */
function values(resolving: Resolving, { parent }: Place, [key = NULL]: Arguments): Live {
  const { map, path } = mapAt(resolving, parent, key, 'oc.dict.values');
  // The list is one level more.
  const base = path.startsWith('.') ? `.${path}` : path;
  const texts = namesIn(map).map((name) => `\${${base}.${pythonText(childOf(map, name)?.key ?? NULL)}}`);
  return nodeOfValue(resolving, { t: 'list', v: texts.map((v) => ({ t: 'str', v })) }, parent);
}

function mapAt(
  resolving: Resolving,
  from: Live,
  key: PythonValue,
  resolver: string,
): { readonly map: Live; readonly path: string } {
  const path = textIn(key);
  if (path === undefined) {
    const shown = `\`${textOf(resolving, key)}\` of type: ${classOf(key).name}`;
    throw new Unresolvable('TypeError', `\`${resolver}\` requires a string as input, but obtained ${shown}`);
  }
  const map = selectValue(resolving, from, path, { isAbsolute: true, throwOnMissing: true });
  if (map === undefined) throw new Unresolvable('ConfigKeyError', `Key not found: '${path}'`);
  if (isLive(map) && map.shape === 'map') return { map, path };
  throw new Unresolvable('TypeError', `\`${resolver}\` cannot be applied to objects of type: ${classOf(map).name}`);
}

/** OmegaConf 2.4's conversion of a value to a primitive type. */
function coerce(resolving: Resolving, _: Place, [type = NULL, value = NULL]: Arguments): PythonValue {
  const name = textIn(type);
  if (name === undefined) throw new Unresolvable('TypeError', 'oc.coerce type must be a string');
  const declared = COERCIBLE.find((each) => each === name);
  if (declared === undefined) {
    if (name.includes('.')) throw runOnly('oc.coerce', `${name} is a class that the run only knows`);
    throw new Unresolvable('ValueError', `Invalid oc.coerce type: ${pythonQuoted(name)}`);
  }
  if (textIn(value) === '???') return value;
  const isPlain = !isLive(value) && value.t !== 'list' && value.t !== 'dict';
  const wanted = { kind: 'scalar', name: declared, optional: false } as const;
  const converted = isPlain ? convert(value, wanted, resolving.version) : notConverted(resolving, value, wanted);
  if ('mismatch' in converted) throw new Unresolvable('ValidationError', converted.mismatch);
  return converted.leaf as PythonValue;
}

const COERCIBLE = ['bool', 'bytes', 'float', 'int', 'str'] as const;

function runOnly(resolver: string, opaque: string): Unresolvable {
  return new Unresolvable('UnsupportedInterpolationType', `Unsupported interpolation type ${resolver}`, { opaque });
}

function hydraOf(resolving: Resolving): Live {
  const live = resolving.hydra();
  if (live === undefined) throw unset('the run alone has a hydra node');
  return live;
}

function unset(opaque: string): Unresolvable {
  return new Unresolvable('ValueError', 'HydraConfig was not set', { opaque });
}

function hydra(resolving: Resolving, _: Place, [path = NULL]: Arguments): PythonValue {
  const from = hydraOf(resolving);
  try {
    const node = selectNode(resolving, from, attributeOf(path), { isAbsolute: false, throwOnMissing: false });
    if (node !== undefined && !isMissing(node)) return pythonValue(resolving, node);
    if (node === undefined || resolving.isShown) return NULL;
  } catch (error) {
    if (!(error instanceof Unresolvable)) throw error;
    if (error.errorClass === 'TypeError') throw new Unresolvable('ConfigTypeError', error.message);
    if (error.errorClass !== 'InterpolationToMissingValueError' || resolving.isShown) throw error;
  }
  // Between now and the job, Hydra fills in more.
  throw unset('the run alone fills it in');
}

function now(_: Resolving, __: Place, [pattern = NULL]: Arguments): never {
  if (textIn(pattern) !== undefined) throw runOnly('now', '${now:…} is the time of the run');
  throw new Unresolvable('TypeError', `strftime() argument 1 must be str, not ${classOf(pattern).name}`);
}

function pythonVersion(_: Resolving, __: Place, [level = { t: 'str', v: 'minor' }]: Arguments): PythonValue {
  if (!isLive(level) && (level.t === 'list' || level.t === 'dict')) {
    throw new Unresolvable('TypeError', `unhashable type: '${level.t}'`);
  }
  if (!['major', 'minor', 'micro'].includes(textIn(level) ?? '')) return NULL;
  throw runOnly('python_version', '${python_version:…} is the version of the Python that runs');
}

/** The run's overrides as the name of a folder. */
function overrideDirname(resolving: Resolving, _: Place, [options = NULL]: Arguments): PythonValue {
  const from = hydraOf(resolving);
  if (!isNull(options)) throw runOnly('hydra_override_dirname', 'options of hydra_override_dirname are not followed');
  const read = (key: string) => selectValue(resolving, from, key, { isAbsolute: false, throwOnMissing: false });
  const texts = (key: string) => {
    const list = read(key);
    if (list === undefined || !isLive(list)) return [];
    return namesIn(list).map((name) => textOf(resolving, pythonValue(resolving, childOf(list, name) as Live)));
  };
  const separator = (name: string, usual: string) => textIn(read(`job.config.override_dirname.${name}`)) ?? usual;
  const left = new Set(texts('job.config.override_dirname.exclude_keys'));
  const items = texts('overrides.task').filter(
    (text) => !left.has(parseOverride(text, resolving.version).override?.key ?? ''),
  );
  const named = items.sort().map((text) => text.replaceAll('=', separator('kv_sep', '=')));
  return { t: 'str', v: named.join(separator('item_sep', ',')) };
}
