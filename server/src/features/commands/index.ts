/** Commands that people keep in files: in `launch.json`, scripts, Makefiles, workflows and documentation. */
export * from './complete.ts';
export * from './documents.ts';
export * from './hoverCommand.ts';
export * from './judge.ts';
export * from './prose.ts';
export * from './run.ts';
export * from './written.ts';
