import { type Composition, nodeAt } from '../../compose/index.ts';
import { type ConfigRoot, primariesOf, type Registry, type Snapshot } from '../../project/index.ts';
import { type ConfigFile, entryOf, joinUri, type ValueNode } from '../../text/index.ts';

/** What the model configs of a root have in common: the house style of a new one. */
export interface Siblings {
  /** Entries of most of their defaults lists, as they are written. */
  readonly defaults: readonly string[];
  /** Keys at the top that some of them set besides the model's own, with the value that most of these give. */
  readonly overrides: readonly Override[];
  readonly count: number;
}
export interface Override {
  readonly key: string;
  /** As it is written. */
  readonly value: string;
  /** Of how many siblings. */
  readonly count: number;
}

/** A primary config that chooses its model itself. */
export interface ModelConfig {
  /** As `--config-name` takes it. */
  readonly name: string;
  readonly file: ConfigFile;
  readonly composition: Composition;
}

/** What is taken from a list of texts when a new one is to be like most. */
export function mostFrequent(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1])[0]?.[0];
}

/** The primary configs of a root that choose a model by themselves. Without a registry: all of them. */
export function modelConfigs(
  snapshot: Snapshot,
  root: ConfigRoot,
  registry: Registry | undefined,
): readonly ModelConfig[] {
  return primariesOf(snapshot, root).flatMap(({ key: { name }, composition }) => {
    const file = name === undefined ? undefined : snapshot.config(joinUri(root.uri, `${name}.yaml`));
    if (file === undefined || name === undefined) return [];
    const isModel = registry === undefined || isWritten(file.body, registry.key.split('.'));
    return isModel ? [{ name, file, composition }] : [];
  });
}

export function siblingsOf(models: readonly ModelConfig[], registry: Registry | undefined): Siblings {
  const files = models.map(({ file }) => file);
  const lists = files.map(({ text, defaults = [] }) =>
    defaults.map(({ range }) => text.slice(range.start, range.end)).filter((each) => !each.includes('\n')),
  );
  const joined = mostFrequent(lists.filter((list) => list.length > 0).map((list) => list.join('\n')));
  const own = [registry?.key, registry?.config, registry?.unless].map((key) => key?.split('.')[0]);
  const values = new Map<string, string[]>();
  for (const { text, body } of files) {
    for (const [key, { value }] of body?.kind === 'map' ? body.entries : []) {
      if (own.includes(key) || value.kind !== 'scalar') continue;
      const written = text.slice(value.range.start, value.range.end);
      if (written !== '' && !written.includes('\n')) values.set(key, [...(values.get(key) ?? []), written]);
    }
  }
  return {
    defaults: joined?.split('\n') ?? [],
    overrides: [...values].map(([key, texts]) => ({ key, value: mostFrequent(texts) ?? '', count: texts.length })),
    count: files.length,
  };
}

/** The type that configs have which set none: what a base says that a model config overrides. */
export function usualType(models: readonly ModelConfig[], registry: Registry): string | undefined {
  const names = models.flatMap(({ file, composition }) => {
    const writes = nodeAt(composition.root, registry.key.split('.'))?.writes ?? [];
    return writes.flatMap(({ origin, value }) => {
      const isOfBase = origin.kind === 'file' && origin.file.uri !== file.uri;
      return isOfBase && value.kind === 'scalar' && value.leaf.t === 'str' ? [value.leaf.v] : [];
    });
  });
  const name = mostFrequent(names);
  return name !== undefined && registry.entries.has(name) ? name : undefined;
}

function isWritten(node: ValueNode | undefined, [first, ...rest]: readonly string[]): boolean {
  return first === undefined ? node !== undefined : isWritten(entryOf(node, first)?.value, rest);
}
