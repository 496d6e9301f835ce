import { CodeActionKind } from 'vscode-languageserver-types';
import { nodeAt } from '../../compose/index.ts';
import { fileLabel, focusOf, schemaFor, type Usage } from '../../project/index.ts';
import { keysAt } from '../../schema/index.ts';
import type { ConfigFile, Edit, Uri, ValueNode } from '../../text/index.ts';
import { labelIn } from '../explain.ts';
import { entryAt, insertKey, lineAfter } from './blocks.ts';
import type { Refactoring } from './refactorings.ts';
import {
  composedPath,
  deciderAt,
  isAtRoot,
  isSameValue,
  lineOfValue,
  orderOf,
  type Site,
  usagesOf,
  writesAt,
} from './site.ts';
import { removeEntry } from './targetFixes.ts';

const KIND = CodeActionKind.RefactorRewrite;

/** Sets a value in the config that decides it: there, where it is written already, or in a new line of the primary config. */
export function settingAtLayer(site: Site): Refactoring[] {
  const { snapshot, file, path, entry } = site;
  const focus = focusOf(snapshot, file.uri);
  const value = lineOfValue(file, entry.value);
  if (focus === undefined || value === undefined) return [];
  const at = composedPath(focus, file, path);
  const decider = deciderAt(focus, at);
  if (decider === undefined) return [];
  const name = at.join('.');
  const found: Refactoring[] = [];
  if (decider.uri !== file.uri) {
    const edit = replaced(focus, decider, at, value, entry.value);
    const title = `Set '${name}' to ${shortened(value)} in ${labelIn(focus.composition, decider.uri)}, which decides it`;
    if (edit !== undefined) found.push({ title, kind: KIND, edits: [edit] });
  }
  const primary = focus.composition.defaultsList.find((choice) => choice.primary)?.file;
  // What is seen with an option that nobody chose is no run's.
  if (focus.key.overrides.length > 0) return found;
  if (primary === undefined || primary.uri === file.uri || !isAtRoot(focus, primary.uri)) return found;
  // Without `_self_` Hydra warns of a primary config that sets what it inherits.
  const isOrdered = primary.defaults === undefined || primary.defaults.some(({ kind }) => kind === 'self');
  const isLater = isOrdered && orderOf(focus, primary.uri) > orderOf(focus, decider.uri);
  const isWritten = writesAt(focus, at).some(({ origin }) => origin.kind === 'file' && origin.file.uri === primary.uri);
  const edit = isLater && !isWritten && decider.uri === file.uri ? insertKey(primary, at, value) : undefined;
  if (edit !== undefined)
    found.push({ title: `Set '${name}' in ${fileLabel(primary.uri)}`, kind: KIND, edits: [edit] });
  return found;
}

/** The deciding value's text, where another one is to stand there. */
function replaced(
  usage: Usage,
  decider: ConfigFile,
  at: readonly string[],
  value: string,
  meant: ValueNode,
): Edit | undefined {
  const node = nodeAt(usage.composition.root, at);
  const written = node?.writes.at(-1);
  if (written === undefined || node?.shape === 'map' || isSameValue(written.value, meant)) return undefined;
  if (lineOfValue(decider, written.value) === undefined) return undefined;
  return { span: { uri: decider.uri, ...written.value.range }, text: value };
}

function shortened(text: string): string {
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}

/** Takes a line away that says what is so without it, in every composition that the file takes part in. */
export function droppingCopy(site: Site): Refactoring[] {
  const { snapshot, file, path, entry } = site;
  if (entry.value.kind === 'map') return [];
  const usages = usagesOf(snapshot, file.uri) ?? [];
  const below = new Set<Uri>();
  for (const usage of usages) {
    const writes = writesAt(usage, composedPath(usage, file, path));
    const own = writes.findIndex(
      ({ origin }) =>
        origin.kind === 'file' && origin.key?.start === entry.keyRange.start && origin.file.uri === file.uri,
    );
    const before = writes[own - 1];
    if (before === undefined || before.origin.kind !== 'file' || !isSameValue(before.value, entry.value)) return [];
    below.add(before.origin.file.uri);
  }
  const [first] = usages;
  if (first === undefined) return [];
  const who = below.size === 1 ? labelIn(first.composition, [...below][0] ?? '') : 'what comes before';
  const fix = removeEntry(file, entry.keyRange, `Remove '${path.join('.')}': ${who} says the same`);
  return fix === undefined ? [] : [{ ...fix, kind: KIND }];
}

/** Bases that a key may be moved to, at most. */
const MOST_BASES = 3;

