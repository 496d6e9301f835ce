import type { KeyPath } from '../../compose/index.ts';
import { type AppUse, appUsesOf, fileLabel, namesInPython } from '../../project/index.ts';
import { type ConfigUse, type Reach, reachAround } from '../../python/index.ts';
import {
  type ConfigFile,
  entryOf,
  nearest,
  type Problem,
  positionAt,
  type Range,
  type Related,
  type Span,
  type ValueNode,
} from '../../text/index.ts';
import { rename } from '../fixes.ts';
import { interpolatedNames, isDescribed, type KeySite, type KeySites, keySitesOf } from '../keySites.ts';
import type { Rule, RuleContext } from './rule.ts';

export const unreadKeys: Rule = {
  name: 'unread-key',
  codes: ['HS305', 'HS306'],
  docs:
    'Hydra composes the key, and nothing reads it: no Python file of the project mentions its name, no interpolation ' +
    'uses it, and no schema knows it. HS305: no base config has it either, and one of nearly the same name is read or ' +
    'is in a base config, such as `seq_len` for `train_seq_len`. HS306, a hint: there is no such name, and the program ' +
    'can be followed with its config to the end. Where a program hands a part of its config to code that is not its ' +
    'own, or instantiates it, nothing is said of the keys in there.',
  check: (context) => {
    const found = context.project.roots.map((root) => ({
      root,
      apps: appUsesOf(context.snapshot, context.project, root),
    }));
    const uses = new Map(found.flatMap(({ root, apps }) => (apps === undefined ? [] : [[root.uri, apps] as const])));
    if (uses.size === 0) return [];
    const keys = keySitesOf(context.usages.filter(({ key }) => uses.has(key.root)));
    const interpolated = interpolatedNames(context.files);
    const problems: Problem[] = [];
    for (const site of keys.sites) {
      const apps = uses.get(site.root);
      const problem = apps === undefined ? undefined : judge(context, keys, interpolated, apps, site);
      if (problem !== undefined) problems.push(problem);
      if (problems.length >= PROBLEM_BUDGET) break;
    }
    return problems;
  },
};

/** More than this nobody reads. */
const PROBLEM_BUDGET = 1_000;

/** Keys of Hydra's, of `instantiate`'s, and those that only carry an anchor. */
const NO_NAME = /^_|^hydra$|^\.|^\d+$/;

function judge(
  { snapshot, project }: RuleContext,
  keys: KeySites,
  interpolated: ReadonlySet<string>,
  apps: readonly AppUse[],
  site: KeySite,
): Problem | undefined {
  const { file, path, root } = site;
  const name = path.at(-1) ?? '';
  const above = path.slice(0, -1);
  if (!site.isFree || path.some((each) => NO_NAME.test(each)) || !/^[\w-]+$/.test(name)) return undefined;
  if (path.some((each) => interpolated.has(each)) || apps.some(({ use }) => isTouched(use, path))) return undefined;
  const reach = farthest(apps.map(({ use }) => reachAround(use, path)));
  if (reach === 'handedOn' || (reach !== undefined && above.length > 0)) return undefined;
  // Of a mapping that nobody reads its own key tells.
  if (above.length > 0 && !apps.some(({ use }) => isTouched(use, above))) return undefined;
  const named = project.registries.flatMap(({ key, unless, config }) => [key, config, ...(unless ? [unless] : [])]);
  if (named.includes(path.join('.'))) return undefined;
  const python = namesInPython(snapshot, project);
  if (python.has(name) || hasAlias(file, site.key) || isDescribed(snapshot, project, site)) return undefined;
  const span: Span = { uri: file.uri, ...site.key };
  const isBase = keys.writers(root, path).some((each) => keys.bases.has(each.file.uri));
  const isOwnBase = keys.bases.has(file.uri);
  const othersHave = keys
    .writers(root, path)
    .some((each) => keys.bases.has(each.file.uri) && each.file.uri !== file.uri);
  const candidates = isOwnBase
    ? readBelow(apps, above)
    : [...readBelow(apps, above), ...writtenBelow(keys, site, above)];
  const near = othersHave
    ? undefined
    : nearest(
        name,
        candidates.filter((each) => !isBeside(site, each)),
      );
  if (near !== undefined) {
    const place = placeOf(keys, apps, root, [...above, near], file.uri);
    const where = place === undefined ? '' : ` (${place.label})`;
    const message = `'${path.join('.')}' is read by no Python and set by no base config; did you mean '${near}'${where}?`;
    const related: Related[] =
      place === undefined ? [] : [{ span: place.span, message: `'${near}' is ${place.verb} here` }];
    return { code: 'HS305', severity: 'warning', span, message, related, fixes: [rename(span, file.text, near)] };
  }
  // A program that reads nothing of its config is not understood.
  if (apps.every(({ use }) => use.reads.length === 0)) return undefined;
  if (reach !== undefined || python.isLoading || (isBase && !isOwnBase)) return undefined;
  const message = `'${path.join('.')}' is read by no Python and used by no interpolation`;
  return { code: 'HS306', severity: 'hint', span, message, isUnnecessary: true };
}

