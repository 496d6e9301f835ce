import type { Range, Uri } from '../text/index.ts';
import type { CallSite } from './calls.ts';
import { argumentOf, type CallExpression, type Expression } from './expression.ts';
import { ABSENT, type GivenText, givenText } from './given.ts';
import { importedName } from './imports.ts';
import type { PythonModule } from './module.ts';
import { knownName, type PythonModules, resolveName } from './resolve.ts';

/** A node that a module puts into Hydra's ConfigStore. */
export interface StoreRegistration {
  readonly uri: Uri;
  /** hydra-zen's own store reaches Hydra only with `add_to_hydra_store()`. */
  readonly through: 'ConfigStore' | 'hydra-zen';
  readonly name: GivenText;
  readonly group: GivenText;
  readonly package: GivenText;
  readonly provider: GivenText;
  /** The class, the instance or the dictionary; under a decorator the decorated thing's name. */
  readonly node: Expression | undefined;
  /** In a loop: it stands for several. */
  readonly isRepeated: boolean;
  /** The function that has to be called for it. */
  readonly within: string | undefined;
  readonly range: Range;
}

const INSTANCE = /^hydra\.core\.config_store\.ConfigStore\.instance$/;
const ZEN_STORE = /^hydra_zen(\.\w+)?\.(store|ZenStore)$/;

/** Calls of `ConfigStore.instance().store(…)`, of a variable that holds the instance, and of hydra-zen's `store`. */
export function storeRegistrationsOf(modules: PythonModules, module: PythonModule): StoreRegistration[] {
  if (!/store/i.test(module.text)) return [];
  const presets = new Map<string, CallExpression>();
  for (const site of module.calls) {
    const [first] = site.call.positional;
    if (
      site.assignedTo !== undefined &&
      first === undefined &&
      zenStore(modules, module, site.callee, presets, site.name) !== undefined
    )
      presets.set(site.assignedTo, site.call);
  }
  const called = module.calls.flatMap((site): StoreRegistration[] => {
    const common = { uri: module.uri, isRepeated: site.isRepeated, within: site.within, range: site.range };
    if (site.callee.endsWith('.store') && isInstance(modules, module, site)) {
      // https://hydra.cc/docs/1.3/tutorials/structured_config/config_store/
      const given = (name: string, position: number) => givenText(modules, module, site.call, name, position);
      return [
        {
          ...common,
          through: 'ConfigStore',
          name: given('name', 0),
          node: argumentOf(site.call, 'node', 1),
          group: given('group', 2),
          package: given('package', 3),
          provider: given('provider', 4),
        },
      ];
    }
    const zen = zenCall(modules, module, site, presets);
    return zen === undefined ? [] : [{ ...common, ...zenRegistration(modules, module, zen.calls, zen.node) }];
  });
  return [...called, ...decorated(modules, module, presets)].sort(
    (left, right) => left.range.start - right.range.start,
  );
}

function isInstance(modules: PythonModules, module: PythonModule, site: CallSite): boolean {
  const direct = /^(.+)\(\)\.store$/.exec(site.name)?.[1];
  if (direct !== undefined) return isInstanceCall(modules, module, direct);
  const variable = site.callee.slice(0, -'.store'.length);
  const local = module.calls.some((each) => {
    const isReached = each.within === site.within || each.within === undefined;
    return each.assignedTo === variable && isReached && isInstanceCall(modules, module, each.name);
  });
  if (local) return true;
  const found = resolveName(modules, module, variable);
  const value = found.kind === 'constant' && found.module !== module ? found.item.value : undefined;
  return (
    value?.kind === 'call' &&
    value.callee.kind === 'name' &&
    found.kind === 'constant' &&
    isInstanceCall(modules, found.module, value.callee.path)
  );
}

function isInstanceCall(modules: PythonModules, module: PythonModule, path: string): boolean {
  return (
    INSTANCE.test(importedName(module.imports, path)) ||
    INSTANCE.test(path) ||
    INSTANCE.test(knownName(modules, module, path))
  );
}

/** What a dotted text is as a store of hydra-zen: the arguments that were given to it beforehand. */
function zenStore(
  modules: PythonModules,
  module: PythonModule,
  path: string,
  presets: ReadonlyMap<string, CallExpression>,
  name: string,
): readonly CallExpression[] | undefined {
  const preset = presets.get(path);
  if (preset !== undefined) return [preset];
  // A call of anything else is not followed: every call of a module comes by here.
  if (!/store/i.test(name)) return undefined;
  return ZEN_STORE.test(name) || ZEN_STORE.test(knownName(modules, module, path)) ? [] : undefined;
}

