import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { version } from '../../../package.json';
import { diagnose, mendAll } from '../features/index.ts';
import { uriOfPath } from '../node/index.ts';
import { createWorkspace, type Snapshot } from '../project/index.ts';
import { type Problem, pathBelow, positionAt, type Span, shownMessage } from '../text/index.ts';
import { type CheckRequest, parseCheck } from './checkFlags.ts';
import { fixedText, writeFixed } from './fix.ts';
import { relativePath } from './place.ts';
import { reachableHost } from './reach.ts';
import { type Streams, UsageError } from './streams.ts';
import type { FullFinding, Region } from './writers/finding.ts';
import { githubReport } from './writers/github.ts';
import { humanReport } from './writers/human.ts';
import { jsonReport } from './writers/json.ts';
import { sarifReport } from './writers/sarif.ts';

/** `hydrascope check`: the problems that the editor shows, with the same words. Returns the exit status. */
export function checkCommand(args: readonly string[], streams: Streams): number {
  const request = parseCheck(args);
  const { paths, maxWarnings } = request;
  for (const path of paths) if (kindOf(path) === undefined) throw new UsageError(`there is no ${path}`);
  const workspace = createWorkspace(reachableHost([...paths, ...request.allow]), { folders: foldersOf(paths) });
  const asked = paths.map(uriOfPath);
  const problemsOf = (snapshot: Snapshot) => problemsAsked(snapshot, request, asked);
  if (request.fix) {
    const isMeant = (problem: Problem) => isAsked(problem, request, asked);
    const mended = mendAll(workspace.snapshot(), { isMeant, severities: request.severities });
    streams.err(fixedText(writeFixed(workspace, mended)));
  }
  const snapshot = workspace.snapshot();
  const findings = problemsOf(snapshot).map((problem) => findingOf(snapshot, problem));
  streams.out(reportOf(findings, request));
  const count = (severity: string) => findings.filter((each) => each.severity === severity).length;
  const warnings = count('warning');
  if (warnings > maxWarnings) streams.err(`hydrascope: ${warnings} warnings, and --max-warnings is ${maxWarnings}\n`);
  return count('error') > 0 || warnings > maxWarnings ? 1 : 0;
}

function problemsAsked(snapshot: Snapshot, request: CheckRequest, asked: readonly string[]): Problem[] {
  const found = [...diagnose(snapshot, request.severities)].sort(([left], [right]) => (left < right ? -1 : 1));
  return found.flatMap(([, problems]) => problems.filter((problem) => isAsked(problem, request, asked)));
}

function isAsked({ code, span }: Problem, { tells }: CheckRequest, asked: readonly string[]): boolean {
  return tells(code) && asked.some((each) => pathBelow(each, span.uri) !== undefined);
}

function findingOf(snapshot: Snapshot, { code, severity, span, message, related, fixes }: Problem): FullFinding {
  const isOnDisk = ({ uri }: Span) => snapshot.files.file(uri) !== undefined;
  return {
    code,
    severity,
    ...regionOf(snapshot, span),
    message: shownMessage(message),
    related: (related ?? [])
      .filter((each) => isOnDisk(each.span))
      .map((each) => ({ ...regionOf(snapshot, each.span), message: each.message })),
    fixes: (fixes ?? []).map(({ title, edits }) => ({
      title,
      edits: edits.map((edit) => ({ ...regionOf(snapshot, edit.span), text: edit.text })),
    })),
  };
}

function regionOf(snapshot: Snapshot, span: Span): Region {
  const text = snapshot.files.file(span.uri)?.text ?? '';
  const start = positionAt(text, span.start);
  const end = positionAt(text, span.end);
  return {
    file: relativePath(span.uri).replaceAll('\\', '/'),
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function reportOf(findings: readonly FullFinding[], { format }: CheckRequest): string {
  switch (format) {
    case 'json':
      return jsonReport(findings);
    case 'sarif':
      return sarifReport(findings, { version, folder: `${uriOfPath('.')}/` });
    case 'github':
      return githubReport(findings);
    default:
      return humanReport(findings);
  }
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

/** The working directory is the project; a path outside it brings a project of its own. */
function foldersOf(paths: readonly string[]): string[] {
  const here = uriOfPath('.');
  const outside = paths
    .map((path) => uriOfPath(kindOf(path) === 'folder' ? path : dirname(path)))
    .filter((uri) => pathBelow(here, uri) === undefined);
  return [here, ...outside];
}
