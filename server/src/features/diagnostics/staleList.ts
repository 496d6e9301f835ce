import type { Registry } from '../../project/index.ts';
import { type ConfigFile, entryOf, type Problem, type Range } from '../../text/index.ts';

const ITEM = /(["'`]?)([A-Za-z0-9](?:[\w.+-]*[A-Za-z0-9])?)\1/g;
/** `, `, ` | `, ` or `, also over the end of a line of comments. */
const GAP =
  /^[ \t]*(?:\r?\n[ \t]*#[ \t]*)?(?:,(?:[ \t]+(?:or|and)\b)?|\||\/|\bor\b|\band\b)[ \t]*(?:\r?\n[ \t]*#[ \t]*)?$/;

/** A list that says itself that it is not whole. */
const OPEN_BEFORE =
  /(e\.g\.|such as|for example|for instance|like|among|including|not|except|without|but|unlike|only|no|than)[\s:,(]*$/i;
const OPEN_BEHIND = /^[\s,]*(\.\.\.|…|etc\b|and (so on|more|others)\b|\(and)/i;

/** The comment at a registry's key that lists names of the registry, and leaves some out. */
export function staleList(file: ConfigFile, registry: Registry): Problem[] {
  const [first = '', ...below] = registry.key.split('.');
  let entry = entryOf(file.body, first);
  for (const name of below) entry = entryOf(entry?.value, name);
  if (entry === undefined || registry.entries.size === 0) return [];
  return commentsAt(file.text, entry.keyRange).flatMap((range) => {
    const list = listIn(file.text, range, registry);
    return list === undefined ? [] : problemOf(file, registry, list);
  });
}

/** The block of comments above a key, and the one behind it. */
function commentsAt(text: string, key: Range): Range[] {
  const line = text.lastIndexOf('\n', key.start - 1) + 1;
  let start = line;
  while (start > 0) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    if (!/^[ \t]*#/.test(text.slice(above, start))) break;
    start = above;
  }
  const newline = text.indexOf('\n', key.end);
  const end = newline === -1 ? text.length : newline;
  const hash = text.slice(key.end, end).search(/(?<=\s)#/);
  const behind = hash === -1 ? [] : [{ start: key.end + hash, end }];
  return start === line ? behind : [{ start, end: line }, ...behind];
}

interface NameList {
  readonly range: Range;
  readonly names: readonly string[];
  readonly quote: string;
  /** Between two names, and before the last one. */
  readonly gap: string;
  readonly lastGap: string;
}

function listIn(text: string, { start, end }: Range, { entries }: Registry): NameList | undefined {
  const block = text.slice(start, end);
  const tokens = [...block.matchAll(ITEM)].map((match) => ({
    quote: match[1] ?? '',
    name: match[2] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }));
  // Runs of registered names with nothing but separators between them.
  let best: typeof tokens = [];
  let run: typeof tokens = [];
  for (const token of tokens) {
    if (!entries.has(token.name)) continue;
    const before = run.at(-1);
    const isNext = before !== undefined && GAP.test(block.slice(before.end, token.start));
    run = isNext ? [...run, token] : [token];
    if (run.length > best.length) best = run;
  }
  const [first, second] = best;
  const last = best.at(-1);
  if (first === undefined || second === undefined || last === undefined || best.length < 3) return undefined;
  if (OPEN_BEFORE.test(block.slice(0, first.start)) || OPEN_BEHIND.test(block.slice(last.end))) return undefined;
  // `a, b, c need a larger GPU` is about these three.
  if (/^[ \t]+[\w(]/.test(block.slice(last.end))) return undefined;
  // What goes on with other names is a list of something else.
  if (/^\s*[,|]\s*["'`]?\w/.test(block.slice(last.end)) || /\w["'`]?\s*[,|]\s*$/.test(block.slice(0, first.start)))
    return undefined;
  const gapBefore = (token: { readonly start: number } | undefined) => {
    const left = best[best.findIndex(({ start }) => start === token?.start) - 1];
    const gap = left === undefined || token === undefined ? '' : block.slice(left.end, token.start);
    return gap.replace(/\s*\r?\n\s*#?\s*/, ' ');
  };
  return {
    range: { start: start + first.start, end: start + last.end },
    names: best.map(({ name }) => name),
    quote: first.quote,
    gap: gapBefore(second),
    lastGap: gapBefore(last),
  };
}

function problemOf(file: ConfigFile, { entries, symbol }: Registry, list: NameList): Problem[] {
  const missing = [...entries.keys()].filter((name) => !list.names.includes(name));
  const [only] = missing;
  if (only === undefined) return [];
  const span = { uri: file.uri, ...list.range };
  const what = missing.length === 1 ? `'${only}', which is` : `${missing.length} names that are`;
  const text = written(file.text, list, [...list.names, ...missing]);
  return [
    {
      code: 'HS311',
      severity: 'hint',
      span,
      message: `the comment leaves out ${what} registered in ${symbol}`,
      fixes: [{ title: `List all ${entries.size} names of ${symbol}`, edits: [{ span, text }], isPreferred: true }],
    },
  ];
}

const WIDTH = 100;

/** The names in the list's own style; where lines are comments from their beginning on, long ones are broken. */
function written(text: string, { range, quote, gap, lastGap }: NameList, names: readonly string[]): string {
  const lineStart = text.lastIndexOf('\n', range.start - 1) + 1;
  const margin = /^[ \t]*#[ \t]*/.exec(text.slice(lineStart, range.start))?.[0];
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  let column = range.start - lineStart;
  let made = '';
  for (const [index, name] of names.entries()) {
    const between = index === 0 ? '' : index === names.length - 1 ? lastGap : gap;
    const item = `${quote}${name}${quote}`;
    if (margin !== undefined && index > 0 && column + between.length + item.length >= WIDTH) {
      made += `${between.trimEnd()}${newline}${margin}${item}`;
      column = margin.length + item.length;
    } else {
      made += between + item;
      column += between.length + item.length;
    }
  }
  return made;
}