/** `store(X, …)`, `store(…)(X)` and `group_store(X, …)`. */
function zenCall(
  modules: PythonModules,
  module: PythonModule,
  { call, callee, name }: CallSite,
  presets: ReadonlyMap<string, CallExpression>,
): { readonly calls: readonly CallExpression[]; readonly node: Expression | undefined } | undefined {
  if (name.endsWith('ZenStore')) return undefined;
  const node = call.positional[0] ?? argumentOf(call, 'node');
  if (node === undefined) return undefined;
  const before = zenStore(modules, module, callee, presets, name);
  if (before !== undefined) return { calls: [...before, call], node };
  const inner = call.callee.kind === 'call' ? call.callee : undefined;
  if (inner?.callee.kind !== 'name') return undefined;
  const path = inner.callee.path;
  const outer = zenStore(modules, module, path, presets, importedName(module.imports, path));
  return outer === undefined ? undefined : { calls: [...outer, inner, call], node };
}

function zenRegistration(
  modules: PythonModules,
  module: PythonModule,
  calls: readonly CallExpression[],
  node: Expression | undefined,
): Omit<StoreRegistration, 'uri' | 'isRepeated' | 'within' | 'range'> {
  const given = (name: string) =>
    calls.reduce<GivenText>((before, call) => {
      const own = givenText(modules, module, call, name);
      return own.kind === 'absent' ? before : own;
    }, ABSENT);
  const name = given('name');
  // Without a name, the thing's own counts.
  const own: GivenText =
    node?.kind === 'name'
      ? { kind: 'text', value: node.path.replace(/^.*\./, ''), range: node.range }
      : { kind: 'opaque', range: node?.range ?? { start: 0, end: 0 } };
  return {
    through: 'hydra-zen',
    name: name.kind === 'absent' ? own : name,
    group: given('group'),
    package: given('package'),
    provider: given('provider'),
    node,
  };
}

function decorated(
  modules: PythonModules,
  module: PythonModule,
  presets: ReadonlyMap<string, CallExpression>,
): StoreRegistration[] {
  return [...module.classes, ...module.functions].flatMap((item) =>
    item.decorators.flatMap(({ callee, call, range }) => {
      const before = zenStore(modules, module, callee, presets, importedName(module.imports, callee));
      if (before === undefined) return [];
      const node: Expression = { kind: 'name', path: item.name, range: item.nameRange };
      const calls = call === undefined ? before : [...before, call];
      return [
        {
          uri: module.uri,
          isRepeated: false,
          within: undefined,
          range,
          ...zenRegistration(modules, module, calls, node),
        },
      ];
    }),
  );
}

/** hydra-zen's `builds(Target, a=1, populate_full_signature=True)`, as far as it is literal. */
export interface ZenBuilds {
  readonly target: Expression | undefined;
  readonly positional: readonly Expression[];
  /** The fields of the config, in order. */
  readonly fields: ReadonlyMap<string, Expression>;
  readonly populatesSignature: boolean;
  readonly isPartial: boolean;
  /** `zen_…` and `builds_bases` and their like, as they are written. */
  readonly options: ReadonlyMap<string, Expression>;
  /** Fields may come by `**`, or the call is made by a function with defaults of its own. */
  readonly isOpen: boolean;
}

const ZEN_OPTION = /^(zen_\w+|populate_full_signature|builds_bases|frozen|dataclass_name|hydra_\w+|bases)$/;

/** Reads a call of `builds`, `just` or `make_config`; `undefined` for anything else. */
export function zenBuildsOf(
  modules: PythonModules,
  module: PythonModule,
  expression: Expression | undefined,
): ZenBuilds | undefined {
  if (expression?.kind !== 'call' || expression.callee.kind !== 'name') return undefined;
  const name = knownName(modules, module, expression.callee.path);
  const callee = /^hydra_zen(?:\.\w+)*\.(builds|just|make_config)$/.exec(name)?.[1];
  const found = callee === undefined ? resolveName(modules, module, expression.callee.path) : undefined;
  const custom = found?.kind === 'constant' ? found.item.value : undefined;
  const isCustom =
    custom?.kind === 'call' && custom.callee.kind === 'name' && /make_custom_builds_fn$/.test(custom.callee.path);
  if (callee === undefined && !isCustom) return undefined;
  const given = isCustom ? [...custom.keywords, ...expression.keywords] : expression.keywords;
  const named = given.flatMap((each) => (each.name === undefined ? [] : [[each.name, each.value] as const]));
  const options = new Map(named.filter(([each]) => ZEN_OPTION.test(each)));
  const isOn = (each: string) => {
    const value = options.get(each);
    return value?.kind === 'bool' && value.value;
  };
  const isConfig = callee === 'make_config';
  return {
    target: isConfig ? undefined : expression.positional[0],
    positional: isConfig ? expression.positional : expression.positional.slice(1),
    fields: new Map(named.filter(([each]) => !ZEN_OPTION.test(each))),
    populatesSignature: isOn('populate_full_signature'),
    isPartial: isOn('zen_partial') || isOn('hydra_partial'),
    options,
    isOpen:
      given.some((each) => each.name === undefined) || expression.positional.some((each) => each.kind === 'starred'),
  };
}
