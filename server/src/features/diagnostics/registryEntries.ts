import { nodeAt } from '../../compose/index.ts';
import { moduleOf, modulesSeenFrom, type Project, type Registry, type WrittenEntry } from '../../project/index.ts';
import { type PythonModule, type RegistryEntry, resolveDotted } from '../../python/index.ts';
import { type Fix, nearest, type Problem, positionAt, type Range, type ValueNode } from '../../text/index.ts';
import { rename } from '../actions/fixes.ts';
import { brokenImports } from './brokenImports.ts';
import { configsOf } from './configs.ts';
import { isNamedAfter } from './inheritedName.ts';
import { isMissingFor, namesIn, otherCase } from './missingNames.ts';
import type { Rule, RuleContext } from './rule.ts';

export const registryEntries: Rule<Chosen> = {
  name: 'registry-entries',
  codes: ['HS402', 'HS403', 'HS405', 'HS406'],
  docs:
    'What stands in a registry itself. HS402: the module or the class of an entry does not exist. HS403: no config uses ' +
    'an entry. HS405: the file of an entry, or one that it imports, imports what is not there. HS406: a name is registered ' +
    'twice, and only the last entry counts. Only what the Python files of the workspace tell for certain is reported.',
  example: `
-- hydrascope.yaml --
registries:
  - symbol: MODELS
-- models.py --
MODELS = {"gpt": "models:Gtp"}
#                 ^^^^^^^^^^ error HS402 'models:Gtp': models has no 'Gtp'; did you mean 'Gpt'?

class Gpt: ...
-- configs/app.yaml --
defaults: [_self_]
type: gpt
`,
  ofUsage: ({ project }, { composition }) =>
    project.registries.flatMap(({ key }): Chosen[] => {
      const leaf = nodeAt(composition.root, key.split('.'))?.leaf;
      return leaf?.t === 'str' ? [{ key, name: leaf.v }] : [];
    }),
  join: (context, sightings) => {
    const chosen = sightings.flatMap(({ found }) => found);
    return context.project.registries.flatMap((each) => unused(context, each, chosen));
  },
  ofProject: (context) => [
    ...context.project.registries.flatMap((each) => [
      ...each.written.flatMap((written) => missing(context, written.entry) ?? []),
      ...repeated(context, each),
    ]),
    ...brokenImports(context),
  ],
};

/** A name that a composition has for the key of a registry. */
interface Chosen {
  readonly key: string;
  readonly name: string;
}

/** `package.module:Class`, `package.module.Class` */
const CLASS_PATH = /^\w+(\.\w+)*[:.]\w+(\.\w+)*$/;

function missing({ snapshot, project }: RuleContext, { uri, value, valueRange }: RegistryEntry): Problem | undefined {
  if (value === undefined || !CLASS_PATH.test(value)) return undefined;
  const { files } = snapshot;
  const modules = modulesSeenFrom(files, foldersOf(project))(uri);
  const found = resolveDotted(modules, value);
  const span = { uri, ...valueRange };
  const text = files.file(uri)?.text ?? '';
  const report = (message: string, at: Range, near: string | undefined): Problem => {
    const hint = near === undefined ? '' : `; did you mean '${near}'?`;
    const isWritten = text.slice(valueRange.start, valueRange.end) === value;
    const place = { uri, start: valueRange.start + at.start, end: valueRange.start + at.end };
    const fixes: Fix[] = near === undefined || !isWritten ? [] : [rename(place, text, near)];
    return { code: 'HS402', severity: 'error', span, message: `'${value}': ${message}${hint}`, fixes };
  };
  const [top = ''] = value.split(/[.:]/, 1);
  if (found.kind === 'unknown') {
    const near = otherCase(files, project, modules, top);
    return near === undefined ? undefined : report(`there is no package '${top}'`, { start: 0, end: top.length }, near);
  }
  // A name that an import on the way does not find is told at that import.
  if (found.kind !== 'missing' || !/^[.:]/.test(value.slice(found.parent.length)) || !value.startsWith(found.parent))
    return undefined;
  if (!isMissingFor(files, project, (each) => resolveDotted(each, value), top)) return undefined;
  const start = found.parent.length + 1;
  const near = nearest(found.name, namesIn(files, project, modules, found.parent));
  return report(`${found.parent} has no '${found.name}'`, { start, end: start + found.name.length }, near);
}

