import type { Range } from './span.ts';

/** The comment at the head of a file that names its JSON Schema. */
export interface SchemaComment {
  /** As written: a path or an address. */
  readonly name: string;
  readonly range: Range;
}

const COMMENT = /^#[ \t]*(?:yaml-language-server:[ \t]*\$schema=|\$schema:[ \t]*)(\S+)[ \t]*$/;

/** Reads `# yaml-language-server: $schema=…` or `# $schema: …` among the comments before the content. */
export function parseSchemaComment(text: string): SchemaComment | undefined {
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(start, end).replace(/\r$/, '');
    if (!line.startsWith('#')) {
      if (line.trim() !== '' && line !== '---') return undefined;
    } else {
      const [, name] = COMMENT.exec(line) ?? [];
      if (name !== undefined) {
        const from = start + line.lastIndexOf(name);
        return { name, range: { start: from, end: from + name.length } };
      }
    }
    start = end + 1;
  }
  return undefined;
}
