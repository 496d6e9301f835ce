import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { HydraVersion } from '../../server/src/text/index.ts';
import { askOurs, type Question } from '../support/ask.ts';
import { difference, sameFirstLine } from './compare.mjs';

const AREAS = ['trainer', 'defaults', 'apply', 'merge', 'resolve', 'yaml', 'hydra_node', 'structured', 'zen'];
const VERSIONS: readonly HydraVersion[] = ['1.3', '1.4'];

/** A case that we answer otherwise than Hydra today, or whose error says something else at first. */
interface KnownDifference {
  readonly id: string;
  readonly versions: readonly HydraVersion[];
  readonly differs: 'answer' | 'message';
  readonly reason: string;
}

/** A case that comes right must leave this list. */
const known: readonly KnownDifference[] = JSON.parse(readFileSync(pathOf('known-differences.json'), 'utf8'));

function knownIds(area: string, version: HydraVersion, differs: KnownDifference['differs']): string[] {
  const here = known.filter((each) => each.id.startsWith(`${area}/`) && each.versions.includes(version));
  return here.filter((each) => each.differs === differs).map(({ id }) => id);
}

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
      // Of Python that runs first, what it puts into the ConfigStore can be read.
      const isKnowable = ({ python }: Question) => python === undefined || python.includes('ConfigStore');
      const questions = readLines<Question>(`requests/${area}.jsonl`).filter(isKnowable);
      expect(questions.length).toBeGreaterThan(40);
      const differing: string[] = [];
      const wording: string[] = [];
      for (const question of questions) {
        const theirs = answers.get(question.id);
        if (theirs === undefined) throw new Error(`${question.id} was not recorded`);
        const ours = askOurs(question, version);
        if (difference(ours, theirs) !== undefined) differing.push(question.id);
        else if (!sameFirstLine(ours, theirs)) wording.push(question.id);
      }
      counts.set(`${area} ${version}`, [questions.length, differing.length, wording.length]);
      expect(differing).toEqual(knownIds(area, version, 'answer'));
      expect(wording).toEqual(knownIds(area, version, 'message'));
    },
    120_000,
  );
});

/** Cases, those answered otherwise, and those refused in other words: by area and version. */
const counts = new Map<string, readonly [number, number, number]>();

/** The page that tells how far composition equals Hydra's; HYDRASCOPE_UPDATE=1 writes it anew. */
it('is told in docs/conformance.md', () => {
  const rows = AREAS.flatMap((area) =>
    VERSIONS.map((version) => {
      const [cases = 0, answers = 0, messages = 0] = counts.get(`${area} ${version}`) ?? [];
      return `| ${area} | ${version} | ${cases} | ${cases - answers} | ${cases - answers - messages} |`;
    }),
  );
  const differences = known.map(
    ({ id, versions, differs, reason }) => `- \`${id}\` (${versions.join(', ')}, ${differs}): ${reason}`,
  );
  const page = `# How far composition equals Hydra's

Made by \`HYDRASCOPE_UPDATE=1 npx vitest run test/conformance\` from the recorded answers of real Hydra 1.3.2 and 1.4.0rc3
([how](../test/conformance/README.md)). Equal are typed values, the order of keys, choices, the defaults list, YAML text
byte for byte where it was asked for, and the class of an error; the last column also asks for the same first line of its
message. Requests that run Python first are counted where it fills the ConfigStore, which is read, not run. The grammars of overrides and interpolations are compared by
\`test/unit/override.test.ts\` and \`test/unit/interpolation.test.ts\`.

| area | Hydra | cases | equal | with equal words |
| ---- | ----- | ----- | ----- | ---------------- |
${rows.join('\n')}

## Known differences

${differences.join('\n')}
`;
  const file = pathOf('../../docs/conformance.md');
  if (process.env.HYDRASCOPE_UPDATE === '1') writeFileSync(file, page);
  expect(readFileSync(file, 'utf8')).toBe(page);
});
