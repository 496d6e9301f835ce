/** The room `api`: answers for programs, as plain data. The command line prints them, and `library.ts` is the package's door. */
export * from './check.ts';
export * from './compose.ts';
export * from './errors.ts';
export * from './explain.ts';
export * from './graph.ts';
export * from './open.ts';
export { checkOptions, type OptionShape, SEVERITIES, VERSIONS } from './options.ts';
export * from './problems.ts';
export * from './reach.ts';
export type * from './shapes.ts';
export * from './values.ts';
