import type { ConfigFile, MapEntry, ValueNode } from '../text/index.ts';
import type { Choice, ConfigNode } from './composition.ts';
import { plainOf, valueNodeOf } from './convert.ts';

/**
 * Hydra reads each config once and merges it into the root without a copy, so that what is merged later changes the lists
 * and mappings of the config too: where it stands in the defaults list again, it brings what became of them. Under a
 * package, a config is copied first. (`_compose_config_from_defaults_list` and `_embed_result_config`.)
 */
export interface SharedConfigs {
  /** The configs that stand in the list again after they were merged into the root. */
  readonly files: ReadonlySet<ConfigFile>;
  /** What became of each of their lists and mappings. */
  readonly held: Map<ValueNode, ConfigNode>;
}

export function sharedConfigs(list: readonly Choice[]): SharedConfigs {
  const atRoot = new Set<ConfigFile>();
  const files = new Set<ConfigFile>();
  for (const choice of list) {
    if (atRoot.has(choice.file)) files.add(choice.file);
    if (choice.package === '') atRoot.add(choice.file);
  }
  return { files, held: new Map() };
}

/** Looks up what became of what the shared configs hold, after one more config was merged. */
export function noteShared({ files, held }: SharedConfigs, root: ConfigNode): void {
  for (const { body } of files) if (body !== undefined) note(body, root);

  function note(value: ValueNode, node: ConfigNode | undefined): void {
    if (value.kind === 'scalar' || node === undefined) return;
    if (made(node) === value) held.set(value, node);
    else if (value.kind === 'map') {
      for (const [name, entry] of value.entries) note(entry.value, node.children.get(name));
    }
  }
}

/** The written value that OmegaConf's list or mapping was made for; merging into it and replacing items keep it. */
function made({ writes }: ConfigNode): ValueNode | undefined {
  let value: ValueNode | undefined;
  for (const write of writes) {
    const isKept = write.op === 'merge' || (write.value.kind === 'list' && value?.kind === 'list');
    if (!isKept) value = write.value;
  }
  return value;
}

/** What a config brings by now; what is shared with the node that it is merged into is left out. */
export function contentNow(shared: SharedConfigs, value: ValueNode, into: ConfigNode | undefined): ValueNode {
  return now(value, into) ?? value;

  function now(written: ValueNode, node: ConfigNode | undefined): ValueNode | undefined {
    const held = shared.held.get(written);
    if (held !== undefined) return held === node ? undefined : valueNodeOf(plainOf(held), written.range);
    if (written.kind !== 'map') return written;
    const entries = new Map<string, MapEntry>();
    let isSame = true;
    for (const [name, entry] of written.entries) {
      const next = now(entry.value, node?.children.get(name));
      if (next !== undefined) entries.set(name, { ...entry, value: next });
      isSame &&= next === entry.value;
    }
    return isSame ? written : { ...written, entries };
  }
}
