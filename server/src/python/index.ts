/** The room `python`: what Python files declare, read without running anything. */
export * from './apps.ts';
export * from './calls.ts';
export * from './classFields.ts';
export * from './evaluate.ts';
export * from './expression.ts';
export * from './given.ts';
export * from './imports.ts';
export * from './linearize.ts';
export * from './module.ts';
export * from './parameters.ts';
export * from './reads.ts';
export * from './registry.ts';
export * from './resolve.ts';
export * from './resolvers.ts';
export * from './scope.ts';
export * from './signature.ts';
export * from './store.ts';
export { TEXT_BUDGET } from './syntax.ts';
