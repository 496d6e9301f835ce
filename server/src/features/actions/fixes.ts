import {
  type ConfigFile,
  type Edit,
  emitScalar,
  type Fix,
  positionAt,
  type Range,
  type Span,
  type Uri,
} from '../../text/index.ts';

/** A key or a value that is written plainly, without anything that a quote would have to protect. */
const PLAIN = /^[A-Za-z_][\w.-]*$/;

/** Writes another name in the place of one, in the quotes that it has. */
export function rename(span: Span, text: string, name: string): Fix {
  const written = text.slice(span.start, span.end);
  const [quote = ''] = /^["']/.exec(written) ?? [];
  const shown = quote === '' && !PLAIN.test(name) ? emitScalar({ t: 'str', v: name }) : `${quote}${name}${quote}`;
  return { title: `Change to '${name}'`, edits: [{ span, text: shown }], isPreferred: true };
}

/** Adds an entry before all others of a block list of defaults: what it brings is a base. */
export function addDefault(file: ConfigFile, name: string): Fix | undefined {
  const [first] = file.defaults ?? [];
  if (first === undefined || file.defaultsKey === undefined) return undefined;
  const lineStart = file.text.lastIndexOf('\n', first.range.start - 1) + 1;
  const dash = file.text.slice(lineStart, first.range.start);
  if (!/^[ \t]*-[ \t]+$/.test(dash)) return undefined;
  return { title: `Add '${name}' to the defaults list`, edits: [insertion(file.uri, lineStart, `${dash}${name}\n`)] };
}

export function insertion(uri: Uri, offset: number, text: string): Edit {
  return { span: { uri, start: offset, end: offset }, text };
}

/** Takes whole lines out, the last one's end included. */
export function removeLines(uri: Uri, text: string, range: Range): Edit {
  const start = text.lastIndexOf('\n', range.start - 1) + 1;
  const end = text.indexOf('\n', range.end);
  return { span: { uri, start, end: end === -1 ? text.length : end + 1 }, text: '' };
}

/** `_self_` at the end of a block list that lacks it: where it takes effect now. */
export function addSelf(file: ConfigFile): Fix | undefined {
  const last = file.defaults?.at(-1);
  if (last === undefined) return undefined;
  const { text } = file;
  const start = text.lastIndexOf('\n', last.range.start - 1) + 1;
  const dash = /^[ \t]*-[ \t]+/.exec(text.slice(start))?.[0];
  if (dash === undefined || start + dash.length > last.range.start) return undefined;
  const rest = text.slice(last.range.end).search(/\r?\n/);
  const end = rest === -1 ? text.length : last.range.end + rest;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const isOneLine = positionAt(text, last.range.start).line === positionAt(text, end).line;
  if (!isOneLine) return undefined;
  return {
    title: "Add '_self_' to the defaults list",
    edits: [insertion(file.uri, end, `${newline}${dash}_self_`)],
    isPreferred: true,
  };
}
