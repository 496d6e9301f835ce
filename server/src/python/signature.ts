import type { CallSite } from './calls.ts';
import { extraOf, fieldsDecorator, fieldsOf, writesConstructor } from './classFields.ts';
import type { Expression } from './expression.ts';
import { linearize } from './linearize.ts';
import type { PythonModule } from './module.ts';
import type { Parameter, ParameterKind } from './parameters.ts';
import { knownName, type Located, type PythonModules, type Resolved, resolveName } from './resolve.ts';
import type { PythonClass, PythonFunction } from './scope.ts';

/** A parameter that a caller may give, `self` and `cls` left out. */
export interface SignatureParameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly annotation: Expression | undefined;
  readonly default: Expression | undefined;
  readonly isRequired: boolean;
  /** Where its names are looked up and its place is. */
  readonly module: PythonModule;
  readonly nameRange: Parameter['nameRange'];
  readonly documentation: string | undefined;
}

/** What a call may be given. */
export interface Signature {
  readonly parameters: readonly SignatureParameter[];
  /** Other keywords may be taken too, or it cannot be told: nothing may be called unknown. */
  readonly isOpen: boolean;
  /** Some parameters may not be seen, so that nothing may be called missing. */
  readonly isIncomplete: boolean;
  /** What the parameters were read from. */
  readonly source: 'function' | 'init' | 'new' | 'fields' | 'object' | 'unknown';
  /** The function that takes them, where it is written. */
  readonly definition?: Located<PythonFunction>;
}

const UNKNOWN: Signature = { parameters: [], isOpen: true, isIncomplete: true, source: 'unknown' };
const DEPTH_BUDGET = 30;

/** The parameters of a function, of a method as it is reached, or of a class's constructor. */
export function signatureOf(modules: PythonModules, callable: Resolved): Signature {
  if (callable.kind === 'class') return constructorOf(modules, callable);
  if (callable.kind !== 'function') return UNKNOWN;
  const isMethod = callable.item.qualifiedName.includes('.');
  const isBound = isMethod && (hasDecorator(callable.item, 'classmethod') || callable.item.name === '__new__');
  return ofFunction(modules, callable, 'function', isBound);
}

/** Decorators under which a function keeps its parameters. */
const KEEPS_PARAMETERS =
  /^(builtins\.)?(staticmethod|classmethod|property)$|^(functools\.(wraps|lru_cache|cache)|typing(_extensions)?\.(overload|override|final|no_type_check)|abc\.abstractmethod|torch(\.autograd)?\.(no_grad|inference_mode|enable_grad)(\.\w+)?|torch\.jit\.\w+|contextlib\.\w+|hydra_zen\.\w+|typing(_extensions)?\.deprecated|warnings\.deprecated)$/;

function hasDecorator(item: PythonFunction, name: string): boolean {
  return item.decorators.some((each) => each.callee === name);
}

/** `def decorator(function: T) -> T`: by its annotations what it returns is called as what it is given. */
function returnsWhatItTakes(modules: PythonModules, module: PythonModule, callee: string): boolean {
  const found = callee === '' ? undefined : resolveName(modules, module, callee);
  if (found?.kind !== 'function') return false;
  const [first] = found.item.parameters;
  const { returns } = found.item;
  if (first?.annotation?.kind !== 'name' || returns?.kind !== 'name' || first.annotation.path !== returns.path)
    return false;
  const type = resolveName(modules, found.module, returns.path);
  return (
    type.kind === 'constant' &&
    type.item.value?.kind === 'call' &&
    type.item.value.callee.kind === 'name' &&
    /^typing(_extensions)?\.TypeVar$/.test(knownName(modules, type.module, type.item.value.callee.path))
  );
}

