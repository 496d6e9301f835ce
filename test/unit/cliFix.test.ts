// What `check --fix` writes rests on what was read: a file that moved on since then is left alone.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fixedText, writeFixed } from '../../server/src/cli/fix.ts';
import { mendAll } from '../../server/src/features/index.ts';
import { nodeHost, replaceFile, uriOfPath } from '../../server/src/node/index.ts';
import { createWorkspace } from '../../server/src/project/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hydrascope-fix-'));
  mkdirSync(join(folder, 'conf'));
  writeFileSync(join(folder, 'conf/config.yaml'), 'defaults: [{ db: mysqll }]\n');
  mkdirSync(join(folder, 'conf/db'));
  writeFileSync(join(folder, 'conf/db/mysql.yaml'), 'port: 1\n');
  writeFileSync(
    join(folder, 'app.py'),
    'import hydra\n@hydra.main(version_base=None, config_path="conf", config_name="config")\ndef main(cfg): ...\n',
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Reads the project, works out its fixes, lets something happen, and writes. */
function fixAround(meanwhile: () => void): string {
  const workspace = createWorkspace(nodeHost, { folders: [uriOfPath(folder)] });
  const mended = mendAll(workspace.snapshot(), {});
  expect(mended.edits).toHaveLength(1);
  meanwhile();
  return fixedText(writeFixed(workspace, mended)).replace(/^(\w+) \S*(?=config\.yaml)/, '$1 ');
}

const config = () => readFileSync(join(folder, 'conf/config.yaml'), 'utf8');

it('is written where nothing happened meanwhile', () => {
  expect(fixAround(() => {})).toBe('fixed config.yaml (1 fix)\n');
  expect(config()).toBe('defaults: [{ db: mysql }]\n');
  expect(readdirSync(join(folder, 'conf'))).toEqual(['config.yaml', 'db']);
});

it.each([
  ['has another text', () => writeFileSync(join(folder, 'conf/config.yaml'), 'own: 1\n'), 'own: 1\n'],
  ['has a byte order mark', () => writeFileSync(join(folder, 'conf/config.yaml'), `\ufeff${config()}`), undefined],
])('leaves a file alone that %s by now', (_, meanwhile, text) => {
  let now = text;
  const told = fixAround(() => {
    meanwhile();
    now ??= config();
  });
  expect(told).toBe('left config.yaml alone: it has changed meanwhile\n');
  expect(config()).toBe(now);
});

it('makes no file of one that is gone', () => {
  expect(fixAround(() => rmSync(join(folder, 'conf/config.yaml')))).toMatch(/^left config.yaml alone: /);
  expect(readdirSync(join(folder, 'conf'))).toEqual(['db']);
});

it('never writes over what lies where it wants to write beside', () => {
  const beside = join(folder, `.app.py.${process.pid}.hydrascope`);
  writeFileSync(beside, 'somebody’s');
  expect(() => replaceFile(join(folder, 'app.py'), 'new')).toThrow('file already exists');
  expect(readFileSync(beside, 'utf8')).toBe('somebody’s');
  expect(readFileSync(join(folder, 'app.py'), 'utf8')).toContain('hydra.main');
});
