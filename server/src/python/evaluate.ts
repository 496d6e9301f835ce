import { MISSING, NULL, type Plain, type Scalar, stringLeaf } from '../text/index.ts';
import type { CallExpression, Expression } from './expression.ts';
import type { PythonModule } from './module.ts';
import { knownName, type PythonModules, resolveName } from './resolve.ts';
import type { PythonClass } from './scope.ts';

const DEPTH_BUDGET = 60;
const BIT_BUDGET = 4096n;
const TEXT_BUDGET = 100_000;

interface Evaluation {
  readonly modules: PythonModules;
  /** What is left to evaluate, so that constants that double each other end. */
  budget: number;
}

/**
 * The value of an expression, constants followed through names and imports; `undefined` where it cannot be known.
 * Tuples are lists, as in a config.
 */
export function evaluate(
  modules: PythonModules,
  module: PythonModule,
  expression: Expression | undefined,
  within?: PythonClass,
): Plain | undefined {
  return valueIn({ modules, budget: 10_000 }, module, expression, within, 0);
}

/** As `evaluate`, where only a string will do. */
export function evaluateText(
  modules: PythonModules,
  module: PythonModule,
  expression: Expression | undefined,
): string | undefined {
  if (expression?.kind === 'string') return expression.value;
  const value = evaluate(modules, module, expression);
  return value === undefined ? undefined : textOfPlain(value);
}

function textOfPlain(value: Plain): string | undefined {
  if (value.t === 'missing') return '???';
  return value.t === 'str' || value.t === 'interp' ? value.v : undefined;
}

function valueIn(
  state: Evaluation,
  module: PythonModule,
  expression: Expression | undefined,
  within: PythonClass | undefined,
  depth: number,
): Plain | undefined {
  if (expression === undefined || depth > DEPTH_BUDGET || state.budget-- <= 0) return undefined;
  const next = (each: Expression) => valueIn(state, module, each, within, depth + 1);
  switch (expression.kind) {
    case 'string':
      return stringLeaf(expression.value);
    case 'int':
      return { t: 'int', v: expression.value };
    case 'float':
      return { t: 'float', v: expression.value };
    case 'bool':
      return { t: 'bool', v: expression.value };
    case 'none':
      return NULL;
    case 'list':
    case 'tuple':
      return listOf(expression.items, next);
    case 'dict': {
      const pairs: (readonly [Scalar, Plain])[] = [];
      for (const { key, value } of expression.entries) {
        const right = next(value);
        if (right === undefined) return undefined;
        if (key === undefined) {
          if (right.t !== 'dict') return undefined;
          pairs.push(...right.v);
          continue;
        }
        const left = next(key);
        if (left === undefined || left.t === 'dict' || left.t === 'list') return undefined;
        pairs.push([
          left.t === 'missing' || left.t === 'interp' ? { t: 'str', v: textOfPlain(left) ?? '' } : left,
          right,
        ]);
      }
      return dictOf(pairs);
    }
    case 'name': {
      if (knownName(state.modules, module, expression.path) === 'omegaconf.MISSING') return MISSING;
      const found = resolveName(state.modules, module, expression.path, within);
      if (found.kind !== 'constant' || isChanged(found.module, found.item.name, found.owner !== undefined))
        return undefined;
      return valueIn(state, found.module, found.item.value, found.owner?.item, depth + 1);
    }
    case 'unary': {
      const operand = next(expression.operand);
      if (expression.operator === 'not') return operand?.t === 'bool' ? { t: 'bool', v: !operand.v } : undefined;
      if (operand?.t === 'int')
        return expression.operator === '-'
          ? { t: 'int', v: -operand.v }
          : expression.operator === '+'
            ? operand
            : { t: 'int', v: ~operand.v };
      if (operand?.t === 'float' && expression.operator !== '~')
        return { t: 'float', v: expression.operator === '-' ? -operand.v : operand.v };
      return undefined;
    }
    case 'binary': {
      const left = next(expression.left);
      const right = left === undefined ? undefined : next(expression.right);
      return left === undefined || right === undefined ? undefined : binary(expression.operator, left, right);
    }
    case 'call':
      return callValue(state, module, expression, next);
    default:
      return undefined;
  }
}

/** A module's constant that is changed in place or bound twice has no one value that could be told. */
function isChanged(module: PythonModule, name: string, isInClass: boolean): boolean {
  if (isInClass) return false;
  return module.assignments.filter((each) => each.name === name && each.operator !== undefined).length > 1;
}

function listOf(items: readonly Expression[], next: (each: Expression) => Plain | undefined): Plain | undefined {
  const values: Plain[] = [];
  for (const item of items) {
    const value = next(item.kind === 'starred' ? item.value : item);
    if (value === undefined || (item.kind === 'starred' && value.t !== 'list')) return undefined;
    if (item.kind === 'starred' && value.t === 'list') values.push(...value.v);
    else values.push(value);
  }
  return { t: 'list', v: values };
}

