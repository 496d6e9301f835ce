#!/usr/bin/env node
// Takes the command line of desktop VS Code's executable, as far as test runs and installs need it, and answers with
// the embedded VS Code. So `@vscode/test-electron` drives either one through the same door. Flags that only mean
// something to the desktop are ignored. Ends with the suite's exit code; 3 when the host cannot be had, 2 for wrong use.
import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureHost } from './install.mjs';
import { installExtensions, startServer } from './server.mjs';
import { openWindow } from './window.mjs';

const usage = `usage: code.mjs [FOLDER | --folder-uri=URI] --extensionTestsPath=MODULE [--extensionDevelopmentPath=FOLDER]...
       code.mjs --install-extension=FILE.vsix...
       both: [--user-data-dir=FOLDER] [--extensions-dir=FOLDER]
environment: HYDRASCOPE_WORKSPACE_TRUST=1 opens the folder untrusted, whatever the flags say;
             HYDRASCOPE_HOST_TIMEOUT=SECONDS ends a suite that hangs (default 900)`;

const valued = [
  'folder-uri',
  'extensionTestsPath',
  'extensionDevelopmentPath',
  'install-extension',
  'user-data-dir',
  'extensions-dir',
];

/**
 * @param {readonly string[]} args
 * @returns {{ flags: ReadonlyMap<string, readonly string[]>, folder: string | undefined }} the folder's path or address
 */
function readArguments(args) {
  /** @type {Map<string, string[]>} */
  const flags = new Map();
  let folder;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    const [, name = '', inline] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (valued.includes(name)) {
      const value = inline ?? args[++index] ?? '';
      if (name === 'folder-uri') folder = value;
      else flags.set(name, [...(flags.get(name) ?? []), resolve(value)]);
    } else if (!arg.startsWith('-') && statSync(arg, { throwIfNoEntry: false })?.isDirectory()) {
      folder = resolve(arg);
    }
  }
  return { flags, folder };
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function main(args) {
  const { flags, folder } = readArguments(args);
  const suite = flags.get('extensionTestsPath')?.at(-1);
  const vsix = flags.get('install-extension') ?? [];
  if (!suite && vsix.length === 0) {
    console.error(usage);
    return 2;
  }
  const host = await ensureHost({ log: console.error });
  if (!host.ok) {
    console.error(`the embedded VS Code cannot be had: ${host.reason}`);
    return 3;
  }
  const scratch = await mkdtemp(join(tmpdir(), 'hydrascope-host-'));
  const dataDir = flags.get('user-data-dir')?.at(-1) ?? join(scratch, 'data');
  const extensionsDir = flags.get('extensions-dir')?.at(-1) ?? join(scratch, 'extensions');
  const where = { paths: host.paths, dataDir, extensionsDir };
  try {
    if (vsix.length > 0) {
      const installed = await installExtensions(where, vsix);
      process.stdout.write(installed.output);
      if (!installed.ok) return 1;
    }
    if (!suite) return 0;
    return await runSuite(where, { suite, folder, extensions: flags.get('extensionDevelopmentPath') ?? [] });
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * @param {{ paths: import('./install.mjs').HostPaths, dataDir: string, extensionsDir: string }} where
 * @param {{ suite: string, folder: string | undefined, extensions: readonly string[] }} what
 */
async function runSuite(where, { suite, folder, extensions }) {
  const workspaceTrust = process.env.HYDRASCOPE_WORKSPACE_TRUST === '1';
  // No marketplace: a suite's answer must not depend on what a host outside says.
  const server = await startServer({ ...where, workspaceTrust, env: { EXTENSIONS_GALLERY: '{}' } });
  try {
    const window = await openWindow({
      server,
      ...(folder === undefined ? {} : { folder }),
      extensionDevelopmentPath: extensions,
      extensionTestsPath: suite,
      onLog: (text) => chatter.some((start) => text.startsWith(start)) || console.log(text),
    });
    const seconds = Number(process.env.HYDRASCOPE_HOST_TIMEOUT) || 900;
    const code = await Promise.race([window.exited, interrupted(), sleep(seconds * 1000, 124, { ref: false })]);
    if (code === 70) console.error('the window went away before the suite ended');
    if (code === 124) console.error(`the suite did not end within ${seconds} s`);
    await window.close();
    return code;
  } finally {
    await server.stop();
  }
}

/** How the lines begin in which the workbench tells of its own start, on the same console as the suite's. */
const chatter = [
  ...['Resolving connection token', 'Resolved connection token', 'Creating a socket', 'Updating additional builtin'],
  ...['Ignoring fetching additional builtin', '[reconnection-grace-time]', '[AgentHost:remote]'],
  ...['[AccountPolicyGate]', '[Service Worker]'],
];

/** @returns {Promise<number>} the exit code of a run that a signal ended */
function interrupted() {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => done(130));
  });
}

process.exit(
  await main(process.argv.slice(2)).catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }),
);
