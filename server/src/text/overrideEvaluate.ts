import { type Branch, branchRange, isBranch, isToken, type Node, type Token } from './element.ts';
import { primitiveScalar, unescaped } from './elementTokens.ts';
import { callOverrideFunction } from './overrideFunctions.ts';
import { isEqual, PythonError } from './overridePython.ts';
import type { DictEntry, HydraVersion, OverrideValue } from './overrideValue.ts';
import type { Scalar } from './plain.ts';
import type { Range } from './span.ts';

/** What Hydra refuses though it can be parsed: a function that fails. */
export class EvaluationFailure {
  readonly message: string;
  readonly range: Range;

  constructor(message: string, range: Range) {
    this.message = message;
    this.range = range;
  }
}

/** What a whole `value` tree means, with its functions called. */
export function evaluateValue(tree: Branch, version: HydraVersion): OverrideValue | EvaluationFailure {
  try {
    const only = tree.children[0] as Branch;
    if (only.rule !== 'simpleChoiceSweep') return evaluateElement(only, version);
    const values = only.children.filter((child) => isBranch(child)).map((child) => evaluateElement(child, version));
    return { t: 'choice', simple: true, shuffle: false, tags: [], v: values };
  } catch (failure) {
    if (failure instanceof Failed) return failure.reason;
    throw failure;
  }
}

class Failed extends Error {
  readonly reason: EvaluationFailure;

  constructor(message: string, branch: Branch) {
    super(message);
    this.reason = new EvaluationFailure(message, branchRange(branch)!);
  }
}

/** Where a value stands, and what is in it: the items of a list, the keys and values of a dict. */
export interface ValuePlaces {
  readonly range: Range;
  readonly items?: readonly ValuePlaces[];
  readonly entries?: readonly { readonly key: Range; readonly value: ValuePlaces }[];
}

/** The places of a `value` tree as it is written; what a function makes has the function's. */
export function placesOf(tree: Branch): ValuePlaces | undefined {
  const [element] = tree.children;
  return element !== undefined && isBranch(element, 'element') ? placesOfElement(element) : undefined;
}

function placesOfElement(element: Branch): ValuePlaces {
  const branch = element.children[0] as Branch;
  const range = branchRange(branch)!;
  const parts = branch.children.filter((child) => isBranch(child));
  if (branch.rule === 'listContainer') return { range, items: parts.map(placesOfElement) };
  // Only this function leaves its arguments as they stand.
  if (branch.rule === 'function' && (branch.children[0] as Token).text === 'extend_list') {
    return { range, items: parts.map(placesOfElement) };
  }
  if (branch.rule !== 'dictContainer') return { range };
  const entries = parts.map((pair) => {
    const [key, value] = pair.children.filter((child) => isBranch(child));
    return { key: branchRange(key!)!, value: placesOfElement(value!) };
  });
  return { range, entries };
}

function evaluateElement(element: Branch, version: HydraVersion): OverrideValue {
  const branch = element.children[0] as Branch;
  const parts = branch.children.filter((child) => isBranch(child));
  switch (branch.rule) {
    case 'listContainer':
      return { t: 'list', v: parts.map((part) => evaluateElement(part, version)) };
    case 'dictContainer':
      return { t: 'dict', v: entriesOf(parts, version) };
    case 'function':
      return evaluateFunction(branch, version);
    default:
      return evaluatePrimitive(branch);
  }
}

/** Two equal keys are one, as in Python: the first key with the last value. */
function entriesOf(pairs: readonly Branch[], version: HydraVersion): readonly DictEntry[] {
  const entries: DictEntry[] = [];
  for (const pair of pairs) {
    const [keyTree, element] = pair.children.filter((child) => isBranch(child));
    const key = evaluatePrimitive(keyTree!) as Scalar;
    const value = evaluateElement(element!, version);
    const same = entries.findIndex(([other]) => isEqual(other, key));
    if (same < 0) entries.push([key, value]);
    else entries[same] = [entries[same]![0], value];
  }
  return entries;
}

function evaluateFunction(branch: Branch, version: HydraVersion): OverrideValue {
  const positional: OverrideValue[] = [];
  const keywords = new Map<string, OverrideValue>();
  let keyword: string | undefined;
  for (const child of branch.children) {
    if (isBranch(child, 'argName')) {
      keyword = (child.children[0] as Token).text;
    } else if (isBranch(child)) {
      if (keyword !== undefined) {
        keywords.set(keyword, evaluateElement(child, version));
        keyword = undefined;
      } else if (keywords.size > 0) {
        throw new Failed('positional argument follows keyword argument', branch);
      } else {
        positional.push(evaluateElement(child, version));
      }
    }
  }
  try {
    return callOverrideFunction((branch.children[0] as Token).text, positional, keywords, version);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    throw new Failed(`${error.pythonClass} while evaluating '${textOf(branch)}': ${error.message}`, branch);
  }
}

function textOf(node: Node): string {
  return isToken(node) ? node.text : node.children.map(textOf).join('');
}

function evaluatePrimitive(branch: Branch): OverrideValue {
  const tokens = branch.children as Token[];
  const isBlank = (token: Token | undefined) => token?.type === 'WS';
  if (tokens.length === 1 && isBlank(tokens[0])) {
    throw new Failed('Trying to parse a primitive that is all whitespaces', branch);
  }
  const kept = tokens.slice(isBlank(tokens[0]) ? 1 : 0, isBlank(tokens.at(-1)) ? -1 : undefined);
  const [first] = kept;
  if (kept.length === 1) return first!.type === 'QUOTED_VALUE' ? quotedValue(first!.text) : primitiveScalar(first!);
  return { t: 'str', v: kept.map(({ type, text }) => (type === 'ESC' ? unescaped(text) : text)).join('') };
}

/** Backslashes before a quote, the closing one included, are halved; all others stay. */
function quotedValue(text: string): OverrideValue {
  const quote = text[0]!;
  const inner = text.slice(1).replaceAll(quote === "'" ? /\\+'/g : /\\+"/g, unescaped);
  return { t: 'quoted', v: inner.slice(0, -1), q: quote === "'" ? 'single' : 'double' };
}
