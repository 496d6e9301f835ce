import { canonicalUri, type Uri } from '../text/index.ts';
import {
  DOCUMENT_BUDGET,
  DOCUMENTS_BUDGET,
  NESTING_BUDGET,
  PATTERNS_LENGTH_BUDGET,
  SUBSCHEMA_BUDGET,
} from './budgets.ts';
import { type Draft, type JsonSchema, mapOf, resolveUri, type SchemaSet } from './jsonSchema.ts';
import { draftOf, patternsOf, referencesOf, subschemas } from './keywords.ts';

/**
 * Reads a schema with the documents that it refers to, relative to themselves and from the same disk: nothing is
 * fetched. `undefined` where there is no schema or it is no JSON; one that cannot be used says why.
 */
export function readSchemas(root: Uri, read: (uri: Uri) => string | undefined): SchemaSet | undefined {
  const documents = new Map<Uri, JsonSchema>();
  const drafts = new Map<Uri, Draft>();
  const refused = (refusal: string): SchemaSet => ({ root, documents: new Map(), refusal });
  const queue = [root];
  let subschemaCount = 0;
  let patternLength = 0;
  for (let uri = queue.shift(); uri !== undefined; uri = queue.shift()) {
    if (documents.has(uri)) continue;
    const name = uri === root ? 'it' : `'${uri.slice(uri.lastIndexOf('/') + 1)}'`;
    const text = read(uri);
    if (text !== undefined && text.length > DOCUMENT_BUDGET) return refused(`${name} is larger than 1 MB`);
    const value = parse(text);
    if (value === undefined && uri === root) return undefined;
    // What a reference to nothing means is told where it is followed.
    if (value === undefined) continue;
    const document = mapOf(value);
    if (document === undefined) return refused(`${name} is no schema: a mapping is expected`);
    if (nesting(document) > NESTING_BUDGET) return refused(`${name} is nested more than ${NESTING_BUDGET} levels deep`);
    const draft = draftOf(document.$schema) ?? drafts.get(root) ?? 2020;
    if (typeof draft === 'string') {
      return refused(`${name} is written in ${draft}; the drafts 6, 7, 2019-09 and 2020-12 are read`);
    }
    documents.set(uri, document);
    drafts.set(uri, draft);
    if (documents.size > DOCUMENTS_BUDGET) return refused(`it refers to more than ${DOCUMENTS_BUDGET} documents`);
    const stack = [document];
    for (let schema = stack.pop(); schema !== undefined; schema = stack.pop()) {
      subschemaCount += 1;
      if (subschemaCount > SUBSCHEMA_BUDGET) return refused(`it has more than ${SUBSCHEMA_BUDGET} subschemas`);
      for (const pattern of patternsOf(schema)) patternLength += pattern.length;
      if (schema.$async !== undefined) return refused("it has '$async', which is no keyword of JSON Schema");
      stack.push(...subschemas(schema));
      for (const reference of referencesOf(schema)) queue.push(...filesOf(reference, uri, document));
    }
    if (patternLength > PATTERNS_LENGTH_BUDGET)
      return refused(`its regular expressions have more than ${PATTERNS_LENGTH_BUDGET} characters`);
  }
  return { root, documents, drafts };
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Brackets within brackets, counted without recursion; it stops where there are too many. */
function nesting(value: JsonSchema): number {
  let depth = 0;
  let level: object[] = [value];
  while (level.length > 0 && depth <= NESTING_BUDGET) {
    depth += 1;
    level = level.flatMap((each) => Object.values(each).filter((child) => typeof child === 'object' && child !== null));
  }
  return depth;
}

/** Where the document of a reference may lie: beside the one that refers to it, whatever `$id` that one gives itself. */
function filesOf(reference: string, uri: Uri, document: JsonSchema): Uri[] {
  const [file = ''] = reference.split('#', 1);
  if (file === '') return [];
  const bases = [uri, ...(typeof document.$id === 'string' ? [resolveUri(uri, document.$id)] : [])];
  const found = bases.flatMap((base) => (base === undefined ? [] : (documentUri(base, file) ?? [])));
  return [...new Set(found)].filter((each) => isSameDisk(each, uri));
}

/** The address of a document in the one spelling that documents have. */
export function documentUri(base: Uri, relative: string): Uri | undefined {
  const uri = resolveUri(base, relative);
  return uri === undefined ? undefined : canonicalUri(uri);
}

/** Whether reading an address stays on the disk of another: `file://other/share` would greet a stranger's server. */
export function isSameDisk(uri: Uri, other: Uri): boolean {
  const start = /^[a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?/i;
  return !/^https?:/i.test(uri) && start.exec(uri)?.[0] === start.exec(other)?.[0];
}
