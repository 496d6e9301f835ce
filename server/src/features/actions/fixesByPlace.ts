import { focusOf, groupOptions, placeOf, type Snapshot } from '../../project/index.ts';
import {
  type ConfigFile,
  type DefaultsEntry,
  type Edit,
  type Fix,
  type GroupEntry,
  joinUri,
  nearest,
  type Problem,
  parseConfigFile,
  type Range,
} from '../../text/index.ts';
import { listWith, writtenList } from '../renames/writtenList.ts';
import { linesOf, removeDefault, without } from './blocks.ts';
import { insertion, rename } from './fixes.ts';
import { offerGroup } from './offerGroup.ts';
import { removeEntry } from './targetFixes.ts';
import { textFixes } from './textFixes.ts';

/** The fixes that need nothing but a problem's code and place. They are made when somebody asks for them. */
export function fixesByPlace(snapshot: Snapshot, problem: Problem): readonly Fix[] {
  const { code, span } = problem;
  const file = span.uri.endsWith('.yaml') ? snapshot.config(span.uri) : undefined;
  if (file === undefined) return registryFixes(snapshot, problem);
  switch (code) {
    case 'HS101':
    case 'HS103':
    case 'HS104':
      return textFixes(file, problem);
    case 'HS102':
      return duplicate(file, problem);
    case 'HS301':
    case 'HS305':
    case 'HS306':
    case 'HS309':
      return removal(snapshot, file, problem);
    case 'HS110':
    case 'HS111':
    case 'HS113':
      // Where the rule knows what was meant, these would only stand in its way.
      return (problem.fixes ?? []).length > 0 ? [] : defaultsFixes(snapshot, file, problem);
    case 'HS502':
      return withPlus(problem);
    case 'HS606':
      return offerGroup(snapshot, problem);
    default:
      return [];
  }
}

/** Of a key that is written twice one has to go: the second without a question where both say the same. */
function duplicate(file: ConfigFile, { span }: Problem): Fix[] {
  const { text } = file;
  const second = linesOf(text, span.start);
  if (second === undefined) return [];
  const name = text.slice(span.start, span.end);
  const first = firstOf(text, span.start, second.start, name);
  const fixes: Fix[] = [];
  const offer = (title: string, edit: Edit, isSame: boolean): void => {
    const after = parseConfigFile(file.uri, text.slice(0, edit.span.start) + text.slice(edit.span.end));
    if (after.problems.length >= file.problems.length) return;
    fixes.push({ title, edits: [edit], ...(isSame && { isPreferred: true }) });
  };
  const shown = (lines: { readonly start: number; readonly end: number }) => text.slice(lines.start, lines.end).trim();
  const isSame = first !== undefined && shown(first) === shown(second);
  offer(`Remove this '${name}'`, without(file, second), isSame);
  if (first !== undefined && !isSame) offer(`Remove the first '${name}'`, without(file, first), false);
  return fixes;
}

/** The lines of the same key before, in the same mapping: no line between them is indented less. */
function firstOf(text: string, keyStart: number, lineStart: number, name: string) {
  const indentation = keyStart - lineStart;
  let at = lineStart;
  while (at > 0) {
    const start = text.lastIndexOf('\n', at - 2) + 1;
    const line = text.slice(start, at);
    at = start;
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const depth = line.length - line.trimStart().length;
    if (depth < indentation) return undefined;
    const isKey = line.startsWith(name, indentation) && /^\s*:/.test(line.slice(indentation + name.length));
    if (depth === indentation && isKey) return linesOf(text, start + indentation);
  }
  return undefined;
}

