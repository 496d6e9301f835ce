import type { KeyPath } from '../../compose/index.ts';
import { packageIn, type Snapshot, type Usage } from '../../project/index.ts';
import { factsAt } from '../../schema/index.ts';
import type { Plain, Uri } from '../../text/index.ts';
import { describeFully } from '../keys/described.ts';
import { callableBeside, parameterOf, pythonFor } from '../targets/target.ts';
import { allowedFor, misfits } from '../targets/types.ts';

/** The types of JSON Schema that a value is of, as a description of a key says them. */
const TYPES: Partial<Readonly<Record<Plain['t'], readonly string[]>>> = {
  int: ['integer', 'number'],
  float: ['number'],
  bool: ['boolean'],
  str: ['string'],
  null: ['null'],
};

const KNOWN = new Set(['integer', 'number', 'boolean', 'string', 'null', 'array', 'object']);

/**
 * Finds out which values are clearly of another type than a key has: by what its schema, or the annotation of the argument
 * that it is, says. What nobody says a type of takes all values.
 */
export function misfitting(
  snapshot: Snapshot,
  uri: Uri,
  focus: Usage | undefined,
  path: KeyPath | undefined,
): (value: Plain) => boolean {
  if (focus === undefined || path === undefined) return () => false;
  if (path.at(-1) === '_target_') return ({ t }) => t !== 'str';
  const python = pythonFor(snapshot, uri);
  const callable = callableBeside(snapshot, uri, path.slice(0, -1));
  const parameter = callable && parameterOf(callable, path.at(-1) ?? '');
  const allowed = python && parameter && allowedFor(python, parameter);
  const described = describeFully(snapshot, focus.composition);
  const full = [...(packageIn(focus.composition, uri) ?? []), ...path];
  const types = described && factsAt(described.set, described.value, full)?.type?.split(' or ');
  const isTold = types?.every((each) => KNOWN.has(each)) === true;
  return (value) => {
    if (allowed !== undefined && misfits(allowed, value)) return true;
    const own = TYPES[value.t];
    return isTold && own !== undefined && !own.some((each) => types?.includes(each));
  };
}
