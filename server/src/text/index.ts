/** The room `text`: what is written in configs, override strings and interpolations, with places. */
export * from './configFile.ts';
export * from './defaults.ts';
export * from './emit.ts';
export * from './interpolation.ts';
export * from './lines.ts';
export * from './lists.ts';
export * from './nearest.ts';
export * from './override.ts';
export * from './packageHeader.ts';
export * from './plain.ts';
export * from './problem.ts';
export * from './scalar.ts';
export * from './shellCommands.ts';
export * from './span.ts';
export * from './uri.ts';
export * from './valueTree.ts';
export * from './yaml.ts';
