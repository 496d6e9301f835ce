import { moduleOf, modulesSeenFrom, type Project, type Snapshot } from '../../project/index.ts';
import {
  firstSegment,
  type Import,
  type PythonModule,
  type PythonModules,
  type Resolved,
  resolveDotted,
  resolveName,
} from '../../python/index.ts';
import { BUDGETS, nearest, type Problem, pathBelow, type Range } from '../../text/index.ts';
import { rename } from '../actions/fixes.ts';
import { isMissingFor, namesIn, otherCase } from './missingNames.ts';
import type { RuleContext } from './rule.ts';

/** Imports that lead nowhere, in the files of the registered classes and in those of the project that they import. */
export function brokenImports({ snapshot, project }: RuleContext): Problem[] {
  const seenFrom = modulesSeenFrom(snapshot.files, [...project.pythonFolders, ...project.sitePackages]);
  const queue: PythonModule[] = project.registries.flatMap(({ written }) =>
    written.flatMap(({ entry }) => {
      const file = entry.kind === 'mapping' ? undefined : snapshot.files.file(entry.uri);
      if (file !== undefined) return [moduleOf(file)];
      const dotted = (entry.value ?? '').replace(/[:.]\w*$/, '');
      return seenFrom(entry.uri).module(dotted) ?? [];
    }),
  );
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (let module = queue.pop(); module !== undefined && seen.size < BUDGETS.registryFiles; module = queue.pop()) {
    if (seen.has(module.uri) || !isOwn(project, module) || !module.uri.endsWith('.py')) continue;
    seen.add(module.uri);
    const modules = seenFrom(module.uri);
    for (const item of module.imports.values()) {
      const found = lookUp(modules, module, item);
      const on = modules.module(item.level === 0 ? dottedOf(module, item) : absoluteOf(modules, module, item));
      if (on !== undefined) queue.push(on);
      if (found.kind === 'class' || found.kind === 'function' || found.kind === 'constant') queue.push(found.module);
      else if (found.kind === 'module' && found.module !== undefined) queue.push(found.module);
      else if (isCertain(module, item))
        problems.push(...(problemOf(snapshot, project, modules, module, item, found) ?? []));
    }
  }
  return problems;
}

function isOwn({ folder, sitePackages }: Project, { uri }: PythonModule): boolean {
  return pathBelow(folder, uri) !== undefined && !sitePackages.some((each) => pathBelow(each, uri) !== undefined);
}

function lookUp(modules: PythonModules, module: PythonModule, item: Import): Resolved {
  if (item.name === undefined) return resolveDotted(modules, dottedOf(module, item));
  return resolveName(modules, module, item.local);
}

/** What is written: `import a.b` binds `a` and needs both. */
function dottedOf(module: PythonModule, { name, module: dotted, nameRange }: Import): string {
  return name === undefined ? module.text.slice(nameRange.start, nameRange.end) : dotted;
}

/** Whether an import runs whenever the file does: nothing around it may catch its error or leave it out. */
function isCertain(module: PythonModule, { local, range, isTypeOnly }: Import): boolean {
  const binding = module.bindings.get(local);
  if (isTypeOnly || module.hasErrors || binding?.kind !== 'import' || binding.item.range !== range) return false;
  let node = module.tree.resolveInner(range.start, 1);
  while (node.parent !== null && node.name !== 'ImportStatement') node = node.parent;
  return node.parent?.parent === null;
}

function problemOf(
  snapshot: Snapshot,
  project: Project,
  modules: PythonModules,
  module: PythonModule,
  item: Import,
  found: Resolved,
): Problem[] {
  const { files } = snapshot;
  const written = dottedOf(module, item);
  const top = firstSegment(written);
  const report = (message: string, at: Range, near: string | undefined): Problem[] => {
    const span = { uri: module.uri, ...at };
    const hint = near === undefined ? '' : `; did you mean '${near}'?`;
    const fixes = near === undefined ? [] : [rename(span, module.text, near)];
    return [{ code: 'HS405', severity: 'warning', span, message: `${message}${hint}`, fixes }];
  };
  const from = module.text.indexOf(written, item.range.start);
  if (found.kind === 'unknown') {
    const near = item.level === 0 ? otherCase(files, project, modules, top) : undefined;
    return near === undefined
      ? []
      : report(`there is no package '${top}'`, { start: from, end: from + top.length }, near);
  }
  if (
    found.kind !== 'missing' ||
    !isMissingFor(files, project, (each) => lookUp(each, module, item), firstSegment(found.parent))
  )
    return [];
  const near = nearest(found.name, namesIn(files, project, modules, found.parent));
  const message = `${found.parent} has no '${found.name}'`;
  // Of what another file fails to import the other file tells.
  if (item.level === 0 && written === found.parent && item.name === found.name)
    return report(message, item.nameRange, near);
  if (item.level === 0 && `${written}.`.startsWith(`${found.parent}.${found.name}.`)) {
    const start = from + found.parent.length + 1;
    return report(message, { start, end: start + found.name.length }, near);
  }
  const isRelative = item.level > 0 && item.name === found.name && absoluteOf(modules, module, item) === found.parent;
  return isRelative ? report(message, item.nameRange, near) : [];
}

function absoluteOf(modules: PythonModules, module: PythonModule, { level, module: written }: Import): string {
  const segments = (modules.nameOf(module) ?? '').split('.');
  const up = module.uri.endsWith('/__init__.py') ? level - 1 : level;
  return [...segments.slice(0, segments.length - up), ...(written === '' ? [] : [written])].join('.');
}
