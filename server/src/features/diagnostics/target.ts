import type { Python } from '../../project/index.ts';
import type { Resolved } from '../../python/index.ts';
import { BUDGETS, nearest, type Plain, type Problem, type Related } from '../../text/index.ts';
import { rename } from '../actions/fixes.ts';
import { CONVERSIONS, callableOf, declarationOf, isDottedPath, textOf } from '../targets/target.ts';
import type { Rule } from './rule.ts';
import { meantKey, placeOf, sitesAlone, type TargetSite, targetSites } from './targetSites.ts';

export const target: Rule = {
  name: 'target',
  codes: ['HS701', 'HS705'],
  docs:
    'A `_target_` names no class or function that is there (HS701): a module of the workspace or of its environment was ' +
    'read, and the name is not in it. Nothing is said of what cannot be read. HS705: a key of `instantiate` is ' +
    'misspelled (`_partal_`, which is passed on as an argument), or has a value that it cannot have.',
  example: `
-- nets.py --
class Net:
    def __init__(self, heads): ...
-- configs/app.yaml --
defaults: [_self_]
model:
  _target_: nets.Nte
#           ^^^^^^^^ error HS701 'Nte' is not defined in nets; did you mean 'Net'?
  heads: 4
`,
  ofFile: (context, file) => sitesAlone(context, file).flatMap(checkSite),
  ofUsage: (context, usage) => targetSites(context, usage).flatMap(checkSite),
};

function checkSite(site: TargetSite): Problem[] {
  return [...checkTarget(site), ...checkKeys(site)];
}

function checkTarget(site: TargetSite): Problem[] {
  const { path, target: node, valueAt } = site;
  const value = valueAt([...path, '_target_'], node);
  const dotted = textOf(value);
  if (dotted === undefined) return isText(site, value) ? [] : badValue(site, '_target_', 'a string');
  const own = checkPath(site, '_target_', dotted);
  if (!/^hydra\.utils\.get_(class|method|static_method|object)$/.test(dotted)) return own;
  const given = site.node.children.get('path');
  const named = given === undefined ? undefined : textOf(valueAt([...path, 'path'], given));
  return named === undefined ? own : [...own, ...checkPath(site, 'path', named)];
}

/** Whether it may be a text when the run knows it; null is how a target is switched off. */
function isText({ target: node }: TargetSite, value: Plain | undefined): boolean {
  if (node.shape === 'missing' || value?.t === 'missing' || value?.t === 'null') return true;
  return node.leaf?.t === 'interp' ? value === undefined : false;
}

function checkPath({ python, node }: TargetSite, key: string, dotted: string): Problem[] {
  const child = node.children.get(key);
  const place = child === undefined ? undefined : placeOf(child, 'value');
  const fault = place === undefined ? undefined : faultOf(python, dotted);
  if (child === undefined || place === undefined || fault === undefined) return [];
  const { span, text } = place;
  const isLiteral = child.leaf?.t === 'str';
  const fixes =
    fault.instead === undefined || text === undefined || !isLiteral ? [] : [rename(span, text, fault.instead)];
  const related: Related[] = fault.related === undefined ? [] : [fault.related];
  return [{ code: 'HS701', severity: 'error', span, message: fault.message, related, fixes }];
}

/** Why a path names nothing that can be called. */
interface Fault {
  readonly message: string;
  /** The whole path that was probably meant. */
  readonly instead?: string;
  readonly related?: Related;
}

const faults = new WeakMap<Python, Map<string, Fault | undefined>>();

function faultOf(python: Python, dotted: string): Fault | undefined {
  const known = faults.get(python) ?? new Map<string, Fault | undefined>();
  faults.set(python, known);
  if (!known.has(dotted)) known.set(dotted, findFault(python, dotted));
  return known.get(dotted);
}

