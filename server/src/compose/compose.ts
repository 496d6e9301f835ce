import {
  type HydraVersion,
  isSweep,
  keyName,
  type Override,
  overrideRefusal,
  overrideValueToPlain,
  type Plain,
  type Problem,
  parseOverride,
  type Range,
  type Span,
  type ValueNode,
} from '../text/index.ts';
import { applyOverride, type NumberedOverride } from './applyOverrides.ts';
import {
  type Choice,
  type Composition,
  type ConfigNode,
  NO_CHILDREN,
  type Origin,
  overrideUri,
} from './composition.ts';
import { configItem, place } from './defaultsItem.ts';
import { expandDefaults } from './defaultsTree.ts';
import type { GroupOverrides } from './groupOverrides.ts';
import { type Merging, merge, splitKey, underPackage } from './merge.ts';
import { conflictMessage, keyConflict } from './mergeReports.ts';
import type { Repository } from './repository.ts';
import { containerMeant } from './resolve.ts';

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
}

const CCE = 'ConfigCompositionException';

/**
 * Composes a config as Hydra does, every value with its history. Never throws: of a config that Hydra refuses the good
 * half is there, and the first problem with a refusal is what Hydra says.
 */
export function compose(repository: Repository, request: ComposeRequest): Composition {
  const problems: Problem[] = [];
  const told = new Set<Problem>();
  const report = (problem: Problem): void => {
    if (told.has(problem) || (problem.version ?? request.version) !== request.version) return;
    told.add(problem);
    const isPrimary = request.name !== undefined && repository.load(request.name)?.uri === problem.span.uri;
    problems.push(request.version === '1.4' && isPrimary ? problem : wrapped(problem));
  };
  const { absentRoot } = repository;
  if (absentRoot !== undefined) {
    const message = `Primary config directory not found.\nCheck that the config directory '${absentRoot}' exists and readable`;
    report(refusal('HS111', { uri: '', start: 0, end: 0 }, message, 'MissingConfigException'));
  }
  const parsed = parseAll(request, report);
  checkPrimary(repository, request.name, report);
  const { version, environment = new Map() } = request;
  const surroundings = { version, environment };
  const { groups, values } = classify(repository, parsed, version, report);
  const isMultirun = request.multirun === true;
  const { list, choices } = expandDefaults(repository, request.name, groups, surroundings, isMultirun, report);
  let root: ConfigNode = { shape: 'map', children: NO_CHILDREN, writes: [rootWrite()] };
  const merging: Merging = {
    open: [],
    version,
    keyConflict: (origin, entry) => {
      const uri = origin.kind === 'file' ? origin.file.uri : '';
      report(keyConflict({ uri, ...entry.keyRange }, entry));
    },
    containerMeant: (at, text, path) => containerMeant(at, text, path, request.version),
    conflict: (origin, value) => report(conflictProblem(request, origin, value)),
  };
  for (const choice of list) root = addConfig(root, choice, merging, report);
  for (const numbered of values) root = addOverride(root, numbered, merging, request.version, report);
  return { name: request.name, version, root: withoutHydra(root), defaultsList: list, choices, problems };
}

/** What OmegaConf says of a file Hydra hides behind an exception of its own without words; 1.4 not of the primary. */
function wrapped(problem: Problem): Problem {
  const { refusal } = problem;
  if (refusal === undefined || !OMEGACONF_ERRORS.has(refusal.errorClass)) return problem;
  return { ...problem, refusal: { errorClass: CCE, message: '' } };
}

const OMEGACONF_ERRORS = new Set(['GrammarParseError', 'KeyValidationError', 'UnsupportedValueType']);

function rootWrite() {
  const value: ValueNode = { kind: 'map', entries: new Map(), flow: false, range: { start: 0, end: 0 } };
  return { origin: { kind: 'builtin', name: 'root' } as const, op: 'set' as const, value };
}

