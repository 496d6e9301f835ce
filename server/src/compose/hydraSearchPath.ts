import {
  type ConfigFile,
  entryOf,
  type HydraVersion,
  overrideValueToPlain,
  type Plain,
  type Problem,
  type Range,
  type Span,
  toPlain,
  type ValueNode,
} from '../text/index.ts';
import type { NumberedOverride } from './applyOverrides.ts';
import { type ConfigNode, NO_CHILDREN, overrideUri } from './composition.ts';
import { fresh, mergingAlone } from './merge.ts';
import { pythonText } from './pythonText.ts';
import type { Repository, SearchPathSource } from './repository.ts';
import { resolveNode, type Surroundings } from './resolve.ts';

const SCHEMES = ['file', 'pkg', 'structured'];

/** What `hydra.searchpath` says, with the place where it says so. */
interface Wanted {
  readonly provider: string;
  /** `undefined` where it cannot be known. */
  readonly value: Plain | undefined;
  readonly span: Span;
  /** The places of the entries. */
  readonly items: readonly Range[];
}

/**
 * Adds what `hydra.searchpath` says: the primary config as it is written, before its defaults list, or the first
 * override of the command line, which replaces it. The documentation's page is *Config Search Path*.
 */
export function withSearchPath(
  repository: Repository,
  primary: ConfigFile | undefined,
  overrides: readonly NumberedOverride[],
  surroundings: Surroundings,
  report: (problem: Problem) => void,
): Repository {
  const wanted = fromCommandLine(overrides, surroundings.version) ?? fromPrimary(primary, surroundings);
  if (wanted === undefined) return repository;
  const { value, span, provider } = wanted;
  if (value === undefined) {
    report(problem(span, 'hydra.searchpath cannot be resolved', { errorClass: CCE, message: '' }));
    return repository;
  }
  if (value.t === 'null' || value.t === 'missing') return repository;
  const texts = value.t === 'list' ? value.v.map(textOf) : [undefined];
  if (texts.includes(undefined)) {
    const message = `hydra.searchpath must be a list of strings. Got: ${pythonText(value)}`;
    report(problem(span, message, { errorClass: CCE, message }));
    return repository;
  }
  const sources = (texts as string[]).map((text) => sourceOf(provider, text));
  for (const [index, { scheme }] of sources.entries()) {
    if (SCHEMES.includes(scheme)) continue;
    const message = `No config source registered for schema ${scheme}, supported types : [${SCHEMES.join(', ')}]`;
    report(problem(placeOf(wanted, index), message, { errorClass: 'ValueError', message }));
    return repository;
  }
  const extended = repository.extended(sources);
  for (const source of extended.unavailable) {
    const index = sources.findIndex((each) => each.provider === source.provider && each.path === source.path);
    const message =
      source.outside === undefined
        ? `provider=${source.provider}, path=${source.path} is not available.`
        : `'${source.path}' lies outside of the workspace, and is not read: ${source.outside}`;
    report({ code: 'HS118', severity: 'warning', span: placeOf(wanted, index), message });
  }
  return extended;
}

const CCE = 'ConfigCompositionException';

function problem(span: Span, message: string, refusal: NonNullable<Problem['refusal']>): Problem {
  return { code: 'HS118', severity: 'error', span, message, refusal };
}

function placeOf({ span, items }: Wanted, index: number): Span {
  return { uri: span.uri, ...(items[index] ?? span) };
}

function textOf(plain: Plain): string | undefined {
  return plain.t === 'str' || plain.t === 'interp' ? plain.v : undefined;
}

/** An entry without a scheme is a folder. */
function sourceOf(provider: string, text: string): SearchPathSource {
  const at = text.indexOf('://');
  if (at === -1) return { provider, scheme: 'file', path: text };
  return { provider, scheme: text.slice(0, at), path: text.slice(at + '://'.length) };
}

function fromCommandLine(overrides: readonly NumberedOverride[], version: HydraVersion): Wanted | undefined {
  for (const { override, index } of overrides) {
    const { key, operation, package: packageText, value } = override;
    const isIts = operation === 'change' || (version === '1.4' && operation === 'extend_list');
    if (key !== 'hydra.searchpath' || packageText !== undefined || !isIts || value === undefined) continue;
    const plain = overrideValueToPlain(value);
    // A null on the command line leaves the primary config's.
    if (plain === undefined || plain.t === 'null') return undefined;
    const range = override.valueRange ?? { start: 0, end: override.text.length };
    const span = { uri: overrideUri(index), ...range };
    return { provider: 'hydra.searchpath in command-line', value: plain, span, items: [] };
  }
  return undefined;
}

function fromPrimary(primary: ConfigFile | undefined, surroundings: Surroundings): Wanted | undefined {
  const hydra = entryOf(primary?.body, 'hydra')?.value;
  const written = entryOf(hydra, 'searchpath')?.value;
  if (primary !== undefined && hydra?.kind === 'list') {
    return { provider: '', value: undefined, span: { uri: primary.uri, ...hydra.range }, items: [] };
  }
  if (primary?.body === undefined || written === undefined) return undefined;
  const span = { uri: primary.uri, ...written.range };
  const items = written.kind === 'list' ? written.items.map((item) => item.range) : [];
  return { provider: 'hydra.searchpath in main', value: resolved(primary, written, surroundings), span, items };
}

/** Interpolations are followed within the primary config alone. */
function resolved(file: ConfigFile, written: ValueNode, surroundings: Surroundings): Plain | undefined {
  if (!/\$\{/.test(file.text)) return toPlain(written);
  const body = file.body as ValueNode;
  const root: ConfigNode =
    body.kind === 'map'
      ? fresh(body, { kind: 'file', file }, mergingAlone(surroundings.version))
      : { shape: 'map', children: NO_CHILDREN, writes: [] };
  const found = resolveNode(root, ['hydra', 'searchpath'], surroundings);
  return found.kind === 'value' ? found.value : undefined;
}
