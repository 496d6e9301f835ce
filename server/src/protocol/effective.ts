/** The views Effective Config and Defaults Tree: a part of `protocol.ts`, by which all others know it. */
import type { Focus, LaunchProblem, Place } from '../protocol.ts';

/** `hydrascope/effectiveConfig`: every key of the composition that a file is seen from, with all who wrote it. */
export interface EffectiveParams {
  readonly uri: string;
}
export interface EffectiveResult {
  /** The file's config root; `undefined` for a file that is no config, and then nothing else is told. */
  readonly root?: string;
  /** What the file is seen from; `undefined` where nothing leads to it, and then there are no keys. */
  readonly seen?: Focus;
  /** The documents of the writes, which name them by their index. */
  readonly files: readonly string[];
  /** Of a composition that fails this is the good half. */
  readonly keys: readonly EffectiveKey[];
  /** What is wrong with the composition. */
  readonly problems: readonly LaunchProblem[];
}
/** A key of a mapping, or an item of a list. */
export interface EffectiveKey {
  /** As `a.b` paths have it; the index of an item. */
  readonly name: string;
  /** `int`, `str`, `dict`, `list`, …; `missing` for `???`. */
  readonly type: string;
  /** On one line, interpolations resolved where they can be; absent for a mapping that has keys. */
  readonly value?: string;
  /** As written, where that differs: `${model.dim}`. */
  readonly written?: string;
  /** `later`: what the environment or a resolver gives to the run. What is in the environment is never told. */
  readonly state?: 'missing' | 'unresolved' | 'later';
  /** Why there is no value. */
  readonly reason?: string;
  /** Set where the value is another than that of the configs which the primary config inherits. */
  readonly differs?: true;
  /** Newest first. */
  readonly writes: readonly EffectiveWrite[];
  readonly keys?: readonly EffectiveKey[];
}
export interface EffectiveWrite {
  /** On one line. */
  readonly value: string;
  /** `mamba.yaml:37`, the text of an override, or `hydra`'s own name for what it brings. */
  readonly by: string;
  /** Where it is written: an index into `files`, a line and a column from 0; absent for the command line. */
  readonly at?: readonly [file: number, line: number, character: number];
  /** Nothing of it is left in the value. */
  readonly lost?: true;
}

/** `hydrascope/effectiveValue`: one value in full, for copying. */
export interface EffectiveValueParams {
  readonly uri: string;
  /** Names of keys from the root. */
  readonly path: readonly string[];
}
export interface EffectiveValueResult {
  /** As YAML, interpolations resolved where they can be; a text is without quotes. */
  readonly value: string;
  /** The override that sets it, without a shell's quotes; `undefined` where none can. */
  readonly override?: string;
}

/** `hydrascope/defaultsTree`: what the composition of a file consists of, in the order of merging. */
export interface DefaultsTreeParams {
  readonly uri: string;
}
export interface DefaultsTreeResult {
  readonly root?: string;
  readonly seen?: Focus;
  /** The primary config, before it what Hydra itself brings. */
  readonly entries: readonly DefaultsTreeEntry[];
}
export interface DefaultsTreeEntry {
  readonly kind: 'config' | 'group' | 'self';
  /** As `--info defaults-tree` has it: `model: gpt`, `data`, `_self_`. */
  readonly label: string;
  /** Where it lands, dotted; empty is the root. */
  readonly package: string;
  /** As an override names it: `db@server.db`. */
  readonly overrideKey?: string;
  /** The config that it brings. */
  readonly file?: string;
  readonly chosenBy: Chooser;
  /** What the entry itself says, where that was overridden. */
  readonly replaced?: Chooser & { readonly option: string };
  /** Its place in the order of merging, from 1; absent for what merges nothing itself. */
  readonly order?: number;
  /** `broken`: Hydra refuses it; `absent`: an optional one that is not there; `off`: nothing is chosen, or deleted. */
  readonly state?: 'broken' | 'absent' | 'off';
  /** Why, where it is broken. */
  readonly reason?: string;
  readonly entries: readonly DefaultsTreeEntry[];
}
export interface Chooser {
  /** `train.yaml:3`, the text of an override, or `hydra`. */
  readonly by: string;
  readonly at?: Place;
}

/** `hydrascope/focusProblems`: what is wrong with the composition that a file is seen from, errors first. */
export interface FocusProblemsParams {
  readonly uri: string;
}
export type FocusProblemsResult = readonly LaunchProblem[];
