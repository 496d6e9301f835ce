import { BUDGETS } from './budgets.ts';
import { type Branch, branchRange, isBranch, isToken, type Token } from './element.ts';
import { EvaluationFailure, evaluateValue, placesOf, type ValuePlaces } from './overrideEvaluate.ts';
import { parseOverrideTree } from './overrideGrammar.ts';
import { textRepr } from './overridePython.ts';
import type { HydraVersion, OverrideValue } from './overrideValue.ts';
import type { Range } from './span.ts';

export type { ValuePlaces } from './overrideEvaluate.ts';
export { overrideFunctionNames } from './overrideFunctions.ts';
export { sweepValues } from './overrideSweeps.ts';
export {
  type HydraVersion,
  isSweep,
  type NumberValue,
  type OverrideValue,
  overrideValueText,
  overrideValueToPlain,
  pythonFloatText,
} from './overrideValue.ts';

/** `key=value` is `change`, `+` is `add`, `++` is `force_add`, `~` is `delete`; `key=extend_list(...)` is of Hydra 1.4. */
export type OverrideOperation = 'change' | 'add' | 'force_add' | 'delete' | 'extend_list';

/** One command-line override. Ranges are offsets in `text`. */
export interface Override {
  readonly text: string;
  readonly operation: OverrideOperation;
  /** Config key or config group, without the package; empty for the global package. */
  readonly key: string;
  readonly keyRange: Range;
  /** Hydra 1.4: written with brackets or escapes (`a[0]`, `a\.b`), so it cannot name a config group. */
  readonly isValuePath: boolean;
  /** What stands after `@`; may be empty. */
  readonly package?: string;
  readonly packageRange?: Range;
  /** Undefined for `~key`, and where the value cannot be read. For `extend_list` the list of what is appended. */
  readonly value?: OverrideValue;
  /** All after the `=` and the blanks behind it; undefined where there is no `=`. */
  readonly valueRange?: Range;
  /** Where the parts of the value stand; absent for a sweep. */
  readonly places?: ValuePlaces;
}

export interface OverrideProblem {
  /**
   * Hydra's own words, without the link to its documentation that Hydra adds, and without the line that Hydra 1.4 puts
   * before (`overrideRefusal` has both).
   */
  readonly message: string;
  /** `OverrideParseException`, or `RecursionError` for what is nested hundreds of times. */
  readonly errorClass: string;
  readonly range: Range;
}

export interface ParsedOverride {
  /** With a problem: what could be read nevertheless; undefined when not even a key. */
  readonly override?: Override;
  readonly problems: readonly OverrideProblem[];
}

/**
 * Parses one override as Hydra does; what was parsed lately is at hand, for a composition is made anew with each key press.
 * Source: https://hydra.cc/docs/advanced/override_grammar/basic/.
 */
export function parseOverride(text: string, version: HydraVersion): ParsedOverride {
  const key = `${version} ${text}`;
  const known = parsedLately.get(key);
  if (known !== undefined) return known;
  const parsed = parse(text, version);
  if (parsedLately.size >= PARSED_BUDGET) parsedLately.clear();
  if (text.length <= SHORT) parsedLately.set(key, parsed);
  return parsed;
}

const parsedLately = new Map<string, ParsedOverride>();
const PARSED_BUDGET = 500;
/** Characters; longer ones are not kept. */
const SHORT = 200;

function parse(text: string, version: HydraVersion): ParsedOverride {
  if (text.length > BUDGETS.overrideCharacters) {
    const message = `an override of more than ${BUDGETS.overrideCharacters} characters is not read`;
    return { problems: [problem(message, { start: 0, end: text.length })] };
  }
  const { tree, failure } = parseOverrideTree(text, version);
  if (failure !== undefined) {
    const message =
      failure.kind === 'report' ? `Error parsing override '${text}'\n${failure.message}` : failure.message;
    const errorClass = failure.kind === 'nesting' ? 'RecursionError' : 'OverrideParseException';
    return { ...readable(text, tree), problems: [{ message, errorClass, range: failure.range }] };
  }
  const partial = overrideOf(text, tree);
  if (partial.valueRange === undefined) return { override: partial, problems: [] };
  const valueTree = tree.children.find((child) => isBranch(child, 'value')) as Branch | undefined;
  const value = valueTree === undefined ? EMPTY : evaluateValue(valueTree, version);
  if (value instanceof EvaluationFailure) {
    return {
      override: partial,
      problems: [problem(`Error parsing override '${text}'\n${value.message}`, value.range)],
    };
  }
  const places = valueTree && placesOf(valueTree);
  const whole = { ...partial, value, ...(places !== undefined && { places }) };
  if (value.t !== 'extend_list') return { override: whole, problems: [] };
  if (partial.operation !== 'change') {
    const words = 'Trying to use override symbols when extending a list';
    const problems = [problem(`Error parsing override '${text}'\n${words}`, partial.valueRange)];
    return { override: partial, problems };
  }
  return { override: { ...whole, operation: 'extend_list', value: { t: 'list', v: value.v } }, problems: [] };
}

