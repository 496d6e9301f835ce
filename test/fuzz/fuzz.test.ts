// The short form of `npm run fuzz`: every reader, a fixed number of texts that are nearly what somebody would write.
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../support/random.ts';
import { mutated } from './mutate.ts';
import { TARGETS } from './targets.ts';

/** Those that compose or diagnose a project take longer for each. */
const SLOW = /^(features|project|ignore)/;

describe('nothing that is written makes a reader throw or tell a place that is none', () => {
  it.each(TARGETS.map((target) => [target.name, target] as const))('%s', { timeout: 120_000 }, (name, target) => {
    const random = randomFrom(2);
    const seeds = target.seeds();
    expect(seeds.length).toBeGreaterThan(0);
    for (let count = SLOW.test(name) ? 60 : 400; count > 0; count--) {
      const text = mutated(seeds[Math.floor(random() * seeds.length)] ?? '', seeds, random);
      try {
        target.run(text, randomFrom(text.length));
      } catch (error) {
        throw new Error(JSON.stringify(text), { cause: error });
      }
    }
  });
});
