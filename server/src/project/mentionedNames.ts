import { BUDGETS, type Uri } from '../text/index.ts';
import { isSameData, isSameList } from './same.ts';
import type { Snapshot } from './snapshot.ts';
import { textFilesBelow } from './walk.ts';

/**
 * Whether some text of the workspace has a name in a way that may choose an option of the group so called, or read a file in the
 * folder so called: `db=mysql`, `+db@x=…`, `"db"`, `conf/db/mysql.yaml`, a key of a sweep. It finds too much rather than too
 * little: who asks wants to know what nobody chooses. Where there are too many texts, or one cannot be read or is too long,
 * each name counts as mentioned.
 */
export function mentionedNames(snapshot: Snapshot): (name: string) => boolean {
  const documents = snapshot.folders.flatMap((folder) => textsBelow(snapshot, folder));
  if (documents.length > BUDGETS.mentioningTexts) return () => true;
  return (name) => documents.some((uri) => namesIn(snapshot, uri)?.has(name) !== false);
}

function textsBelow(snapshot: Snapshot, folder: Uri): readonly Uri[] {
  return snapshot.derive(`texts below ${folder}`, ({ files }) => textFilesBelow(files, folder), { isSame: isSameList });
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
