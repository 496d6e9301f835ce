import { BUDGETS, type Uri } from '../text/index.ts';
import { isSameData } from './same.ts';
import type { Snapshot } from './snapshot.ts';
import { isSameWalk, isWhole, textFilesWalked, type Walked } from './walk.ts';

/**
 * Whether some text of the workspace has a name in a way that may choose an option of the group so called, or read a file in the
 * folder so called: `db=mysql`, `+db@x=…`, `"db"`, `conf/db/mysql.yaml`, a key of a sweep. It finds too much rather than too
 * little: who asks wants to know what nobody chooses. Where there are too many texts, or one cannot be read or is too long,
 * each name counts as mentioned.
 */
export function mentionedNames(snapshot: Snapshot): (name: string) => boolean {
  const documents = documentsIn(snapshot);
  return (name) => documents === undefined || documents.some((uri) => namesIn(snapshot, uri)?.has(name) !== false);
}

/** Reads the documents one by one. */
export function* readingMentions(snapshot: Snapshot): Generator<void> {
  for (const uri of documentsIn(snapshot) ?? []) {
    namesIn(snapshot, uri);
    yield;
  }
}

/** `undefined` where not all can be looked at: what is left out may name anything. */
function documentsIn(snapshot: Snapshot): readonly Uri[] | undefined {
  const walks = snapshot.folders.map((folder) => textsBelow(snapshot, folder));
  const documents = walks.flatMap(({ found }) => found);
  return walks.every(isWhole) && documents.length <= BUDGETS.mentioningTexts ? documents : undefined;
}

function textsBelow(snapshot: Snapshot, folder: Uri): Walked {
  return snapshot.derive(`texts below ${folder}`, ({ files }) => textFilesWalked(files, folder), {
    isSame: isSameWalk,
  });
}

/** Those of one text, `undefined` where they cannot be known; most edits bring no new ones. */
function namesIn(snapshot: Snapshot, uri: Uri): ReadonlySet<string> | undefined {
  return snapshot.derive(
    `names mentioned in ${uri}`,
    ({ files }) => {
      const file = files.file(uri);
      if (file === undefined) return new Set<string>();
      return file.unread === undefined && file.text.length <= BUDGETS.mentioningCharacters
        ? namesOf(uri, file.text)
        : undefined;
    },
    { isSame: isSameData },
  );
}

function namesOf(uri: Uri, text: string): ReadonlySet<string> {
  // In a program's own code a name is an argument or an attribute: what it chooses stands in its texts.
  const read = /\.pyi?$/.test(uri) ? [...text.matchAll(PYTHON_TEXTS)].join('\n') : text;
  // The keys of a config are no overrides, but where a sweep has them.
  const pattern = !/\.ya?ml$/.test(uri) ? NAMES : SWEEPING.test(text) ? WITH_KEYS : BUT_QUOTED;
  return new Set([...read.matchAll(pattern)].map(([name]) => name));
}

const PYTHON_TEXTS =
  /#.*|'''(?:\\[\s\S]|[^\\])*?'''|"""(?:\\[\s\S]|[^\\])*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g;

const SWEEPING = /params|parameters|overrides|sweep/;

const NAMES = /(?<![\w.-])[A-Za-z_][\w-]*(?=[@=/\\"'`])/g;
const WITH_KEYS = /(?<![\w.-])[A-Za-z_][\w-]*(?=[@=/\\"'`]|[ \t]*:)/g;
const BUT_QUOTED = /(?<![\w.-])[A-Za-z_][\w-]*(?=[@=/\\])|(?<=\+)[A-Za-z_][\w-]*/g;
