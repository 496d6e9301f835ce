import type { Range, Uri } from '../text/index.ts';
import type { CallSite } from './calls.ts';
import { evaluateText } from './evaluate.ts';
import { argumentOf, type CallExpression, type Expression } from './expression.ts';
import { ABSENT, type GivenText, givenText, knownText, textGiven } from './given.ts';
import { importedName } from './imports.ts';
import type { PythonModule } from './module.ts';
import { knownName, type PythonModules, resolveName } from './resolve.ts';

/** A function under `@hydra.main(…)`. */
export interface HydraApp {
  readonly uri: Uri;
  /** Relative to the file's folder; `undefined` where it is absent, `None` or computed, as `given` tells. */
  readonly configPath?: string;
  readonly configName?: string;
  readonly functionName: string;
  readonly range: Range;
  readonly given: { readonly configPath: GivenText; readonly configName: GivenText; readonly versionBase: GivenText };
}

/** The functions of a file that Hydra starts. */
export function hydraAppsOf(modules: PythonModules, module: PythonModule): HydraApp[] {
  const functions = [...module.functions, ...module.classes.flatMap((each) => each.methods)];
  return functions.flatMap((item) =>
    item.decorators.flatMap(({ callee, call, range }) => {
      if (!isNamed(modules, module, callee, 'hydra.main')) return [];
      const none = call ?? {
        kind: 'call' as const,
        callee: { kind: 'opaque' as const, range },
        positional: [],
        keywords: [],
        range,
      };
      // https://hydra.cc/docs/1.3/tutorials/basic/your_first_app/config_file/
      const given = {
        configPath: givenPath(modules, module, none, 'config_path', 0),
        configName: givenText(modules, module, none, 'config_name', 1),
        versionBase: givenText(modules, module, none, 'version_base', 2),
      };
      const configPath = knownText(given.configPath);
      const configName = knownText(given.configName);
      return [
        {
          uri: module.uri,
          ...(configPath !== undefined && { configPath }),
          ...(configName !== undefined && { configName }),
          functionName: item.name,
          range,
          given,
        },
      ];
    }),
  );
}

/** Whether a dotted text means the given absolute name, by its imports or through other modules. */
function isNamed(modules: PythonModules, module: PythonModule, path: string, name: string): boolean {
  if (path === '') return false;
  return (
    importedName(module.imports, path) === name || (path.includes('main') && knownName(modules, module, path) === name)
  );
}

/** `hydra.initialize(…)` and its like, by which a program composes without `@hydra.main`. */
export interface Initialization {
  readonly uri: Uri;
  readonly kind: 'initialize' | 'initialize_config_dir' | 'initialize_config_module';
  /** A folder relative to the file's for `initialize` and `initialize_config_dir`, a dotted module for the third. */
  readonly place: GivenText;
  readonly within: string | undefined;
  readonly range: Range;
}

export function initializationsOf(modules: PythonModules, module: PythonModule): Initialization[] {
  if (!module.text.includes('initialize')) return [];
  return module.calls.flatMap((site): Initialization[] => {
    const kind = /^hydra(?:\.experimental|\.initialize)?\.(initialize(?:_config_dir|_config_module)?)$/.exec(
      site.name,
    )?.[1];
    const common = { uri: module.uri, within: site.within, range: site.range };
    if (kind === 'initialize')
      return [{ ...common, kind, place: givenPath(modules, module, site.call, 'config_path', 0) }];
    if (kind === 'initialize_config_dir')
      return [{ ...common, kind, place: givenPath(modules, module, site.call, 'config_dir', 0) }];
    if (kind === 'initialize_config_module')
      return [{ ...common, kind, place: givenText(modules, module, site.call, 'config_module', 0) }];
    return [];
  });
}

/** `compose(config_name=…, overrides=[…])`. */
export interface Composing {
  readonly uri: Uri;
  readonly configName: GivenText;
  readonly overrides: readonly GivenText[];
  /** Some overrides are computed as a whole. */
  readonly isOpen: boolean;
  readonly within: string | undefined;
  readonly range: Range;
}

export function composingsOf(modules: PythonModules, module: PythonModule): Composing[] {
  if (!module.text.includes('compose')) return [];
  return module.calls.flatMap((site) =>
    /^hydra(\.experimental|\.compose)?\.compose$/.test(site.name) ? [composing(modules, module, site)] : [],
  );
}

function composing(modules: PythonModules, module: PythonModule, { call, within, range }: CallSite): Composing {
  const configName = givenText(modules, module, call, 'config_name', 0);
  const list = argumentOf(call, 'overrides', 1);
  const items = list?.kind === 'list' || list?.kind === 'tuple' ? list.items : [];
  const overrides = items
    .filter((item) => item.kind !== 'starred')
    .map((item) => textGiven(item, (each) => evaluateText(modules, module, each)));
  const isHidden =
    list === undefined
      ? call.keywords.some((each) => each.name === undefined)
      : list.kind !== 'list' && list.kind !== 'tuple';
  return {
    uri: module.uri,
    configName,
    overrides,
    isOpen: isHidden || items.some((item) => item.kind === 'starred'),
    within,
    range,
  };
}

