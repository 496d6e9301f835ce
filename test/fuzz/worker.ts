// One reader in a thread of its own: what reaches code that nothing reached before is kept and changed further.
import { Session } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import { randomFrom } from '../support/random.ts';
import { mutated } from './mutate.ts';
import { TARGETS } from './targets.ts';

interface Order {
  readonly name: string;
  readonly seed: number;
  readonly seconds: number;
  /** The number of inputs begun; the length of the present one. */
  readonly counters: SharedArrayBuffer;
  /** The present input, so that whoever waits for it in vain knows it. */
  readonly input: SharedArrayBuffer;
}

/** Inputs between two looks at what was reached: a look takes longer than they do. */
const ROUND = 64;

const order = workerData as Order;
const counters = new Int32Array(order.counters);
const input = new Uint16Array(order.input);
const target = TARGETS.find(({ name }) => name === order.name)!;
const random = randomFrom(order.seed);

const session = new Session();
session.connect();
const post = (method: string, params: object = {}): unknown => {
  let answer: unknown;
  session.post(method, params, (error: Error | null, result?: object) => {
    if (error !== null) throw error;
    answer = result;
  });
  return answer;
};
post('Profiler.enable');
post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
    }[];
  }[];
}

/** What was reached since the last look. */
function reached(): string[] {
  const { result } = post('Profiler.takePreciseCoverage') as Coverage;
  return result
    .filter(({ url }) => url === import.meta.filename || url.endsWith('/worker.mjs'))
    .flatMap(({ functions }) =>
      functions.flatMap(({ ranges }) =>
        ranges
          .filter(({ count }) => count > 0)
          .map(
            ({ startOffset, endOffset, count }) => `${startOffset} ${endOffset} ${Math.min(4, Math.log2(count)) | 0}`,
          ),
      ),
    );
}

const seen = new Set<string>();
const failures = new Set<string>();
let slowest = { milliseconds: 0, text: '' };
let executed = 0;

function tryOne(text: string): void {
  for (let at = 0; at < Math.min(text.length, input.length); at++) input[at] = text.charCodeAt(at);
  Atomics.store(counters, 1, text.length);
  Atomics.add(counters, 0, 1);
  executed++;
  const started = process.cpuUsage();
  try {
    target.run(text, randomFrom(text.length));
  } catch (error) {
    const { stack = String(error), cause } = error as Error;
    const where = String((cause as Error | undefined)?.stack ?? stack);
    // The same fault throws at the same place.
    const place = where.split('\n').slice(0, 3).join('\n').replace(/\d+/g, '');
    if (!failures.has(place)) {
      failures.add(place);
      parentPort?.postMessage({ kind: 'failure', text, stack: where });
    }
  }
  // A busy machine makes a text wait, not work.
  const { user, system } = process.cpuUsage(started);
  const milliseconds = (user + system) / 1000;
  if (milliseconds > slowest.milliseconds) slowest = { milliseconds, text };
}

/** Keeps the texts that reached something new. */
function sift(texts: readonly string[], keep: (text: string) => void): void {
  for (const text of texts) tryOne(text);
  const found = reached();
  if (found.every((each) => seen.has(each))) return;
  if (texts.length === 1) keep(texts[0]!);
  else {
    sift(texts.slice(0, texts.length >> 1), keep);
    sift(texts.slice(texts.length >> 1), keep);
  }
  for (const each of found) seen.add(each);
}

const end = performance.now() + order.seconds * 1000;
const pool: string[] = [];
const seeds = target.seeds();
for (let at = 0; at < seeds.length && performance.now() < end; at += ROUND)
  sift(seeds.slice(at, at + ROUND), (text) => pool.push(text));
const begun = pool.length;
while (performance.now() < end) {
  const texts = Array.from({ length: ROUND }, () => {
    // Newer ones more often: they lead on.
    const chosen = pool[Math.floor((random() < 0.5 ? random() : Math.sqrt(random())) * pool.length)] ?? '';
    return mutated(chosen, random() < 0.5 ? seeds : pool, random);
  });
  sift(texts, (text) => pool.push(text));
}
parentPort?.postMessage({
  kind: 'end',
  executed,
  seeds: seeds.length,
  kept: pool.length - begun,
  reached: seen.size,
  slowest,
});
