import projectSchema from '../../../schemas/hydrascope.schema.json';
import { documentUri, type Json, type SchemaSet, validatorOf } from '../schema/index.ts';
import {
  BUDGETS,
  type ConfigFile,
  entryOf,
  type HydraVersion,
  joinUri,
  type Problem,
  type Range,
  type Severity,
  toPlain,
  type Uri,
  type ValueNode,
} from '../text/index.ts';
import { globRefusal } from './globs.ts';
import { jsonOf } from './json.ts';
import { isSameData } from './same.ts';
import type { Snapshot } from './snapshot.ts';

/** The project file's name, looked for at the root of each workspace folder. */
export const PROJECT_FILE = 'hydrascope.yaml';

export interface RegistryBinding {
  readonly symbol: string;
  /** Glob of the Python files that may hold it, relative to the project's folder. */
  readonly file: string;
  /** Dotted config key. */
  readonly key: string;
  /** Dotted key that replaces the registry where it is not null: `model_adapter`. */
  readonly unless?: string;
  /** Dotted key of what the registered class validates: `model_cfg`. */
  readonly config: string;
  /** The attribute of the registered class that validates it: `Cfg`. */
  readonly schema: string;
}

export interface NamedSchema {
  readonly schema: Uri;
  /** Where the binding names the schema. */
  readonly range: Range;
  readonly files: readonly string[];
}

/** What `hydrascope.yaml` says; what it leaves out is `undefined`, and found by looking. */
export interface ProjectFile {
  readonly hydra?: HydraVersion;
  readonly roots?: readonly { readonly uri: Uri; readonly range: Range }[];
  readonly registries?: readonly RegistryBinding[];
  readonly schemas: readonly NamedSchema[];
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
  readonly problems: readonly Problem[];
}

const SCHEMA_URI = 'hydrascope:/schemas/hydrascope.schema.json';

/** The schema of the project file itself, for checks and completion in it. */
export const PROJECT_SCHEMA: SchemaSet = {
  root: SCHEMA_URI,
  documents: new Map([[SCHEMA_URI, projectSchema as never]]),
};

const EMPTY: ProjectFile = { schemas: [], rules: new Map(), problems: [] };

/** What the project file of a workspace folder says. */
export function projectFileIn(snapshot: Snapshot, folder: Uri): ProjectFile {
  return snapshot.derive(
    `project file of ${folder}`,
    (at) => {
      const file = at.config(joinUri(folder, PROJECT_FILE));
      return file === undefined ? EMPTY : readProjectFile(folder, file);
    },
    { isSame: isSameData },
  );
}

/** Reads a project file. A bad entry is told and left out; the others count. */
function readProjectFile(folder: Uri, file: ConfigFile): ProjectFile {
  const root = file.body;
  const hydra = stringAt(root, 'hydra');
  const roots = listAt(root, 'roots')?.flatMap((item) => {
    const path = stringOf(item);
    return path === undefined ? [] : [{ uri: joinUri(folder, path), range: item.range }];
  });
  const registries = listAt(root, 'registries')?.flatMap((item) => {
    const symbol = stringAt(item, 'symbol');
    if (symbol === undefined) return [];
    const unless = stringAt(item, 'unless');
    const file = stringAt(item, 'file') ?? '**/*.py';
    const key = stringAt(item, 'key') ?? 'type';
    const config = stringAt(item, 'config') ?? 'model_cfg';
    const schema = stringAt(item, 'schema') ?? 'Cfg';
    return [{ symbol, file, key, ...(unless !== undefined && { unless }), config, schema }];
  });
  const schemas = (listAt(root, 'schemas') ?? []).flatMap((item) => {
    const path = stringAt(item, 'schema');
    const files = listAt(item, 'files')?.flatMap((glob) => stringOf(glob) ?? []);
    const uri =
      path === undefined ? undefined : /^[a-z]+:/.test(path) ? documentUri(folder, path) : joinUri(folder, path);
    const range = entryOf(item, 'schema')?.value.range;
    return uri === undefined || files === undefined || range === undefined ? [] : [{ schema: uri, range, files }];
  });
  return {
    ...((hydra === '1.3' || hydra === '1.4') && { hydra }),
    ...(roots !== undefined && { roots }),
    ...(registries !== undefined && { registries }),
    schemas,
    rules: readRules(root),
    problems: check(file),
  };
}

