import type { HydraVersion } from './overrideValue.ts';
import type { Problem, Related } from './problem.ts';
import type { Range, Uri } from './span.ts';
import type { Remark, YamlRefusal } from './yamlTokens.ts';

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
  const word = /^[\w.-]+/.exec(text.slice(start, start + LONGEST_WORD))?.[0] ?? '';
  const range = { start, end: Math.min(text.length, start + Math.max(1, word.length)) };
  return { code: 'HS101', range, errorClass, ...(context !== undefined && { context }), problem };
}

const LONGEST_WORD = 80;

/**
 * The problems of two readings: what both say at the same place is one problem, what only one says names its version.
 * The first that concerns a version is what real Hydra ends with.
 */
export function problemsOf(uri: Uri, text: string, pyyaml: readonly Report[], libyaml: readonly Report[]): Problem[] {
  const problems: Problem[] = [];
  const length = Math.max(pyyaml.length, libyaml.length);
  for (let index = 0; index < length; index++) {
    const earlier = pyyaml[index];
    const later = libyaml[index];
    if (earlier !== undefined && (earlier === later || (later !== undefined && isSame(earlier, later)))) {
      problems.push(problemOf(uri, text, earlier, earlier.version));
      continue;
    }
    if (earlier !== undefined) problems.push(problemOf(uri, text, earlier, '1.3'));
    if (later !== undefined) problems.push(problemOf(uri, text, later, '1.4'));
  }
  return problems;
}

function isSame(left: Report, right: Report): boolean {
  return (
    left.errorClass === right.errorClass &&
    left.problem.text === right.problem.text &&
    left.context?.text === right.context?.text &&
    left.range.start === right.range.start &&
    left.version === right.version
  );
}

function problemOf(uri: Uri, text: string, report: Report, version: HydraVersion | undefined): Problem {
  const { code, range, errorClass, context, problem, message, related } = report;
  const told: Related[] = related === undefined ? [] : [{ span: { uri, ...related.range }, message: related.message }];
  return {
    code,
    severity: 'error',
    span: { uri, ...range },
    message: message ?? (context === undefined ? problem.text : `${context.text}: ${problem.text}`),
    ...(told.length > 0 && { related: told }),
    refusal: { errorClass, message: loaderMessage(uri, text, report) },
    ...(version !== undefined && { version }),
  };
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
  const before = text.slice(0, at).split(/\r\n|[\n\r\x85\u2028\u2029]/);
  const column = [...(before.at(-1) ?? '').replaceAll('\ufeff', '')].length + 1;
  return `  in "${nameOf(uri)}", line ${before.length}, column ${column}`;
}

function nameOf(uri: Uri): string {
  const path = /^file:\/\/(\/.*)$/.exec(uri)?.[1];
  try {
    return path === undefined ? '<file>' : decodeURIComponent(path);
  } catch {
    return '<file>';
  }
}
