import type { Finding } from '../../api/index.ts';
import { printable, type Severity } from '../../text/index.ts';

/**
 * Workflow commands, which GitHub shows as annotations of the changed lines. Source:
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands.
 */
export function githubReport(findings: readonly Finding[]): string {
  return findings
    .map(({ code, severity, file, line, column, endLine, endColumn, message }) => {
      const place = { file, line, endLine, col: column, endColumn, title: `hydrascope ${code}` };
      // Of a place over several lines columns mean nothing there.
      const shown = Object.entries(place).filter(([name]) => line === endLine || !/col/i.test(name));
      const properties = shown.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(',');
      return `::${COMMANDS[severity]} ${properties}::${escapeData(message)}\n`;
    })
    .join('');
}

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  hint: 'notice',
};

function escapeData(text: string): string {
  // Line ends are told as GitHub has them; what else moves a terminal is shown by its number.
  const lines = text.split(/(\r\n?|\n)/).map((part, index) => (index % 2 === 0 ? printable(part) : part));
  return lines.join('').replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
