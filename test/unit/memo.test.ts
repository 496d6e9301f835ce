import { describe, expect, it } from 'vitest';
import { createWorkspace, type Kind, MEMORY_ROOT, memoryHost, type Snapshot } from '../../server/src/project/index.ts';
import {
  emptyRoll,
  hasReaders,
  isReader,
  type Reader,
  type Readers,
  readersIn,
  strike,
  withoutReader,
  withReader,
} from '../../server/src/project/readers.ts';
import { makeRecent } from '../../server/src/project/recent.ts';
import { randomFrom } from '../support/random.ts';

const uriOf = (path: string) => `${MEMORY_ROOT}/${path}`;

function workspaceOf(files: Readonly<Record<string, string>>) {
  return createWorkspace(memoryHost(new Map(Object.entries(files))), { folders: [MEMORY_ROOT] });
}

describe('an answer that is made from other things than the last time', () => {
  const NAMES = Array.from({ length: 24 }, (_, index) => `${index}.txt`);
  const textOf = (at: Snapshot, path: string) => at.files.file(uriOf(path))?.text ?? '-';
  /** What the files say that a plan names, in its order; each is an answer of its own, or is read by the answer itself. */
  const said = (at: Snapshot): string =>
    textOf(at, 'plan.txt')
      .split(' ')
      .map((word) => (word.startsWith('+') ? at.derive(word, (from) => textOf(from, word.slice(1))) : textOf(at, word)))
      .join();

  it.each([1, 2, 3, 4])('is what a fresh one is, in whatever order it reads, seed %i', (seed) => {
    const random = randomFrom(seed);
    const pick = (count: number) => Math.floor(random() * count);
    const name = () => NAMES[pick(NAMES.length)] ?? '';
    const plan: string[] = ['0.txt'];
    const workspace = workspaceOf({ 'plan.txt': plan.join(' ') });
    const edit = (path: string, text: string) => workspace.apply([{ kind: 'edit', uri: uriOf(path), text }]);
    let made = 0;
    for (let round = 0; round < 400; round++) {
      if (pick(3) === 0) {
        // Mostly a little is different: a word more, a word less, two in the other order.
        const at = pick(plan.length);
        const words =
          [[], [name()], [`+${name()}`], [plan[at] ?? name()], plan.slice(at, at + 2).reverse()][pick(5)] ?? [];
        plan.splice(at, pick(3), ...words);
        edit('plan.txt', plan.join(' '));
      } else edit(name(), String(round));
      if (pick(4) === 0) workspace.settle();
      const snapshot = workspace.snapshot();
      const answer = snapshot.derive('said', (at) => {
        made++;
        return said(at);
      });
      const words = textOf(snapshot, 'plan.txt').split(' ');
      expect(answer, `round ${round}`).toBe(words.map((word) => textOf(snapshot, word.replace('+', ''))).join());
    }
    expect(made).toBeGreaterThan(50);
    expect(made).toBeLessThan(400);
  });
});

describe('what thousands of answers read', () => {
  const COUNT = 5_000;
  const made: number[] = [];
  const textOf = (at: Snapshot, path: string) => at.files.file(uriOf(path))?.text;
  const both: Kind<number, string> = {
    name: 'both',
    keyOf: String,
    make: (at, index) => {
      made.push(index);
      return `${textOf(at, 'all.txt')} ${textOf(at, `${index}.txt`)}`;
    },
  };
  const workspace = workspaceOf({ 'all.txt': 'a', '7.txt': 'b' });
  const answers = () => Array.from({ length: COUNT }, (_, index) => workspace.snapshot().answer(both, index));
  const edit = (path: string, text: string) => workspace.apply([{ kind: 'edit', uri: uriOf(path), text }]);

  it('puts all of them in doubt, and what only one reads that one', () => {
    expect(answers()[7]).toBe('a b');
    made.length = 0;
    edit('7.txt', 'c');
    expect(answers()[7]).toBe('a c');
    expect(made).toEqual([7]);
    edit('all.txt', 'd');
    expect(new Set(answers().map((each) => each[0]))).toEqual(new Set(['d']));
    expect(made).toHaveLength(1 + COUNT);
    edit('7.txt', 'e');
    expect(answers()[7]).toBe('d e');
    expect(made).toHaveLength(2 + COUNT);
  });

  it('leaves those be that read something else', () => {
    let count = 0;
    const ask = () => workspace.snapshot().derive('own', (at) => [++count, textOf(at, 'own.txt')]);
    ask();
    edit('all.txt', 'f');
    expect([ask()[0], answers()[0]?.[0], ask()[0]]).toEqual([1, 'f', 1]);
  });
});

it('keeps the last things, and few of what goes round', () => {
  const recent = makeRecent<number, string>(200);
  const gone = Array.from({ length: 200 }, (_, index) => recent.add(index, `${index}`)).flat();
  expect(gone).toEqual([]);
  expect(recent.add(0, 'again')).toEqual([]);
  const first = recent.add(200, '200');
  expect(first[0]).toBe('1');
  expect([recent.get(0), recent.get(1), recent.get(200)]).toEqual(['again', undefined, '200']);
  expect(201 - first.length).toBeLessThan(200);
  expect(recent.add(201, '201')).toHaveLength(1);
});

it('knows who reads what, however many they are, while some go and others take their numbers', () => {
  const roll = emptyRoll<Reader>();
  const all: Reader[] = Array.from({ length: 900 }, () => ({ id: -1 }));
  const things: { readers: Readers<Reader>; readonly model: Set<Reader>; readonly most: number }[] = [3, 200, 900].map(
    (most) => ({ readers: undefined, model: new Set(), most }),
  );
  const random = randomFrom(5);
  const below = (count: number) => Math.floor(random() * count);
  for (let step = 0; step < 20_000; step++) {
    const index = below(all.length);
    const one = all[index] ?? { id: -1 };
    const thing = things[below(things.length)];
    if (thing === undefined) continue;
    expect(isReader(thing.readers, one)).toBe(thing.model.has(one));
    if (below(10) > 0) {
      if (thing.model.has(one) || thing.model.size >= thing.most) continue;
      thing.readers = withReader(roll, thing.readers, one);
      thing.model.add(one);
    } else {
      for (const each of things) if (each.model.delete(one)) each.readers = withoutReader(each.readers, one);
      strike(roll, one);
      all[index] = { id: -1 };
    }
  }
  expect(Math.max(...things.map(({ model }) => model.size))).toBeGreaterThan(300);
  for (const { readers, model } of things) {
    expect(new Set(readersIn(roll, readers))).toEqual(model);
    expect(hasReaders(readers)).toBe(model.size > 0);
  }
});

describe('an answer that is kept in passing', () => {
  it('is forgotten when nobody asks for it over some thousand changes, and kept where somebody does', () => {
    const workspace = workspaceOf({});
    const made: string[] = [];
    const trial: Kind<string, number> = {
      name: 'trial',
      keyOf: (name) => name,
      make: (_, name) => made.push(name),
      passing: 'trials',
    };
    const ask = (name: string) => workspace.snapshot().answer(trial, name);
    ask('once');
    for (let count = 0; count < 3_000; count++) {
      workspace.apply([{ kind: 'edit', uri: uriOf('a.yaml'), text: `a: ${count}\n` }]);
      workspace.settle();
      if (count % 100 === 0) ask('often');
    }
    ask('once');
    ask('often');
    expect(made).toEqual(['once', 'often', 'once']);
  });
});
