// What `hydrascope compose` prints for Hydra's own flags, against what the recorded apps printed.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { composeCommand } from '../../server/src/cli/compose.ts';
import { UsageError } from '../../server/src/cli/streams.ts';
import type { HydraVersion } from '../../server/src/text/index.ts';

interface Question {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string | null>>;
}

interface Answer {
  readonly id: string;
  readonly stdout: string;
  readonly status: number;
  /** The first words of the error. */
  readonly error?: string;
}

function linesOf<T>(name: string): T[] {
  const file = fileURLToPath(new URL(name, import.meta.url));
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

const QUESTIONS = linesOf<Question>('requests/flags.jsonl');

/** What Hydra answered; 1.4 keeps only what it answers otherwise than 1.3. */
function answersOf(version: HydraVersion): ReadonlyMap<string, Answer> {
  const later = version === '1.4' ? linesOf<Answer>('answers/1.4/flags.jsonl') : [];
  return new Map([...linesOf<Answer>('answers/1.3/flags.jsonl'), ...later].map((answer) => [answer.id, answer]));
}

/** Runs the command in a folder of the question's own, as the recorder runs the app. */
function ask({ files, argv, env = {} }: Question, version: HydraVersion): Omit<Answer, 'id'> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hydrascope-flags-')));
  const before = { folder: process.cwd(), env: process.env };
  const portable = (text: string) => text.replaceAll(folder, '${DIR}');
  let stdout = '';
  let stderr = '';
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    process.chdir(folder);
    process.env = { ...process.env };
    for (const [name, value] of Object.entries(env)) {
      if (value === null) delete process.env[name];
      else process.env[name] = value;
    }
    const print = (text: string) => {
      stdout += text;
    };
    const streams = {
      out: print,
      yaml: print,
      err: (text: string) => {
        stderr += text;
      },
    };
    const args = argv.map((arg) => arg.replaceAll('${DIR}', folder));
    const status = statusOf(() => composeCommand([...args, '--hydra-version', version], streams));
    const words = stderr.split('\n').find((line) => !line.startsWith('hydrascope: ')) ?? '';
    return { stdout: portable(stdout), status, error: portable(words) };
  } finally {
    process.chdir(before.folder);
    process.env = before.env;
    rmSync(folder, { recursive: true });
  }
}

function statusOf(command: () => number): number {
  try {
    return command();
  } catch (error) {
    if (error instanceof UsageError) return 2;
    throw error;
  }
}

/** The table of the search path is as wide as the folder's name is long: its columns are closed up. */
function withoutWidths(stdout: string): string {
  return stdout.replace(/(?<=^\*{18}\n)(?:[|-].*\n)+/gm, (table) =>
    table.replaceAll(/ +\|/g, ' |').replaceAll(/-{3,}/g, '---'),
  );
}

/** What `--info all` says of plugins, which only Python knows. */
function withoutPlugins(stdout: string): string {
  return stdout.replace(/^Installed Hydra Plugins\n\*+\n(?:\t.*\n)*/m, '');
}

describe.each(['1.3', '1.4'] as const)('as the flags of Hydra %s print', (version) => {
  const answers = answersOf(version);

  it.each(QUESTIONS.map((question) => [question.id, question] as const))('%s', (id, question) => {
    const theirs = answers.get(id);
    if (theirs === undefined) throw new Error(`${id} was not recorded`);
    const ours = ask(question, version);
    expect(withoutWidths(ours.stdout)).toBe(withoutPlugins(theirs.stdout));
    expect(ours.status).toBe(theirs.status);
    // Python puts the class before the words of what Hydra does not catch.
    if (theirs.status === 1) expect(theirs.error?.replace(/^\w+(?:Error|Exception): /, '')).toBe(ours.error);
  });
});
