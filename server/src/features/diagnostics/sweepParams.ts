import { nodeAt } from '../../compose/index.ts';
import type { Usage } from '../../project/index.ts';
import { type ConfigFile, entryOf, type MapEntry, type Problem, parseOverride, type Range } from '../../text/index.ts';
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
  { project }: RuleContext,
  { composition }: Usage,
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
  // A choice of a group sweeps over its options.
  const isChoice = composition.choices.has(override.key) || override.key.includes('/');
  if (isChoice || override.isValuePath || override.key.startsWith('hydra.')) return undefined;
  const path = override.key.split('.');
  if (nodeAt(composition.root, path) !== undefined || isThroughInterpolation(composition.root, path)) return undefined;
  return { code: 'HS502', severity: 'error', span: at(keyRange), message: `Could not override '${override.key}'.` };
}

function isThroughInterpolation(root: Parameters<typeof nodeAt>[0], path: readonly string[]): boolean {
  return path.some((_, index) => nodeAt(root, path.slice(0, index))?.leaf?.t === 'interp');
}
