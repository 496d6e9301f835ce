// The workspaces that pictures are taken in: copies, so that a scene may change anything.
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { repository } from '../host/install.mjs';

/**
 * @param {string} scratch
 * @returns {Promise<string>} a copy of the trainer, by a name that looks well
 */
async function copyTrainer(scratch) {
  const workspace = join(scratch, 'trainer-workspace');
  await mkdir(workspace);
  for (const part of ['configs', 'trainer', 'schemas', 'hydrascope.yaml']) {
    const filter = (/** @type {string} */ path) => !['__pycache__', 'outputs'].includes(basename(path));
    await cp(join(repository, part), join(workspace, part), { recursive: true, filter });
  }
  await symlink(join(repository, '.venv'), join(workspace, '.venv'), 'junction');
  await mkdir(join(workspace, '.vscode'));
  await writeFile(join(workspace, '.vscode', 'launch.json'), LAUNCH);
  return workspace;
}

/** A misspelt override, as it stands in many a launch.json. */
const LAUNCH = `{
  "version": "0.2.0",
  "configurations": [
    {
      "name": "mamba",
      "type": "debugpy",
      "request": "launch",
      "program": "\${workspaceFolder}/trainer/mytrainer.py",
      "args": ["--config-name=mamba", "seq_lne=2048"]
    }
  ]
}
`;

/**
 * @param {string} scratch
 * @returns {Promise<string>} a project with `_target_` everywhere, and the packages that it names
 */
async function copyLightning(scratch) {
  const workspace = join(scratch, 'birdsong');
  const fixtures = join(repository, 'test/fixtures');
  await cp(join(fixtures, 'lightning'), workspace, { recursive: true });
  const installed = join(workspace, '.venv/lib/python3.11/site-packages');
  await cp(join(fixtures, 'lightning-site-packages'), installed, { recursive: true });
  return workspace;
}

/** Where scenes play: each makes its workspace in a scratch folder. */
export const projects = { trainer: copyTrainer, lightning: copyLightning };
