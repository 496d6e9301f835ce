import { describe, expect, it } from 'vitest';
import { createCrashes } from '../../client/src/connection/crashes.ts';

const MINUTE = 60_000;

describe('crashes', () => {
  it('give the server up after five in a row', () => {
    const crashes = createCrashes(() => 0);
    const answers = Array.from({ length: 5 }, () => crashes.crashed());
    expect(answers).toEqual(['start again', 'start again', 'start again', 'start again', 'give up']);
    expect(crashes.givenUp()).toBe(5);
  });

  it('are no row when three minutes lie between', () => {
    let time = 0;
    const crashes = createCrashes(() => time);
    for (; time < 100 * MINUTE; time += 3.1 * MINUTE) expect(crashes.crashed()).toBe('start again');
    expect(crashes.givenUp()).toBe(undefined);
  });

  it('are a row however slow it is: a document that takes its time to crash the server does not do so for ever', () => {
    let time = 0;
    const crashes = createCrashes(() => time);
    const answers = Array.from({ length: 5 }, () => {
      time += 2 * MINUTE;
      return crashes.crashed();
    });
    expect(answers.at(-1)).toBe('give up');
  });

  it('are forgotten when somebody starts the server', () => {
    const crashes = createCrashes(() => 0);
    for (let count = 0; count < 5; count++) crashes.crashed();
    crashes.forget();
    expect(crashes.givenUp()).toBe(undefined);
    expect(crashes.crashed()).toBe('start again');
  });
});
