import { RULES } from '../server/src/features/diagnostics/index.ts';

/** The text of docs/rules.md: a section for each rule, from the rules themselves. */
export function rulesPage(): string {
  const sections = RULES.map(
    ({ name, codes, docs, example }) => `## ${name}\n\n${codes.join(', ')}\n\n${docs}\n\n${shown(example)}\n`,
  );
  return `<!-- Written by \`npm run docs\` from server/src/features/diagnostics; edit the rules, not this page. -->

# Rules

What hydrascope reports, in the editor and by \`hydrascope check\` alike. Another severity for a rule, or \`off\`, stands in
\`hydrascope.yaml\`, by a code or for all codes of a rule by its name:

\`\`\`yaml
rules:
  HS301: error
  interpolation: hint
\`\`\`

A comment says that a problem is none: \`# hydrascope: ignore[HS301]\` or \`# hydrascope: ignore[interpolation]\` names what
to ignore, \`# hydrascope: ignore\` ignores all that is said. Behind something it speaks of its own line, on a line of its
own of the next one, and above everything else in a file, below a \`# @package\` line, of the whole file. The editor's
quick fixes write it.

${sections.join('\n')}`;
}

const LANGUAGES = new Map([
  ['py', 'python'],
  ['json', 'json'],
]);

/** An example's files, each with its name. */
function shown(example: string): string {
  return example
    .split(/^-- (.+) --$/m)
    .slice(1)
    .flatMap((path, index, all) => (index % 2 === 0 ? [blockOf(path, (all[index + 1] ?? '').trim())] : []))
    .join('\n\n');
}

function blockOf(path: string, text: string): string {
  const language = LANGUAGES.get(path.slice(path.lastIndexOf('.') + 1)) ?? 'yaml';
  return `\`${path}\`\n\n\`\`\`${language}\n${text}\n\`\`\``;
}
