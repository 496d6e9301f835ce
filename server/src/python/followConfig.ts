import type { SyntaxNode } from '@lezer/common';
import {
  type Body,
  CLASS,
  type ConfigUse,
  childOf,
  INSTANCE,
  Knowledge,
  NONE,
  PART,
  pathsIn,
  TEXT,
  THROUGH,
  union,
  type Values,
} from './configUse.ts';
import { type Around, call, keyOfBody } from './followCalls.ts';
import type { PythonModule } from './module.ts';
import type { PythonModules } from './resolve.ts';
import { stringOf } from './strings.ts';
import { childrenOf, commaGroups, rangeOf, textOf } from './syntax.ts';

const ROUND_BUDGET = 30;
const BODY_BUDGET = 2_000;
const NODE_BUDGET = 3_000_000;

/**
 * What a program does with the config that a function gets as its first argument: through variables, copies into
 * namespaces, arguments, attributes of its own classes and results, wherever its own code is reached. Nothing is run;
 * what cannot be followed is open.
 */
export function followConfig(seenFrom: (uri: string) => PythonModules, start: readonly Body[]): ConfigUse {
  const knowledge = new Knowledge();
  for (const body of start) {
    const key = keyOfBody(body);
    knowledge.bodies.set(key, body);
    knowledge.certain.add(key);
    const [first] = body.item.parameters;
    if (first !== undefined) knowledge.add(knowledge.variables, key, first.name, new Set([PART]));
  }
  let nodes = 0;
  for (let round = 0; round === 0 || knowledge.hasChanged; round++) {
    knowledge.hasChanged = false;
    for (const [key, body] of knowledge.bodies) {
      const around: Around = {
        knowledge,
        body,
        key,
        modules: seenFrom(body.module.uri),
        conditions: knowledge.certain.has(key) ? 0 : 1,
        isGuard: false,
        evaluate: (node) => {
          if (++nodes > NODE_BUDGET) knowledge.isExhausted = true;
          return knowledge.isExhausted ? NONE : evaluate(around, node);
        },
        bind: (target, values) => bind(around, target, values),
      };
      const node = nodeOf(body.module, body);
      if (node === undefined) knowledge.isExhausted = true;
      else around.evaluate(node);
    }
    if (round > ROUND_BUDGET || knowledge.bodies.size > BODY_BUDGET) knowledge.isExhausted = true;
    if (knowledge.isExhausted) break;
  }
  return knowledge.result();
}

function nodeOf(module: PythonModule, { item }: Body): SyntaxNode | undefined {
  if (item.bodyRange.start >= item.bodyRange.end) return undefined;
  let node: SyntaxNode | null = module.tree.resolveInner(item.bodyRange.start, 1);
  while (node !== null && node.name !== 'Body') node = node.parent;
  return node ?? undefined;
}

