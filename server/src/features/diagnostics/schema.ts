import { type Composition, type ConfigNode, composes, type KeyPath, nodeAt, winner } from '../../compose/index.ts';
import {
  automaticKey,
  type BoundSchema,
  type CompositionKey,
  composeApart,
  fileLabel,
  hasSchema,
  itself,
  type Kind,
  packageIn,
  placeOf,
  primaryKeysOf,
  projectOf,
  type Snapshot,
  schemaBindingOf,
  schemaFor,
  textOfKey,
  type Usage,
  withoutOverrides,
} from '../../project/index.ts';
import {
  type Json,
  judgesKeysApart,
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
  type Uri,
} from '../../text/index.ts';
import { insertKey } from '../actions/blocks.ts';
import { conversions, quoted } from '../actions/convertValue.ts';
import { addDefault, rename } from '../actions/fixes.ts';
import { labelIn, placeOfWrite } from '../explain.ts';
import { type ComposedValue, composedKeys, composedValue, type KnownKeys, knownKeysOf } from '../keys/described.ts';
import { configsOf } from './configs.ts';
import type { JudgedUsage, Rule, RuleContext } from './rule.ts';
import { checkAlone, headOf, nameless } from './schemaAlone.ts';
import { checkBindingOf, unusable } from './schemaBinding.ts';

