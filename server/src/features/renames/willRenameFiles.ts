import type { WorkspaceEdit } from 'vscode-languageserver-types';
import type { Snapshot } from '../../project/index.ts';
import { canonicalUri } from '../../text/index.ts';
import { searchIn } from '../uses/index.ts';
import { editsForMoved } from './movedConfigs.ts';
import { workspaceEdit } from './renaming.ts';

/** A file or a folder that the editor is about to give another address. */
export interface FileRename {
  readonly oldUri: string;
  readonly newUri: string;
}

/** What is to change in configs and programs when files are renamed in the explorer: whoever names them. */
export function willRenameFiles(snapshot: Snapshot, files: readonly FileRename[]): WorkspaceEdit | undefined {
  const { listed } = snapshot.files;
  const moved = files.map(({ oldUri, newUri }) => ({ from: listed(canonicalUri(oldUri)), to: canonicalUri(newUri) }));
  const edits = editsForMoved(searchIn(snapshot), moved);
  return edits.length === 0 ? undefined : workspaceEdit(snapshot, { edits, files: [] });
}