/** Each key once, at its first place with its last value, as Python's dictionaries have them. */
function dictOf(pairs: readonly (readonly [Scalar, Plain])[]): Plain {
  const byKey = new Map<string, readonly [Scalar, Plain]>();
  for (const [key, value] of pairs) {
    const name = key.t === 'null' ? 'null' : `${key.t}:${key.v}`;
    byKey.set(name, [byKey.get(name)?.[0] ?? key, value]);
  }
  return { t: 'dict', v: [...byKey.values()] };
}

function callValue(
  state: Evaluation,
  module: PythonModule,
  call: CallExpression,
  next: (each: Expression) => Plain | undefined,
): Plain | undefined {
  if (call.callee.kind !== 'name') return undefined;
  const [first, ...more] = call.positional;
  switch (knownName(state.modules, module, call.callee.path)) {
    case 'builtins.dict': {
      if (more.length > 0) return undefined;
      const given = first === undefined ? undefined : next(first);
      if (first !== undefined && given?.t !== 'dict') return undefined;
      const pairs: (readonly [Scalar, Plain])[] = given?.t === 'dict' ? [...given.v] : [];
      for (const { name, value } of call.keywords) {
        const right = next(value);
        if (right === undefined || (name === undefined && right.t !== 'dict')) return undefined;
        if (name !== undefined) pairs.push([{ t: 'str', v: name }, right]);
        else if (right.t === 'dict') pairs.push(...right.v);
      }
      return dictOf(pairs);
    }
    case 'builtins.list':
    case 'builtins.tuple': {
      if (first === undefined) return { t: 'list', v: [] };
      const given = next(first);
      return given?.t === 'list' && more.length === 0 ? given : undefined;
    }
    case 'omegaconf.II': {
      const text = first?.kind === 'string' ? first.value : undefined;
      return text === undefined ? undefined : stringLeaf(`\${${text}}`);
    }
    case 'omegaconf.SI':
      return first?.kind === 'string' ? stringLeaf(first.value) : undefined;
    case 'builtins.float': {
      const text = first?.kind === 'string' ? first.value.trim().toLowerCase() : '';
      const sign = text.startsWith('-') ? -1 : 1;
      if (/^[+-]?inf(inity)?$/.test(text)) return { t: 'float', v: sign * Number.POSITIVE_INFINITY };
      return /^[+-]?nan$/.test(text) ? { t: 'float', v: Number.NaN } : undefined;
    }
    default:
      return undefined;
  }
}

function binary(operator: string, left: Plain, right: Plain): Plain | undefined {
  const [leftText, rightText] = [textOfPlain(left), textOfPlain(right)];
  if (operator === '+' && leftText !== undefined && rightText !== undefined)
    return leftText.length + rightText.length > TEXT_BUDGET ? undefined : stringLeaf(leftText + rightText);
  if (operator === '+' && left.t === 'list' && right.t === 'list') return { t: 'list', v: [...left.v, ...right.v] };
  if (operator === '|' && left.t === 'dict' && right.t === 'dict') return dictOf([...left.v, ...right.v]);
  if (operator === '*' && leftText !== undefined && right.t === 'int') {
    const count = right.v < 0n ? 0n : right.v;
    return BigInt(leftText.length) * count > BigInt(TEXT_BUDGET)
      ? undefined
      : stringLeaf(leftText.repeat(Number(count)));
  }
  if (left.t === 'int' && right.t === 'int') return integers(operator, left.v, right.v);
  if ((left.t !== 'int' && left.t !== 'float') || (right.t !== 'int' && right.t !== 'float')) return undefined;
  const value = floats(operator, Number(left.v), Number(right.v));
  return value === undefined ? undefined : { t: 'float', v: value };
}

function integers(operator: string, left: bigint, right: bigint): Plain | undefined {
  const int = (v: bigint): Plain | undefined => (bits(v) > BIT_BUDGET ? undefined : { t: 'int', v });
  switch (operator) {
    case '+':
      return int(left + right);
    case '-':
      return int(left - right);
    case '*':
      return bits(left) + bits(right) > BIT_BUDGET ? undefined : int(left * right);
    case '**':
      if (right < 0n) return left === 0n ? undefined : { t: 'float', v: Number(left) ** Number(right) };
      return bits(left) * right > BIT_BUDGET ? undefined : int(left ** right);
    case '//':
      return right === 0n ? undefined : int(floorDivide(left, right));
    case '%':
      return right === 0n ? undefined : int(left - right * floorDivide(left, right));
    case '/':
      return right === 0n ? undefined : { t: 'float', v: Number(left) / Number(right) };
    case '<<':
      return right < 0n || bits(left) + right > BIT_BUDGET ? undefined : int(left << right);
    case '>>':
      return right < 0n || right > BIT_BUDGET ? undefined : int(left >> right);
    case '&':
      return int(left & right);
    case '|':
      return int(left | right);
    case '^':
      return int(left ^ right);
    default:
      return undefined;
  }
}

function bits(value: bigint): bigint {
  return BigInt(value.toString(16).length) * 4n;
}

/** Python rounds down, where a bigint rounds to zero. */
function floorDivide(left: bigint, right: bigint): bigint {
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
}

function floats(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? undefined : left / right;
    case '**': {
      const power = left ** right;
      return Number.isFinite(power) ? power : undefined;
    }
    default:
      return undefined;
  }
}
