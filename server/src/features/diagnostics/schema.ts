import { type Composition, type ConfigNode, composes, type KeyPath, nodeAt, winner } from '../../compose/index.ts';
import { fileLabel, jsonOf, projectOf, type Snapshot, type Usage } from '../../project/index.ts';
import { type SchemaError, type SchemaSet, validatorOf } from '../../schema/index.ts';
import {
  type ConfigFile,
  entryOf,
  type Fix,
  nearest,
  type Problem,
  positionAt,
  type Related,
  type Span,
  toPlain,
  type ValueNode,
} from '../../text/index.ts';
import { type Described, describe, knownKeysOf } from '../described.ts';
import { labelIn, placeOfWrite } from '../explain.ts';
import { addDefault, rename } from '../fixes.ts';
import type { Rule, RuleContext } from './rule.ts';

export const schema: Rule = {
  name: 'schema',
  codes: ['HS301', 'HS302', 'HS303', 'HS602'],
  docs:
    'The composed config does not fit the JSON Schema that `hydrascope.yaml` binds to it: a key that the schema does ' +
    'not know (HS301: Hydra composes it and nothing ever reads it), a value of a wrong type or out of range (HS302), a ' +
    'key that is required and that no config of the composition sets (HS303). HS602: the schema itself cannot be used.',
  check: (context) =>
    once([
      ...checkBases(context).map((problem) => ({ problem })),
      ...context.usages.flatMap((usage) => checkUsage(context, usage)),
    ]),
};

interface Found {
  readonly problem: Problem;
  /** The config that finds it, where it stands in another one. */
  readonly heir?: string;
}

/** What stands in a base config is found by everyone who inherits it: told once, with who finds it. */
function once(all: readonly Found[]): Problem[] {
  const groups = new Map<string, { readonly problem: Problem; readonly heirs: (string | undefined)[] }>();
  for (const { problem, heir } of all) {
    const { code, span, message } = problem;
    // The hints of unknown keys differ from composition to composition.
    const place = [span.uri, span.start, span.end, code, code === 'HS301' ? '' : message].join(' ');
    const group = groups.get(place);
    if (group === undefined) groups.set(place, { problem, heirs: [heir] });
    else group.heirs.push(heir);
  }
  return [...groups.values()].map(({ problem, heirs }) => {
    if (heirs.includes(undefined)) return problem;
    const where = heirs.length === 1 ? heirs[0] : `${heirs.length} configs`;
    return { ...problem, message: `${problem.message} in ${where}` };
  });
}

/** More than this of one composition nobody reads; the rest is told when these are mended. */
const ERROR_BUDGET = 200;

function checkUsage(context: RuleContext, usage: Usage): Found[] {
  const { composition } = usage;
  const described = describe(context.snapshot, composition);
  if (described === undefined) return [];
  const validator = validatorOf(described.set);
  if (typeof validator !== 'function') return [{ problem: badSchema(context, described.set, validator.message) }];
  const primary = composition.defaultsList.find((choice) => choice.primary)?.file;
  // Of a file that cannot be read nothing can be said: its keys are not known to be absent.
  if (primary === undefined || !composes(composition)) return [];
  const errors = validator(described.value).filter((error) => !described.isUnknown(error.path));
  return errors.slice(0, ERROR_BUDGET).flatMap((error) => problemOf(context, usage, primary, described, error) ?? []);
}

function problemOf(
  context: RuleContext,
  usage: Usage,
  primary: ConfigFile,
  described: Described,
  error: SchemaError,
): Found | undefined {
  const { root } = usage.composition;
  if (error.kind === 'missing-key') return { problem: missingKey(context, primary, error) };
  const path = error.key === undefined ? error.path : [...error.path, error.key];
  const node = nodeAt(root, path);
  const part = error.kind === 'unknown-key' ? 'key' : 'value';
  const place = node === undefined ? undefined : placeOfWrite(winner(node), part);
  if (place === undefined) return undefined;
  const name = path.join('.');
  if (error.kind === 'unknown-key') return { problem: unknownKey(usage, described, error.path, name, place) };
  const problem: Problem = { code: 'HS302', severity: 'error', span: place, message: `'${name}' ${error.message}` };
  // An override is about the run itself.
  const isInherited = place.uri !== primary.uri && place.uri.startsWith('file:');
  return { problem, ...(isInherited && { heir: fileLabel(primary.uri) }) };
}

