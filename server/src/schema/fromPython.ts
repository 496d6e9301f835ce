import {
  type ClassField,
  type ClassFields,
  type ClassKind,
  extraOf,
  fieldsOf,
  knownName,
  type Linearization,
  type Located,
  linearize,
  type PythonClass,
  type PythonModules,
} from '../python/index.ts';
import type { Span } from '../text/index.ts';
import { type Json, type JsonSchema, mapOf } from './jsonSchema.ts';
import { alternativesOf, constrained } from './pythonConstraints.ts';
import { enumeration, type Refer, typeSchema } from './pythonType.ts';
import { emptyOf, isTrue, jsonValue, nameIn, type Scope } from './pythonValue.ts';

/** Says of a mapping that names which it does not know are left out without a word, as Pydantic does unless told. */
export const UNKNOWN = 'x-hydrascope-unknown';

/** The JSON Schema of a Python class, and what a schema cannot say. */
export interface PythonSchema {
  /** 2020-12, as `model_json_schema()` writes it, without titles. */
  readonly schema: JsonSchema;
  /** The class, as messages name it. */
  readonly name: string;
  readonly kind: ClassKind;
  /** Values are not converted: `"12"` is no `12`. */
  readonly isStrict: boolean;
  /** Where each field of the class itself is declared, by the names under which it is given. */
  readonly fields: ReadonlyMap<string, Span>;
}

/** A definition before it has its name, which depends on all the others. */
interface Definition {
  readonly located: Located<PythonClass>;
  schema: JsonSchema;
}

interface Reading {
  readonly modules: PythonModules;
  readonly definitions: Map<PythonClass, Definition>;
  readonly root: PythonClass;
  isStrict: boolean;
}

/** Classes that one schema may refer to. */
const DEFINITION_BUDGET = 500;

/**
 * What a Pydantic model, a dataclass or a `TypedDict` accepts. What cannot be read is left open: a base elsewhere, a type
 * that is not understood, a validator that runs before the types are looked at. `undefined` for any other class.
 */
export function schemaOfClass(modules: PythonModules, located: Located<PythonClass>): PythonSchema | undefined {
  const fields = fieldsOf(modules, located);
  const { kind } = fields;
  if (kind === 'plain' || kind === 'enum' || kind === 'namedtuple') return undefined;
  const reading: Reading = { modules, definitions: new Map(), root: located.item, isStrict: true };
  const own = objectSchema(reading, located, fields);
  const definitions = namedDefinitions(reading);
  const isRecursive = reading.definitions.has(located.item);
  const schema: JsonSchema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...(isRecursive ? reference(located.item, [...reading.definitions.keys()]) : own),
    ...(definitions.size > 0 && { $defs: Object.fromEntries(definitions) }),
  };
  return {
    schema: renamed(schema, [...definitions.keys()]),
    name: located.item.name,
    kind,
    isStrict: reading.isStrict,
    fields: new Map(
      fields.fields.flatMap((field) =>
        namesOf(field, fields).map((name) => [name, { uri: field.module.uri, ...field.assignment.nameRange }] as const),
      ),
    ),
  };
}

/** A reference to a definition by its number, which no text of a user looks like. */
function reference(item: PythonClass, known: readonly PythonClass[]): JsonSchema {
  return { $ref: `\0${known.indexOf(item)}` };
}

/** The definitions by their names: the class's own, with its module before it where two have the same. */
function namedDefinitions({ modules, definitions }: Reading): Map<string, JsonSchema> {
  const counts = new Map<string, number>();
  for (const { name } of definitions.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const found = new Map<string, JsonSchema>();
  for (const { located, schema } of definitions.values()) {
    const { name, qualifiedName } = located.item;
    const home = modules.nameOf(located.module) ?? '';
    const full = `${home}.${qualifiedName}`.replace(/^\./, '').replaceAll('.', '__');
    const wanted = counts.get(name) === 1 ? name : full;
    found.set(found.has(wanted) ? `${wanted}__${found.size}` : wanted, schema);
  }
  return found;
}

function renamed<T>(value: T, names: readonly string[]): T {
  if (Array.isArray(value)) return value.map((each) => renamed(each, names)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, each] of Object.entries(value)) {
    const isReference = key === '$ref' && typeof each === 'string' && each.startsWith('\0');
    copy[key] = isReference ? `#/$defs/${names[Number(each.slice(1))]}` : renamed(each, names);
  }
  return copy as T;
}

