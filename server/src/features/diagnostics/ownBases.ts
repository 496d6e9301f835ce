import { type Choice, type Composition, isHydraOwn } from '../../compose/index.ts';
import type { Uri } from '../../text/index.ts';

/**
 * Which configs a config brings in whatever is chosen: those that its defaults list names by their paths, and those that
 * these name in the same way. A config that stands in a composition more than once is left out: it has several places.
 */
export interface OwnBases {
  readonly brings: (file: Uri, base: Uri) => boolean;
  /** Whether all that a config brings is brought in this way. */
  readonly isFixed: (file: Uri) => boolean;
}

const made = new WeakMap<Composition['defaultsList'], OwnBases>();

export function ownBasesOf({ defaultsList }: Composition): OwnBases {
  const known = made.get(defaultsList) ?? makeOwnBases(defaultsList.filter((choice) => !isHydraOwn(choice)));
  made.set(defaultsList, known);
  return known;
}

function makeOwnBases(list: readonly Choice[]): OwnBases {
  const byPath = new Map<string, Choice>();
  const byUri = new Map<Uri, Choice>();
  const twice = new Set<string>();
  for (const choice of list) {
    if (byPath.has(choice.configPath)) twice.add(choice.configPath);
    byPath.set(choice.configPath, choice);
    byUri.set(choice.file.uri, choice);
  }
  const parentOf = ({ parent }: Choice) => (parent === undefined ? undefined : byPath.get(parent));
  /** The configs above one, nearest first, with whether the way down from there is fixed. */
  const above = function* (choice: Choice): Generator<{ readonly of: Choice; readonly isFixed: boolean }> {
    let isFixed = true;
    const seen = new Set([choice]);
    for (let each: Choice = choice; ; ) {
      isFixed &&= each.overrideKey === undefined && each.chosenBy.kind === 'file' && !twice.has(each.configPath);
      const parent = parentOf(each);
      if (parent === undefined || seen.has(parent)) return;
      seen.add(parent);
      yield { of: parent, isFixed };
      each = parent;
    }
  };
  const open = new Set<string>();
  for (const choice of list) for (const { of, isFixed } of above(choice)) if (!isFixed) open.add(of.file.uri);
  return {
    isFixed: (file) => !open.has(file),
    brings: (file, base) => {
      const choice = byUri.get(base);
      if (choice === undefined || twice.has(byUri.get(file)?.configPath ?? '')) return false;
      for (const { of, isFixed } of above(choice)) if (of.file.uri === file) return isFixed;
      return false;
    },
  };
}
