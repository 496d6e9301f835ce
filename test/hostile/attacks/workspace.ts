// How a hostile workspace is said and written.
import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One workspace, with the documents that somebody opens in it. */
export interface Attack {
  readonly name: string;
  /** Path to content, written beside the configs of an app that works. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** What no text can say: links, pipes, sizes. */
  readonly make?: (folder: string) => void;
  readonly opens?: readonly string[];
  /** `path: CODE message`, for each thing that has to be told. */
  readonly told: readonly RegExp[];
  /** What the log says is left out because a budget is spent, by the budget's words. */
  readonly leftOut?: RegExp;
  /** Overrides that a user may be led to paste. */
  readonly overrides?: string;
}

const APP = `import hydra


@hydra.main(version_base=None, config_path="configs", config_name="app")
def main(cfg):
    print(cfg.fine)
`;

/** The files that every hostile workspace has beside its own: an app whose config is in order. */
const FINE = { 'app.py': APP, 'configs/app.yaml': 'defaults: [_self_]\nfine: 4711\nthere: ${fine}\n' };

/** Writes the workspace of an attack. */
export function makeWorkspace(folder: string, { files = {}, make }: Attack): void {
  for (const [path, content] of Object.entries({ ...FINE, ...files })) write(folder, path, content);
  make?.(folder);
}

/** Writes a file, with the folders that it lies in. */
export function write(folder: string, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** So many lines. */
export const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** A file of so many bytes that costs no disk. */
export function sparse(folder: string, path: string, size: number): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  const file = openSync(join(folder, path), 'w');
  ftruncateSync(file, size);
  closeSync(file);
}

/** A config that nobody names but this attack. */
export const config = (text: string | Buffer) => ({ 'configs/bad.yaml': text });
export const HOSTILE = 'configs/bad.yaml';
export const MB = 1024 * 1024;