function definitionOf(reading: Reading, located: Located<PythonClass>): JsonSchema {
  const { modules, definitions } = reading;
  if (definitions.has(located.item)) return reference(located.item, [...definitions.keys()]);
  if (definitions.size > DEFINITION_BUDGET) return {};
  const fields = fieldsOf(modules, located);
  if (fields.kind === 'plain' || fields.kind === 'namedtuple' || fields.kind === 'attrs') return {};
  const definition: Definition = { located, schema: {} };
  definitions.set(located.item, definition);
  definition.schema =
    fields.kind === 'enum' ? enumSchema(reading, located, fields) : objectSchema(reading, located, fields);
  return reference(located.item, [...definitions.keys()]);
}

function enumSchema({ modules }: Reading, located: Located<PythonClass>, fields: ClassFields): JsonSchema {
  const { module, item } = located;
  const description = item.docstring === undefined ? {} : { description: item.docstring };
  const values = fields.fields.map((field) => jsonValue({ modules, module, within: item }, field.default));
  // `str` beside `Enum` adds no member; a class may make members of other values, or have them computed.
  const isKnown = linearize(modules, located).known.every((name) => /^(builtins|enum)\./.test(name));
  const isMaking = item.methods.some((each) => /^_(missing|generate_next_value)_$/.test(each.name));
  if (!isKnown || isMaking || values.includes(undefined)) return description;
  return { ...description, ...enumeration([...new Set(values as readonly Json[])]) };
}

function objectSchema(reading: Reading, located: Located<PythonClass>, fields: ClassFields): JsonSchema {
  const { modules } = reading;
  const order = linearize(modules, located);
  const before = convertedBefore(modules, order);
  const isOpen = fields.isOpen || before === 'all' || hasHiddenNames(order, fields);
  if (fields.kind === 'pydantic' && !isTrue(fields.options.get('strict'))) reading.isStrict = false;
  const properties = new Map<string, JsonSchema>();
  const required: string[] = [];
  const refer: Refer = (each) => definitionOf(reading, each);
  for (const field of fields.fields) {
    if (!field.isInit) continue;
    const isConverted = before === 'all' || before.has(field.name) || before.has('*');
    const names = namesOf(field, fields);
    const [first] = names;
    if (field.isRequired && names.length === 1 && first !== undefined && !isOpen) required.push(first);
    for (const name of names) properties.set(name, fieldSchema(modules, refer, field, isConverted));
  }
  const { docstring } = located.item;
  return {
    ...(docstring !== undefined && { description: docstring }),
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    ...(!isOpen && unknownNames(reading, located, fields)),
  };
}

function unknownNames(reading: Reading, located: Located<PythonClass>, fields: ClassFields): JsonSchema {
  if (fields.kind === 'pydantic') {
    const extra = extraOf(fields);
    if (extra === 'ignore') return { [UNKNOWN]: 'ignored' };
    return extra === undefined ? {} : { additionalProperties: extra === 'allow' };
  }
  if (fields.kind === 'typeddict') return {};
  // A constructor refuses names that it does not know; below a model Pydantic fills the fields by itself.
  return located.item === reading.root ? { additionalProperties: false } : { [UNKNOWN]: 'ignored' };
}

/** The names under which a field is given: its alias, and its own where the model says so. */
function namesOf(field: ClassField, { kind, options }: ClassFields): readonly string[] {
  if (field.aliases.length === 0) return [field.name];
  const isByName = ['populate_by_name', 'validate_by_name', 'allow_population_by_field_name'].some((each) =>
    isTrue(options.get(each)),
  );
  return [...field.aliases, ...(isByName && kind === 'pydantic' ? [field.name] : [])];
}

/** Whether names are given that are written nowhere: made by a generator, dug out of a value, left to the environment. */
function hasHiddenNames({ known, classes }: Linearization, { fields, options, kind }: ClassFields): boolean {
  if (options.has('alias_generator') || known.some((name) => /\.(BaseSettings|RootModel|SQLModel)$/.test(name)))
    return true;
  const isComputed = (each: ClassField) =>
    ['alias', 'validation_alias'].some((option) => {
      const given = each.options.get(option);
      return given !== undefined && given.kind !== 'string' && given.kind !== 'none' && !isChoice(each);
    });
  const making =
    kind === 'pydantic' ? /^(__init__|__new__|__get_pydantic_core_schema__|model_validate)$/ : /^(__init__|__new__)$/;
  return fields.some(isComputed) || classes.some(({ item }) => item.methods.some((each) => making.test(each.name)));
}

