import type { Finding } from '../../api/index.ts';
import { printable } from '../../text/index.ts';

/** A line for each problem, as compilers print them, and a count. */
export function humanReport(findings: readonly Finding[]): string {
  const lines = findings.map(
    ({ file, line, column, severity, message, code }) =>
      `${printable(file)}:${line}:${column} ${severity} ${printable(message)} (${code})`,
  );
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const summary =
    findings.length === 0
      ? 'no problems'
      : `${count(findings.length, 'problem')}, ${count(errors, 'error')} among them`;
  return `${[...lines, summary].join('\n')}\n`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
