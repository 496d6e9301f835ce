import type { ConfigNode } from './composition.ts';

/** A mapping that looks up one value at a time, and is made as a whole for who walks it. A class, as compositions are. */
export class OneByOne implements ReadonlyMap<string, ConfigNode> {
  readonly get: (name: string) => ConfigNode | undefined;
  readonly #whole: () => ReadonlyMap<string, ConfigNode>;

  constructor(one: (name: string) => ConfigNode | undefined, whole: () => ReadonlyMap<string, ConfigNode>) {
    this.get = one;
    this.#whole = whole;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  get size(): number {
    return this.#whole().size;
  }

  forEach(visit: Parameters<ReadonlyMap<string, ConfigNode>['forEach']>[0], self?: unknown): void {
    this.#whole().forEach(visit, self);
  }

  entries() {
    return this.#whole().entries();
  }

  keys() {
    return this.#whole().keys();
  }

  values() {
    return this.#whole().values();
  }

  [Symbol.iterator]() {
    return this.#whole()[Symbol.iterator]();
  }
}
