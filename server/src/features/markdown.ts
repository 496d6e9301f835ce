import { printable } from '../text/index.ts';

/** Text of the workspace in a code span: nothing in it is markup. */
export function code(text: string): string {
  if (!/[`\r\n]/.test(text)) return `\`${printable(text)}\``;
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${printable(text.replaceAll(/[\r\n]+/g, ' '))}${pad}${fence}`;
}

/** Text of the workspace as plain text in Markdown: no links, no HTML, no entities. */
export function escapeMarkdown(text: string): string {
  const escaped = text.replaceAll(/[\\`*_{}[\]()#+\-!<>|~&]/g, '\\$&').replaceAll(/[\r\n]+/g, ' ');
  // Bare addresses would become links by themselves.
  return printable(escaped.replaceAll(/:(?=\/\/)|(?<=\bwww)\./gi, '\\$&'));
}
