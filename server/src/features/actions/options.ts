import { CodeActionKind } from 'vscode-languageserver-types';
import { placeOf, type Usage } from '../../project/index.ts';
import {
  type ConfigFile,
  type DefaultsEntry,
  type Edit,
  editedText,
  entryOf,
  type GroupEntry,
  joinUri,
  type MapValue,
  parseConfigFile,
  type Uri,
} from '../../text/index.ts';
import {
  dashOf,
  hasAnchors,
  isPlainName,
  lineAfter,
  lineOfDefault,
  lineStartOf,
  linesOf,
  newlineOf,
  removeDefault,
  without,
  writtenIn,
} from './blocks.ts';
import { insertion } from './fixes.ts';
import type { Refactoring } from './refactorings.ts';
import { isAtRoot, isSameValue, type Site, usagesOf } from './site.ts';

/** Makes an option of a group of what is below a key at the top, chosen by the defaults list where the keys stood. */
export function extractingOption({ snapshot, file, path, entry }: Site): Refactoring[] {
  const [group = '', ...below] = path;
  const { value } = entry;
  const placed = placeOf(snapshot, file.uri);
  if (below.length > 0 || placed === undefined || placed.configPath.includes('/') || !isPlainName(group)) return [];
  // Hydra's own groups lie there.
  if (group === 'hydra') return [];
  if (value.kind !== 'map' || value.flow || value.entries.size === 0 || value.entries.has('defaults')) return [];
  const usages = usagesOf(snapshot, file.uri);
  const isFree = ({ composition }: Usage) =>
    ![...composition.choices.keys()].some((key) => key.split('@')[0] === group);
  if (usages === undefined || !usages.every((usage) => isFree(usage) && isAtRoot(usage, file.uri))) return [];
  const lines = linesOf(file.text, entry.keyRange.start);
  const text = lines === undefined ? undefined : bodyBelow(file, lines, value);
  if (lines === undefined || text === undefined || hasAnchors(file.text)) return [];
  const folder = joinUri(placed.root.uri, group);
  const name = freeName(folder, placed.configPath, (uri) => snapshot.files.file(uri) !== undefined);
  const chosen = choiceOf(file, `${group}: ${name}`, entry.keyRange.start);
  if (name === undefined || chosen === undefined) return [];
  const edits = joinedAt(chosen, without(file, lines));
  const after = parseConfigFile(file.uri, editedText(file.text, edits));
  if (after.problems.length > file.problems.length || entryOf(after.body, group) !== undefined) return [];
  const creates = [{ uri: joinUri(folder, `${name}.yaml`), text }];
  const title = `Extract '${group}' into the option ${group}/${name}.yaml`;
  return [{ title, kind: CodeActionKind.RefactorExtract, edits, creates }];
}

/** Two edits of one place are one. */
function joinedAt(insert: Edit, removal: Edit): readonly Edit[] {
  if (insert.span.start !== removal.span.start) return [insert, removal];
  return [{ span: removal.span, text: insert.text }];
}

/** The lines below a key, at the margin, as a text of their own that means the same. */
function bodyBelow(file: ConfigFile, lines: { start: number; end: number }, value: MapValue): string | undefined {
  const [first] = writtenIn(value);
  if (first === undefined) return undefined;
  const { text } = file;
  const depth = first.keyRange.start - lineStartOf(text, first.keyRange.start);
  const body = text.slice(lineAfter(text, lines.start), lines.end);
  const dedented = body
    .split(/(?<=\n)/)
    .map((line) =>
      line.slice(0, depth).trim() === '' ? line.slice(Math.min(depth, indentOf(line))) : line.trimStart(),
    )
    .join('');
  const made = /\n$/.test(dedented) ? dedented : `${dedented}${newlineOf(text)}`;
  const parsed = parseConfigFile(file.uri, made);
  const isSame = parsed.problems.length === 0 && parsed.header === undefined && parsed.headerRefused === undefined;
  return isSame && parsed.body !== undefined && isSameValue(parsed.body, value) ? made : undefined;
}

function indentOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

/** The config's own name, else one that nobody has. */
function freeName(folder: Uri, own: string, isTaken: (uri: Uri) => boolean): string | undefined {
  const base = isPlainName(own) ? own : 'default';
  const names = [base, ...Array.from({ length: 8 }, (_, index) => `${base}_${index + 2}`)];
  return names.find((name) => !isTaken(joinUri(folder, `${name}.yaml`)));
}

