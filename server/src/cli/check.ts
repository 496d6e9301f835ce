import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { version } from '../../../package.json';
import { checkResult, type Finding, findingsOf, isAsked, leftOutIn, type Opened, reachableHost } from '../api/index.ts';
import { mendAll } from '../features/index.ts';
import { uriOfPath } from '../node/index.ts';
import { createWorkspace } from '../project/index.ts';
import { type Problem, pathBelow, printable } from '../text/index.ts';
import { type CheckRequest, parseCheck } from './checkFlags.ts';
import { type Fixed, fixedParts, fixedText, writeFixed } from './fix.ts';
import { type Streams, UsageError } from './streams.ts';
import { githubReport } from './writers/github.ts';
import { humanReport } from './writers/human.ts';
import { jsonText } from './writers/json.ts';
import { sarifReport } from './writers/sarif.ts';

/** `hydrascope check`: the problems that the editor shows, with the same words. Returns the exit status. */
export function checkCommand(args: readonly string[], streams: Streams): number {
  const request = parseCheck(args);
  const { paths, maxWarnings } = request;
  for (const path of paths) if (kindOf(path) === undefined) throw new UsageError(`there is no ${path}`);
  const workspace = createWorkspace(reachableHost([...paths, ...request.allow]), { folders: foldersOf(paths) });
  const asked = { ...request, uris: paths.map(uriOfPath) };
  const isMeant = (problem: Problem) => isAsked(problem, asked);
  const { severities } = request;
  const fixed = request.fix ? writeFixed(workspace, mendAll(workspace.snapshot(), { isMeant, severities })) : undefined;
  if (fixed !== undefined) streams.err(fixedText(fixed));
  const opened = { folder: process.cwd(), snapshot: workspace.snapshot() };
  const findings = findingsOf(opened, asked);
  streams.out(reportOf(opened, findings, request, fixed));
  const left = request.format === 'json' ? [] : leftOutIn(opened);
  for (const { message } of left) streams.err(`hydrascope: ${printable(message)}\n`);
  const count = (severity: string) => findings.filter((each) => each.severity === severity).length;
  const warnings = count('warning');
  if (warnings > maxWarnings) streams.err(`hydrascope: ${warnings} warnings, and --max-warnings is ${maxWarnings}\n`);
  return count('error') > 0 || warnings > maxWarnings ? 1 : 0;
}

function reportOf(
  opened: Opened,
  findings: readonly Finding[],
  { format }: CheckRequest,
  fixed: Fixed | undefined,
): string {
  switch (format) {
    case 'json':
      return jsonText({ ...checkResult(opened, findings), ...(fixed !== undefined && fixedParts(fixed)) });
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
