import type { KeyPath } from '../../compose/index.ts';
import { type AppUse, appUsesOf, fileLabel, namesInPython } from '../../project/index.ts';
import { reachAround, type ConfigUse, type Reach } from '../../python/index.ts';
import { entryOf, nearest, type Problem, positionAt, type Related, type Span, type ValueNode } from '../../text/index.ts';
import { rename } from '../fixes.ts';
import { interpolatedNames, type KeySite, type KeySites, keySitesOf } from '../keySites.ts';
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
    const found = context.project.roots.map((root) => ({ root, apps: appUsesOf(context.snapshot, context.project, root) }));
    const uses = new Map(found.flatMap(({ root, apps }) => (apps === undefined ? [] : [[root.uri, apps] as const])));
    if (uses.size === 0) return [];
    const keys = keySitesOf(
      context.snapshot,
      context.project,
      context.usages.filter(({ key }) => uses.has(key.root)),
    );
    const interpolated = interpolatedNames(context.files);
    return keys.sites.flatMap((site) => {
      const apps = uses.get(site.root);
      return apps === undefined ? [] : (judge(context, keys, interpolated, apps, site) ?? []);
    });
  },
};

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
  if (namesInPython(snapshot, project).has(name)) return undefined;
  const span: Span = { uri: file.uri, ...site.key };
  const isBase = keys.writers(root, path).some((each) => keys.bases.has(each.file.uri));
  const isOwnBase = keys.bases.has(file.uri);
  const othersHave = keys.writers(root, path).some((each) => keys.bases.has(each.file.uri) && each.file.uri !== file.uri);
  const candidates = isOwnBase ? readBelow(apps, above) : [...readBelow(apps, above), ...writtenBelow(keys, site, above)];
  const near = othersHave ? undefined : nearest(name, candidates.filter((each) => !isBeside(site, each)));
  if (near !== undefined) {
    const place = placeOf(keys, apps, root, [...above, near], file.uri);
    const where = place === undefined ? '' : ` (${place.label})`;
    const message = `'${path.join('.')}' is read by no Python and set by no base config; did you mean '${near}'${where}?`;
    const related: Related[] = place === undefined ? [] : [{ span: place.span, message: `'${near}' is ${place.verb} here` }];
    return { code: 'HS305', severity: 'warning', span, message, related, fixes: [rename(span, file.text, near)] };
  }
  if (reach !== undefined || (isBase && !isOwnBase)) return undefined;
  const message = `'${path.join('.')}' is read by no Python and used by no interpolation`;
  return { code: 'HS306', severity: 'hint', span, message, isUnnecessary: true };
}

function farthest(reaches: readonly (Reach | undefined)[]): Reach | undefined {
  return reaches.includes('handedOn') ? 'handedOn' : reaches.find((each) => each !== undefined);
}

/** Whether a program reads the key, or one below it. */
function isTouched({ reads }: ConfigUse, path: KeyPath): boolean {
  return reads.some((each) => {
    const names = each.path.split('.');
    return names.length >= path.length && path.every((name, index) => names[index] === name || (index > 0 && names[index] === '*'));
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
  return keys.sites.flatMap((each) => {
    const isThere = each.root === root && each.path.length === above.length + 1 && above.every((name, index) => each.path[index] === name);
    const isBase = keys.bases.has(each.file.uri) && each.file.uri !== file.uri;
    return isThere && isBase ? [each.path.at(-1) ?? ''] : [];
  });
}

/** Whether the same mapping of the same file has a key: then the other one is no misspelling of it. */
function isBeside({ file, key }: KeySite, name: string): boolean {
  const around = (node: ValueNode | undefined): ValueNode | undefined => {
    if (node?.kind !== 'map') return undefined;
    for (const entry of node.entries.values()) {
      if (entry.keyRange.start === key.start) return node;
      const inner = around(entry.value);
      if (inner !== undefined) return inner;
    }
    return undefined;
  };
  return entryOf(around(file.body), name) !== undefined;
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
