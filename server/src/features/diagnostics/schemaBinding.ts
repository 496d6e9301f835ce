import { readBound, type SchemaBinding, type Snapshot, schemaBindingOf } from '../../project/index.ts';
import { ignoredPatterns, validatorOf } from '../../schema/index.ts';
import type { ConfigFile, Problem } from '../../text/index.ts';
import { nameFixes } from './projectFileFixes.ts';
import type { RuleContext } from './rule.ts';

export function unusable({ place }: SchemaBinding, message: string): Problem {
  return { code: 'HS602', severity: 'error', span: place, message: `the schema cannot be used: ${message}` };
}

function notThere(snapshot: Snapshot, { place: span, schema }: SchemaBinding): Problem {
  const remedy = snapshot.files.outside(schema);
  if (remedy !== undefined) {
    const message = `the schema lies outside of the workspace, and is not read: ${remedy}`;
    return { code: 'HS603', severity: 'warning', span, message };
  }
  const fixes = nameFixes(snapshot, span, schema, false, []);
  const unread = snapshot.files.file(schema)?.unread?.message;
  const message = unread === undefined ? 'there is no such schema, or it is no JSON' : `the schema ${unread}`;
  return { code: 'HS603', severity: 'error', span, message, ...(fixes.length > 0 && { fixes }) };
}

export function checkBindingOf({ snapshot }: RuleContext, { uri }: ConfigFile): Problem[] {
  const binding = schemaBindingOf(snapshot, uri);
  return binding === undefined ? [] : checkBinding(snapshot, binding);
}

/** Schemas that are not there or that cannot be used as they are, told where they are named. */
function checkBinding(snapshot: Snapshot, binding: SchemaBinding): Problem[] {
  const { place: span, by, isReadable } = binding;
  if (!isReadable) {
    // Of its own entries the project file's rule tells.
    return by === 'projectFile'
      ? []
      : [{ code: 'HS603', severity: 'info', span, message: 'the schema is not fetched: nothing is downloaded' }];
  }
  const set = readBound(snapshot, binding)?.set;
  if (set === undefined) {
    return by === 'projectFile' ? [] : [notThere(snapshot, binding)];
  }
  const validator = validatorOf(set);
  if (typeof validator !== 'function') return [unusable(binding, validator.message)];
  return ignoredPatterns(set).map((message) => ({
    code: 'HS602',
    severity: 'warning',
    span,
    message: `left out: ${message}`,
  }));
}
