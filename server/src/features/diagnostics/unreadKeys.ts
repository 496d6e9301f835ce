import type { KeyPath } from '../../compose/index.ts';
import {
  type AppUse,
  appUsesOf,
  type ConfigRoot,
  fileLabel,
  knowsAllSources,
  namesInPython,
  type PathUse,
  type Project,
  pathUsesOf,
  primaryKeysOf,
  type Snapshot,
} from '../../project/index.ts';
import { type Reach, reachAround } from '../../python/index.ts';
import {
  BUDGETS,
  type ConfigFile,
  entryOf,
  isLikelyMisspelling,
  nearest,
  type Problem,
  pathBelow,
  positionAt,
  type Range,
  type Related,
  type Span,
  type Uri,
  type ValueNode,
} from '../../text/index.ts';
import { rename } from '../actions/fixes.ts';
import { broughtByFolder, broughtKeys, keyOfPath } from '../keys/broughtKeys.ts';
import { interpolatedBelow, isDescribed, type KeySite, keySitesOf } from '../keys/keySites.ts';
import type { JudgedUsage, Rule, RuleContext } from './rule.ts';

export const unreadKeys: Rule<Sighted> = {
  name: 'unread-key',
  codes: ['HS305', 'HS306'],
  docs:
    'Hydra composes the key, and nothing reads it: no Python file of the project mentions its name, no interpolation ' +
    'uses it, and no schema knows it. HS305: no base config has it either, and one of nearly the same name is read or ' +
    'is in a base config, such as `seq_len` for `train_seq_len`. HS306, a hint: there is no such name, and the program ' +
    'can be followed with its config to the end. Where a program hands a part of its config to code that is not its ' +
    'own, or instantiates it, nothing is said of the keys in there.',
  example: `
-- train.py --
import hydra

@hydra.main(version_base=None, config_path="configs", config_name="app")
def main(cfg):
    run(cfg.seq_len)

def run(n): ...
-- configs/app.yaml --
defaults: [base, _self_]
seq_lne: 1024
^^^^^^^ warning HS305 'seq_lne' is read by no Python and set by no base config; did you mean 'seq_len' (base.yaml:1)?
-- configs/base.yaml --
seq_len: 1
`,
  ofUsage: sightedIn,
  join: function* (context, sightings) {
    const left = sitesOf(sightings).filter((each) => each.isFree && !each.isDescribed);
    if (left.length === 0 || !knowsAllSources(context.snapshot, context.project)) return;
    const interpolated: ReadonlySet<string>[] = [];
    for (const root of context.project.roots) {
      for (const names of interpolatedBelow(context.snapshot, root)) {
        interpolated.push(names);
        yield undefined;
      }
    }
    const basesOf = new Map<Uri, Bases>();
    let told = 0;
    for (const site of left) {
      if (site.path.some((name) => interpolated.some((names) => names.has(name)))) continue;
      if (!basesOf.has(site.root)) for (const _ of broughtByFolder(context.snapshot, site.root)) yield undefined;
      const bases = basesOf.get(site.root) ?? basesIn(context, site.root);
      basesOf.set(site.root, bases);
      const problem = judge(context, bases, site.root, site);
      yield problem;
      if (problem !== undefined && ++told >= BUDGETS.unreadKeys) return;
    }
  },
};

/** What all compositions say of a place: each comes from many of them, at every keystroke. */
interface Site extends KeySite {
  readonly root: Uri;
  isFree: boolean;
  isDescribed: boolean;
}

function sitesOf(
  sightings: readonly { readonly key: { readonly root: Uri }; readonly found: readonly Sighted[] }[],
): readonly Site[] {
  const sites: Site[] = [];
  const byFile = new Map<Uri, Map<number, Site[]>>();
  for (const { key, found } of sightings) {
    for (const { file, key: range, path, isFree, isDescribed } of found) {
      const inFile = byFile.get(file.uri) ?? new Map<number, Site[]>();
      byFile.set(file.uri, inFile);
      const here = inFile.get(range.start) ?? [];
      inFile.set(range.start, here);
      const known = here.find((each) => each.root === key.root && isSamePath(each.path, path));
      if (known === undefined) {
        const site: Site = { file, key: range, path, root: key.root, isFree, isDescribed };
        here.push(site);
        sites.push(site);
      } else {
        known.isFree &&= isFree;
        known.isDescribed ||= isDescribed;
      }
    }
  }
  return sites;
}

