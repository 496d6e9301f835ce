/** The text of a report, and what is taken out of it before anybody sees it. Nothing here looks at the machine. */
import type { ProjectFacts } from '../../../server/src/protocol';

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

/** What must not leave the machine. */
export interface Private {
  /** The home folder. */
  readonly home: string;
  readonly user: string;
  /** The values of environment variables by their names. */
  readonly variables: ReadonlyMap<string, string>;
}

/** Lines of the log that are shown, the last ones. */
const LOG_LINES = 150;
/** Characters of a line of the log: longer ones hold something's content. */
const LINE_LENGTH = 300;
/** A shorter value of a variable, such as `1` or `true`, is in every text. */
const SHORTEST_VALUE = 6;

/** The report as Markdown; all that is not said by ourselves is redacted. */
export function reportText(report: Report, secrets: Private): string {
  const { versions, projects, settings, log } = report;
  const clean = (text: string) => redacted(text, secrets);
  const text = [
    '# A problem with hydrascope',
    '',
    '<!-- Read this before you send it. Nothing was sent. Environment values, your home folder and files’ contents are left out. -->',
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
    ...(settings.length === 0 ? ['None.'] : settings.map(([name, value]) => `- \`${name}\`: \`${clean(value)}\``)),
    '',
    '## Log',
    '',
    '```text',
    clean(logLines(log).join('\n')),
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
  const names = registries.map((each) => `${clean(each.symbol)} with ${each.names} names`);
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

/** Without the home folder, the user's name and what environment variables hold. */
export function redacted(text: string, { home, user, variables }: Private): string {
  const others = [...variables]
    .filter(([, value]) => value.length >= SHORTEST_VALUE && value !== home && value !== user)
    .sort(([, left], [, right]) => right.length - left.length);
  let clean = text;
  for (const [name, value] of others) clean = clean.replaceAll(value, `<${name}>`);
  if (home.length > 1) {
    for (const written of new Set([home, home.replaceAll('\\', '/'), home.replaceAll('\\', '\\\\'), encodeURI(home)]))
      clean = clean.replaceAll(written, '~');
  }
  return user.length < 3 ? clean : clean.replace(new RegExp(`\\b${escaped(user)}\\b`, 'g'), '<user>');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|-]/g, '\\$&');
}
