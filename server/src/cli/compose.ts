import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Composition, plainOf, resolveTree } from '../compose/index.ts';
import { explainTree, surroundings } from '../features/index.ts';
import { uriOfPath } from '../node/index.ts';
import { type ConfigRoot, createWorkspace, jsonOf, type Snapshot } from '../project/index.ts';
import { emitYaml, type HydraVersion, nameOfUri } from '../text/index.ts';
import { CFG_TYPES, printCfg } from './cfg.ts';
import { printInfo } from './info.ts';
import { foldersInOverrides, reachableHost } from './reach.ts';
import { tellRefusals } from './refusal.ts';
import { type Streams, UsageError } from './streams.ts';
import { typedAnswer } from './typed.ts';

const OPTIONS = {
  'config-dir': { type: 'string' },
  cd: { type: 'string' },
  'config-path': { type: 'string' },
  cp: { type: 'string' },
  'config-name': { type: 'string' },
  cn: { type: 'string' },
  cfg: { type: 'string', short: 'c' },
  package: { type: 'string', short: 'p' },
  info: { type: 'string', short: 'i' },
  resolve: { type: 'boolean', default: false },
  explain: { type: 'boolean', default: false },
  format: { type: 'string', default: 'yaml' },
  'hydra-version': { type: 'string' },
  allow: { type: 'string', multiple: true },
} as const;

const FORMATS = ['yaml', 'json', 'typed'];

/** `hydrascope compose`: prints what Hydra would compose. Returns the exit status. */
export function composeCommand(args: readonly string[], streams: Streams): number {
  const { values, positionals } = parse(args);
  if (!FORMATS.includes(values.format)) throw new UsageError(`--format is one of ${FORMATS.join(', ')}`);
  checkFlags(values);
  const version = versionOf(values['hydra-version']);
  const folder = uriOfPath('.');
  const environment = new Map(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const added = values['config-dir'] ?? values.cd;
  const path = values['config-path'] ?? values.cp;
  const host = reachableHost([added, path, ...foldersInOverrides(positionals), ...(values.allow ?? [])]);
  const snapshot = createWorkspace(host, {
    folders: [folder],
    environment: environment as Map<string, string>,
  }).snapshot();
  const isFlag = values.cfg !== undefined || values.info !== undefined;
  // With Hydra's own flags, --config-dir is what it is for the app: one more search path.
  const own = isFlag && path === undefined && added !== undefined ? appRoot(snapshot) : undefined;
  const { uri: root, apps } = own ?? rootOf(snapshot, path ?? added);
  const app = apps.find(({ configName }) => configName !== undefined) ?? apps[0];
  const besides = (path ?? own) === undefined ? undefined : added;
  if (isFlag && besides !== undefined && snapshot.files.folder(uriOfPath(besides)) === undefined) {
    streams.err(`Additional config directory '${resolve(besides)}' not found\n`);
    return 1;
  }
  // The app that was found brings its own config_name, as when it is started.
  const name = values['config-name'] ?? values.cn ?? app?.configName;
  const [project] = snapshot.projects();
  const composition = snapshot.compose({
    root,
    name: name?.replace(/\.yaml$/, ''),
    overrides: positionals,
    version: version ?? project?.version ?? '1.3',
    cwd: folder,
    ...(app !== undefined && { jobName: nameOfUri(app.script).replace(/\.py$/, '') }),
    ...(besides !== undefined && { added: [uriOfPath(besides)] }),
  });
  const { info, cfg: type, package: key, format } = values;
  if (info !== undefined) return printInfo(info, { snapshot, composition, overrides: positionals, streams });
  const cfg = CFG_TYPES.find((each) => each === type);
  if (cfg !== undefined) {
    return printCfg(snapshot, composition, { cfg, package: key, isResolved: values.resolve, format }, streams);
  }
  return print(snapshot, composition, values, streams);
}

function parse(args: readonly string[]) {
  // Hydra's short options have one dash and two letters.
  const long = args.map((arg, index) => {
    const isBare = args[index + 1]?.startsWith('-') ?? true;
    if ((arg === '-i' || arg === '--info') && isBare) return '--info=all';
    return arg.replace(/^-(cd|cp|cn)(?==|$)/, '--$1').replace(/^-([cpi])=/, '-$1');
  });
  try {
    return parseArgs({ args: long, options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

interface Flags {
  readonly cfg?: string | undefined;
  readonly package?: string | undefined;
  readonly info?: string | undefined;
  readonly resolve: boolean;
  readonly explain: boolean;
}

/** What Hydra's own flags may stand beside, as Hydra has it. */
function checkFlags({ cfg, info, package: key, resolve, explain }: Flags): void {
  if (cfg !== undefined && !(CFG_TYPES as readonly string[]).includes(cfg)) {
    throw new UsageError(`--cfg is one of ${CFG_TYPES.join(', ')}`);
  }
  if (cfg !== undefined && info !== undefined) throw new UsageError('only one of --cfg and --info can be given');
  if (info !== undefined && resolve) throw new UsageError('--resolve does not go with --info');
  if (key !== undefined && cfg === undefined && info === undefined) throw new UsageError('--package goes with --cfg');
  if (explain && (cfg ?? info) !== undefined) throw new UsageError('--explain goes without --cfg and --info');
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

/** The config root that an app here is started with. */
function appRoot(snapshot: Snapshot): ConfigRoot | undefined {
  const roots = snapshot.projects().flatMap((project) => project.roots);
  return roots.find(({ apps }) => apps.length > 0);
}

function print(
  snapshot: Snapshot,
  composition: Composition,
  { format, resolve, explain }: { format: string; resolve: boolean; explain: boolean },
  streams: Streams,
): number {
  const { out, err } = streams;
  const tree = resolve ? resolveTree(composition.root, surroundings(snapshot, composition)) : undefined;
  const value = tree?.value ?? plainOf(composition.root);
  const isRefused = tellRefusals(snapshot, composition.problems, streams);
  const failure = tree?.failures[0];
  if (!isRefused && failure !== undefined) {
    err(`${failure.failure.message}\n    full_key: ${failure.path.join('.')}\n`);
  }
  if (format === 'typed') out(`${JSON.stringify(typedAnswer(composition, tree))}\n`);
  if (isRefused || failure !== undefined) return 1;
  if (explain) out(explainTree(snapshot, composition));
  else if (format === 'yaml') out(emitYaml(value, composition.version));
  else if (format === 'json') out(`${JSON.stringify(jsonOf(value), undefined, 2)}\n`);
  return 0;
}
