import type { Composition, ConfigNode, KeyPath } from '../compose/index.ts';
import type { Snapshot } from '../project/index.ts';
import { chainWords, explain } from './explain.ts';
import { readsEnvironment } from './shown/readsEnvironment.ts';

/** A line for each key: its value, then every write with its place, the winner first. */
export function explainTree(snapshot: Snapshot, composition: Composition): string {
  const lines: string[] = [];
  const visit = (node: ConfigNode, path: KeyPath): void => {
    if (node.shape === 'map' && node.children.size > 0) {
      for (const [name, child] of node.children) visit(child, [...path, name]);
      return;
    }
    const { value, written, writes } = explain(snapshot, composition, path, node);
    // A shell's variables are not printed by who asks where values come from: logs are kept.
    const isSecret = written !== undefined && readsEnvironment(composition.root, path);
    const shown = written === undefined ? value : isSecret ? written : `${value} (${written})`;
    lines.push(`${path.join('.')}: ${shown}  <- ${chainWords(writes, true)}\n`);
  };
  for (const [name, child] of composition.root.children) visit(child, [name]);
  return lines.join('');
}
