import type { SyntaxNode } from '@lezer/common';
import {
  type Body,
  CLASS,
  childOf,
  INSTANCE,
  type Knowledge,
  NONE,
  PART,
  pathsIn,
  TEXT,
  THROUGH,
  union,
  type Values,
} from './configUse.ts';
import { firstSegment, importedName } from './imports.ts';
import { linearize } from './linearize.ts';
import { type Located, memberOf, type PythonModules, type Resolved, resolveDotted, resolveName } from './resolve.ts';
import type { PythonClass } from './scope.ts';
import { childrenOf, commaGroups, rangeOf, textOf } from './syntax.ts';

/** The body that is being followed. */
export interface Around {
  readonly knowledge: Knowledge;
  readonly body: Body;
  readonly key: string;
  readonly modules: PythonModules;
  /** How many conditions stand around the place; what is there on every run has none. */
  conditions: number;
  /** The condition of an `if` that raises. */
  isGuard: boolean;
  readonly evaluate: (node: SyntaxNode) => Values;
  readonly bind: (target: SyntaxNode, values: Values) => void;
}

interface Argument {
  /** `*`, `**`, or the keyword. */
  readonly name: string | undefined;
  readonly node: SyntaxNode;
  readonly values: Values;
}

/** A method belongs to the class that it is called for: what `self` is differs from one to the other. */
export function keyOfBody({ module, item, owner }: Body): string {
  const self = owner === undefined ? '' : ` of ${classKey(owner)}`;
  return `${module.uri}#${item.qualifiedName}@${item.range.start}${self}`;
}

function classKey({ module, item }: Located<PythonClass>): string {
  return `${module.uri}#${item.qualifiedName}`;
}

/** Copies with the same keys. */
const COPYING =
  /(^|\.)(SimpleNamespace|Namespace|EasyDict|edict|Munch|munchify|DotMap|DotDict|dotdict|AttrDict|AttributeDict|Box|Bunch|ConfigDict|DictConfig|deepcopy|copy|asdict|dict|OrderedDict|MappingProxyType|vars|list|tuple|sorted|reversed|enumerate|zip|iter)$|OmegaConf\.(to_container|to_object|create|merge|unsafe_merge|masked_copy|structured)$/;
/** What prints or stores the whole, and what only looks at it. */
const SHOWING =
  /(^|\.)(print|pprint|pformat|rprint|str|repr|format|to_yaml|save|safe_dump|dump|dumps|debug|info|warning|error|log|critical|exception|log_hyperparams|log_config|save_hyperparameters_to_yaml|len)$|^wandb\.(init|config\.update)$|\.config\.update$/;
const HARMLESS =
  /(^|\.)(isinstance|type|id|bool|int|float|abs|min|max|sum|round|range|any|all|open|hash|callable|issubclass|Path)$|OmegaConf\.(set_struct|set_readonly|resolve|is_\w+|get_type|missing_keys|update|register_new_resolver|clear_resolver)$|(^|\.)(open_dict|read_write|flag_override)$|^os\.(path\.\w+|makedirs|environ\.get)$/;
const SELECTING = /OmegaConf\.select$/;

/** What a call gives, and what it does with what it is given. */
export function call(around: Around, node: SyntaxNode): Values {
  const [callee] = childrenOf(node);
  const list = node.getChild('ArgList');
  if (callee === undefined || list === null) return NONE;
  const written = textOf(around.body.module, callee).replace(/\s+/g, '').slice(0, 300);
  const given = argumentsOf(around, list);
  const name = nameOf(around, written);
  if (/^(getattr|hasattr)$/.test(written)) return byName(around, given, written === 'hasattr');
  if (written === 'setattr') return setByName(around, given);
  if (SELECTING.test(name)) return byName(around, given, false, true);
  const method = callee.name === 'MemberExpression' ? methodCall(around, callee, given) : undefined;
  if (method !== undefined) return method;
  const local = callee.name === 'VariableName' ? around.evaluate(callee) : NONE;
  const made = pathsIn(local, CLASS).flatMap((key) => around.knowledge.classes.get(key) ?? []);
  if (made.length > 0) return union(...made.map((each) => instanceOf(around, each, given)));
  const nested = callee.name === 'VariableName' ? nestedCall(around, written, given) : undefined;
  if (nested !== undefined) return nested;
  const found = /^[\w.]+$/.test(written) && local.size === 0 ? resolved(around, written) : undefined;
  if (found?.kind === 'function') return functionCall(around, found, given);
  if (found?.kind === 'class') return instanceOf(around, found, given);
  return libraryCall(around, name, given);
}

