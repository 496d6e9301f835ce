import type { Composition, ConfigNode, Write } from '../../compose/index.ts';
import { winner } from '../../compose/index.ts';
import { fileLabel } from '../../project/index.ts';
import type { Signature, SignatureParameter } from '../../python/index.ts';
import { type Fix, nearest, type Plain, type Problem, positionAt, type Related } from '../../text/index.ts';
import { rename } from '../actions/fixes.ts';
import { addArgument, mappingWith, removeEntry } from '../actions/targetFixes.ts';
import { type Instantiations, instantiationsOf } from '../targets/calls.ts';
import {
  type Callable,
  callableOf,
  isInstantiateKey,
  isSameOrigin,
  namedParameters,
  shortTarget,
  textOf,
} from '../targets/target.ts';
import { type Allowed, allowedFor, allowedText, misfits } from '../targets/types.ts';
import type { Rule, RuleContext } from './rule.ts';
import { meantKey, placeOf, sitesAlone, type TargetSite, targetSites } from './targetSites.ts';

export const targetArguments: Rule = {
  name: 'target-arguments',
  codes: ['HS702', 'HS703', 'HS704'],
  docs:
    'What `instantiate` would pass does not fit the class or function that `_target_` names: an argument that it does ' +
    'not take (HS702: misspelled, or left over from a config whose `_target_` another one has replaced), an argument ' +
    'that it requires and that nothing sets (HS703), a value that clearly is of another type than the annotation ' +
    'says (HS704). Nothing is said where `**kwargs`, a base class or a decorator that cannot be read, `_partial_` or ' +
    'the arguments of a call of `instantiate` may make it right.',
  example: `
-- nets.py --
class Net:
    def __init__(self, heads=4): ...
-- configs/app.yaml --
defaults: [_self_]
model:
  _target_: nets.Net
  hedas: 8
# ^^^^^ warning HS702 'hedas' is not an argument of Net; did you mean 'heads'?
`,
  ofFile: (context, file) => checkSites(context, sitesAlone(context, file)),
  ofUsage: (context, usage) => checkSites(context, targetSites(context, usage)),
};

function checkSites({ snapshot, project }: RuleContext, sites: readonly TargetSite[]): readonly Problem[] {
  if (sites.length === 0) return [];
  const calls = instantiationsOf(snapshot, project);
  return sites.flatMap((site) => checkSite(site, calls));
}

/** A site whose callable is known, with what is given to it. */
interface Called {
  readonly site: TargetSite;
  readonly callable: Callable;
  readonly signature: Signature;
  readonly calls: Instantiations;
  /** What stands beside the keys of `instantiate`. */
  readonly given: ReadonlyMap<string, ConfigNode>;
  /** The number of values in `_args_`; `undefined` where it is not known. */
  readonly positional: number | undefined;
}

function checkSite(site: TargetSite, calls: Instantiations): Problem[] {
  const { node, path, target, valueAt, python, version } = site;
  const dotted = textOf(valueAt([...path, '_target_'], target));
  const callable = dotted === undefined ? undefined : callableOf(python, dotted);
  if (callable?.signature === undefined) return [];
  const { signature } = callable;
  const isKnown = new Set(signature.parameters.map((each) => each.name));
  const misspelled = [...node.children.keys()].filter(
    (name) => !isKnown.has(name) && meantKey(name, site) !== undefined,
  );
  const given = new Map(
    [...node.children].filter(
      ([name]) => !name.startsWith('\0') && !isInstantiateKey(name, version) && !misspelled.includes(name),
    ),
  );
  const list = node.children.get('_args_');
  const positional = list === undefined ? 0 : list.shape === 'list' ? list.children.size : undefined;
  const called: Called = { site, callable, signature, calls, given, positional };
  return [
    ...unknownArguments(called),
    ...tooManyArguments(called),
    ...(misspelled.length > 0 ? [] : missingArguments(called)),
    ...wrongTypes(called),
  ];
}