function findFault(python: Python, dotted: string): Fault | undefined {
  if (!isDottedPath(dotted)) {
    const instead = dotted
      .replaceAll(':', '.')
      .split('.')
      .filter((part) => part !== '')
      .join('.');
    return { message: `'${dotted}' is not a dotted path`, ...(instead !== '' && { instead }) };
  }
  const { found } = callableOf(python, dotted);
  switch (found.kind) {
    case 'missing':
      return missing(python, dotted, found);
    case 'module':
      return { message: `'${dotted}' is a module; a target is a class or a function` };
    case 'unknown':
      return misspelledPackage(python, dotted);
    default:
      return undefined;
  }
}

function missing(python: Python, dotted: string, found: Extract<Resolved, { kind: 'missing' }>): Fault | undefined {
  const { name, parent } = found;
  const full = parent === '' ? name : `${parent}.${name}`;
  const rest = dotted.startsWith(`${full}.`) ? dotted.slice(full.length) : '';
  const isWritten = dotted === full || rest !== '';
  if (found.in === 'class') {
    const above = dotted.slice(0, Math.max(dotted.lastIndexOf(`.${name}`), 0));
    const owner = callableOf(python, above).found;
    const near = owner.kind === 'class' ? nearest(name, owner.item.scope.bindings.keys()) : undefined;
    const isLast = dotted === `${above}.${name}`;
    const instead = near === undefined || !isLast ? undefined : `${above}.${near}`;
    return withHint(`'${name}' is not defined in ${parent}`, near, instead);
  }
  const modules = python.submodules(parent);
  const nearModule = nearest(name, modules);
  if (!isWhole(python, parent) && nearModule === undefined) return undefined;
  const isModuleName = rest !== '' && (nearModule !== undefined || /^[a-z_\d]+$/.test(name));
  if (isModuleName) {
    const instead = nearModule === undefined ? undefined : `${parent}.${nearModule}`;
    return withHint(`'${full}' is not a module`, instead, instead === undefined ? undefined : instead + rest);
  }
  const message = `'${name}' is not defined in ${parent}`;
  const elsewhere = findBelow(python, parent, modules, name);
  if (elsewhere !== undefined) return withHint(message, elsewhere, isWritten ? elsewhere + rest : undefined);
  const names = [...(python.module(parent)?.bindings.keys() ?? []), ...modules];
  const shown = names.filter((each) => name.startsWith('_') || !each.startsWith('_'));
  const near = nearest(name, shown) ?? kindred(name, shown);
  return withHint(message, near, near !== undefined && isWritten ? `${parent}.${near}${rest}` : undefined);
}

/** A folder without `__init__.py`, or a package that looks for its modules elsewhere, may have others where nobody sees. */
function isWhole(python: Python, parent: string): boolean {
  const module = python.module(parent);
  return module !== undefined && !/\b(__path__|declare_namespace)\b/.test(module.text);
}

function withHint(message: string, hint: string | undefined, instead: string | undefined): Fault {
  return {
    message: hint === undefined ? message : `${message}; did you mean '${hint}'?`,
    ...(instead !== undefined && { instead }),
  };
}

function findBelow(python: Python, parent: string, modules: readonly string[], name: string): string | undefined {
  for (const each of modules.slice(0, BUDGETS.searchedModules)) {
    const module = python.module(`${parent}.${each}`);
    if (module === undefined || !module.text.includes(name)) continue;
    const binding = module.bindings.get(name);
    if (binding?.kind === 'class' || binding?.kind === 'function') return `${parent}.${each}.${name}`;
  }
  return undefined;
}

/** The only name with the same first word: `ConfusionMatrix` for `ConfusionTable`. */
function kindred(name: string, candidates: readonly string[]): string | undefined {
  const word = /^[A-Z][a-z]{3,}(?=[A-Z])/.exec(name)?.[0];
  const found = word === undefined ? [] : candidates.filter((each) => each.startsWith(word));
  return found.length === 1 ? found[0] : undefined;
}

