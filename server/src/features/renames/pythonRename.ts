import { moduleOf, projectOf, type Snapshot, shortName } from '../../project/index.ts';
import { pathBelow, type Range, type Uri } from '../../text/index.ts';
import {
  computedTargets,
  type Declared,
  nameOf,
  type Search,
  targetsInCommands,
  usesAsTarget,
  usesInPython,
} from '../uses/index.ts';
import type { NameEdit, Refused, Renaming } from './renaming.ts';

/** Source: Python's language reference, *Keywords*. */
const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** Why a class or a function has to keep its name; `undefined` where it may have another one. */
export function whyNotInPython({ snapshot }: Search, declared: Declared, written: string): string | undefined {
  const { uri, range } = declared;
  const name = nameOf(snapshot, declared);
  if (written !== name) return `'${written}' is another name of '${name}'.`;
  const project = projectOf(snapshot, uri);
  const isOwn = project !== undefined && pathBelow(project.folder, uri) !== undefined;
  if (!isOwn || project.sitePackages.some((each) => pathBelow(each, uri) !== undefined)) {
    return `'${name}' is declared outside of the workspace.`;
  }
  const module = moduleIn(snapshot, uri);
  const items = [...(module?.classes ?? []), ...(module?.functions ?? [])];
  const isTop = items.some(({ nameRange }) => nameRange.start === range.start);
  if (uri.endsWith('.pyi') || !isTop) return `'${name}' is a part of something else in Python: it is renamed there.`;
  return undefined;
}

function moduleIn(snapshot: Snapshot, uri: Uri) {
  const entry = snapshot.files.file(uri);
  return entry && moduleOf(entry);
}

/** Whether anything but Python names a class or a function: else its own language server renames it better. */
export function isNamedByConfigs(search: Search, declared: Declared): boolean {
  if (usesAsTarget(search, declared).length > 0 || targetsInCommands(search, declared).length > 0) return true;
  const registered = search.snapshot
    .projects()
    .flatMap(({ registries }) => registries.flatMap(({ written }) => written));
  return usesInPython(search, declared).some(({ uri, range }) =>
    registered.some(({ entry }) => entry.uri === uri && isInside(range, entry.valueRange)),
  );
}

function isInside(inner: Range, outer: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Gives a class or a function another name: in Python, in every `_target_`, in registries and in commands. */
export function renamePython(search: Search, declared: Declared, name: string): Renaming | Refused {
  const { snapshot } = search;
  if (!/^[A-Za-z_]\w*$/.test(name) || KEYWORDS.has(name)) return { refused: `'${name}' is no name in Python.` };
  const [computed] = computedTargets(search, declared);
  if (computed !== undefined) {
    return { refused: `${shortName(snapshot, computed)} puts a path to it together by an interpolation.` };
  }
  const inPython = usesInPython(search, declared);
  const taken = [...new Set(inPython.map(({ uri }) => uri))].find(
    (uri) => moduleIn(snapshot, uri)?.bindings.has(name) === true,
  );
  if (taken !== undefined) return { refused: `'${name}' is there already: ${shortName(snapshot, taken)}.` };
  return {
    edits: [
      ...inPython.map(
        ({ uri, range, isSure }): NameEdit => ({
          uri,
          range,
          text: name,
          ...(!isSure && { doubt: 'python' as const }),
        }),
      ),
      ...usesAsTarget(search, declared).map(({ uri, range }): NameEdit => ({ uri, range, text: name })),
      ...targetsInCommands(search, declared).map(
        ({ uri, range }): NameEdit => ({ uri, range, text: name, doubt: 'command' }),
      ),
    ],
    files: [],
  };
}