function isSamePath(left: KeyPath, right: KeyPath): boolean {
  return left.length === right.length && left.every((name, index) => name === right[index]);
}

/** Keys of Hydra's, of `instantiate`'s, and those that only carry an anchor. */
const NO_NAME = /^_|^hydra$|^\.|^\d+$/;

/** A key that Python does not read. */
interface Sighted extends KeySite {
  /** A schema says which keys there are beside it. */
  readonly isDescribed: boolean;
}

function rootOf({ roots }: Project, uri: Uri): ConfigRoot | undefined {
  return roots.find((each) => each.uri === uri);
}

function sightedIn(context: RuleContext, { key, composition, own, judges }: JudgedUsage): Sighted[] {
  const { snapshot, project } = context;
  const root = rootOf(project, key.root);
  const apps = root === undefined ? undefined : pathUsesOf(snapshot, root);
  if (apps === undefined) return [];
  const python = namesInPython(snapshot, project);
  const described = new Map<string, boolean>();
  const isKnown = (above: KeyPath): boolean => {
    const place = above.join('\0');
    const known = described.get(place) ?? isDescribed(snapshot, project, composition, above);
    described.set(place, known);
    return known;
  };
  const named = project.registries.flatMap((each) => [each.key, each.config, ...(each.unless ? [each.unless] : [])]);
  const isUnnamed = (name: string) => !python.has(name);
  return keySitesOf(own ?? composition.root.children, composition.root, isUnnamed).flatMap((site): Sighted[] => {
    const { file, path } = site;
    const name = path.at(-1) ?? '';
    if (!judges(file.uri) || pathBelow(key.root, file.uri) === undefined) return [];
    if (path.some((each) => NO_NAME.test(each)) || !/^[\w-]+$/.test(name)) return [];
    if (apps.some(({ use }) => isTouched(use, path)) || named.includes(path.join('.'))) return [];
    const reach = reachOf(apps, path);
    const above = path.slice(0, -1);
    if (reach === 'handedOn' || (reach !== undefined && above.length > 0)) return [];
    // Of a mapping that nobody reads its own key tells.
    if (above.length > 0 && !apps.some(({ use }) => isTouched(use, above))) return [];
    return [{ ...site, isDescribed: site.isFree && isKnown(above) }];
  });
}

function reachOf(apps: readonly PathUse[], path: KeyPath): Reach | undefined {
  const reaches = apps.map(({ use }) => reachAround(use, path));
  return reaches.includes('handedOn') ? 'handedOn' : reaches.find((each) => each !== undefined);
}

function judge(context: RuleContext, bases: Bases, root: Uri, site: KeySite): Problem | undefined {
  const { snapshot, project } = context;
  const owner = rootOf(project, root);
  const apps = (owner === undefined ? undefined : appUsesOf(snapshot, project, owner)) ?? [];
  const { file, path } = site;
  const name = path.at(-1) ?? '';
  const above = path.slice(0, -1);
  if (hasAlias(file, site.key)) return undefined;
  const written = writtenIn(file, site.key, name);
  const span: Span = { uri: file.uri, ...(written ?? site.key) };
  const writers = bases.writers(path);
  const isBase = writers.length > 0;
  const isOwnBase = bases.isBase(file.uri);
  const othersHave = writers.some((uri) => uri !== file.uri);
  const candidates = isOwnBase
    ? readBelow(apps, above)
    : [...readBelow(apps, above), ...bases.namesBelow(above, file.uri)];
  const near = othersHave
    ? undefined
    : nearest(
        name,
        candidates.filter((each) => isLikelyMisspelling(name, each) && !isBeside(site, each)),
      );
  if (near !== undefined) {
    const place = placeOf(snapshot, bases, apps, [...above, near], file.uri);
    const where = place === undefined ? '' : ` (${place.label})`;
    const message = `'${path.join('.')}' is read by no Python and set by no base config; did you mean '${near}'${where}?`;
    const related: Related[] =
      place === undefined ? [] : [{ span: place.span, message: `'${near}' is ${place.verb} here` }];
    return {
      code: 'HS305',
      severity: 'warning',
      span,
      message,
      related,
      fixes: written === undefined ? [] : [rename(span, file.text, near)],
    };
  }
  // A program that reads nothing of its config is not understood.
  if (apps.every(({ use }) => use.reads.length === 0)) return undefined;
  const isLoading = namesInPython(snapshot, project).isLoading;
  if (reachOf(apps, path) !== undefined || isLoading || (isBase && !isOwnBase)) return undefined;
  const message = `'${path.join('.')}' is read by no Python and used by no interpolation`;
  return { code: 'HS306', severity: 'hint', span, message, isUnnecessary: true };
}

