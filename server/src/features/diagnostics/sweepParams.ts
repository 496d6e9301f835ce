import { nodeAt } from '../../compose/index.ts';
import { searchedBy, type Usage } from '../../project/index.ts';
import {
  type ConfigFile,
  entryOf,
  isSweep,
  type MapEntry,
  nearest,
  type Override,
  overrideValueToPlain,
  type Problem,
  parseOverride,
  type Range,
  type Span,
  sweepValues,
} from '../../text/index.ts';
import { keysOf } from '../commands/remedy.ts';
import type { JudgedUsage, RuleContext } from './rule.ts';

/** An entry of `hydra.sweeper.params` becomes an override of each job: what is wrong with it refuses every one. */
export function sweepParams(context: RuleContext, usage: JudgedUsage): Problem[] {
  const found: Problem[] = [];
  for (const { file, package: packageText } of usage.composition.defaultsList) {
    if (!mayHaveParams(file) || !usage.judges(file.uri)) continue;
    for (const entry of paramsOf(file, packageText)) {
      const problem = checkEntry(context, usage, file, entry);
      if (problem !== undefined) found.push(problem);
    }
  }
  return found;
}

/** Files are in many compositions, and few have them. */
function mayHaveParams({ uri, text }: ConfigFile): boolean {
  return text.includes('params') && uri.endsWith('.yaml');
}

/** The entries of `hydra.sweeper.params` that a file writes, wherever it lands. */
function paramsOf(file: ConfigFile, packageText: string): readonly MapEntry[] {
  const path = ['hydra', 'sweeper', 'params'];
  const above = packageText === '' ? [] : packageText.split('.');
  if (above.some((name, index) => path[index] !== name)) return [];
  let value = file.body;
  for (const name of path.slice(above.length)) value = entryOf(value, name)?.value;
  return value?.kind === 'map' ? [...value.entries.values()] : [];
}

function checkEntry(
  { snapshot, project }: RuleContext,
  { key: composed, composition }: Usage,
  file: ConfigFile,
  { key, keyRange, value }: MapEntry,
): Problem | undefined {
  if (key.t !== 'str' || value.kind !== 'scalar' || value.leaf.t === 'null') return undefined;
  const text = `${key.v}=${'v' in value.leaf ? String(value.leaf.v) : ''}`;
  const { override, problems } = parseOverride(text, project.version);
  const [fault] = problems;
  const at = (range: Range) => ({ uri: file.uri, ...range });
  if (fault !== undefined) {
    const message = fault.message.split('\n').find((line) => !line.startsWith('Error parsing')) ?? fault.message;
    return { code: 'HS501', severity: 'error', span: at(value.range), message };
  }
  if (override === undefined || override.operation !== 'change' || override.package !== undefined) return undefined;
  if (override.isValuePath || override.key.startsWith('hydra.')) return undefined;
  // A choice of a group sweeps over its options.
  if (composition.choices.has(override.key)) {
    const searched = searchedBy(snapshot, composed);
    const isThere = (option: string) => searched.load(`${override.key}/${option}`) !== undefined;
    const missing = searched.mayHaveMore === true ? undefined : optionsOf(override).find((each) => !isThere(each));
    if (missing === undefined) return undefined;
    const near = nearest(missing, searched.options(override.key));
    const start = file.text.indexOf(missing, value.range.start);
    const isWritten = start !== -1 && start + missing.length <= value.range.end;
    const place = isWritten ? { start, end: start + missing.length } : value.range;
    return told(at(place), `'${override.key}' has no option '${missing}'`, isWritten ? near : undefined);
  }
  const path = override.key.split('.');
  const isKnown = nodeAt(composition.root, path) !== undefined || isThroughInterpolation(composition.root, path);
  if (isKnown || override.key.includes('/')) return undefined;
  const near = nearest(override.key, [...keysOf(composition.root), ...composition.choices.keys()]);
  const isWritten = file.text.slice(keyRange.start, keyRange.end) === override.key;
  return told(at(keyRange), `Could not override '${override.key}'.`, isWritten ? near : undefined);
}

/** The options of a group that an override names: one, or those of a sweep or a list. */
function optionsOf({ value }: Override): readonly string[] {
  if (value === undefined) return [];
  const values = isSweep(value) ? (sweepValues(value, '1.3') ?? []) : [value];
  return values.flatMap((each) => {
    const plain = overrideValueToPlain(each);
    const items = plain?.t === 'list' ? plain.v : plain === undefined ? [] : [plain];
    return items.flatMap((item) => (item.t === 'str' ? [item.v] : []));
  });
}

function told(span: Span, message: string, near: string | undefined): Problem {
  if (near === undefined) return { code: 'HS502', severity: 'error', span, message };
  const fixes = [{ title: `Change to '${near}'`, edits: [{ span, text: near }], isPreferred: true }];
  return {
    code: 'HS502',
    severity: 'error',
    span,
    message: `${message.replace(/\.$/, '')}; did you mean '${near}'?`,
    fixes,
  };
}

function isThroughInterpolation(root: Parameters<typeof nodeAt>[0], path: readonly string[]): boolean {
  return path.some((_, index) => nodeAt(root, path.slice(0, index))?.leaf?.t === 'interp');
}
