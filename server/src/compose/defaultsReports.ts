import { BUDGETS, type ConfigFile, type HydraVersion, nameOfUri, type Problem, type Span } from '../text/index.ts';
import { type Choice, type Origin, overrideUri } from './composition.ts';
import { configPath, type DefaultsItem, groupPath, nameOf, overrideKey } from './defaultsItem.ts';
import type { DefaultsTree, Walk } from './defaultsTree.ts';
import type { ChosenOption } from './groupOverrides.ts';
import { pluginOf } from './hydraConf.ts';
import { type Repository, sourceText } from './repository.ts';

/** Tells of what Hydra refuses, at the place that is to blame. */
export interface Reporter {
  /** The primary config's file. */
  readonly home: Span;
  readonly report: (problem: Problem) => void;
  readonly refuse: (code: Problem['code'], origin: Origin, message: string, errorClass?: string) => void;
}

/** `home` is the place of what has none of its own: the primary config's start. */
export function reporterOf(home: Span, report: (problem: Problem) => void): Reporter {
  const told = new Set<string>();
  // Of a circle each of the rounds would say the same.
  const reportOnce = (problem: Problem): void => {
    const { code, span, message, refusal } = problem;
    const words = `${code} ${span.uri} ${span.start} ${refusal?.message ?? message}`;
    if (told.has(words)) return;
    told.add(words);
    report(problem);
  };
  return {
    home,
    report: reportOnce,
    refuse: (code, origin, message, errorClass = 'ConfigCompositionException') => {
      const [first = ''] = message.split('\n', 1);
      const shown = first === '' ? errorClass : first;
      reportOnce({
        code,
        severity: 'error',
        span: spanOf(origin, home),
        message: shown,
        refusal: { errorClass, message },
      });
    },
  };
}

function uriOf(origin: Origin): string | undefined {
  return origin.kind === 'file' ? origin.file.uri : undefined;
}

function spanOf(origin: Origin, home: Span): Span {
  if (origin.kind === 'file') return { uri: origin.file.uri, ...(origin.key ?? { start: 0, end: 0 }) };
  if (origin.kind === 'override') return { uri: overrideUri(origin.index), start: 0, end: origin.text.length };
  return home;
}

/**
 * What is wrong with a file's text. Whoever opens one that cannot be read may see nothing wrong with it: the entry that
 * names it shows why the composition fails.
 */
export function tellOfText(walk: Walk, { origin }: DefaultsItem, file: ConfigFile): void {
  const { unread, problems } = file;
  const isNamed = origin.kind === 'file' && origin.file !== file;
  if (unread?.refusal !== undefined && isNamed) {
    const message = unread.message.replace('The file', `'${nameOfUri(file.uri)}'`);
    walk.report({ ...unread, code: 'HS111', span: spanOf(origin, walk.home), message });
  }
  for (const problem of problems) walk.report(problem);
}

export function missingChoice(walk: Walk, item: DefaultsItem, parent: DefaultsTree): void {
  if (item.kind !== 'group') {
    const message = `Missing ConfigDefault is not supported : ${configPath(item)}`;
    walk.refuse('HS113', item.origin, message, 'ValueError');
    return;
  }
  if (refusedYml(walk, item)) return;
  const key = overrideKey(item);
  const options = optionsOf(walk, item).join('\n');
  const isTold = walk.surroundings.version === '1.4' && !item.external && parent.depth > 0;
  const where = isTold ? `In '${configPath(parent.item)}': ` : '';
  walk.refuse(
    'HS113',
    item.origin,
    `${where}You must specify '${key}', e.g, ${key}=<OPTION>\nAvailable options:\n${options}`,
  );
}

/** Hydra 1.4 stops where it lists a group with such a file. */
function refusedYml({ repository, surroundings, refuse }: Walk, item: DefaultsItem): boolean {
  if (surroundings.version === '1.3' || item.kind !== 'group' || !repository.hasYml(groupPath(item))) return false;
  const message = "Unsupported config file extension '.yml'. Hydra config files must use the '.yaml' extension.";
  refuse('HS111', item.origin, message, 'ConfigLoadError');
  return true;
}

function optionsOf({ repository }: Walk, item: DefaultsItem): string[] {
  return repository.options(groupPath(item)).map((option) => `\t${option}`);
}

