// What is in the packages, and what it can reach: of the built bundles, so that nothing that a library brings is missed.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string) => readFileSync(REPOSITORY + path, 'utf8');
const manifest = JSON.parse(read('package.json'));

/** The modules that a bundle loads. The name of one stands in a text of ajv's, which nobody loads. */
function loadedBy(bundle: string): readonly string[] {
  const names = [...read(`dist/${bundle}`).matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name as string);
  return [...new Set(names.map((name) => name.replace(/^node:/, '')))]
    .filter((name) => !name.startsWith('ajv/'))
    .sort();
}

describe('the bundles', () => {
  // The server's `net` is the socket or pipe of the editor that asked for one; `child_process` is a part of the protocol's
  // library that nothing here calls, and test/wire shows that it starts nothing.
  it.each([
    ['cli.js', ['./server.js', 'buffer', 'fs', 'os', 'path', 'process', 'readline', 'url', 'util']],
    ['library.js', ['buffer', 'fs', 'os', 'path', 'process', 'url']],
    ['server.js', ['buffer', 'child_process', 'crypto', 'fs', 'net', 'os', 'path', 'process', 'url', 'util', 'v8']],
  ])('%s loads these modules and no other', (bundle, expected) => {
    expect(loadedBy(bundle)).toEqual(expected);
  });

  it.each(['extension.js', 'client.js', 'server.js', 'cli.js', 'library.js'])(
    '%s has no way to the network',
    (bundle) => {
      const ways = ['http', 'https', 'http2', 'dns', 'dns/promises', 'tls', 'dgram', 'inspector', 'cluster', 'undici'];
      expect(loadedBy(bundle).filter((name) => ways.includes(name))).toEqual([]);
      expect(read(`dist/${bundle}`)).not.toMatch(/\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon)\s*\(/);
    },
  );

  it('send nothing about their users: no telemetry, as the README says', () => {
    expect(read('README.md')).toMatch(/no telemetry/i);
    for (const bundle of ['extension.js', 'client.js', 'server.js', 'cli.js', 'library.js']) {
      expect(read(`dist/${bundle}`)).not.toMatch(/createTelemetryLogger|TelemetryReporter|applicationinsights/);
    }
  });
});

describe('package.json', () => {
  it('has no dependencies at run time: all is bundled', () => {
    expect(Object.keys(manifest.dependencies ?? {})).toEqual([]);
    expect(Object.keys(manifest.optionalDependencies ?? {})).toEqual([]);
  });

  it('asks for exact versions, which the lock file has with their hashes', () => {
    const wanted: Record<string, string> = manifest.devDependencies;
    const { packages } = JSON.parse(read('package-lock.json'));
    expect(Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    for (const [name, version] of Object.entries(wanted)) {
      expect(packages[`node_modules/${name}`]).toMatchObject({ version, integrity: expect.stringMatching(/^sha512-/) });
    }
    // Every package comes from the registry, none from an address of its own.
    const others = Object.entries<{ resolved?: string }>(packages).filter(
      ([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'),
    );
    expect(others).toEqual([]);
  });

  it('starts nothing when the package is installed', () => {
    const atInstall = ['preinstall', 'install', 'postinstall'];
    expect(Object.keys(manifest.scripts).filter((name) => atInstall.includes(name))).toEqual([]);
  });
});

describe('THIRD-PARTY-NOTICES.txt', () => {
  const notices = read('dist/THIRD-PARTY-NOTICES.txt').split(`\n${'-'.repeat(80)}\n\n`);
  const packages = notices.flatMap((notice) => {
    const [, name, version, licence] =
      /^(?:hydrascope contains.*\n\n)?(\S+) (\d\S+)\nLicence: (.+)\n/.exec(notice) ?? [];
    return name === undefined ? [] : [{ name, version, licence, notice }];
  });

  it('names each package by the version that the lock file has, with its licence in full', () => {
    const { packages: locked } = JSON.parse(read('package-lock.json'));
    const known = Object.entries<{ version: string }>(locked).map(
      ([path, { version }]) => `${path.replace(/^.*node_modules\//, '')} ${version}`,
    );
    expect(packages.length).toBeGreaterThan(10);
    expect(packages.filter(({ name, version }) => !known.includes(`${name} ${version}`))).toEqual([]);
    expect(packages.filter(({ notice }) => notice.length < 500).map(({ name }) => name)).toEqual([]);
  });

  it('has licences alone that let everybody use and pass on the package', () => {
    const free = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', '0BSD'];
    expect(packages.filter(({ licence }) => !free.includes(licence ?? ''))).toEqual([]);
  });

  it('names what stands in the bundles: the libraries that the sources import, and what came from Python', () => {
    const names = packages.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['yaml', '@lezer/python', 'picomatch', 'ignore', 'jsonc-parser']));
    for (const taken of ['hydra-core', 'omegaconf', 'pyyaml']) {
      expect(notices.some((notice) => notice.startsWith(`${taken} (`) && notice.length > 500)).toBe(true);
    }
  });
});
