import { type Composition, type ConfigNode, composes, type KeyPath, nodeAt, winner } from '../../compose/index.ts';
import {
  automaticFocus,
  type BoundSchema,
  fileLabel,
  hasSchema,
  jsonOf,
  packageIn,
  placeOf,
  primaryKeysOf,
  projectOf,
  readBound,
  type SchemaBinding,
  type Snapshot,
  schemaBindingOf,
  schemaFor,
  type Usage,
} from '../../project/index.ts';
import {
  ignoredPatterns,
  type Json,
  type SchemaError,
  type SchemaSet,
  validatorOf,
  valueAtPath,
} from '../../schema/index.ts';
import {
  BUDGETS,
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
import { insertKey } from '../actions/blocks.ts';
import { conversions, quoted } from '../actions/convertValue.ts';
import { addDefault, rename } from '../actions/fixes.ts';
import { labelIn, placeOfWrite } from '../explain.ts';
import { type ComposedValue, composedValue, type KnownKeys, knownKeysOf } from '../keys/described.ts';
import { configsOf } from './configs.ts';
import { nameFixes } from './projectFileFixes.ts';
import type { Rule, RuleContext } from './rule.ts';

export const schema: Rule<Found> = {
  name: 'schema',
  codes: ['HS301', 'HS302', 'HS303', 'HS602'],
  docs:
    'The composed config does not fit the JSON Schema that applies to it: the one that a comment ' +
    '`# yaml-language-server: $schema=…` at its head names, else the one that `hydrascope.yaml` binds to it, else ' +
    '`schemas/NAME.schema.json`. A config of a group is held against its schema as it is composed, at the package where ' +
    'it lands. A key that the schema does not know (HS301: Hydra composes it and nothing ever reads it), a value of a ' +
    'wrong type or out of range (HS302), a key that is required and that no config of the composition sets (HS303). ' +
    'HS602: the schema itself cannot be used, or a part of it is left out.',
  example: `
-- schemas/app.schema.json --
{ "type": "object", "additionalProperties": false, "properties": { "seq_len": { "type": "integer" } } }
-- configs/app.yaml --
defaults: [_self_]
seq_lne: 1024
^^^^^^^ warning HS301 'seq_lne' is not a known key; did you mean 'seq_len'?
`,
  ofFile: (context, file) => [...checkBindingOf(context, file), ...checkOther(context, file)],
  ofUsage: checkUsage,
  join: (context, sightings) =>
    join(
      context,
      sightings.flatMap(({ found }) => found),
    ),
};

interface Found {
  readonly problem: Problem;
  /** The config that finds it, where it stands in another one. */
  readonly heir?: string;
  /** A key that nothing sets: another config may. */
  readonly lacking?: { readonly file: ConfigFile; readonly name: string };
}

/** What stands in a base config is found by everyone who inherits it: told once, with who finds it. */
function once(all: readonly Found[]): Found[] {
  const groups = new Map<string, Found & { readonly heirs: (string | undefined)[] }>();
  for (const found of all) {
    const { problem, heir } = found;
    const { code, span, message } = problem;
    // The hints of unknown keys differ from composition to composition.
    const place = [span.uri, span.start, span.end, code, code === 'HS301' ? '' : message].join(' ');
    const group = groups.get(place);
    if (group === undefined) groups.set(place, { ...found, heirs: [heir] });
    else group.heirs.push(heir);
  }
  return [...groups.values()].map(({ heirs, ...found }) => {
    if (heirs.includes(undefined)) return found;
    const where = heirs.length === 1 ? heirs[0] : `${heirs.length} configs`;
    return { ...found, problem: { ...found.problem, message: `${found.problem.message} in ${where}` } };
  });
}

/** What a schema is held against: a composition, or the part of it where a config of a group lands. */
interface Subject {
  readonly composition: Composition;
  /** The config that the schema is bound to. */
  readonly file: ConfigFile;
  readonly path: KeyPath;
  readonly set: SchemaSet;
  readonly composed: ComposedValue;
  readonly value: Json;
  readonly keysAt: KnownKeys;
}

function checkUsage(context: RuleContext, { composition }: Usage): Found[] {
  const primary = composition.defaultsList.find((choice) => choice.primary)?.file;
  // Of a file that cannot be read nothing can be said: its keys are not known to be absent.
  if (primary === undefined || !composes(composition) || !hasSchema(context.snapshot, primary.uri)) return [];
  return checkSubject(context, composition, primary, []);
}

function checkSubject(context: RuleContext, composition: Composition, file: ConfigFile, path: KeyPath): Found[] {
  const bound = schemaFor(context.snapshot, file.uri);
  const validator = bound === undefined ? undefined : validatorOf(bound.set);
  if (bound === undefined || typeof validator !== 'function') return [];
  const { set } = bound;
  const composed = composedValue(context.snapshot, composition);
  if (path.some((_, index) => composed.isUnknown(path.slice(0, index + 1)))) return [];
  const value = valueAtPath(composed.value, path) ?? {};
  const subject: Subject = { composition, file, path, set, composed, value, keysAt: knownKeysOf(set, value) };
  const errors = validator(value).filter((error) => !composed.isUnknown([...path, ...error.path]));
  return errors.slice(0, BUDGETS.schemaErrors).flatMap((error) => problemOf(subject, bound, error) ?? []);
}

function problemOf(subject: Subject, bound: BoundSchema, error: SchemaError): Found | undefined {
  const { composition, file, path: above } = subject;
  if (error.kind === 'no-answer') return { problem: unusable(bound.binding, error.message) };
  const at = [...above, ...error.path];
  if (error.kind === 'missing-key') return missingKey(subject, error);
  const path = error.key === undefined ? at : [...at, error.key];
  const node = nodeAt(composition.root, path);
  const part = error.kind === 'wrong-value' ? 'value' : 'key';
  const place = node === undefined ? undefined : placeOfWrite(winner(node), part);
  if (place === undefined) return undefined;
  const name = path.join('.');
  const isElsewhere = place.uri !== file.uri && place.uri.startsWith('file:');
  const found = (problem: Problem): Found => {
    // Whoever reads the message may know nothing of a schema that is bound to another file.
    if (above.length > 0 && place.uri !== file.uri)
      return {
        problem: { ...problem, message: `${problem.message}, says the schema of ${labelIn(composition, file.uri)}` },
      };
    // An override is about the run itself.
    return { problem, ...(isElsewhere && problem.code === 'HS302' && { heir: fileLabel(file.uri) }) };
  };
  if (error.kind === 'unknown-key') return found(unknownKey(subject, error.path, name, place));
  const text = composition.defaultsList.find((choice) => choice.file.uri === place.uri)?.file.text;
  const fixes = text === undefined || error.expected === undefined ? [] : conversions(place, text, error.expected);
  return found({ code: 'HS302', severity: 'error', span: place, message: nameless(name, error.message), fixes });
}

/** A mistake about the whole config has no name. */
function nameless(name: string, message: string): string {
  return name === '' ? `the config ${message}` : `'${name}' ${message}`;
}

function unknownKey({ composition, path, keysAt }: Subject, above: KeyPath, name: string, span: Span): Problem {
  const own = name.slice(name.lastIndexOf('.') + 1);
  const near = nearest(own, keysAt(above).keys());
  if (near === undefined) {
    return { code: 'HS301', severity: 'warning', span, message: `'${name}' is not a known key` };
  }
  const sibling = nodeAt(composition.root, [...path, ...above, near]);
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

function missingKey({ file, path, keysAt }: Subject, error: SchemaError): Found {
  const name = [...path, ...error.path, error.key ?? ''].join('.');
  const span: Span = { uri: file.uri, ...(file.defaultsKey ?? { start: 0, end: firstLineEnd(file.text) }) };
  const message = `'${name}' ${error.message}, and nothing sets it`;
  const fix = addKey(file, [...error.path, error.key ?? ''], keysAt(error.path).get(error.key ?? '')?.default);
  const problem: Problem = { code: 'HS303', severity: 'error', span, message, fixes: fix === undefined ? [] : [fix] };
  return { problem, lacking: { file, name } };
}

/** Writes a key with the default that the schema names, where that is a single value. */
function addKey(file: ConfigFile, path: KeyPath, fallback: Json | undefined): Fix | undefined {
  if (fallback === undefined || (typeof fallback === 'object' && fallback !== null)) return undefined;
  const value = typeof fallback === 'string' ? quoted(fallback) : String(fallback);
  const edit = path.every((name) => /^\w+$/.test(name)) ? insertKey(file, path, value) : undefined;
  return edit === undefined ? undefined : { title: `Add '${path.join('.')}: ${value}'`, edits: [edit] };
}

/** Names the config that has what is lacking, where there is one to inherit from. */
function withProvider(context: RuleContext, { problem, lacking }: Found): Problem {
  if (lacking === undefined) return problem;
  const { file, name } = lacking;
  const provider = configsOf(context).find(
    (each) => each.uri !== file.uri && entryOf(each.body, name) !== undefined && !hasDefaults(each),
  );
  if (provider === undefined) return problem;
  const label = fileLabel(provider.uri);
  const fix = addDefault(file, label.replace(/\.yaml$/, ''));
  return {
    ...problem,
    message: `${problem.message}; ${label} defines it`,
    ...(fix !== undefined && { fixes: [fix, ...(problem.fixes ?? [])] }),
  };
}

function hasDefaults(file: ConfigFile): boolean {
  return (file.defaults?.length ?? 0) > 0;
}

function firstLineEnd(text: string): number {
  const end = text.search(/[\r\n]/);
  return end === -1 ? text.length : end;
}

function unusable({ place }: SchemaBinding, message: string): Problem {
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

function checkBindingOf({ snapshot }: RuleContext, { uri }: ConfigFile): Problem[] {
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

/** A config that no app is started with, as the composition has it that it is seen from. */
function checkOther(context: RuleContext, file: ConfigFile): readonly Problem[] {
  const { snapshot, project } = context;
  const place = schemaFor(snapshot, file.uri) === undefined ? undefined : placeOf(snapshot, file.uri);
  if (place === undefined) return [];
  const { configPath, root } = place;
  if (primaryKeysOf(snapshot, project, root).some(({ name }) => name === configPath)) return [];
  if (!configPath.includes('/')) return checkAlone(snapshot, file, true);
  const focus = automaticFocus(snapshot, file.uri);
  if (focus === undefined || !composes(focus.composition)) return checkAlone(snapshot, file, false);
  return join(context, checkIn(context, focus, file));
}

/** A config of a group, held against its schema as a composition has it. */
function checkIn(context: RuleContext, { composition }: Usage, file: ConfigFile): Found[] {
  return checkSubject(context, composition, file, packageIn(composition, file.uri) ?? []);
}

function join(context: RuleContext, found: readonly Found[]): Problem[] {
  return once(found.filter((each) => !tellsItself(context, each))).map((each) => withProvider(context, each));
}

/** What a base config's own schema says of it is told there. */
function tellsItself(context: RuleContext, { problem, heir }: Found): boolean {
  const { span, code, message } = problem;
  const file = heir === undefined ? undefined : context.snapshot.config(span.uri);
  if (file === undefined || schemaFor(context.snapshot, span.uri) === undefined) return false;
  return checkOther(context, file).some(
    (each) => each.code === code && each.message === message && each.span.start === span.start,
  );
}

/** The configs of groups as a run has them, with its overrides. */
export function groupSchemasIn(context: RuleContext, usage: Usage): readonly Problem[] {
  const { snapshot } = context;
  const files = usage.composition.defaultsList.filter(({ primary }) => !primary).map(({ file }) => file);
  const others = files.filter(
    ({ uri }) => schemaFor(snapshot, uri) !== undefined && placeOf(snapshot, uri)?.configPath.includes('/') === true,
  );
  return join(
    context,
    others.flatMap((file) => checkIn(context, usage, file)),
  );
}

/**
 * A base config at the top of a root is held against its schema by what it says itself; so is a config of a group that
 * nothing leads to, of which nobody knows what it will be completed with.
 */
function checkAlone(snapshot: Snapshot, file: ConfigFile, isComplete: boolean): Problem[] {
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