export function notFound(walk: Walk, tree: DefaultsTree): void {
  const { item, parent } = tree;
  const path = configPath(item);
  if (refusedYml(walk, item)) return;
  const moved = movedByShorthand(walk, tree);
  if (moved !== undefined) {
    walk.refuse('HS111', item.origin, moved);
    return;
  }
  const outside = walk.repository.outside?.(path);
  if (outside !== undefined) {
    const message = `'${path}' lies outside of the workspace, and is not read: ${outside}`;
    walk.report({ code: 'HS111', severity: 'warning', span: spanOf(item.origin, walk.home), message });
    return;
  }
  const where = parent === undefined ? '' : `In '${configPath(parent.item)}': `;
  let message = `${where}Could not load '${path}'.\n`;
  if (item.primary) {
    message = `Cannot find primary config '${path}'. Check that it's in your config search path.\n`;
  } else if (item.kind === 'group') {
    const options = optionsOf(walk, item);
    message = `${where}Could not find '${path}'\n`;
    if (options.length > 0) message += `\nAvailable options in '${groupPath(item)}':\n${options.join('\n')}`;
  }
  const sources = walk.repository.sources.map((source) => `\t${sourceText(source)}`).join('\n');
  walk.refuse('HS111', item.origin, `${message}\nConfig search path:\n${sources}`, 'MissingConfigException');
}

/** Hydra 1.4 reads `db: sub/x` as `db/sub: x`; a config that this puts out of reach gets a message of its own. */
function movedByShorthand(walk: Walk, tree: DefaultsTree): string | undefined {
  const chain: DefaultsItem[] = [];
  for (let each: DefaultsTree | undefined = tree; each !== undefined && each.depth > 0; each = each.parent) {
    chain.unshift(each.item);
  }
  const moved = chain.findLast((item) => item.shorthand !== undefined);
  if (moved?.shorthand === undefined) return undefined;
  let group = '';
  let old = '';
  for (const item of chain) {
    const before = { ...item, path: item.shorthand ?? item.path, parentGroup: group };
    old = configPath(before);
    group = groupPath(before);
  }
  if (walk.repository.load(old) === undefined) return undefined;
  const { shorthand, path } = moved;
  return `Could not load '${configPath(tree.item)}'.\nHowever, a config was found at '${old}', which indicates this application\nrelies on the deprecated slash-containing default option shorthand behavior.\nIn Hydra 1.4, defaults list items like '${shorthand}: ${path.slice(shorthand.length + 1)}/...' are\nnormalized early to '${path}: ...'. Please update your configs or refer to the\nmigration page: https://hydra.cc/docs/upgrades/1.3_to_1.4/slash_in_default/\n`;
}

export function multipleValues(walk: Walk, item: DefaultsItem, earlier: string | null, from: string | undefined): void {
  const key = overrideKey(item);
  let message = `Multiple values for ${key}. To override a value use 'override ${key}: ${earlier}'`;
  const before = walk.choiceOrigins.get(key);
  if (walk.surroundings.version === '1.4') {
    const shown = (choice: string | null, origin: string | undefined) =>
      origin === undefined ? `'${choice}'` : `'${choice}' from '${origin}'`;
    message += `\nConflicting choices: ${shown(earlier, before?.from)} and ${shown(nameOf(item), from)}`;
  }
  // Of two files the one that was brought in is to mend, not the one that all runs begin with.
  const isElsewhere = before?.origin.kind === 'file' && uriOf(before.origin) !== walk.home.uri;
  walk.refuse('HS114', isElsewhere && uriOf(item.origin) === walk.home.uri ? before.origin : item.origin, message);
}

export function overrideOrder(walk: Walk, parent: DefaultsItem, override: DefaultsItem, item: DefaultsItem): void {
  const isList = Array.isArray(item.value);
  if (walk.surroundings.version === '1.3' && isList) {
    walk.refuse('HS112', override.origin, '', 'AssertionError');
    return;
  }
  const key = overrideKey(item);
  const value = isList ? `[${(item.value as readonly string[]).map((each) => `'${each}'`).join(', ')}]` : nameOf(item);
  const path = configPath(parent);
  const message = `In ${path}: Override '${overrideKey(override)} : ${nameOf(override)}' is defined before '${key}: ${value}'.\nOverrides must be at the end of the defaults list`;
  walk.refuse('HS112', override.origin, message);
}

export function unusedOverride(walk: Walk, key: string, chosen: ChosenOption): void {
  const { inConfig, value, origin } = chosen;
  const where = inConfig === undefined ? '' : `In '${inConfig}': `;
  if (walk.surroundings.version === '1.4' && inConfig !== undefined) {
    const message = `${where}Invalid Defaults List override '${chosen.relativeKey}: ${pythonValue(value)}'.\nNo earlier Group Default for '${key}' exists to override.`;
    walk.refuse('HS112', origin, message);
    return;
  }
  const keys = [...(walk.keysOfGroup.get(key.split('@')[0] ?? '') ?? [])].sort();
  let message = `${where}Could not override '${key}'.`;
  if (keys.length > 1) message += `\nDid you mean to override one of ${keys.join(', ')}?`;
  else if (keys.length === 1) message += `\nDid you mean to override ${keys[0]}?`;
  else message += ' No match in the defaults list.';
  if (inConfig === undefined) message += `\nTo append to your default list use +${key}=${pythonValue(value)}`;
  walk.refuse('HS112', origin, message);
}

