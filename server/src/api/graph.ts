import type { DefaultsBranch } from '../compose/index.ts';
import { defaultsEntries, isCircle } from '../features/index.ts';
import { chooserOf } from './authors.ts';
import { fileText, type OpenedComposition } from './open.ts';
import { composedHead } from './problems.ts';
import type { GraphEntry, GraphResult } from './shapes.ts';

/** What a composition is made of, in the order of merging; Hydra's own configs only where they are asked for. */
export function graphResult(opened: OpenedComposition, withHydra: boolean): GraphResult {
  const entries = defaultsEntries(opened.snapshot, opened);
  const branches = opened.composition.defaultsTree.children;
  const told = entries.map((entry, index) => entryOf(opened, entry, branches[index] as DefaultsBranch, []));
  const isOwn = (index: number) => branches[index]?.configPath.startsWith('hydra/') === true;
  return { ...composedHead(opened), entries: told.filter((_, index) => withHydra || !isOwn(index)) };
}

type DefaultsTreeEntry = ReturnType<typeof defaultsEntries>[number];

/** The two are the same tree: one as a view shows it, one with who decided what. */
function entryOf(
  opened: OpenedComposition,
  entry: DefaultsTreeEntry,
  branch: DefaultsBranch,
  above: readonly DefaultsBranch[],
): GraphEntry {
  const { kind, label, overrideKey, file, order, state, reason } = entry;
  const { replaced } = branch;
  return {
    kind,
    label,
    package: entry.package,
    ...(overrideKey !== undefined && { overrideKey }),
    ...(file !== undefined && { file: fileText(opened, file) }),
    chosenBy: chooserOf(opened, branch.chosenBy, kind === 'self' ? undefined : branch.uri),
    ...(replaced !== undefined && {
      replaced: { option: replaced.option, chosenBy: chooserOf(opened, replaced.chosenBy) },
    }),
    ...(order !== undefined && { order }),
    ...(state !== undefined && { state }),
    ...(reason !== undefined && { reason }),
    // A circle is told once.
    entries: isCircle(branch, above)
      ? []
      : entry.entries.map((each, index) =>
          entryOf(opened, each, branch.children[index] as DefaultsBranch, [...above, branch]),
        ),
  };
}
