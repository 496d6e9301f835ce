import { type Diagnostic, type DiagnosticRelatedInformation, DiagnosticTag } from 'vscode-languageserver-types';
import type { Snapshot } from '../project/index.ts';
import { type Problem, printable, shownMessage } from '../text/index.ts';
import { toLspRange, toLspSeverity } from './convert.ts';

/** A problem in the protocol's shape. */
export function toDiagnostic(snapshot: Snapshot, problem: Problem): Diagnostic {
  const { span, code, severity, message, related, isUnnecessary } = problem;
  const textOf = (uri: string) => snapshot.files.file(uri)?.text ?? '';
  const relatedInformation = related?.map(
    (each): DiagnosticRelatedInformation => ({
      location: { uri: each.span.uri, range: toLspRange(textOf(each.span.uri), each.span) },
      message: printable(shownMessage(each.message)),
    }),
  );
  return {
    range: toLspRange(textOf(span.uri), span),
    severity: toLspSeverity(severity),
    code,
    source: 'hydrascope',
    message: printable(shownMessage(message)),
    ...(isUnnecessary && { tags: [DiagnosticTag.Unnecessary] }),
    ...(relatedInformation !== undefined && relatedInformation.length > 0 && { relatedInformation }),
  };
}
