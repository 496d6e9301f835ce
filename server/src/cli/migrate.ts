import { parseArgs } from 'node:util';
import { openProject } from '../api/index.ts';
import { type Difference, type Migration, migrate } from '../features/index.ts';
import type { Snapshot } from '../project/index.ts';
import { positionAt, printable } from '../text/index.ts';
import { relativePath } from './place.ts';
import { type Streams, UsageError } from './streams.ts';
import { jsonText } from './writers/json.ts';

/** `hydrascope migrate`: what Hydra 1.4 changes for the project here. Returns the exit status. */
export function migrateCommand(args: readonly string[], streams: Streams): number {
  const { format, allow = [] } = parse(args);
  const { snapshot } = openProject({ named: allow });
  const migration = migrate(snapshot);
  streams.out(format === 'json' ? jsonOf(snapshot, migration) : textOf(snapshot, migration));
  return migration.differences.length > 0 ? 1 : 0;
}

function parse(args: readonly string[]) {
  try {
    const options = {
      format: { type: 'string', default: 'text' },
      allow: { type: 'string', multiple: true },
    } as const;
    const { values } = parseArgs({ args: [...args], options, strict: true });
    if (values.format !== 'text' && values.format !== 'json') throw new UsageError('--format is text or json');
    return values;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function placeOf(snapshot: Snapshot, { place }: Difference) {
  const { line, character } = positionAt(snapshot.files.file(place.uri)?.text ?? '', place.start);
  return { file: relativePath(place.uri).replaceAll('\\', '/'), line: line + 1, column: character + 1 };
}

function jsonOf(snapshot: Snapshot, { compositions, differences }: Migration): string {
  const shown = differences.map((each) => {
    const { place: _, code, ...rest } = each;
    return { code, ...placeOf(snapshot, each), ...rest };
  });
  return jsonText({ version: 1, from: '1.3', to: '1.4', compositions, differences: shown });
}

/** More names than these are counted. */
const MOST_NAMED = 3;

function textOf(snapshot: Snapshot, { compositions, differences }: Migration): string {
  const blocks = differences.map((each) => {
    const { file, line, column } = placeOf(snapshot, each);
    const names = each.compositions.slice(0, MOST_NAMED);
    const more = each.compositions.length - names.length;
    return [
      `${file}:${line}:${column} Hydra 1.4 ${each.what} (${each.code})`,
      ...(each.reason === undefined ? [] : [`    why: ${each.reason}`]),
      ...(each.fix === undefined ? [] : [`    fix: ${each.fix}`]),
      ...(names.length === 0 ? [] : [`    in: ${names.join(', ')}${more > 0 ? `, and ${more} more` : ''}`]),
    ].join('\n');
  });
  const broken = differences.length;
  const made = `${compositions} ${compositions === 1 ? 'composition' : 'compositions'} made by both`;
  const summary =
    broken === 0
      ? `nothing breaks: ${made}`
      : `${broken} ${broken === 1 ? 'thing breaks' : 'things break'} in Hydra 1.4: ${made}`;
  return `${[...blocks, summary]
    .flatMap((block) => block.split('\n'))
    .map(printable)
    .join('\n')}\n`;
}
