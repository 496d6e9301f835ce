// VS Code for the Web, of the same build as the embedded server: its static files and nothing else. No extension host of
// Node is there, no remote and no disk: extensions run in a worker of the browser, as on vscode.dev.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { quietSettings } from './server.mjs';

/**
 * @typedef {object} WebOptions
 * @property {import('./install.mjs').HostPaths} paths from `ensureHost`
 * @property {readonly string[]} extensions folders with a package.json, all loaded
 * @property {{ scheme: string, path: string }} folder the workspace
 * @property {string} [tests] a script in one of the extensions' folders whose `run()` is the suite
 * @property {Record<string, unknown>} [settings]
 */

/**
 * @typedef {object} WebSite
 * @property {string} url
 * @property {() => Promise<void>} stop
 */

const types = /** @type {Readonly<Record<string, string>>} */ ({
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
});

const page = 'out/vs/code/browser/workbench/workbench.html';
const script = 'out/vs/code/browser/workbench/workbench.js';

/**
 * Serves it on a free port of 127.0.0.1.
 * @param {WebOptions} options
 * @returns {Promise<WebSite>}
 */
export async function serveWeb({ paths, extensions, folder, tests, settings = {} }) {
  const root = join(dirname(paths.serverMain), '..');
  let origin = '';
  /** @param {string} path */
  const address = (path) => ({ scheme: 'http', authority: origin.replace('http://', ''), path });
  /** @param {string} file */
  const served = (file) => {
    // One may lie below another.
    const index = extensions.findLastIndex((each) => file.startsWith(each));
    return address(`/extension/${index}${file.slice(extensions[index]?.length)}`);
  };
  const configuration = () => ({
    folderUri: folder,
    additionalBuiltinExtensions: extensions
      .filter((each) => tests === undefined || each !== dirname(tests))
      .map(served),
    developmentOptions: {
      enableSmokeTestDriver: true,
      // Only extensions in development may be tested.
      ...(tests !== undefined && { extensions: [served(dirname(tests))], extensionTestsPath: served(tests) }),
    },
    configurationDefaults: { ...quietSettings, ...settings },
    userDataPath: '/',
    isEnabledCoderGettingStarted: false,
    isEnabledFileDownloads: false,
    isEnabledFileUploads: false,
    productConfiguration: { enableTelemetry: false, extensionsGallery: undefined },
  });

  /** @param {string} path @returns {Promise<Buffer | string>} */
  const contentOf = async (path) => {
    if (path === '/') return withValues(await readFile(join(root, page), 'utf8'), configuration());
    const [, kind, index = '', rest = ''] = /^\/(static|extension)(?:\/(\d+))?\/(.*)$/.exec(path) ?? [];
    if (kind === undefined) throw new Error(`nothing at ${path}`);
    const below = kind === 'static' ? root : (extensions[Number(index)] ?? root);
    const file = normalize(join(below, rest));
    if (!file.startsWith(below)) throw new Error(`${path} leads outside`);
    if (kind === 'static' && rest === script) return withoutRemote(await readFile(file, 'utf8'));
    return readFile(file);
  };

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    contentOf(decodeURIComponent(pathname)).then(
      (content) => {
        const type = types[pathname === '/' ? '.html' : extname(pathname)] ?? 'application/octet-stream';
        response.writeHead(200, { 'Content-Type': type, 'Access-Control-Allow-Origin': '*' }).end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const where = server.address();
  if (where === null || typeof where === 'string') throw new Error('no free port');
  origin = `http://127.0.0.1:${where.port}`;
  return {
    url: `${origin}/`,
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

/** @param {string} html @param {object} configuration */
function withValues(html, configuration) {
  const settings = JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const values = /** @type {Readonly<Record<string, string>>} */ ({
    WORKBENCH_WEB_CONFIGURATION: settings,
    WORKBENCH_WEB_BASE_URL: '/static',
    WORKBENCH_NLS_FALLBACK_URL: '/static/out/nls.messages.js',
    WORKBENCH_NLS_URL: '/static/out/nls.messages.js',
  });
  return html.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? '');
}

/**
 * code-server's workbench takes whoever serves it for a remote machine, and keeps what a user has there. Where there is none,
 * that is the browser's business, as in VS Code's own.
 * @param {string} text
 */
function withoutRemote(text) {
  const changes = /** @type {const} */ ([
    [/remoteAuthority:location\.host/, 'remoteAuthority:void 0'],
    [/\.with\(\{scheme:(\w+)\.vscodeRemote\}\),"User"\)/, '.with({scheme:$1.vscodeUserData}),"User")'],
  ]);
  return changes.reduce((changed, [from, to]) => {
    if (!from.test(changed)) throw new Error(`this workbench is another one: it has no ${from}`);
    return changed.replace(from, to);
  }, text);
}
