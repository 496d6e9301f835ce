/** The room `features`: what is asked. Each feature is a free function; `catalog.ts` lists what goes over the wire. */
export * from './catalog.ts';
export * from './codeActions.ts';
export * from './codeLens.ts';
export * from './completion.ts';
export * from './definition.ts';
export * from './derivedDocument.ts';
export * from './diagnostics/index.ts';
export * from './explain.ts';
export * from './explainTree.ts';
export * from './focus.ts';
export * from './hover.ts';
export * from './inlayHints.ts';
export * from './locate.ts';
export * from './params.ts';
export * from './plan.ts';
export * from './semanticTokens.ts';
export * from './toDiagnostic.ts';
