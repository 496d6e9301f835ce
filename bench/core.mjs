// The parts of the core that are timed in process, and the first hover of a core that has read nothing yet.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { measured } from './measure.mjs';

const repository = fileURLToPath(new URL('../', import.meta.url));

/** The core, built as it ships. */
export function buildCore() {
  return imported(
    'bench',
    "export * from './server/src/project/index.ts'; export * from './server/src/node/index.ts';" +
      "export { joinUri, offsetAt, positionAt } from './server/src/text/index.ts';" +
      "export { completion, diagnose, hover } from './server/src/features/index.ts';" +
      "export { questionsAt } from './test/support/questions.ts';",
  );
}

/** What our server's process is started with in VS Code. */
export async function serverFlags() {
  const { SERVER_FLAGS } = await imported('bench-flags', "export { SERVER_FLAGS } from './server/src/protocol.ts';");
  return SERVER_FLAGS;
}

async function imported(name, contents) {
  const outfile = join(repository, 'out', `${name}.mjs`);
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  await build({
    stdin: { contents, resolveDir: repository, loader: 'ts' },
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    banner,
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

/** The first hover beside many Python files, the slowest of what a person waits for. */
export function measureFirstHover({ name, folder, config }, core, report) {
  const { createWorkspace, hover, nodeHost, uriOfPath } = core;
  const words = ['_target_: app', 'app.nets.Net', 'dim'];
  const found = Array.from({ length: 7 }, () =>
    words.map((word) => {
      const start = performance.now();
      const snapshot = createWorkspace(nodeHost, { folders: [uriOfPath(folder)] }).snapshot();
      const uri = uriOfPath(join(folder, config));
      const answer = hover(snapshot, { uri, offset: snapshot.files.file(uri).text.indexOf(word) + 1 });
      if (answer === undefined) throw new Error(`no hover on ${word}`);
      return { ours: performance.now() - start };
    }),
  );
  report(measured('first hover beside Python files', name, found.flat()));
}
