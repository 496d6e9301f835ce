import type { Choice } from '../../compose/index.ts';
import { groupOptions, type Snapshot, type Usage } from '../../project/index.ts';
import type { ConfigEntry, ConfigFile, DefaultsEntry, Edit, Fix, GroupEntry, Problem } from '../../text/index.ts';
import { insertion, removeLines, rename } from '../actions/fixes.ts';

/** An entry of a defaults list that Hydra refuses, at its place in the composition. */
interface Place {
  readonly file: ConfigFile;
  readonly entry: ConfigEntry | GroupEntry;
  /** Group path and package of the config whose list holds it. */
  readonly group: string;
  readonly package: string;
  /** Groups that are chosen, as overrides name them. */
  readonly chosen: ReadonlySet<string>;
  readonly isPrimary: boolean;
  /** Whether a config is there, by its path from the root. */
  readonly isThere: (configPath: string) => boolean;
}

/** Ways to mend what Hydra refuses of a defaults list. */
export function defaultsFixes(snapshot: Snapshot, usage: Usage, problem: Problem, near?: string): readonly Fix[] {
  const place = placeOf(snapshot, usage, problem);
  if (place === undefined) return [];
  const words = problem.refusal?.message ?? problem.message;
  switch (problem.code) {
    case 'HS110':
      return words.includes('Parent traversal') ? absolute(place) : [];
    case 'HS111':
      return [...nearFix(place, problem, near), ...rootFix(place, problem)];
    case 'HS112':
      return overrideFixes(place, words);
    case 'HS114':
      return twiceFixes(place, words);
    default:
      return [];
  }
}

function placeOf(snapshot: Snapshot, { key, composition }: Usage, { span }: Problem): Place | undefined {
  const choice = composition.defaultsList.find(({ file }) => file.uri === span.uri);
  const entry = choice?.file.defaults?.find(({ range }) => range.start <= span.start && span.end <= range.end);
  if (choice === undefined || entry === undefined || entry.kind === 'self') return undefined;
  return {
    file: choice.file,
    entry,
    group: groupOf(choice),
    package: choice.package,
    chosen: new Set(composition.choices.keys()),
    isPrimary: choice.primary,
    isThere: (configPath) => {
      const { group, name } = split(configPath);
      return groupOptions(snapshot, key, group).includes(name);
    },
  };
}

function groupOf({ configPath }: Choice): string {
  return split(configPath).group;
}

function split(configPath: string): { readonly group: string; readonly name: string } {
  const slash = configPath.lastIndexOf('/');
  return { group: configPath.slice(0, Math.max(slash, 0)), name: configPath.slice(slash + 1) };
}

/** The config of nearly the same name. */
function nearFix({ file }: Place, { span, message }: Problem, near: string | undefined): Fix[] {
  const name = /Could not (?:find|load) '(?:[^']*\/)?([^'/]+)'/.exec(message)?.[1];
  if (near === undefined || name === undefined) return [];
  const written = file.text.slice(span.start, span.end);
  const at = written.split('@', 1)[0]?.lastIndexOf(name) ?? -1;
  if (at === -1) return [];
  const start = span.start + at;
  return [rename({ ...span, start, end: start + name.length }, file.text, near)];
}

/** The config lies at this path from the root, and not from the group; or the other way round. */
function rootFix({ file, entry, group, isThere }: Place, { span }: Problem): Fix[] {
  if (group === '') return [];
  const written = entry.kind === 'config' ? entry.path : entry.group;
  const path = entry.kind === 'config' ? entry.path : `${entry.group}/${optionAt(file, span)}`;
  const bare = path.replace(/^\//, '');
  const isAbsolute = path.startsWith('/');
  if (!isThere(isAbsolute ? `${group}/${bare}` : bare)) return [];
  const start = startOf(file, entry);
  if (start === undefined) return [];
  return isAbsolute
    ? [fix(`Look for '${bare}' in '${group}'`, [{ span: { uri: file.uri, start, end: start + 1 }, text: '' }])]
    : [fix(`Write '/${written}': from the config root`, [insertion(file.uri, start, '/')])];
}

/** Hydra 1.4 takes no `..`: the same path from the config root. */
function absolute({ file, entry, group }: Place): Fix[] {
  const start = startOf(file, entry);
  const written = entry.kind === 'config' ? entry.path : entry.group;
  if (start === undefined || !written.split('/').includes('..')) return [];
  const names: string[] = [];
  for (const name of [...(written.startsWith('/') ? [] : group.split('/')), ...written.split('/')]) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) return [];
  }
  const text = `/${names.join('/')}`;
  return [fix(`Write '${text}'`, [{ span: { uri: file.uri, start, end: start + written.length }, text }])];
}

