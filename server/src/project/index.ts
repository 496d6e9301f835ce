/** The room `project`: what is open, and which composition a file is seen from. */
export * from './apart.ts';
export * from './configUse.ts';
export * from './discover.ts';
export * from './fence.ts';
export * from './files.ts';
export * from './focus.ts';
export * from './fork.ts';
export * from './groupOptions.ts';
export * from './host.ts';
export { isSharedRoot } from './hydraYaml.ts';
export * from './json.ts';
export * from './landings.ts';
export type { Kind } from './memo.ts';

export * from './memoryHost.ts';
export * from './pins.ts';
export * from './primaries.ts';
export * from './projectFile.ts';
export * from './python.ts';
export type { PythonNames } from './pythonNames.ts';
export * from './pythonTraits.ts';
export * from './runs.ts';
export * from './same.ts';
export * from './schemas.ts';
export * from './searchPath.ts';
export * from './snapshot.ts';
export * from './trials.ts';
export * from './workspace.ts';
