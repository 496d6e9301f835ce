// What a window of a test opens: a copy of the trainer, so that tests never touch the repository's own files.
import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { repository } from '../../tools/host/install.mjs';

const parts = ['configs', 'trainer', 'schemas', 'hydrascope.yaml'];

/** @param {string} workspace an empty folder */
export async function copyTrainer(workspace) {
  for (const part of parts.filter((name) => existsSync(join(repository, name)))) {
    const filter = (/** @type {string} */ path) =>
      !['__pycache__', '.pytest_cache', 'outputs'].includes(basename(path));
    await cp(join(repository, part), join(workspace, part), { recursive: true, filter });
  }
}