/**
 * Moves a key to a base config where all that inherit from it set the key themselves, and several to this value: those need
 * it no more. What another one sets stays.
 */
export function movingToBase(site: Site): Refactoring[] {
  const { snapshot, file, entry } = site;
  const focus = focusOf(snapshot, file.uri);
  if (focus === undefined || entry.value.kind === 'map' || !isAtRoot(focus, file.uri)) return [];
  const own = focus.composition.defaultsList.find((choice) => choice.file.uri === file.uri);
  const bases = focus.composition.defaultsList.filter(
    (choice) => choice.parent === own?.configPath && choice.overrideKey === undefined && choice.file.uri !== file.uri,
  );
  return bases
    .filter((choice) => choice.package === '' && choice.file.uri.endsWith('.yaml'))
    .slice(0, MOST_BASES)
    .flatMap((choice) => moveTo(site, choice.file) ?? []);
}

function moveTo(site: Site, base: ConfigFile): Refactoring | undefined {
  const { snapshot, file, path, entry } = site;
  const usages = usagesOf(snapshot, base.uri);
  if (usages === undefined || usages.length < 2 || isUnknownIn(site, base, path)) return undefined;
  const copies = new Map<Uri, ConfigFile>();
  const kept = new Set<Uri>();
  for (const usage of usages) {
    const decider = deciderAt(usage, path);
    if (decider === undefined || decider.uri === base.uri || !isAtRoot(usage, base.uri)) return undefined;
    if (orderOf(usage, decider.uri) < orderOf(usage, base.uri)) return undefined;
    if (isReplacedAbove(usage, base, path)) return undefined;
    const writes = writesAt(usage, path);
    const isAlone = writes.every(
      ({ origin }) => origin.kind === 'file' && (origin.file.uri === decider.uri || origin.file.uri === base.uri),
    );
    const value = entryAt(decider, path)?.value;
    const isCopy = isAlone && isAtRoot(usage, decider.uri) && value !== undefined && isSameValue(value, entry.value);
    if (isCopy) copies.set(decider.uri, decider);
    else kept.add(decider.uri);
  }
  const users = new Set(usages.map(({ key }) => key.name));
  const dropped = [...copies.values()].filter(
    (each) => !kept.has(each.uri) && usagesOf(snapshot, each.uri)?.every(({ key }) => users.has(key.name)) === true,
  );
  const removals = dropped.flatMap((each) => {
    const found = entryAt(each, path);
    return (found === undefined ? undefined : removeEntry(each, found.keyRange, ''))?.edits ?? [];
  });
  const written = writtenInBase(file, entry.value, base, path);
  if (written === undefined || !dropped.some(({ uri }) => uri === file.uri) || removals.length < 2) return undefined;
  const title = `Move '${path.join('.')}' to ${fileLabel(base.uri)}, out of ${removals.length} configs`;
  return { title, kind: CodeActionKind.RefactorExtract, edits: [written, ...removals] };
}

/** Whether a config after the base replaces a mapping that the key lies in, and with it what the base says. */
function isReplacedAbove(usage: Usage, base: ConfigFile, path: readonly string[]): boolean {
  return path.some((_, depth) =>
    writesAt(usage, path.slice(0, depth)).some(
      ({ origin, value }) =>
        depth > 0 &&
        value.kind !== 'map' &&
        (origin.kind !== 'file' || orderOf(usage, origin.file.uri) > orderOf(usage, base.uri)),
    ),
  );
}

/** Whether the base has a schema of its own that does not know the key. */
function isUnknownIn({ snapshot }: Site, base: ConfigFile, path: readonly string[]): boolean {
  const bound = schemaFor(snapshot, base.uri);
  return bound !== undefined && !keysAt(bound.set, {}, path.slice(0, -1)).has(path.at(-1) ?? '');
}

/** The value with the comment behind it. */
function writtenInBase(
  file: ConfigFile,
  value: ValueNode,
  base: ConfigFile,
  path: readonly string[],
): Edit | undefined {
  const text = lineOfValue(file, value);
  if (text === undefined) return undefined;
  const there = entryAt(base, path)?.value;
  if (there !== undefined) {
    const isReplaceable = lineOfValue(base, there) !== undefined;
    return isReplaceable ? { span: { uri: base.uri, ...there.range }, text } : undefined;
  }
  const rest = file.text.slice(value.range.end, lineAfter(file.text, value.range.end)).trimEnd();
  return insertKey(base, path, /^\s+#/.test(rest) ? `${text}${rest}` : text);
}