function check(file: ConfigFile): Problem[] {
  const validator = validatorOf(PROJECT_SCHEMA);
  const { body } = file;
  if (body === undefined || typeof validator !== 'function') return [...file.problems];
  const json: Json = jsonOf(toPlain(body));
  const found = validator(json)
    .slice(0, 200)
    .map((error): Problem => {
      const place = rangeAt(body, error.key === undefined ? error.path : [...error.path, error.key]);
      const name = [...error.path, ...(error.key === undefined ? [] : [error.key])].join('.');
      const span = { uri: file.uri, ...place };
      return { code: 'HS601', severity: 'error', span, message: `'${name}' ${error.message}` };
    });
  return [...file.problems, ...found, ...beyondBudgets(file.uri, body)];
}

/** Entries that are left out since there are too many, or since a glob might take forever. */
function beyondBudgets(uri: Uri, body: ValueNode): Problem[] {
  const problem = ({ range }: ValueNode, message: string): Problem => {
    return { code: 'HS601', severity: 'error', span: { uri, ...range }, message };
  };
  return ['roots', 'registries', 'schemas'].flatMap((name) => {
    const value = entryOf(body, name)?.value;
    const items = value?.kind === 'list' ? value.items : [];
    const more = items
      .slice(BUDGETS.projectEntries, BUDGETS.projectEntries + 1)
      .map((item) => problem(item, `'${name}' has more than ${BUDGETS.projectEntries} entries: the rest is left out`));
    const globs = (listAt(body, name) ?? []).flatMap((item) => {
      const file = entryOf(item, 'file')?.value;
      return [...(listAt(item, 'files') ?? []), ...(file === undefined ? [] : [file])];
    });
    const slow = globs.flatMap((glob) => {
      const why = globRefusal(stringOf(glob) ?? '');
      return why === undefined ? [] : [problem(glob, `the glob is left out: it ${why}`)];
    });
    return [...more, ...slow];
  });
}

/** The key at a path where there is one, else the nearest value above it. */
function rangeAt(root: ValueNode, path: readonly string[]): Range {
  let node = root;
  let range: Range = { start: root.range.start, end: root.range.start };
  for (const name of path) {
    const entry = entryOf(node, name);
    const item = node.kind === 'list' ? node.items[Number(name)] : undefined;
    const next = entry?.value ?? item;
    if (next === undefined) return range;
    range = entry?.keyRange ?? next.range;
    node = next;
  }
  return node.kind === 'scalar' && node.range.end > node.range.start ? node.range : range;
}

function readRules(root: ValueNode | undefined): ReadonlyMap<string, Severity | 'off'> {
  const rules = new Map<string, Severity | 'off'>();
  const value = entryOf(root, 'rules')?.value;
  if (value?.kind !== 'map') return rules;
  for (const [name, entry] of value.entries) {
    const { value: severity } = entry;
    // YAML reads `off` as false.
    if (severity.kind === 'scalar' && severity.leaf.t === 'bool' && !severity.leaf.v) rules.set(name, 'off');
    const text = stringOf(severity);
    if (text === 'off' || text === 'hint' || text === 'info' || text === 'warning' || text === 'error')
      rules.set(name, text);
  }
  return rules;
}

function listAt(node: ValueNode | undefined, name: string): readonly ValueNode[] | undefined {
  const value = entryOf(node, name)?.value;
  return value?.kind === 'list' ? value.items.slice(0, BUDGETS.projectEntries) : undefined;
}

function stringAt(node: ValueNode | undefined, name: string): string | undefined {
  const value = entryOf(node, name)?.value;
  return value === undefined ? undefined : stringOf(value);
}

function stringOf(node: ValueNode): string | undefined {
  return node.kind === 'scalar' && node.leaf.t === 'str' ? node.leaf.v : undefined;
}
