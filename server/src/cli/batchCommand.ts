import { createInterface } from 'node:readline';
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

function answerLine(line: string): object {
  let request: unknown;
  try {
    request = JSON.parse(line);
  } catch (error) {
    return refused('BadRequest', error instanceof Error ? error.message : String(error));
  }
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    return refused('BadRequest', 'a request is a JSON object');
  }
  const id = 'id' in request ? { id: request.id } : {};
  try {
    return { ...answerRequest(request as BatchRequest), ...id };
  } catch (error) {
    // A field of a wrong type is found where it is used.
    return { ...refused('BadRequest', error instanceof Error ? error.message : String(error)), ...id };
  }
}
