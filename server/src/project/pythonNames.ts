import type { Uri } from '../text/index.ts';
import type { FileEntry } from './files.ts';
import { sourcesBelow } from './pythonTraits.ts';
import { isSameData } from './same.ts';
import type { Snapshot } from './snapshot.ts';

/** Names that a project's Python uses in a way that may read a config: attributes, keywords, parameters, fields, texts. */
export interface PythonNames {
  readonly has: (name: string) => boolean;
  /** A program reads configs without being an app: it composes, or loads files. */
  readonly isLoading: boolean;
}

/** Every Python file below a folder. It reads too much rather than too little: who asks wants to know what nobody names. */
export function pythonNamesOf(snapshot: Snapshot, folder: Uri): PythonNames {
  const found = sourcesBelow(snapshot, folder).flatMap((uri) =>
    /\.(py|pyi|ipynb)$/.test(uri) ? namesIn(snapshot, uri) : [],
  );
  const names = new Set(found.flatMap((each) => [...each.names]));
  const patterns = [...new Set(found.flatMap((each) => each.patterns))].map((each) => new RegExp(`^${each}$`));
  const isLoading = found.some((each) => each.isLoading);
  return { isLoading, has: (name) => names.has(name) || patterns.some((pattern) => pattern.test(name)) };
}

interface Names {
  readonly names: ReadonlySet<string>;
  /** What f-strings may make. */
  readonly patterns: readonly string[];
  readonly isLoading: boolean;
}

const LOADING = /\bOmegaConf\s*\.\s*load\b|\bhydra\s*\.\s*compose\b|\bfrom\s+hydra\s+import\b[^\n]*\bcompose\b/;

/** Those of one file; most edits bring no new ones. */
function namesIn(snapshot: Snapshot, uri: Uri): Names {
  return snapshot.derive(`names in ${uri}`, ({ files }) => namesOf(files.file(uri)), { isSame: isSameData });
}

function namesOf(entry: FileEntry | undefined): Names {
  const { uri = '', text = '' } = entry ?? {};
  return uri.endsWith('.ipynb') ? wordsOf(text) : readNames(text);
}

/** A notebook's code is text in JSON: every word counts. */
function wordsOf(text: string): Names {
  return { names: new Set(text.match(/\w+/g)), patterns: [], isLoading: LOADING.test(text) };
}

const TOKEN =
  /#.*|([a-zA-Z]{0,2})('''(?:\\[\s\S]|[^\\])*?'''|"""(?:\\[\s\S]|[^\\])*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")|(\.\s*)?([A-Za-z_]\w*)|[([{]|[)\]}]|\n/g;

function readNames(text: string): Names {
  const names = new Set<string>();
  const patterns: string[] = [];
  let depth = 0;
  // Depth of the parameters that are being read; those of a lambda end with a colon.
  let parameters = -1;
  let isLambda = false;
  let before = '';
  for (const match of text.matchAll(TOKEN)) {
    const [token, prefix = '', string, dot, word] = match;
    const end = match.index + token.length;
    if (string !== undefined) {
      const isStatement = /(^|\n)[ \t]*$/.test(text.slice(Math.max(0, match.index - 80), match.index)) && depth === 0;
      if (!isStatement) readString(prefix, string, names, patterns);
    } else if (word !== undefined) {
      const next = text.slice(end, end + 40);
      const isKeyword = /^\s*(=(?!=)|:(?!=))/.test(next);
      if (dot !== undefined || isKeyword || parameters !== -1 || isLambda) names.add(word);
      if (word === 'lambda') isLambda = true;
      if (isLambda && /^\s*:/.test(next)) isLambda = false;
      if (before === 'def' && /^\s*[([]/.test(next)) parameters = depth;
    } else if ('([{'.includes(token)) depth++;
    else if (')]}'.includes(token)) {
      depth = Math.max(0, depth - 1);
      if (depth <= parameters) parameters = -1;
    }
    before = word ?? '';
  }
  return { names, patterns, isLoading: LOADING.test(text) };
}

const TEXT_BUDGET = 2_000;

/** Keys in texts: `"a"`, `"a.b"`, `"a=1"`, `"a b c".split()`; of f-strings what they may become. */
function readString(prefix: string, string: string, names: Set<string>, patterns: string[]): void {
  const quotes = /^('''|""")/.test(string) ? 3 : 1;
  const inside = string.slice(quotes, -quotes);
  if (inside.length > TEXT_BUDGET) return;
  if (/f/i.test(prefix)) {
    for (const [word] of inside.replace(/'/g, '"').matchAll(/(?<=\[")[^"]+(?="\])|(?<=\.)\w+/g)) names.add(word);
    const literal = inside.replace(/\{[^{}]*\}/g, '\0');
    if (literal.includes('\0') && /^[\w.\0]+$/.test(literal) && /[A-Za-z]{2}/.test(literal)) {
      const last = literal.slice(literal.lastIndexOf('.') + 1);
      if (/[A-Za-z]{2}/.test(last)) patterns.push(last.replaceAll('\0', '\\w*'));
      else for (const word of literal.split(/[\0.]/)) if (word !== '') names.add(word);
    }
    return;
  }
  const isPhrase = /\s/.test(inside) && !/^[\w\s,]+$/.test(inside);
  if (!isPhrase) for (const word of inside.split(/[^\w-]+/)) names.add(word);
}