/** A new entry where the config's own keys are merged: right before `_self_`, before the overrides at a list's end. */
function choiceOf(file: ConfigFile, entry: string, firstKey: number): Edit | undefined {
  const { text, uri, defaults, defaultsDefects } = file;
  const newline = newlineOf(text);
  if (defaults === undefined) {
    const top = lineStartOf(text, Math.min(firstKey, ...topKeys(file)));
    return insertion(uri, top, `defaults:${newline}  - ${entry}${newline}  - _self_${newline}${newline}`);
  }
  const self = defaults.findIndex(({ kind }) => kind === 'self');
  let index = self === -1 ? defaults.length : self;
  while (index > 0 && isOverride(defaults[index - 1])) index--;
  const [next, last] = [defaults[index], defaults.at(-1)];
  if (defaultsDefects.length > 0 || last === undefined) return undefined;
  const beside = next ?? last;
  const line = lineOfDefault(file, beside);
  if (line === undefined) return undefined;
  const dash = dashOf(file, beside);
  if (next !== undefined) return insertion(uri, line.start, `${dash}${entry}${newline}`);
  const isEnded = text[line.end - 1] === '\n';
  return insertion(uri, line.end, isEnded ? `${dash}${entry}${newline}` : `${newline}${dash}${entry}`);
}

function topKeys({ body }: ConfigFile): number[] {
  return body?.kind === 'map' ? writtenIn(body).map(({ keyRange }) => keyRange.start) : [];
}

function isOverride(entry: DefaultsEntry | undefined): boolean {
  return entry?.kind === 'group' && entry.override;
}

/** Writes what an option brings into the config that chooses it, where nobody chooses another one. */
export function inliningOption(site: Omit<Site, 'path' | 'entry'>, entry: GroupEntry): Refactoring[] {
  const { snapshot, file } = site;
  const placed = placeOf(snapshot, file.uri);
  const defaults = file.defaults ?? [];
  if (placed === undefined || typeof entry.value !== 'string' || entry.override || file.defaultsDefects.length > 0)
    return [];
  const self = defaults.findIndex(({ kind }) => kind === 'self');
  const after = defaults.slice(defaults.indexOf(entry) + 1, self === -1 ? undefined : self);
  const isBeside = (self === -1 || self > defaults.indexOf(entry)) && after.every(isOverride);
  const removal = removeDefault(file, entry);
  const usages = usagesOf(snapshot, file.uri) ?? [];
  if (!isBeside || removal === undefined || usages.length === 0) return [];
  let option: ConfigFile | undefined;
  for (const usage of usages) {
    const { defaultsList } = usage.composition;
    const own = defaultsList.find((choice) => choice.file.uri === file.uri);
    const chosen = defaultsList.filter(
      ({ parent, chosenBy }) =>
        parent === own?.configPath &&
        chosenBy.kind === 'file' &&
        chosenBy.file.uri === file.uri &&
        chosenBy.key !== undefined &&
        entry.range.start <= chosenBy.key.start &&
        chosenBy.key.end <= entry.range.end,
    );
    const [only, ...others] = chosen;
    const isSame = option === undefined || only?.file === option;
    if (only === undefined || others.length > 0 || !isSame || !isAtRoot(usage, file.uri)) return [];
    // One key of its own name holds all that it brings.
    if (only.package !== entry.group.replace(/^\//, '') || !isPlainName(only.package)) return [];
    option = only.file;
  }
  if (option === undefined || option.defaults !== undefined || hasAnchors(option.text)) return [];
  const edit = inlined(file, option, entry.group.replace(/^\//, ''));
  if (edit === undefined) return [];
  const title = `Inline ${entry.group.replace(/^\//, '')}/${entry.value}.yaml`;
  return [{ title, kind: CodeActionKind.RefactorInline, edits: [removal, edit] }];
}

/** The option's text below a new key at the file's end. */
function inlined(file: ConfigFile, option: ConfigFile, group: string): Edit | undefined {
  const { body } = option;
  const own = file.body;
  if (body?.kind !== 'map' || body.entries.size === 0 || body.flow || (own !== undefined && own.kind !== 'map'))
    return undefined;
  if (own?.flow === true || own?.entries.has(group)) return undefined;
  const newline = newlineOf(file.text);
  const lines = option.text.split(/\r?\n/);
  const headers = option.header === undefined ? 0 : lines.findIndex((line) => !/^\s*(#\s*@|$)/.test(line));
  const text = lines
    .slice(headers)
    .map((line) => (line.trim() === '' ? '' : `  ${line}`))
    .join(newline)
    .trimEnd();
  const isEnded = file.text === '' || file.text.endsWith('\n');
  const added = `${isEnded ? '' : newline}${group}:${newline}${text}${isEnded ? newline : ''}`;
  const after = parseConfigFile(file.uri, file.text + added);
  const value = entryOf(after.body, group)?.value;
  const isSame = after.problems.length <= file.problems.length && value !== undefined && isSameValue(value, body);
  return isSame ? insertion(file.uri, file.text.length, added) : undefined;
}
