// What is looked at with a change, and what of the rest need not be looked at then.
import { describe, expect, it } from 'vitest';
import { createWorkspace, type Kind, type Snapshot } from '../../server/src/project/index.ts';
import { memoryHost, ROOT, uriAt } from '../support/memoryHost.ts';
import { randomFrom } from '../support/random.ts';

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
    workspace.settle();
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

/**
 * Answers over answers over files. Which they ask depends on what those say; some settle, some say the same of several
 * texts, some throw.
 */
describe('whenever changes are told', () => {
  const FILES = 6;
  const LAYERS = 5;
  const WIDTH = 5;
  const fileAt = (index: number) => uriAt(`${index % FILES}.yaml`);
  const numberIn = (text: string | undefined) => Number(text ?? '0');

  /** What an answer says, by a way of asking for the ones beneath. */
  function said(file: (index: number) => number, ask: (layer: number, index: number) => number, at: string): number {
    const [layer = 0, index = 0] = at.split(' ').map(Number);
    if (layer === 0) return file(index) + (index % 2 === 0 ? 0 : file(index + 1));
    const first = ask(layer - 1, index);
    if (first % 7 === 6 && index === 3) throw new Error(at);
    const second = first % 3 === 0 ? ask(layer - 1, index + 1) : ask(Math.floor(layer / 2), index + 2);
    // The odd ones say the same of many numbers.
    return index % 2 === 1 ? Math.floor((first + second) / 8) : first * 3 + second + file(index) * layer;
  }

  const kind: Kind<string, number> = {
    name: 'said',
    keyOf: (at) => at,
    make: (from, at) =>
      said(
        (index) => numberIn(from.files.file(fileAt(index))?.text),
        (layer, index) => from.answer(layer % 2 === 1 ? settling : kind, `${layer} ${index % WIDTH}`),
        at,
      ),
  };
  const settling: Kind<string, number> = { ...kind, name: 'settling', settles: true };

  it.each([1, 2, 3, 4])('every answer is that of a fresh workspace, seed %i', (seed) => {
    const random = randomFrom(seed);
    const below = (count: number) => Math.floor(random() * count);
    const texts = new Map<string, string>();
    const workspace = createWorkspace(memoryHost(new Map()), { folders: [ROOT] });
    const wanted = (at: string): number | string => {
      try {
        return said(
          (index) => numberIn(texts.get(fileAt(index))),
          (layer, index) => {
            const inner = wanted(`${layer} ${index % WIDTH}`);
            if (typeof inner === 'string') throw new Error(inner);
            return inner;
          },
          at,
        );
      } catch (error) {
        return (error as Error).message;
      }
    };
    const given = (at: string): number | string => {
      try {
        return workspace.snapshot().answer(Number(at[0]) % 2 === 1 ? settling : kind, at);
      } catch (error) {
        return (error as Error).message;
      }
    };
    let thrown = 0;
    for (let step = 0; step < 3_000; step++) {
      const uri = fileAt(below(FILES));
      const text = String(below(4));
      texts.set(uri, text);
      workspace.apply([{ kind: 'edit', uri, text }]);
      for (let left = below(4); left > 0; left--) {
        if (random() < 0.3) workspace.settle();
        const at = `${below(LAYERS)} ${below(WIDTH)}`;
        const answer = given(at);
        expect(answer, `${at} in step ${step}`).toBe(wanted(at));
        if (typeof answer === 'string') thrown++;
      }
    }
    expect(thrown).toBeGreaterThan(50);
  });
});
