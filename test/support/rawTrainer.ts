// The trainer with a server that is spoken to without a client's manners, and the errors that the protocol names.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect } from 'vitest';
import type { RawServer } from './rawServer.ts';
import { trainerCopy } from './wireClient.ts';

export const CANCELLED = -32800;
export const INVALID_PARAMS = -32602;
export const INVALID_REQUEST = -32600;
export const METHOD_NOT_FOUND = -32601;
export const NOT_INITIALIZED = -32002;
export const PARSE_ERROR = -32700;
export const REQUEST_FAILED = -32803;

/** A copy of the trainer for one suite. */
export function rawTrainer() {
  const copy = trainerCopy();
  afterAll(() => copy.dispose());
  const uriOf = (path: string) => pathToFileURL(join(copy.folder, path)).href;
  const mamba = uriOf('configs/mamba.yaml');
  const mambaText = readFileSync(join(copy.folder, 'configs/mamba.yaml'), 'utf8');
  const hover = {
    textDocument: { uri: mamba },
    position: { line: mambaText.split('\n').indexOf('seq_len: 1024'), character: 2 },
  };
  /** It still answers. */
  const expectAlive = async (server: RawServer): Promise<void> => {
    expect(JSON.stringify((await server.ask('textDocument/hover', hover)).result)).toContain('1024');
  };
  return { copy, uriOf, mamba, mambaText, hover, expectAlive };
}
