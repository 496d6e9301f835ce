import { moduleOf, modulesSeenFrom, type Project, type Snapshot, walk } from '../../project/index.ts';
import {
  type CallSite,
  type Parameter,
  type PythonModule,
  type PythonModules,
  resolveName,
} from '../../python/index.ts';
import { type Range, touches, type Uri } from '../../text/index.ts';

interface Place {
  readonly uri: Uri;
  readonly range: Range;
}

/** A parameter that a function takes the name of a key by: `key` in `def read(cfg, key): return cfg[key]`. */
export interface NameParameter {
  readonly module: PythonModule;
  /** The place of the function's name. */
  readonly declared: Range;
  readonly functionName: string;
  readonly parameter: Parameter;
  readonly index: number;
}

/** The parameter that stands at a place where a program asks its config for a key; a method's is left out. */
export function nameParameterAt(snapshot: Snapshot, { uri, range }: Place): NameParameter | undefined {
  const entry = snapshot.files.file(uri);
  const name = entry?.text.slice(range.start, range.end) ?? '';
  if (entry === undefined || !/^[A-Za-z_]\w*$/.test(name)) return undefined;
  const module = moduleOf(entry);
  for (const { bodyRange, parameters, nameRange, name: functionName } of module.functions) {
    if (range.start < bodyRange.start || range.end > bodyRange.end) continue;
    const index = parameters.findIndex((each) => each.name === name);
    const parameter = parameters[index];
    if (parameter !== undefined) return { module, declared: nameRange, functionName, parameter, index };
  }
  return undefined;
}

/** The texts that calls, and its default, give such a parameter, inside their quotes, where they are this name. */
export function textsGiven(snapshot: Snapshot, project: Project, asked: NameParameter, name: string): readonly Place[] {
  const seenFrom = modulesSeenFrom(snapshot.files, [...project.pythonFolders, ...project.sitePackages]);
  const instead = asked.parameter.default;
  const ofDefault =
    instead?.kind === 'string' && instead.value === name ? [{ uri: asked.module.uri, range: instead.inner }] : [];
  const ofCalls = walk(snapshot.files, project.folder).flatMap((uri) => {
    const entry = uri.endsWith('.py') ? snapshot.files.file(uri) : undefined;
    if (entry?.text.includes(asked.functionName) !== true || !entry.text.includes(name)) return [];
    const module = moduleOf(entry);
    return module.calls.flatMap((site) => {
      const given = textGiven(seenFrom(uri), module, site, asked);
      return given?.value === name ? [{ uri, range: given.inner }] : [];
    });
  });
  return [...ofDefault, ...ofCalls];
}

/** The text at a place that a call gives such a parameter. */
export function givenTextAt(
  snapshot: Snapshot,
  project: Project,
  asked: NameParameter,
  { uri, offset }: { readonly uri: Uri; readonly offset: number },
): { readonly name: string; readonly range: Range } | undefined {
  const entry = snapshot.files.file(uri);
  if (entry?.text.includes(asked.functionName) !== true) return undefined;
  const module = moduleOf(entry);
  const modules = modulesSeenFrom(snapshot.files, [...project.pythonFolders, ...project.sitePackages])(uri);
  for (const site of module.calls) {
    if (!touches(site.range, offset)) continue;
    const given = textGiven(modules, module, site, asked);
    if (given !== undefined && touches(given.inner, offset)) return { name: given.value, range: given.inner };
  }
  return undefined;
}

function textGiven(
  modules: PythonModules,
  module: PythonModule,
  { callee, name, call }: CallSite,
  asked: NameParameter,
) {
  // By the name that it was imported by.
  if (!name.endsWith(asked.functionName)) return undefined;
  const { keywords, positional } = call;
  const given = keywords.find((each) => each.name === asked.parameter.name)?.value ?? positional[asked.index];
  if (given?.kind !== 'string') return undefined;
  const found = resolveName(modules, module, callee);
  const isIt =
    found.kind === 'function' &&
    found.module.uri === asked.module.uri &&
    found.item.nameRange.start === asked.declared.start;
  return isIt ? given : undefined;
}
