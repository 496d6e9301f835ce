/**
 * How much of a workspace's schemas is read. Whoever opens a folder has not chosen its schemas, so that one which is
 * too large, or made to be slow, is told and left out instead of being worked through.
 */

/** Characters of one document: 1 MB. */
export const DOCUMENT_BUDGET = 1_000_000;
/** Documents that one schema may consist of, itself included. */
export const DOCUMENTS_BUDGET = 50;
/** Brackets within brackets in a document. */
export const NESTING_BUDGET = 200;
/** Subschemas of all documents of one schema. */
export const SUBSCHEMA_BUDGET = 20_000;
/** Subschemas within one another while a value is held against them: references count too. */
export const EVALUATION_NESTING_BUDGET = 1_000;
/** Subschemas that one value is held against: about half a second. */
export const EVALUATION_BUDGET = 500_000;
/** Characters of a regular expression. */
export const PATTERN_BUDGET = 1_000;
/** Steps of the search for what makes a regular expression slow. */
export const PATTERN_CHECK_BUDGET = 200_000;
/** Regular expressions whose verdict is remembered. */
export const PATTERNS_BUDGET = 2_000;
/** Steps that a regular expression may take over one text: a longer text is not held against it. About 20 ms. */
export const MATCH_BUDGET = 10_000_000;
/** Characters of all regular expressions of one schema. */
export const PATTERNS_LENGTH_BUDGET = 20_000;