/** Whether other keys of the file have the same value, by an alias. */
function hasAlias({ text }: ConfigFile, { end }: Range): boolean {
  const anchor = /^["']?\s*:\s*&([^\s,[\]{}]+)/.exec(text.slice(end, end + 200))?.[1];
  return anchor !== undefined && text.includes(`*${anchor}`);
}

function farthest(reaches: readonly (Reach | undefined)[]): Reach | undefined {
  return reaches.includes('handedOn') ? 'handedOn' : reaches.find((each) => each !== undefined);
}

/** Whether a program reads the key, or one below it. */
function isTouched({ reads }: ConfigUse, path: KeyPath): boolean {
  return reads.some((each) => {
    const names = each.path.split('.');
    return (
      names.length >= path.length &&
      path.every((name, index) => names[index] === name || (index > 0 && names[index] === '*'))
    );
  });
}

function readBelow(apps: readonly AppUse[], above: KeyPath): string[] {
  return apps.flatMap(({ use }) =>
    use.reads.flatMap(({ path }) => {
      const names = path.split('.');
      const isThere = names.length > above.length && above.every((name, index) => names[index] === name);
      const name = names[above.length];
      return isThere && name !== undefined && name !== '*' ? [name] : [];
    }),
  );
}

/** The keys that base configs write beside a key. */
function writtenBelow(keys: KeySites, { root, file }: KeySite, above: KeyPath): string[] {
  const known = baseKeys.get(keys) ?? new Map<string, { readonly uri: string; readonly name: string }[]>();
  if (!baseKeys.has(keys)) {
    baseKeys.set(keys, known);
    for (const each of keys.sites) {
      if (!keys.bases.has(each.file.uri)) continue;
      const place = [each.root, ...each.path.slice(0, -1)].join('\0');
      const there = known.get(place) ?? [];
      known.set(place, there);
      there.push({ uri: each.file.uri, name: each.path.at(-1) ?? '' });
    }
  }
  return (known.get([root, ...above].join('\0')) ?? []).flatMap(({ uri, name }) => (uri === file.uri ? [] : [name]));
}

const baseKeys = new WeakMap<KeySites, Map<string, { readonly uri: string; readonly name: string }[]>>();

/** Whether the same mapping of the same file has a key: then the other one is no misspelling of it. */
function isBeside({ file, key }: KeySite, name: string): boolean {
  const mappings = mappingsIn.get(file) ?? collect(file.body, new Map());
  mappingsIn.set(file, mappings);
  return entryOf(mappings.get(key.start), name) !== undefined;
}

/** The mapping of each key, by the place where the key begins. */
const mappingsIn = new WeakMap<ConfigFile, ReadonlyMap<number, ValueNode>>();

function collect(node: ValueNode | undefined, into: Map<number, ValueNode>): ReadonlyMap<number, ValueNode> {
  if (node?.kind !== 'map') return into;
  for (const entry of node.entries.values()) {
    into.set(entry.keyRange.start, node);
    collect(entry.value, into);
  }
  return into;
}

interface Place {
  readonly span: Span;
  readonly label: string;
  readonly verb: string;
}

/** Where a base config sets a key, else where Python reads it. */
function placeOf(keys: KeySites, apps: readonly AppUse[], root: string, path: KeyPath, own: string): Place | undefined {
  const written = keys.writers(root, path).find(({ file }) => keys.bases.has(file.uri) && file.uri !== own);
  if (written !== undefined) {
    const line = positionAt(written.file.text, written.key.start).line + 1;
    const span = { uri: written.file.uri, ...written.key };
    return { span, label: `${fileLabel(written.file.uri)}:${line}`, verb: 'set' };
  }
  const read = apps.flatMap(({ use }) => use.reads.filter((each) => each.path === path.join('.')))[0];
  if (read === undefined) return undefined;
  return { span: { uri: read.uri, ...read.range }, label: fileLabel(read.uri), verb: 'read' };
}
