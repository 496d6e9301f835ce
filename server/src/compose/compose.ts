import {
  BUDGETS,
  type ConfigFile,
  type HydraVersion,
  isSweep,
  type Override,
  overrideRefusal,
  overrideValueToPlain,
  type Plain,
  type Problem,
  parseOverride,
  type Range,
  type Span,
} from '../text/index.ts';
import type { NumberedOverride } from './applyOverrides.ts';
import { type BaseRequest, baseOf, expansionOf, searching } from './base.ts';
import { type Composition, type ConfigNode, compositionOf, type Origin, overrideUri } from './composition.ts';
import { configItem, overrideKey, place } from './defaultsItem.ts';
import { maybeThere, withPlugin } from './defaultsReports.ts';
import type { GroupOverrides } from './groupOverrides.ts';
import { withoutAliases } from './hydraAliases.ts';
import { applyAll, type ListContext, mergeList } from './hydraList.ts';
import {
  fillIn,
  isHydraOwn,
  lastWritten,
  needsHydra,
  type RunFacts,
  UNFIT,
  unfitHydra,
  withHydra,
  withoutHydra,
} from './hydraNode.ts';
import { withSearchPath } from './hydraSearchPath.ts';
import type { Repository, SearchPathSource } from './repository.ts';

/** One composition to make: what `--config-name` and the override arguments say. */
export interface ComposeRequest {
  /** `undefined` composes overrides alone. */
  readonly name: string | undefined;
  readonly overrides: readonly string[];
  readonly version: HydraVersion;
  /** What `${oc.env:…}` may read. */
  readonly environment?: ReadonlyMap<string, string>;
  /** Compose as a sweep does before its jobs: sweeps and open choices are let pass. */
  readonly multirun?: boolean;
  /** `hydra.job.name`, where no config says it: the app's file name; `app` where nothing is known. */
  readonly jobName?: string;
}

const CCE = 'ConfigCompositionException';

/**
 * Composes a config as Hydra does, every value with its history. Never throws: of a config that Hydra refuses the good
 * half is there, and the first problem with a refusal is what Hydra says.
 */
export function compose(repository: Repository, request: ComposeRequest): Composition {
  const primary = request.name === undefined ? undefined : repository.load(request.name);
  const problems: Problem[] = [];
  const told = new Set<string>();
  const report = (problem: Problem): void => {
    if ((problem.version ?? request.version) !== request.version) return;
    // The text of the primary config is told by itself and as a part of the defaults list.
    const words = isOfText(problem) ? JSON.stringify(problem) : '';
    if (told.has(words)) return;
    if (words !== '') told.add(words);
    const isPrimary = primary !== undefined && primary.uri === problem.span.uri;
    const shown = request.version === '1.4' && isPrimary ? problem : wrapped(problem, request.version);
    problems.push(maybeThere(withPlugin(shown, request.version), repository));
  };
  // What follows from a refusal is no news.
  const isRefused = () => problems.some(({ refusal }) => refusal !== undefined);
  const { asked, searched, parsed, values, sweeps } = begin(repository, primary, request, report, problems);
  const { name, version, environment = new Map() } = request;
  const base = baseOf(repository, asked);
  const { list, choices } = base;
  for (const problem of base.problems) report(problem);
  const listProblems = problems.filter((problem) => !sweeps.includes(problem));
  const { jobName = 'app' } = request;
  const facts: RunFacts = { name, version, environment, jobName, repository: searched, choices, overrides: parsed };
  const isEager = needsHydra(list, values);
  const context: ListContext = { repository: searched, version, report };
  let whole: ConfigNode | undefined;
  let root: ConfigNode;
  const merged = isEager ? base.whole() : base.job();
  for (const problem of merged.problems) report(problem);
  if (isEager) {
    whole = merged.root;
    const unfit = unfitHydra(whole, version);
    const hydra = whole.children.get('hydra');
    if (unfit !== undefined && !isRefused())
      report({ ...refusal('HS117', lastWritten(hydra), unfit.message, unfit.errorClass), message: UNFIT });
    whole = applyAll(whole, values, context);
    const filled = fillIn(whole, facts);
    whole = filled.root;
    if (filled.refusal !== undefined && !isRefused()) {
      report(refusal('HS117', lastWritten(hydra), filled.refusal.message, filled.refusal.errorClass));
    }
    root = withoutHydra(whole);
  } else {
    root = applyAll(merged.root, values, context);
  }
  const made = root;
  return compositionOf({
    name,
    version,
    root,
    whole: () => {
      whole ??= withHydra(made, fillIn(mergeList(list.filter(isHydraOwn), context), facts).root);
      return whole;
    },
    defaultsList: () => list,
    choices,
    defaultsTree: base.tree,
    problems,
    listProblems,
    sources: searched.sources,
  });
}

