/**
 * Runs something after what has arrived meanwhile was taken in. A browser has no `setImmediate`, and lets a timer wait for
 * longer than most work takes; a message to itself comes as soon as the others that wait.
 */
export const soon: (run: () => void) => void =
  typeof setImmediate === 'function' ? (run) => void setImmediate(run) : byMessages();

/**
 * The same for work that nobody waits for: what has arrived is read in one turn of the event loop, and the connection hands
 * on one message in each of the next two, so that a change and the question behind it do not wait for more of that work.
 */
export function afterQuestions(run: () => void): void {
  soon(() => soon(() => soon(run)));
}

function byMessages(): (run: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  Object.assign(port1, { onmessage: () => waiting.shift()?.() });
  return (run) => {
    waiting.push(run);
    port2.postMessage(undefined);
  };
}
