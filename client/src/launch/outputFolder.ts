/** The folder that a run made for its output: found by what Hydra keeps in it, since its name holds the time. */
import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Which run's folder is looked for. */
export interface Wanted {
  /** When it started, in milliseconds since 1970. */
  readonly since: number;
  /** Its overrides, one an item; those of Hydra's own node do not matter. */
  readonly overrides: readonly string[];
  readonly isSweep: boolean;
  /** Folders that other runs are known to have made. */
  readonly taken: ReadonlySet<string>;
}

/** As deep as folders of runs lie: `outputs/2024-01-01/12-00-00`, with a few more for those who arrange them. */
const DEPTH = 6;
const FOLDER_BUDGET = 4000;
/** Milliseconds by which a disk's clock may be late. */
const TOLERANCE = 2000;

/**
 * The folder below `root` that a run wrote its config into soonest after it started, one with the same overrides if there is
 * one; `undefined` where there is none. A sweep's is the one with `multirun.yaml`.
 */
export async function findOutputFolder(root: string, wanted: Wanted): Promise<string | undefined> {
  const found: Found[] = [];
  let level = [root];
  let looked = 0;
  for (let depth = 0; depth <= DEPTH && level.length > 0; depth++) {
    const below: string[] = [];
    for (const folder of level) {
      if (++looked > FOLDER_BUDGET) return best(found, wanted.since);
      const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
      const mark = wanted.isSweep ? 'multirun.yaml' : '.hydra';
      const isRun = entries.some(({ name }) => name === '.hydra');
      if (entries.some(({ name }) => name === mark) && !wanted.taken.has(folder)) {
        const written = wanted.isSweep ? join(folder, mark) : join(folder, mark, 'overrides.yaml');
        const time = await stat(written).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        );
        if (time >= wanted.since - TOLERANCE) {
          const text = wanted.isSweep ? '' : await readFile(written, 'utf8').catch(() => '');
          found.push({ folder, time, isExact: !wanted.isSweep && isSameList(readOverrides(text), wanted.overrides) });
        }
      }
      // What a run wrote is no run; the folder that all lie in may itself be one of long ago.
      if (isRun && folder !== root) continue;
      // Names hold the time: the latest first, before the budget is spent.
      for (const entry of entries.sort((left, right) => (left.name < right.name ? 1 : -1))) {
        const isHidden = entry.name.startsWith('.') || entry.name === 'node_modules' || entry.name === '__pycache__';
        if (entry.isDirectory() && !isHidden) below.push(join(folder, entry.name));
      }
    }
    level = below;
  }
  return best(found, wanted.since);
}

interface Found {
  readonly folder: string;
  readonly time: number;
  readonly isExact: boolean;
}

/** Two runs with the same overrides may be under way: each has the first folder after its start. */
function best(found: readonly Found[], since: number): string | undefined {
  const distance = ({ time }: Found) => (time >= since ? time - since : TOLERANCE + since - time);
  const order = [...found].sort(
    (left, right) => Number(right.isExact) - Number(left.isExact) || distance(left) - distance(right),
  );
  return order[0]?.folder;
}

function isSameList(left: readonly string[], right: readonly string[]): boolean {
  const own = right.filter((text) => !/^[+~]*hydra[./]/.test(text));
  return left.length === own.length && left.every((text, index) => text === own[index]);
}

/** The items of `.hydra/overrides.yaml`, a list of texts as PyYAML writes it: plain, or in either quotes, folded when long. */
export function readOverrides(text: string): readonly string[] {
  const items: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('- ')) items.push(line.slice(2));
    else if (items.length > 0 && line.trim() !== '') items.push(`${items.pop()} ${line.trim()}`);
  }
  return items.map(unquoted);
}

function unquoted(item: string): string {
  if (/^'.*'$/s.test(item)) return item.slice(1, -1).replaceAll("''", "'");
  if (!/^".*"$/s.test(item)) return item;
  try {
    return String(JSON.parse(item));
  } catch {
    return item;
  }
}