/** What a composition starts from, before its defaults list is expanded. */
interface Begun {
  readonly asked: BaseRequest;
  /** With what `hydra.searchpath` adds. */
  readonly searched: Repository;
  readonly parsed: readonly NumberedOverride[];
  /** The overrides of values. */
  readonly values: readonly NumberedOverride[];
  /** Those of the problems that are about sweeps. */
  readonly sweeps: readonly Problem[];
}

function begin(
  repository: Repository,
  primary: ConfigFile | undefined,
  request: ComposeRequest,
  report: (problem: Problem) => void,
  problems: readonly Problem[],
): Begun {
  const { absentRoot } = repository;
  if (absentRoot !== undefined) {
    const message = `Primary config directory not found.\nCheck that the config directory '${absentRoot}' exists and readable`;
    report(refusal('HS111', { uri: '', start: 0, end: 0 }, message, 'MissingConfigException'));
  }
  const { name, version, environment = new Map() } = request;
  const surroundings = { version, environment };
  // Hydra 1.4 reads the primary config for its aliases before it parses the command line, 1.3 after it.
  if (version === '1.4') for (const problem of primary?.problems ?? []) report(problem);
  const texts = version === '1.4' ? withoutAliases(primary, request.overrides, report) : request.overrides;
  const parsed = parseAll(texts, version, report);
  if (version === '1.3') for (const problem of primary?.problems ?? []) report(problem);
  checkPrimary(name, primary, report);
  const added = addedBy(repository, primary, parsed, request, report);
  const searched = searching(repository, name, added);
  const before = problems.length;
  const settled = withoutSweeps(parsed, request, report);
  const sweeps = problems.slice(before);
  const { groups, values } = classify(searched, settled, version, report);
  const isMultirun = request.multirun === true;
  const asked: BaseRequest = { name, groups, surroundings, isMultirun, searched: added };
  return { asked, searched, parsed, values, sweeps };
}

/**
 * The defaults list and the choices of a composition without their contents: of each config there is what `Repository.head`
 * has of it. Rests on the heads alone, and on the text of a primary config that says something of Hydra itself.
 */
export function listDefaults(
  repository: Repository,
  request: ComposeRequest,
): Pick<Composition, 'defaultsList' | 'choices'> {
  return expansionOf(repository, begin(repository, primaryOf(repository, request), request, () => {}, []).asked);
}

/** The primary config as far as it says where a composition begins. */
function primaryOf(repository: Repository, { name }: ComposeRequest): ConfigFile | undefined {
  const head = name === undefined ? undefined : repository.head(name);
  return name === undefined || head?.saysHydra !== true ? head : repository.load(name);
}

/** Where a composition looks for configs, with what `hydra.searchpath` adds. */
export function searchPathOf(repository: Repository, request: ComposeRequest): Repository {
  return begin(repository, primaryOf(repository, request), request, () => {}, []).searched;
}

function isOfText({ code }: Problem): boolean {
  return code.startsWith('HS10');
}