/** What an expression may stand for; of a statement, what happens in it. */
function evaluate(around: Around, node: SyntaxNode): Values {
  const { knowledge, key } = around;
  const inner = (): SyntaxNode[] => childrenOf(node);
  const source = around.body.module;
  switch (node.name) {
    case 'VariableName': {
      const name = textOf(source, node);
      return knowledge.variables.get(key)?.get(name) ?? NONE;
    }
    case 'String':
    case 'ContinuedString': {
      const text = stringOf(source, node);
      if (text !== undefined) return new Set([`${TEXT}${text}`]);
      return all(around, inner());
    }
    case 'FormatReplacement':
      knowledge.open(all(around, inner()), 'shown', 'it is formatted');
      return NONE;
    case 'MemberExpression':
      return memberOf(around, node);
    case 'CallExpression':
      return call(around, node);
    case 'ParenthesizedExpression':
    case 'AwaitExpression':
      return all(around, inner());
    case 'NamedExpression': {
      const [target, , value] = inner();
      const values = value === undefined ? NONE : around.evaluate(value);
      if (target !== undefined) around.bind(target, values);
      return values;
    }
    case 'ConditionalExpression': {
      const [left, , condition, , right] = inner();
      if (condition !== undefined) around.evaluate(condition);
      return sometimes(around, () => all(around, [left, right]));
    }
    case 'BinaryExpression':
      return binary(around, node);
    case 'LambdaExpression': {
      const body = inner().at(-1);
      const values = body === undefined ? NONE : sometimes(around, () => around.evaluate(body));
      knowledge.open(values, 'handedOn', 'a lambda gives it away');
      return NONE;
    }
    case 'ArrayComprehensionExpression':
    case 'ComprehensionExpression':
    case 'SetComprehensionExpression':
    case 'DictionaryComprehensionExpression':
      return comprehension(around, node);
    case 'ArrayExpression':
    case 'TupleExpression':
    case 'SetExpression':
    case 'DictionaryExpression':
      return literal(around, node);
    case 'AssignStatement':
      return assignment(around, node);
    case 'UpdateStatement': {
      const [target, operator, value] = inner();
      const values = value === undefined ? NONE : around.evaluate(value);
      const isMerge = operator !== undefined && textOf(source, operator) === '|=';
      if (target !== undefined && isMerge) around.bind(target, values);
      return NONE;
    }
    case 'ReturnStatement':
      knowledge.addReturn(key, all(around, inner().slice(1)));
      return NONE;
    case 'YieldStatement':
    case 'YieldExpression':
      knowledge.open(all(around, inner().slice(1)), 'handedOn', 'it is yielded');
      return NONE;
    case 'ForStatement':
      return loop(around, node);
    case 'IfStatement':
    case 'WhileStatement':
    case 'MatchStatement':
    case 'TryStatement':
      return branches(around, node);
    case 'ScopeStatement': {
      // What other functions do with a variable of the module is not followed.
      const names = inner().slice(1);
      knowledge.open(all(around, names), 'handedOn', 'it is a variable of the module');
      return NONE;
    }
    case 'WithStatement': {
      const children = inner();
      const at = children.findIndex((child) => child.name === 'as');
      const values = all(around, children.slice(0, at === -1 ? children.length : at));
      const target = children[at + 1];
      if (at !== -1 && target !== undefined) around.bind(target, values);
      if (at !== -1) all(around, children.slice(at + 2));
      return NONE;
    }
    case 'FunctionDefinition': {
      const body = node.getChild('Body');
      return body === null ? NONE : sometimes(around, () => around.evaluate(body));
    }
    case 'ImportStatement':
    case 'ParamList':
    case 'TypeDef':
    case 'PropertyName':
      return NONE;
    default:
      all(around, inner());
      return NONE;
  }
}

function all(around: Around, nodes: readonly (SyntaxNode | undefined)[]): Values {
  return union(...nodes.map((node) => (node === undefined ? NONE : around.evaluate(node))));
}

function sometimes<T>(around: Around, work: () => T): T {
  around.conditions++;
  const result = work();
  around.conditions--;
  return result;
}

/** `cfg.a`, `cfg["a"]`, `cfg[key]`, `self.cfg`. */
function memberOf(around: Around, node: SyntaxNode): Values {
  const { knowledge, body } = around;
  const [object, mark, key, ...more] = childrenOf(node);
  if (object === undefined || key === undefined) return NONE;
  const values = around.evaluate(object);
  const { uri } = body.module;
  const isRequired = around.conditions === 0;
  if (mark?.name === '.') {
    const name = textOf(body.module, key);
    if (name === '__dict__') return values;
    const parts = pathsIn(values).map(
      (path) => `${PART}${knowledge.read(childOf(path, name), uri, rangeOf(key), isRequired)}`,
    );
    return union(new Set(parts), ...attributesOf(around, values, name));
  }
  const paths = pathsIn(values);
  const asked = around.evaluate(key);
  if (paths.length === 0) return NONE;
  const texts = pathsIn(asked, TEXT);
  const number = key.name === 'Number' ? [textOf(body.module, key)] : [];
  if (more.length > 1) return values;
  const names = [...texts, ...number];
  const isKnown = names.length > 0 && asked.size === texts.length;
  if (!isKnown) knowledge.open(values, 'shown', 'a key is computed');
  const parts = (isKnown ? names : [...names, '*']).flatMap((name) =>
    paths.map((path) =>
      knowledge.read(childOf(path, name), uri, rangeOf(key), isRequired && isKnown && names.length === 1),
    ),
  );
  return new Set(parts.map((path) => `${PART}${path}`));
}