/** `AliasChoices("a", "b")` */
function isChoice({ options }: ClassField): boolean {
  const given = options.get('validation_alias');
  return (
    given?.kind === 'call' &&
    given.positional.length > 0 &&
    given.positional.every((each) => each.kind === 'string') &&
    given.callee.kind === 'name' &&
    given.callee.path.endsWith('AliasChoices')
  );
}

/** The fields that a validator may make anew from a value of any type; `all` where one sees the whole mapping first. */
function convertedBefore(modules: PythonModules, { classes }: Linearization): ReadonlySet<string> | 'all' {
  const found = new Set<string>();
  for (const { module, item } of classes) {
    for (const { decorators } of item.methods) {
      for (const { callee, call } of decorators) {
        const name = /^pydantic\.(?:\w+\.)?(\w+)$/.exec(knownName(modules, module, callee))?.[1];
        const mode = call?.keywords.find((each) => each.name === 'mode' || each.name === 'pre')?.value;
        const isAfter =
          mode === undefined ||
          (mode.kind === 'string' && mode.value === 'after') ||
          (mode.kind === 'bool' && !mode.value);
        if (isAfter) continue;
        if (name === 'model_validator' || name === 'root_validator') return 'all';
        if (name === 'field_validator' || name === 'validator')
          for (const each of call?.positional ?? []) if (each.kind === 'string') found.add(each.value);
      }
    }
  }
  return found;
}

function fieldSchema(modules: PythonModules, refer: Refer, field: ClassField, isConverted: boolean): JsonSchema {
  const scope: Scope = { modules, module: field.module, within: field.owner };
  const type = isConverted ? {} : typeSchema(scope, refer, field.assignment.annotation);
  const schema = constrained(scope, type, field.options);
  const fallback = field.default === undefined ? factoryValue(scope, field) : jsonValue(scope, field.default);
  return {
    ...schema,
    ...(schema.description === undefined && field.documentation !== undefined && { description: field.documentation }),
    ...(fallback !== undefined && { default: fallback }),
  };
}

/** What `default_factory=list` and `default_factory=lambda: [1, 2]` make. */
function factoryValue(scope: Scope, { factory }: ClassField): Json | undefined {
  if (factory?.kind === 'lambda') return jsonValue(scope, factory.body);
  return factory?.kind === 'name' ? emptyOf(nameIn(scope, factory.path)) : undefined;
}

/**
 * The names in a value that a model leaves out without a word, with the ones that it knows there. Only mappings count of
 * which it is certain which class reads them.
 */
export function ignoredKeys(
  root: JsonSchema,
  value: Json,
): { readonly path: readonly string[]; readonly key: string; readonly known: readonly string[] }[] {
  const found: { path: readonly string[]; key: string; known: readonly string[] }[] = [];
  const visit = (given: JsonSchema | undefined, here: Json | undefined, path: readonly string[]): void => {
    const schema = followed(root, given);
    if (schema === undefined || typeof here !== 'object' || here === null || path.length > 100) return;
    const items = mapOf(schema.items);
    if (Array.isArray(here)) {
      for (const [index, each] of here.entries()) visit(items, each, [...path, String(index)]);
      return;
    }
    const properties = mapOf(schema.properties) ?? {};
    const known = Object.keys(properties);
    for (const [key, each] of Object.entries(here)) {
      if (Object.hasOwn(properties, key)) visit(mapOf(properties[key]), each, [...path, key]);
      else if (schema[UNKNOWN] === 'ignored') found.push({ path, key, known });
      else visit(mapOf(schema.additionalProperties), each, [...path, key]);
    }
  };
  visit(root, value, []);
  return found;
}

function followed(root: JsonSchema, schema: JsonSchema | undefined, depth = 0): JsonSchema | undefined {
  if (schema === undefined || depth > 10) return undefined;
  const { $ref } = schema;
  if (typeof $ref === 'string') {
    const name = $ref.replace(/^#\/\$defs\//, '');
    const definitions = mapOf(root.$defs) ?? {};
    return followed(root, Object.hasOwn(definitions, name) ? mapOf(definitions[name]) : undefined, depth + 1);
  }
  const members = alternativesOf(schema);
  const others = members.filter((each) => each.type !== 'null');
  return members.length > 0 ? (others.length === 1 ? followed(root, others[0], depth + 1) : undefined) : schema;
}
