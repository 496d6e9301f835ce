#!/usr/bin/env node
/**
 * Records the configs that Hydra and its official plugins bring along, for each version, into the data that
 * composition is built on (`server/src/compose/hydra-conf-*.json`). Needs PyPI. Exit status: 0 done, 3 Hydra or a
 * plugin could not be had.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HERE, HYDRAS, lastLine, progress, pythonOf, REPO, Unavailable } from './hydras.mjs';

async function record(hydra) {
  const python = await pythonOf(hydra);
  const script = join(HERE, 'record_hydra_conf.py');
  const { status, stdout, stderr } = spawnSync(python, ['-W', 'ignore', script], { encoding: 'utf8' });
  if (status !== 0) throw new Unavailable(lastLine(stderr ?? ''));
  const file = join('server', 'src', 'compose', `hydra-conf-${hydra.version}.json`);
  writeFileSync(join(REPO, file), stdout);
  spawnSync('npx', ['biome', 'format', '--write', file], { cwd: REPO });
  progress(`Hydra ${hydra.version}: ${file}, ${stdout.length} characters`);
}

try {
  for (const hydra of HYDRAS) await record(hydra);
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  console.error(`could not ask Hydra: ${error.message}`);
  process.exitCode = 3;
}
