/** The room `schema`: what is allowed, from JSON Schemas. */
export { factsAt, hasKeysAt, keysAt, type SchemaFacts } from './describe.ts';
export { documentUri, isSameDisk, readSchemas } from './documents.ts';
export { ignoredKeys, type PythonSchema, schemaOfClass } from './fromPython.ts';
export { type Json, type JsonSchema, type SchemaSet, valueAtPath } from './jsonSchema.ts';
export { judgesKeysApart } from './topKeys.ts';
export { ignoredPatterns, type SchemaError, validatorOf } from './validate.ts';
