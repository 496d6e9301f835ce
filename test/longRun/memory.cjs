// Loaded before a program with `node --expose-gc --require`: whenever it gets SIGUSR2 it collects what is garbage and writes
// what it holds then, as a line of JSON, to file descriptor 3.
const { writeSync } = require('node:fs');

process.on('SIGUSR2', () => {
  globalThis.gc();
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  writeSync(3, `${JSON.stringify({ rss, heapUsed, external })}\n`);
});
