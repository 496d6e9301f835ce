// Somebody works with the server while the editor, the disk and the wire do what they must not: nothing is lost, and
// afterwards a server that is started anew says the same.
import { afterEach, describe, expect, it } from 'vitest';
import { type Editing, startEditing } from '../support/editing.ts';

let editing: Editing | undefined;
afterEach(() => editing?.dispose());

/** Megabytes of heap, beyond which Node gives up. */
const HEAP = 320;

describe('after faults of all kinds', () => {
  it.each([1, 2])(
    'every answer is that of a fresh server, and memory is bounded (%i)',
    { timeout: 400_000 },
    async (seed) => {
      const args = [`--max-old-space-size=${HEAP}`, 'dist/server.js', '--stdio'];
      editing = await startEditing({ seed, hasFaults: true, args });
      const done = new Map<string, number>();
      for (let count = 0; count < 100; count++) {
        const deed = await editing.step();
        done.set(deed, (done.get(deed) ?? 0) + 1);
      }
      expect(editing.edits()).toBeGreaterThan(1000);
      expect(done.size, [...done.keys()].join()).toBeGreaterThan(8);
      expect(await editing.difference(4)).toBe(undefined);
      // What goes wrong inside is said in the log, with its stack.
      expect(editing.server.logged.filter((line) => /\n\s+at /.test(line))).toEqual([]);
    },
  );
});