/** Takes a key out that nothing reads, unless something in the composition follows it. */
function removal(snapshot: Snapshot, file: ConfigFile, { span, code }: Problem): Fix[] {
  const name = file.text.slice(span.start, span.end).replaceAll(/^["']|["']$/g, '');
  const fix = removeEntry(file, span, `Remove '${name}'`);
  if (fix === undefined || isFollowed(snapshot, file, name)) return [];
  return [code === 'HS306' || code === 'HS309' ? fix : { title: fix.title, edits: fix.edits }];
}

/** Whether an interpolation of the composition that the file is seen from mentions the name. */
function isFollowed(snapshot: Snapshot, file: ConfigFile, name: string): boolean {
  const files = focusOf(snapshot, file.uri)?.composition.defaultsList.map((choice) => choice.file) ?? [file];
  const word = new RegExp(`\\b${escaped(name)}\\b`);
  return files.some(({ text }) =>
    text.includes('${')
      ? text.split('\n').some((line) => line.includes('${') && word.test(line.slice(line.indexOf('${'))))
      : false,
  );
}

function escaped(name: string): string {
  return name.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

/** More options than these are no menu. */
const MOST_OFFERED = 12;

function defaultsFixes(snapshot: Snapshot, file: ConfigFile, problem: Problem): Fix[] {
  const { span, code } = problem;
  const entry = file.defaults?.find(({ range }) => range.start <= span.start && span.end <= range.end);
  if (entry === undefined) return [];
  const fixes: Fix[] = [];
  if (code === 'HS111' && entry.kind !== 'self') fixes.push(...notFound(snapshot, file, entry));
  if (code === 'HS113' && entry.kind === 'group') fixes.push(...choosing(snapshot, file, entry));
  const withoutIt = entry.kind === 'group' ? withoutOption(file, entry, span) : undefined;
  if (withoutIt !== undefined) return [...fixes, withoutIt];
  const isSecondSelf = entry.kind === 'self' && problem.message.startsWith('Duplicate _self_');
  const removed = removeDefault(file, entry);
  const title = `Remove '${file.text.slice(entry.range.start, entry.range.end)}' from the defaults list`;
  if (removed !== undefined && (entry.kind !== 'self' || isSecondSelf))
    fixes.push({ title, edits: [removed], ...(isSecondSelf && { isPreferred: true }) });
  return fixes;
}

/** Takes one option out of a list of several. */
function withoutOption(file: ConfigFile, entry: GroupEntry, span: Range): Fix | undefined {
  const at = entry.valueRanges.findIndex(({ start, end }) => start <= span.start && span.end <= end);
  const isList = Array.isArray(entry.value) && entry.value.length > 1;
  const list = !isList || at === -1 ? undefined : writtenList(file, entry);
  if (list === undefined) return undefined;
  const options = list.items.map(({ text }, index) => (index === at ? undefined : text));
  const text = listWith(list, options, '[]');
  if (text === undefined) return undefined;
  const title = `Remove '${entry.value?.[at]}' from the options of '${entry.group}'`;
  return { title, edits: [{ span: { uri: file.uri, ...list.range }, text }] };
}

/** A group of nearly the same name, the same path from the root, an entry that may be left unfound, a file of its name. */
function notFound(snapshot: Snapshot, file: ConfigFile, entry: Exclude<DefaultsEntry, { kind: 'self' }>): Fix[] {
  const placed = placeOf(snapshot, file.uri);
  if (placed === undefined) return [];
  const { root, configPath } = placed;
  const fixes: Fix[] = [];
  const written = entry.kind === 'group' ? entry.group : entry.path;
  const isThere = (path: string) => snapshot.files.file(joinUri(root.uri, `${path}.yaml`)) !== undefined;
  const option = entry.kind === 'group' ? entry.value : '';
  if (typeof option !== 'string' || /[$?{]/.test(`${written}${option}`)) return fixes;
  const start = entry.kind === 'group' ? file.text.indexOf(entry.group, entry.keyRange.start) : entry.range.start;
  const span = { uri: file.uri, start, end: start + written.length };
  const isPlain = file.text.slice(span.start, span.end) === written;
  const whole = (path: string) => (entry.kind === 'group' ? `${path}/${option}` : path);
  if (entry.kind === 'group' && isPlain && !configPath.includes('/')) {
    const above = written.replace(/^\//, '').split('/').slice(0, -1).join('/');
    const folder = above === '' ? root.uri : joinUri(root.uri, above);
    const groups = (snapshot.files.folder(folder) ?? []).filter(({ isFolder }) => isFolder).map(({ name }) => name);
    const last = written.slice(written.lastIndexOf('/') + 1);
    const near = groups.includes(last) ? undefined : nearest(last, groups);
    const path = above === '' ? near : `${above}/${near}`;
    if (near !== undefined && isThere(`${path}/${option}`))
      fixes.push(rename({ ...span, start: span.end - last.length }, file.text, near));
  }
  if (entry.kind === 'group' && !entry.optional && !entry.override) {
    const title = `Mark '${written}' as optional`;
    fixes.push({ title, edits: [insertion(file.uri, entry.keyRange.start, 'optional ')] });
  }
  const home = written.startsWith('/') ? '' : configPath.slice(0, configPath.lastIndexOf('/') + 1);
  const path = `${home}${whole(written.replace(/^\//, ''))}`;
  if (/^[\w./-]+$/.test(path) && !path.split('/').includes('..') && !isThere(path)) {
    const creates = [{ uri: joinUri(root.uri, `${path}.yaml`), text: '' }];
    fixes.push({ title: `Create '${path}.yaml'`, edits: [], creates });
  }
  return fixes;
}

function choosing(snapshot: Snapshot, file: ConfigFile, entry: GroupEntry): Fix[] {
  const placed = placeOf(snapshot, file.uri);
  const key = focusOf(snapshot, file.uri)?.key;
  const [place] = entry.valueRanges;
  if (placed === undefined || key === undefined || place === undefined || entry.valueRanges.length > 1) return [];
  const home = entry.group.startsWith('/') ? '' : placed.configPath.slice(0, placed.configPath.lastIndexOf('/') + 1);
  const group = `${home}${entry.group.replace(/^\//, '')}`;
  const options = groupOptions(snapshot, key, group);
  if (options.length > MOST_OFFERED) return [];
  const span = { uri: file.uri, ...place };
  return options.map((name) => {
    const { edits } = rename(span, file.text, name);
    return { title: `Choose '${name}'`, edits, ...(options.length === 1 && { isPreferred: true }) };
  });
}

/** A key that the config does not have yet. */
function withPlus({ span, message }: Problem): Fix[] {
  if (!message.startsWith('Could not override') || !span.uri.startsWith('file:')) return [];
  return [{ title: "Add '+': the key is new", edits: [insertion(span.uri, span.start, '+')], isPreferred: true }];
}

/** A line of a registry that never counts: it goes where it is all that its line says. */
function registryFixes(snapshot: Snapshot, { code, span }: Problem): Fix[] {
  const text = snapshot.files.file(span.uri)?.text;
  if (text === undefined || (code !== 'HS403' && code !== 'HS406')) return [];
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const end = text.indexOf('\n', span.end);
  const line = text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '');
  const isEntry = /^\s+(["'])[^"'\\]+\1\s*:\s*(["'])[^"'\\]*\2\s*,\s*(#.*)?$/.test(line);
  const isItem = /^\w+\[(["'])[^"'\\]+\1\]\s*=\s*(["'])[^"'\\]*\2\s*(#.*)?$/.test(line);
  if (!isEntry && !isItem) return [];
  const name = text.slice(span.start, span.end);
  const edit: Edit = { span: { uri: span.uri, start, end: end === -1 ? text.length : end + 1 }, text: '' };
  return [{ title: `Remove the entry '${name}'`, edits: [edit], ...(code === 'HS406' && { isPreferred: true }) }];
}
