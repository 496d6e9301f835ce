import type { Finding } from './finding.ts';

/** One array, an object for each problem. */
export function jsonReport(findings: readonly Finding[]): string {
  return `${JSON.stringify(findings, undefined, 2)}\n`;
}
