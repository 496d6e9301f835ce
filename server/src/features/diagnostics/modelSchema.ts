import { type Composition, type ConfigNode, composes, type KeyPath, nodeAt, winner } from '../../compose/index.ts';
import { fileLabel, type Usage } from '../../project/index.ts';
import {
  hasKeysAt,
  ignoredKeys,
  type Json,
  type JsonSchema,
  keysAt,
  type SchemaError,
  validatorOf,
  valueAtPath,
} from '../../schema/index.ts';
import { BUDGETS, nearest, type Problem, positionAt, type Related, type Severity } from '../../text/index.ts';
import { conversions } from '../actions/convertValue.ts';
import { rename } from '../actions/fixes.ts';
import { placeOfWrite, winningPlace } from '../explain.ts';
import { type Derived, derivedSchemasAt } from '../keys/derived.ts';
import { composedValue, describe } from '../keys/described.ts';
import { inheritedName } from './inheritedName.ts';
import type { Rule, RuleContext } from './rule.ts';

export const modelSchema: Rule<Found> = {
  name: 'model-schema',
  codes: ['HS304'],
  shared: ['HS301', 'HS302', 'HS303'],
  docs:
    'Where no JSON Schema says anything of it: a part of the config does not fit the Python class that validates it. The ' +
    "value of `type` chooses an adapter from the registry, the adapter's `Cfg`, a Pydantic model or a dataclass, has the " +
    'fields of `model_cfg`. A key that is no field (HS301: an error where the class forbids it, else it is left out ' +
    'without a word), a value of a wrong type or out of range (HS302), a field without a default that nothing sets ' +
    '(HS303). HS304: the config inherits its `type`, and its keys are those of another one, or it is called as another one is. What cannot be read in the Python files is not reported. `registries` in `hydrascope.yaml` may name ' +
    'another part (`config`) and another attribute (`schema`).',
  example: `
-- hydrascope.yaml --
registries:
  - symbol: MODELS
-- models.py --
from dataclasses import dataclass
MODELS = {"gpt": "models:Gpt"}

class Gpt:
    @dataclass
    class Cfg:
        heads: int = 4
-- configs/app.yaml --
defaults: [_self_]
type: gpt
model_cfg:
  hedas: 8
# ^^^^^ error HS301 'model_cfg.hedas' is no field of Cfg; did you mean 'heads' (models.py:7)?
`,
  ofUsage: checkUsage,
  join: (_, sightings) => once(sightings.flatMap(({ found }) => found)),
};

/** A problem of one composition; `heir` is its primary config where the problem stands in another one. */
interface Found {
  readonly problem: Problem;
  readonly heir?: string;
}

/** What stands in a base config is found by everyone who inherits it: told once, with who finds it. */
function once(all: readonly Found[]): Problem[] {
  const groups = new Map<string, { readonly problem: Problem; readonly heirs: Set<string | undefined> }>();
  for (const { problem, heir } of all) {
    const { code, span, message } = problem;
    const place = [span.uri, span.start, span.end, code, message].join(' ');
    const group = groups.get(place) ?? { problem, heirs: new Set() };
    groups.set(place, group);
    group.heirs.add(heir);
  }
  return [...groups.values()].map(({ problem, heirs }) => {
    if (heirs.has(undefined)) return problem;
    const where = heirs.size === 1 ? [...heirs][0] : `${heirs.size} configs`;
    return { ...problem, message: `${problem.message}, in ${where}` };
  });
}

/** One part of a composition beside the class that is to have it. */
interface Subject {
  readonly context: RuleContext;
  readonly composition: Composition;
  readonly derived: Derived;
  readonly value: Json;
}

function checkUsage(context: RuleContext, { composition }: Usage): Found[] {
  const { snapshot, project } = context;
  const primary = composition.defaultsList.find((choice) => choice.primary)?.file.uri;
  // Of a file that cannot be read nothing can be said: its keys are not known to be absent.
  if (primary === undefined || !composes(composition)) return [];
  return derivedSchemasAt(snapshot, project, composition).flatMap((derived) => {
    const node = nodeAt(composition.root, derived.path);
    if (node === undefined || isEmpty(node)) return [];
    const { value: whole, isUnknown } = composedValue(snapshot, composition);
    const described = describe(snapshot, composition);
    const isCovered = described !== undefined && hasKeysAt(described.set, described.value, derived.path);
    const value = valueAtPath(whole, derived.path);
    if (isCovered || isUnknown(derived.path) || value === undefined) return [];
    const subject = { context, composition, derived, value };
    const found = [...invalid(subject, isUnknown), ...ignored(subject)].slice(0, BUDGETS.schemaErrors);
    const hasUnknownKeys = found.some(({ code }) => code === 'HS301');
    const inherited = inheritedName(context, composition, derived, hasUnknownKeys);
    if (inherited !== undefined && !hasUnknownKeys) found.push(inherited);
    return (inherited !== undefined && hasUnknownKeys ? [inherited] : found).map((problem) => {
      const isElsewhere = problem.span.uri !== primary && problem.span.uri.startsWith('file:');
      return { problem, ...(isElsewhere && { heir: fileLabel(primary) }) };
    });
  });
}

/** `null` and `???` are nothing yet that a class could be asked about. */
function isEmpty({ leaf }: ConfigNode): boolean {
  return leaf !== undefined && ['null', 'missing', 'interp'].includes(leaf.t);
}

