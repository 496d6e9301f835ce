/** The room `schema`: what is allowed, from JSON Schemas. */
export * from './describe.ts';
export * from './jsonSchema.ts';
export * from './validate.ts';
