import { fileLabel, moduleOf, type Registry, type Snapshot } from '../../project/index.ts';
import type { Action, PythonModule, RegistryEntry } from '../../python/index.ts';
import { type Edit, type Fix, positionAt, type Range, type Uri } from '../../text/index.ts';
import { insertion } from './fixes.ts';

/** A name that needs no escapes in any quotes. */
const SIMPLE = /^[\w.\-/+ ]+$/;
const CLASS_PATH = /^((?:\w+\.)*)(\w+)([:.])(\w+)$/;

/**
 * Writes a name into the Python file of its registry, as one line in the style of the file: below the last entry of the
 * dictionary where each has a line of its own, else as an assignment below the last statement that adds to it. Its value
 * is a path like those of the others, or the one that is given.
 */
export function register(snapshot: Snapshot, registry: Registry, name: string, given?: string): Fix | undefined {
  const file = registry.home === undefined ? undefined : snapshot.files.file(registry.home);
  if (file === undefined || !SIMPLE.test(name)) return undefined;
  const module = moduleOf(file);
  const own = entriesIn(registry, file.uri);
  const last = own.toSorted((left, right) => left.nameRange.start - right.nameRange.start).at(-1);
  const value = given ?? valueLike(own, name);
  if (last === undefined || value === undefined) return undefined;
  const edit = entryLine(module, last, name, value) ?? statement(module, last, name, value);
  return edit === undefined ? undefined : { title: `Register '${name}' in ${fileLabel(file.uri)}`, edits: [edit] };
}

/** The path that `register` gives to a name: `models.MyModel:MyModelAdapter`. */
export function registeredPath(registry: Registry, name: string): string | undefined {
  return registry.home === undefined ? undefined : valueLike(entriesIn(registry, registry.home), name);
}

function entriesIn({ written }: Registry, uri: Uri): RegistryEntry[] {
  return written.flatMap(({ entry }) =>
    entry.uri === uri && entry.kind === 'mapping' && entry.value !== undefined ? [entry] : [],
  );
}

/** The path of a class that its neighbours would have: `models.MyModel:MyModelAdapter`. */
function valueLike(entries: readonly RegistryEntry[], name: string): string | undefined {
  const paths = entries.flatMap(({ value }) => {
    const match = CLASS_PATH.exec(value ?? '');
    return match === null
      ? []
      : [{ above: match[1] ?? '', module: match[2] ?? '', joint: match[3] ?? '', item: match[4] ?? '' }];
  });
  const last = paths.at(-1);
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  if (last === undefined || words.length === 0) return undefined;
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const item = `${/^\d/.test(pascal) ? '_' : ''}${pascal}${commonEnding(paths.map((path) => path.item))}`;
  const isOneModule =
    paths.length > 1 && paths.every((path) => path.module === last.module && path.above === last.above);
  const lower = paths.filter((path) => path.module === path.module.toLowerCase()).length;
  const fresh = lower * 2 > paths.length ? words.join('_').toLowerCase() : pascal;
  const module = isOneModule ? last.module : `${/^\d/.test(fresh) ? '_' : ''}${fresh}`;
  return `${last.above}${module}${last.joint}${item}`;
}

/** The last words that all class names share: `Adapter`. */
function commonEnding(names: readonly string[]): string {
  const [first = '', ...others] = names;
  const words = first.split(/(?=[A-Z])/);
  for (let count = words.length - 1; count > 0; count--) {
    const ending = words.slice(-count).join('');
    if (others.every((name) => name !== ending && name.endsWith(ending)))
      return others.length > 0 || count === 1 ? ending : '';
  }
  return '';
}

/** A line below the last entry, where it is the last of a dictionary, has a line of its own and a comma behind it. */
function entryLine(module: PythonModule, last: RegistryEntry, name: string, value: string): Edit | undefined {
  const { text } = module;
  const range = literalAround(module, last.nameRange);
  const start = lineStart(text, last.nameRange.start);
  const end = lineEnd(text, last.valueRange.end);
  const written = new RegExp(/^([ \t]+)(["'])[^"']*\2[ \t]*:[ \t]*(["'])[^"']*\3[ \t]*,[ \t]*(#.*)?$/);
  const match = written.exec(text.slice(start, end));
  // Behind the last entry nothing but comments may stand before the brace.
  if (range === undefined || match === null || !/^(\s|#.*)*\}/.test(text.slice(end, range.end))) return undefined;
  const [, indent = '', quote = '', valueQuote = ''] = match;
  return insertion(
    module.uri,
    end,
    `${newline(text, end)}${indent}${quote}${name}${quote}: ${valueQuote}${value}${valueQuote},`,
  );
}

function literalAround({ actions }: PythonModule, place: Range): Range | undefined {
  const assignment = actions.find((each) => each.kind === 'assignment' && holds(each.item.range, place));
  return assignment?.kind === 'assignment' && assignment.item.value?.kind === 'dict'
    ? assignment.item.value.range
    : undefined;
}

/** `ADAPTER_PATHS["name"] = "value"`, at the left margin. */
function statement(module: PythonModule, last: RegistryEntry, name: string, value: string): Edit | undefined {
  const { text } = module;
  const around = module.actions.find((each) => holds(rangeOf(each), last.nameRange));
  const symbol = around === undefined ? undefined : symbolOf(around);
  const touching = module.actions.filter(
    (each) => symbolOf(each) === symbol && positionAt(text, rangeOf(each).start).character === 0,
  );
  const end = Math.max(...touching.map((each) => rangeOf(each).end));
  if (symbol === undefined || touching.length === 0) return undefined;
  const quote = text[last.nameRange.start - 1] === "'" ? "'" : '"';
  const at = lineEnd(text, end);
  return insertion(module.uri, at, `${newline(text, at)}${symbol}[${quote}${name}${quote}] = ${quote}${value}${quote}`);
}

function rangeOf(action: Action): Range {
  return action.kind === 'assignment' ? action.item.range : action.range;
}

/** The dictionary that a statement makes or adds to, as it is called there. */
function symbolOf(action: Action): string | undefined {
  if (action.kind === 'assignment') return action.item.name;
  if (action.kind === 'item') return action.object;
  return action.call.callee.kind === 'name' ? /^(.+)\.update$/.exec(action.call.callee.path)?.[1] : undefined;
}

function holds(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line's text ends: before CRLF, LF, or the end of the file. */
function lineEnd(text: string, offset: number): number {
  const end = text.slice(offset).search(/\r?\n/);
  return end === -1 ? text.length : offset + end;
}

function newline(text: string, at: number): string {
  if (at < text.length) return text[at] === '\r' ? '\r\n' : '\n';
  return text.includes('\r\n') ? '\r\n' : '\n';
}
