import { BUDGETS } from './budgets.ts';
import { type DefaultsDefect, type DefaultsEntry, type DefaultsText, parseDefaults } from './defaults.ts';
import { isOfOtherProgram } from './otherPrograms.ts';
import type { HydraVersion } from './overrideValue.ts';
import { type HeaderText, type PackageHeader, parsePackageHeader } from './packageHeader.ts';
import type { Problem, Refusal } from './problem.ts';
import { parseSchemaComment, type SchemaComment } from './schemaComment.ts';
import type { Range, Uri } from './span.ts';
import { entryOf, type ListValue, type MapValue, type ValueNode } from './valueTree.ts';
import { parseYaml } from './yaml.ts';
import type { YamlBefore } from './yamlAgain.ts';

/** One file of a config root, read once for each text. */
export interface ConfigFile {
  readonly uri: Uri;
  readonly text: string;
  readonly header?: PackageHeader;
  readonly headerRefused?: NonNullable<HeaderText['refused']>;
  /** `undefined` where the file has no `defaults` key: an empty list differs (see `_self_`). */
  readonly defaults?: readonly DefaultsEntry[];
  readonly defaultsKey?: Range;
  readonly defaultsDefects: readonly DefaultsDefect[];
  /** The content without the top-level `defaults`; `undefined` where the file is empty. */
  readonly body?: ValueNode;
  /** What Hydra 1.4 reads, where that is something else: the order of merged keys, a few odd texts. See `fileFor`. */
  readonly later?: ConfigFile;
  /** It has the key `hydra`, where a primary config's search path and aliases may stand: its head does not say which. */
  readonly saysHydra?: true;
  /** The JSON Schema that a comment names. */
  readonly schemaComment?: SchemaComment;
  /** The file on the disk cannot be read: the one problem that it has. */
  readonly unread?: Problem;
  /** Another program's by its looks, and a config where one brings it in. */
  readonly isOther?: true;
  /** What is wrong with the text itself, whoever uses the file. */
  readonly problems: readonly Problem[];
}

/** What is so of a file and is not in its text. */
export interface FileMarks {
  /** It begins with a byte order mark, which the text is without. */
  readonly hasMark?: boolean;
  /** Hydra cannot read it: its error, where it has one, and what to tell people of the file. */
  readonly unread?: { readonly refusal?: Refusal; readonly message: string };
}

/** What was read of an open document the last time, kept with it from one edit to the next. */
export interface Reread {
  last?: YamlBefore | undefined;
  /** A defaults list that was read, which an edit elsewhere leaves as it is. */
  defaults?: { readonly written: ListValue; readonly read: DefaultsText };
  headers?: Headers;
}

/** What comments above the content say, with the text up to its first letter: below that they end. */
interface Headers extends HeaderText {
  readonly above: string;
  readonly schemaComment: SchemaComment | undefined;
}

/** Reads an open document's text, and keeps what the next edit may leave as it is. */
export function readAgain(uri: Uri, text: string, marks: FileMarks, reread: Reread): ConfigFile {
  return readConfigFile(uri, text, marks, reread);
}

/** Reads a config's text. Never throws: what cannot be read is a problem, and the rest is there. */
export function parseConfigFile(uri: Uri, text: string, marks: FileMarks = {}): ConfigFile {
  return readConfigFile(uri, text, marks);
}

function readConfigFile(uri: Uri, text: string, { hasMark, unread }: FileMarks, reread?: Reread): ConfigFile {
  if (text.length > BUDGETS.configCharacters) {
    const message = `is longer than ${BUDGETS.configCharacters} characters, and is not read`;
    const tooLong: Problem = { ...unreadProblem(uri, '', { message }), code: 'HS105' };
    return { uri, text, problems: [tooLong], defaultsDefects: [], unread: tooLong };
  }
  const yaml = parseYaml(uri, text, reread?.last);
  if (reread !== undefined) reread.last = yaml.before;
  const headers = headersOf(text, yaml.root, reread);
  const { schemaComment } = headers;
  // Hydra sees no header behind a byte order mark.
  const { header, refused }: HeaderText = hasMark || text.charCodeAt(0) === 0xfeff ? {} : headers;
  const problem = unread === undefined ? undefined : unreadProblem(uri, text, unread);
  // What YAML would say of a text that is not what is in the file is no news.
  const cut = cutDefaults(uri, yaml.root);
  const problems = problem === undefined ? [...yaml.problems, ...cut] : [problem];
  const isConfig = header !== undefined || entryOf(yaml.root, 'defaults') !== undefined;
  const rest = {
    ...(!isConfig && isOfOtherProgram(uri, text) && { isOther: true as const }),
    ...(header !== undefined && { header }),
    ...(schemaComment !== undefined && { schemaComment }),
    ...(refused !== undefined && { headerRefused: refused }),
    ...(problem !== undefined && { unread: problem }),
  };
  const read = (root: ValueNode | undefined) => ({ uri, text, problems, ...contentOf(root, reread), ...rest });
  const file = read(yaml.root);
  return yaml.later === undefined ? file : { ...file, later: read(yaml.later.root) };
}

