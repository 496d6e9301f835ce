import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { diagnose } from '../features/index.ts';
import { nodeHost, uriOfPath } from '../node/index.ts';
import { createWorkspace } from '../project/index.ts';
import { pathBelow, positionAt } from '../text/index.ts';
import { relativePath } from './place.ts';
import { type Streams, UsageError } from './streams.ts';
import type { Finding } from './writers/finding.ts';
import { humanReport } from './writers/human.ts';
import { jsonReport } from './writers/json.ts';

/** `hydrascope check`: the problems that the editor shows, with the same words. Returns the exit status. */
export function checkCommand(args: readonly string[], streams: Streams): number {
  const { values, positionals } = parse(args);
  if (values.format !== 'human' && values.format !== 'json') throw new UsageError('--format is human or json');
  const paths = positionals.length === 0 ? ['.'] : positionals;
  for (const path of paths) if (kindOf(path) === undefined) throw new UsageError(`there is no ${path}`);
  const asked = paths.map(uriOfPath);
  const snapshot = createWorkspace(nodeHost, { folders: foldersOf(paths) }).snapshot();
  const findings: Finding[] = [];
  for (const [uri, problems] of [...diagnose(snapshot)].sort(([left], [right]) => (left < right ? -1 : 1))) {
    if (!asked.some((each) => pathBelow(each, uri) !== undefined)) continue;
    const text = snapshot.files.file(uri)?.text ?? '';
    for (const { code, severity, span, message } of problems) {
      const start = positionAt(text, span.start);
      const end = positionAt(text, span.end);
      findings.push({
        code,
        severity,
        file: relativePath(uri),
        line: start.line + 1,
        column: start.character + 1,
        endLine: end.line + 1,
        endColumn: end.character + 1,
        message,
      });
    }
  }
  streams.out(values.format === 'json' ? jsonReport(findings) : humanReport(findings));
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

function parse(args: readonly string[]) {
  try {
    const options = { format: { type: 'string', default: 'human' } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
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
