// What somebody may hand to the library where no TypeScript looks: it is told which option is wrong, and how.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check, compose, explain, graph } from '../../server/src/api/library.ts';

let cwd = '';
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'hydrascope-library-'));
  writeFileSync(join(cwd, 'config.yaml'), 'a: ${oc.env:SECRET,none}\n');
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** The options as plain JavaScript would pass them. */
const given = (options: unknown) => options as { readonly cwd: string };

describe('the library', () => {
  it.each([
    [null, 'the options have to be an object'],
    ['config', 'the options have to be an object'],
    [[], 'the options have to be an object'],
    [{ cwd: 1 }, "'cwd' has to be a text"],
    [{ configDir: null }, "'configDir' has to be a text"],
    [{ configName: ['config'] }, "'configName' has to be a text"],
    [{ overrides: 'a=1' }, "'overrides' has to be a list of texts"],
    [{ overrides: ['a=1', 2] }, "'overrides' has to be a list of texts"],
    [{ hydraVersion: 1.3 }, "'hydraVersion' has to be '1.3' or '1.4'"],
    [{ hydraVersion: 'toString' }, "'hydraVersion' has to be '1.3' or '1.4'"],
    [{ environment: { A: 1 } }, "'environment' has to be an object of texts"],
    [{ files: { 'config.yaml': Buffer.from('a: 1') } }, "'files' has to be an object of texts"],
    [{ allow: '/' }, "'allow' has to be a list of texts"],
  ])('says what is wrong with %j', (options, message) => {
    for (const ask of [() => compose(given(options)), () => explain([], given(options)), () => graph(given(options))])
      expect(ask).toThrow(message);
  });

  it.each([
    [null, 'the options have to be an object'],
    [{ paths: 'config.yaml' }, "'paths' has to be a list of texts"],
    [{ severities: { HS301: 'loud' } }, "'severities' has to be an object of severities"],
    [{ paths: ['config.yaml\0'] }, 'there is no config.yaml\0'],
    [{ paths: ['toString'] }, 'there is no toString'],
  ])('says what is wrong with %j of a check', (options, message) => {
    expect(() => check(given(options === null ? null : { cwd, ...options }))).toThrow(message);
  });

  it('says what is wrong with keys', () => {
    expect(() => explain(given([1]) as unknown as string[], { cwd })).toThrow("'keys' has to be a list of texts");
  });

  it('takes an environment with gaps, and options that are undefined', () => {
    const options = {
      cwd,
      configDir: '.',
      configName: 'config',
      overrides: undefined,
      environment: { SECRET: undefined },
    };
    expect(compose(given({ ...options, resolve: true }))).toMatchObject({ ok: true, config: { a: 'none' } });
  });
});