function unknownArguments({ site, callable, signature, calls, given }: Called): Problem[] {
  if (signature.isOpen) return [];
  const names = new Set(namedParameters(signature).map((each) => each.name));
  return [...given].flatMap(([name, child]) => {
    if (names.has(name) || child.shape === 'missing' || calls.mayTakeAway(site.path, name)) return [];
    return unknownArgument(site, callable, names, name, child) ?? [];
  });
}

function unknownArgument(
  site: TargetSite,
  { dotted, signature }: Callable,
  names: ReadonlySet<string>,
  name: string,
  child: ConfigNode,
): Problem | undefined {
  const written = placeOf(child, 'key');
  const decided = placeOf(site.target, 'value');
  const { origin } = winner(child);
  const isApart = decided !== undefined && decided.span.uri !== written?.span.uri;
  // A refused composition may have chosen another target for what stands elsewhere.
  if (written === undefined || (isApart && !site.isComplete)) return undefined;
  const file = origin.kind === 'file' ? origin.file : undefined;
  const key = origin.kind === 'file' ? origin.key : undefined;
  const short = shortTarget(dotted);
  const before = decided === undefined ? undefined : staleTarget(site, name, child);
  if (before !== undefined && decided !== undefined && file !== undefined && key !== undefined) {
    const label = fileLabel(file.uri);
    const fix = removeEntry(file, key, `Remove '${name}' from ${label}`);
    return {
      code: 'HS702',
      severity: 'warning',
      span: decided.span,
      message: `'${name}' (${label}:${positionAt(file.text, key.start).line + 1}) is not an argument of ${short}`,
      related: [{ span: written.span, message: `'${name}' comes from here, written for ${before}` }],
      fixes: fix === undefined ? [] : [fix],
    };
  }
  const byPlace = signature?.parameters.some((each) => each.name === name && each.kind === 'positionalOnly') === true;
  const near = byPlace ? undefined : nearest(name, names);
  const hint = byPlace ? '' : near === undefined ? '' : `; did you mean '${near}'?`;
  const reason = byPlace ? `is given to ${short} by its place only, in _args_` : `is not an argument of ${short}`;
  const fixes: Fix[] = [];
  if (file !== undefined && key !== undefined) {
    const isThere = near !== undefined && mappingWith(file.body, key)?.entries.has(near) === true;
    if (near !== undefined && !isThere) fixes.push(rename(written.span, file.text, near));
    const removal = removeEntry(file, key, `Remove '${name}'`);
    if (removal !== undefined) fixes.push(removal);
  }
  const related: Related[] = isApart ? [{ span: decided.span, message: `the target is ${dotted}, set here` }] : [];
  return {
    code: 'HS702',
    severity: 'warning',
    span: written.span,
    message: `'${name}' ${reason}${hint}`,
    related,
    fixes,
  };
}

/** The target that an argument was written for, where a later write replaced it. */
function staleTarget({ target, composition, python }: TargetSite, name: string, child: ConfigNode): string | undefined {
  const last = winner(target);
  const argument = winner(child);
  if (composition === undefined || isSameOrigin(last, argument)) return undefined;
  if (orderOf(composition, argument) > orderOf(composition, last)) return undefined;
  for (const write of target.writes.slice(0, -1).reverse()) {
    const dotted = write.value.kind === 'scalar' ? textOf(write.value.leaf as Plain) : undefined;
    if (dotted === undefined) continue;
    const { signature } = callableOf(python, dotted);
    const takes =
      signature === undefined || signature.isOpen || signature.parameters.some((each) => each.name === name);
    if (takes && (signature !== undefined || isSameOrigin(write, argument))) return dotted;
  }
  return undefined;
}

/** Later writes have larger numbers. */
function orderOf({ defaultsList }: Composition, { origin }: Write): number {
  if (origin.kind === 'override') return defaultsList.length + origin.index;
  if (origin.kind === 'builtin') return -1;
  return defaultsList.findLastIndex((choice) => choice.file.uri === origin.file.uri);
}

