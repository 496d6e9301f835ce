import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import { nodeAt } from '../../compose/index.ts';
import { compositionName, type Snapshot, shortName, type Usage } from '../../project/index.ts';
import {
  type HydraVersion,
  isSweep,
  type Override,
  overrideValueText,
  parseOverride,
  sweepValues,
} from '../../text/index.ts';
import { toLspRange } from '../convert.ts';
import { explain } from '../explain.ts';
import type { At } from '../locate.ts';
import { code, escapeMarkdown } from '../markdown.ts';
import { type WordAt, wordAt } from './complete.ts';
import { runsIn } from './documents.ts';
import { type ProseAt, proseAt } from './prose.ts';
import type { CommandRun, OverrideRun } from './run.ts';

/** What an override of a command changes: the value of the run, and what it would be without. */
export function hoverCommand(snapshot: Snapshot, { uri, offset }: At): Hover | undefined {
  const text = snapshot.files.file(uri)?.text;
  const found = wordAt(runsIn(snapshot, uri), offset) ?? proseAt(snapshot, { uri, offset });
  if (found === undefined || text === undefined) return undefined;
  const { word } = found;
  const value = contentsOf(snapshot, found);
  return value === undefined
    ? undefined
    : { contents: { kind: MarkupKind.Markdown, value }, range: toLspRange(text, word.range) };
}

function contentsOf(snapshot: Snapshot, found: WordAt | ProseAt): string | undefined {
  // What has no '=' is not yet an override.
  if (!('isName' in found)) return found.word.text.includes('=') ? contents(snapshot, found.run, 0) : undefined;
  const { run, word, isName } = found;
  if (isName) return nameContents(snapshot, run);
  const index = run.overrides.indexOf(word);
  return index === -1 ? undefined : contents(snapshot, run, index);
}

function usage(snapshot: Snapshot, { key, isMultirun }: OverrideRun, overrides: readonly string[]): Usage {
  const own = { ...key, overrides, ...(isMultirun && { multirun: true }) };
  return { key: own, composition: snapshot.compose(own) };
}

function nameContents(snapshot: Snapshot, run: CommandRun): string | undefined {
  const { composition } = usage(snapshot, run, run.key.overrides);
  const file = composition.defaultsList.find(({ primary }) => primary)?.file.uri;
  if (file === undefined) return undefined;
  const names = [...composition.choices].filter(([key]) => !key.startsWith('hydra/'));
  const chosen = names.map(([key, option]) => `- ${code(`${key}: ${option ?? 'null'}`)}`);
  return [
    `[${escapeMarkdown(shortName(snapshot, file))}](${file})`,
    ...(chosen.length > 0 ? [chosen.join('\n')] : []),
  ].join('\n\n');
}

function contents(snapshot: Snapshot, run: OverrideRun, index: number): string | undefined {
  const text = run.key.overrides[index] as string;
  const { override } = parseOverride(text, run.key.version);
  if (override === undefined) return undefined;
  const after = usage(snapshot, run, run.key.overrides);
  const before = usage(snapshot, run, run.key.overrides.toSpliced(index, 1));
  const from = `in ${code(compositionName({ ...run.key, overrides: [] }))}`;
  const choice = override.package === undefined ? override.key : `${override.key}@${override.package}`;
  const swept = sweptValues(override, run.key.version);
  if (swept !== undefined) {
    const path = override.key.split('.');
    const old = before.composition.choices.has(choice)
      ? (before.composition.choices.get(choice) ?? 'null')
      : shown(snapshot, before, path)?.value;
    const was = old === undefined ? '' : `, ${code(old)} without this`;
    return `**${code(`${choice}: ${swept.join(', ')}`)}**\n\na job for each ${from}${was}`;
  }
  if (after.composition.choices.has(choice)) {
    const now = after.composition.choices.get(choice) ?? 'null';
    const old = before.composition.choices.get(choice);
    const was =
      old === undefined
        ? 'chosen by nothing without this'
        : old === now
          ? 'the same without this'
          : `${code(old ?? 'null')} without this`;
    const file = after.composition.defaultsList.find(({ overrideKey }) => overrideKey === choice)?.file.uri;
    const link = file === undefined ? code(now) : `[${escapeMarkdown(shortName(snapshot, file))}](${file})`;
    return `**${code(`${choice}: ${now}`)}**\n\n${link} ${from}, ${was}`;
  }
  const path = override.key.split('.');
  const [now, old] = [shown(snapshot, after, path), shown(snapshot, before, path)];
  if (now === undefined && old === undefined) return undefined;
  const was = old === undefined ? 'not there without this' : `${code(old.value)} without this${old.place}`;
  const head = now === undefined ? `${override.key}: deleted` : `${override.key}: ${now.type} = ${now.value}`;
  return `**${code(head)}**\n\n${from}, ${was}`;
}

/** More values than these are not written out. */
const MOST_SHOWN = 12;

/** The values of a sweep, one for each job. */
function sweptValues({ value }: Override, version: HydraVersion): readonly string[] | undefined {
  if (value === undefined || !isSweep(value)) return undefined;
  const texts = sweepValues(value, version)?.map(overrideValueText);
  return texts === undefined || texts.length <= MOST_SHOWN ? texts : [...texts.slice(0, MOST_SHOWN), '…'];
}

function shown(snapshot: Snapshot, { composition }: Usage, path: readonly string[]) {
  const node = nodeAt(composition.root, path);
  if (node === undefined) return undefined;
  const { value, type, writes } = explain(snapshot, composition, path, node);
  const [first] = writes;
  const target = first?.target;
  const place =
    target === undefined ? '' : `, set in [${escapeMarkdown(first?.place ?? '')}](${target.uri}#L${target.line + 1})`;
  return { value, type, place };
}
