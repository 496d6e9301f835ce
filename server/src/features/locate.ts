import type { KeyPath } from '../compose/index.ts';
import { placeOf, projectOf, type Registry, type Snapshot } from '../project/index.ts';
import type { RegistryEntry, SignatureParameter } from '../python/index.ts';
import {
  type ConfigFile,
  type DefaultsEntry,
  type MapEntry,
  type PackageHeader,
  parseInterpolation,
  type Range,
  type ScalarValue,
  touches,
  type Uri,
  type ValueNode,
} from '../text/index.ts';
import { type Callable, callableBeside, callableOf, parameterOf, pythonFor } from './targets/target.ts';

/** A place in a document. */
export interface At {
  readonly uri: Uri;
  readonly offset: number;
}

/** What stands at a place. Every feature that starts from a cursor switches on this. */
export type Target =
  | {
      readonly kind: 'key';
      readonly file: ConfigFile;
      readonly path: KeyPath;
      readonly entry: MapEntry;
      readonly range: Range;
    }
  | {
      readonly kind: 'value';
      readonly file: ConfigFile;
      readonly path: KeyPath;
      readonly value: ScalarValue;
      readonly range: Range;
    }
  | {
      readonly kind: 'interpolation';
      readonly file: ConfigFile;
      readonly path: KeyPath;
      readonly value: ScalarValue;
      /** The one `${…}` under the cursor, in the document. */
      readonly range: Range;
      readonly text: string;
    }
  | {
      /** One name of the dotted path that a `_target_` is. */
      readonly kind: 'targetPath';
      readonly file: ConfigFile;
      readonly path: KeyPath;
      readonly callable: Callable;
      /** The name under the cursor. */
      readonly range: Range;
    }
  | {
      /** A key that is an argument of the `_target_` beside it. */
      readonly kind: 'targetArgument';
      readonly file: ConfigFile;
      readonly path: KeyPath;
      readonly callable: Callable;
      readonly parameter: SignatureParameter;
      readonly range: Range;
    }
  | { readonly kind: 'defaultsEntry'; readonly file: ConfigFile; readonly entry: DefaultsEntry; readonly range: Range }
  | { readonly kind: 'packageHeader'; readonly file: ConfigFile; readonly header: PackageHeader; readonly range: Range }
  | {
      /** A name of a registry, in a config or in the Python file that registers it. */
      readonly kind: 'registryName';
      readonly registry: Registry;
      readonly name: string;
      readonly entry: RegistryEntry | undefined;
      readonly range: Range;
      readonly file?: ConfigFile;
      readonly path?: KeyPath;
    };

/** What the cursor stands on; `undefined` in files that are no configs and where nothing has a meaning. */
export function locate(snapshot: Snapshot, at: At): Target | undefined {
  if (at.uri.endsWith('.py')) return locateInPython(snapshot, at);
  const placed = placeOf(snapshot, at.uri);
  const file = snapshot.config(at.uri);
  if (placed === undefined || file === undefined) return undefined;
  const { header } = file;
  if (header !== undefined && touches(header.range, at.offset)) {
    return { kind: 'packageHeader', file, header, range: header.range };
  }
  const entry = file.defaults?.find((each) => touches(each.range, at.offset));
  if (entry !== undefined) return { kind: 'defaultsEntry', file, entry, range: entry.range };
  return file.body === undefined ? undefined : locateIn(snapshot, file, file.body, [], at.offset);
}

function locateIn(
  snapshot: Snapshot,
  file: ConfigFile,
  node: ValueNode,
  path: KeyPath,
  offset: number,
): Target | undefined {
  if (node.kind === 'scalar')
    return touches(node.range, offset) ? locateValue(snapshot, file, node, path, offset) : undefined;
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      const found = touches(item.range, offset)
        ? locateIn(snapshot, file, item, [...path, String(index)], offset)
        : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }
  for (const [name, entry] of node.entries) {
    const below = [...path, name];
    if (touches(entry.keyRange, offset)) {
      const key: Target = { kind: 'key', file, path: below, entry, range: entry.keyRange };
      return argumentAt(snapshot, file, below, entry) ?? key;
    }
    const found = touches(entry.value.range, offset) ? locateIn(snapshot, file, entry.value, below, offset) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function locateValue(snapshot: Snapshot, file: ConfigFile, value: ScalarValue, path: KeyPath, offset: number): Target {
  const { range, leaf } = value;
  if (leaf.t === 'interp') {
    const start = file.text.indexOf(leaf.v, range.start);
    const part = parseInterpolation(leaf.v, '1.3').interpolation?.parts.find(
      (each) => each.kind !== 'text' && start !== -1 && touches(shift(each.range, start), offset),
    );
    if (part !== undefined) {
      const text = leaf.v.slice(part.range.start, part.range.end);
      return { kind: 'interpolation', file, path, value, range: shift(part.range, start), text };
    }
  }
  const target = path.at(-1) === '_target_' ? targetPathAt(snapshot, file, value, path, offset) : undefined;
  if (target !== undefined) return target;
  const registry = registryFor(snapshot, file.uri, path);
  if (registry !== undefined && leaf.t === 'str') {
    return { kind: 'registryName', registry, name: leaf.v, entry: registry.entries.get(leaf.v), range, file, path };
  }
  return { kind: 'value', file, path, value, range };
}

function targetPathAt(
  snapshot: Snapshot,
  file: ConfigFile,
  { leaf, range }: ScalarValue,
  path: KeyPath,
  offset: number,
): Target | undefined {
  const python = leaf.t === 'str' ? pythonFor(snapshot, file.uri) : undefined;
  const start = leaf.t === 'str' ? file.text.indexOf(leaf.v, range.start) : -1;
  if (leaf.t !== 'str' || python === undefined || start === -1 || start >= range.end) return undefined;
  const end = leaf.v.indexOf('.', Math.max(offset - start, 0));
  const dotted = end === -1 ? leaf.v : leaf.v.slice(0, end);
  const name = { start: start + dotted.lastIndexOf('.') + 1, end: start + dotted.length };
  return { kind: 'targetPath', file, path, callable: callableOf(python, dotted), range: name };
}

function argumentAt(snapshot: Snapshot, file: ConfigFile, path: KeyPath, entry: MapEntry): Target | undefined {
  const name = path.at(-1) ?? '';
  const callable = callableBeside(snapshot, file.uri, path.slice(0, -1));
  const parameter = callable === undefined ? undefined : parameterOf(callable, name);
  if (callable === undefined || parameter === undefined) return undefined;
  return { kind: 'targetArgument', file, path, callable, parameter, range: entry.keyRange };
}

function shift({ start, end }: Range, by: number): Range {
  return { start: start + by, end: end + by };
}

/** The registry whose names a key's value must be among. */
export function registryFor(snapshot: Snapshot, uri: Uri, path: KeyPath): Registry | undefined {
  const key = path.join('.');
  return projectOf(snapshot, uri)?.registries.find((each) => each.key === key && each.entries.size > 0);
}

function locateInPython(snapshot: Snapshot, at: At): Target | undefined {
  const project = projectOf(snapshot, at.uri);
  if (project === undefined) return undefined;
  for (const registry of project.registries) {
    const { entry } =
      registry.written.find((each) => each.entry.uri === at.uri && touches(each.entry.nameRange, at.offset)) ?? {};
    if (entry !== undefined) return { kind: 'registryName', registry, name: entry.name, entry, range: entry.nameRange };
  }
  return undefined;
}
