import type { Range } from './span.ts';

/** A file's `# @package …` line. */
export interface PackageHeader {
  /** As written: `_global_`, `model.optimizer`. */
  readonly package: string;
  /** The place of the package's text. */
  readonly range: Range;
}

export interface HeaderText {
  readonly header?: PackageHeader;
  /** Hydra's own words for a header that it refuses, with the line's place. */
  readonly refused?: { readonly message: string; readonly range: Range };
}

/** Hydra looks for headers in the first characters of a file only. */
const REACH = 512;

/**
 * Reads the package header as Hydra does: blank lines are skipped, lines of the form `# @key value` are headers, and
 * the first other line, even a comment, ends them. Source: `hydra/plugins/config_source.py`.
 */
export function parsePackageHeader(text: string): HeaderText {
  if (!/^\s*#/.test(text)) return {};
  let header: PackageHeader | undefined;
  let start = 0;
  for (const line of text.slice(0, REACH).split('\n')) {
    const next = start + line.length + 1;
    const content = line.trim();
    if (content !== '') {
      if (!/^\s*#\s*@/.test(line)) break;
      const bare = content.replace(/^#+/, '').trim();
      const words = bare.split(' ').filter((word) => word !== '');
      const range = { start, end: start + line.trimEnd().length };
      if (words.length < 2) {
        return { refused: { message: `Expected header format: KEY VALUE, got '${bare}'`, range } };
      }
      if (words.length > 2) {
        return { refused: { message: `Too many components in '${bare}'`, range } };
      }
      const [key, value] = words as [string, string];
      if (key === '@package') {
        const at = start + line.lastIndexOf(value);
        header = { package: value, range: { start: at, end: at + value.length } };
      }
    }
    start = next;
  }
  return header === undefined ? {} : { header };
}
