import { resolve } from 'node:path';
import { composedHead, composeResult, explainResult, type OpenedComposition } from '../api/index.ts';
import { plainOf, resolveTree } from '../compose/index.ts';
import { explainTree, surroundings } from '../features/index.ts';
import { pathOfUri } from '../node/index.ts';
import { emitYaml } from '../text/index.ts';
import { CFG_TYPES, printCfg } from './cfg.ts';
import { CONFIG_OPTIONS, oneOf, openAsked, parseFlags } from './configFlags.ts';
import { printInfo } from './info.ts';
import { tellRefusals } from './refusal.ts';
import { type Streams, UsageError } from './streams.ts';
import { typedAnswer } from './typed.ts';
import { jsonText } from './writers/json.ts';

const OPTIONS = {
  ...CONFIG_OPTIONS,
  cfg: { type: 'string', short: 'c' },
  package: { type: 'string', short: 'p' },
  info: { type: 'string', short: 'i' },
  resolve: { type: 'boolean', default: false },
  explain: { type: 'boolean', default: false },
  format: { type: 'string', default: 'yaml' },
} as const;

const FORMATS = ['yaml', 'json', 'typed'] as const;

/** `hydrascope compose`: prints what Hydra would compose. Returns the exit status. */
export function composeCommand(args: readonly string[], streams: Streams): number {
  const { values, positionals } = parse(args);
  const format = oneOf('format', FORMATS, values.format);
  checkFlags(values);
  const { info, cfg: type, package: key, resolve: isResolved, explain } = values;
  // With Hydra's own flags, --config-dir is what it is for the app: one more search path.
  const isFlag = (type ?? info) !== undefined;
  const opened = openAsked(values, positionals, { asApp: isFlag });
  const absent = isFlag && opened.key.added?.find((uri) => opened.snapshot.files.folder(uri) === undefined);
  if (absent) {
    const message = `Additional config directory '${resolve(pathOfUri(absent) ?? absent)}' not found`;
    streams.err(`${message}\n`);
    if (format === 'json') streams.out(jsonText({ ...composedHead(opened, [{ message }]), config: null }));
    return 1;
  }
  if (info !== undefined) return printInfo(info, { opened, format, overrides: positionals, streams });
  const cfg = CFG_TYPES.find((each) => each === type);
  if (cfg !== undefined) return printCfg(opened, { cfg, package: key, isResolved, format }, streams);
  return print(opened, { format, resolve: isResolved, explain }, streams);
}

function parse(args: readonly string[]) {
  const long = args.map((arg, index) => {
    const isBare = args[index + 1]?.startsWith('-') ?? true;
    if ((arg === '-i' || arg === '--info') && isBare) return '--info=all';
    return arg.replace(/^-([cpi])=/, '-$1');
  });
  return parseFlags(long, OPTIONS);
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

interface Printed {
  readonly format: (typeof FORMATS)[number];
  readonly resolve: boolean;
  readonly explain: boolean;
}

function print(opened: OpenedComposition, { format, resolve, explain }: Printed, streams: Streams): number {
  const { out, err, yaml } = streams;
  const { snapshot, composition } = opened;
  const isRefused = tellRefusals(snapshot, composition.problems, streams);
  const tree = resolve ? resolveTree(composition.root, surroundings(snapshot, composition)) : undefined;
  const failure = tree?.failures[0];
  if (!isRefused && failure !== undefined) {
    err(`${failure.failure.message}\n    full_key: ${failure.path.join('.')}\n`);
  }
  const isGood = !isRefused && failure === undefined;
  if (format === 'json') out(jsonText(explain ? explainResult(opened, []) : composeResult(opened, resolve)));
  else if (format === 'typed') out(`${JSON.stringify(typedAnswer(composition, tree))}\n`);
  else if (isGood && !explain) yaml(emitYaml(tree?.value ?? plainOf(composition.root), composition.version));
  if (isGood && explain && format !== 'json') out(explainTree(snapshot, composition));
  return isGood ? 0 : 1;
}
