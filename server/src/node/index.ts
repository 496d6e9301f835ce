/** The room `node`: the disk, as the language server and the command line see it. */
export * from './host.ts';
export { replaceFile } from './write.ts';
