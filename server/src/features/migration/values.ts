import { type Composition, type Each, nodeAt, resolveEach, winner } from '../../compose/index.ts';
import type { Snapshot } from '../../project/index.ts';
import { emitScalar, keyName, type Plain, type Span } from '../../text/index.ts';
import { surroundings, typeName } from '../explain.ts';
import type { Difference } from './difference.ts';

/** A value as it is compared: its text, its type, and what is written where that is an interpolation. */
interface Leaf {
  readonly text: string;
  readonly type: string;
  readonly raw?: string;
}

/** The keys whose values differ, with the writes that decide them. */
export function* valueDifferences(snapshot: Snapshot, before: Composition, after: Composition): Iterable<Difference> {
  const [old, now] = [before, after].map((each) => leavesOf(snapshot, each)) as [Leaves, Leaves];
  for (const path of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(path), now.get(path)];
    if (was?.text === is?.text && was?.type === is?.type) continue;
    const key = path.split('\0').join('.');
    const place = placeOf(after, path) ?? placeOf(before, path);
    if (place === undefined) continue;
    const isTyped = was !== undefined && is !== undefined && was.raw === undefined && was.text === is.text;
    const shown = (leaf: Leaf | undefined) =>
      leaf === undefined ? 'absent' : isTyped ? `${leaf.type} ${leaf.text}` : leaf.text;
    yield {
      kind: isTyped ? 'type' : 'value',
      place,
      key,
      before: shown(was),
      after: shown(is),
      reason: reasonOf(was, is),
    };
  }
}

function reasonOf(was: Leaf | undefined, is: Leaf | undefined): string {
  if ((was ?? is)?.raw !== undefined) return 'the two versions of OmegaConf follow this interpolation in another way';
  if (was === undefined || is === undefined) return 'the key is there in one version alone';
  return 'the two versions read or merge this in another way';
}

type Leaves = ReadonlyMap<string, Leaf>;

function leavesOf(snapshot: Snapshot, composition: Composition): Leaves {
  const found = new Map<string, Leaf>();
  const visit = (each: Each, path: readonly string[], raw: string | undefined): void => {
    const at = path.join('\0');
    const written = raw === undefined ? {} : { raw };
    switch (each.kind) {
      case 'value':
        found.set(at, { text: textOf(each.value), type: typeName(each.value), ...written });
        return;
      case 'resolved':
        visit(each.value, path, raw ?? each.raw);
        return;
      case 'unresolved':
        // What has no value before the run says nothing, and its words differ between the versions.
        found.set(at, {
          text: each.why.kind === 'opaque' ? 'known to the run alone' : 'no value',
          type: '',
          raw: each.raw ?? '',
        });
        return;
      case 'list':
        found.set(at, { text: `${each.items.length} items`, type: 'list', ...written });
        for (const [index, item] of each.items.entries()) visit(item, [...path, String(index)], raw);
        return;
      case 'dict':
        if (each.entries.length === 0) found.set(at, { text: '{}', type: 'dict', ...written });
        for (const [key, value] of each.entries) visit(value, [...path, keyName(key)], raw);
    }
  };
  visit(resolveEach(composition.root, surroundings(snapshot, composition)), [], undefined);
  return found;
}

function textOf(value: Plain): string {
  return value.t === 'dict' || value.t === 'list' || value.t === 'missing' ? typeName(value) : emitScalar(value);
}

/** Where the value is decided; `undefined` where no file does. */
function placeOf({ root }: Composition, path: string): Span | undefined {
  const names = path.split('\0');
  for (let length = names.length; length > 0; length--) {
    const node = nodeAt(root, names.slice(0, length));
    if (node === undefined) continue;
    const { origin, value } = winner(node);
    return origin.kind === 'file' ? { uri: origin.file.uri, ...(origin.key ?? value.range) } : undefined;
  }
  return undefined;
}
