/** What suites import as `mocha` where there is no Node: its build for browsers, which leaves its words in the global. */
import '../../../node_modules/mocha/mocha.js';

type Words = Pick<typeof import('mocha'), 'after' | 'afterEach' | 'before' | 'beforeEach' | 'describe' | 'it'>;

/** Of the build for browsers, as far as it is used here. */
interface BrowserMocha {
  setup(options: { readonly ui: 'bdd'; readonly timeout: number; readonly reporter: unknown }): void;
  run(done: (failures: number) => void): void;
}

interface Test {
  readonly title: string;
  fullTitle(): string;
  readonly duration?: number;
}

type Told = (test: Test, error?: Error) => void;

export const counts = { passed: 0, failed: 0 };

/** Tells each test on the console, as the one reporter that needs no document does not. */
function Lines(runner: { on(event: 'pass' | 'fail' | 'pending', told: Told): void }): void {
  runner.on('pass', (test) => {
    counts.passed++;
    console.log(`  ✔ ${test.fullTitle()} (${test.duration ?? 0}ms)`);
  });
  runner.on('pending', (test) => console.log(`  - ${test.fullTitle()}`));
  runner.on('fail', (test, error) => {
    counts.failed++;
    console.log(`  ✘ ${test.fullTitle()}\n${error?.stack ?? error?.message}`);
  });
}

const { mocha } = globalThis as unknown as { readonly mocha: BrowserMocha };
mocha.setup({ ui: 'bdd', timeout: 60_000, reporter: Lines });

export const { after, afterEach, before, beforeEach, describe, it } = globalThis as unknown as Words;

export function runAll(): Promise<void> {
  return new Promise((done) => mocha.run(() => done()));
}
