/** A row of a tree view as plain data, and what rows have in common. */
import { l10n } from 'vscode';
import type { Place } from '../../../server/src/protocol';
import { visible } from '../shownText';

export interface TreeRow {
  /** The same for the same thing after an edit: what was open stays open. */
  readonly id: string;
  readonly label: string;
  /** What a filter found in the label: from, to. */
  readonly highlights?: readonly (readonly [number, number])[];
  /** Beside the label, dimmed. */
  readonly description?: string;
  /** Markdown. */
  readonly tooltip: string;
  /** A product icon's name. */
  readonly icon: string;
  /** A theme colour's name, of the icon. */
  readonly color?: string;
  /** What the label's colour says; the words say it too. */
  readonly mark?: Mark;
  /** What a screen reader says. */
  readonly spoken: string;
  /** Where picking it goes. */
  readonly place?: Place;
  /** Which menus it has. */
  readonly context: 'key' | 'write' | 'problem' | 'entry';
  /** Whether it begins unfolded. */
  readonly isOpen?: boolean;
  readonly parent?: TreeRow | undefined;
  /** Made when it is unfolded; absent where there is nothing below. */
  readonly children?: () => readonly TreeRow[];
  /** Of a key and its writes: the names from the root. */
  readonly path?: readonly string[];
  /** What _Copy Override_ copies, where that is known. */
  readonly override?: string;
  /** Where it was chosen, beside `place`. */
  readonly origin?: Place;
}

export type Mark = 'lost' | 'overridden' | 'warning' | 'error' | 'off';

/** Makes the rows below one when they are first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Text of the workspace as code in Markdown, whatever backticks it has. */
export function code(text: string): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${visible(text.replaceAll(/\s+/g, ' '))}${pad}${fence}`;
}

/** Text of the workspace as it stands, in Markdown. */
export function plain(text: string): string {
  return visible(text.replaceAll(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, '\\$&').replaceAll(/\s+/g, ' '));
}

/** A line through a text, for rows that VS Code itself cannot strike. */
export function struck(text: string): string {
  return [...text].map((each) => `${each}\u0336`).join('');
}

/** `mamba.yaml, line 37`, as one speaks of `mamba.yaml:37`. */
export function spokenPlace(by: string): string {
  const [, file, line] = /^(\S+\.\w+):(\d+)$/.exec(by) ?? [];
  return file === undefined || line === undefined ? by : l10n.t('{0}, line {1}', file, line);
}
