/** New Model Config without a window: which names are good, which rows are offered, what a file is after a change. */
import type { FileChange, ModelRegistry, NewAdapter } from '../../../server/src/protocol';

/** What a name is turned down for; `taken` where a config is called so. */
export type NameFault = 'empty' | 'characters' | 'taken';

/** A file's name that neither a shell nor Hydra's overrides have to quote; upper and lower case are one on many disks. */
export function nameFault(name: string, taken: readonly string[]): NameFault | undefined {
  const bare = bareName(name);
  if (bare === '') return 'empty';
  if (!/^\w[\w.-]*$/.test(bare)) return 'characters';
  return taken.some((each) => each.toLowerCase() === bare.toLowerCase()) ? 'taken' : undefined;
}

/** Without what people type by habit. */
export function bareName(name: string): string {
  return name.trim().replace(/\.ya?ml$/i, '');
}

/** The type that a config of this name would have, in the registry's own style: `my-model` of `my_model`. */
export function typeOfName(name: string, { joint }: ModelRegistry): string {
  return name
    .split(/[-_.\s]+/)
    .filter((word) => word !== '')
    .join(joint)
    .toLowerCase();
}

export interface TypeRow {
  readonly type: string;
  readonly isNew: boolean;
  readonly adapter?: string;
  /** Configs that have the type. */
  readonly configs: readonly string[];
}

/** The new type first, where what is typed is none that is registered; then the registered ones. */
export function typeRows(registry: ModelRegistry, name: string, typed: string): readonly TypeRow[] {
  const known = registry.types.map(
    ({ name: type, adapter, configs }): TypeRow => ({
      type,
      isNew: false,
      configs,
      ...(adapter !== undefined && { adapter }),
    }),
  );
  const wanted = typed.trim() === '' ? typeOfName(name, registry) : typed.trim();
  const isKnown = registry.types.some((each) => each.name === wanted);
  return isKnown || !registry.isOpen ? known : [{ type: wanted, isNew: true, configs: [] }, ...known];
}

export interface AdapterRow {
  readonly adapter: NewAdapter;
  /** The registered type that it is like. */
  readonly like?: string;
  /** The class that it derives from or shares. */
  readonly path?: string;
}

/** What a new type may be registered with: an own class, below the usual type's adapter first; another's; none yet. */
export function adapterRows({ types, usual, base }: ModelRegistry): readonly AdapterRow[] {
  const sorted = [...types].sort((left, right) => Number(right.name === usual) - Number(left.name === usual));
  const like = (kind: 'skeleton' | 'shared'): AdapterRow[] =>
    sorted.map(({ name, adapter }) => ({
      adapter: { kind, like: name },
      like: name,
      ...(adapter !== undefined && { path: adapter }),
    }));
  return [
    ...like('skeleton'),
    ...(base === undefined ? [] : [{ adapter: { kind: 'skeleton' }, path: base } as const]),
    ...like('shared'),
    { adapter: { kind: 'later' } },
  ];
}

/** The text of a file after a change; `before` is what it has now. */
export function changedText(change: FileChange, before: string): string {
  if (change.kind === 'create') return change.text;
  const { line, character } = change.at;
  let start = 0;
  for (let each = 0; each < line; each++) {
    const end = before.indexOf('\n', start);
    if (end === -1) break;
    start = end + 1;
  }
  const at = Math.min(start + character, before.length);
  return before.slice(0, at) + change.text + before.slice(at);
}

/** Lines that a change adds. */
export function linesAdded({ text }: FileChange): number {
  return text.split('\n').filter((line) => line.trim() !== '').length;
}
