import { nodeAt } from '../compose/index.ts';
import {
  automaticFocus,
  type CompositionKey,
  composesTried,
  compositionName,
  focusOf,
  packageIn,
  placeOf,
  reachingKeys,
  type Snapshot,
  type Usage,
  usageTried,
} from '../project/index.ts';
import type { FocusChoice, FocusChoicesResult } from '../protocol.ts';
import type { Uri } from '../text/index.ts';
import { explain } from './explain.ts';
import { focus } from './focus.ts';
import { locate } from './locate.ts';

/** Every composition that reaches a file, with the value that the key under the cursor has in each. */
export function focusChoices(snapshot: Snapshot, uri: Uri, offset?: number): FocusChoicesResult {
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return { errors: 0, choices: [], isCut: false };
  const told = focus(snapshot, uri);
  const path = offset === undefined ? undefined : pathAt(snapshot, uri, offset);
  const { choices, automatic, isCut } = choicesOf(snapshot, uri, path);
  const { pin } = told;
  const isAmong = pin !== undefined && choices.some((each) => compositionName(each) === compositionName(pin));
  const seen = pin === undefined || told.fault !== undefined || isAmong ? undefined : focusOf(snapshot, uri);
  return {
    ...told,
    ...(path !== undefined && { key: path.join('.') }),
    ...(automatic !== undefined && { automatic }),
    choices,
    ...(seen !== undefined && { pinned: choiceOf(snapshot, seen, uri, path) }),
    isCut,
  };
}

/** The path, within the file, of what the cursor stands on. */
function pathAt(snapshot: Snapshot, uri: Uri, offset: number): readonly string[] | undefined {
  const target = locate(snapshot, { uri, offset });
  return target !== undefined && 'path' in target ? target.path : undefined;
}

type Choices = Pick<FocusChoicesResult, 'choices' | 'automatic' | 'isCut'>;

/** Remembered: the picker is opened again where nothing has changed, and at other keys of the same file. */
function choicesOf(snapshot: Snapshot, uri: Uri, path: readonly string[] | undefined): Choices {
  return snapshot.derive(`focus choices ${uri} ${JSON.stringify(path)}`, (at) => {
    const choice = (key: CompositionKey) => choiceOf(at, usageTried(at, key), uri, path);
    const { keys, isCut } = reachingKeys(at, uri);
    const automatic = automaticFocus(at, uri)?.key;
    return { choices: keys.map(choice), ...(automatic !== undefined && { automatic: choice(automatic) }), isCut };
  });
}

function choiceOf(
  snapshot: Snapshot,
  { key, composition }: Usage,
  uri: Uri,
  path: readonly string[] | undefined,
): FocusChoice {
  const full = path && [...(packageIn(composition, uri) ?? []), ...path];
  const node = full && nodeAt(composition.root, full);
  const isShown = node !== undefined && (node.shape !== 'map' || node.children.size === 0);
  return {
    name: key.name ?? '',
    overrides: key.overrides,
    config: composition.defaultsList.find((each) => each.primary)?.file.uri ?? '',
    ...(full !== undefined && isShown && { value: explain(snapshot, composition, full, node).value }),
    composes: composesTried(snapshot, { key, composition }),
  };
}
