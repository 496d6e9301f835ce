import { plainOf, resolveTree } from '../compose/index.ts';
import { surroundings } from '../features/index.ts';
import type { OpenedComposition } from './open.ts';
import { composedHead, refusals } from './problems.ts';
import type { ComposeResult } from './shapes.ts';
import { jsonValue } from './values.ts';

/** The composed config; with `resolve`, interpolations followed. */
export function composeResult(opened: OpenedComposition, resolve: boolean): ComposeResult {
  const { snapshot, composition } = opened;
  const isRefused = refusals(composition).length > 0;
  const tree = resolve && !isRefused ? resolveTree(composition.root, surroundings(snapshot, composition)) : undefined;
  const failures = (tree?.failures ?? []).map(({ path, failure }) => ({
    message: failure.message,
    errorClass: failure.errorClass,
    key: path.join('.'),
  }));
  const head = composedHead(opened, failures);
  return {
    ...head,
    config: head.ok ? jsonValue(tree?.value ?? plainOf(composition.root)) : null,
    choices: Object.fromEntries([...composition.choices].filter(([key]) => !key.startsWith('hydra/'))),
  };
}