function invalid(subject: Subject, isUnknown: (path: KeyPath) => boolean): Problem[] {
  const { derived, value } = subject;
  const validator = validatorOf(derived.set);
  if (typeof validator !== 'function') return [];
  return validator(value)
    .filter((error) => error.kind !== 'no-answer' && !isUnknown([...derived.path, ...error.path]))
    .flatMap((error) => problemOf(subject, error) ?? []);
}

function problemOf(subject: Subject, error: SchemaError): Problem | undefined {
  const { composition, derived, value } = subject;
  const at = [...derived.path, ...error.path];
  if (error.kind === 'unknown-key') return unknownKey(subject, error.path, error.key ?? '', known(subject, error.path));
  const node = nodeAt(composition.root, at);
  if (error.kind === 'missing-key') {
    const span = node === undefined ? undefined : placeOfWrite(winner(node), 'key');
    const name = [...at, error.key].join('.');
    const message = `'${name}' is required by ${derived.python.name}, and nothing sets it`;
    return span === undefined ? undefined : { code: 'HS303', severity: 'error', span, message };
  }
  const span = node === undefined ? undefined : placeOfWrite(winner(node), 'value');
  const given = valueAtPath(value, error.path);
  if (span === undefined || (!derived.python.isStrict && isConverted(given))) return undefined;
  // A dataclass has types that nobody enforces.
  const severity = derived.python.kind === 'pydantic' ? 'error' : 'warning';
  const message = `'${at.join('.')}' ${wanted(subject, error)}`;
  const text = composition.defaultsList.find((choice) => choice.file.uri === span.uri)?.file.text;
  const fixes = text === undefined || error.expected === undefined ? [] : conversions(span, text, error.expected);
  return { code: 'HS302', severity, span, message, related: declaredAt(subject, error.path), fixes };
}

/** Pydantic, unless it is strict, reads numbers and truth values in texts, and takes the one for the other. */
function isConverted(value: Json | undefined): boolean {
  if (typeof value === 'boolean' || value === 0 || value === 1) return true;
  return typeof value === 'string' && /^\s*([-+]?[\d._]+(e[-+]?\d+)?|true|false|yes|no|on|off|[tfyn])\s*$/i.test(value);
}

/** Of alternatives all are told. */
function wanted({ derived }: Subject, { path, message }: SchemaError): string {
  const [name, ...below] = path;
  const properties = derived.python.schema.properties as Readonly<Record<string, JsonSchema>> | undefined;
  const schema = name === undefined || below.length > 0 ? undefined : properties?.[name];
  const members = Array.isArray(schema?.anyOf) ? (schema.anyOf as readonly JsonSchema[]) : [];
  const words = members.map(({ type, const: only, enum: values }) => {
    if (only !== undefined) return JSON.stringify(only);
    return Array.isArray(values) ? values.map((each) => JSON.stringify(each)).join(' or ') : type;
  });
  return words.length > 1 && words.every((each) => typeof each === 'string')
    ? `must be ${words.join(' or ')}`
    : message;
}

function known({ derived, value }: Subject, path: KeyPath): readonly string[] {
  return [...keysAt(derived.set, value, path).keys()];
}

/** What a class leaves out without a word: a typing mistake is worth a warning, anything else may be meant so. */
function ignored(subject: Subject): Problem[] {
  const schema = subject.derived.set.documents.get(subject.derived.set.root) ?? {};
  return ignoredKeys(schema, subject.value).flatMap(
    ({ path, key, known }) =>
      unknownKey(subject, path, key, known, nearest(key, known) === undefined ? 'info' : 'warning') ?? [],
  );
}

function unknownKey(
  subject: Subject,
  above: KeyPath,
  key: string,
  known: readonly string[],
  ignoredAs?: Severity,
): Problem | undefined {
  const { context, composition, derived } = subject;
  const path = [...derived.path, ...above, key];
  const node = nodeAt(composition.root, path);
  const span = node === undefined ? undefined : placeOfWrite(winner(node), 'key');
  if (node === undefined || span === undefined) return undefined;
  const owner = above.length === 0 ? derived.python.name : `'${[...derived.path, ...above].join('.')}'`;
  const near = nearest(key, known);
  const related = near === undefined ? [] : declaredAt(subject, [...above, near]);
  const place = related.map(({ span: { uri, start } }) => {
    const text = context.snapshot.files.file(uri)?.text ?? '';
    return ` (${fileLabel(uri)}:${positionAt(text, start).line + 1})`;
  });
  const what = ignoredAs === undefined ? `is no field of ${owner}` : `is no field of ${owner}, which leaves it out`;
  const hint = near === undefined ? '' : `; did you mean '${near}'${place.join('')}?`;
  const text = winningPlace(node)?.text;
  const isThere = near !== undefined && nodeAt(composition.root, [...derived.path, ...above, near]) !== undefined;
  const fixes = near === undefined || text === undefined || isThere ? [] : [rename(span, text, near)];
  const message = `'${path.join('.')}' ${what}${hint}`;
  return { code: 'HS301', severity: ignoredAs ?? 'error', span, message, related, fixes };
}

/** Where a field of the class itself stands. */
function declaredAt({ derived }: Subject, path: KeyPath): Related[] {
  const [name, ...below] = path;
  const span = name === undefined || below.length > 0 ? undefined : derived.python.fields.get(name);
  return span === undefined ? [] : [{ span, message: `'${name}' is declared here` }];
}
