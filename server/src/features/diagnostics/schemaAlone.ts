import { jsonOf, projectOf, type Snapshot, schemaFor } from '../../project/index.ts';
import { validatorOf } from '../../schema/index.ts';
import {
  BUDGETS,
  type ConfigFile,
  entryOf,
  nearest,
  type Problem,
  type Span,
  toPlain,
  type ValueNode,
} from '../../text/index.ts';
import { knownKeysOf } from '../keys/described.ts';
import { unusable } from './schemaBinding.ts';

/** A mistake about the whole config has no name. */
export function nameless(name: string, message: string): string {
  return name === '' ? `the config ${message}` : `'${name}' ${message}`;
}

/** What stands for a config that lacks something. */
export function headOf({ uri, text, defaultsKey }: ConfigFile): Span {
  return { uri, ...(defaultsKey ?? { start: 0, end: firstLineEnd(text) }) };
}

function firstLineEnd(text: string): number {
  const end = text.search(/[\r\n]/);
  return end === -1 ? text.length : end;
}

/**
 * A base config at the top of a root is held against its schema by what it says itself; so is a config of a group that
 * nothing leads to, of which nobody knows what it will be completed with.
 */
export function checkAlone(snapshot: Snapshot, file: ConfigFile, isComplete: boolean): Problem[] {
  const bound = schemaFor(snapshot, file.uri);
  const validator = bound === undefined ? undefined : validatorOf(bound.set);
  const { body } = file;
  if (bound === undefined || typeof validator !== 'function' || body === undefined || isBroken(snapshot, file))
    return [];
  const value = jsonOf(toPlain(body));
  const keysOf = knownKeysOf(bound.set, value);
  return validator(value)
    .slice(0, BUDGETS.schemaErrors)
    .flatMap((error): Problem[] => {
      const path = error.key === undefined ? error.path : [...error.path, error.key];
      const name = path.join('.');
      if (error.kind === 'no-answer') return [unusable(bound.binding, error.message)];
      if (error.kind === 'missing-key') {
        const span = { uri: file.uri, start: 0, end: firstLineEnd(file.text) };
        return isComplete ? [{ code: 'HS303', severity: 'error', span, message: `'${name}' ${error.message}` }] : [];
      }
      const found = valueAt(body, path);
      if (found === undefined || isOpen(found.value)) return [];
      const span = { uri: file.uri, ...(error.kind === 'wrong-value' ? found.value.range : found.key) };
      if (error.kind !== 'unknown-key')
        return [{ code: 'HS302', severity: 'error', span, message: nameless(name, error.message) }];
      const near = nearest(error.key ?? '', keysOf(error.path).keys());
      const hint = near === undefined ? '' : `; did you mean '${near}'?`;
      return [{ code: 'HS301', severity: 'warning', span, message: `'${name}' is not a known key${hint}` }];
    });
}

/** Whether the project's own version of Hydra refuses the text. */
function isBroken(snapshot: Snapshot, file: ConfigFile): boolean {
  const version = projectOf(snapshot, file.uri)?.version;
  return file.problems.some((problem) => problem.version === undefined || problem.version === version);
}

function isOpen(value: ValueNode): boolean {
  return value.kind === 'scalar' && (value.leaf.t === 'missing' || value.leaf.t === 'interp');
}

function valueAt(root: ValueNode, path: readonly string[]) {
  let found = { key: root.range, value: root };
  for (const name of path) {
    const entry = entryOf(found.value, name);
    const item = found.value.kind === 'list' ? found.value.items[Number(name)] : undefined;
    if (entry !== undefined) found = { key: entry.keyRange, value: entry.value };
    else if (item !== undefined) found = { key: item.range, value: item };
    else return undefined;
  }
  return found;
}
