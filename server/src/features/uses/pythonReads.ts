import type { KeyPath } from '../../compose/index.ts';
import { appUsesOf, moduleOf, type Project, type Snapshot, walk } from '../../project/index.ts';
import { type Range, touches, type Uri } from '../../text/index.ts';
import type { KeyAddress, OneKey, Search } from './addresses.ts';
import type { Use } from './keyUses.ts';
import { givenTextAt, nameParameterAt, textsGiven } from './pythonGiven.ts';

/**
 * Where Python reads a key: what the apps of its root do with their config, as far as they can be followed; and chains of
 * names that end as the key's path does, which are likely to be it.
 */
export function readsInPython({ snapshot, roots }: Search, key: OneKey): readonly Use[] {
  return roots.flatMap(({ project, root }) => {
    const paths = key.addresses.flatMap((each) => (each.root === root.uri ? [each.path] : []));
    if (paths.length === 0 || !/^[A-Za-z_]\w*$/.test(key.name)) return [];
    const dotted = new Set(paths.map((path) => path.join('.')));
    const places = (appUsesOf(snapshot, project, root) ?? []).flatMap(({ use }) =>
      [...use.places].flatMap(([path, each]) => (dotted.has(path) ? each : [])),
    );
    const followed = places.map(({ uri, range }) => named(snapshot, uri, range, key.name));
    // `read(args, "seq_len")`: the place that asks has the name in a variable, and a text elsewhere gives it.
    const asking = places
      .filter((_, index) => followed[index]?.length === 0)
      .map((place) => nameParameterAt(snapshot, place));
    const given = asking.flatMap((each) => (each === undefined ? [] : textsGiven(snapshot, project, each, key.name)));
    return [
      ...followed.flat(),
      ...given.map(({ uri, range }): Use => ({ uri, range, kind: 'python', isSure: true })),
      ...likelyReads(snapshot, project, paths),
      ...(asking.includes(undefined) ? likelyTexts(snapshot, project, key.name) : []),
    ];
  });
}

function named(snapshot: Snapshot, uri: Uri, range: Range, name: string): Use[] {
  const written = snapshot.files.file(uri)?.text.slice(range.start, range.end) ?? '';
  const quote = /^["']/.test(written) ? 1 : 0;
  const inside = written.slice(quote, written.length - quote);
  // What is handed on as a whole, `f(**cfg)`, names no key.
  const at = inside === name || inside.endsWith(`.${name}`) ? inside.length - name.length : -1;
  if (at === -1) return [];
  const start = range.start + quote + at;
  return [{ uri, range: { start, end: start + name.length }, kind: 'python', isSure: true }];
}

/** Names that programs commonly give to a config. */
const CONFIG_NAME = /^(cfg|config|conf|hparams|args)$/;

function likelyReads(snapshot: Snapshot, project: Project, paths: readonly KeyPath[]): readonly Use[] {
  const names = new Set(paths.map((path) => path.at(-1) ?? ''));
  return walk(snapshot.files, project.folder).flatMap((uri) => {
    const entry = uri.endsWith('.py') ? snapshot.files.file(uri) : undefined;
    if (entry === undefined || ![...names].some((name) => entry.text.includes(name))) return [];
    return moduleOf(entry).reads.flatMap(({ root, path, pathRanges }) =>
      path.flatMap((name, index): readonly Use[] => {
        const range = pathRanges[index];
        const isLikely = names.has(name) && paths.some((each) => isLike([root, ...path.slice(0, index + 1)], each));
        return isLikely && range !== undefined ? [{ uri, range, kind: 'python', isSure: false }] : [];
      }),
    );
  });
}

/** Texts that are the name and nothing else. */
function likelyTexts(snapshot: Snapshot, project: Project, name: string): readonly Use[] {
  return walk(snapshot.files, project.folder).flatMap((uri) => {
    const text = uri.endsWith('.py') ? (snapshot.files.file(uri)?.text ?? '') : '';
    return [...text.matchAll(new RegExp(`(?<=(["']))${name}(?=\\1)`, 'g'))].map(
      ({ index }): Use => ({ uri, range: { start: index, end: index + name.length }, kind: 'python', isSure: false }),
    );
  });
}

/** `cfg.a.b` is like `a.b`, and `model.dim` like `model.dim` and `cfg.net.model.dim`; `self.dim` is like no key. */
function isLike([root = '', ...names]: readonly string[], path: KeyPath): boolean {
  const endsAlike = (chain: readonly string[], of: readonly string[]) =>
    chain.length <= of.length && chain.every((name, index) => name === of[of.length - chain.length + index]);
  if (CONFIG_NAME.test(root)) return names.length === path.length && endsAlike(names, path);
  if (root === 'self' && CONFIG_NAME.test(names[0] ?? ''))
    return names.length - 1 === path.length && endsAlike(names.slice(1), path);
  return endsAlike([root, ...names], path);
}

/** The key that a place in Python reads. */
export function keyInPython({ snapshot, roots }: Search, uri: Uri, offset: number): ReadKey | undefined {
  const addresses: KeyAddress[] = [];
  let range: Range | undefined;
  for (const { project, root } of roots) {
    for (const { use } of appUsesOf(snapshot, project, root) ?? []) {
      for (const [dotted, places] of use.places) {
        const path = dotted.split('.');
        const name = path.at(-1) ?? '';
        const place = places.find((each) => each.uri === uri && touches(each.range, offset));
        const [use] = place === undefined ? [] : named(snapshot, uri, place.range, name);
        const found = use?.range ?? givenAt(snapshot, project, places, name, { uri, offset });
        if (found === undefined) continue;
        addresses.push({ root: root.uri, path });
        range = found;
      }
    }
  }
  return range === undefined ? undefined : { range, addresses };
}

/** The text at a place that names a key for a function which asks for it. */
function givenAt(
  snapshot: Snapshot,
  project: Project,
  places: readonly { readonly uri: Uri; readonly range: Range }[],
  name: string,
  at: { readonly uri: Uri; readonly offset: number },
): Range | undefined {
  const text = snapshot.files.file(at.uri)?.text ?? '';
  // One look at the text spares looking at calls: the name is around the place.
  if (!text.slice(Math.max(0, at.offset - name.length), at.offset + name.length).includes(name)) return undefined;
  for (const place of places) {
    const asked = nameParameterAt(snapshot, place);
    const given = asked === undefined ? undefined : givenTextAt(snapshot, project, asked, at);
    if (given?.name === name) return given.range;
  }
  return undefined;
}

export interface ReadKey {
  readonly range: Range;
  readonly addresses: readonly KeyAddress[];
}
