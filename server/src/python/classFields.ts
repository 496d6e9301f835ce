import type { CallExpression, Expression, Keyword } from './expression.ts';
import { type Linearization, linearize } from './linearize.ts';
import type { PythonModule } from './module.ts';
import { knownName, type Located, type PythonModules } from './resolve.ts';
import type { Assignment, PythonClass } from './scope.ts';

export type ClassKind = 'dataclass' | 'attrs' | 'pydantic' | 'namedtuple' | 'typeddict' | 'enum' | 'plain';

/** One field of a dataclass, an attrs class or a Pydantic model; of an enum, one member. */
export interface ClassField {
  readonly name: string;
  /** The class that has the last word on it, and the module in which its names are looked up. */
  readonly owner: PythonClass;
  readonly module: PythonModule;
  readonly assignment: Assignment;
  /** Without the `Annotated[…]` or `InitVar[…]` around it. */
  readonly annotation: Expression | undefined;
  /** Has no default. */
  readonly isRequired: boolean;
  readonly default: Expression | undefined;
  /** Of `default_factory`. */
  readonly factory: Expression | undefined;
  readonly isInit: boolean;
  readonly isKeywordOnly: boolean;
  /** An `InitVar`: an argument that is no field of the instance. */
  readonly isInitOnly: boolean;
  /** Other names under which it is given: Pydantic's `alias` and `validation_alias`, attrs' `alias`. */
  readonly aliases: readonly string[];
  /** Keywords of its `field(…)` or `Field(…)`: `ge`, `description`, `metadata`, … */
  readonly options: ReadonlyMap<string, Expression>;
  readonly documentation: string | undefined;
}

export interface ClassFields {
  readonly kind: ClassKind;
  /** In the order of the constructor's arguments. */
  readonly fields: readonly ClassField[];
  /** A base could not be read: there may be more. */
  readonly isOpen: boolean;
  /** Of the dataclass decorator; of Pydantic's `model_config`, `Config` and class keywords, inherited ones included. */
  readonly options: ReadonlyMap<string, Expression>;
}

const DATACLASS = /^(dataclasses\.dataclass|pydantic\.dataclasses\.dataclass|hydra_zen\.hydrated_dataclass)$/;
const ATTRS = /^(attr|attrs)\.(s|attrs|attributes|dataclass|define|mutable|frozen|attr\.s)$/;
const FIELD_CALL =
  /^(dataclasses\.field|pydantic(\.fields)?\.(Field|PrivateAttr)|pydantic\.dataclasses\.Field|(attr|attrs)\.(ib|attrib|attr|field)|sqlmodel\.Field)$/;

/** The decorator that makes a class one of fields, with its options. */
export function fieldsDecorator(
  modules: PythonModules,
  { module, item }: Located<PythonClass>,
):
  | { readonly kind: 'dataclass' | 'attrs'; readonly name: string; readonly options: ReadonlyMap<string, Expression> }
  | undefined {
  for (const { callee, call } of item.decorators) {
    const name = knownName(modules, module, callee);
    const kind = DATACLASS.test(name) ? 'dataclass' : ATTRS.test(name) ? 'attrs' : undefined;
    if (kind !== undefined) return { kind, name, options: optionsOf(call?.keywords ?? []) };
  }
  return undefined;
}

function optionsOf(keywords: readonly Keyword[]): Map<string, Expression> {
  return new Map(keywords.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value] as const])));
}

/** The fields of a class, its bases' included. An overriding field keeps the place of the first, as in Python. */
export function fieldsOf(modules: PythonModules, located: Located<PythonClass>): ClassFields {
  const order = linearize(modules, located);
  const kind = kindOf(modules, order);
  const options = kind === 'pydantic' ? modelOptions(order) : new Map(fieldsDecorator(modules, located)?.options);
  if (kind === 'plain') return { kind, fields: [], isOpen: order.isOpen, options };
  const fields = new Map<string, ClassField>();
  for (const each of order.classes.toReversed()) {
    for (const field of ownFields(modules, each, kind)) fields.set(field.name, field);
  }
  return { kind, fields: [...fields.values()], isOpen: order.isOpen, options };
}

