import type { Origin } from './composition.ts';
import type { DefaultsItem } from './defaultsItem.ts';

/** What chooses options of groups from outside the entries themselves: the command line, and `override` entries. */
export interface GroupOverrides {
  /** By override key; the first to register wins, and the command line comes first. */
  readonly chosen: Map<string, ChosenOption>;
  readonly deletions: Map<string, GroupDeletion>;
  readonly appended: readonly DefaultsItem[];
}

export interface ChosenOption {
  readonly value: string | null | readonly string[];
  readonly origin: Origin;
  /** The config whose list says it; `undefined` for the command line. */
  readonly inConfig?: string;
  /** The key as that list writes it. */
  readonly relativeKey?: string;
  used: boolean;
}

export interface GroupDeletion {
  readonly option?: string;
  readonly origin: Origin;
  used: boolean;
}
