import { type Snapshot, shortName } from '../../project/index.ts';
import type { FileChange, NewModelParams, NewModelResult } from '../../protocol.ts';
import type { Located, PythonClass } from '../../python/index.ts';
import { canonicalUri, type Edit, joinUri, positionAt, type Uri } from '../../text/index.ts';
import { register, registeredPath } from '../actions/register.ts';
import { adapterOf, baseOfAdapters, type Refusal, schemaOfAdapter, skeletonFile } from './adapters.ts';
import { configText } from './configText.ts';
import { type Site, siteOf } from './places.ts';

/** A file's name that no shell and no override has to quote. */
const NAME = /^\w[\w.-]*$/;

/** The adapter of the config's type, and what has to be written for it. */
interface Model {
  readonly changes: readonly FileChange[];
  readonly adapter: Located<PythonClass> | undefined;
}

/** What writing a model config would change: the config, its type's entry in the registry, the adapter's file. */
export function newModel(snapshot: Snapshot, params: NewModelParams): NewModelResult {
  const site = siteOf(snapshot, params.root);
  const config = joinUri(params.root, `${params.name}.yaml`);
  const refuse = (refusal: string): NewModelResult => ({ refusal, config, changes: [] });
  if (site === undefined) return refuse('There is no folder of configs at this place any more.');
  const file = placeForConfig(snapshot, site, params);
  if ('refused' in file) return refuse(file.refused);
  const model = modelOf(snapshot, site, params);
  if ('refused' in model) return refuse(model.refused);
  const { project, registry } = site;
  const schema =
    registry === undefined || model.adapter === undefined
      ? undefined
      : schemaOfAdapter(snapshot, project, registry, model.adapter);
  const text = configText(snapshot, site, params.name, params.type, schema);
  const written: FileChange = file.isThere
    ? { kind: 'insert', uri: file.uri, at: { line: 0, character: 0 }, text }
    : { kind: 'create', uri: file.uri, text };
  return { config: file.uri, changes: [written, ...model.changes] };
}

function placeForConfig(
  snapshot: Snapshot,
  { root }: Site,
  { name, into }: NewModelParams,
): Refusal | { readonly uri: Uri; readonly isThere: boolean } {
  if (!NAME.test(name)) return { refused: `'${name}' is no name for a config: use letters, digits, '_', '-' and '.'.` };
  const uri = joinUri(root.uri, `${name}.yaml`);
  if (into !== undefined) {
    if (snapshot.files.listed(canonicalUri(into)) !== uri)
      return { refused: `A model config belongs at the top of ${shortName(snapshot, root.uri) || 'its folder'}.` };
    const text = snapshot.files.file(uri)?.text;
    if (text === undefined || text.trim() === '') return { uri, isThere: text !== undefined };
  }
  const taken = (snapshot.files.folder(root.uri) ?? []).find(
    (entry) => entry.name.toLowerCase() === `${name}.yaml`.toLowerCase(),
  );
  return taken === undefined ? { uri, isThere: false } : { refused: `There is a config '${name}' already.` };
}

function modelOf(
  snapshot: Snapshot,
  { project, registry }: Site,
  { type, adapter: wanted }: NewModelParams,
): Model | Refusal {
  if (registry === undefined || type === undefined) return { changes: [], adapter: undefined };
  if (registry.entries.has(type)) return { changes: [], adapter: adapterOf(snapshot, project, registry, type) };
  const like = wanted !== undefined && 'like' in wanted ? wanted.like : undefined;
  if (like !== undefined && !registry.entries.has(like)) return { refused: `'${like}' is not registered.` };
  const own = registeredPath(registry, type);
  const path = wanted?.kind === 'shared' ? registry.entries.get(wanted.like)?.value : own;
  const fix = path === undefined ? undefined : register(snapshot, registry, type, path);
  if (path === undefined || fix === undefined)
    return {
      refused: `'${type}' cannot be added to ${registry.symbol}: register it in Python, and it is offered here.`,
    };
  const registration = fix.edits.map((edit) => inserted(snapshot, edit));
  const base =
    like === undefined ? baseOfAdapters(snapshot, project, registry) : adapterOf(snapshot, project, registry, like);
  if (wanted?.kind !== 'skeleton') return { changes: registration, adapter: like === undefined ? undefined : base };
  if (base === undefined) return { refused: 'The registered adapters have no class in common to derive from.' };
  const skeleton = skeletonFile(snapshot, project, registry, { base, type, path });
  if ('refused' in skeleton) return skeleton;
  return { changes: [...registration, { kind: 'create', ...skeleton }], adapter: base };
}

function inserted(snapshot: Snapshot, { span, text }: Edit): FileChange {
  const before = snapshot.files.file(span.uri)?.text ?? '';
  return { kind: 'insert', uri: span.uri, at: positionAt(before, span.start), text };
}
