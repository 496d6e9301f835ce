import { RULES } from '../server/src/features/diagnostics/index.ts';

/** The text of docs/rules.md: a section for each rule, from the rules themselves. */
export function rulesPage(): string {
  const sections = RULES.map(({ name, codes, docs }) => `## ${name}\n\n${codes.join(', ')}\n\n${docs}\n`);
  return `<!-- Written by \`npm run docs\` from server/src/features/diagnostics; edit the rules, not this page. -->

# Rules

What hydrascope reports, in the editor and by \`hydrascope check\` alike. Another severity for a rule, or \`off\`, stands in
\`hydrascope.yaml\`, by a code or for all codes of a rule by its name:

\`\`\`yaml
rules:
  HS301: error
  interpolation: hint
\`\`\`

${sections.join('\n')}`;
}