function tooManyArguments({ site, callable, signature, positional }: Called): Problem[] {
  const list = site.node.children.get('_args_');
  if (list === undefined || positional === undefined || signature.isIncomplete) return [];
  if (signature.parameters.some((each) => each.kind === 'varPositional')) return [];
  const taken = signature.parameters.filter(isByPlace).length;
  const place = positional > taken ? placeOf(list, 'value') : undefined;
  if (place === undefined) return [];
  const takes = taken === 0 ? 'none' : String(taken);
  const message = `${shortTarget(callable.dotted)} takes ${takes} by place, and '_args_' has ${positional}`;
  return [{ code: 'HS702', severity: 'warning', span: place.span, message }];
}

function isByPlace({ kind }: SignatureParameter): boolean {
  return kind === 'positional' || kind === 'positionalOnly';
}

function missingArguments({ site, callable, signature, calls, given, positional }: Called): Problem[] {
  const { path, node, valueAt } = site;
  if (!site.isComplete || site.isByHand || signature.isIncomplete || positional === undefined || !calls.isCalled)
    return [];
  const partial = node.children.get('_partial_');
  const isPartial = partial === undefined ? undefined : valueAt([...path, '_partial_'], partial);
  if (partial !== undefined && !(isPartial?.t === 'bool' && !isPartial.v)) return [];
  const place = placeOf(site.target, 'value');
  if (place === undefined) return [];
  const filled = new Set(signature.parameters.filter(isByPlace).slice(0, positional));
  const open = signature.parameters.filter(
    (each) => each.isRequired && !filled.has(each) && (each.kind === 'positionalOnly' || !given.has(each.name)),
  );
  return open.flatMap((each): Problem[] => {
    if (calls.mayGive(path, each.name)) return [];
    const { origin } = winner(site.target);
    const fix =
      origin.kind === 'file' && origin.key !== undefined && each.kind !== 'positionalOnly'
        ? addArgument(origin.file, origin.key, place.span.end, each.name)
        : undefined;
    return [
      {
        code: 'HS703',
        severity: 'warning',
        span: place.span,
        message: `'${each.name}' is required by ${shortTarget(callable.dotted)}, and nothing sets it`,
        related: [{ span: { uri: each.module.uri, ...each.nameRange }, message: `'${each.name}' is declared here` }],
        fixes: fix === undefined ? [] : [fix],
      },
    ];
  });
}

function wrongTypes({ site, callable, signature, given }: Called): Problem[] {
  // A decorator that is not known may convert.
  if (callable.converts || (signature.isIncomplete && signature.source !== 'fields')) return [];
  return namedParameters(signature).flatMap((parameter) => {
    const child = given.get(parameter.name);
    if (child === undefined || child.children.has('_target_')) return [];
    const allowed = allowedFor(site.python, parameter);
    if (allowed.kind === 'unknown') return [];
    const value = site.valueAt([...site.path, parameter.name], child);
    if (value === undefined || !misfits(allowed, value)) return [];
    return wrongType(parameter, child, allowed, value) ?? [];
  });
}

function wrongType(
  parameter: SignatureParameter,
  child: ConfigNode,
  allowed: Allowed,
  value: Plain,
): Problem | undefined {
  const place = placeOf(child, 'value');
  if (place === undefined) return undefined;
  const members = allowed.kind === 'union' ? allowed.members : [allowed];
  const texts = members.flatMap((each) => (each.kind === 'literal' ? (textOf(each.value) ?? []) : []));
  const near = value.t === 'str' ? nearest(value.v, texts) : undefined;
  const isLiteral = child.leaf?.t === 'str' && place.text !== undefined;
  return {
    code: 'HS704',
    severity: 'warning',
    span: place.span,
    message: `'${parameter.name}' must be ${allowedText(allowed)}`,
    related: [
      { span: { uri: parameter.module.uri, ...parameter.nameRange }, message: `'${parameter.name}' is declared here` },
    ],
    fixes: near !== undefined && isLiteral && place.text !== undefined ? [rename(place.span, place.text, near)] : [],
  };
}