function kindOf(modules: PythonModules, order: Linearization): ClassKind {
  const has = (pattern: RegExp) => order.known.some((name) => pattern.test(name));
  if (has(/^(pydantic|pydantic_settings|sqlmodel)\b/)) return 'pydantic';
  if (has(/^enum\./)) return 'enum';
  if (has(/\.NamedTuple$/)) return 'namedtuple';
  if (has(/\.TypedDict$/)) return 'typeddict';
  for (const each of order.classes) {
    const decorator = fieldsDecorator(modules, each);
    if (decorator !== undefined) return decorator.kind;
  }
  return 'plain';
}

function ownFields(modules: PythonModules, located: Located<PythonClass>, kind: ClassKind): ClassField[] {
  const { module, item } = located;
  const decorator = kind === 'dataclass' || kind === 'attrs' ? fieldsDecorator(modules, located) : undefined;
  if ((kind === 'dataclass' || kind === 'attrs') && decorator === undefined) return [];
  const isAuto =
    decorator?.kind !== 'attrs' ||
    !/\.(s|attributes|attr\.s)$/.test(decorator.name) ||
    isTrue(decorator.options.get('auto_attribs'));
  let isKeywordOnly = isTrue(decorator?.options.get('kw_only')) || kind === 'pydantic' || kind === 'typeddict';
  const fields: ClassField[] = [];
  for (const assignment of item.fields) {
    const { annotation, isClassVar, name } = assignment;
    if (kind === 'enum') {
      if (annotation === undefined && !name.startsWith('_'))
        fields.push(fieldOf(modules, located, assignment, kind, false));
      continue;
    }
    if (isClassVar) continue;
    if (
      annotation !== undefined &&
      annotation.kind === 'name' &&
      knownName(modules, module, annotation.path) === 'dataclasses.KW_ONLY'
    ) {
      isKeywordOnly = true;
      continue;
    }
    if (annotation === undefined) {
      const isAttribute = decorator?.kind === 'attrs' && fieldCall(modules, module, assignment.value) !== undefined;
      if (!isAttribute) continue;
    } else if (!isAuto && fieldCall(modules, module, assignment.value) === undefined) continue;
    if (kind === 'pydantic' && (name.startsWith('_') || name === 'model_config')) continue;
    fields.push(fieldOf(modules, located, assignment, kind, isKeywordOnly));
  }
  if (kind === 'typeddict' && item.keywords.some((each) => each.name === 'total' && !isTrue(each.value)))
    return fields.map((field) => ({ ...field, isRequired: false }));
  return fields;
}

function fieldOf(
  modules: PythonModules,
  { module, item: owner }: Located<PythonClass>,
  assignment: Assignment,
  kind: ClassKind,
  isKeywordOnly: boolean,
): ClassField {
  const { name, value } = assignment;
  const unwrapped = unwrap(modules, module, assignment.annotation);
  const call = fieldCall(modules, module, value);
  const inner = unwrapped.call === undefined ? [] : [...optionsOf(unwrapped.call.keywords)];
  const options = new Map([...inner, ...(call === undefined ? [] : optionsOf(call.keywords))]);
  const takesPositional = kind === 'pydantic' || kind === 'attrs';
  const given =
    call === undefined ? value : (options.get('default') ?? (takesPositional ? call.positional[0] : undefined));
  // `Field(...)` says that there is none, and so does attrs' NOTHING.
  const isNothing =
    given?.kind === 'ellipsis' ||
    (given?.kind === 'name' &&
      /(^|\.)(NOTHING|MISSING|PydanticUndefined)$/.test(given.path) &&
      call !== undefined &&
      kind !== 'dataclass');
  const factory = options.get('default_factory') ?? options.get('factory');
  const fallback = isNothing && kind !== 'enum' ? undefined : (given ?? options.get('default'));
  return {
    name,
    owner,
    module,
    assignment,
    annotation: unwrapped.type,
    isRequired: fallback === undefined && factory === undefined,
    default: fallback,
    factory,
    isInit: !isFalse(options.get('init')),
    isKeywordOnly: options.has('kw_only') ? isTrue(options.get('kw_only')) : isKeywordOnly,
    isInitOnly: unwrapped.isInitOnly,
    aliases: aliasesOf(name, kind, options),
    options,
    documentation: textIn(options.get('description')) ?? assignment.documentation,
  };
}

