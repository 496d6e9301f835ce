/** Commands that people keep in files: in `launch.json`, scripts, Makefiles, workflows and documentation. */
export * from './documents.ts';
export * from './judge.ts';
export * from './run.ts';
export * from './written.ts';
