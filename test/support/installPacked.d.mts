export function run(command: string, args: readonly string[], cwd: string): string;
export function installPacked(folder: string): {
  readonly hydrascope: string;
  readonly filename: string;
  readonly size: number;
  readonly names: readonly string[];
};
