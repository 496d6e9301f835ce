import { describe, expect, it } from 'vitest';
import { startProgress } from '../../server/src/lsp/progress.ts';

type Window = Parameters<typeof startProgress>[0]['window'];
const settle = () => new Promise((done) => setTimeout(done, 0));

/** A connection that writes down what the client would see, and a clock. */
function fakeClient(create: 'at once' | 'later' | 'refuses' = 'at once') {
  const seen: string[] = [];
  let answer = () => {};
  const reporter = {
    begin: (title: string, percentage: number, message: string, cancellable: boolean) =>
      seen.push(`begin ${title} ${Math.round(percentage)}% ${message}${cancellable ? ' cancellable' : ''}`),
    report: (percentage: number, message: string) => seen.push(`${Math.round(percentage)}% ${message}`),
    done: () => seen.push('end'),
  };
  const createWorkDoneProgress = () => {
    seen.push('create');
    if (create === 'refuses') return Promise.reject(new Error('no'));
    return new Promise((resolve) => {
      answer = () => resolve(reporter);
      if (create === 'at once') answer();
    });
  };
  const clock = { time: 0 };
  return {
    seen,
    clock,
    answer: () => answer(),
    start: () =>
      startProgress(
        { window: { createWorkDoneProgress } as unknown as Window },
        'hydrascope: checking configs',
        () => clock.time,
      ),
  };
}

describe('progress', () => {
  it('says nothing of work that is soon done', async () => {
    const { seen, clock, start } = fakeClient();
    const progress = start();
    for (; clock.time < 500; clock.time += 50) progress.report(clock.time, 500);
    progress.end();
    await settle();
    expect(seen).toEqual([]);
  });

  it('counts, but not more often than somebody can see', async () => {
    const { seen, clock, start } = fakeClient();
    const progress = start();
    for (; clock.time < 1000; clock.time += 10) {
      progress.report(clock.time * 2, 2000);
      await Promise.resolve().then(() => {});
    }
    progress.end();
    progress.end();
    progress.report(2000, 2000);
    expect(seen).toEqual([
      'create',
      'begin hydrascope: checking configs 50% 1,000/2,000',
      '60% 1,200/2,000',
      '70% 1,400/2,000',
      '80% 1,600/2,000',
      '90% 1,800/2,000',
      'end',
    ]);
  });

  it('ends what a slow client has yet to show', async () => {
    const { seen, clock, answer, start } = fakeClient('later');
    const progress = start();
    clock.time = 600;
    progress.report(1, 3);
    progress.report(2, 3);
    progress.end();
    expect(seen).toEqual(['create']);
    answer();
    await settle();
    expect(seen).toEqual(['create', 'begin hydrascope: checking configs 67% 2/3', 'end']);
  });

  it('lets a client refuse, and asks it once', async () => {
    const { seen, clock, start } = fakeClient('refuses');
    const progress = start();
    for (clock.time = 600; clock.time < 900; clock.time += 50) {
      progress.report(0, 0);
      await settle();
    }
    progress.end();
    expect(seen).toEqual(['create']);
  });
});
