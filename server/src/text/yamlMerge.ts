import { BUDGETS } from './budgets.ts';
import type { HydraVersion } from './overrideValue.ts';
import { MERGE_TAG, STRING_TAG, VALUE_TAG, type YamlMapping, type YamlNode, type YamlPair } from './yamlNodes.ts';
import type { Report } from './yamlReport.ts';

/** What merge keys (`<<`) have made of the mappings so far; the graph itself stays as it is written. */
export interface Merging {
  readonly version: HydraVersion;
  /** The pairs of mappings whose merge keys are resolved. */
  readonly pairs: Map<YamlMapping, readonly YamlPair[]>;
  /** Keys written `=`, which are texts once their mapping is read. */
  readonly textKeys: Set<YamlNode>;
  /** How many pairs were merged. */
  merged: number;
  /** Set where the versions differ: in their order, and in which repeated keys they refuse. */
  differs: boolean;
}

export function pairsOf({ pairs }: Merging, node: YamlMapping): readonly YamlPair[] {
  return pairs.get(node) ?? node.pairs;
}

type Tell = (report: Report) => void;

function isText(merging: Merging, key: YamlNode): boolean {
  return key.tag === STRING_TAG || (key.tag === VALUE_TAG && merging.textKeys.has(key));
}

/** Refuses a text that stands as key twice in a mapping. Of several only the first is OmegaConf's, all are the user's. */
export function repeatedKey(merging: Merging, node: YamlMapping, tell: Tell): ReadonlyMap<string, YamlNode> {
  const keys = new Map<string, YamlNode>();
  for (const [key] of pairsOf(merging, node)) {
    if (key.kind !== 'scalar' || !isText(merging, key)) continue;
    const earlier = keys.get(key.text);
    if (earlier === undefined) {
      keys.set(key.text, key);
      continue;
    }
    tell({
      code: 'HS102',
      range: { start: key.valueStart, end: key.end },
      errorClass: 'ConstructorError',
      context: { text: 'while constructing a mapping', at: node.start },
      problem: { text: `found duplicate key ${key.text}`, at: key.start },
      message: `duplicate key '${key.text}'`,
      related: { range: { start: earlier.valueStart, end: earlier.end }, message: 'first written here' },
    });
  }
  return keys;
}

/** No more pairs than this are merged in one document, and no deeper chains followed: hostile texts end here. */
const MERGE_BUDGET = BUDGETS.mergedValues;
const CHAIN_LIMIT = 900;

/** Puts the pairs that merge keys bring before a mapping's own. Source: `flatten_mapping` of PyYAML and OmegaConf 2.4. */
export function flattenMapping(merging: Merging, node: YamlMapping, tell: Tell, depth = 0): void {
  if (merging.merged > MERGE_BUDGET) return;
  const isLater = merging.version === '1.4';
  const explicit = isLater ? repeatedKey(merging, node, tell) : undefined;
  const pairs = pairsOf(merging, node);
  for (const [key] of pairs) if (key.tag === VALUE_TAG) merging.textKeys.add(key);
  if (!pairs.some(([key]) => key.tag === MERGE_TAG)) return;
  merging.differs = true;
  const own = pairs.filter(([key]) => key.tag !== MERGE_TAG);
  // A mapping that merges itself finds its own pairs without the merge keys.
  merging.pairs.set(node, own);
  let merged: YamlPair[] = [];
  for (const [key, value] of pairs) {
    if (key.tag !== MERGE_TAG) continue;
    for (const source of sourcesOf(value, node, tell)) {
      if (depth >= CHAIN_LIMIT) tell(refusal(key, 'maximum recursion depth exceeded', 'RecursionError'));
      else flattenMapping(merging, source, tell, depth + 1);
      const brought = pairsOf(merging, source);
      merging.merged += brought.length;
      if (merging.merged > MERGE_BUDGET) {
        tell(refusal(key, `merge keys bring more than ${MERGE_BUDGET} values`, 'ConstructorError'));
        return;
      }
      for (const pair of brought) merged.push(pair);
    }
  }
  if (explicit !== undefined) {
    merged = merged.filter(([key]) => key.kind !== 'scalar' || !isText(merging, key) || !explicit.has(key.text));
  }
  merging.pairs.set(node, [...merged, ...own]);
}

/** The mappings of a merge key, the one that wins last. */
function sourcesOf(value: YamlNode, node: YamlMapping, tell: Tell): readonly YamlMapping[] {
  const context = { text: 'while constructing a mapping', at: node.start };
  if (value.kind === 'mapping') return [value];
  if (value.kind === 'scalar') {
    const text = 'expected a mapping or list of mappings for merging, but found scalar';
    tell({ ...refusal(value, text, 'ConstructorError'), context });
    return [];
  }
  const sources: YamlMapping[] = [];
  for (const item of value.items) {
    if (item.kind === 'mapping') sources.push(item);
    else
      tell({ ...refusal(item, `expected a mapping for merging, but found ${item.kind}`, 'ConstructorError'), context });
  }
  return sources.reverse();
}

function refusal(node: YamlNode, text: string, errorClass: string): Report {
  const range = { start: node.valueStart, end: Math.max(node.end, node.valueStart + 1) };
  return { code: 'HS103', range, errorClass, problem: { text, at: node.start } };
}
