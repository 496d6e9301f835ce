import type { KeyPath } from '../../compose/index.ts';
import { isSameData, modulesThatMay, type Project, type Snapshot } from '../../project/index.ts';
import type { CallSite, ConfigRead, Expression, PythonModule } from '../../python/index.ts';

/** What the project's Python adds to configs on their way to being instantiated. */
export interface Instantiations {
  /** Somebody calls `instantiate` where it can be read. */
  readonly isCalled: boolean;
  /** Whether some call, or some code that changes the config, may give an argument of the mapping at a path. */
  readonly mayGive: (path: KeyPath, name: string) => boolean;
  /** Whether Python may take a key out before the target sees it. */
  readonly mayTakeAway: (path: KeyPath, name: string) => boolean;
}

interface Given {
  /** The last key of the config that is given; `undefined` where it is not told. */
  readonly key: string | undefined;
  /** Names that are given beside it; `undefined` where they are not told. */
  readonly names: ReadonlySet<string> | undefined;
}

interface Found {
  readonly isCalled: boolean;
  readonly given: readonly Given[];
  readonly written: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
  /** Keys of configs whose `_target_` is called by hand; `undefined` stands for one that is not told. */
  readonly byHand: readonly (string | undefined)[];
}

const OWN_KEYWORDS = new Set(['_recursive_', '_convert_', '_target_', '_isolate_', 'config']);

/** Reads every call that makes objects of configs in the project's own Python; the same while none of them changes. */
export function instantiationsOf(snapshot: Snapshot, { folder }: Project): Instantiations {
  return snapshot.derive(`instantiations ${folder}`, (at) =>
    answersOf(
      at.derive(`what instantiates ${folder}`, (from) => modulesThatMay(from, 'instantiate', folder).map(foundIn), {
        isSame: isSameData,
      }),
    ),
  );
}

function answersOf(all: readonly Found[]): Instantiations {
  const given = all.flatMap((each) => each.given);
  const byHand = all.flatMap((each) => each.byHand);
  const isByHand = (path: KeyPath) => byHand.some((key) => key === undefined || path.includes(key));
  return {
    isCalled: all.some((each) => each.isCalled),
    mayGive: (path, name) =>
      isByHand(path) ||
      all.some(({ written }) => written.has(name)) ||
      given.some(({ key, names }) => {
        // A keyword with a mapping changes what is below that key: `instantiate(cfg.model, net={...})`.
        if (names !== undefined && path.some((each) => names.has(each))) return true;
        const isMeant = key === undefined || path.at(-1) === key;
        return isMeant && (names === undefined || names.has(name));
      }),
    mayTakeAway: (path, name) => isByHand(path) || all.some(({ removed }) => removed.has(name)),
  };
}

const found = new WeakMap<PythonModule, Found>();

function foundIn(module: PythonModule): Found {
  const known = found.get(module);
  if (known !== undefined) return known;
  const made = readModule(module);
  found.set(module, made);
  return made;
}

function readModule(module: PythonModule): Found {
  const given: Given[] = [];
  const byHand: (string | undefined)[] = [];
  const removed = new Set<string>();
  let isCalled = false;
  for (const site of module.calls) {
    if (isInstantiate(site)) {
      isCalled = true;
      const own = givenBy(site);
      if (own !== undefined) given.push(own);
    } else if (/(^|\.)get_(class|method|static_method|object)$/.test(site.name)) {
      const [first] = site.call.positional;
      const keys = first === undefined ? undefined : keysOf(first);
      if (keys?.at(-1) === '_target_') byHand.push(keys.at(-2));
      else if (first !== undefined && first.kind !== 'string' && /^hydra\b/.test(site.name)) byHand.push(undefined);
    } else if (/\.pop$/.test(site.callee)) {
      const [first] = site.call.positional;
      if (first?.kind === 'string') removed.add(first.value);
    }
  }
  for (const match of module.text.matchAll(/\bdel[ \t]+[\w.[\]"']*?(?:\.|\[["'])(\w+)/g)) removed.add(match[1] ?? '');
  const written = new Set(module.reads.flatMap((read) => (isConfigWrite(read) ? (read.path.at(-1) ?? []) : [])));
  return { isCalled, given, written, removed, byHand };
}

/** Not `self.hidden = hidden`. */
function isConfigWrite({ isWrite, root, path }: ConfigRead): boolean {
  return isWrite && !(root === 'self' && path.length === 1);
}

function isInstantiate({ name }: CallSite): boolean {
  return /(^|\.)instantiate$/.test(name) || /^hydra\.utils\.call$/.test(name);
}

/** `undefined` where nothing is given but the config. */
function givenBy({ call }: CallSite): Given | undefined {
  const config = call.positional[0] ?? call.keywords.find((each) => each.name === 'config')?.value;
  const key = config === undefined || config.kind === 'starred' ? undefined : keysOf(config)?.at(-1);
  const names = new Set<string>();
  let isOpen = call.positional.length > 1 || config?.kind === 'starred';
  for (const { name } of call.keywords) {
    if (name === undefined || name === '_partial_' || name === '_args_') isOpen = true;
    else if (!OWN_KEYWORDS.has(name)) names.add(name);
  }
  if (!isOpen && names.size === 0) return undefined;
  return { key, names: isOpen ? undefined : names };
}

/** The keys behind a variable: `cfg.model["net"]` has two; none where they are not told. */
function keysOf(expression: Expression): string[] | undefined {
  switch (expression.kind) {
    case 'name': {
      const [, ...keys] = expression.path.split('.');
      return keys;
    }
    case 'attribute': {
      const keys = keysOf(expression.object);
      return keys === undefined ? undefined : [...keys, expression.name];
    }
    case 'subscript': {
      const keys = keysOf(expression.object);
      return keys === undefined || expression.index.kind !== 'string' ? undefined : [...keys, expression.index.value];
    }
    default:
      return undefined;
  }
}
