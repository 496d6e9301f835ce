import { expect } from 'vitest';
import type { CodeAction, CompletionItem, CompletionList, TextEdit } from 'vscode-languageserver-types';
import {
  type ActionContext,
  codeActions,
  completion,
  definition,
  diagnose,
  fixesOf,
  hover,
  plan,
} from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/project/index.ts';
import type { PlanResult } from '../../server/src/protocol.ts';
import { editedText, type Fix, offsetAt, type Problem, positionAt } from '../../server/src/text/index.ts';
import { ROOT, uriAt } from './memoryHost.ts';
import { type Annotation, type Cursor, open, parseScenario, type Scenario } from './scenario.ts';

/** A scenario, or the text of one. */
type Given = string | Scenario;

function scenarioOf(given: Given): Scenario {
  return typeof given === 'string' ? parseScenario(given) : given;
}

/** Addresses of the workspace become paths below its root. */
export function neutral(text: string): string {
  return text.replaceAll(`${ROOT}/`, '');
}

/** The problems of all files are exactly those that the scenario annotates. */
export function checkDiagnostics(given: Given): void {
  const scenario = scenarioOf(given);
  const { snapshot } = open(scenario);
  expect(annotationTexts(found(snapshot()))).toEqual(annotationTexts(scenario.annotations));
  expect(failingFixes(scenario)).toEqual([]);
}

/** While one of these is there, others are not looked for: after it is mended they come to light. */
const HIDING = /^HS(10\d|11\d|405|701)$/;

/**
 * What is wrong with the fixes that a scenario's problems have, a line for each: after a fix its problem has to be gone,
 * and there may be no new one, but for hints and what the problem had hidden.
 */
export function failingFixes(scenario: Scenario): string[] {
  const before = open(scenario).snapshot();
  const all = [...diagnose(before).values()].flat();
  const had = all.map(wordsOf);
  return all.flatMap((problem) =>
    fixesOf(before, problem).flatMap((fix) => {
      const after = [...diagnose(afterFix(scenario, before, fix)).values()].flat();
      const has = after.map(wordsOf);
      const count = (texts: readonly string[]) => texts.filter((each) => each === wordsOf(problem)).length;
      const isGone = count(has) < count(had);
      const added = after.filter((each) => each.severity !== 'hint' && !had.includes(wordsOf(each)));
      const told = `'${fix.title}' of ${wordsOf(problem)}`;
      const brought = HIDING.test(problem.code) ? [] : added.map((each) => `${told} brings ${wordsOf(each)}`);
      return [...(isGone ? [] : [`${told} leaves it`]), ...brought];
    }),
  );
}

function pathOf(uri: string): string {
  return decodeURIComponent(neutral(uri));
}

/** A problem without what may change with the lines above it, and without what else was meant. */
function wordsOf({ code, message }: Problem): string {
  return `${code} ${neutral(message)
    .replaceAll(/(:|\bline )\d+/g, '$1N')
    .replace(/;.*/, '')}`;
}

/** The texts that the edits of a fix make, by address. */
function textsAfter(before: Snapshot, { edits }: Fix): ReadonlyMap<string, string> {
  return new Map(
    [...new Set(edits.map(({ span }) => span.uri))].map((uri) => {
      const own = edits.filter(({ span }) => span.uri === uri);
      return [uri, editedText(before.files.file(uri)?.text ?? '', own)];
    }),
  );
}

/** What the fixes of a problem make of the texts, by title; `!` is before what is preferred. */
export function fixedTexts(snapshot: Snapshot, problem: Problem): [title: string, texts: Record<string, string>][] {
  return fixesOf(snapshot, problem).map((fix) => [
    `${fix.isPreferred ? '! ' : ''}${fix.title}`,
    Object.fromEntries([...textsAfter(snapshot, fix)].map(([uri, text]) => [pathOf(uri), text])),
  ]);
}

