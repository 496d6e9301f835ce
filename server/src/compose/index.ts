/** The room `compose`: what the configs mean together, every value with the history of who wrote it. */
export { withFiles } from './base.ts';
export * from './compose.ts';
export * from './composition.ts';
export * from './convert.ts';
export { aliasesIn, withoutAliases } from './hydraAliases.ts';
export * from './hydraConf.ts';
export { isHydraOwn, touchesHydra } from './hydraNode.ts';
export { splitKey } from './merge.ts';
export * from './mergeTexts.ts';
export * from './oneByOne.ts';
export * from './pythonStore.ts';
export * from './pythonText.ts';
export * from './repository.ts';
export * from './resolve.ts';
export { RESOLVER_NAMES } from './resolvers.ts';
export * from './resolveShown.ts';
export * from './resolveTree.ts';
export * from './typedTypes.ts';
