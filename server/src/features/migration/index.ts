/** What a newer Hydra changes for a workspace. */
export * from './difference.ts';
export * from './migrate.ts';
