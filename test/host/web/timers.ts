/** What suites use of `node:timers/promises`, where there is no Node. */
export function setTimeout(milliseconds: number): Promise<void> {
  return new Promise((done) => globalThis.setTimeout(done, milliseconds));
}
