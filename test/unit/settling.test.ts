// What is looked at with a change, and what of the rest need not be looked at then.
import { describe, expect, it } from 'vitest';
import { createWorkspace, type Snapshot } from '../../server/src/project/index.ts';
import { memoryHost, ROOT, uriAt } from '../support/memoryHost.ts';

const FILE = uriAt('a.yaml');

function setUp() {
  const workspace = createWorkspace(memoryHost(new Map()), { folders: [ROOT] });
  const made: string[] = [];
  const lengthOf = (at: Snapshot) =>
    at.derive(
      'length',
      ({ files }) => {
        made.push('length');
        return files.file(FILE)?.text.length;
      },
      { settles: true },
    );
  const oddOf = (at: Snapshot) => at.derive('odd', (from) => (lengthOf(from) ?? 0) % 2 === 1, { settles: true });
  const words = () =>
    workspace.snapshot().derive('words', (at) => {
      made.push('words');
      return `${oddOf(at)} ${at.derive('length in words', (from) => `of ${lengthOf(from)}`)}`;
    });
  const type = (text: string) => {
    made.length = 0;
    workspace.apply([{ kind: 'edit', uri: FILE, text }]);
    return { made: [...made], isAtHand: workspace.snapshot().isAtHand('words') };
  };
  type('one');
  return { words, type, made };
}

describe('an answer that settles', () => {
  it('is looked at with a change, and where it says nothing new the rest is left alone', () => {
    const { words, type, made } = setUp();
    expect(words()).toBe('true of 3');
    expect(type('two')).toEqual({ made: ['length'], isAtHand: true });
    expect(words()).toBe('true of 3');
    expect(made).toEqual(['length']);
  });

  it('puts in doubt what rests on it where it says something new, at any remove', () => {
    const { words, type } = setUp();
    words();
    expect(type('three')).toEqual({ made: ['length'], isAtHand: false });
    expect(words()).toBe('true of 5');
    type('four');
    expect(words()).toBe('false of 4');
    type('one');
    expect(words()).toBe('true of 3');
  });
});