function argumentsOf(around: Around, list: SyntaxNode): Argument[] {
  const children = childrenOf(list);
  const isGenerator = children.some((child) => child.name === 'for');
  if (isGenerator) {
    for (const child of children) around.evaluate(child);
    return [];
  }
  return commaGroups(children).flatMap((group): Argument[] => {
    const [first, second, third] = group;
    if (first === undefined) return [];
    const isSpread = first.name === '*' || first.name === '**';
    const value = isSpread ? second : second?.name === 'AssignOp' ? third : first;
    if (value === undefined) return [];
    const name = isSpread ? first.name : value === first ? undefined : textOf(around.body.module, first);
    return [{ name, node: value, values: around.evaluate(value) }];
  });
}

function nameOf({ body }: Around, written: string): string {
  const own = body.module.localImports.get(body.item.qualifiedName);
  return importedName(own?.has(firstSegment(written)) ? own : body.module.imports, written);
}

function resolved(around: Around, written: string): Resolved {
  const { body, modules } = around;
  const own = body.module.localImports.get(body.item.qualifiedName);
  if (!own?.has(firstSegment(written))) return resolveName(modules, body.module, written);
  return resolveDotted(modules, importedName(own, written));
}

/** `getattr(cfg, "a", default)`, `OmegaConf.select(cfg, "a.b")`. */
function byName(around: Around, given: readonly Argument[], isCheck: boolean, isSelect = false): Values {
  const [object, key, fallback] = given;
  if (object === undefined || key === undefined) return NONE;
  const { knowledge, body, conditions, isGuard } = around;
  const names = pathsIn(key.values, TEXT);
  const isOptional = isSelect || fallback !== undefined || isCheck;
  if (names.length === 0 || names.length < key.values.size) knowledge.open(object.values, 'shown', 'a key is computed');
  const found = new Set<string>();
  for (const path of pathsIn(object.values)) {
    for (const name of names.length === 0 ? ['*'] : names) {
      const at = childOf(path, name);
      // Whoever calls with a name asks for it: the texts of several calls come together here.
      const isRequired = !isOptional && conditions === 0 && name !== '*';
      knowledge.read(at, body.module.uri, rangeOf(key.node), isRequired);
      if (isOptional && !(isCheck && isGuard)) knowledge.optional.add(at);
      if (!isCheck) found.add(`${PART}${at}`);
    }
  }
  const attributes = pathsIn(object.values, INSTANCE).flatMap((owner) =>
    names.map((name) => knowledge.attributes.get(owner)?.get(name) ?? NONE),
  );
  return union(found, ...attributes, fallback?.values ?? NONE);
}

/** `setattr(args, key, value)` for all keys of a config makes a copy of it. */
function setByName({ knowledge, bind }: Around, given: readonly Argument[]): Values {
  const [object, , value] = given;
  if (object === undefined || value === undefined) return NONE;
  const whole = pathsIn(value.values).filter((path) => path === '*' || path.endsWith('.*'));
  const copied: Values = new Set(whole.map((path) => `${PART}${path.replace(/\.?\*$/, '')}`));
  const instances = pathsIn(object.values, INSTANCE);
  for (const owner of instances) knowledge.add(knowledge.attributes, owner, '*', copied);
  if (object.node.name === 'VariableName' && instances.length === 0) bind(object.node, copied);
  else if (instances.length === 0) knowledge.open(copied, 'handedOn', 'another object has it');
  return NONE;
}

