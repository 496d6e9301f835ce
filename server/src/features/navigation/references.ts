import type { Location } from 'vscode-languageserver-types';
import type { Snapshot } from '../../project/index.ts';
import type { Range, Uri } from '../../text/index.ts';
import { toLspRange } from '../convert.ts';
import type { At } from '../locate.ts';
import {
  commandsNaming,
  configsChoosing,
  keysOfField,
  programsNaming,
  registrations,
  type Search,
  type Subject,
  searchIn,
  subjectAt,
  usesAsTarget,
  usesOfConfig,
  usesOfGroup,
  usesOfKey,
} from '../uses/index.ts';

/** A place that names a thing. */
interface Named {
  readonly uri: Uri;
  readonly range: Range;
  /** It makes the thing: a key is written, a name registered, a class declared. */
  readonly isDeclaration?: boolean;
}

/** Every place that names what stands at a place: in configs, in Python, in defaults lists. */
export function references(snapshot: Snapshot, at: At, withDeclarations: boolean): Location[] {
  const search = searchIn(snapshot);
  const subject = subjectAt(search, at) ?? fieldAt(search, at);
  if (subject === undefined) return [];
  const places = placesOf(search, subject, at.uri).filter(
    ({ isDeclaration }) => withDeclarations || isDeclaration !== true,
  );
  const found = new Map(places.map((each) => [`${each.uri}\0${each.range.start}`, each]));
  const sorted = [...found.values()].sort((left, right) =>
    left.uri === right.uri ? left.range.start - right.range.start : left.uri < right.uri ? -1 : 1,
  );
  return sorted.map(({ uri, range }) => ({
    uri,
    range: toLspRange(snapshot.files.file(uri)?.text ?? '', range),
  }));
}

/** A rename of a field is for Python's own language server: only who asks for the uses of one is answered. */
function fieldAt(search: Search, { uri, offset }: At): Subject | undefined {
  const field = uri.endsWith('.py') ? keysOfField(search, uri, offset) : undefined;
  return field && { kind: 'key', ...field };
}

function placesOf(search: Search, subject: Subject, from: Uri): readonly Named[] {
  switch (subject.kind) {
    case 'key':
      return usesOfKey(search, subject.addresses, from).uses.map(({ uri, range, kind }) => ({
        uri,
        range,
        isDeclaration: kind === 'write' || kind === 'field',
      }));
    case 'config': {
      const { root, path } = subject;
      return [
        ...usesOfConfig(search, root, path),
        ...programsNaming(search, root, path),
        ...commandsNaming(search, 'config', root, path),
      ];
    }
    case 'group':
      return [
        ...usesOfGroup(search, subject.root, subject.path),
        ...commandsNaming(search, 'group', subject.root, subject.path),
      ];
    case 'registryName': {
      const { registry, name } = subject;
      const declared = registrations(search, registry, name).map((each) => ({ ...each, isDeclaration: true }));
      return [...declared, ...configsChoosing(search, registry, name)];
    }
    case 'python': {
      const declared = { uri: subject.uri, range: subject.declared };
      return [{ ...declared, isDeclaration: true }, ...usesAsTarget(search, declared)];
    }
  }
}