function aliasesOf(name: string, kind: ClassKind, options: ReadonlyMap<string, Expression>): string[] {
  // attrs takes a private name without its underscores.
  const own =
    textIn(options.get('alias')) ?? (kind === 'attrs' && name.startsWith('_') ? name.replace(/^_+/, '') : undefined);
  const validation = options.get('validation_alias');
  const choices = validation?.kind === 'call' ? validation.positional.flatMap((each) => textIn(each) ?? []) : [];
  return [...new Set([textIn(validation), ...choices, own].flatMap((each) => each ?? []))];
}

function textIn(expression: Expression | undefined): string | undefined {
  return expression?.kind === 'string' ? expression.value : undefined;
}

function fieldCall(
  modules: PythonModules,
  module: PythonModule,
  value: Expression | undefined,
): CallExpression | undefined {
  if (value?.kind !== 'call' || value.callee.kind !== 'name') return undefined;
  return FIELD_CALL.test(knownName(modules, module, value.callee.path)) ? value : undefined;
}

interface Unwrapped {
  readonly type: Expression | undefined;
  readonly call?: CallExpression;
  readonly isInitOnly: boolean;
}

function unwrap(modules: PythonModules, module: PythonModule, annotation: Expression | undefined): Unwrapped {
  if (annotation?.kind !== 'subscript' || annotation.object.kind !== 'name')
    return { type: annotation, isInitOnly: false };
  const name = knownName(modules, module, annotation.object.path);
  if (name === 'dataclasses.InitVar') return { type: annotation.index, isInitOnly: true };
  if (!/^typing(_extensions)?\.Annotated$/.test(name) || annotation.index.kind !== 'tuple')
    return { type: annotation, isInitOnly: false };
  const [type, ...rest] = annotation.index.items;
  const call = rest.map((each) => fieldCall(modules, module, each)).find((each) => each !== undefined);
  return { type, isInitOnly: false, ...(call !== undefined && { call }) };
}

/** `model_config`, the inner `Config` and the keywords of a model's class, the nearest first. */
function modelOptions({ classes }: Linearization): Map<string, Expression> {
  const options = new Map<string, Expression>();
  const add = (name: string | undefined, value: Expression) => {
    if (name !== undefined) options.set(name, value);
  };
  for (const { item } of classes.toReversed()) {
    const inner = item.classes.find((each) => each.name === 'Config');
    for (const field of inner?.fields ?? []) if (field.value !== undefined) add(field.name, field.value);
    const config = item.fields.findLast((each) => each.name === 'model_config')?.value;
    if (config?.kind === 'call') for (const { name, value } of config.keywords) add(name, value);
    if (config?.kind === 'dict') for (const { key, value } of config.entries) add(textIn(key), value);
    for (const { name, value } of item.keywords) if (name !== 'metaclass') add(name, value);
  }
  return options;
}

/** What a Pydantic model does with names that it does not know; `undefined` where it is computed. */
export function extraOf(fields: ClassFields): 'allow' | 'forbid' | 'ignore' | undefined {
  const extra = fields.options.get('extra');
  if (extra === undefined) return 'ignore';
  const text = extra.kind === 'name' ? extra.path.replace(/^.*\./, '') : textIn(extra);
  return text === 'allow' || text === 'forbid' || text === 'ignore' ? text : undefined;
}

function isTrue(expression: Expression | undefined): boolean {
  return expression?.kind === 'bool' && expression.value;
}

function isFalse(expression: Expression | undefined): boolean {
  return expression?.kind === 'bool' && !expression.value;
}

/** Whether a dataclass-like decorator writes the constructor: it does unless told `init=False`. */
export function writesConstructor(options: ReadonlyMap<string, Expression>): boolean {
  return !isFalse(options.get('init'));
}