/** The sources that `hydra.searchpath` adds. */
function addedBy(
  repository: Repository,
  primary: ConfigFile | undefined,
  overrides: readonly NumberedOverride[],
  { version, environment = new Map() }: ComposeRequest,
  report: (problem: Problem) => void,
): readonly SearchPathSource[] {
  const extended = withSearchPath(repository, primary, overrides, { version, environment }, report);
  // The ConfigStore stays the last one.
  return extended === repository ? [] : extended.sources.slice(repository.sources.length - 1, -1);
}

/** What OmegaConf says of a file Hydra hides behind an exception of its own without words; 1.4 not of the primary. */
function wrapped(problem: Problem, version: HydraVersion): Problem {
  const { refusal } = problem;
  if (refusal === undefined || !OMEGACONF_ERRORS[version].has(refusal.errorClass)) return problem;
  return { ...problem, refusal: { errorClass: CCE, message: '' } };
}

const OMEGACONF_ERRORS: Readonly<Record<HydraVersion, ReadonlySet<string>>> = {
  '1.3': new Set(['GrammarParseError', 'KeyValidationError', 'UnsupportedValueType']),
  '1.4': new Set(['GrammarParseError']),
};

function parseAll(
  texts: readonly string[],
  version: HydraVersion,
  report: (problem: Problem) => void,
): NumberedOverride[] {
  const parsed: NumberedOverride[] = [];
  const read = texts.slice(0, BUDGETS.overrides);
  if (texts.length > read.length) {
    const message = `more than ${BUDGETS.overrides} overrides: the rest is not read`;
    report(refusedOverride(read.length, { start: 0, end: texts[read.length]?.length ?? 0 }, message));
  }
  for (const [index, text] of read.entries()) {
    const { override, problems } = parseOverride(text, version);
    for (const problem of problems) {
      const refusal = overrideRefusal(problem, text, version, index, read);
      const { errorClass, range, message } = problem;
      report(overrideProblem('HS501', index, range, { errorClass, message: refusal }, message));
    }
    if (problems.length === 0 && override !== undefined) parsed.push({ override, index });
  }
  return parsed;
}

function withoutSweeps(
  overrides: readonly NumberedOverride[],
  { multirun }: ComposeRequest,
  report: (problem: Problem) => void,
): NumberedOverride[] {
  return overrides.filter(({ override, index }) => {
    if (override.value === undefined || !isSweep(override.value)) return true;
    if (!multirun) report(sweepProblem(index, override));
    return false;
  });
}

function overrideProblem(
  code: Problem['code'],
  index: number,
  range: Range,
  refusal: NonNullable<Problem['refusal']>,
  message = refusal.message,
): Problem {
  const [first = message] = message.split('\n', 1);
  return { code, severity: 'error', span: { uri: overrideUri(index), ...range }, message: first, refusal };
}

function refusedOverride(index: number, range: Range, message: string, errorClass = CCE): Problem {
  return overrideProblem('HS502', index, range, { errorClass, message });
}

function refusal(code: Problem['code'], span: Span, message: string, errorClass = CCE): Problem {
  const [first = message] = message.split('\n', 1);
  return { code, severity: 'error', span, message: first, refusal: { errorClass, message } };
}

function wholeOf(override: Override): Range {
  return { start: 0, end: override.text.length };
}

function sweepProblem(index: number, override: Override): Problem {
  const { text, value } = override;
  const simple = value?.t === 'choice' && value.simple;
  const message = simple
    ? `Ambiguous value for argument '${text}'\n1. To use it as a list, use key=[value1,value2]\n2. To use it as string, quote the value: key='value1,value2'\n3. To sweep over it, add --multirun to your command line`
    : `Sweep parameters '${text}' requires --multirun`;
  return refusedOverride(index, override.valueRange ?? wholeOf(override), message);
}

/** A primary config is read first, before its defaults list: only a mapping can be one. */
function checkPrimary(
  name: string | undefined,
  file: ConfigFile | undefined,
  report: (problem: Problem) => void,
): void {
  if (file?.body?.kind !== 'list') return;
  for (const problem of file.problems) report(problem);
  const message = `primary config '${name}' must be a DictConfig, got ListConfig`;
  report(refusal('HS110', { uri: file.uri, ...file.body.range }, message));
}

