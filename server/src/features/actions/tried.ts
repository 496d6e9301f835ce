// Changes that are held against all compositions that they may touch, before they are offered.
import { type Composition, type ConfigNode, composes, isHydraOwn, touchesHydra } from '../../compose/index.ts';
import { type CompositionKey, composeInstead, isSameData, type Snapshot } from '../../project/index.ts';
import { type Edit, editedText, type Fix, type Uri } from '../../text/index.ts';

/** What a change does to compositions: nothing; another order of keys; more than that. */
export type Effect = 'none' | 'order' | 'values';

/** The texts that a change leaves. */
export function textsAfter(snapshot: Snapshot, { edits, creates = [] }: Pick<Fix, 'edits' | 'creates'>) {
  const texts = new Map<Uri, string>(creates.map(({ uri, text }) => [uri, text]));
  const uris = new Set(edits.map(({ span }) => span.uri));
  const isIn = (uri: Uri) => (edit: Edit) => edit.span.uri === uri;
  for (const uri of uris) texts.set(uri, editedText(snapshot.files.file(uri)?.text ?? '', edits.filter(isIn(uri))));
  return texts;
}

/** The largest effect that texts have on some compositions. Interpolations are compared as they are written. */
export function effectOn(
  snapshot: Snapshot,
  keys: readonly CompositionKey[],
  texts: ReadonlyMap<Uri, string>,
  isSame: (before: Composition, after: Composition) => boolean = () => true,
): Effect {
  let isOrdered = true;
  for (const key of keys) {
    const before = key.overrides.length === 0 ? snapshot.compose(key) : composeInstead(snapshot, key, new Map());
    const after = composeInstead(snapshot, key, texts);
    if (composes(before) !== composes(after) || !isSame(before, after)) return 'values';
    if (!composes(before)) continue;
    if (!isSameValues(before.root, after.root) || !isSameHydra(before, after)) return 'values';
    isOrdered &&= isSameOrder(before.root, after.root);
  }
  return isOrdered ? 'none' : 'order';
}

/** Whether Hydra's own node is the same where configs have a say in it, but for what it tells of the run. */
function isSameHydra(before: Composition, after: Composition): boolean {
  const isMeant = ({ defaultsList }: Composition) =>
    defaultsList.some((choice) => !isHydraOwn(choice) && touchesHydra(choice));
  if (!isMeant(before) && !isMeant(after)) return true;
  const [left, right] = [before.hydra, after.hydra].map((node) =>
    [...(node?.children ?? [])].filter(([name]) => name !== 'runtime'),
  );
  return (
    left !== undefined &&
    left.length === right?.length &&
    left.every(([name, node], index) => {
      const [otherName, other] = right[index] ?? [];
      return name === otherName && other !== undefined && isSameValues(node, other);
    })
  );
}

/** Whether two nodes hold the same values, whoever wrote them and in whatever order. */
export function isSameValues(left: ConfigNode, right: ConfigNode): boolean {
  return (
    left === right ||
    (left.shape === right.shape &&
      isSameData(left.leaf, right.leaf) &&
      isSameData(left.key, right.key) &&
      left.declared === right.declared &&
      left.instance === right.instance &&
      left.children.size === right.children.size &&
      [...left.children].every(([name, child]) => {
        const other = right.children.get(name);
        return other !== undefined && isSameValues(child, other);
      }))
  );
}

/** Whether two nodes that hold the same values have their keys in the same order. */
function isSameOrder(left: ConfigNode, right: ConfigNode): boolean {
  const [before, after] = [[...left.children], [...right.children]];
  return before.every(([name, child], index) => {
    const [otherName, other] = after[index] ?? [];
    return name === otherName && (child === other || (other !== undefined && isSameOrder(child, other)));
  });
}
