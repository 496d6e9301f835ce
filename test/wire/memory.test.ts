// What the server holds in memory while somebody types: the short form of test/longRun/edits.mjs.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { residentBytes, startLongRun, tellsMemory } from '../support/manyEdits.ts';
import { trainerCopy } from '../support/wireClient.ts';

const EDITS = 600;
/** Megabytes of heap, beyond which Node gives up: what is held for good has to fit, whatever is collected when. */
const HEAP = 128;
const RESIDENT = 320;

describe('memory', () => {
  const skipped = tellsMemory ? '' : ' (skipped: this machine has no /proc to read the memory of a process from)';
  it.skipIf(!tellsMemory)(`stays bounded over ${EDITS} edits${skipped}`, { timeout: 300_000 }, async () => {
    const copy = trainerCopy();
    const uriOf = (path: string) => pathToFileURL(join(copy.folder, path)).href;
    const args = [`--max-old-space-size=${HEAP}`, 'dist/server.js', '--stdio'];
    const { server, edit } = await startLongRun(copy.folder, uriOf, args);
    try {
      await edit(EDITS);
      expect(server.process.exitCode).toBe(null);
      expect(residentBytes(server.process.pid ?? 0)).toBeLessThan(RESIDENT * 1024 * 1024);
    } finally {
      server.process.kill('SIGKILL');
      copy.dispose();
    }
  });
});