/** Tells choices of groups from values, as Hydra does: by whether the search path has such a directory. */
function classify(
  repository: Repository,
  overrides: readonly NumberedOverride[],
  version: HydraVersion,
  report: (problem: Problem) => void,
): { groups: GroupOverrides; values: NumberedOverride[] } {
  const chosen: GroupOverrides['chosen'] = new Map();
  const deletions: GroupOverrides['deletions'] = new Map();
  const appended = [];
  const values: NumberedOverride[] = [];
  for (const numbered of overrides) {
    const { override, index } = numbered;
    const plain = override.value === undefined ? undefined : overrideValueToPlain(override.value);
    const origin: Origin = { kind: 'override', text: override.text, index };
    const key = groupKeyOf(override, version);
    const isGroup = !override.isValuePath && repository.isGroup(override.key);
    const isConfig = version === '1.4' && !override.isValuePath && repository.load(override.key) !== undefined;
    if (override.operation === 'delete' && isConfig && !isGroup) {
      if (plain === undefined) deletions.set(key, { origin, used: false });
      else {
        const message = `Config path deletion does not support a value : ${override.text}`;
        report(refusedOverride(index, wholeOf(override), message, 'ValueError'));
      }
      continue;
    }
    const isDeletion = version === '1.4' && override.operation === 'delete';
    if (!isGroup || (plain?.t === 'dict' && !isDeletion)) {
      values.push(numbered);
      continue;
    }
    const option = optionOf(plain);
    if (override.operation === 'force_add') {
      const message = `force-add of config groups is not supported: '${override.text}'`;
      report(refusedOverride(index, wholeOf(override), message));
    } else if (override.operation === 'delete') {
      if (typeof option === 'string') deletions.set(key, { option, origin, used: false });
      else if (plain === undefined || plain.t === 'null') deletions.set(key, { origin, used: false });
      else {
        const message = `Config group override deletion value must be a string : ${override.text}`;
        report(refusedOverride(index, wholeOf(override), message, 'ValueError'));
      }
    } else if (option === undefined) {
      const message = `Config group override must be a string or a list. Got ${pythonType(plain)}`;
      report(refusedOverride(index, override.valueRange ?? wholeOf(override), message, 'ValueError'));
    } else if (Array.isArray(option) && plain?.t === 'list' && option.length < plain.v.length) {
      const odd = plain.v.find((item) => optionOf(item) === undefined);
      const message = `argument of type '${pythonType(odd)}' is not iterable`;
      report(refusedOverride(index, override.valueRange ?? wholeOf(override), message, 'TypeError'));
    } else if (override.operation === 'add') {
      const item = configItem(override.key, origin, {
        kind: 'group',
        value: option,
        package: override.package === '_here_' ? '' : override.package,
        external: true,
        version,
      });
      place(item, '', '');
      appended.push(item);
    } else {
      chosen.set(key, { value: option, origin, used: false });
    }
  }
  return { groups: { chosen, deletions, appended }, values };
}

/** The override key that an argument names; Hydra 1.4 reads `_group_` in its package. */
function groupKeyOf({ key, package: packageText }: Override, version: HydraVersion): string {
  if (packageText === undefined) return key;
  if (version === '1.3' || packageText.split('.', 1)[0] !== '_group_') return `${key}@${packageText}`;
  return overrideKey(configItem(key, { kind: 'builtin', name: key }, { kind: 'group', package: packageText, version }));
}

function optionOf(plain: Plain | undefined): string | readonly string[] | undefined {
  switch (plain?.t) {
    case 'str':
    case 'interp':
      return plain.v;
    case 'missing':
      return '???';
    case 'list':
      return plain.v.map((item) => optionOf(item)).filter((item) => typeof item === 'string');
    default:
      return undefined;
  }
}

function pythonType(plain: Plain | undefined): string {
  return plain === undefined || plain.t === 'null' ? 'NoneType' : plain.t;
}