/** The workspace of a scenario after a fix. */
export function afterFix(scenario: Scenario, before: Snapshot, fix: Fix): Snapshot {
  const { creates = [], renames = [] } = fix;
  const opened = open(scenario);
  for (const { uri, text } of creates) opened.workspace.apply([{ kind: 'edit', uri, text }]);
  for (const [uri, text] of textsAfter(before, fix)) opened.workspace.apply([{ kind: 'edit', uri, text }]);
  for (const { from, to } of renames) {
    const text = before.files.file(from)?.text ?? opened.disk.get(pathOf(from)) ?? '';
    opened.save(pathOf(from), undefined);
    opened.save(pathOf(to), text);
  }
  return opened.snapshot();
}

/** The problems of a snapshot as lines such as `configs/a.yaml:3:5+4 error HS401 …`, in order. */
export function problemLines(snapshot: Snapshot): string[] {
  return annotationTexts(found(snapshot));
}

function annotationTexts(annotations: readonly Annotation[]): string[] {
  const lines = annotations.map(
    ({ path, line, column, length, text }) =>
      [path, line, `${path}:${line + 1}:${column + 1}+${length} ${text}`] as const,
  );
  return lines
    .sort((left, right) => (left[0] < right[0] ? -1 : left[0] > right[0] ? 1 : left[1] - right[1]))
    .map((each) => each[2]);
}

function found(snapshot: Snapshot): Annotation[] {
  return [...diagnose(snapshot)].flatMap(([uri, problems]) => {
    const path = decodeURIComponent(neutral(uri));
    const text = snapshot.files.file(uri)?.text ?? '';
    return problems.map(({ span, severity, code, message }): Annotation => {
      const start = positionAt(text, span.start);
      // Of a place over several lines the first counts: nothing can be drawn under the others.
      const [firstLine = ''] = text.slice(span.start, span.end).split(/\r?\n/, 1);
      return {
        path,
        line: start.line,
        column: start.character,
        length: firstLine.length,
        text: `${severity} ${code} ${neutral(message)}`,
      };
    });
  });
}

function at(scenario: Scenario): Cursor & { readonly uri: string } {
  if (scenario.cursor === undefined) throw new Error('the scenario has no $0');
  return { ...scenario.cursor, uri: uriAt(scenario.cursor.path) };
}

/** The code actions at the cursor, as they are once everything was looked at. */
export function actionsAt(scenario: Scenario, context?: ActionContext): CodeAction[] {
  const { uri, offset } = at(scenario);
  const snapshot = open(scenario).snapshot();
  diagnose(snapshot);
  return codeActions(snapshot, uri, { start: offset, end: offset }, context);
}

/** The titles of the quick fixes at the cursor, but for the one that every problem has: to ignore it. */
export function actionTitles(given: Given): string[] {
  return allActionTitles(given).filter((title) => !/^Ignore HS\d+ here$/.test(title));
}

export function allActionTitles(given: Given): string[] {
  const scenario = scenarioOf(given);
  return actionsAt(scenario, { only: ['quickfix'] }).map(({ title }) => title);
}

/** The titles of the refactorings at the cursor. */
export function refactoringTitles(given: Given): string[] {
  return actionsAt(scenarioOf(given), { only: ['refactor'] }).map(({ title }) => title);
}

/** The files that a code action at the cursor changes, as they are after it. */
export function afterAction(given: Given, title: string): Record<string, string> {
  const scenario = scenarioOf(given);
  const actions = actionsAt(scenario);
  const action = actions.find((each) => each.title === title);
  if (action === undefined) throw new Error(`'${title}' is not offered, but ${actions.map((each) => each.title)}`);
  const changed: Record<string, string> = {};
  for (const change of action.edit?.documentChanges ?? []) {
    if (!('textDocument' in change)) continue;
    const { textDocument, edits } = change;
    const path = decodeURIComponent(neutral(textDocument.uri));
    let text = scenario.files.get(path) ?? '';
    const places = (edits as TextEdit[]).map(({ range, newText }) => ({
      start: offsetAt(text, range.start),
      end: offsetAt(text, range.end),
      newText,
    }));
    for (const { start, end, newText } of places.sort((left, right) => right.start - left.start)) {
      text = text.slice(0, start) + newText + text.slice(end);
    }
    changed[path] = text;
  }
  return changed;
}

