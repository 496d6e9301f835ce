import type { Range as LspRange, WorkspaceEdit } from 'vscode-languageserver-types';
import type { Snapshot } from '../../project/index.ts';
import { joinUri } from '../../text/index.ts';
import { toLspRange } from '../convert.ts';
import type { At } from '../locate.ts';
import { type Search, type Subject, searchIn, subjectAt, usesOfKey } from '../uses/index.ts';
import { renameConfig } from './configRename.ts';
import { renameGroup } from './groupRename.ts';
import { renameKey, whyNot } from './keyRename.ts';
import { isNamedByConfigs, renamePython, whyNotInPython } from './pythonRename.ts';
import { renameRegistered } from './registryRename.ts';
import { isRefused, type Refused, type Renaming, workspaceEdit } from './renaming.ts';

/** What a rename would be of, and the name that it has; `undefined` where nothing can be renamed. */
export function prepareRename(
  snapshot: Snapshot,
  at: At,
): { readonly range: LspRange; readonly placeholder: string } | Refused | undefined {
  const search = searchIn(snapshot);
  const subject = subjectAt(search, at);
  if (subject === undefined) return undefined;
  const text = snapshot.files.file(at.uri)?.text ?? '';
  if (subject.kind === 'python') {
    const declared = { uri: subject.uri, range: subject.declared };
    const refused = whyNotInPython(search, declared, text.slice(subject.range.start, subject.range.end));
    if (at.uri === subject.uri && (refused !== undefined || !isNamedByConfigs(search, declared))) return undefined;
    if (refused !== undefined) return { refused };
  }
  if (subject.kind === 'key') {
    const refused = whyNot(search, usesOfKey(search, subject.addresses, at.uri));
    if (refused !== undefined) return { refused };
  }
  if (subject.kind === 'config' && snapshot.files.file(joinUri(subject.root, `${subject.path}.yaml`)) === undefined) {
    return { refused: `There is no config '${subject.path}' in the config root.` };
  }
  if (subject.kind === 'group' && snapshot.files.folder(joinUri(subject.root, subject.path)) === undefined) {
    return { refused: `There is no group '${subject.path}' in the config root.` };
  }
  const quotes = /^(["']).*\1$/s.test(text.slice(subject.range.start, subject.range.end)) ? 1 : 0;
  const range = { start: subject.range.start + quotes, end: subject.range.end - quotes };
  return { range: toLspRange(text, range), placeholder: text.slice(range.start, range.end) };
}

/** Gives what stands at a place another name, wherever it has one. */
export function rename(snapshot: Snapshot, at: At, name: string): WorkspaceEdit | Refused | undefined {
  const search = searchIn(snapshot);
  const subject = subjectAt(search, at);
  const renaming = subject && renamingOf(search, subject, at, name);
  return renaming === undefined || isRefused(renaming) ? renaming : workspaceEdit(snapshot, renaming);
}

function renamingOf(search: Search, subject: Subject, at: At, name: string): Renaming | Refused | undefined {
  switch (subject.kind) {
    case 'key':
      return renameKey(search, usesOfKey(search, subject.addresses, at.uri), name);
    case 'config':
      return renameConfig(search, subject.root, subject.path, name);
    case 'group':
      return renameGroup(search, subject.root, subject.path, name);
    case 'registryName':
      return renameRegistered(search, subject.registry, subject.name, name);
    case 'python': {
      const declared = { uri: subject.uri, range: subject.declared };
      const written = search.snapshot.files.file(at.uri)?.text.slice(subject.range.start, subject.range.end) ?? '';
      const refused = whyNotInPython(search, declared, written);
      if (at.uri === subject.uri && (refused !== undefined || !isNamedByConfigs(search, declared))) return undefined;
      return refused === undefined ? renamePython(search, declared, name) : { refused };
    }
  }
}
