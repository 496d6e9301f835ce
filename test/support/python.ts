import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** A Python that can import Hydra: HYDRASCOPE_PYTHON, taken at its word, else the repository's .venv. */
export function findPython(): string | undefined {
  if (process.env.HYDRASCOPE_PYTHON) return process.env.HYDRASCOPE_PYTHON;
  const path = join(REPOSITORY, '.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (!existsSync(path)) return undefined;
  return spawnSync(path, ['-c', 'import hydra, pydantic']).status === 0 ? path : undefined;
}

/** What a test's name says where it is skipped. */
export const NO_PYTHON = '(skipped: no Python with hydra-core; set HYDRASCOPE_PYTHON or make .venv)';
