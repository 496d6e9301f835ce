import { modulesSeenFrom, type Project, type Registry, type Snapshot } from '../../project/index.ts';
import {
  type Located,
  linearize,
  memberOf,
  type PythonClass,
  type PythonModules,
  resolveDotted,
} from '../../python/index.ts';
import { type JsonSchema, schemaOfClass } from '../../schema/index.ts';
import { joinUri, parentUri, type Uri } from '../../text/index.ts';
import { classOfEntry } from '../keys/derived.ts';

/** The class under a registered name. */
export function adapterOf(snapshot: Snapshot, project: Project, registry: Registry, name: string) {
  const entry = registry.entries.get(name);
  const found = entry === undefined ? undefined : classOfEntry(snapshot, project, entry);
  return found?.kind === 'class' ? found : undefined;
}

/** The class of the project that all registered classes derive from, the nearest one. */
export function baseOfAdapters(
  snapshot: Snapshot,
  project: Project,
  registry: Registry,
): Located<PythonClass> | undefined {
  const classes = [...registry.entries.keys()].flatMap((name) => adapterOf(snapshot, project, registry, name) ?? []);
  const [first, ...others] = classes.map(
    (found) => linearize(modulesFor(snapshot, project, found.module.uri), found).classes,
  );
  const own = new Set(classes.map(({ item }) => item));
  return first?.find(({ item }) => !own.has(item) && others.every((order) => order.some((each) => each.item === item)));
}

export function modulesFor(snapshot: Snapshot, project: Project, from: Uri): PythonModules {
  return modulesSeenFrom(snapshot.files, [...project.pythonFolders, ...project.sitePackages])(from);
}

/** What a class of adapters validates its part of the config by. */
export function schemaOfAdapter(
  snapshot: Snapshot,
  project: Project,
  registry: Registry,
  adapter: Located<PythonClass>,
): JsonSchema | undefined {
  const cfg = cfgOf(modulesFor(snapshot, project, adapter.module.uri), adapter, registry.schema);
  return cfg === undefined ? undefined : schemaOfClass(modulesFor(snapshot, project, cfg.module.uri), cfg)?.schema;
}

function cfgOf(modules: PythonModules, adapter: Located<PythonClass>, name: string): Located<PythonClass> | undefined {
  const own = memberOf(modules, { kind: 'class', ...adapter }, name);
  return own.kind === 'class' ? own : undefined;
}

export interface Skeleton {
  readonly base: Located<PythonClass>;
  /** The type that it is for. */
  readonly type: string;
  /** What it is registered as: `models.MyModel:MyModelAdapter`. */
  readonly path: string;
}

/** Why a skeleton cannot be written, in words for the user. */
export interface Refusal {
  readonly refused: string;
}

/**
 * A file with an adapter below another one and a class of its fields, both empty: what is inherited works as it is. It
 * lies where Python finds it under its path, beside the file that is imported by the same package.
 */
export function skeletonFile(
  snapshot: Snapshot,
  project: Project,
  registry: Registry,
  { base, type, path }: Skeleton,
): { readonly uri: Uri; readonly text: string } | Refusal {
  const home = registry.home;
  const [, dotted = '', name = ''] = /^([\w.]+)[.:](\w+)$/.exec(path) ?? [];
  if (home === undefined || dotted === '') return { refused: `'${path}' is no path of a class.` };
  const modules = modulesFor(snapshot, project, home);
  const uri = moduleUri(snapshot, project, registry, dotted);
  if (modules.module(dotted) !== undefined || snapshot.files.file(uri) !== undefined)
    return { refused: `There is a module '${dotted}' already.` };
  const from = modules.nameOf(base.module);
  if (from === undefined) return { refused: `'${base.item.name}' is in a file that nothing can import.` };
  const cfg = cfgOf(modulesFor(snapshot, project, base.module.uri), base, registry.schema);
  const cfgHome = cfg === undefined ? undefined : modules.nameOf(cfg.module);
  const isImported = cfg !== undefined && cfgHome !== undefined && cfg.item.qualifiedName === cfg.item.name;
  const imports = new Map([[from, new Set([base.item.name])]]);
  if (isImported) imports.set(cfgHome, new Set([...(imports.get(cfgHome) ?? []), cfg.item.name]));
  const cfgName = `${name.replace(/Adapter$/, '')}${registry.schema}`;
  const cfgBase = isImported ? cfg.item.name : `${base.item.name}.${registry.schema}`;
  const lines = [
    `"""The model of type \`${type}\`."""`,
    '',
    ...[...imports]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([module, names]) => `from ${module} import ${[...names].sort().join(', ')}`),
    ...(cfg === undefined
      ? []
      : classLines(cfgName, cfgBase, `\`${registry.config}\` of type \`${type}\`: add its fields here.`)),
    ...classLines(
      name,
      base.item.name,
      `Adapter of type \`${type}\`: what is not written here is ${base.item.name}'s.`,
    ),
    ...(cfg === undefined ? [] : ['', `    ${registry.schema} = ${cfgName}`]),
  ];
  return { uri, text: `${lines.join('\n')}\n` };
}

function classLines(name: string, base: string, about: string): string[] {
  return ['', '', `class ${name}(${base}):`, `    """${about}"""`];
}

/** Where a module has to lie: beside one that another entry names in the same package, else below the registry's file. */
function moduleUri(snapshot: Snapshot, project: Project, registry: Registry, dotted: string): Uri {
  const home = registry.home ?? project.folder;
  const modules = modulesFor(snapshot, project, home);
  const parts = dotted.split('.');
  const file = `${parts.at(-1)}.py`;
  const above = parts.slice(0, -1).join('.');
  for (const { value = '' } of registry.entries.values()) {
    const module = value.split(':')[0] ?? '';
    if (above === '' || !module.startsWith(`${above}.`) || module.slice(above.length + 1).includes('.')) continue;
    const found = resolveDotted(modules, module);
    if (found.kind === 'module' && found.module !== undefined) return joinUri(parentUri(found.module.uri), file);
  }
  return joinUri(
    parentUri(home),
    `${parts
      .slice(0, -1)
      .map((part) => `${part}/`)
      .join('')}${file}`,
  );
}
