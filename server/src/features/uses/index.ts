/** Who names a thing: all places where a key, a config, a group, a registered name or a class is written or read. */
export * from './addresses.ts';
export * from './commandUses.ts';
export * from './entries.ts';
export * from './followed.ts';
export * from './keyUses.ts';
export * from './mentions.ts';
export * from './pythonFields.ts';
export * from './pythonNames.ts';
export * from './pythonReads.ts';
export * from './pythonUses.ts';
export * from './subject.ts';
