import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { HydraVersion } from '../../server/src/text/index.ts';
import { askOurs, type Question } from '../support/ask.ts';

/** Reads one recorded file: JSON objects, one a line. */
function readLines<T>(path: string): T[] {
  const file = fileURLToPath(new URL(path, import.meta.url));
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as T);
}

interface Answer {
  readonly id: string;
  readonly ok: boolean;
  readonly [field: string]: unknown;
}

const AREAS = ['trainer', 'defaults', 'apply', 'merge', 'resolve', 'yaml', 'hydra_node'];
const VERSIONS: readonly HydraVersion[] = ['1.3', '1.4'];

/** Cases whose answer differs from Hydra's today, by version: a case that comes right must leave the list. */
const known: Readonly<Record<HydraVersion, readonly string[]>> = JSON.parse(
  readFileSync(fileURLToPath(new URL('known-differences.json', import.meta.url)), 'utf8'),
);

describe.each(VERSIONS)('as Hydra %s answers', (version) => {
  it.each(AREAS)('%s', (area) => {
    const questions = readLines<Question>(`requests/${area}.jsonl`);
    const answers = new Map(readLines<Answer>(`answers/1.3/${area}.jsonl`).map((answer) => [answer.id, answer]));
    if (version === '1.4')
      for (const answer of readLines<Answer>(`answers/1.4/${area}.jsonl`)) answers.set(answer.id, answer);
    const asked = questions.filter((question) => question.python === undefined);
    expect(asked.length).toBeGreaterThan(0);
    const differing = asked.filter(
      (question) => !isEqual(askOurs(question, version), answers.get(question.id) as Answer),
    );
    const ids = differing.map(({ id }) => id);
    const listed = known[version].filter((id) => asked.some((question) => question.id === id));
    expect(ids).toEqual(listed);
  });
});

/** Values, order of keys, choices and error class; the words of a message are compared elsewhere. */
function isEqual(ours: Record<string, unknown>, theirs: Answer): boolean {
  if (ours.ok !== theirs.ok) return false;
  if (!theirs.ok) return ours.error_class === theirs.error_class;
  const fields = ['config', 'values', 'defaults_list', 'yaml'].filter((field) => field in theirs);
  const sameFields = fields.every((field) => comparable(ours[field]) === comparable(theirs[field]));
  return sameFields && sameChoices(ours.choices, theirs.choices);
}

/** As text, without the words of errors. */
function comparable(value: unknown): string {
  return JSON.stringify(value, (_, each) => (each?.t === 'error' ? { t: 'error', c: each.c } : each));
}

/** The order of choices is the order in which Hydra happened to register them. */
function sameChoices(ours: unknown, theirs: unknown): boolean {
  if (theirs === undefined) return true;
  const sorted = (choices: unknown) =>
    JSON.stringify(Object.entries(choices ?? {}).sort(([left], [right]) => (left < right ? -1 : 1)));
  return sorted(ours) === sorted(theirs);
}
