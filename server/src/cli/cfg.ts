import { composedHead, type JsonValue, jsonValue, type OpenedComposition } from '../api/index.ts';
import { type ConfigNode, pythonText, type Shown, showPart } from '../compose/index.ts';
import { emitYaml, type Plain } from '../text/index.ts';
import { tellRefusals } from './refusal.ts';
import type { Streams } from './streams.ts';
import { typedNode } from './typed.ts';
import { jsonText } from './writers/json.ts';

export const CFG_TYPES = ['job', 'hydra', 'all'] as const;

/** What Hydra's flags `--cfg`, `--package` and `--resolve` ask for. */
export interface CfgRequest {
  readonly cfg: (typeof CFG_TYPES)[number];
  readonly package: string | undefined;
  readonly isResolved: boolean;
  readonly format: string;
}

/**
 * Prints what `python app.py --cfg ...` prints, byte for byte as YAML. Returns the exit status. Source: `show_cfg` in
 * Hydra's `_internal/hydra.py`.
 */
export function printCfg(opened: OpenedComposition, request: CfgRequest, streams: Streams): number {
  const { out, err, yaml } = streams;
  const { composition, snapshot } = opened;
  /** Where there is nothing to print; whoever reads JSON reads of it there too. */
  const fail = (message: string, path: readonly string[] = []): number => {
    const key = path.join('.');
    err(key === '' ? `${message}\n` : `${message}\n    full_key: ${key}\n`);
    const error = { message, ...(key !== '' && { key }) };
    if (request.format === 'json') out(jsonText({ ...composedHead(opened, [error]), config: null }));
    return 1;
  };
  if (tellRefusals(snapshot, composition.problems, streams)) {
    if (request.format === 'json') out(jsonText({ ...composedHead(opened), config: null }));
    return 1;
  }
  const key = request.package === '_global_' ? undefined : request.package;
  const shown = partOf(opened, request, key);
  if (shown.kind === 'absent') return fail(`package '${key}' not found in config`);
  if (shown.kind === 'failed' || shown.kind === 'opaque') return fail(shown.message);
  const printed = (value: Plain, text: () => string): number => {
    const { format } = request;
    const json = (config: JsonValue) => jsonText({ ...composedHead(opened), config });
    if (format === 'json') out(json(jsonValue(value)));
    else if (format === 'typed') out(`${JSON.stringify({ ok: true, config: typedNode(value) })}\n`);
    else yaml(text());
    return 0;
  };
  if (shown.kind === 'scalar') return printed(shown.value, () => `${scalarText(shown)}\n`);
  // Hydra has printed the header when an interpolation fails.
  if (key !== undefined && request.format === 'yaml') out(`# @package ${key}\n`);
  const [first] = shown.failures;
  if (first !== undefined) return fail(first.failure.message, first.path);
  if (shown.open.length > 0) {
    const places = shown.open.map((path) => path.join('.')).join(', ');
    err(`hydrascope: left as written, the run alone knows the time and its Python: ${places}\n`);
  }
  return printed(shown.value, () => emitYaml(shown.value, composition.version));
}

function partOf({ snapshot, composition }: OpenedComposition, request: CfgRequest, key: string | undefined): Shown {
  const { environment } = snapshot;
  const { version, hydra, whole } = composition;
  const root = { job: composition.root, hydra: hydraAlone(whole), all: whole }[request.cfg];
  const from = request.cfg === 'job' ? root : whole;
  const seen = { environment, version, isShown: true, hydra: () => hydra && { node: hydra, root: from } };
  return showPart(root, key, seen, request.isResolved);
}

/** Hydra's own node, without the long texts of its help. */
function hydraAlone(whole: ConfigNode): ConfigNode {
  const hydra = whole.children.get('hydra');
  if (hydra === undefined) return { ...whole, children: new Map() };
  const children = new Map(hydra.children);
  children.delete('hydra_help');
  children.delete('help');
  return { ...whole, children: new Map([['hydra', { ...hydra, children }]]) };
}

/** As Python prints it: a member of an enum with the enum's name. */
function scalarText({ value, declared }: Extract<Shown, { kind: 'scalar' }>): string {
  const text = pythonText(value);
  return value.t === 'str' && declared?.kind === 'enum' ? `${declared.type.name}.${text}` : text;
}
