import { parseArgs } from 'node:util';
import { openProject } from '../api/index.ts';
import { documentOf, schemasByName } from '../features/index.ts';
import type { JsonSchema } from '../schema/index.ts';
import { nearest } from '../text/index.ts';
import { type Streams, UsageError } from './streams.ts';

/**
 * `hydrascope schema`: prints the JSON Schema that the project's Python has of its configs, of all registered names or of
 * one. Returns the exit status, 2 where nothing can be derived.
 */
export function schemaCommand(args: readonly string[], streams: Streams): number {
  const { type, format, allow = [] } = parse(args);
  if (format !== 'json') throw new UsageError('--format is json');
  const { snapshot } = openProject({ environment: {}, named: allow });
  const found = snapshot
    .projects()
    .flatMap((project) =>
      project.registries.map((registry) => [registry, schemasByName(snapshot, project, registry)] as const),
    );
  const registries = found.map(([registry]) => registry);
  const fail = (message: string): number => {
    streams.err(`hydrascope: ${message}\n`);
    return 2;
  };
  const print = (schema: JsonSchema): number => {
    streams.out(`${JSON.stringify(schema, null, 2)}\n`);
    return 0;
  };
  const symbols = registries.map(({ symbol }) => symbol).join(', ');
  if (registries.every(({ entries }) => entries.size === 0)) {
    return fail(`nothing is registered: the Python files here have no ${symbols}`);
  }
  if (type === undefined) {
    const schemas = found.filter(([, each]) => each.size > 0);
    if (schemas.length > 0) return print(documentOf(schemas));
    const attributes = [...new Set(registries.map(({ schema }) => schema))].join(', ');
    return fail(`no class in ${symbols} has a readable ${attributes}, a Pydantic model or a dataclass`);
  }
  for (const [, schemas] of found) {
    const schema = schemas.get(type);
    if (schema !== undefined) return print(schema);
  }
  const registry = registries.find(({ entries }) => entries.has(type));
  if (registry !== undefined) {
    const { value, target } = registry.entries.get(type) ?? {};
    const named = value ?? target ?? 'a value that is computed';
    return fail(`'${type}' is ${named}, and no readable ${registry.schema} is found there`);
  }
  const near = nearest(
    type,
    registries.flatMap(({ entries }) => [...entries.keys()]),
  );
  return fail(`'${type}' is not registered in ${symbols}${near === undefined ? '' : `; did you mean '${near}'?`}`);
}

function parse(args: readonly string[]) {
  try {
    const options = {
      type: { type: 'string' },
      format: { type: 'string', default: 'json' },
      allow: { type: 'string', multiple: true },
    } as const;
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
