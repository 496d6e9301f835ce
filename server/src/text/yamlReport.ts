import type { HydraVersion } from './overrideValue.ts';
import type { Problem, Related } from './problem.ts';
import type { Range, Uri } from './span.ts';
import { isBreak, isWord, type Remark, type YamlRefusal } from './yamlTokens.ts';

/** What is wrong with a text in the words of one loader, before it is known whether the other says the same. */
export interface Report {
  readonly code: `HS${number}`;
  readonly range: Range;
  readonly errorClass: string;
  /** What was being read, and where that began. */
  readonly context?: Remark;
  readonly problem: Remark;
  /** For the user, where the loader's own words are for programmers. */
  readonly message?: string;
  readonly related?: { readonly range: Range; readonly message: string };
  /** Where one version only says so though both read the same. */
  readonly version?: HydraVersion;
}

/** A refusal's place: up to the end of its word, and where the text ends before the last character. */
export function reportOf(refusal: YamlRefusal, text: string): Report {
  const { errorClass, context, problem } = refusal;
  const start = Math.max(0, Math.min(problem.at ?? 0, text.length - 1));
  let end = start;
  while (end < start + LONGEST_WORD && (isWord(text.charCodeAt(end)) || text[end] === '.')) end++;
  const range = { start, end: Math.min(text.length, Math.max(start + 1, end)) };
  return { code: 'HS101', range, errorClass, ...(context !== undefined && { context }), problem };
}

const LONGEST_WORD = 80;

/** More is no help to anyone, and costs the more the worse a text is. */
const REPORT_LIMIT = 100;

/**
 * The problems of two readings: what both say at the same place is one problem, what only one says names its version.
 * Each version's first is what real Hydra ends with.
 */
export function problemsOf(uri: Uri, text: string, pyyaml: readonly Report[], libyaml: readonly Report[]): Problem[] {
  const [first] = pyyaml;
  // As of nearly all that is half typed.
  if (first !== undefined && pyyaml.length === 1 && libyaml.length === 1 && first === libyaml[0])
    return [problemOf(uri, text, first, first.version)];
  const earlier = keyed(pyyaml);
  const later = keyed(libyaml);
  const problems: Problem[] = [];
  const rest = [...later];
  const tellLater = (until: string | undefined) => {
    while (rest.length > 0 && rest[0]?.[0] !== until) {
      const [key, report] = rest.shift() as [string, Report];
      if (!earlier.has(key)) problems.push(problemOf(uri, text, report, '1.4'));
    }
    rest.shift();
  };
  for (const [key, report] of earlier) {
    const isShared = later.has(key);
    if (isShared && rest.some(([other]) => other === key)) tellLater(key);
    problems.push(problemOf(uri, text, report, isShared ? report.version : '1.3'));
  }
  tellLater(undefined);
  return problems;
}

/** Reports by what they say and where; what is said twice counts once. */
function keyed(reports: readonly Report[]): Map<string, Report> {
  const found = new Map<string, Report>();
  for (const report of reports.slice(0, REPORT_LIMIT)) {
    const { errorClass, context, problem, range, version } = report;
    const key = [errorClass, context?.text, problem.text, range.start, version].join('\0');
    if (!found.has(key)) found.set(key, report);
  }
  return found;
}

function problemOf(uri: Uri, text: string, report: Report, version: HydraVersion | undefined): Problem {
  const { code, range, errorClass, context, problem, message, related } = report;
  const told: Related[] = related === undefined ? [] : [{ span: { uri, ...related.range }, message: related.message }];
  // What is not closed shows where it began.
  if (context?.at !== undefined && context.at !== range.start && context.at < text.length)
    told.push({ span: { uri, start: context.at, end: context.at + 1 }, message: context.text });
  return {
    code,
    severity: 'error',
    span: { uri, ...rangeInside(range, text) },
    message: message ?? (context === undefined ? problem.text : `${context.text}: ${problem.text}`),
    ...(told.length > 0 && { related: told }),
    refusal: { errorClass, message: loaderMessage(uri, text, report) },
    ...(version !== undefined && { version }),
  };
}

/** What is wrong with nothing at the end of a text shows at its last character. */
function rangeInside({ start, end }: Range, { length }: string): Range {
  return end <= length ? { start, end } : { start: Math.max(0, Math.min(start, length - 1)), end: length };
}

/** The whole message as the loaders write it, with the places in the file. */
function loaderMessage(uri: Uri, text: string, { context, problem }: Report): string {
  const lines: string[] = [];
  const place = problem.at === undefined ? undefined : placeText(uri, text, problem.at);
  if (context !== undefined) {
    lines.push(context.text);
    const contextPlace = context.at === undefined ? undefined : placeText(uri, text, context.at);
    if (contextPlace !== undefined && contextPlace !== place) lines.push(contextPlace);
  }
  lines.push(problem.text);
  if (place !== undefined) lines.push(place);
  return lines.join('\n');
}

/** Lines and columns as PyYAML counts: from 1, in characters. */
function placeText(uri: Uri, text: string, at: number): string {
  let line = 1;
  let column = 1;
  for (let index = 0; index < at; index++) {
    const code = text.charCodeAt(index);
    if (isBreak(code)) {
      if (code !== 13 || index + 1 === at || text.charCodeAt(index + 1) !== 10) line++;
      column = 1;
      // Of a character that takes two units the second is not counted, and neither is a byte order mark.
    } else if (code !== 0xfeff && !(isLowHalf(code) && isHighHalf(text.charCodeAt(index - 1)))) column++;
  }
  return `  in "${nameOf(uri)}", line ${line}, column ${column}`;
}

function isHighHalf(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

function isLowHalf(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}

function nameOf(uri: Uri): string {
  const path = /^file:\/\/(\/.*)$/.exec(uri)?.[1];
  try {
    return path === undefined ? '<file>' : decodeURIComponent(path);
  } catch {
    return '<file>';
  }
}
