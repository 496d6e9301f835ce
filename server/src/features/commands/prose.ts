import { type KeyPath, nodeAt } from '../../compose/index.ts';
import { type CompositionKey, type ConfigRoot, primaryKeysOf, projectOf, type Snapshot } from '../../project/index.ts';
import { joinUri, type Uri } from '../../text/index.ts';
import type { At } from '../locate.ts';
import { halfTypedProseIn } from './documents.ts';
import type { OverrideRun } from './run.ts';
import { offsetIn, type WrittenWord } from './written.ts';

/** An override that prose speaks of, as part of the run that it is most likely about: a config with that override alone. */
export interface ProseAt {
  readonly run: OverrideRun;
  readonly word: WrittenWord;
}

/** Primary configs that are composed to see what prose may mean, at most; those that apps name come first. */
const MOST_COMPOSED = 32;

/**
 * The override in the inline code of documentation at a place. Which program prose speaks of nobody can tell: it is taken
 * to be about the first primary config that has what it names, and nothing is said of what none of them has.
 */
export function proseAt(snapshot: Snapshot, { uri, offset }: At): ProseAt | undefined {
  const word = halfTypedProseIn(snapshot, uri).find(({ range }) => range.start <= offset && offset <= range.end);
  const project = word === undefined ? undefined : projectOf(snapshot, uri);
  if (word === undefined || project === undefined) return undefined;
  const [, sign = '', name = '', equal = ''] = /^(\+{0,2}|~)([^=@]*)(?:@[^=]*)?(=?)/.exec(word.text) ?? [];
  // Of a name that is being typed all but its last part has to be there.
  const typed = name.slice(0, Math.max(0, offsetIn(word, offset) - sign.length));
  const above = typed.slice(0, Math.max(typed.lastIndexOf('.'), typed.lastIndexOf('/'), 0));
  const isInName = offsetIn(word, offset) <= sign.length + name.length;
  const names = [...(equal === '' ? [] : [name]), ...(isInName && (above !== '' || word.isAlone) ? [above] : [])];
  for (const each of names) {
    for (const root of project.roots) {
      const meant = meantBy(snapshot, root, each);
      const key = meant ?? (sign.startsWith('+') ? meantBy(snapshot, root, parentOf(each)) : undefined);
      if (key === undefined) continue;
      const run = { ...key, overrides: equal === '' ? [] : [word.text] };
      return { word, run: { project, root: root.uri, key: run, isMultirun: word.text.includes(',') } };
    }
  }
  return undefined;
}

/** What `+` adds is not there, but what is above it. */
function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}

/** The primary config of a root that has a group or a key of this name. */
function meantBy(snapshot: Snapshot, root: ConfigRoot, name: string): CompositionKey | undefined {
  if (name !== '' && hasGroup(snapshot, root.uri, name)) {
    const keys = primaryKeysOf(snapshot, root).slice(0, MOST_COMPOSED);
    const isChosen = (key: CompositionKey) =>
      [...snapshot.compose(key).choices.keys()].some((each) => each.split('@')[0] === name);
    return keys.find(isChosen) ?? keys[0];
  }
  return name.includes('/') ? undefined : primaryWith(snapshot, root, name === '' ? [] : name.split('.'));
}

function hasGroup({ files }: Snapshot, root: Uri, name: string): boolean {
  return files.folder(joinUri(root, name)) !== undefined;
}

/** The first primary config of a root that composes to something at a path. */
export function primaryWith(snapshot: Snapshot, root: ConfigRoot, path: KeyPath): CompositionKey | undefined {
  const keys = primaryKeysOf(snapshot, root).slice(0, MOST_COMPOSED);
  return keys.find((key) => {
    const { root: own, whole } = snapshot.compose(key);
    return nodeAt(path[0] === 'hydra' ? whole : own, path) !== undefined;
  });
}
