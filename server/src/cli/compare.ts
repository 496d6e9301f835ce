import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openProject } from '../api/index.ts';
import { compare, flow, type Seen, seenFrom, valuesThatDiffer } from '../features/index.ts';
import { uriOfPath } from '../node/index.ts';
import { runAt, type Snapshot } from '../project/index.ts';
import type { DecidedValue, Difference, LaunchProblem, Side } from '../protocol.ts';
import { type Plain, printable, type Uri } from '../text/index.ts';
import { relativePath } from './place.ts';
import { type Streams, UsageError } from './streams.ts';
import { jsonText } from './writers/json.ts';

/** A side with the words that it was asked for by. */
interface Asked {
  readonly side: Side;
  readonly words: string;
}

/** `hydrascope compare`: the values that differ between two configs, or a config and a run. Returns the exit status, as diff's. */
export function compareCommand(args: readonly string[], streams: Streams): number {
  const { format, words, allow } = parse(args);
  // What is named may be read, wherever it lies.
  const { snapshot } = openProject({ named: [...words.filter((word) => existsSync(word)), ...allow] });
  const [left, right] = sidesOf(snapshot, words);
  const [before, after] = [seenFrom(snapshot, left.side), seenFrom(snapshot, right.side)];
  const errors = [...errorsOf(before, left), ...errorsOf(after, right)];
  for (const error of errors) streams.err(`${printable(error)}\n`);
  const { differences } = compare(snapshot, { left: left.side, right: right.side });
  const values = before && after ? valuesThatDiffer(before, after) : [];
  streams.out(
    format === 'json' ? jsonText(answerOf(left, right, differences, values)) : text(left, right, differences),
  );
  if (errors.length > 0) return 2;
  return differences.length > 0 ? 1 : 0;
}

function parse(args: readonly string[]) {
  // Behind a `--` begins the other side; the flags stand before it or behind it.
  const at = args.indexOf('--');
  const marked = at === -1 ? args : args.with(at, SEPARATOR);
  try {
    const options = {
      format: { type: 'string', default: 'text' },
      allow: { type: 'string', multiple: true },
    } as const;
    const { values, positionals } = parseArgs({ args: [...marked], options, allowPositionals: true, strict: true });
    if (values.format !== 'text' && values.format !== 'json') throw new UsageError('--format is text or json');
    return { format: values.format, words: positionals, allow: values.allow ?? [] };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** No argument of a process can hold it. */
const SEPARATOR = '\0';

/**
 * Two sides with their own overrides, with a `--` between them; or two sides and the overrides of both; or one side: a config
 * without its overrides and with them, a run and what the same command composes to now.
 */
function sidesOf(snapshot: Snapshot, words: readonly string[]): readonly [Asked, Asked] {
  const at = words.indexOf(SEPARATOR);
  if (at !== -1) return [sideOf(snapshot, words.slice(0, at)), sideOf(snapshot, words.slice(at + 1))];
  const [first, second, ...rest] = words;
  if (first === undefined) throw new UsageError('compare needs a config or the folder of a run');
  if (second !== undefined && !isOverride(second)) {
    const overrides = (name: string) => (runOf(snapshot, name) === undefined ? rest : []);
    return [sideOf(snapshot, [first, ...overrides(first)]), sideOf(snapshot, [second, ...overrides(second)])];
  }
  const run = runOf(snapshot, first);
  if (run === undefined) {
    if (second === undefined) throw new UsageError(`compare needs something to hold '${first}' against`);
    return [sideOf(snapshot, [first]), sideOf(snapshot, words)];
  }
  if (second !== undefined) throw new UsageError('what a run recorded takes no overrides');
  const { name, overrides } = run;
  if (name === undefined) throw new UsageError(`the run in ${first} does not say which config it was started with`);
  return [sideOf(snapshot, [first]), sideOf(snapshot, [name, ...overrides])];
}

function sideOf(snapshot: Snapshot, [name, ...overrides]: readonly string[]): Asked {
  if (name === undefined) throw new UsageError('compare needs a config or the folder of a run on each side of --');
  const words = [name, ...overrides].join(' ');
  const run = runOf(snapshot, name);
  if (run === undefined) return { side: { uri: configOf(snapshot, name), composedWith: overrides }, words };
  if (overrides.length > 0) throw new UsageError('what a run recorded takes no overrides');
  return { side: { uri: run.folder, isRun: true }, words };
}

function isOverride(word: string): boolean {
  return /^[~+]|=/.test(word);
}

function runOf(snapshot: Snapshot, name: string) {
  return existsSync(name) ? runAt(snapshot, uriOfPath(name)) : undefined;
}

/** A config by its name, as --config-name takes it, or by its path. */
function configOf(snapshot: Snapshot, name: string): Uri {
  const roots = snapshot.projects().flatMap((project) => project.roots);
  const path = name
    .replace(/\.ya?ml$/, '')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  const named = roots.map(({ uri }) => `${uri}/${path}.yaml`).find((uri) => snapshot.files.file(uri) !== undefined);
  if (named !== undefined) return named;
  const uri = uriOfPath(name);
  if (snapshot.files.file(uri) !== undefined) return uri;
  throw new UsageError(`there is no config and no run '${name}'`);
}

function errorsOf(seen: Seen | undefined, { words }: Asked): readonly string[] {
  if (seen === undefined) return [`${words}: it belongs to no composition`];
  return seen.problems.filter(({ severity }) => severity === 'error').map((problem) => `${words}: ${told(problem)}`);
}

function told({ message, place }: LaunchProblem): string {
  return place === undefined ? message : `${message} (${relativePath(place.uri)}:${place.line + 1})`;
}

function text(left: Asked, right: Asked, differences: readonly Difference[]): string {
  const own = differences.filter(({ isDerived }) => !isDerived).map(line);
  const derived = differences.filter(({ isDerived }) => isDerived).map(line);
  const head = `--- ${left.words}\n+++ ${right.words}`.split('\n');
  const lines =
    differences.length === 0
      ? ['no value differs']
      : [...head, ...own, ...(derived.length > 0 ? ['follow by interpolation:', ...derived] : [])];
  return `${lines.map(printable).join('\n')}\n`;
}

function line({ key, left, right }: Difference): string {
  if (left === undefined) return `+ ${key}: ${valueText(right)}`;
  if (right === undefined) return `- ${key}: ${valueText(left)}`;
  return `~ ${key}: ${valueText(left)} -> ${valueText(right)}`;
}

function valueText(decided: DecidedValue | undefined): string {
  if (decided === undefined) return '';
  return decided.from === undefined ? decided.value : `${decided.value} (${decided.from})`;
}

/** Values whole, as YAML on one line. */
function answerOf(
  left: Asked,
  right: Asked,
  differences: readonly Difference[],
  values: ReturnType<typeof valuesThatDiffer>,
): object {
  const side = (decided: DecidedValue | undefined, value: Plain | undefined) => {
    if (decided === undefined || value === undefined) return null;
    const { from, target } = decided;
    const place = target && { file: relativePath(target.uri).replaceAll('\\', '/'), line: target.line + 1 };
    return { value: flow(value), ...(from !== undefined && { from }), ...place };
  };
  const shown = differences.map(({ key, left: before, right: after, isDerived }, index) => ({
    key,
    left: side(before, values[index]?.left),
    right: side(after, values[index]?.right),
    derived: isDerived,
  }));
  return { version: 1, left: left.words, right: right.words, differences: shown };
}
