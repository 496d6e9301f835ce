import { moduleOf, projectOf, type Registry, type Snapshot } from '../../project/index.ts';
import { type ConfigFile, type Range, type ScalarValue, touches, type Uri, type ValueNode } from '../../text/index.ts';
import { callableOf, declarationOf, pythonFor } from '../targets/target.ts';
import { entryAt, type Search } from './addresses.ts';

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
        let end = 0;
        const found: Place[] = [];
        for (const part of dotted.split('.')) {
          const from = end;
          end += part.length;
          const to = part === name ? declarationOf(callableOf(python, dotted.slice(0, end)).found) : undefined;
          const isIt = to?.module.uri === declared.uri && to.range.start === declared.range.start;
          if (isIt && start !== -1) found.push({ uri: file.uri, range: { start: start + from, end: start + end } });
          end += 1;
        }
        return found;
      });
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