/** A method of a part of the config, or of an instance; `undefined` where the object is neither. */
function methodCall(around: Around, callee: SyntaxNode, given: readonly Argument[]): Values | undefined {
  const { knowledge, body } = around;
  const [object, , name] = childrenOf(callee);
  if (object === undefined || name === undefined) return undefined;
  const method = textOf(body.module, name);
  if (textOf(body.module, object).replace(/\s+/g, '') === 'super()') return superCall(around, method, given);
  const values = around.evaluate(object);
  if (method === 'update') {
    const added = union(...given.map((each) => each.values));
    const target = namespaceIn(body.module, object);
    if (target !== undefined && added.size > 0) {
      around.bind(target, added);
      return NONE;
    }
  }
  const owners = [...pathsIn(values, INSTANCE), ...pathsIn(values, CLASS)].flatMap(
    (key) => knowledge.classes.get(key) ?? [],
  );
  if (owners.length > 0) return union(...owners.map((owner) => ownMethod(around, owner, method, given)));
  if (pathsIn(values).length === 0) return undefined;
  if (/^(get|pop|setdefault|__getitem__|__getattr__)$/.test(method) && given[0] !== undefined) {
    const whole: Argument = { name: undefined, node: object, values };
    const [key, fallback] = given;
    const isSure = method.startsWith('__') || (method === 'pop' && fallback === undefined);
    return byName(around, [whole, key, ...(isSure ? [] : [fallback ?? key])], false);
  }
  if (method === 'items' || method === 'values') {
    knowledge.open(values, 'shown', 'a loop goes through it');
    return new Set(pathsIn(values).map((path) => `${THROUGH}${childOf(path, '*')}`));
  }
  if (/^(copy|deepcopy|to_dict|toDict|as_dict|_asdict|__copy__|model_dump)$/.test(method)) return values;
  if (/^(keys|__contains__|__len__)$/.test(method)) {
    knowledge.open(values, 'shown', 'a loop goes through it');
    return NONE;
  }
  handOn(around, given, `it is an argument of ${method}`);
  return NONE;
}

/** The variable of a namespace that `vars(args).update(…)`, `args.__dict__.update(…)` and `args.update(…)` fill. */
function namespaceIn(source: { readonly text: string }, object: SyntaxNode): SyntaxNode | undefined {
  if (object.name === 'VariableName') return object;
  const [first, , second] = childrenOf(object);
  if (object.name === 'MemberExpression' && second !== undefined && textOf(source, second) === '__dict__')
    return first?.name === 'VariableName' ? first : undefined;
  if (object.name !== 'CallExpression' || first === undefined || textOf(source, first) !== 'vars') return undefined;
  const inside = object.getChild('ArgList')?.getChild('VariableName');
  return inside ?? undefined;
}

function superCall(around: Around, method: string, given: readonly Argument[]): Values {
  const { body, modules } = around;
  const own = body.owner;
  if (own === undefined) return handOn(around, given, 'a base class has it');
  const { classes } = linearize(modules, own);
  const defining = classes.findIndex(
    ({ item }) => body.item.qualifiedName === `${item.qualifiedName}.${body.item.name}`,
  );
  for (const { module, item } of classes.slice(defining + 1)) {
    const found = item.methods.find((each) => each.name === method);
    if (found !== undefined) return functionCall(around, { kind: 'function', module, item: found, owner: own }, given);
  }
  return handOn(around, given, 'a base class has it');
}

function ownMethod(around: Around, owner: Located<PythonClass>, method: string, given: readonly Argument[]): Values {
  const found = memberOf(around.modules, { kind: 'class', ...owner }, method);
  if (found.kind === 'function') return functionCall(around, { ...found, owner }, given);
  if (found.kind === 'class') return instanceOf(around, found, given);
  return handOn(around, given, `it is an argument of ${method}`);
}