function attributesOf({ knowledge, body }: Around, values: Values, name: string): Values[] {
  return pathsIn(values, INSTANCE).flatMap((owner) => {
    const attributes = knowledge.attributes.get(owner);
    const copied = pathsIn(attributes?.get('*') ?? NONE).map((path) => {
      return `${PART}${knowledge.read(childOf(path, name), body.module.uri, body.item.nameRange, false)}`;
    });
    return [attributes?.get(name) ?? NONE, new Set(copied)];
  });
}

function binary(around: Around, node: SyntaxNode): Values {
  const { knowledge, body } = around;
  const children = childrenOf(node);
  const [left, operator] = children;
  const right = children.at(-1);
  if (left === undefined || right === undefined || operator === undefined) return NONE;
  const name = textOf(body.module, operator);
  const first = around.evaluate(left);
  if (name === 'and' || name === 'or')
    return union(
      first,
      sometimes(around, () => around.evaluate(right)),
    );
  const second = around.evaluate(right);
  if (name === '|') return union(first, second);
  if (children.some((child) => child.name === 'in')) {
    for (const path of pathsIn(second)) {
      for (const text of pathsIn(first, TEXT)) {
        knowledge.read(childOf(path, text), body.module.uri, rangeOf(left), false);
        if (!around.isGuard) knowledge.optional.add(childOf(path, text));
      }
    }
  }
  return NONE;
}

/** What a loop's variable gets: values of a mapping, entries of a list. */
function entriesOf({ knowledge }: Around, values: Values): Values {
  knowledge.open(values, 'shown', 'a loop goes through it');
  const parts = pathsIn(values).map((path) => `${PART}${childOf(path, '*')}`);
  return new Set([...parts, ...pathsIn(values, THROUGH).map((path) => `${PART}${path}`)]);
}

function loop(around: Around, node: SyntaxNode): Values {
  const children = childrenOf(node);
  const at = children.findIndex((child) => child.name === 'in');
  const iterable = children[at + 1];
  if (at === -1 || iterable === undefined) return NONE;
  const values = entriesOf(around, around.evaluate(iterable));
  const start = children.findIndex((child) => child.name === 'for') + 1;
  for (const target of children.slice(start, at)) around.bind(target, values);
  sometimes(around, () => all(around, children.slice(at + 2)));
  return leaves(around, node);
}

function comprehension(around: Around, node: SyntaxNode): Values {
  const children = childrenOf(node);
  const first = children.findIndex((child) => child.name === 'for' || child.name === 'async');
  for (let index = first; index !== -1 && index < children.length; index++) {
    if (children[index]?.name !== 'in') continue;
    const iterable = children[index + 1];
    const values = iterable === undefined ? NONE : entriesOf(around, around.evaluate(iterable));
    const start = children.findLastIndex((child, each) => each < index && child.name === 'for') + 1;
    for (const target of children.slice(start, index)) around.bind(target, values);
  }
  sometimes(around, () =>
    all(
      around,
      children.slice(first).filter((child) => child.name !== 'VariableName'),
    ),
  );
  const [, key, colon, value] = children;
  const made = sometimes(around, () => around.evaluate((colon?.name === ':' ? value : key) ?? node.firstChild ?? node));
  if (colon?.name === ':' && key !== undefined) around.evaluate(key);
  // A mapping or a list of all values is a copy of what has them.
  const copies = pathsIn(made).filter((path) => path === '*' || path.endsWith('.*'));
  around.knowledge.open(
    new Set([...made].filter((each) => !copies.includes(each.slice(PART.length)))),
    'handedOn',
    'it is put into a list',
  );
  return new Set(copies.map((path) => `${PART}${path.replace(/\.?\*$/, '')}`));
}

