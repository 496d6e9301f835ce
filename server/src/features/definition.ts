import type { LocationLink } from 'vscode-languageserver-types';
import { nodeAt } from '../compose/index.ts';
import { focusOf, packageIn, type Snapshot } from '../project/index.ts';
import type { Range, Uri } from '../text/index.ts';
import { toLspRange } from './convert.ts';
import { entryChoices } from './entryChoices.ts';
import { winningPlace } from './explain.ts';
import { type At, locate, type Target } from './locate.ts';
import { declarationOf } from './target.ts';

/** Where the thing under the cursor is decided: the winning write, the chosen file, the registration. */
export function definition(snapshot: Snapshot, at: At): LocationLink[] {
  const target = locate(snapshot, at);
  const from = snapshot.files.file(at.uri)?.text;
  if (target === undefined || from === undefined) return [];
  const originSelectionRange = toLspRange(from, target.range);
  return placesOf(snapshot, at.uri, target).map(({ uri, range, selection }) => {
    const text = snapshot.files.file(uri)?.text ?? '';
    return {
      targetUri: uri,
      targetRange: toLspRange(text, range),
      targetSelectionRange: toLspRange(text, selection ?? range),
      originSelectionRange,
    };
  });
}

interface Place {
  readonly uri: Uri;
  readonly range: Range;
  readonly selection?: Range;
}

function placesOf(snapshot: Snapshot, uri: Uri, target: Target): Place[] {
  switch (target.kind) {
    case 'key':
    case 'value':
      return winnerOf(snapshot, uri, target.path);
    case 'interpolation': {
      const name = /^\$\{\s*([^:{}]+?)\s*\}$/.exec(target.text)?.[1];
      return name === undefined || name.startsWith('.') ? [] : winnerOf(snapshot, uri, name.split('.'), true);
    }
    case 'targetPath': {
      const declared = declarationOf(target.callable.found);
      return declared === undefined ? [] : [{ uri: declared.module.uri, range: declared.range }];
    }
    case 'targetArgument': {
      const { module, nameRange } = target.parameter;
      // The value of a key that is written here is decided elsewhere, where it is overridden.
      const decided = winnerOf(snapshot, uri, target.path).filter(
        (each) => each.selection?.start !== target.range.start,
      );
      return [{ uri: module.uri, range: nameRange }, ...decided];
    }
    case 'registryName':
      return target.entry === undefined ? [] : [{ uri: target.entry.uri, range: target.entry.nameRange }];
    case 'defaultsEntry': {
      const { written, instead } = entryChoices(snapshot, uri, target.entry);
      return [...new Set([...instead, ...written].map((choice) => choice.file.uri))].map((each) => ({
        uri: each,
        range: { start: 0, end: 0 },
      }));
    }
    case 'packageHeader':
      return [];
  }
}

function winnerOf(snapshot: Snapshot, uri: Uri, path: readonly string[], absolute = false): Place[] {
  const composition = focusOf(snapshot, uri)?.composition;
  if (composition === undefined) return [];
  const full = absolute ? path : [...(packageIn(composition, uri) ?? []), ...path];
  const node = nodeAt(composition.root, full);
  const place = node === undefined ? undefined : winningPlace(node);
  return place === undefined ? [] : [{ uri: place.uri, range: place.value, selection: place.key }];
}