/** A function inside of the one that is followed: they share their variables here. */
function nestedCall(around: Around, name: string, given: readonly Argument[]): Values | undefined {
  const { body, knowledge, key } = around;
  let node: SyntaxNode | undefined;
  const { bodyRange } = body.item;
  body.module.tree.iterate({
    from: bodyRange.start,
    to: bodyRange.end,
    enter: (each) => {
      if (each.name !== 'FunctionDefinition' || each.from < bodyRange.start || each.from >= bodyRange.end) return;
      const own = each.node.getChild('VariableName');
      if (own !== null && textOf(body.module, own) === name) node = each.node;
    },
  });
  const list = node?.getChild('ParamList');
  if (list === null || list === undefined) return undefined;
  const parameters = commaGroups(childrenOf(list)).flatMap(([first]) => (first === undefined ? [] : [first]));
  for (const [index, { name: keyword, values }] of given.entries()) {
    const target = parameters.find((each) => textOf(body.module, each) === keyword) ?? parameters[index];
    if (target?.name === 'VariableName' && !keyword?.startsWith('*')) around.bind(target, values);
    else knowledge.open(values, 'handedOn', `it is an argument of ${name}`);
  }
  return knowledge.returns.get(key) ?? NONE;
}

function functionCall(
  around: Around,
  { module, item, owner }: Extract<Resolved, { kind: 'function' }>,
  given: readonly Argument[],
): Values {
  const isStatic = item.decorators.some(({ callee }) => callee === 'staticmethod');
  const isOfClass = item.decorators.some(({ callee }) => callee === 'classmethod');
  const { knowledge } = around;
  const isOwn = module.uri.endsWith('.py') && !/\/(site|dist)-packages\//.test(module.uri);
  const hasConfig = given.some(({ values }) => values.size > 0 && [...values].some((each) => !each.startsWith(TEXT)));
  if (!isOwn) return handOn(around, given, `${item.name} of a library has it`);
  if (!hasConfig && owner === undefined && given.length > 0) return NONE;
  const body: Body = { module, item, ...(owner !== undefined && { owner }) };
  const key = keyOfBody(body);
  if (!knowledge.bodies.has(key)) knowledge.hasChanged = true;
  knowledge.bodies.set(key, body);
  if (around.conditions === 0 && !knowledge.certain.has(key)) {
    knowledge.certain.add(key);
    knowledge.hasChanged = true;
  }
  let { parameters } = item;
  if (owner !== undefined && !isStatic) {
    const [self, ...others] = parameters;
    const own = classKey(owner);
    knowledge.classes.set(own, owner);
    if (self !== undefined) {
      const values = new Set([`${isOfClass ? CLASS : INSTANCE}${own}`]);
      knowledge.add(knowledge.variables, key, self.name, values);
    }
    parameters = others;
  }
  give(around, parameters, given, item.name, (name, values) => knowledge.add(knowledge.variables, key, name, values));
  return knowledge.returns.get(key) ?? NONE;
}

interface Taking {
  readonly name: string;
  readonly kind: string;
}

/** Hands arguments to parameters; a mapping that is spread gives each parameter the key of its name. */
function give(
  around: Around,
  parameters: readonly Taking[],
  given: readonly Argument[],
  callee: string,
  take: (name: string, values: Values) => void,
): void {
  const { knowledge, body } = around;
  const byPlace = parameters.filter(({ kind }) => kind === 'positional' || kind === 'positionalOnly');
  const rest = parameters.find(({ kind }) => kind === 'varKeyword');
  for (const [index, { name, node, values }] of given.entries()) {
    if (name === '**') {
      for (const path of pathsIn(values)) {
        for (const each of parameters) {
          if (each === rest) take(each.name, new Set([`${PART}${path}`]));
          else if (each.kind !== 'varPositional') {
            const at = knowledge.read(childOf(path, each.name), body.module.uri, rangeOf(node), false);
            take(each.name, new Set([`${PART}${at}`]));
          }
        }
      }
      continue;
    }
    const own = name === undefined ? byPlace[index] : parameters.find((each) => each.name === name);
    if (own !== undefined && own !== rest) take(own.name, values);
    else knowledge.open(values, 'handedOn', `${callee} has it`);
  }
}