function parseAll(request: ComposeRequest, report: (problem: Problem) => void): NumberedOverride[] {
  const parsed: NumberedOverride[] = [];
  for (const [index, text] of request.overrides.entries()) {
    const { override, problems } = parseOverride(text, request.version);
    for (const problem of problems) {
      const refusal = overrideRefusal(problem, text, request.version, index, request.overrides);
      const { errorClass, range, message } = problem;
      report(overrideProblem('HS501', index, range, { errorClass, message: refusal }, message));
    }
    if (problems.length > 0 || override === undefined) continue;
    if (override.value !== undefined && isSweep(override.value)) {
      if (!request.multirun) report(sweepProblem(index, override));
      continue;
    }
    parsed.push({ override, index });
  }
  return parsed;
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
function checkPrimary(repository: Repository, name: string | undefined, report: (problem: Problem) => void): void {
  const file = name === undefined ? undefined : repository.load(name);
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
    const key = override.package === undefined ? override.key : `${override.key}@${override.package}`;
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

function addConfig(root: ConfigNode, choice: Choice, merging: Merging, report: (problem: Problem) => void): ConfigNode {
  const { file, package: packageText } = choice;
  const start = { start: 0, end: 0 };
  const body: ValueNode = contentOf(choice, report) ?? { kind: 'map', entries: new Map(), flow: false, range: start };
  if (body.kind !== 'map' && packageText === '') {
    if (body.kind === 'list') merging.conflict({ kind: 'file', file }, body, root);
    return root;
  }
  const value = underPackage(body, splitKey(packageText));
  return merge(root, { value }, { kind: 'file', file }, merging);
}

function contentOf({ file, configPath }: Choice, report: (problem: Problem) => void): ValueNode | undefined {
  const { body } = file;
  if (body?.kind !== 'scalar') return body;
  const { leaf, range } = body;
  if (leaf.t === 'null') return undefined;
  if (leaf.t === 'str') {
    const value: ValueNode = { kind: 'scalar', leaf: { t: 'null' }, style: 'plain', range };
    return {
      kind: 'map',
      entries: new Map([[keyName(leaf), { key: leaf, keyRange: range, value }]]),
      flow: false,
      range,
    };
  }
  const message = `Invalid loaded object type: ${leaf.t === 'interp' || leaf.t === 'missing' ? 'str' : leaf.t}`;
  const span: Span = { uri: file.uri, ...range };
  const shown = `'${configPath}' holds a single value, not a mapping`;
  report({ code: 'HS110', severity: 'error', span, message: shown, refusal: { errorClass: 'OSError', message } });
  return undefined;
}

function conflictProblem({ name, version }: ComposeRequest, origin: Origin, value: ValueNode): Problem {
  const uri = origin.kind === 'file' ? origin.file.uri : '';
  const what =
    value.kind === 'list' ? 'a list cannot be merged over a mapping' : 'a mapping cannot be merged over a list';
  const message = `In '${name}': ConfigTypeError raised while composing config:\n${conflictMessage(version)}\n    full_key: \n    object_type=dict`;
  const span = { uri, ...value.range };
  return { code: 'HS115', severity: 'error', span, message: what, refusal: { errorClass: CCE, message } };
}

function addOverride(
  root: ConfigNode,
  numbered: NumberedOverride,
  merging: Merging,
  version: HydraVersion,
  report: (problem: Problem) => void,
): ConfigNode {
  const { override, index } = numbered;
  const applied = applyOverride(root, numbered, merging, version);
  if (applied.refusal !== undefined) {
    const { message, errorClass } = applied.refusal;
    report(refusedOverride(index, override.keyRange, message, errorClass));
  }
  return applied.root;
}

/** A job sees its config without Hydra's own node. */
function withoutHydra(root: ConfigNode): ConfigNode {
  if (!root.children.has('hydra')) return root;
  const children = new Map(root.children);
  children.delete('hydra');
  return { ...root, children };
}
