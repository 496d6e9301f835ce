import { type Composition, type ConfigNode, type KeyPath, nodeAt, overrideUri } from '../../compose/index.ts';
import { type CompositionKey, groupOptions, type Snapshot } from '../../project/index.ts';
import { nearest, type Override, type Problem, parseOverride, type Range } from '../../text/index.ts';

/** A way to mend an override: text in the place of a part of it. */
export interface Mend {
  readonly title: string;
  /** Offsets in the override's text. */
  readonly range: Range;
  readonly text: string;
  readonly isPreferred?: boolean;
}

export interface Remedy {
  readonly message: string;
  readonly range: Range;
  readonly mends: readonly Mend[];
  readonly isFarOff?: boolean;
}

/** What Hydra refuses of one override, in a sentence that says what was meant, with the ways that mend it. */
export function remedyOf(
  snapshot: Snapshot,
  key: CompositionKey,
  composition: Composition,
  problem: Problem,
  at: number,
): Remedy {
  const text = key.overrides[at] as string;
  const { override } = parseOverride(text, key.version);
  const [first = problem.message] = problem.message.split('\n', 1);
  const whole = { start: problem.span.start, end: problem.span.end };
  if (override === undefined) return { message: first, range: whole, mends: [] };
  const works = (mend: Mend | undefined): Mend[] =>
    mend === undefined || !mends(snapshot, key, at, applied(text, mend)) ? [] : [mend];
  const { keyRange, valueRange = keyRange } = override;
  const option = /Could not (?:find|load) '/.test(first) ? text.slice(valueRange.start, valueRange.end) : undefined;
  if (option !== undefined) {
    const near = nearest(option, groupOptions(snapshot, key, override.key));
    const hint = near === undefined ? '' : `; did you mean '${near}'?`;
    const message = `'${override.key}' has no option '${option}'${hint}`;
    const found = near === undefined ? undefined : change(valueRange, near);
    return { message, range: valueRange, mends: works(found), isFarOff: near === undefined };
  }
  if (/^Could not override/.test(first)) {
    const name = text.slice(keyRange.start, override.packageRange?.end ?? keyRange.end);
    const whole = { start: keyRange.start, end: keyRange.start + name.length };
    const isGroup = /No match in the defaults list/.test(problem.refusal?.message ?? first);
    const near = nearest(
      name,
      isGroup ? composition.choices.keys() : [...keysOf(composition.root), ...composition.choices.keys()],
    );
    const renamed = works(near === undefined ? undefined : change(whole, near));
    const added = works({ title: `Add '+' before '${name}'`, range: { start: 0, end: 0 }, text: '+' });
    const what = isGroup ? `no defaults list chooses '${name}'` : `'${name}' is not a key of '${key.name}'`;
    const hint = renamed.length > 0 ? `; did you mean '${near}'?` : added.length > 0 ? `; +${text} adds it` : '';
    const isFarOff = near === undefined && !composition.root.children.has(name.split(/[.@/]/)[0] ?? '');
    return { message: what + hint, range: whole, mends: [...renamed, ...added], isFarOff };
  }
  if (/^Could not append to config\. An item/.test(first)) {
    const name = override.key;
    const mend = { title: "Take the '+' away", range: { start: 0, end: 1 }, text: '', isPreferred: true };
    return { message: `'${name}' is there already: no '+' is needed`, range: keyRange, mends: works(mend) };
  }
  if (/^Could not delete/.test(first)) {
    const near = nearest(override.key, keysOf(composition.root));
    const hint = near === undefined ? '' : `; did you mean '${near}'?`;
    return {
      message: `${first.replace(/\.$/, '')}${hint}`,
      range: keyRange,
      mends: works(near === undefined ? undefined : change(keyRange, near)),
    };
  }
  const lead = `Error merging override ${text}: `;
  if (first.startsWith(lead)) {
    const cause = first.slice(lead.length);
    const members = /, expected one of \[(.*)\]$/.exec(cause)?.[1]?.split(', ') ?? [];
    const near = nearest(text.slice(valueRange.start, valueRange.end), members);
    const hint = near === undefined ? '' : `; did you mean '${near}'?`;
    const mend = near === undefined ? undefined : change(valueRange, near);
    return { message: cause + hint, range: valueRange, mends: works(mend) };
  }
  return { message: first, range: whole, mends: [] };
}

function change(range: Range, text: string): Mend {
  return { title: `Change to '${text}'`, range, text, isPreferred: true };
}

function applied(text: string, { range, text: by }: Mend): string {
  return text.slice(0, range.start) + by + text.slice(range.end);
}

/** Whether nothing is to be said of an override any more when it is written so. */
function mends(snapshot: Snapshot, key: CompositionKey, at: number, text: string): boolean {
  const tried = snapshot.compose({ ...key, overrides: key.overrides.with(at, text) });
  return !tried.problems.some(({ span, refusal }) => refusal !== undefined && span.uri === overrideUri(at));
}

/** The config whose name is nearest to one that is not there. */
export function otherName(snapshot: Snapshot, key: CompositionKey): Mend | undefined {
  const { name = '' } = key;
  const folder = name.slice(0, Math.max(0, name.lastIndexOf('/')));
  const names = groupOptions(snapshot, key, folder).map((each) => (folder === '' ? each : `${folder}/${each}`));
  const near = nearest(name, names);
  return near === undefined ? undefined : change({ start: 0, end: name.length }, near);
}

/**
 * `app.db=mysql` where `app/db` is a group with that option: Hydra takes it, and writes a text where the option's
 * mapping stood.
 */
export function textOverGroup(
  snapshot: Snapshot,
  key: CompositionKey,
  composition: Composition,
  at: number,
): Remedy | undefined {
  const text = key.overrides[at] as string;
  const { override } = parseOverride(text, key.version);
  if (override === undefined || !isPlainText(override) || override.valueRange === undefined) return undefined;
  const node = nodeAt(composition.root, override.key.split('.'));
  if (node?.shape !== 'scalar' || node.writes.at(-2)?.value.kind !== 'map') return undefined;
  const option = text.slice(override.valueRange.start);
  const group = [...composition.choices.keys()].find(
    (each) =>
      packageOf(each) === override.key && groupOptions(snapshot, key, each.split('@')[0] ?? '').includes(option),
  );
  if (group === undefined) return undefined;
  const mend = change(override.keyRange, group);
  const message = `'${override.key}' becomes the text '${option}' instead of the mapping; ${group}=${option} chooses the option`;
  return { message, range: override.keyRange, mends: mends(snapshot, key, at, applied(text, mend)) ? [mend] : [] };
}

function isPlainText({ operation, value, isValuePath, package: packageText }: Override): boolean {
  return operation === 'change' && value?.t === 'str' && !isValuePath && packageText === undefined;
}

/** Where a group's option lands, unless its config says otherwise. */
function packageOf(choice: string): string {
  const [group = '', packageText] = choice.split('@');
  return packageText ?? group.replaceAll('/', '.');
}

/** The dotted keys of a config, mappings included. */
export function keysOf(node: ConfigNode, path: KeyPath = []): string[] {
  return [...node.children].flatMap(([name, child]) => {
    if (name.startsWith('\0')) return [];
    const below = [...path, name];
    return [below.join('.'), ...(child.shape === 'list' ? [] : keysOf(child, below))];
  });
}