function instanceOf(
  around: Around,
  owner: { readonly module: Located<PythonClass>['module']; readonly item: PythonClass },
  given: readonly Argument[],
): Values {
  const { knowledge, modules } = around;
  const located: Located<PythonClass> = { module: owner.module, item: owner.item };
  const isOwn = located.module.uri.endsWith('.py') && !/\/(site|dist)-packages\//.test(located.module.uri);
  if (!isOwn) return libraryCall(around, located.item.name, given);
  const key = classKey(located);
  knowledge.classes.set(key, located);
  const made = memberOf(modules, { kind: 'class', ...located }, '__init__');
  if (made.kind === 'function') functionCall(around, { ...made, owner: located }, given);
  else {
    const { classes, isOpen } = linearize(modules, located);
    const fields = classes.flatMap(({ item }) => item.fields.filter((each) => each.annotation !== undefined));
    if (isOpen && fields.length === 0) handOn(around, given, `a base class of ${located.item.name} has it`);
    const parameters = fields.map(({ name }) => ({ name, kind: 'positional' }));
    give(around, parameters, given, located.item.name, (name, values) =>
      knowledge.add(knowledge.attributes, key, name, values),
    );
  }
  // Whoever gets the instance may call any method.
  const attributes = [...(knowledge.attributes.get(key)?.values() ?? [])];
  if (attributes.some((values) => values.size > 0)) callAll(around, located);
  return new Set([`${INSTANCE}${key}`]);
}

function callAll(around: Around, located: Located<PythonClass>): void {
  const { knowledge, modules } = around;
  const { classes, isOpen } = linearize(modules, located);
  around.conditions++;
  for (const { module, item } of classes) {
    const isOwn = module.uri.endsWith('.py') && !/\/(site|dist)-packages\//.test(module.uri);
    if (!isOwn) continue;
    for (const method of item.methods) {
      functionCall(around, { kind: 'function', module, item: method, owner: located }, []);
    }
  }
  around.conditions--;
  if (!isOpen) return;
  // What libraries read of their own subclasses.
  const attributes = knowledge.attributes.get(classKey(located));
  for (const name of ['config', 'args', 'hparams', '_hparams', '*']) {
    knowledge.open(attributes?.get(name) ?? NONE, 'handedOn', `a base class of ${located.item.name} has it`);
  }
}

function libraryCall(around: Around, name: string, given: readonly Argument[]): Values {
  const { knowledge } = around;
  const values = union(...given.map((each) => each.values));
  if (HARMLESS.test(name)) return NONE;
  if (COPYING.test(name)) {
    const spread = given.filter((each) => each.name === undefined || each.name.startsWith('*'));
    const named = given.filter((each) => !spread.includes(each));
    knowledge.open(union(...named.map((each) => each.values)), 'handedOn', `it is an argument of ${name}`);
    const whole = union(...spread.map((each) => each.values));
    return new Set([...whole].filter((each) => !each.startsWith(TEXT)));
  }
  if (SHOWING.test(name)) {
    knowledge.open(values, 'shown', `${name} has it`);
    return NONE;
  }
  return handOn(around, given, `it is an argument of ${name === '' ? 'a call' : name}`);
}

function handOn({ knowledge }: Around, given: readonly Argument[], why: string): Values {
  knowledge.open(union(...given.map((each) => each.values)), 'handedOn', why);
  return NONE;
}