/** The hover at the cursor, paths neutral; to be followed by `.toMatchInlineSnapshot()`. */
export function checkHover(given: Given) {
  return expect(hoverText(given));
}

export function hoverText(given: Given): string | undefined {
  const scenario = scenarioOf(given);
  const answer = hover(open(scenario).snapshot(), at(scenario));
  return answer === undefined ? undefined : neutral((answer.contents as { value: string }).value);
}

/** The completion at the cursor, best first, a line for each item: `label  detail`. */
export function checkCompletion(given: Given) {
  return expect(
    completionItems(given)
      .map(({ label, detail }) => (detail === undefined || detail === '' ? label : `${label}  ${detail}`))
      .join('\n'),
  );
}

export function completionItems(given: Given): CompletionItem[] {
  const scenario = scenarioOf(given);
  const list: CompletionList | undefined = completion(open(scenario).snapshot(), at(scenario));
  const key = ({ sortText, label }: CompletionItem) => sortText ?? label;
  return [...(list?.items ?? [])].sort((left, right) => (key(left) < key(right) ? -1 : 1));
}

/** The cursor's file after an item was accepted, the editor's cursor in it as `│`. */
export function accepted(given: Given, label: string): string {
  const scenario = scenarioOf(given);
  const { path } = at(scenario);
  const item = completionItems(scenario).find((each) => each.label === label);
  if (item?.textEdit === undefined) throw new Error(`'${label}' is not offered`);
  const text = scenario.files.get(path) ?? '';
  const { range, newText } = item.textEdit as TextEdit;
  const start = offsetAt(text, range.start);
  const offset = at(scenario).offset;
  // Editors take only what surrounds the cursor on its line, and filter by what stands before the cursor.
  if (range.start.line !== range.end.line || start > offset || offsetAt(text, range.end) < offset) {
    throw new Error('an edit of a completion must hold the cursor, on one line');
  }
  return text.slice(0, start) + typed(item, newText, text, start) + text.slice(offsetAt(text, range.end));
}

/** What an editor makes of the new text: of a snippet its first stop, and the line's indentation for each new line. */
function typed({ insertTextFormat }: CompletionItem, newText: string, text: string, start: number): string {
  const { line } = positionAt(text, start);
  const lineStart = offsetAt(text, { line, character: 0 });
  const indentation = /^[ \t]*/.exec(text.slice(lineStart, start))?.[0] ?? '';
  const indented = newText.replaceAll('\n', `\n${indentation}`);
  if (insertTextFormat !== 2) return `${indented}│`;
  return indented
    .replace(/\$\{[01](?::((?:\\.|[^\\}])*))?\}/, (_, fallback: string | undefined) => `${fallback ?? ''}│`)
    .replaceAll(/\\([\\$}])/g, '$1');
}

/** Where the definition under the cursor is: lines such as `configs/data.yaml:8: seq_len`. */
export function checkDefinition(given: Given) {
  const scenario = scenarioOf(given);
  const snapshot = open(scenario).snapshot();
  const links = definition(snapshot, at(scenario)).map(({ targetUri, targetSelectionRange: range }) => {
    const text = snapshot.files.file(targetUri)?.text ?? '';
    const name = text.slice(offsetAt(text, range.start), offsetAt(text, range.end));
    return `${neutral(targetUri)}:${range.start.line + 1}: ${name}`.trimEnd();
  });
  return expect(links.join('\n'));
}

/** What a launch of the scenario's run would do. */
export function planOf(given: Given): PlanResult | undefined {
  const scenario = scenarioOf(given);
  const { config = '', overrides = [] } = scenario.run ?? {};
  return plan(open(scenario).snapshot(), uriAt(config), overrides.join(' '));
}
