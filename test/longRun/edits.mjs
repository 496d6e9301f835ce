#!/usr/bin/env node
// Memory over many edits: node test/longRun/edits.mjs [COUNT], after `npm run build`; 10,000 unless COUNT says otherwise.
// Prints what the server holds in memory as the edits go on. test/wire/memory.test.ts is the short form.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const total = Number(process.argv[2] ?? 10_000);

const outfile = join(repository, 'out', 'longRun.mjs');
await build({
  stdin: {
    contents:
      "export * from './test/support/manyEdits.ts'; export { trainerCopy } from './test/support/wireClient.ts';",
    resolveDir: repository,
    loader: 'ts',
  },
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  // Tests find the repository beside themselves.
  define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(repository, 'test/support/x.ts')).href) },
  logLevel: 'error',
});
const { residentBytes, startLongRun, tellsMemory, trainerCopy } = await import(pathToFileURL(outfile).href);
if (!tellsMemory) {
  console.error('this machine has no /proc to read the memory of a process from');
  process.exit(3);
}

const copy = trainerCopy();
try {
  const { server, edit } = await startLongRun(copy.folder, (path) => pathToFileURL(join(copy.folder, path)).href);
  const started = performance.now();
  const tell = (count) => {
    const megabytes = residentBytes(server.process.pid) / 1024 / 1024;
    const seconds = (performance.now() - started) / 1000;
    console.log(
      `${String(count).padStart(6)} edits  ${megabytes.toFixed(0).padStart(5)} MB  ${seconds.toFixed(0).padStart(4)} s`,
    );
  };
  tell(0);
  const step = Math.max(1, Math.round(total / 20));
  for (let done = 0; done < total; done += step) {
    await edit(Math.min(step, total - done));
    tell(Math.min(done + step, total));
  }
  server.process.kill();
} finally {
  copy.dispose();
}
