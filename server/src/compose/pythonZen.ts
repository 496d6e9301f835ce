import {
  type Expression,
  knownName,
  type PythonModule,
  type Resolved,
  resolveName,
  type SignatureParameter,
  signatureOf,
  type ZenBuilds,
  zenBuildsOf,
} from '../python/index.ts';
import type { Leaf, MapEntry, Range, ValueNode } from '../text/index.ts';
import { type PythonTypes, pythonFile, typeRefOf } from './pythonTypes.ts';
import { ANY, instanceOf, markInstance, type StructuredType, type TypeRef } from './typedTypes.ts';

/** How the expressions of a call are read; `pythonValues.ts` brings it, which calls back here. */
export type ReadValue = (module: PythonModule, expression: Expression) => ValueNode;

type Call = Extract<Expression, { kind: 'call' }>;

interface Field {
  readonly value: ValueNode;
  readonly type: TypeRef;
  readonly place: Range;
  readonly module: PythonModule;
}

/**
 * The config that hydra-zen's `builds(…)` or `make_config(…)` makes, in its literal forms; `undefined` for any other call
 * and for what its options change beyond reading. https://mit-ll-responsible-ai.github.io/hydra-zen/
 */
export function zenValue(types: PythonTypes, module: PythonModule, call: Call, read: ReadValue): ValueNode | undefined {
  const builds = zenBuildsOf(types.modules, module, call);
  if (builds === undefined || builds.isOpen) return undefined;
  if ([...builds.options.keys()].some((name) => !UNDERSTOOD.has(name))) return undefined;
  const isConfig = builds.target === undefined;
  if (isConfig && builds.positional.length > 0) return undefined;
  const target = builds.target === undefined ? undefined : targetOf(types, module, builds.target);
  if (!isConfig && target === undefined) return undefined;
  const fields = new Map<string, Field>();
  const isJust = call.callee.kind === 'name' && /\.just$/.test(knownName(types.modules, module, call.callee.path));
  const put = (name: string, value: ValueNode, type = ANY, place = call.range) =>
    fields.set(name, { value, type, place, module });
  if (isJust && target !== undefined) {
    put('path', text(target.path, call.range));
    put('_target_', text('hydra_zen.funcs.get_obj', call.range));
    return asInstance(fields, 'Just', call.range);
  }
  if (target !== undefined) put('_target_', text(target.path, call.range));
  if (builds.isPartial) put('_partial_', scalar({ t: 'bool', v: true }, call.range));
  for (const [option, name] of KEYS) {
    const given = builds.options.get(option);
    if (given !== undefined) put(name, read(module, given));
  }
  if (builds.positional.length > 0) {
    const items = builds.positional.map((each) => read(module, each));
    put('_args_', { kind: 'list', items, flow: true, range: call.range });
  }
  for (const [name, field] of parametersOf(types, module, builds, target, read)) fields.set(name, field);
  return asInstance(fields, target === undefined ? 'Config' : `Builds_${target.path.replace(/^.*\./, '')}`, call.range);
}

const UNDERSTOOD = new Set([
  ...['populate_full_signature', 'zen_partial', 'hydra_partial', 'hydra_convert', 'hydra_recursive'],
  ...['dataclass_name', 'frozen', 'zen_dataclass'],
]);

const KEYS = [
  ['hydra_recursive', '_recursive_'],
  ['hydra_convert', '_convert_'],
] as const;

interface Target {
  readonly path: string;
  readonly found: Resolved;
}

/** What `_target_` says: the module in which a thing is defined, and its name there. */
function targetOf(types: PythonTypes, module: PythonModule, expression: Expression): Target | undefined {
  if (expression.kind !== 'name') return undefined;
  const found = resolveName(types.modules, module, expression.path);
  if (found.kind === 'constant' || found.kind === 'missing' || found.kind === 'module') return undefined;
  return { path: knownName(types.modules, module, expression.path), found };
}

/** The fields after the keys of `instantiate`: the whole signature where it is asked for, else what the call gives. */
function* parametersOf(
  types: PythonTypes,
  module: PythonModule,
  { fields, populatesSignature, isPartial, positional }: ZenBuilds,
  target: Target | undefined,
  read: ReadValue,
): Iterable<[string, Field]> {
  const parameters = target === undefined ? [] : signatureOf(types.modules, target.found).parameters;
  const known = new Map(parameters.map((each) => [each.name, each]));
  const typeOf = (each: SignatureParameter | undefined) =>
    each === undefined ? ANY : typeRefOf(types, each.module, each.annotation);
  const given = new Map(fields);
  const taken = populatesSignature ? parameters.filter(({ kind }) => NAMED.has(kind)).slice(positional.length) : [];
  for (const each of taken) {
    const own = given.get(each.name);
    given.delete(each.name);
    const type = typeOf(each);
    if (own !== undefined) yield [each.name, { value: read(module, own), type, place: own.range, module }];
    else if (!each.isRequired || !isPartial) {
      const missing = scalar({ t: 'missing' }, each.nameRange);
      const value = each.default === undefined ? missing : read(each.module, each.default);
      yield [each.name, { value, type, place: each.nameRange, module: each.module }];
    }
  }
  for (const [name, own] of given) {
    yield [name, { value: read(module, own), type: typeOf(known.get(name)), place: own.range, module }];
  }
}

const NAMED: ReadonlySet<string> = new Set(['positional', 'keywordOnly']);

/** The call makes a dataclass of its own: what it does not have is refused. */
function asInstance(fields: ReadonlyMap<string, Field>, name: string, range: Range): ValueNode {
  const entries = new Map<string, MapEntry>();
  for (const [key, { value, place }] of fields) {
    entries.set(key, { key: { t: 'str', v: key }, keyRange: place, value });
  }
  const value: ValueNode = { kind: 'map', entries, flow: false, range };
  const type: StructuredType = {
    name,
    bases: [],
    fields: () => new Map([...fields].map(([key, field]) => [key, instanceOf(field.value) ? ANY : field.type])),
    values: () => value,
    origins: new Map(
      [...fields].map(([key, { module, place }]) => [
        key,
        { kind: 'file' as const, file: pythonFile(module), key: place },
      ]),
    ),
  };
  markInstance(value, type);
  return value;
}

function text(value: string, range: Range): ValueNode {
  return scalar({ t: 'str', v: value }, range);
}

function scalar(leaf: Leaf, range: Range): ValueNode {
  return { kind: 'scalar', leaf, style: 'plain', range };
}
