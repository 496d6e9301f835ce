import { type Composition, composes, nodeAt, overrideUri } from '../../compose/index.ts';
import { type CompositionKey, type Project, type Snapshot, storeIn, textOfKey } from '../../project/index.ts';
import {
  BUDGETS,
  isSweep,
  overrideValueText,
  type ParsedOverride,
  type Problem,
  parseOverride,
  type Range,
  sweepValues,
} from '../../text/index.ts';
import { problemsOfUsage } from '../diagnostics/ofRun.ts';
import { type Mend, otherName, remedyOf, textOverGroup } from './remedy.ts';

/** What is wrong with one override of a command; places are offsets in the override's text. */
export interface Fault {
  /** Which override; `undefined` where the command as a whole is meant, `name` for the config that it names. */
  readonly index: number | 'name' | undefined;
  readonly range: Range;
  readonly code: Problem['code'];
  readonly message: string;
  readonly isWarning?: boolean;
  /** Nothing of the config is near it: documentation may show a name that its reader is to choose. */
  readonly isFarOff?: boolean;
  readonly mends: readonly Mend[];
}

/** What there is to judge: a composition that a command asks for. */
export interface Judged {
  readonly key: CompositionKey;
  readonly isMultirun: boolean;
  /** Other overrides that only the run knows: what they bring is not known either. */
  readonly isVague: boolean;
}

/** The faults of a command's overrides; remembered by the composition, wherever the command stands. */
export function faultsOf(snapshot: Snapshot, { folder }: Project, judged: Judged): readonly Fault[] {
  const { key, isMultirun, isVague } = judged;
  return snapshot.derive(`command ${isMultirun} ${isVague} ${textOfKey(key)}`, (at) => {
    const project = at.projects().find((each) => each.folder === folder);
    return project === undefined ? [] : judge(at, project, judged);
  });
}

function judge(snapshot: Snapshot, project: Project, { key, isMultirun, isVague }: Judged): Fault[] {
  const parsed = key.overrides.map((text) => parseOverride(text, key.version));
  const faults = parsed.flatMap((each, index) => unreadable(each, index));
  if (isVague || storeIn(snapshot, project.folder, key.root).isOpen === true) return faults;
  const jobs = jobsOf(parsed, key);
  const first = snapshot.compose({ ...key, overrides: jobs[0]?.overrides ?? [] });
  if (isNameless(first)) return [...faults, ...namelessFault(snapshot, key)];
  if (isUnsure(first)) return faults;
  if (!isMultirun && !isSweeping(first)) faults.push(...parsed.flatMap((each, index) => sweepFault(each, index)));
  const seen = new Set(faults.map(({ index }) => index));
  for (const job of jobs) {
    for (const fault of faultsOfJob(snapshot, project, key, job, parsed)) {
      if (seen.has(fault.index)) continue;
      seen.add(fault.index);
      faults.push(fault);
    }
  }
  return faults;
}

/** One job of a sweep, or the run. */
interface Job {
  readonly overrides: readonly string[];
  /** Which of the command's overrides each of them is. */
  readonly indices: readonly number[];
}

/** The first job of a sweep, and for each further value of each override the job that differs from it by that alone. */
function jobsOf(parsed: readonly ParsedOverride[], { version, overrides }: CompositionKey): readonly Job[] {
  const indices = parsed.flatMap(({ problems }, index) => (problems.length === 0 ? [index] : []));
  const values = indices.map((index) => {
    const { override } = parsed[index] as ParsedOverride;
    const text = overrides[index] as string;
    if (override?.value === undefined || !isSweep(override.value) || override.valueRange === undefined) return [text];
    const lead = text.slice(0, override.valueRange.start);
    const all = sweepValues(override.value, version)?.map((value) => lead + overrideValueText(value));
    // Of an interval or a glob only the key can be judged.
    return all === undefined || all.length === 0 ? [] : all.slice(0, BUDGETS.composedJobs);
  });
  const known = indices.flatMap((index, at) => (values[at]?.length === 0 ? [] : [[index, values[at] ?? []] as const]));
  const job = (texts: readonly string[]): Job => ({ overrides: texts, indices: known.map(([index]) => index) });
  const first = known.map(([, [text = '']]) => text);
  const others = known.flatMap(([, all], at) => all.slice(1).map((text) => job(first.with(at, text))));
  return [job(first), ...others].slice(0, BUDGETS.composedJobs);
}

function unreadable({ problems }: ParsedOverride, index: number): Fault[] {
  const [problem] = problems;
  if (problem === undefined) return [];
  const lines = problem.message.split('\n').filter((line) => !line.startsWith('Error parsing'));
  return [{ index, range: problem.range, code: 'HS511', message: lines[0] ?? problem.message, mends: [] }];
}

function isNameless({ problems }: Composition): boolean {
  return problems.some(({ refusal }) => refusal?.message.startsWith('Cannot find primary config') === true);
}

function namelessFault(snapshot: Snapshot, key: CompositionKey): Fault[] {
  const { name = '' } = key;
  const mend = otherName(snapshot, key);
  const hint = mend === undefined ? '' : `; did you mean '${mend.text}'?`;
  const message = `there is no config '${name}'${hint}`;
  const range = { start: 0, end: name.length };
  return [{ index: 'name', range, code: 'HS512', message, mends: mend === undefined ? [] : [mend] }];
}

/** What a plugin, a program or a config that is broken in itself brings, nobody knows here. */
function isUnsure(composition: Composition): boolean {
  const { problems, defaultsList } = composition;
  const isOpen = problems.some(({ refusal, severity }) => refusal !== undefined && severity === 'info');
  const isBroken = problems.some(
    ({ code, refusal, span }) => refusal !== undefined && code !== 'HS113' && !span.uri.startsWith('override:'),
  );
  return isOpen || isBroken || !composes({ problems: [], defaultsList });
}