/** `{**cfg, "a": 1}` is a copy; what else is put into a list or a mapping is not followed. */
function literal(around: Around, node: SyntaxNode): Values {
  let copied: Values = NONE;
  for (const group of commaGroups(childrenOf(node))) {
    const isSpread = group[0]?.name === '**' || group[0]?.name === '*';
    const values = all(around, group.slice(isSpread ? 1 : 0));
    if (isSpread) copied = union(copied, values);
    else around.knowledge.open(values, 'handedOn', 'it is put into a list or a mapping');
  }
  return copied;
}

function assignment(around: Around, node: SyntaxNode): Values {
  const parts: SyntaxNode[][] = [[]];
  for (const child of childrenOf(node)) {
    if (child.name === 'AssignOp') parts.push([]);
    else if (child.name !== 'TypeDef') parts.at(-1)?.push(child);
  }
  const given = parts.length > 1 ? commaGroups(parts.pop() ?? []) : [];
  const values = given.map((group) => all(around, group));
  for (const part of parts) {
    const targets = commaGroups(part);
    for (const [index, group] of targets.entries()) {
      const [target] = group;
      const own = targets.length === values.length ? values[index] : union(...values);
      if (target !== undefined) around.bind(target, own ?? NONE);
    }
  }
  return NONE;
}

function bind(around: Around, target: SyntaxNode, values: Values): void {
  const { knowledge, key, body } = around;
  if (target.name === 'VariableName') {
    knowledge.add(knowledge.variables, key, textOf(body.module, target), values);
    return;
  }
  const [object, mark, name] = childrenOf(target);
  if (target.name !== 'MemberExpression') {
    for (const child of childrenOf(target))
      if (/Expression$|VariableName/.test(child.name)) bind(around, child, values);
    return;
  }
  if (object === undefined || name === undefined) return;
  const owners = around.evaluate(object);
  if (mark?.name !== '.') around.evaluate(name);
  const instances = [...pathsIn(owners, INSTANCE), ...pathsIn(owners, CLASS)];
  if (mark?.name === '.') {
    for (const owner of instances) knowledge.add(knowledge.attributes, owner, textOf(body.module, name), values);
  }
  if (instances.length === 0) knowledge.open(values, 'handedOn', 'another object has it');
}

/** Bodies that only some runs go through; what stands behind an early return is among them. */
function branches(around: Around, node: SyntaxNode): Values {
  const children = childrenOf(node);
  const isCaught = node.name === 'TryStatement' && catchesMissing(around, node);
  const guards = node.name === 'IfStatement' && endsInRaise(children.find((child) => child.name === 'Body'));
  for (const [index, child] of children.entries()) {
    if (child.name !== 'Body' && child.name !== 'MatchBody') {
      around.isGuard = guards && index === 1;
      around.evaluate(child);
      around.isGuard = false;
    } else if (node.name === 'TryStatement' && !isCaught && index === 1) around.evaluate(child);
    else sometimes(around, () => around.evaluate(child));
  }
  return leaves(around, node);
}

const CATCHES_MISSING =
  /except\s*(:|.*\b(Exception|BaseException|AttributeError|KeyError|LookupError|Config\w*Error|OmegaConf\w*)\b)/;

function catchesMissing({ body }: Around, node: SyntaxNode): boolean {
  return childrenOf(node).some((child) => child.name === 'except') && CATCHES_MISSING.test(textOf(body.module, node));
}

function endsInRaise(body: SyntaxNode | undefined): boolean {
  return body !== undefined && childrenOf(body).at(-1)?.name === 'RaiseStatement';
}

function leaves(around: Around, node: SyntaxNode): Values {
  let found = false;
  node.cursor().iterate((each) => {
    if (each.name === 'FunctionDefinition' || each.name === 'LambdaExpression') return false;
    found ||= each.name === 'ReturnStatement' || each.name === 'BreakStatement' || each.name === 'ContinueStatement';
    return !found;
  });
  if (found) around.conditions++;
  return NONE;
}