function foldersOf({ pythonFolders, sitePackages }: Project) {
  return [...pythonFolders, ...sitePackages];
}

/**
 * Names that no config has for the registry's key, composed or written; sweeps may name several in one text. A name that
 * a config is called after, or that was meant by one that is not registered, is told of elsewhere if it is not used.
 */
function unused(context: RuleContext, { key, entries }: Registry, chosen: readonly Chosen[]): Problem[] {
  const names = new Set<string>();
  const add = (text: string) => {
    for (const each of [text, ...text.split(/[^\w.\-/+]+/)]) names.add(each);
  };
  for (const name of new Set(chosen.flatMap((each) => (each.key === key ? each.name : [])))) {
    add(name);
    const near = entries.has(name) ? undefined : nearest(name, entries.keys());
    if (near !== undefined) names.add(near);
  }
  if (names.size === 0 || [...entries.keys()].every((name) => names.has(name))) return [];
  const last = key.slice(key.lastIndexOf('.') + 1);
  const files = configsOf(context);
  for (const file of files) collect(file.body, [key, last], false, add);
  return [...entries.values()]
    .filter(({ name }) => !names.has(name) && !files.some((file) => isNamedAfter(file.uri, name)))
    .map(({ uri, name, nameRange }) => {
      return { code: 'HS403', severity: 'hint', span: { uri, ...nameRange }, message: `no config uses '${name}'` };
    });
}

function collect(
  node: ValueNode | undefined,
  keys: readonly string[],
  isBelow: boolean,
  add: (text: string) => void,
): void {
  if (node?.kind === 'map') {
    for (const [name, entry] of node.entries) collect(entry.value, keys, isBelow || keys.includes(name), add);
  } else if (node?.kind === 'list') for (const item of node.items) collect(item, keys, isBelow, add);
  else if (node?.kind === 'scalar' && isBelow && node.leaf.t === 'str') add(node.leaf.v);
}

/** Of entries of one file that stand there one after the other, at the left margin: conditions may choose between others. */
function repeated({ snapshot }: RuleContext, { symbol, written }: Registry): Problem[] {
  const last = new Map<string, RegistryEntry>();
  const problems: Problem[] = [];
  for (const { entry } of written.filter((each) => isPlain(snapshot.files.file(each.entry.uri), each)).toReversed()) {
    const { uri, name, nameRange } = entry;
    const place = `${uri} ${entry.kind} ${name}`;
    const later = last.get(place);
    if (later === undefined) {
      last.set(place, entry);
      continue;
    }
    const { line } = positionAt(snapshot.files.file(uri)?.text ?? '', later.nameRange.start);
    problems.push({
      code: 'HS406',
      severity: 'warning',
      span: { uri, ...nameRange },
      message: `'${name}' is registered in ${symbol} again in line ${line + 1}, and the last one counts`,
      related: [{ span: { uri, ...later.nameRange }, message: `'${name}' is registered again here` }],
    });
  }
  return problems;
}

/** Whether an entry is written where its dictionary is made or added to, and not taken over from another one. */
function isPlain(
  file: { readonly uri: string; readonly text: string } | undefined,
  { entry, dictionary }: WrittenEntry,
): boolean {
  if (file === undefined || entry.kind !== 'mapping' || dictionary === undefined) return false;
  const { text, actions }: PythonModule = moduleOf(file);
  const local = dictionary.slice(dictionary.indexOf('#') + 1);
  return actions.some((action) => {
    const range = action.kind === 'assignment' ? action.item.range : action.range;
    const name =
      action.kind === 'assignment'
        ? action.item.name
        : action.kind === 'item'
          ? action.object
          : action.call.callee.kind === 'name'
            ? action.call.callee.path.replace(/\.update$/, '')
            : '';
    const isOwn = name === local || name.endsWith(`.${local}`) || name === entry.symbol;
    const isAround = range.start <= entry.nameRange.start && entry.nameRange.end <= range.end;
    return isOwn && isAround && positionAt(text, range.start).character === 0;
  });
}