export const schema: Rule<Found> = {
  name: 'schema',
  follows: true,
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
  ofFile: (context, file) => [...checkBindingOf(context, file), ...otherProblems(context, file)],
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
  readonly lacking?: { readonly file: ConfigFile; readonly path: KeyPath };
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

function checkUsage({ snapshot }: RuleContext, usage: JudgedUsage): Found[] {
  const { composition, own, judges } = usage;
  const primary = composition.defaultsList.find((choice) => choice.primary)?.file;
  // Of a file that cannot be read nothing can be said: its keys are not known to be absent.
  if (primary === undefined || !composes(composition) || !hasSchema(snapshot, primary.uri)) return [];
  const bound = schemaFor(snapshot, primary.uri);
  if (bound === undefined) return [];
  // What the primary config's own composition has is judged there.
  const composed =
    own !== undefined && judgesKeysApart(bound.set)
      ? composedKeys(snapshot, composition, [...own.keys()], own)
      : composedValue(snapshot, composition);
  const found = checkSubject(bound, composed, composition, primary, []);
  if (own === undefined) return found;
  return found.flatMap((each) => {
    if (each.lacking !== undefined) return lackedByOption(snapshot, usage, bound.set, each.problem, each.lacking.path);
    return judges(each.problem.span.uri) ? [each] : [];
  });
}

/** What a choice of an option takes away, or asks for: told at the option, unless nobody has it as it is. */
function lackedByOption(
  snapshot: Snapshot,
  usage: JudgedUsage,
  set: SchemaSet,
  problem: Problem,
  path: KeyPath,
): Found[] {
  const { key, composition, judges } = usage;
  // Other keys than those that the option changes were not asked for.
  if (nodeAt(composition.root, path) !== undefined) return [];
  const name = path.join('.');
  if (lackingIn(snapshot, snapshot.compose(withoutOverrides(key)), set).has(name)) return [];
  const option = composition.defaultsList.findLast(
    (choice) => judges(choice.file.uri) && (choice.package === '' || name.startsWith(`${choice.package}.`)),
  );
  if (option === undefined) return [];
  const message = `${problem.message}, says the schema of ${labelIn(composition, problem.span.uri)}`;
  return [{ problem: { ...problem, span: headOf(option.file), message, fixes: [] } }];
}

const lacking = new WeakMap<Composition, { readonly set: SchemaSet; readonly names: ReadonlySet<string> }>();

/** The keys that a schema asks for and a composition has not; worked out once for each, as every option asks. */
function lackingIn(snapshot: Snapshot, composition: Composition, set: SchemaSet): ReadonlySet<string> {
  const known = lacking.get(composition);
  if (known?.set === set) return known.names;
  const validator = validatorOf(set);
  const errors = typeof validator === 'function' ? validator(composedValue(snapshot, composition).value) : [];
  const missing = errors.filter(({ kind }) => kind === 'missing-key');
  const names = new Set(missing.map(({ path, key = '' }) => [...path, key].join('.')));
  lacking.set(composition, { set, names });
  return names;
}

function checkSubject(
  bound: BoundSchema,
  composed: ComposedValue,
  composition: Composition,
  file: ConfigFile,
  path: KeyPath,
): Found[] {
  const { set } = bound;
  const validator = validatorOf(set);
  if (typeof validator !== 'function') return [];
  if (path.some((_, index) => composed.isUnknown(path.slice(0, index + 1)))) return [];
  const value = valueAtPath(composed.value, path) ?? {};
  const subject: Subject = { composition, file, path, set, composed, value, keysAt: knownKeysOf(set, value) };
  const errors = validator(value, (at) => composed.isUnknown(path.length === 0 ? at : [...path, ...at]));
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
  const at = [...path, ...error.path, error.key ?? ''];
  const message = `'${at.join('.')}' ${error.message}, and nothing sets it`;
  const fix = addKey(file, [...error.path, error.key ?? ''], keysAt(error.path).get(error.key ?? '')?.default);
  const fixes = fix === undefined ? [] : [fix];
  const problem: Problem = { code: 'HS303', severity: 'error', span: headOf(file), message, fixes };
  return { problem, lacking: { file, path: at } };
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
  const { file, path } = lacking;
  const name = path.join('.');
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

/** Remembered where there is a schema; that there is none, for most of many configs, is not. */
function otherProblems({ snapshot }: RuleContext, { uri }: ConfigFile): readonly Problem[] {
  return schemaBindingOf(snapshot, uri) !== undefined ? snapshot.answer(OF_OTHER, uri) : [];
}

/** What a config says itself that no app is started with: it is asked by all that inherit from it, too. */
const OF_OTHER: Kind<Uri, readonly Problem[]> = {
  name: 'schema of config',
  keyOf: itself,
  make: (snapshot, uri) => {
    const project = projectOf(snapshot, uri);
    const file = snapshot.config(uri);
    return project === undefined || file === undefined ? [] : checkOther({ snapshot, project }, file);
  },
  // Nothing is found in most of them.
  isSame: (before, after) => before.length + after.length === 0,
};

/** Held against its schema as the composition has it that it is seen from. */
function checkOther(context: RuleContext, file: ConfigFile): readonly Problem[] {
  const { snapshot } = context;
  const place = schemaFor(snapshot, file.uri) === undefined ? undefined : placeOf(snapshot, file.uri);
  if (place === undefined) return [];
  const { configPath, root } = place;
  if (primaryKeysOf(snapshot, root).some(({ name }) => name === configPath)) return [];
  if (!configPath.includes('/')) return checkAlone(snapshot, file, true);
  const seen = compositionFor(snapshot, file.uri);
  if (seen === undefined || !composes(seen.composition)) return checkAlone(snapshot, file, false);
  return join(context, checkIn(context, seen, file));
}

/** The composition that a config is judged by where only what it says itself is in question. */
function compositionFor(snapshot: Snapshot, uri: Uri): Seen | undefined {
  const key = automaticKey(snapshot, uri);
  if (key?.isTrial !== true) return key && { composition: snapshot.compose(key) };
  return doesCompose(snapshot, withoutOverrides(key)) ? composeApart(snapshot, key) : undefined;
}

/** A composition, and where it tries an option the keys at the top that it changes. */
type Seen = Pick<JudgedUsage, 'composition' | 'own'>;

function doesCompose(snapshot: Snapshot, key: CompositionKey): boolean {
  return snapshot.derive(`composes ${textOfKey(key)}`, (at) => composes(at.compose(key)));
}

/** A config of a group, held against its schema as a composition has it. */
function checkIn({ snapshot }: RuleContext, { composition, own }: Seen, file: ConfigFile): Found[] {
  const bound = schemaFor(snapshot, file.uri);
  if (bound === undefined) return [];
  const path = packageIn(composition, file.uri) ?? [];
  const [top] = path;
  if (top !== undefined) {
    // The same as for the schema of the primary config.
    const names = own?.has(top) ? [...own.keys()] : [top];
    return checkSubject(bound, composedKeys(snapshot, composition, names, own), composition, file, path);
  }
  if (own === undefined || !isOfPrimary(snapshot, bound, composition))
    return checkSubject(bound, composedValue(snapshot, composition), composition, file, path);
  // What the primary config's own composition has is judged there.
  const found = checkSubject(bound, composedKeys(snapshot, composition, [...own.keys()], own), composition, file, path);
  return found.filter(({ lacking }) => lacking === undefined || nodeAt(composition.root, lacking.path) === undefined);
}

/** Whether the primary config is held against the same schema, which asks nothing of several keys together. */
function isOfPrimary(snapshot: Snapshot, { set }: BoundSchema, { defaultsList }: Composition): boolean {
  const primary = defaultsList.find((choice) => choice.primary)?.file;
  return primary !== undefined && judgesKeysApart(set) && schemaFor(snapshot, primary.uri)?.set === set;
}

function join(context: RuleContext, found: readonly Found[]): Problem[] {
  return once(found.filter((each) => !tellsItself(context, each))).map((each) => withProvider(context, each));
}

/** What a base config's own schema says of it is told there. */
function tellsItself({ snapshot }: RuleContext, { problem, heir }: Found): boolean {
  const { span, code, message } = problem;
  if (heir === undefined || !hasSchema(snapshot, span.uri)) return false;
  return snapshot
    .answer(OF_OTHER, span.uri)
    .some((each) => each.code === code && each.message === message && each.span.start === span.start);
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
    others.flatMap((file) => checkIn(context, { composition: usage.composition }, file)),
  );
}
