// After any sequence of changes to files, folders, links and open documents the workspace answers what a fresh one answers.
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../../server/src/project/index.ts';
import { problemLines } from '../support/check.ts';
import { NAMED, workspaceOf } from '../support/diskWorkspace.ts';
import { ROOT, uriAt } from '../support/memoryHost.ts';
import { randomFrom } from '../support/random.ts';

describe('any sequence of changes', () => {
  const PATHS = [
    'conf/config.yaml',
    'conf/db/mysql.yaml',
    'conf/db/pg.yaml',
    'conf/local/own.yaml',
    'shared/mysql.yaml',
  ];
  const TEXTS = [
    'port: 1\n',
    'port: ${prot}\n',
    'defaults: [{ db: mysql }, { optional DB2: MySQL }, _self_]\nport: ${db.port}\n',
    'defaults: [{ DB: pg }, _self_]\n',
    'defaults: [{ link: mysql }, _self_]\na: ${link.prot}\n',
    '\ufeff# @package x\nport: 1\n',
    'a: [\n',
  ];
  const IGNORED = ['local/\n', 'db/\n', '*\n', ''];

  it.each([
    ['on a disk as on Linux', false, 1],
    ['on a disk as on Linux', false, 2],
    ['on a disk that folds case', true, 3],
    ['on a disk that folds case', true, 4],
    ['on a disk that folds case', true, 5],
  ])('ends where a fresh start does, %s', (_, foldsCase, seed) => {
    const random = randomFrom(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const respelled = (path: string) =>
      foldsCase && random() < 0.5 ? path.replace(/[a-z](?=[^/.]*\.yaml$)|db/g, (part) => part.toUpperCase()) : path;
    const { disk, workspace, lines, tell, type, close } = workspaceOf(
      { ...NAMED, 'conf/db/mysql.yaml': 'port: 1\n', 'conf/local/own.yaml': 'a: ${b}\n', '.git/HEAD': '' },
      { foldsCase },
    );
    const unsaved = new Map<string, string>();
    const real = (path: string) => [...disk.files.keys()].find((each) => each.toLowerCase() === path.toLowerCase());
    const history: string[] = [];
    for (let step = 0; step < 150; step++) {
      const path = pick(PATHS);
      const action = random();
      if (action < 0.3) {
        const text = pick(TEXTS);
        unsaved.set(path, text);
        type(respelled(path), text);
        history.push(`type ${path} ${text}`);
      } else if (action < 0.45) {
        unsaved.delete(path);
        close(respelled(path));
        history.push(`close ${path}`);
      } else if (action < 0.65) {
        const text = pick(TEXTS);
        const target = (foldsCase ? real(path) : undefined) ?? path;
        disk.files.set(target, text);
        tell(respelled(target));
        history.push(`write ${target} ${text}`);
      } else if (action < 0.75) {
        const folder = pick(['conf/db', 'conf/local', 'shared', 'conf']);
        for (const each of [...disk.files.keys()]) {
          if (each.toLowerCase().startsWith(`${folder}/`)) disk.files.delete(each);
        }
        tell(folder);
        history.push(`delete ${folder}`);
      } else if (action < 0.85) {
        // One that leads nowhere is not noticed, so what comes there later is not either.
        const targets = ['shared', 'conf/db', 'conf', ''].filter((each) => disk.list(uriAt(each)) !== undefined);
        const target = pick([undefined, ...targets]);
        if (target === undefined) disk.links.delete('conf/link');
        else disk.links.set('conf/link', target);
        tell('conf/link');
        history.push(`link ${target}`);
      } else if (action < 0.92) {
        disk.files.set('.gitignore', pick(IGNORED));
        tell('.gitignore');
        history.push(`ignore ${disk.files.get('.gitignore')}`);
      } else if (foldsCase) {
        // Renamed to other letters alone, told as editors tell it.
        const before = real(path);
        const after =
          before && pick([path, path.replace(/\w+\.yaml$/, (name) => name.toUpperCase().replace('YAML', 'yaml'))]);
        if (before === undefined || after === undefined || before === after) continue;
        const text = disk.files.get(before) ?? '';
        disk.files.delete(before);
        disk.files.set(after, text);
        tell(before, after);
        history.push(`rename ${before} ${after}`);
      }
      if (random() < 0.3) continue;
      const fresh = createWorkspace(disk, { folders: [ROOT] });
      const wanted = problemLines(
        fresh.apply([...unsaved].map(([each, text]) => ({ kind: 'edit', uri: uriAt(each), text }))),
      );
      const folded = (found: readonly string[]) => found.map((line) => (foldsCase ? line.toLowerCase() : line)).sort();
      expect(folded(lines()), history.slice(-6).join('\n')).toEqual(folded(wanted));
      const names = (each: typeof workspace) =>
        each
          .snapshot()
          .files.folder(uriAt('conf'))
          ?.map(({ name }) => name) ?? [];
      expect(folded(names(workspace))).toEqual(folded(names(fresh)));
    }
  });
});
