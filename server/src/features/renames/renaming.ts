import type {
  AnnotatedTextEdit,
  ChangeAnnotation,
  RenameFile,
  TextDocumentEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { Snapshot } from '../../project/index.ts';
import type { Range, Uri } from '../../text/index.ts';
import { toLspRange } from '../convert.ts';

/** A text in the place of a name. */
export interface NameEdit {
  readonly uri: Uri;
  readonly range: Range;
  readonly text: string;
  /** Why the user should look at it first; without it the place is the renamed thing for certain. */
  readonly doubt?: Doubt;
}

export type Doubt = keyof typeof DOUBTS;

/** What editors show beside the changes that they ask about. */
const DOUBTS = {
  python: {
    label: 'Names in Python',
    description: 'Python reads the key here, as far as its code can be followed.',
  },
  command: {
    label: 'Commands',
    description: 'A command in a script, a launch configuration or documentation names it.',
  },
  unchosen: {
    label: 'Configs that nothing chooses',
    description: 'No primary config brings this file in: where it lands is told by its folder alone.',
  },
  moved: {
    label: 'Configs in another group',
    description: 'The config is found there; its content may land in another package, since that is its group.',
  },
  listed: {
    label: 'Options taken out of a list',
    description: 'The option is in another group and has an entry of its own: it may compose at another place.',
  },
  schema: {
    label: 'JSON Schemas',
    description: 'The schema has a key of this name at a place that fits.',
  },
} as const;

export interface Renaming {
  readonly edits: readonly NameEdit[];
  readonly files: readonly { readonly from: Uri; readonly to: Uri; readonly doubt?: Doubt }[];
}

/** Why a rename would not do what it promises, in words for the user. */
export interface Refused {
  readonly refused: string;
}

export function isRefused(value: unknown): value is Refused {
  return typeof value === 'object' && value !== null && 'refused' in value;
}

/** Edits first, then files: the edits are to documents by the names that they have. */
export function workspaceEdit(snapshot: Snapshot, { edits, files }: Renaming): WorkspaceEdit {
  const documents = new Map<Uri, TextDocumentEdit>();
  const annotations: Record<string, ChangeAnnotation> = {};
  const annotate = (doubt: Doubt | undefined) => {
    if (doubt === undefined) return {};
    annotations[doubt] = { ...DOUBTS[doubt], needsConfirmation: true };
    return { annotationId: doubt };
  };
  const sorted = [...once(edits)].sort((left, right) => left.range.start - right.range.start);
  for (const { uri, range, text, doubt } of sorted) {
    const document = documents.get(uri) ?? { textDocument: { uri, version: null }, edits: [] };
    documents.set(uri, document);
    const made = { range: toLspRange(snapshot.files.file(uri)?.text ?? '', range), newText: text, ...annotate(doubt) };
    document.edits.push(made as AnnotatedTextEdit);
  }
  const renames = files.map(
    ({ from, to, doubt }): RenameFile => ({
      kind: 'rename',
      oldUri: from,
      newUri: to,
      ...annotate(doubt),
    }),
  );
  return {
    documentChanges: [...documents.values(), ...renames],
    ...(Object.keys(annotations).length > 0 && { changeAnnotations: annotations }),
  };
}

/** What an alias brings in again is written in one place: of edits of it the one counts that is sure. */
function once(edits: readonly NameEdit[]): Iterable<NameEdit> {
  const places = new Map<string, NameEdit>();
  for (const edit of edits) {
    const place = `${edit.range.start} ${edit.range.end} ${edit.text} ${edit.uri}`;
    if (places.get(place)?.doubt !== undefined || !places.has(place)) places.set(place, edit);
  }
  return places.values();
}
