#!/usr/bin/env node
/**
 * Records the JSON Schemas that Pydantic makes of the trainer's models and of those in `test/fixtures/pydantic`, into
 * `pydantic.json` beside this file. Asks the Python that HYDRASCOPE_PYTHON names, else that of `.venv`. Exit status: 0
 * done, 3 there is no Pydantic to ask.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HERE, lastLine, REPO } from './hydras.mjs';

const python = process.env.HYDRASCOPE_PYTHON ?? join(REPO, '.venv', 'bin', 'python');
const folders = ['test/fixtures/pydantic', 'trainer'].map((name) => join(REPO, name));
const { status, stdout, stderr } = spawnSync(python, ['-B', join(HERE, 'record_pydantic.py'), ...folders], {
  encoding: 'utf8',
});
if (status === 0) {
  writeFileSync(join(HERE, 'pydantic.json'), stdout);
  spawnSync('npx', ['biome', 'format', '--write', join(HERE, 'pydantic.json')], { cwd: REPO });
} else {
  console.error(`could not ask Pydantic: ${lastLine(stderr ?? '')}`);
  process.exitCode = 3;
}
