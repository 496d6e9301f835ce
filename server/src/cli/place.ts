import { relative } from 'node:path';
import { pathOfUri } from '../node/index.ts';
import type { Snapshot } from '../project/index.ts';
import { positionAt, printable, type Span, type Uri } from '../text/index.ts';

/** A file as the terminal shows it: relative to the working directory. */
export function relativePath(uri: Uri): string {
  const path = pathOfUri(uri);
  return path === undefined ? uri : relative(process.cwd(), path) || '.';
}

/** `configs/mamba.yaml:37:10`; `undefined` for what no file is to blame for. */
export function placeText(snapshot: Snapshot, span: Span): string | undefined {
  const text = snapshot.files.file(span.uri)?.text;
  if (text === undefined) return undefined;
  const { line, character } = positionAt(text, span.start);
  return `${printable(relativePath(span.uri))}:${line + 1}:${character + 1}`;
}
