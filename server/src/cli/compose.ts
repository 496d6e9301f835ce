import { parseArgs } from 'node:util';
import { type Composition, plainOf, type ResolvedTree, resolveTree } from '../compose/index.ts';
import { explainTree, surroundings } from '../features/index.ts';
import { nodeHost, uriOfPath } from '../node/index.ts';
import { type ConfigRoot, createWorkspace, jsonOf, type Snapshot } from '../project/index.ts';
import { emitYaml, type HydraVersion, type Problem } from '../text/index.ts';
import { placeText } from './place.ts';
import { type Streams, UsageError } from './streams.ts';
import { typedAnswer } from './typed.ts';

const OPTIONS = {
  'config-dir': { type: 'string' },
  cd: { type: 'string' },
  'config-path': { type: 'string' },
  cp: { type: 'string' },
  'config-name': { type: 'string' },
  cn: { type: 'string' },
  resolve: { type: 'boolean', default: false },
  explain: { type: 'boolean', default: false },
  format: { type: 'string', default: 'yaml' },
  'hydra-version': { type: 'string' },
} as const;

const FORMATS = ['yaml', 'json', 'typed'];

/** `hydrascope compose`: prints what Hydra would compose. Returns the exit status. */
export function composeCommand(args: readonly string[], streams: Streams): number {
  const { values, positionals } = parse(args);
  if (!FORMATS.includes(values.format)) throw new UsageError(`--format is one of ${FORMATS.join(', ')}`);
  const version = versionOf(values['hydra-version']);
  const folder = uriOfPath('.');
  const environment = new Map(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const snapshot = createWorkspace(nodeHost, {
    folders: [folder],
    environment: environment as Map<string, string>,
  }).snapshot();
  const added = values['config-dir'] ?? values.cd;
  const path = values['config-path'] ?? values.cp;
  const { uri: root, apps } = rootOf(snapshot, path ?? added);
  // An app of the root that was found brings its own config_name, as when it is started.
  const name = values['config-name'] ?? values.cn ?? apps.find((app) => app.configName !== undefined)?.configName;
  const [project] = snapshot.projects();
  const composition = snapshot.compose({
    root,
    name: name?.replace(/\.yaml$/, ''),
    overrides: positionals,
    version: version ?? project?.version ?? '1.3',
    ...(path !== undefined && added !== undefined && { added: [uriOfPath(added)] }),
  });
  return print(snapshot, composition, values, streams);
}

function parse(args: readonly string[]) {
  // Hydra's short options have one dash and two letters.
  const long = args.map((arg) => arg.replace(/^-(cd|cp|cn)(?==|$)/, '--$1'));
  try {
    return parseArgs({ args: long, options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function versionOf(text: string | undefined): HydraVersion | undefined {
  if (text === undefined || text === '1.3' || text === '1.4') return text;
  throw new UsageError('--hydra-version is 1.3 or 1.4');
}

function rootOf(snapshot: Snapshot, path: string | undefined): ConfigRoot {
  if (path !== undefined) return { uri: uriOfPath(path), apps: [] };
  const root = snapshot.projects().flatMap((project) => project.roots)[0];
  if (root === undefined) throw new UsageError('no config root found here: name it with --config-dir');
  return root;
}

function print(
  snapshot: Snapshot,
  composition: Composition,
  { format, resolve, explain }: { format: string; resolve: boolean; explain: boolean },
  { out, err }: Streams,
): number {
  const refused = composition.problems.filter((problem) => problem.refusal !== undefined);
  const raw: ResolvedTree = { value: plainOf(composition.root), unknown: [], failures: [] };
  const tree = resolve ? resolveTree(composition.root, surroundings(snapshot, composition)) : raw;
  for (const [index, problem] of refused.entries()) err(refusalText(snapshot, problem, index === 0));
  const failure = resolve ? tree.failures[0] : undefined;
  if (refused.length === 0 && failure !== undefined) {
    err(`${failure.failure.message}\n    full_key: ${failure.path.join('.')}\n`);
  }
  if (format === 'typed') out(`${JSON.stringify(typedAnswer(composition, tree))}\n`);
  if (refused.length > 0 || failure !== undefined) return 1;
  if (explain) out(explainTree(snapshot, composition));
  else if (format === 'yaml') out(emitYaml(tree.value, composition.version));
  else if (format === 'json') out(`${JSON.stringify(jsonOf(tree.value), undefined, 2)}\n`);
  return 0;
}

/** Hydra's own message for the first error, one line for each further one; each with its place. */
function refusalText(snapshot: Snapshot, problem: Problem, whole: boolean): string {
  const message = whole ? (problem.refusal?.message ?? problem.message) : problem.message;
  const place = placeText(snapshot, problem.span);
  return `${message === '' ? (problem.refusal?.errorClass ?? '') : message}\n${place === undefined ? '' : `    at ${place}\n`}`;
}
