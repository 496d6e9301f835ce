import { createInterface } from 'node:readline';
import { checkOptions, type OptionShape, VERSIONS } from '../api/index.ts';
import { isRecord } from '../features/index.ts';
import { answerRequest, type BatchRequest } from './batch.ts';
import type { Streams } from './streams.ts';
import { refused } from './typed.ts';

/**
 * `hydrascope compose --batch`: requests as JSON lines on standard input, an answer for each as soon as it is read, in
 * one process. A line that is no request is answered too; nothing ends the batch but the end of the input.
 */
export async function batchCommand(input: NodeJS.ReadableStream, { out }: Streams): Promise<number> {
  for await (const line of createInterface({ input })) {
    if (line.trim() !== '') out(`${JSON.stringify(answerLine(line))}\n`);
  }
  return 0;
}

/** All that have another type than true or false alone. */
const FIELDS: OptionShape = {
  op: ['compose', 'load_yaml', 'merge', 'resolve_yaml'],
  config_dir: 'text',
  allow: 'texts',
  files: 'texts by name',
  config_name: 'text',
  overrides: 'texts',
  hydra_version: VERSIONS,
  env: 'variables',
  mode: ['compose', 'job'],
  yamls: 'texts',
  keys: 'texts',
  package: 'text',
  python: 'text',
  job_name: 'text',
};

function answerLine(line: string): object {
  let request: unknown;
  try {
    request = JSON.parse(line);
  } catch (error) {
    return refused('BadRequest', error instanceof Error ? error.message : String(error));
  }
  if (!isRecord(request)) return refused('BadRequest', 'a request is a JSON object');
  const id = 'id' in request ? { id: request.id } : {};
  try {
    // Null is what a program writes for a field that it does not give.
    const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null));
    checkOptions(given, FIELDS);
    return { ...answerRequest(given as BatchRequest), ...id };
  } catch (error) {
    return { ...refused('BadRequest', error instanceof Error ? error.message : String(error)), ...id };
  }
}
