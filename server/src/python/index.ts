/** The room `python`: what Python files declare, read without running anything. */
export * from './module.ts';
