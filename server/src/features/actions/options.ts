import { CodeActionKind } from 'vscode-languageserver-types';
import type { Choice } from '../../compose/index.ts';
import { type ConfigRoot, configUrisOf, headIn, placeOf, type Snapshot, type Usage } from '../../project/index.ts';
import {
  type ConfigFile,
  type DefaultsEntry,
  type Edit,
  editedText,
  type Fix,
  type GroupEntry,
  joinUri,
  type MapValue,
  parseConfigFile,
  type Uri,
} from '../../text/index.ts';
import { choicesBy } from '../entryChoices.ts';
import {
  dashOf,
  entryAt,
  hasAnchors,
  isPlainName,
  lineAfter,
  lineOfDefault,
  lineStartOf,
  linesOf,
  mappingAt,
  newlineOf,
  removeDefault,
  without,
  writtenIn,
} from './blocks.ts';
import { insertion } from './fixes.ts';
import type { Refactoring } from './refactorings.ts';
import { isAtRoot, isSameValue, type Site, usagesOf } from './site.ts';
import { type Effect, effectOn, textsAfter } from './tried.ts';

/** More compositions than these are not made for one option. */
const MOST_TRIED = 8;

/**
 * Makes an option of a group of what is below a key, chosen by the defaults list where the keys stood. A group has the
 * place of its folder: of a key in `model/gpt` the group lies below `model`.
 */
export function extractingOption({ snapshot, file, path, entry }: Site): Refactoring[] {
  const { value } = entry;
  const placed = placeOf(snapshot, file.uri);
  if (placed === undefined || !path.every(isPlainName)) return [];
  const home = placed.configPath.split('/');
  const own = home.pop() ?? '';
  const group = path.join('/');
  const whole = [...home, ...path].join('/');
  // Hydra's own groups lie there.
  if (whole.split('/')[0] === 'hydra') return [];
  if (value.kind !== 'map' || value.flow || value.entries.size === 0 || value.entries.has('defaults')) return [];
  // Of a mapping that has nothing else there would be nothing left: it is the one to extract.
  if (path.length > 1 && mappingAt(file, path.slice(0, -1))?.entries.size === 1) return [];
  const usages = usagesOf(snapshot, file.uri) ?? [];
  const isFree = ({ composition }: Usage) =>
    ![...composition.choices.keys()].some((key) => key.split('@')[0] === whole);
  if (usages.length === 0 || !usages.every(isFree)) return [];
  const lines = linesOf(file.text, entry.keyRange.start);
  const text = lines === undefined ? undefined : bodyBelow(file, lines, value);
  if (lines === undefined || text === undefined || hasAnchors(file.text)) return [];
  const folder = joinUri(placed.root.uri, whole);
  const name = freeName(folder, own, (uri) => snapshot.files.file(uri) !== undefined);
  const chosen = choiceOf(file, `${group}: ${name}`, entry.keyRange.start);
  if (name === undefined || chosen === undefined) return [];
  const edits = joinedAt(chosen, without(file, lines));
  const after = parseConfigFile(file.uri, editedText(file.text, edits));
  if (after.problems.length > file.problems.length || entryAt(after, path) !== undefined) return [];
  const creates = [{ uri: joinUri(folder, `${name}.yaml`), text }];
  const isTop = path.length === 1 && home.length === 0 && usages.every((usage) => isAtRoot(usage, file.uri));
  const effect = effectOf(snapshot, usages, { edits, creates }, isTop);
  if (effect === 'values') return [];
  const title = `Extract '${path.join('.')}' into the option ${whole}/${name}.yaml${effect === 'order' ? `: ${REORDERED}` : ''}`;
  return [{ title, kind: CodeActionKind.RefactorExtract, edits, creates }];
}

const REORDERED = 'keys come in another order';