/** `hydra.mode: MULTIRUN` in a config makes every run a sweep. */
function isSweeping({ hydra }: Composition): boolean {
  const mode = hydra === undefined ? undefined : nodeAt(hydra, ['mode'])?.leaf;
  return mode?.t === 'str' && mode.v === 'MULTIRUN';
}

function sweepFault({ override, problems }: ParsedOverride, index: number): Fault[] {
  const { value, valueRange, text = '' } = override ?? {};
  if (problems.length > 0 || value === undefined || !isSweep(value) || valueRange === undefined) return [];
  const written = text.slice(valueRange.start);
  const isList = value.t === 'choice' && value.simple;
  const message = isList
    ? `'${written}' is a sweep, which needs --multirun; a list is written [${written}]`
    : `'${written}' is a sweep, which needs --multirun`;
  const mends = isList ? [{ title: `Write the list [${written}]`, range: valueRange, text: `[${written}]` }] : [];
  return [{ index, range: valueRange, code: 'HS513', message, mends }];
}

function* faultsOfJob(
  snapshot: Snapshot,
  project: Project,
  key: CompositionKey,
  job: Job,
  parsed: readonly ParsedOverride[],
): Iterable<Fault> {
  const own = { ...key, overrides: job.overrides };
  const composition = snapshot.compose(own);
  if (isUnsure(composition)) return;
  const isRefused = composition.problems.some(({ refusal }) => refusal !== undefined);
  // What a composition that is refused lacks is nobody's fault but the refusal's.
  const problems = isRefused
    ? composition.problems
    : problemsOfUsage(snapshot, project, { key: own, composition }).filter(({ severity }) => severity === 'error');
  // An option that is not found takes its keys with it.
  const isLacking = problems.some(({ code, refusal }) => code === 'HS111' && refusal !== undefined);
  const lacking: Fault[] = [];
  for (const problem of problems) {
    if (isLacking && problem.code !== 'HS111') continue;
    if (problem.code === 'HS113' && !problem.span.uri.startsWith('override:')) {
      const [first = problem.message] = problem.message.split('\n', 1);
      yield { index: undefined, range: { start: 0, end: 0 }, code: 'HS512', message: first, mends: [] };
      continue;
    }
    const at = job.overrides.findIndex((_, index) => overrideUri(index) === problem.span.uri);
    const index = job.indices[at];
    if (index === undefined) continue;
    const fault = faultOf(snapshot, own, composition, problem, at, index, parsed);
    if (isLacking) lacking.push(fault);
    yield fault;
  }
  const mended = isLacking ? mendedJob(job, lacking) : undefined;
  if (mended !== undefined) yield* faultsOfJob(snapshot, project, key, mended, parsed);
  for (const [at, index] of job.indices.entries()) {
    const found = textOverGroup(snapshot, own, composition, at);
    if (found === undefined) continue;
    yield { index, code: 'HS512', isWarning: true, ...found };
  }
}

/** The job with the options that were likely meant, where that is known of each: the other overrides are judged by it. */
function mendedJob(job: Job, lacking: readonly Fault[]): Job | undefined {
  const overrides = [...job.overrides];
  for (const { index, mends } of lacking) {
    const [mend] = mends;
    const at = typeof index === 'number' ? job.indices.indexOf(index) : -1;
    const text = overrides[at];
    if (mend === undefined || text === undefined) return undefined;
    overrides[at] = text.slice(0, mend.range.start) + mend.text + text.slice(mend.range.end);
  }
  const isSame = overrides.every((text, at) => text === job.overrides[at]);
  return isSame ? undefined : { ...job, overrides };
}

function faultOf(
  snapshot: Snapshot,
  key: CompositionKey,
  composition: Composition,
  problem: Problem,
  at: number,
  index: number,
  parsed: readonly ParsedOverride[],
): Fault {
  const { code, span } = problem;
  const original = parsed[index]?.override;
  const isSame = original?.text === key.overrides[at];
  const { message, mends, range, isFarOff } = remedyOf(snapshot, key, composition, problem, at);
  const value = original?.valueRange ?? range;
  // In a sweep the place of the one value is looked for among the others.
  const shown = isSame || range.end <= value.start ? range : (valueIn(original?.text ?? '', value, key, at) ?? value);
  const isOwn = code.startsWith('HS5') || code.startsWith('HS11');
  // A '+' may be right in one job of a sweep and wrong in another.
  const isOfSweep = parsed.some((each, other) => each.override?.text !== key.overrides[other]);
  const fitting = mends.filter(({ range, text }) => !isOfSweep || range.end > 0 || text !== '+');
  const moved = isSame ? fitting : fitting.flatMap((mend) => movedTo(mend, span, shown));
  const told = { index, range: shown, message, mends: moved, ...(isFarOff && { isFarOff }) };
  return { ...told, code: isOwn ? 'HS512' : code };
}

/** Where one value of a sweep stands. */
function valueIn(text: string, value: Range, { overrides }: CompositionKey, at: number): Range | undefined {
  const one = (overrides[at] as string).slice(value.start);
  for (let found = text.indexOf(one, value.start); found !== -1; found = text.indexOf(one, found + 1)) {
    const end = found + one.length;
    if (!/[\w.-]/.test(text[found - 1] ?? '') && !/[\w.-]/.test(text[end] ?? '')) return { start: found, end };
  }
  return undefined;
}

/** Of a mend of one value of a sweep, what replaces the value as a whole stays right. */
function movedTo(mend: Mend, { end }: Range, shown: Range): Mend[] {
  return mend.range.end === end && mend.range.start > 0 ? [{ ...mend, range: shown }] : [];
}
