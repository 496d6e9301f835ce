import { CodeActionKind } from 'vscode-languageserver-types';
import { isSameData } from '../../project/index.ts';
import { type ConfigFile, type Leaf, type Range, toPlain } from '../../text/index.ts';
import { entryAt, reparsed } from './blocks.ts';
import { quoted } from './convertValue.ts';
import type { Refactoring } from './refactorings.ts';
import type { Site } from './site.ts';

/** Puts a value in quotes, or takes them away; where that makes another value of it, the title says so. */
export function quoting({ file, path, entry: { value } }: Site): Refactoring[] {
  if (value.kind !== 'scalar' || value.style === 'block') return [];
  const { leaf, range } = value;
  const written = file.text.slice(range.start, range.end);
  if (written === '' || /[\r\n]/.test(written) || leaf.t === 'bytes') return [];
  if (value.style === 'plain') return written.startsWith('*') ? [] : rewrite(file, path, range, leaf, quoted(written));
  return 'v' in leaf && typeof leaf.v === 'string' && leaf.v !== '' ? rewrite(file, path, range, leaf, leaf.v) : [];
}

function rewrite(file: ConfigFile, path: readonly string[], range: Range, leaf: Leaf, text: string): Refactoring[] {
  const edit = { span: { uri: file.uri, ...range }, text };
  const after = reparsed(file, edit);
  const value = entryAt(after, path)?.value;
  if (value?.kind !== 'scalar' || after.problems.length > file.problems.length) return [];
  // Nothing but this value may have changed: a sign may be a comment's, or another key's.
  if (after.text.slice(value.range.start, value.range.end) !== text || after.body?.kind !== file.body?.kind) return [];
  const what = /^["']/.test(text) ? 'Quote the value' : 'Remove the quotes';
  const isSame = isSameData(toPlain({ kind: 'scalar', leaf, style: 'plain', range }), value.leaf);
  const title = isSame ? what : `${what}: ${shown(leaf)} becomes ${shown(value.leaf)}`;
  return [{ title, kind: CodeActionKind.RefactorRewrite, edits: [edit] }];
}

const NAMES: Readonly<Record<Leaf['t'], string>> = {
  null: 'null',
  bool: 'a truth value',
  int: 'a number',
  float: 'a number',
  str: 'a text',
  bytes: 'bytes',
  missing: 'a missing value',
  interp: 'an interpolation',
};

function shown({ t }: Leaf): string {
  return NAMES[t];
}
