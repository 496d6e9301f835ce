import { DiagnosticSeverity, type Range as LspRange } from 'vscode-languageserver-types';
import { positionAt, type Range, type Severity } from '../text/index.ts';

/** The one place where offsets become the protocol's positions. */
export function toLspRange(text: string, range: Range): LspRange {
  return { start: positionAt(text, range.start), end: positionAt(text, range.end) };
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function toLspSeverity(severity: Severity): DiagnosticSeverity {
  return SEVERITIES[severity];
}
