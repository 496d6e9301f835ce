/** Which keys of an effective config are shown: a line that a person types, and what it leaves of the tree. */
import type { EffectiveKey } from '../../../server/src/protocol';

/** `@changed` and `@problems` are what the buttons of the view add. */
export const CHANGED_ONLY = '@changed';
export const PROBLEMS_ONLY = '@problems';

/** All of it has to hold. Texts are in lower case. */
export interface Filter {
  /** In the path or the value. */
  readonly texts: readonly string[];
  /** `=1024`: in the value. */
  readonly values: readonly string[];
  /** `file:data.yaml`: in the name of a file that writes the key. */
  readonly files: readonly string[];
  readonly isChanged: boolean;
  readonly isProblem: boolean;
}

export interface Filtered {
  readonly keys: readonly EffectiveKey[];
  /** How many values are shown, and of how many. */
  readonly shown: number;
  readonly all: number;
}

/** Reads a line of words; `"two words"` is one. */
export function readFilter(line: string): Filter {
  const words = [...line.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)].map(([word]) => word.replaceAll('"', ''));
  const after = (start: string) =>
    words.flatMap((word) => (word.toLowerCase().startsWith(start) ? [word.slice(start.length).toLowerCase()] : []));
  const isPlain = (word: string) => !/^(?:=|file:)/i.test(word) && word !== CHANGED_ONLY && word !== PROBLEMS_ONLY;
  return {
    texts: words.filter(isPlain).map((word) => word.toLowerCase()),
    values: after('=').filter((value) => value !== ''),
    files: after('file:').filter((file) => file !== ''),
    isChanged: words.includes(CHANGED_ONLY),
    isProblem: words.includes(PROBLEMS_ONLY),
  };
}

/** The line with a word, or without it where it has it already. */
export function withToggled(line: string, word: string): string {
  const words = line.split(/\s+/).filter((each) => each !== '');
  return (words.includes(word) ? words.filter((each) => each !== word) : [...words, word]).join(' ');
}

/** The keys that fit, with the mappings on the way to them. */
export function filterKeys(keys: readonly EffectiveKey[], filter: Filter): Filtered {
  let shown = 0;
  let all = 0;
  const filterBelow = (below: readonly EffectiveKey[], path: string): readonly EffectiveKey[] =>
    below.flatMap((key) => {
      const own = path === '' ? key.name : `${path}.${key.name}`;
      if (key.type === 'dict' && key.keys !== undefined) {
        const kept = filterBelow(key.keys, own);
        return kept.length === 0 ? [] : [{ ...key, keys: kept }];
      }
      all += 1;
      const isKept = fits(key, own.toLowerCase(), filter);
      if (isKept) shown += 1;
      return isKept ? [key] : [];
    });
  const kept = filterBelow(keys, '');
  return { keys: kept, shown, all };
}

/** A list is one value, shown with all its items; one that holds a problem has it. */
function fits(key: EffectiveKey, path: string, { texts, values, files, isChanged, isProblem }: Filter): boolean {
  const value = (key.value ?? '').toLowerCase();
  const written = (key.written ?? '').toLowerCase();
  const holds = (text: string) => value.includes(text) || written.includes(text);
  const isWrittenIn = (file: string) =>
    key.writes.some(({ by, at }) => at !== undefined && by.toLowerCase().replace(/:\d+$/, '').includes(file));
  return (
    (!isChanged || key.differs === true) &&
    (!isProblem || hasProblem(key)) &&
    files.every(isWrittenIn) &&
    values.every(holds) &&
    texts.every((text) => path.includes(text) || holds(text))
  );
}

function hasProblem({ state, keys = [] }: EffectiveKey): boolean {
  return state === 'missing' || state === 'unresolved' || keys.some(hasProblem);
}
