import type { LocationLink } from 'vscode-languageserver-types';
import { type KeyPath, nodeAt } from '../../compose/index.ts';
import { focusOf, packageIn, projectOf, type Snapshot } from '../../project/index.ts';
import type { Resolved } from '../../python/index.ts';
import type { Uri } from '../../text/index.ts';
import { classOfEntry } from '../keys/derived.ts';
import { type At, locate, type Target } from '../locate.ts';
import { schemaPlaces } from '../renames/schemaKeys.ts';
import { declarationOf } from '../targets/target.ts';
import { linksTo, type Place } from './definition.ts';

/** What says what may stand at a place: the class of a registered name or a `_target_`, a dataclass's field, a schema. */
export function typeDefinition(snapshot: Snapshot, at: At): LocationLink[] {
  const target = locate(snapshot, at);
  return target === undefined ? [] : linksTo(snapshot, at.uri, target.range, typesOf(snapshot, at.uri, target));
}

function typesOf(snapshot: Snapshot, uri: Uri, target: Target): Place[] {
  switch (target.kind) {
    case 'registryName': {
      const project = target.entry === undefined ? undefined : projectOf(snapshot, target.entry.uri);
      if (target.entry === undefined || project === undefined) return [];
      return declared(classOfEntry(snapshot, project, target.entry));
    }
    case 'targetPath':
      return declared(target.callable.found);
    case 'targetArgument': {
      const { module, nameRange } = target.parameter;
      return [{ uri: module.uri, range: nameRange }];
    }
    case 'key':
    case 'value':
    case 'interpolation':
      return typesOfKey(snapshot, uri, target.path);
    case 'defaultsEntry':
    case 'packageHeader':
      return [];
  }
}

function declared(found: Resolved | undefined): Place[] {
  const place = found === undefined ? undefined : declarationOf(found);
  return place === undefined ? [] : [{ uri: place.module.uri, range: place.range }];
}

/** The field of a dataclass whose value is there, else the property of a schema. */
function typesOfKey(snapshot: Snapshot, uri: Uri, path: KeyPath): Place[] {
  const composition = focusOf(snapshot, uri)?.composition;
  if (composition === undefined) return [];
  const full = [...(packageIn(composition, uri) ?? []), ...path];
  const fields = (nodeAt(composition.root, full)?.writes ?? []).flatMap(({ origin }) =>
    origin.kind === 'file' && origin.key !== undefined && /\.pyi?$/.test(origin.file.uri)
      ? [{ uri: origin.file.uri, range: origin.key }]
      : [],
  );
  if (fields.length > 0) return fields;
  const places = schemaPlaces(snapshot, composition, full);
  return [...new Map(places.map((each) => [`${each.range.start} ${each.uri}`, each])).values()];
}