function pythonValue(value: ChosenOption['value']): string {
  if (value === null) return 'None';
  return typeof value === 'string' ? value : `[${value.map((each) => `'${each}'`).join(', ')}]`;
}

const GUIDANCE: Readonly<Record<string, string>> = {
  config: "Use an absolute config path instead, such as '/group/config'.",
  'config group': "Use an absolute config group path instead, such as '/group: option'.",
  'config option':
    "Config options cannot contain parent traversal. Select the target config directly. Use '/config' or '/group: option' in a Defaults List, or 'group=option' (with '+' when adding a new default) on the command line.",
};

/** Hydra 1.4 refuses backslashes and `..` in paths. */
export function pathRefusal(walk: Walk, item: DefaultsItem, parent: DefaultsItem): void {
  const options = [item.value ?? []].flat();
  const paths: [string, string][] =
    item.kind === 'config' ? [['config', item.path]] : [['config group', item.path], ...options.map(optionPath)];
  for (const [type, path] of paths) {
    const where = parent.path === '<root>' ? '' : `In ${configPath(parent)}: `;
    const more = 'See https://hydra.cc/docs/advanced/defaults_list/ for more information.';
    if (path.includes('\\')) {
      const message = `${where}Backslash ('\\') in Defaults List ${type} paths is not supported ('${path}').\nUse '/' as the config group separator; it is the only supported separator, regardless of the operating system.\n${more}`;
      walk.refuse('HS110', item.origin, message);
    } else if (path.split('/').includes('..')) {
      const message = `${where}Parent traversal ('..') in Defaults List ${type} paths is not supported ('${path}').\n${GUIDANCE[type]}\n${more}`;
      walk.refuse('HS110', item.origin, message);
    }
  }
}

function optionPath(option: string): [string, string] {
  return ['config option', option];
}

/** Defaults lists that bring one another without an end, told where the circle closes, or where the primary config begins it. */
export function refuseDepth(walk: Walk, tree: DefaultsTree): void {
  const path = configPath(tree.item);
  const chain: string[] = [path];
  let top = tree;
  let isCircle = false;
  for (let each = tree.parent; each !== undefined && each.depth > 0 && !isCircle; each = each.parent) {
    if (each.depth > 1) top = each;
    chain.unshift(configPath(each.item));
    isCircle = chain[0] === path;
  }
  const shown = chain.length > 6 ? [...chain.slice(0, 3), '…', ...chain.slice(-2)] : chain;
  const reason = isCircle
    ? 'the defaults lists go round in a circle'
    : `more than ${BUDGETS.defaultsNesting} configs bring one another`;
  const message = `maximum recursion depth exceeded: ${reason} (${shown.join(' -> ')})`;
  walk.refuse('HS116', (isCircle ? tree : top).item.origin, message, 'RecursionError');
}

/** A group may be in the list once. */
export function checkDuplicates(walk: Walk, list: readonly Choice[]): void {
  const seen = new Set<string>();
  for (const { overrideKey: key, chosenBy } of list) {
    if (key === undefined) continue;
    if (seen.has(key)) walk.refuse('HS114', chosenBy, `${key} appears more than once in the final defaults list`);
    seen.add(key);
  }
}

/** A config that an official plugin brings: whether the run's Python has it is not known here, so it is no error. */
export function withPlugin(problem: Problem, version: HydraVersion): Problem {
  const path = problem.code === 'HS111' ? /Could not find '([^']+)'/.exec(problem.message)?.[1] : undefined;
  const plugin = path === undefined ? undefined : pluginOf(version, path);
  if (plugin === undefined) return problem;
  const message = `'${path}' comes with the plugin ${plugin}, which the run's Python has to have`;
  return { ...problem, code: 'HS119', severity: 'info', message };
}

/** Where some registration in the ConfigStore cannot be read, what is not found may be there. */
export function maybeThere(problem: Problem, { mayHaveMore }: Repository): Problem {
  if (mayHaveMore !== true || problem.code !== 'HS111' || problem.severity !== 'error') return problem;
  return {
    ...problem,
    severity: 'info',
    message: `${problem.message}; the program may register it by code that is not read`,
  };
}