/** Where the name stands: a package is written in the header of its config, if at all. */
function writtenIn({ header }: ConfigFile, key: Range, name: string): Range | undefined {
  if (key.end > key.start) return key;
  const at = header === undefined ? -1 : header.package.split('.').indexOf(name);
  if (header === undefined || at === -1) return undefined;
  const before = header.package.split('.').slice(0, at);
  const start = header.range.start + before.reduce((length, each) => length + each.length + 1, 0);
  return { start, end: start + name.length };
}

/** What the configs of a root write that are no primary config themselves. */
interface Bases {
  readonly isBase: (uri: Uri) => boolean;
  /** Those that write a path. */
  readonly writers: (path: KeyPath) => readonly Uri[];
  /** The keys that they write beside one, those of one file left out. */
  readonly namesBelow: (above: KeyPath, own: Uri) => readonly string[];
}

function basesIn({ snapshot, project }: RuleContext, root: Uri): Bases {
  const owner = rootOf(project, root);
  const primaries = new Set(owner === undefined ? [] : primaryKeysOf(snapshot, owner).map(({ name }) => name));
  const isBase = (uri: Uri) => !primaries.has(pathBelow(root, uri)?.replace(/\.yaml$/, ''));
  const brought = broughtKeys(snapshot, root);
  return {
    isBase,
    writers: (path) => (brought.at.get(path.join('.')) ?? []).filter(isBase),
    namesBelow: (above, own) =>
      (brought.below.get(above.join('.')) ?? []).flatMap((path) => {
        const isOthers = brought.at.get(path)?.some((uri) => uri !== own && isBase(uri)) === true;
        return isOthers ? [path.slice(path.lastIndexOf('.') + 1)] : [];
      }),
  };
}

/** Whether other keys of the file have the same value, by an alias. */
function hasAlias({ text }: ConfigFile, { end }: Range): boolean {
  const anchor = /^["']?\s*:\s*&([^\s,[\]{}]+)/.exec(text.slice(end, end + 200))?.[1];
  return anchor !== undefined && text.includes(`*${anchor}`);
}

/** What a program reads, made ready to be asked for the keys of many compositions. */
interface Touched {
  /** The keys that it reads and those above them, dotted. */
  readonly keys: ReadonlySet<string>;
  /** Those with a `*` in them. */
  readonly patterns: readonly (readonly string[])[];
}

const touched = new WeakMap<PathUse['use'], Touched>();

function touchedBy(use: PathUse['use']): Touched {
  const known = touched.get(use);
  if (known !== undefined) return known;
  const keys = new Set<string>();
  const patterns: string[][] = [];
  for (const { path } of use.reads) {
    const names = path.split('.');
    if (names.includes('*')) patterns.push(names);
    for (let length = 1; length <= names.length; length++) keys.add(names.slice(0, length).join('.'));
  }
  const made = { keys, patterns };
  touched.set(use, made);
  return made;
}

/** Whether a program reads the key, or one below it. */
function isTouched(use: PathUse['use'], path: KeyPath): boolean {
  const { keys, patterns } = touchedBy(use);
  if (keys.has(path.join('.'))) return true;
  return patterns.some(
    (names) =>
      names.length >= path.length &&
      path.every((name, index) => names[index] === name || (index > 0 && names[index] === '*')),
  );
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
function placeOf(
  snapshot: Snapshot,
  { writers }: Bases,
  apps: readonly AppUse[],
  path: KeyPath,
  own: Uri,
): Place | undefined {
  for (const uri of writers(path)) {
    const key = uri === own ? undefined : keyOfPath(snapshot, uri, path);
    const text = snapshot.files.file(uri)?.text;
    if (key === undefined || text === undefined) continue;
    const line = positionAt(text, key.start).line + 1;
    return { span: { uri, ...key }, label: `${fileLabel(uri)}:${line}`, verb: 'set' };
  }
  const read = apps.flatMap(({ use }) => use.reads.filter((each) => each.path === path.join('.')))[0];
  if (read === undefined) return undefined;
  return { span: { uri: read.uri, ...read.range }, label: fileLabel(read.uri), verb: 'read' };
}
