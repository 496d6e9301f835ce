import { MATCH_BUDGET, PATTERN_BUDGET, PATTERN_CHECK_BUDGET, PATTERNS_BUDGET } from './budgets.ts';
import { graphOf, hasManyChoices, isAmbiguous, slowness } from './patternGraph.ts';
import { parsePattern } from './patternSyntax.ts';

/** A regular expression of a schema that is safe to run, or why it is not. */
export type Pattern =
  | {
      readonly kind: 'pattern';
      readonly expression: RegExp;
      /** The effort of a match grows with this power of the text's length. */
      readonly degree: number;
      /** Longer texts are not matched. */
      readonly limit: number;
    }
  | { readonly kind: 'refused'; readonly reason: string };

const patterns = new Map<string, Pattern>();

/**
 * Reads a `pattern`. JavaScript tries every way in which a text may fit, so that `(a+)+$` takes years for thirty letters:
 * expressions with more than one way around a loop are refused, those whose effort grows with a power of the text's
 * length run on texts that are short enough.
 */
export function patternOf(text: string): Pattern {
  const known = patterns.get(text);
  if (known !== undefined) return known;
  const made = make(text);
  if (patterns.size >= PATTERNS_BUDGET) patterns.clear();
  patterns.set(text, made);
  return made;
}

/** About how many microseconds a match may take. */
export function effortOf(pattern: Pattern, text: string): number {
  if (pattern.kind === 'refused' || text.length > pattern.limit) return 1;
  return 1 + Math.ceil(text.length ** pattern.degree / STEPS_IN_A_MICROSECOND);
}

const STEPS_IN_A_MICROSECOND = 100;

/** Whether a text fits; `undefined` where that is not to be found out. */
export function fits(pattern: Pattern, text: string): boolean | undefined {
  if (pattern.kind === 'refused' || text.length > pattern.limit) return undefined;
  return pattern.expression.test(text);
}

/** More slow loops one behind the other leave no text that is short enough. */
const SLOWNESS_BUDGET = 4;
/** Choices outside of loops double the ways: 2 to the power of this. */
const CHOICES_BUDGET = 12;

function make(text: string): Pattern {
  const refused = (reason: string): Pattern => ({ kind: 'refused', reason });
  if (text.length > PATTERN_BUDGET) return refused(`is longer than ${PATTERN_BUDGET} characters`);
  const expression = expressionOf(text);
  if (expression === undefined) return refused('is no regular expression');
  const parsed = parsePattern(text);
  if (typeof parsed === 'string') return refused(parsed);
  let degree = 0;
  for (const { node, isAnchored } of parsed) {
    const graph = graphOf(node);
    const ambiguous = graph === undefined ? undefined : isAmbiguous(graph, PATTERN_CHECK_BUDGET);
    if (graph === undefined || ambiguous === undefined) return refused('is too large to be checked');
    if (ambiguous || hasManyChoices(graph, CHOICES_BUDGET))
      return refused('can take forever: a text may fit it in too many ways');
    degree += slowness(graph) + (isAnchored ? 0 : 1);
  }
  if (degree > SLOWNESS_BUDGET) return refused('can take forever: too many of its parts may fit the same text');
  return { kind: 'pattern', expression, degree, limit: Math.floor(MATCH_BUDGET ** (1 / Math.max(1, degree))) };
}

/** As JSON Schema wants it, with code points; some write escapes that only the older reading knows. */
function expressionOf(text: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(text, flags);
    } catch {
      // The next reading.
    }
  }
  return undefined;
}