function givenPath(
  modules: PythonModules,
  module: PythonModule,
  call: CallExpression,
  name: string,
  position: number,
): GivenText {
  const given = givenText(modules, module, call, name, position, (each) => evaluatePath(modules, module, each));
  return given.kind === 'absent' ? ABSENT : given;
}

const PATH_DEPTH = 40;

/**
 * A path as a text relative to the folder of the file, with slashes: `str(Path(__file__).parent / "conf")` is `conf`.
 * `undefined` where it cannot be known.
 */
export function evaluatePath(
  modules: PythonModules,
  module: PythonModule,
  expression: Expression,
  depth = 0,
): string | undefined {
  const place = pathOf(modules, module, expression, depth);
  if (place === undefined) return evaluateText(modules, module, expression);
  return place === FILE ? undefined : place;
}

/** The file itself, whose folder is the place that paths are relative to. */
const FILE = '\0file';

function pathOf(
  modules: PythonModules,
  module: PythonModule,
  expression: Expression,
  depth: number,
): string | undefined {
  if (depth > PATH_DEPTH) return undefined;
  const next = (each: Expression | undefined) =>
    each === undefined ? undefined : pathOf(modules, module, each, depth + 1);
  switch (expression.kind) {
    case 'string':
      return expression.value;
    case 'name': {
      if (expression.path === '__file__') return FILE;
      const found = resolveName(modules, module, expression.path);
      // A place relative to another file is not relative to this one.
      if (found.kind === 'constant' && found.module === module && found.item.value !== undefined)
        return next(found.item.value);
      if (found.kind === 'constant') return evaluateText(modules, module, expression);
      const known = knownName(modules, module, expression.path);
      if (known === 'os.pardir' || known === 'os.path.pardir') return '..';
      if (known === 'os.curdir' || known === 'os.path.curdir') return '.';
      const parent = /^(.+)\.parent$/.exec(expression.path)?.[1];
      return parent === undefined ? undefined : up(next({ kind: 'name', path: parent, range: expression.range }));
    }
    case 'attribute':
      return expression.name === 'parent' ? up(next(expression.object)) : undefined;
    case 'subscript': {
      const { object, index } = expression;
      if (index.kind !== 'int' || index.value > 50n) return undefined;
      const base = object.kind === 'attribute' && object.name === 'parents' ? next(object.object) : undefined;
      let place = base;
      for (let step = 0n; step <= index.value; step++) place = up(place);
      return place;
    }
    case 'binary':
      return expression.operator === '/' ? join(next(expression.left), next(expression.right)) : undefined;
    case 'call':
      return pathOfCall(modules, module, expression, next);
    default:
      return undefined;
  }
}

function pathOfCall(
  modules: PythonModules,
  module: PythonModule,
  { callee, positional }: CallExpression,
  next: (each: Expression | undefined) => string | undefined,
): string | undefined {
  const all = () => positional.map(next).reduce<string | undefined>((left, right) => join(left, right), '');
  if (callee.kind === 'attribute') {
    if (['resolve', 'absolute', 'as_posix', 'expanduser', '__str__'].includes(callee.name)) return next(callee.object);
    return callee.name === 'joinpath' ? join(next(callee.object), all()) : undefined;
  }
  if (callee.kind !== 'name') return undefined;
  const name = knownName(modules, module, callee.path);
  if (/^os\.path\.(abspath|realpath|normpath|expanduser)$|^os\.fspath$|^builtins\.str$/.test(name))
    return next(positional[0]);
  if (name === 'os.path.dirname') return up(next(positional[0]));
  if (name === 'os.path.join' || /^pathlib\.(Pure)?(Posix)?Path$/.test(name)) return all();
  const method = /^(.+)\.(resolve|absolute|as_posix|joinpath)$/.exec(callee.path);
  if (method?.[1] === undefined) return undefined;
  const object = next({ kind: 'name', path: method[1], range: callee.range });
  return method[2] === 'joinpath' ? join(object, all()) : object;
}

function up(place: string | undefined): string | undefined {
  if (place === undefined) return undefined;
  if (place === FILE) return '.';
  if (place === '.' || place === '') return '..';
  const segments = place.split('/');
  if (segments.at(-1) === '..') return `${place}/..`;
  segments.pop();
  return segments.join('/') === '' ? (place.startsWith('/') ? '/' : '.') : segments.join('/');
}

function join(left: string | undefined, right: string | undefined): string | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (left === '' || left === '.') return right;
  if (right === FILE || left === FILE) return left === FILE ? undefined : right;
  return right.startsWith('/') ? right : `${left.replace(/\/$/, '')}/${right}`;
}
