/** The text of a report. Nothing here looks at the machine. */
import type { ProjectFacts } from '../../../server/src/protocol';
import { code } from '../views/treeRow';
import { type Private, redacted } from './redact';

/** What a person reads, and may send. */
export interface Report {
  /** Name and version, one a row. */
  readonly versions: readonly (readonly [string, string])[];
  readonly projects: readonly ProjectFacts[];
  /** Settings that are not as they come, with their value as JSON. */
  readonly settings: readonly (readonly [string, string])[];
  /** The output's own log. */
  readonly log: string;
}

/** Lines of the log that are shown, the last ones. */
const LOG_LINES = 150;
/** Characters of a line of the log: longer ones hold something's content. */
const LINE_LENGTH = 300;
/** The report as Markdown; all that is not said by ourselves is redacted. */
export function reportText(report: Report, secrets: Private): string {
  const { versions, projects, settings, log } = report;
  const clean = (text: string) => redacted(text, secrets);
  const text = [
    '# A problem with hydrascope',
    '',
    '<!-- Read this before you send it. Nothing was sent. Environment values, credentials, where your folders are, your name and files’ contents are left out; names of files may be in the log. -->',
    '',
    '## What happened',
    '',
    'What I did:',
    '',
    'What I expected:',
    '',
    'What I got instead:',
    '',
    '## Versions',
    '',
    ...versions.map(([name, version]) => `- ${name}: ${version}`),
    '',
    '## Projects',
    '',
    ...(projects.length === 0
      ? ['No project is known, or the language server does not run.']
      : projects.map((project, index) => projectLine(project, index, clean))),
    '',
    '## Settings that are not as they come',
    '',
    ...(settings.length === 0 ? ['None.'] : settings.map(([name, value]) => `- \`${name}\`: ${code(clean(value))}`)),
    '',
    '## Log',
    '',
    '```text',
    // What is cut off may be half of what has to go.
    ...logLines(clean(log)),
    '```',
  ];
  return `${text.join('\n')}\n`;
}

/** Sizes and versions; names only of registries. */
function projectLine(
  { hasFile, hydra, roots, registries, leftOut }: ProjectFacts,
  index: number,
  clean: (text: string) => string,
): string {
  const sizes = roots.map(
    ({ configs, primaries, apps }) => `${configs} configs, ${primaries} to launch, ${apps.length} apps`,
  );
  const names = registries.map((each) => `${code(clean(each.symbol))} with ${each.names} names`);
  const from = hasFile ? 'with hydrascope.yaml' : 'without hydrascope.yaml';
  const left = leftOut.map(({ budget, folders }) => `${folders} left out by the budget ${budget}`);
  return `- ${[`Project ${index + 1}: Hydra ${hydra}, ${from}`, ...sizes, ...names, ...left].join('; ')}`;
}

/** The last lines that tell something in words: what is traced quotes messages, and these quote files. */
export function logLines(log: string): readonly string[] {
  const kept: string[] = [];
  let isTold = false;
  for (const line of log.split(/\r?\n/)) {
    const level = /^\S+ \S+ \[(\w+)\]/.exec(line)?.[1];
    if (level !== undefined) isTold = level !== 'trace' && level !== 'debug';
    if (!isTold || line === '') continue;
    // A fence would end the block that the log stands in.
    const plain = line.replaceAll('```', "'''");
    kept.push(plain.length > LINE_LENGTH ? `${plain.slice(0, LINE_LENGTH)}…` : plain);
  }
  return kept.slice(-LOG_LINES);
}