const EMPTY: OverrideValue = { t: 'str', v: '' };

/**
 * The config path that a key names: split at dots, and in Hydra 1.4 at brackets, with escapes undone. Means nothing for
 * a config group.
 */
export function overrideKeyPath({ key, isValuePath }: Override): readonly string[] {
  if (!isValuePath) return key.split('.');
  const segments = key.matchAll(/\[((?:[^\\\]]|\\.)*)\]|(?:^|\.)((?:[^\\.[]|\\.)*)/g);
  return [...segments].map(([, bracketed, dotted]) => (bracketed ?? dotted ?? '').replaceAll(/\\([.[\]=])/g, '$1'));
}

/** The whole message of Hydra's exception, which 1.4 begins with where the override stands among `all`. */
export function overrideRefusal(
  problem: OverrideProblem,
  text: string,
  version: HydraVersion,
  index: number,
  all: readonly string[],
): string {
  if (problem.errorClass === 'RecursionError') return problem.message;
  const list = `[${all.map(textRepr).join(', ')}]`;
  const before = version === '1.3' ? '' : `Error when parsing index: ${index}, string: ${text} out of ${list}.\n`;
  return `${before}${problem.message}\nSee https://hydra.cc/docs/1.2/advanced/override_grammar/basic for details`;
}

function problem(message: string, range: Range): OverrideProblem {
  return { message, errorClass: 'OverrideParseException', range };
}

/** What can be read in spite of a syntax error: the parsed key, or what looks like one (`model.`, half typed). */
function readable(text: string, tree: Branch): { override?: Override } {
  if (tree.children.some((child) => isToken(child) && child.type === 'EQUAL'))
    return { override: overrideOf(text, tree) };
  const looks = /^(\+\+|\+|~)?((?:\\.|[^=@\\])*)(?:@([^=]*))?(=[ \t]*)?/.exec(text);
  if (looks === null || looks[0] === '') return {};
  const [, sign = '', key = '', packageText, equal] = looks;
  const keyRange = { start: sign.length, end: sign.length + key.length };
  const packageRange = { start: keyRange.end + 1, end: keyRange.end + 1 + (packageText?.length ?? 0) };
  const override: Override = {
    text,
    operation: OPERATIONS[sign]!,
    key,
    keyRange,
    isValuePath: /[[\\]/.test(key),
    ...(packageText === undefined ? {} : { package: packageText, packageRange }),
    ...(equal === undefined ? {} : { valueRange: { start: looks[0].length, end: text.length } }),
  };
  return { override };
}

const OPERATIONS: Readonly<Record<string, OverrideOperation>> = {
  '': 'change',
  '+': 'add',
  '++': 'force_add',
  '~': 'delete',
};

function overrideOf(text: string, tree: Branch): Override {
  const tokens = tree.children.filter(isToken);
  const signs = tokens.filter(({ type }) => type === 'PLUS' || type === 'TILDE');
  const equal = tokens.find(({ type }) => type === 'EQUAL');
  const key = tree.children.find((child) => isBranch(child, 'key')) as Branch | undefined;
  const keyStart = signs.at(-1)?.end ?? 0;
  const named = key?.children[0];
  const keyRange = (named && branchRange(named)) ?? { start: keyStart, end: keyStart };
  const at = key?.children.find((child) => isToken(child) && child.type === 'AT') as Token | undefined;
  return {
    text,
    operation: OPERATIONS[signs.map((sign) => sign.text).join('')]!,
    key: text.slice(keyRange.start, keyRange.end),
    keyRange,
    isValuePath: isToken(named),
    ...(at === undefined ? {} : packageOf(text, key!, at)),
    ...(equal === undefined ? {} : { valueRange: { start: equal.end, end: text.length } }),
  };
}

function packageOf(text: string, key: Branch, at: Token): { package: string; packageRange: Range } {
  const branch = key.children.find((child) => isBranch(child, 'package'));
  const packageRange = (branch && branchRange(branch)) ?? { start: at.end, end: at.end };
  return { package: text.slice(packageRange.start, packageRange.end), packageRange };
}
