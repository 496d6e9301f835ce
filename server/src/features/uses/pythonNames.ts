import { moduleOf, projectOf, type Registry, type Snapshot } from '../../project/index.ts';
import { type ConfigFile, type Range, type ScalarValue, touches, type Uri, type ValueNode } from '../../text/index.ts';
import { callableOf, declarationOf, pythonFor, targetNodesIn, textOf, valuesOf } from '../targets/target.ts';
import { entryAt, type Search } from './addresses.ts';
import { partsLeadingTo } from './pythonUses.ts';

interface Place {
  readonly uri: Uri;
  readonly range: Range;
}

/** The class or function of a Python file whose name stands at a place, else that which its import names. */
export function declaredAt(snapshot: Snapshot, uri: Uri, offset: number): Place | undefined {
  const entry = snapshot.files.file(uri);
  if (entry === undefined) return undefined;
  const module = moduleOf(entry);
  const item = [...module.classes, ...module.functions].find(({ nameRange }) => touches(nameRange, offset));
  return item && { uri, range: item.nameRange };
}

/** The names in `_target_` paths that lead to a class or function, or to a module on the way to one. */
export function usesAsTarget(search: Search, declared: Place): readonly Place[] {
  const { snapshot, roots } = search;
  const name = snapshot.files.file(declared.uri)?.text.slice(declared.range.start, declared.range.end) ?? '';
  if (name === '') return [];
  return roots.flatMap(({ root }) =>
    search.filesWith(root.uri, name).flatMap((file) => {
      const python = file.text.includes('_target_') ? pythonFor(snapshot, file.uri) : undefined;
      if (python === undefined) return [];
      return targetsIn(file).flatMap((value) => {
        const dotted = value.leaf.t === 'str' ? value.leaf.v : '';
        const start = file.text.indexOf(dotted, value.range.start);
        if (start === -1) return [];
        return partsLeadingTo(dotted, name, (path) => callableOf(python, path).found, declared).map((part): Place => {
          return { uri: file.uri, range: { start: start + part.start, end: start + part.end } };
        });
      });
    }),
  );
}

/** The configs whose `_target_` comes to a path to it by an interpolation, as some composition of theirs has it. */
export function computedTargets(search: Search, declared: Place): readonly Uri[] {
  const { snapshot, roots, landings } = search;
  return roots.flatMap(({ root }) =>
    search.filesWith(root.uri, '_target_').flatMap((file) => {
      const python = targetsIn(file).some(({ leaf }) => leaf.t === 'interp')
        ? pythonFor(snapshot, file.uri)
        : undefined;
      if (python === undefined) return [];
      const isIt = landings(root.uri, file.uri).some(({ keys }) =>
        keys.some((key) => {
          const composition = snapshot.compose(key);
          const valueAt = valuesOf(snapshot, composition);
          return targetNodesIn(composition.root).some(({ path, target }) => {
            if (target.leaf?.t !== 'interp') return false;
            const dotted = textOf(valueAt([...path, '_target_'], target));
            const to = dotted === undefined ? undefined : declarationOf(callableOf(python, dotted).found);
            return to?.module.uri === declared.uri && to.range.start === declared.range.start;
          });
        }),
      );
      return isIt ? [file.uri] : [];
    }),
  );
}

/** Every value of a `_target_`. */
function targetsIn({ body }: ConfigFile): readonly ScalarValue[] {
  const found: ScalarValue[] = [];
  const visit = (node: ValueNode): void => {
    if (node.kind === 'list') node.items.forEach(visit);
    if (node.kind !== 'map') return;
    for (const [name, { value }] of node.entries) {
      if (name === '_target_' && value.kind === 'scalar') found.push(value);
      else visit(value);
    }
  };
  if (body !== undefined) visit(body);
  return found;
}

/** Where configs choose a name of a registry; the range is inside the quotes. */
export function configsChoosing(search: Search, registry: Registry, name: string): readonly Place[] {
  const path = registry.key.split('.');
  return search.roots.flatMap(({ root }) =>
    search.filesWith(root.uri, name).flatMap((file): readonly Place[] => {
      const isOfProject = projectOf(search.snapshot, file.uri)?.registries.includes(registry) === true;
      const value = isOfProject ? entryAt(file.body, path)?.value : undefined;
      if (value?.kind !== 'scalar' || value.leaf.t !== 'str' || value.leaf.v !== name) return [];
      const start = file.text.indexOf(name, value.range.start);
      return start === -1 || start >= value.range.end
        ? []
        : [{ uri: file.uri, range: { start, end: start + name.length } }];
    }),
  );
}

/** Where Python registers a name: the text inside the quotes. */
export function registrations(search: Search, registry: Registry, name: string): readonly Place[] {
  return registry.written.flatMap(({ entry }) => {
    if (entry.name !== name) return [];
    const text = search.snapshot.files.file(entry.uri)?.text.slice(entry.nameRange.start, entry.nameRange.end) ?? '';
    const at = text.indexOf(name);
    const start = entry.nameRange.start + Math.max(0, at);
    return at === -1 ? [] : [{ uri: entry.uri, range: { start, end: start + name.length } }];
  });
}
