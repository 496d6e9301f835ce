import { describe, expect, it } from 'vitest';
import { withoutStale } from '../../client/src/connection/staleEdits.ts';

const edit = (...versions: readonly (number | null)[]) => ({
  documentChanges: [
    { kind: 'create', uri: 'file:///new.yaml' },
    ...versions.map((version, index) => ({ textDocument: { uri: `file:///${index}.yaml`, version }, edits: [] })),
  ],
});
/** The first document is at version 3, the second at 5; others are not open. */
const versionOf = (uri: string) => ({ 'file:///0.yaml': 3, 'file:///1.yaml': 5 })[uri];
const settled = (answer: unknown) =>
  withoutStale(answer, versionOf, (uri) => {
    throw new Error(uri);
  });

describe('an edit that comes from the server', () => {
  it('is made where all its documents are what they were', () => {
    for (const answer of [edit(3, 5), edit(3), edit(null, 5, 9), { title: 'a', edit: edit(3) }, null, undefined, 7])
      expect(settled(answer)).toBe(answer);
  });

  it('is refused where one of them moved on, before or behind', () => {
    expect(() => settled(edit(2, 5))).toThrow('file:///0.yaml');
    expect(() => settled(edit(3, 6))).toThrow('file:///1.yaml');
    expect(() => settled({ title: 'resolved', edit: edit(4) })).toThrow('file:///0.yaml');
  });

  it('leaves the other code actions', () => {
    const [good, stale, later] = [
      { title: 'a', edit: edit(3) },
      { title: 'b', edit: edit(2) },
      { title: 'c', data: 1 },
    ];
    expect(settled([good, stale, later])).toEqual([good, later]);
    const symbols = [{ name: 'x' }, { command: 'y' }];
    expect(settled(symbols)).toBe(symbols);
  });
});
