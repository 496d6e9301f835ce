import { type Composition, type ConfigNode, pythonText, type Shown, showPart } from '../compose/index.ts';
import { jsonOf, type Snapshot } from '../project/index.ts';
import { emitYaml, type Plain } from '../text/index.ts';
import { tellRefusals } from './refusal.ts';
import type { Streams } from './streams.ts';
import { typedNode } from './typed.ts';

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
export function printCfg(snapshot: Snapshot, composition: Composition, request: CfgRequest, streams: Streams): number {
  const { out, err } = streams;
  if (tellRefusals(snapshot, composition.problems, streams)) return 1;
  const key = request.package === '_global_' ? undefined : request.package;
  const shown = partOf(snapshot, composition, request, key);
  if (shown.kind === 'absent') {
    err(`package '${key}' not found in config\n`);
    return 1;
  }
  if (shown.kind === 'failed' || shown.kind === 'opaque') {
    err(`${shown.message}\n`);
    return 1;
  }
  if (shown.kind === 'scalar') {
    out(formatted(shown.value, request.format) ?? `${scalarText(shown)}\n`);
    return 0;
  }
  // Hydra has printed the header when an interpolation fails.
  if (key !== undefined && request.format === 'yaml') out(`# @package ${key}\n`);
  const [first] = shown.failures;
  if (first !== undefined) {
    err(`${first.failure.message}\n    full_key: ${first.path.join('.')}\n`);
    return 1;
  }
  if (shown.open.length > 0) {
    const places = shown.open.map((path) => path.join('.')).join(', ');
    err(`hydrascope: left as written, the run alone knows the time and its Python: ${places}\n`);
  }
  out(formatted(shown.value, request.format) ?? emitYaml(shown.value, composition.version));
  return 0;
}

function partOf(snapshot: Snapshot, composition: Composition, request: CfgRequest, key: string | undefined): Shown {
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

function formatted(value: Plain, format: string): string | undefined {
  if (format === 'json') return `${JSON.stringify(jsonOf(value), undefined, 2)}\n`;
  return format === 'typed' ? `${JSON.stringify({ ok: true, config: typedNode(value) })}\n` : undefined;
}
