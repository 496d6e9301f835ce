// What edits files leaves all else in them as it is, byte for byte: however a file ends its lines, whatever blanks, tabs,
// comments and letters it has. Every fix of every rule's example, every refactoring, renames, and all fixes at once.
import { describe, expect, it } from 'vitest';
import type { TextEdit } from 'vscode-languageserver-types';
import { refactorings } from '../../server/src/features/actions/refactorings.ts';
import { diagnose, fixesOf, isRefused, mendAll, RULES, rename } from '../../server/src/features/index.ts';
import { type Edit, editedText, type Fix, offsetAt } from '../../server/src/text/index.ts';
import { BASES, GROUPS } from '../fixtures/refactored.ts';
import { failingFixes } from '../support/check.ts';
import { ROOT, uriAt } from '../support/memoryHost.ts';
import { lightning, open, parseScenario, type Scenario, trainer } from '../support/scenario.ts';

/** How a file may be written so that it means the same. */
type Disguise = (text: string, path: string) => string;

const isYaml = (path: string) => /\.ya?ml$/.test(path);

/** Lines that end with a comment, or can have one without another meaning. */
const OWN_LINE = /^( *(?:- )?[\w.]+: [\w.]+|\s*#.*)$/gm;

const DISGUISES: Readonly<Record<string, Disguise>> = {
  'as it is': (text) => text,
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'with a byte order mark': (text, path) => (path.endsWith('.json') ? text : `\ufeff${text}`),
  'without an end of the last line': (text) => text.replace(/\n+$/, ''),
  'with blanks behind values': (text, path) =>
    isYaml(path) && !/[|>][-+]?\n/.test(text) ? text.replaceAll(OWN_LINE, '$1   ') : text,
  'with comments of other letters': (text, path) =>
    isYaml(path) && !/[|>][-+]?\n/.test(text) ? text.replaceAll(OWN_LINE, '$1  # é😀\u00a0\t#') : text,
  'with CRLF, comments and no last end': (text, path) =>
    DISGUISES['with comments of other letters']!(text, path).replace(/\n+$/, '').replaceAll('\n', '\r\n'),
};

function disguised(scenario: Scenario, how: string): Scenario {
  const disguise = DISGUISES[how]!;
  // What is installed is nobody's to edit.
  const change = ([path, text]: [string, string]): [string, string] =>
    path.startsWith('.venv') ? [path, text] : [path, disguise(text, path)];
  return { ...scenario, files: new Map([...scenario.files].map(change)) };
}

interface Made {
  /** What offers it: a refactoring may move lines. */
  readonly kind: 'fix' | 'refactoring' | 'rename' | 'all';
  readonly told: string;
  readonly edits: readonly Edit[];
  readonly creates?: Fix['creates'];
}

/** Everything that edits files of a scenario. */
function everyEdit(scenario: Scenario): Made[] {
  const snapshot = open(scenario).snapshot();
  const made: Made[] = [];
  for (const problem of [...diagnose(snapshot).values()].flat())
    for (const { title, ...fix } of fixesOf(snapshot, problem))
      made.push({ ...fix, kind: 'fix', told: `'${title}' of ${problem.code} ${problem.message}` });
  made.push({ kind: 'all', told: 'all fixes', edits: mendAll(snapshot, {}).edits });
  const seen = new Set<string>();
  for (const path of scenario.files.keys()) {
    if (!isYaml(path)) continue;
    const uri = uriAt(path);
    const text = snapshot.files.file(uri)?.text ?? '';
    for (const [nth, { index }] of [...text.matchAll(/[^\s#]+/g)].entries()) {
      for (const { title, ...fix } of refactorings(snapshot, uri, { start: index, end: index })) {
        const told = `'${title}' in ${path}`;
        if (seen.has(`${told} ${JSON.stringify(fix)}`)) continue;
        seen.add(`${told} ${JSON.stringify(fix)}`);
        made.push({ ...fix, kind: 'refactoring', told });
      }
      const renamed = nth % 3 === 0 ? rename(snapshot, { uri, offset: index }, 'new_name') : undefined;
      if (renamed === undefined || isRefused(renamed)) continue;
      const edits = (renamed.documentChanges ?? []).flatMap((change) => {
        if (!('textDocument' in change)) return [];
        const before = snapshot.files.file(change.textDocument.uri)?.text ?? '';
        return (change.edits as TextEdit[]).map(({ range, newText }) => ({
          span: {
            uri: change.textDocument.uri,
            start: offsetAt(before, range.start),
            end: offsetAt(before, range.end),
          },
          text: newText,
        }));
      });
      made.push({ kind: 'rename', told: `rename of word ${nth} in ${path}`, edits });
    }
  }
  return made;
}

/** What an edit does that it must not. */
function harm(scenario: Scenario, { kind, told, edits, creates = [] }: Made): string[] {
  const { files } = open(scenario).snapshot();
  const wrong: string[] = [];
  const lost: string[] = [];
  let all = creates.map(({ text }) => text).join('');
  for (const uri of new Set(edits.map(({ span }) => span.uri))) {
    const path = decodeURIComponent(uri.slice(ROOT.length + 1));
    const text = files.file(uri)?.text ?? '';
    const own = edits.filter(({ span }) => span.uri === uri).toSorted((a, b) => a.span.start - b.span.start);
    const say = (what: string) => wrong.push(`${told}: ${path}: ${what} ${JSON.stringify(own)}`);
    for (const [index, { span, text: inserted }] of own.entries()) {
      if (span.start < (own[index - 1]?.span.end ?? 0)) say('overlapping edits');
      if (span.end > text.length) say('an edit behind the end');
      for (const at of [span.start, span.end]) {
        if (text.slice(at - 1, at + 1) === '\r\n') say('a line break cut in two');
        if (/[\ud800-\udbff]$/.test(text.slice(0, at)) && /^[\udc00-\udfff]/.test(text.slice(at)))
          say('a letter cut in two');
      }
      const hasCrlf = text.includes('\r\n');
      if (hasCrlf ? /(?<!\r)\n/.test(inserted) : inserted.includes('\r')) say('other line ends');
      if (inserted.includes('\ufeff')) say('a byte order mark');
    }
    const after = editedText(text, own);
    if (text !== '' && after.startsWith('\ufeff')) say('a byte order mark at the beginning');
    lost.push(...missing(commentsIn(text), commentsIn(after)));
    all += after;
    const [before, now] = [text, after].map((each) => each.split(/\r?\n/)) as [string[], string[]];
    const come = missing(now, before);
    for (const line of missing(before, now)) {
      if (bare(line) === '') continue;
      // A line that is there still has to be the same; a refactoring may indent it where it goes.
      const kept = come.filter((each) => bare(each) === bare(line));
      const isSame = (each: string) => (kind === 'refactoring' ? each.trimStart() === line.trimStart() : each === line);
      if (kept.length > 0 && !kept.some(isSame)) say(`${JSON.stringify(line)} becomes ${JSON.stringify(kept[0])}`);
    }
  }
  // What somebody wrote beside a line goes with it, and goes only where the line goes for good.
  if (kind !== 'all' && !/Remove|Ignore/.test(told))
    for (const comment of lost) if (!all.includes(comment)) wrong.push(`${told} loses ${comment}`);
  return wrong;
}

function commentsIn(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => /(?<=^|\s)#(?! @package| \^).*$/.exec(line)?.[0].trimEnd() ?? []);
}

function bare(line: string): string {
  return line.replaceAll(/\s+/g, '');
}

/** What each edit makes of the files, with one kind of line ends. */
function outcomes(scenario: Scenario, made: readonly Made[]): unknown {
  const { files } = open(scenario).snapshot();
  return made.map(({ told, edits }) => {
    const uris = [...new Set(edits.map(({ span }) => span.uri))].sort();
    const after = (uri: string) =>
      editedText(
        files.file(uri)?.text ?? '',
        edits.filter(({ span }) => span.uri === uri),
      );
    return [told, ...uris.map((uri) => after(uri).replaceAll('\r\n', '\n'))];
  });
}

/** The lines that one text has oftener than the other. */
function missing(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

const SCENARIOS: Readonly<Record<string, () => readonly Scenario[]>> = {
  'the examples of all rules': () => RULES.map(({ example }) => parseScenario(example)),
  'three configs over a base': () => [parseScenario(BASES)],
  'groups of groups': () => [parseScenario(GROUPS)],
  'a trainer with mistakes': () => [
    trainer(
      ['configs/mamba.yaml', 'seq_len: 1024', 'seq_len: 1024\nlrr: ${seq_lne}\ntrian_tokens: 5'],
      ['configs/mamba.yaml', '- training', '- trainig'],
      ['configs/gpt2.yaml', 'type: ', 'typo: '],
    ),
  ],
  'a Lightning project with mistakes': () => [
    lightning(
      ['configs/train.yaml', 'data: spectrograms', 'data: spectrogram'],
      ['configs/eval.yaml', '  - logger: null\n', '  - logger: null\n  - trainer: cpu\n'],
      ['configs/model/classifier.yaml', '_target_: ', '_taget_: '],
    ),
  ],
};

describe.each(Object.entries(SCENARIOS))('in %s', (_, scenarios) => {
  it.each(Object.keys(DISGUISES))('edits keep the rest, %s', { timeout: 300_000 }, (how) => {
    const plain = scenarios();
    const found = plain.map((scenario) => disguised(scenario, how)).map((each) => [each, everyEdit(each)] as const);
    expect(found.flatMap(([, made]) => made).length).toBeGreaterThan(20);
    expect(found.flatMap(([scenario, made]) => made.flatMap((each) => harm(scenario, each)))).toEqual([]);
    // What is offered, and what comes of it, does not depend on the ends of lines.
    if (how === 'with CRLF') {
      const all = plain.map((scenario) => outcomes(scenario, everyEdit(scenario)));
      expect(found.map(([scenario, made]) => outcomes(scenario, made))).toEqual(all);
    }
    // What a fix mends is mended, and nothing else is broken.
    expect(found.flatMap(([scenario]) => failingFixes(scenario))).toEqual([]);
  });
});
