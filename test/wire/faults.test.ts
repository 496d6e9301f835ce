// Somebody works with the server while the editor, the disk and the wire do what they must not: nothing is lost, and
// afterwards a server that is started anew says the same.
import { afterEach, describe, expect, it } from 'vitest';
import { type Editing, startEditing } from '../support/editing.ts';

let editing: Editing | undefined;
afterEach(() => editing?.dispose());

describe('after faults of all kinds', () => {
  it.each([1, 2, 3])('every answer is that of a fresh server (%i)', { timeout: 300_000 }, async (seed) => {
    editing = await startEditing({ seed, hasFaults: true });
    for (let count = 0; count < 120; count++) await editing.step();
    expect(editing.edits()).toBeGreaterThan(1000);
    expect(await editing.difference(6)).toBe(undefined);
    // What goes wrong inside is said in the log.
    expect(editing.server.logged.filter((line) => /\n\s+at /.test(line))).toEqual([]);
  });
});