function ofFunction(
  modules: PythonModules,
  located: Located<PythonFunction>,
  source: Signature['source'],
  dropsFirst: boolean,
): Signature {
  const { module, item } = located;
  const isWrapped = item.decorators.some((each) => {
    if (KEEPS_PARAMETERS.test(each.callee) || KEEPS_PARAMETERS.test(knownName(modules, module, each.callee)))
      return false;
    return each.call !== undefined || !returnsWhatItTakes(modules, module, each.callee);
  });
  const written = item.parameters;
  const isFirstNamed = written[0]?.kind.startsWith('positional') === true;
  const parameters = (dropsFirst && isFirstNamed ? written.slice(1) : written).map((each) => taken(module, each));
  const isOpen = isWrapped || parameters.some((each) => each.kind === 'varKeyword');
  return { parameters, isOpen, isIncomplete: isWrapped, source, definition: located };
}

function taken(module: PythonModule, parameter: Parameter): SignatureParameter {
  const isVariable = parameter.kind === 'varPositional' || parameter.kind === 'varKeyword';
  return {
    name: parameter.name,
    kind: parameter.kind,
    annotation: parameter.annotation,
    default: parameter.default,
    isRequired: !isVariable && parameter.default === undefined,
    module,
    nameRange: parameter.nameRange,
    documentation: undefined,
  };
}

function constructorOf(modules: PythonModules, located: Located<PythonClass>): Signature {
  const order = linearize(modules, located);
  const isMetaclassKnown = order.classes.every(({ module, item }) => {
    const metaclass = item.keywords.find((each) => each.name === 'metaclass')?.value;
    if (metaclass === undefined) return true;
    return (
      metaclass.kind === 'name' && /^(abc\.ABCMeta|builtins\.type)$/.test(knownName(modules, module, metaclass.path))
    );
  });
  const signature = fromOrder(modules, order.classes, order.known, order.isOpen, 0);
  return isMetaclassKnown ? signature : { ...signature, isOpen: true, isIncomplete: true };
}

/** The first constructor in a method resolution order. */
function fromOrder(
  modules: PythonModules,
  classes: readonly Located<PythonClass>[],
  known: readonly string[],
  isOpen: boolean,
  depth: number,
): Signature {
  if (depth > DEPTH_BUDGET) return UNKNOWN;
  for (const [index, each] of classes.entries()) {
    const rest = classes.slice(index + 1);
    const written = each.item.methods.findLast(
      (method) => method.name === '__init__' && !hasDecorator(method, 'overload'),
    );
    if (written !== undefined) {
      const own = ofFunction(modules, { module: each.module, item: written }, 'init', true);
      return passedOn(own, each.module, written, () => fromOrder(modules, rest, known, isOpen, depth + 1));
    }
    const decorator = fieldsDecorator(modules, each);
    if (decorator !== undefined && writesConstructor(decorator.options)) return fromFields(modules, each);
    if (isMadeUnseen(modules, each)) return UNKNOWN;
    const made = each.item.methods.findLast((method) => method.name === '__new__' && !hasDecorator(method, 'overload'));
    if (made !== undefined) {
      const isInitElsewhere =
        isOpen || rest.some(({ item }) => item.methods.some((method) => method.name === '__init__'));
      const own = ofFunction(modules, { module: each.module, item: made }, 'new', true);
      return isInitElsewhere ? { ...own, isOpen: true, isIncomplete: true } : own;
    }
  }
  const [last] = classes;
  if (
    last !== undefined &&
    known.some((name) => /\.(BaseModel|BaseSettings|NamedTuple|TypedDict|SQLModel)$/.test(name))
  )
    return isOpen ? { ...fromFields(modules, last), isOpen: true, isIncomplete: true } : fromFields(modules, last);
  // Of an enum, a root model or a class with a base that is not known, nothing is flagged.
  if (isOpen || known.some((name) => /^(enum|pydantic|pydantic_settings|sqlmodel)\b/.test(name))) return UNKNOWN;
  return { parameters: [], isOpen: false, isIncomplete: false, source: 'object' };
}

/** Decorators that are known to leave the class's constructor alone. */
const KEEPS_CLASS =
  /^(functools\.total_ordering|typing(_extensions)?\.(final|runtime_checkable)|enum\.unique|torch\.jit\.script)$/;