function unknownKey({ composition }: Usage, described: Described, above: KeyPath, name: string, span: Span): Problem {
  const own = name.slice(name.lastIndexOf('.') + 1);
  const near = nearest(own, described.keysAt(above).keys());
  if (near === undefined) {
    return { code: 'HS301', severity: 'warning', span, message: `'${name}' is not a known key` };
  }
  const sibling = nodeAt(composition.root, [...above, near]);
  const [first] = sibling?.writes ?? [];
  const related: Related[] = [];
  let where = '';
  if (first?.origin.kind === 'file' && first.origin.key !== undefined) {
    const { file, key } = first.origin;
    where = ` (${labelIn(composition, file.uri)}:${positionAt(file.text, key.start).line + 1})`;
    related.push({ span: { uri: file.uri, ...key }, message: `'${near}' is defined here` });
  }
  const message = `'${name}' is not a known key; did you mean '${near}'${where}?`;
  return {
    code: 'HS301',
    severity: 'warning',
    span,
    message,
    related,
    fixes: fixesOf(composition, span, near, sibling),
  };
}

/** The right name in the place of the wrong one, unless the same file has it already. */
function fixesOf(composition: Composition, span: Span, near: string, sibling: ConfigNode | undefined): Fix[] {
  const file = composition.defaultsList.find((choice) => choice.file.uri === span.uri)?.file;
  const isThere = sibling?.writes.some(({ origin }) => origin.kind === 'file' && origin.file.uri === span.uri) === true;
  return file === undefined || isThere ? [] : [rename(span, file.text, near)];
}

function missingKey({ files }: RuleContext, primary: ConfigFile, error: SchemaError): Problem {
  const name = [...error.path, error.key ?? ''].join('.');
  const provider = files.find(
    (file) => file.uri !== primary.uri && entryOf(file.body, name) !== undefined && !hasDefaults(file),
  );
  const hint = provider === undefined ? '' : `; ${fileLabel(provider.uri)} defines it`;
  const span: Span = { uri: primary.uri, ...(primary.defaultsKey ?? { start: 0, end: firstLineEnd(primary.text) }) };
  const fix = provider === undefined ? undefined : addDefault(primary, fileLabel(provider.uri).replace(/\.yaml$/, ''));
  const message = `'${name}' is required, and nothing sets it${hint}`;
  return { code: 'HS303', severity: 'error', span, message, ...(fix !== undefined && { fixes: [fix] }) };
}

function hasDefaults(file: ConfigFile): boolean {
  return (file.defaults?.length ?? 0) > 0;
}

function firstLineEnd(text: string): number {
  const end = text.search(/[\r\n]/);
  return end === -1 ? text.length : end;
}

function badSchema({ project }: RuleContext, set: SchemaSet, message: string): Problem {
  const binding = project.file.schemas.find((each) => each.schema === set.root);
  const span: Span = { uri: project.projectUri, ...(binding?.range ?? { start: 0, end: 0 }) };
  return { code: 'HS602', severity: 'error', span, message: `the schema cannot be used: ${message}` };
}

/** A base config, one that no app is started with, is held against its schema by what it says itself. */
function checkBases({ snapshot, files, usages }: RuleContext): Problem[] {
  const primaries = new Set(
    usages.map(({ composition }) => composition.defaultsList.find((choice) => choice.primary)?.file.uri),
  );
  return files.flatMap((file) => (primaries.has(file.uri) ? [] : checkAlone(snapshot, file)));
}

function checkAlone(snapshot: Snapshot, file: ConfigFile): Problem[] {
  const set = snapshot.schemaFor(file.uri);
  const validator = set === undefined ? undefined : validatorOf(set);
  const { body } = file;
  if (set === undefined || typeof validator !== 'function' || body === undefined || isBroken(snapshot, file)) return [];
  const value = jsonOf(toPlain(body));
  const keysOf = knownKeysOf(set, value);
  return validator(value)
    .slice(0, ERROR_BUDGET)
    .flatMap((error): Problem[] => {
      const path = error.key === undefined ? error.path : [...error.path, error.key];
      const name = path.join('.');
      if (error.kind === 'missing-key') {
        const span = { uri: file.uri, start: 0, end: firstLineEnd(file.text) };
        return [{ code: 'HS303', severity: 'error', span, message: `'${name}' is required` }];
      }
      const found = valueAt(body, path);
      if (found === undefined || isOpen(found.value)) return [];
      const span = { uri: file.uri, ...(error.kind === 'unknown-key' ? found.key : found.value.range) };
      if (error.kind === 'wrong-value')
        return [{ code: 'HS302', severity: 'error', span, message: `'${name}' ${error.message}` }];
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
