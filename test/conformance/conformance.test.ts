import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { HydraVersion } from '../../server/src/text/index.ts';
import { askOurs, type Question } from '../support/ask.ts';
import { difference, sameFirstLine } from './compare.mjs';

const AREAS = ['trainer', 'defaults', 'apply', 'merge', 'resolve', 'yaml', 'hydra_node'];
const VERSIONS: readonly HydraVersion[] = ['1.3', '1.4'];

/** Ids of cases whose answer differs from Hydra's today, and of those whose error says something else at first. */
interface Known {
  readonly answers: Record<HydraVersion, string[]>;
  readonly messages: Record<HydraVersion, string[]>;
}

/** A case that comes right must leave this list; HYDRASCOPE_UPDATE=1 writes it anew. */
const knownFile = pathOf('known-differences.json');
const known: Known = JSON.parse(readFileSync(knownFile, 'utf8'));
const found: Known = { answers: { '1.3': [], '1.4': [] }, messages: { '1.3': [], '1.4': [] } };

interface Answer {
  readonly id: string;
  readonly [field: string]: unknown;
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** Reads one recorded file: JSON objects, one a line. */
function readLines<T>(name: string): T[] {
  if (!existsSync(pathOf(name))) return [];
  const lines = readFileSync(pathOf(name), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

/** What Hydra answered; 1.4 keeps only what it answers otherwise than 1.3. */
function answersOf(area: string, version: HydraVersion): ReadonlyMap<string, Answer> {
  const later = version === '1.4' ? readLines<Answer>(`answers/1.4/${area}.jsonl`) : [];
  const all = [...readLines<Answer>(`answers/1.3/${area}.jsonl`), ...later];
  return new Map(all.map((answer) => [answer.id, answer]));
}

describe.each(VERSIONS)('as Hydra %s answers', (version) => {
  it.each(AREAS)(
    '%s',
    (area) => {
      const answers = answersOf(area, version);
      // What runs Python first cannot be known without running it.
      const questions = readLines<Question>(`requests/${area}.jsonl`).filter(({ python }) => python === undefined);
      expect(questions.length).toBeGreaterThan(100);
      const differing: string[] = [];
      const wording: string[] = [];
      for (const question of questions) {
        const theirs = answers.get(question.id);
        if (theirs === undefined) throw new Error(`${question.id} was not recorded`);
        const ours = askOurs(question, version);
        if (difference(ours, theirs) !== undefined) differing.push(question.id);
        else if (!sameFirstLine(ours, theirs)) wording.push(question.id);
      }
      found.answers[version].push(...differing);
      found.messages[version].push(...wording);
      if (process.env.HYDRASCOPE_UPDATE === '1') return;
      const isHere = (id: string) => answers.has(id);
      expect(differing).toEqual(known.answers[version].filter(isHere));
      expect(wording).toEqual(known.messages[version].filter(isHere));
    },
    120_000,
  );
});

afterAll(() => {
  if (process.env.HYDRASCOPE_UPDATE === '1') writeFileSync(knownFile, `${JSON.stringify(found, undefined, 2)}\n`);
});