/** A package that is installed nowhere while one of the workspace's own is named nearly so. */
function misspelledPackage(python: Python, dotted: string): Fault | undefined {
  const [first = ''] = dotted.split('.', 1);
  const isThere = python.module(first) !== undefined || python.isPackage(first) || python.isCompiled?.(first) === true;
  if (isThere || python.installed.length === 0) return undefined;
  const near = nearest(first, python.submodules('', python.sources));
  if (near === undefined || !isImportable(python, near + dotted.slice(first.length))) return undefined;
  return withHint(`'${first}' is not a module`, near, near + dotted.slice(first.length));
}

function isImportable(python: Python, dotted: string): boolean {
  return declarationOf(callableOf(python, dotted).found) !== undefined;
}

function checkKeys(site: TargetSite): Problem[] {
  const { node, path, valueAt } = site;
  const signature = signatureNames(site);
  const problems: Problem[] = [];
  for (const [name, child] of node.children) {
    const meant = signature.has(name) ? undefined : meantKey(name, site);
    if (meant === undefined || node.children.has(meant)) continue;
    const place = placeOf(child, 'key');
    if (place === undefined) continue;
    const { span, text } = place;
    problems.push({
      code: 'HS705',
      severity: 'warning',
      span,
      message: `'${name}' is not a key of instantiate; did you mean '${meant}'?`,
      fixes: text === undefined ? [] : [rename(span, text, meant)],
    });
  }
  const value = (name: string) => {
    const child = node.children.get(name);
    const found = child === undefined ? undefined : (childShape(child) ?? valueAt([...path, name], child));
    return found?.t === 'missing' || found?.t === 'interp' ? undefined : found;
  };
  for (const name of ['_partial_', '_recursive_']) {
    const given = value(name);
    if (given !== undefined && given.t !== 'bool') problems.push(...badValue(site, name, 'bool'));
  }
  const conversion = value('_convert_');
  // Hydra compares without regard to case, and null is none.
  const isConversion =
    conversion?.t === 'null' || CONVERSIONS.some((each) => each === textOf(conversion)?.toLowerCase());
  if (conversion !== undefined && !isConversion) problems.push(...badConversion(site, textOf(conversion)));
  const given = value('_args_');
  if (given !== undefined && given.t !== 'list') problems.push(...badValue(site, '_args_', 'a list'));
  return problems;
}

/** Of a mapping or a list only what it is matters here. */
function childShape(node: TargetSite['node']): Plain | undefined {
  if (node.shape === 'map') return { t: 'dict', v: [] };
  return node.shape === 'list' ? { t: 'list', v: [] } : undefined;
}

function signatureNames({ python, path, target: node, valueAt }: TargetSite): ReadonlySet<string> {
  const dotted = textOf(valueAt([...path, '_target_'], node));
  const signature = dotted === undefined ? undefined : callableOf(python, dotted).signature;
  return new Set(signature?.parameters.map((each) => each.name));
}

function badValue({ node }: TargetSite, name: string, wanted: string): Problem[] {
  const child = node.children.get(name);
  const place = child === undefined ? undefined : placeOf(child, 'value');
  if (place === undefined) return [];
  return [{ code: 'HS705', severity: 'warning', span: place.span, message: `'${name}' must be ${wanted}` }];
}

function badConversion(site: TargetSite, written: string | undefined): Problem[] {
  const wanted = `one of ${CONVERSIONS.map((each) => JSON.stringify(each)).join(', ')}`;
  const near = written === undefined ? undefined : nearest(written, CONVERSIONS);
  const child = site.node.children.get('_convert_');
  const text = child === undefined ? undefined : placeOf(child, 'value')?.text;
  return badValue(site, '_convert_', wanted).map((problem) =>
    near === undefined || text === undefined ? problem : { ...problem, fixes: [rename(problem.span, text, near)] },
  );
}
