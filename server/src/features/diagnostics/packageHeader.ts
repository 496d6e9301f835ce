import { type ConfigFile, nearest, type Problem, parsePackageHeader } from '../../text/index.ts';
import { rename } from '../actions/fixes.ts';
import type { Rule } from './rule.ts';

export const packageHeader: Rule = {
  name: 'package-header',
  codes: ['HS120'],
  docs:
    'A `# @package` line does not do what it says: Hydra reads headers only before the first other comment or key, and ' +
    'takes a misspelled keyword such as `_globl_` for the name of a key. Move the line to the top of the file; write ' +
    '`_global_`, `_group_` or `_name_`.',
  example: `
-- configs/app.yaml --
defaults:
  - model: gpt
  - _self_
-- configs/model/gpt.yaml --
# @package _globl_
#          ^^^^^^^ warning HS120 '_globl_' is no package keyword; did you mean '_global_'?
dim: 1
`,
  ofFile: (_, file) => [...misspelled(file), ...tooLow(file)],
};

const KEYWORDS = ['_global_', '_group_', '_name_', '_here_'];

/** Nobody calls a key so. */
function misspelled(file: ConfigFile): Problem[] {
  const { header, text, uri } = file;
  if (header === undefined) return [];
  let start = header.range.start;
  return header.package.split('.').flatMap((part): Problem[] => {
    const span = { uri, start, end: start + part.length };
    start = span.end + 1;
    if (!/^_\w+_$/.test(part) || KEYWORDS.includes(part)) return [];
    const near = nearest(part, KEYWORDS);
    if (near === undefined) return [];
    const message = `'${part}' is no package keyword; did you mean '${near}'?`;
    return [{ code: 'HS120', severity: 'warning', span, message, fixes: [rename(span, text, near)] }];
  });
}

/** A header in the comments at the head of a file that Hydra has stopped reading at. */
function tooLow({ header, headerRefused, text, unread, uri }: ConfigFile): Problem[] {
  if (unread !== undefined) return [];
  const head = /^(?:[ \t]*(?:#.*)?\r?\n)*/.exec(text)?.[0] ?? '';
  const match = header === undefined && headerRefused === undefined ? /^[ \t]*#\s*@package\s+\S+/m.exec(head) : null;
  if (match === null) return [];
  const line = match[0].trimStart();
  const start = match.index + match[0].length - line.length;
  const span = { uri, start, end: start + line.length };
  const lineEnd = text.indexOf('\n', span.end) + 1;
  const fix = {
    title: 'Move the package header to the top',
    edits: [
      { span: { uri, start: 0, end: 0 }, text: `${line}\n` },
      { span: { uri, start: match.index, end: lineEnd === 0 ? text.length : lineEnd }, text: '' },
    ],
    isPreferred: true,
  };
  // Hydra would read it where it is: what it cannot see through has no place in the text, and no edit takes it away.
  if (parsePackageHeader(text).header !== undefined) {
    const message = 'the package header is not read: a byte order mark stands before it; save the file without one';
    return [{ code: 'HS120', severity: 'warning', span, message }];
  }
  const message = 'the package header is not read: it stands below another comment';
  return [{ code: 'HS120', severity: 'warning', span, message, fixes: [fix] }];
}