/** What becomes of the compositions of a config; of too many of them only what is known without composing: their values. */
function effectOf(
  snapshot: Snapshot,
  usages: readonly Usage[],
  change: Pick<Fix, 'edits' | 'creates'>,
  keepsValues: boolean,
): Effect {
  if (usages.length > MOST_TRIED) return keepsValues ? 'order' : 'values';
  const keys = usages.map(({ key }) => key);
  const effect = effectOn(snapshot, keys, textsAfter(snapshot, change));
  return effect === 'values' && keepsValues ? 'order' : effect;
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
  let option: Choice | undefined;
  let place: string | undefined;
  for (const { composition } of usages) {
    const { defaultsList } = composition;
    const own = defaultsList.filter((choice) => choice.file.uri === file.uri && choice.isSelf);
    const [only, ...others] = choicesBy(composition, file.uri, entry);
    // One key of its own name, or one below others, holds all that it brings.
    const below =
      own.length === 1 && only !== undefined ? packageBelow(own[0]?.package ?? '', only.package) : undefined;
    const isSame = option === undefined || (only?.file === option.file && below === place);
    if (only === undefined || below === undefined || others.length > 0 || !isSame) return [];
    option = only;
    place = below;
  }
  const path = place?.split('.') ?? [];
  // A list that chooses another option there would find no group any more.
  const group = option?.configPath.split('/').slice(0, -1).join('/') ?? '';
  if (overriddenGroups(snapshot, placed.root).has(group)) return [];
  if (option === undefined || option.file.defaults !== undefined || hasAnchors(option.file.text)) return [];
  const edit = path.every(isPlainName) ? inlined(file, option.file, path) : undefined;
  if (edit === undefined) return [];
  const edits = [removal, edit];
  const isTop = path.length === 1 && usages.every((usage) => isAtRoot(usage, file.uri));
  const effect = effectOf(snapshot, usages, { edits }, isTop);
  if (effect === 'values') return [];
  const said = `'${group}' can be chosen no more${effect === 'order' ? `, and ${REORDERED}` : ''}`;
  return [{ title: `Inline ${option.configPath}.yaml: ${said}`, kind: CodeActionKind.RefactorInline, edits }];
}

/** The groups that some defaults list of a root overrides, by their paths. */
function overriddenGroups(snapshot: Snapshot, root: ConfigRoot): ReadonlySet<string> {
  return snapshot.derive(`overridden groups ${root.uri}`, (at) => {
    const found = new Set<string>();
    for (const uri of configUrisOf(at, root)) {
      const own = uri
        .slice(root.uri.length + 1)
        .split('/')
        .slice(0, -1);
      for (const entry of headIn(at, uri)?.defaults ?? []) {
        if (entry.kind !== 'group' || !entry.override) continue;
        const names = entry.group.startsWith('/') ? [] : own.map(decodeURIComponent);
        found.add([...names, entry.group.replace(/^\//, '')].join('/'));
      }
    }
    return found;
  });
}

/** The part of a package that a config adds to the package of the one that brings it. */
function packageBelow(above: string, whole: string): string | undefined {
  if (above === '') return whole;
  return whole.startsWith(`${above}.`) ? whole.slice(above.length + 1) : undefined;
}

/** The option's text below a new key at the file's end. */
function inlined(file: ConfigFile, option: ConfigFile, path: readonly string[]): Edit | undefined {
  const { body } = option;
  const own = file.body;
  if (body?.kind !== 'map' || body.entries.size === 0 || body.flow || (own !== undefined && own.kind !== 'map'))
    return undefined;
  if (own?.flow === true || own?.entries.has(path[0] ?? '')) return undefined;
  const newline = newlineOf(file.text);
  const lines = option.text.split(/\r?\n/);
  const headers = option.header === undefined ? 0 : lines.findIndex((line) => !/^\s*(#\s*@|$)/.test(line));
  const text = lines
    .slice(headers)
    .map((line) => (line.trim() === '' ? '' : `${'  '.repeat(path.length)}${line}`))
    .join(newline)
    .trimEnd();
  const isEnded = file.text === '' || file.text.endsWith('\n');
  const keys = path.map((name, depth) => `${'  '.repeat(depth)}${name}:${newline}`).join('');
  const added = `${isEnded ? '' : newline}${keys}${text}${isEnded ? newline : ''}`;
  const after = parseConfigFile(file.uri, file.text + added);
  const value = entryAt(after, path)?.value;
  const isSame = after.problems.length <= file.problems.length && value !== undefined && isSameValue(value, body);
  return isSame ? insertion(file.uri, file.text.length, added) : undefined;
}
