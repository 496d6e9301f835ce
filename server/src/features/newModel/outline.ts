import type { Json, JsonSchema } from '../../schema/index.ts';
import { emitScalar, stringLeaf } from '../../text/index.ts';

/** YAML that is still to be written: keys in their order, with comments. */
export interface Outline {
  readonly entries: Map<string, OutlineNode>;
}
export interface OutlineNode {
  /** As it stands behind the key; `undefined` for a mapping. */
  readonly value?: string;
  readonly below?: Outline;
  /** Behind the value, on its line. */
  readonly comment?: string;
}

export function emptyOutline(): Outline {
  return { entries: new Map() };
}

/** Sets what stands at a dotted key; the mappings above it are made. */
export function setAt(outline: Outline, key: string, node: OutlineNode): void {
  const [first = '', ...rest] = key.split('.');
  if (rest.length === 0) {
    outline.entries.set(first, node);
    return;
  }
  const known = outline.entries.get(first)?.below ?? emptyOutline();
  outline.entries.set(first, { below: known });
  setAt(known, rest.join('.'), node);
}

export function linesOf({ entries }: Outline, indent = ''): string[] {
  return [...entries].flatMap(([name, { value, below, comment }]) => {
    const key = `${indent}${emitScalar(stringLeaf(name))}:`;
    const behind = comment === undefined ? '' : `  # ${comment}`;
    if (below === undefined) return [`${key} ${value ?? 'null'}${behind}`];
    if (below.entries.size === 0) return [`${key} {}${behind}`];
    return [`${key}${behind}`, ...linesOf(below, `${indent}  `)];
  });
}

/** Levels of mappings that a class may have below it, so that one that contains itself ends. */
const DEPTH_BUDGET = 6;
/** Characters of a description that stand behind a value; a longer one is shown by the hover. */
const COMMENT_BUDGET = 80;

/** The fields of a class with their defaults: `???` where there is none, since Hydra asks for it then. */
export function outlineOfClass(schema: JsonSchema, root: JsonSchema = schema, depth = 0): Outline {
  const outline = emptyOutline();
  const properties = recordOf(followed(schema, root).properties) ?? {};
  for (const [name, property] of Object.entries(properties)) {
    const own = recordOf(property) ?? {};
    const schemaOfField = followed(own, root);
    const description = own.description ?? schemaOfField.description;
    const comment = typeof description === 'string' ? commentOf(description) : undefined;
    const about = comment !== undefined && { comment };
    const isMapping = schemaOfField.properties !== undefined && depth < DEPTH_BUDGET;
    const value = own.default as Json | undefined;
    if (value === undefined && isMapping)
      outline.entries.set(name, { below: outlineOfClass(schemaOfField, root, depth + 1), ...about });
    else
      outline.entries.set(name, {
        value: value === undefined ? '???' : yamlOf(value, own.type === 'number'),
        ...about,
      });
  }
  return outline;
}

function followed(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const name = typeof schema.$ref === 'string' ? /^#\/\$defs\/(.+)$/.exec(schema.$ref)?.[1] : undefined;
  return name === undefined ? schema : (recordOf(recordOf(root.$defs)?.[decodeURIComponent(name)]) ?? {});
}

function recordOf(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : undefined;
}

function commentOf(description: string): string | undefined {
  const text = description.trim().replace(/\s+/g, ' ');
  return text === '' || text.length > COMMENT_BUDGET ? undefined : text;
}

/** Text that stands in double quotes as it is. */
const SIMPLE = /^[\w .,:/+*@-]*$/;

/** A value on one line. */
export function yamlOf(value: Json, isFloat = false): string {
  if (typeof value === 'string') return SIMPLE.test(value) ? `"${value}"` : emitScalar({ t: 'str', v: value });
  if (typeof value === 'number') return isFloat && Number.isInteger(value) ? value.toFixed(1) : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((each: Json) => yamlOf(each)).join(', ')}]`;
  return JSON.stringify(value);
}