function optionAt({ text }: ConfigFile, { start, end }: { readonly start: number; readonly end: number }): string {
  return text.slice(start, end).replace(/^["']|["']$/g, '');
}

/** Where the path or the group of an entry begins, behind keywords and a quote. */
function startOf({ text }: ConfigFile, entry: ConfigEntry | GroupEntry): number | undefined {
  const range = entry.kind === 'config' ? entry.range : entry.keyRange;
  const name = entry.kind === 'config' ? entry.path : entry.group;
  const written = text.slice(range.start, range.end);
  const keywords = /^["']?(?:(?:optional|override)[ \t]+)*/.exec(written)?.[0].length ?? 0;
  return written.startsWith(name, keywords) ? range.start + keywords : undefined;
}

function overrideFixes(place: Place, words: string): Fix[] {
  const { file, entry, group, chosen, isThere } = place;
  if (entry.kind !== 'group' || !entry.override) return [];
  if (words.includes('Overrides must be at the end')) {
    const moved = atEnd(file, entry, lineOf(file, entry)?.text);
    return moved === undefined ? [] : [fix('Move it to the end of the defaults list', moved)];
  }
  const start = startOf(file, entry);
  if (start === undefined) return [];
  const bare = entry.group.replace(/^\//, '');
  const own = group === '' || entry.group.startsWith('/') ? bare : `${group}/${bare}`;
  const keys = [...chosen].filter((each) => [own, bare].includes(each.split('@')[0] ?? ''));
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) {
    const written = relativeKey(place, only);
    const end = start + entry.group.length + (entry.package === undefined ? 0 : entry.package.length + 1);
    if (file.text.slice(start, end) === written) return [];
    return [fix(`Write 'override ${written}'`, [{ span: { uri: file.uri, start, end }, text: written }])];
  }
  // Nobody chose one of the group: then it is this entry that does.
  const isFirst = !(file.defaults ?? []).some((each) => isOverride(each) && each.range.start < entry.range.start);
  if (keys.length > 0 || !isFirst || typeof entry.value !== 'string' || !isThere(`${own}/${entry.value}`)) return [];
  const keyword = /override[ \t]+/.exec(file.text.slice(entry.keyRange.start, start));
  if (keyword === null) return [];
  const from = entry.keyRange.start + keyword.index;
  const span = { uri: file.uri, start: from, end: from + keyword[0].length };
  return [fix(`Choose '${entry.group}: ${entry.value}' here, without 'override'`, [{ span, text: '' }])];
}

function isOverride(entry: DefaultsEntry): boolean {
  return entry.kind === 'group' && entry.override;
}

/** A choice as a config in this place names it: `/db`, `/db@_global_.server.db`. */
function relativeKey({ group, package: above }: Place, key: string): string {
  const [name = '', target] = key.split('@');
  const path = group === '' ? name : `/${name}`;
  if (target === undefined) return above === '' ? path : `${path}@_global_.${name.replaceAll('/', '.')}`;
  if (target === '_global_' || above === '') return `${path}@${target}`;
  return `${path}@_global_.${target}`;
}

/** A group that is chosen twice: one of two entries is too many, or it is to replace what was chosen. */
function twiceFixes({ file, entry, isPrimary }: Place, words: string): Fix[] {
  if (entry.kind !== 'group' || entry.override || entry.optional) return [];
  const line = lineOf(file, entry);
  if (line === undefined) return [];
  const isTwin = (each: DefaultsEntry) =>
    each !== entry && each.kind === 'group' && each.group === entry.group && each.package === entry.package;
  if (file.defaults?.some(isTwin)) {
    return [
      fix(`Remove '${file.text.slice(entry.range.start, entry.range.end)}'`, [
        removeLines(file.uri, file.text, entry.range),
      ]),
    ];
  }
  // Hydra's own configs come first, and an experiment after what it is chosen beside.
  const isLater =
    /^(?:Multiple values for )?hydra\//.test(words) || (!isPrimary && words.startsWith('Multiple values'));
  if (!isLater) return [];
  const start = startOf(file, entry);
  if (start === undefined) return [];
  const title = `Write 'override ${entry.group}'`;
  const text = `${file.text.slice(line.start, start)}override ${file.text.slice(start, line.end)}`;
  const others = (file.defaults ?? []).filter((each) => each.range.start > entry.range.start);
  const isLast = others.every((each) => each.kind === 'self' || isOverride(each));
  if (isLast) return [fix(title, [insertion(file.uri, start, 'override ')])];
  const moved = atEnd(file, entry, text);
  return moved === undefined ? [] : [fix(`${title}, at the end of the list`, moved)];
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The line of an entry of a block list that has it for its own. */
function lineOf({ text }: ConfigFile, { range }: DefaultsEntry): Line | undefined {
  const start = text.lastIndexOf('\n', range.start - 1) + 1;
  const rest = text.slice(range.end).search(/\r?\n|$/);
  const end = range.end + rest;
  if (!/^[ \t]*-[ \t]+$/.test(text.slice(start, range.start)) || !/^[ \t]*(?:#.*)?$/.test(text.slice(range.end, end)))
    return undefined;
  const line = text.slice(start, end);
  return /[\r\n]/.test(line) ? undefined : { start, end, text: line };
}

/** Takes an entry out, and writes it below the last one. */
function atEnd(file: ConfigFile, entry: DefaultsEntry, text: string | undefined): Edit[] | undefined {
  const last = file.defaults?.at(-1);
  const behind = last === undefined ? undefined : lineOf(file, last);
  if (text === undefined || behind === undefined || last === entry || lineOf(file, entry) === undefined)
    return undefined;
  const newline = file.text.includes('\r\n') ? '\r\n' : '\n';
  return [removeLines(file.uri, file.text, entry.range), insertion(file.uri, behind.end, `${newline}${text}`)];
}

function fix(title: string, edits: readonly Edit[]): Fix {
  return { title, edits, isPreferred: true };
}
