import {
  type ConfigFile,
  type Edit,
  type Fix,
  type IgnoreComment,
  ignoreComments,
  type Problem,
  type ValueNode,
} from '../../text/index.ts';
import { removeLines } from '../actions/fixes.ts';
import type { Rule } from './rule.ts';

export const ignoreComment: Rule = {
  name: 'ignore-comment',
  codes: ['HS604'],
  docs:
    'A comment `# hydrascope: ignore[HS301]` has nothing to ignore, or names no rule. Take it away: it would hide what ' +
    'is wrong there one day.',
  example: `
-- configs/app.yaml --
defaults: [_self_]
lr: 0.1 # hydrascope: ignore[HS201]
#                            ^^^^^ hint HS604 there is no HS201 to ignore here
`,
  // Whether a comment has something to ignore is known when everything is: see `withoutIgnored`.
  ofFile: (_, { uri, text, body }) => candidatesIn({ uri, text }, body),
  ofDocument: ({ snapshot }, uri) => candidatesIn({ uri, text: snapshot.files.file(uri)?.text ?? '' }),
};

type Text = Pick<ConfigFile, 'uri' | 'text'>;

function candidatesIn(file: Text, root?: ValueNode): Problem[] {
  const comments = file.text.includes('hydrascope:') ? ignoreComments(file.text, root) : [];
  return comments.flatMap((comment) => candidates(file, comment));
}

/** A problem for each thing that a comment names, to be dropped where it is of use. */
function candidates(file: Text, comment: IgnoreComment): Problem[] {
  const problem = (range: IgnoreComment['range'], what: string, fix: Fix): Problem => ({
    code: 'HS604',
    severity: 'hint',
    span: { uri: file.uri, ...range },
    message: `there is ${what} to ignore here`,
    fixes: [fix],
    isUnnecessary: true,
  });
  const { names } = comment;
  const whole: Fix = { title: 'Remove the comment', edits: [withoutComment(file, comment)], isPreferred: true };
  if (names.length < 2) return [problem(names[0]?.range ?? comment.range, `no ${names[0]?.text ?? 'problem'}`, whole)];
  return names.map(({ text, range }, index) => {
    const next = names[index + 1];
    const before = names[index - 1];
    const start = next === undefined ? (before?.range.end ?? range.start) : range.start;
    const span = { uri: file.uri, start, end: next?.range.start ?? range.end };
    return problem(range, `no ${text}`, { title: `Remove '${text}'`, edits: [{ span, text: '' }], isPreferred: true });
  });
}

/** What is said beside it stays. */
function withoutComment({ uri, text }: Text, { range }: IgnoreComment): Edit {
  const lineStart = text.lastIndexOf('\n', range.start - 1) + 1;
  const before = text.slice(lineStart, range.start);
  const behind = /^[^\r\n]*/.exec(text.slice(range.end))?.[0] ?? '';
  if (behind.trim() !== '') return { span: { uri, ...range }, text: text.startsWith('//', range.start) ? '//' : '#' };
  if (before.trim() === '') return removeLines(uri, text, range);
  return { span: { uri, start: lineStart + before.trimEnd().length, end: range.end + behind.length }, text: '' };
}
