import type { Finding } from './finding.ts';

/** One array, an object for each problem. */
export function jsonReport(findings: readonly Finding[]): string {
  const plain = findings.map(({ code, severity, file, line, column, endLine, endColumn, message }) => {
    return { code, severity, file, line, column, endLine, endColumn, message };
  });
  return `${JSON.stringify(plain, undefined, 2)}\n`;
}