/** A decorator that is not understood may write a constructor where none is written. */
function isMadeUnseen(modules: PythonModules, { module, item }: Located<PythonClass>): boolean {
  return item.decorators.some((each) => {
    const name = knownName(modules, module, each.callee);
    return !KEEPS_CLASS.test(name) && !/^dataclasses\./.test(name) && !/regist/i.test(each.callee);
  });
}

function fromFields(modules: PythonModules, located: Located<PythonClass>): Signature {
  const fields = fieldsOf(modules, located);
  const { kind } = fields;
  const isByName = ['populate_by_name', 'validate_by_name', 'allow_population_by_field_name'].some((name) => {
    const value = fields.options.get(name);
    return value !== undefined && !(value.kind === 'bool' && !value.value);
  });
  const parameters = fields.fields
    .filter((field) => field.isInit || kind === 'pydantic')
    .flatMap((field): SignatureParameter[] => {
      const names =
        field.aliases.length === 0 ? [field.name] : isByName ? [field.name, ...field.aliases] : field.aliases;
      return names.map((name) => ({
        name,
        kind: field.isKeywordOnly ? 'keywordOnly' : 'positional',
        annotation: field.annotation,
        default: field.default ?? field.factory,
        // Any of several names will do.
        isRequired: field.isRequired && names.length === 1,
        module: field.module,
        nameRange: field.assignment.nameRange,
        documentation: field.documentation,
      }));
    });
  const sorted = [
    ...parameters.filter((each) => each.kind === 'positional'),
    ...parameters.filter((each) => each.kind !== 'positional'),
  ];
  const isLenient = kind === 'pydantic' && (extraOf(fields) !== 'forbid' || fields.options.has('alias_generator'));
  return {
    parameters: sorted,
    isOpen: fields.isOpen || isLenient,
    isIncomplete: fields.isOpen || fields.options.has('alias_generator'),
    source: 'fields',
  };
}

/** `**kwargs` that only go to `super().__init__(…)` take what the next constructor takes. */
function passedOn(own: Signature, module: PythonModule, method: PythonFunction, next: () => Signature): Signature {
  const rest = own.parameters.find((each) => each.kind === 'varKeyword');
  if (rest === undefined || own.isIncomplete) return own;
  const { start, end } = method.bodyRange;
  const calls = module.calls.filter((site) => site.range.start >= start && site.range.end <= end);
  const supers = calls.filter((site) => /^super\(.*\)\.__init__$/.test(site.callee));
  const [site] = supers;
  const uses = countName(module, rest.name, start, end);
  if (site === undefined || supers.length > 1 || uses !== 1 || !passes(site, rest.name)) return own;
  const above = next();
  const given = new Set([
    ...own.parameters.map((each) => each.name),
    ...site.call.keywords.flatMap((each) => each.name ?? []),
  ]);
  const positional = site.call.positional.filter((each) => each.kind !== 'starred').length;
  const passesStar = site.call.positional.some((each) => each.kind === 'starred');
  let filled = positional;
  const inherited = above.parameters.filter((each) => {
    if (filled > 0 && (each.kind === 'positional' || each.kind === 'positionalOnly')) {
      filled--;
      return false;
    }
    return !given.has(each.name) && each.kind !== 'positionalOnly' && (passesStar || each.kind !== 'varPositional');
  });
  const mine = own.parameters.filter((each) => each !== rest && !(passesStar && each.kind === 'varPositional'));
  const theirs = inherited.map((each) =>
    each.kind === 'positional' && !passesStar ? { ...each, kind: 'keywordOnly' as const } : each,
  );
  return { ...own, parameters: [...mine, ...theirs], isOpen: above.isOpen, isIncomplete: above.isIncomplete };
}

function passes(site: CallSite, name: string): boolean {
  return site.call.keywords.some(
    (each) => each.name === undefined && each.value.kind === 'name' && each.value.path === name,
  );
}

function countName(module: PythonModule, name: string, start: number, end: number): number {
  let count = 0;
  module.tree.iterate({
    from: start,
    to: end,
    enter(node) {
      if (node.name === 'VariableName' && node.from >= start && module.text.slice(node.from, node.to) === name) count++;
    },
  });
  return count;
}
