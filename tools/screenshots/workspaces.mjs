// The workspaces that pictures are taken in: copies, so that a scene may change anything.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { repository } from '../host/install.mjs';
import { pythonOf } from '../venv.mjs';

/**
 * @param {string} scratch
 * @returns {Promise<string>} a copy of the trainer, by a name that looks well
 */
async function copyTrainer(scratch) {
  const workspace = await copyParts(join(scratch, 'trainer-workspace'));
  await symlink(join(repository, '.venv'), join(workspace, '.venv'), 'junction');
  await mkdir(join(workspace, '.vscode'));
  await writeFile(join(workspace, '.vscode', 'launch.json'), LAUNCH);
  return workspace;
}

/**
 * @param {string} scratch
 * @returns {Promise<string>} a copy of the trainer that can train, as the tutorial makes it
 */
async function copyTraining(scratch) {
  const python = process.env.HYDRASCOPE_TRAINING_PYTHON ?? pythonOf('training');
  if (!existsSync(python)) throw new Error('no Python with PyTorch: node tools/venv.mjs --training makes one');
  const workspace = await copyParts(join(scratch, 'my-trainer'));
  await symlink(dirname(dirname(python)), join(workspace, '.venv'), 'junction');
  execFileSync(python, ['shards.py'], { cwd: join(workspace, 'trainer') });
  // What a run leaves is to be found.
  await mkdir(join(workspace, '.vscode'));
  await writeFile(join(workspace, '.vscode', 'settings.json'), '{ "files.exclude": { "**/outputs": false } }\n');
  return workspace;
}

/** @param {string} workspace a folder that is not there yet */
async function copyParts(workspace) {
  await mkdir(workspace);
  for (const part of ['configs', 'trainer', 'schemas', 'hydrascope.yaml']) {
    const filter = (/** @type {string} */ path) => !['__pycache__', 'outputs'].includes(basename(path));
    await cp(join(repository, part), join(workspace, part), { recursive: true, filter });
  }
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

/** A group that nobody chooses from, as one that was forgotten. */
const AUGMENTATION = `# Recordings from the field are noisy: each clip is changed before it is seen.
probability: &often 0.8
time_mask: *often
frequency_mask: *often
noise:
  probability: 0.3
`;

/**
 * @param {string} scratch
 * @returns {Promise<string>} a project with `_target_` everywhere, and the packages that it names
 */
async function copyLightning(scratch) {
  const workspace = join(scratch, 'birdsong');
  const fixtures = join(repository, 'test/fixtures');
  await cp(join(fixtures, 'lightning'), workspace, { recursive: true });
  await mkdir(join(workspace, 'configs/augmentation'));
  await writeFile(join(workspace, 'configs/augmentation/strong.yaml'), AUGMENTATION);
  const installed = join(workspace, '.venv/lib/python3.11/site-packages');
  await cp(join(fixtures, 'lightning-site-packages'), installed, { recursive: true });
  return workspace;
}

/** Where scenes play: each makes its workspace in a scratch folder. */
export const projects = { trainer: copyTrainer, training: copyTraining, lightning: copyLightning };