function headersOf(text: string, root: ValueNode | undefined, reread: Reread | undefined): Headers {
  const known = reread?.headers;
  if (known !== undefined && text.startsWith(known.above)) return known;
  const above = text.slice(0, (root?.range.start ?? text.length) + 1);
  const headers = { ...parsePackageHeader(text), schemaComment: parseSchemaComment(text), above };
  // Hydra knows one way to break a line, YAML more.
  if (reread !== undefined && root !== undefined && !/[\r\x85\u2028\u2029](?!\n)/.test(above)) reread.headers = headers;
  return headers;
}

/** What a text says, without what stands in its comments and what is wrong with it. */
export function parseContent(
  uri: Uri,
  text: string,
  before?: YamlBefore,
): Pick<ConfigFile, 'defaults' | 'defaultsKey' | 'body'> {
  if (text.length > BUDGETS.configCharacters) return {};
  return contentOf(parseYaml(uri, text, before).root, undefined);
}

/** A defaults list that is too long to be followed. */
function cutDefaults(uri: Uri, root: ValueNode | undefined): Problem[] {
  const list = entryOf(root, 'defaults')?.value;
  const [first] = list?.kind === 'list' ? list.items.slice(BUDGETS.defaultsEntries) : [];
  if (first === undefined) return [];
  const message = `the defaults list has more than ${BUDGETS.defaultsEntries} entries: the rest is not read`;
  return [{ code: 'HS105', severity: 'warning', span: { uri, ...first.range }, message }];
}

/** At the first letter that is none, else at the beginning. */
function unreadProblem(uri: Uri, text: string, { refusal, message }: NonNullable<FileMarks['unread']>): Problem {
  const start = Math.max(0, text.indexOf('\ufffd'));
  const span = { uri, start, end: Math.min(text.length, start + 1) };
  const severity = refusal === undefined ? 'warning' : 'error';
  return { code: 'HS101', severity, span, message: `The file ${message}`, ...(refusal && { refusal }) };
}

/** The file as one version of Hydra reads it. */
export function fileFor(file: ConfigFile, version: HydraVersion): ConfigFile {
  return version === '1.4' ? (file.later ?? file) : file;
}

/**
 * What of a file a defaults list is expanded from: everything but its text, its body and what is wrong with them, all of it
 * plain data.
 */
export function headOf({
  uri,
  body: _,
  text: __,
  problems: ___,
  defaultsDefects,
  later,
  ...rest
}: ConfigFile): ConfigFile {
  return {
    uri,
    text: '',
    problems: [],
    defaultsDefects,
    ...rest,
    ...(later !== undefined && { later: headOf(later) }),
  };
}

function contentOf(root: ValueNode | undefined, reread: Reread | undefined) {
  const entry = entryOf(root, 'defaults');
  const defaults = entry === undefined ? undefined : defaultsOf(entry.value, root, reread);
  const body = entry === undefined ? root : withoutDefaults(root as MapValue);
  return {
    ...(defaults !== undefined && { defaults: defaults.entries }),
    ...(entry !== undefined && { defaultsKey: entry.keyRange }),
    defaultsDefects: defaults?.defects ?? [],
    ...(body !== undefined && { body }),
    ...(entryOf(body, 'hydra') !== undefined && { saysHydra: true as const }),
  };
}

function defaultsOf(written: ValueNode, root: ValueNode | undefined, reread: Reread | undefined): DefaultsText {
  if (reread?.defaults !== undefined && reread.defaults.written === written) return reread.defaults.read;
  const read = parseDefaults(written, root);
  if (reread !== undefined && written.kind === 'list') reread.defaults = { written, read };
  return read;
}

function withoutDefaults(root: MapValue): MapValue {
  const entries = new Map(root.entries);
  entries.delete('defaults');
  return { ...root, entries };
}
