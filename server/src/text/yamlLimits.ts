import type { YamlNode } from './yamlNodes.ts';
import type { Report } from './yamlReport.ts';

/** Hydra 1.4 loads no more nodes than this; keys count, and what aliases repeat counts again. */
export const NODE_LIMIT = 10_000;
const RATIO = 100;
const RATIO_FROM = 1_000;
const DOCS = 'https://omegaconf.cli.dev/docs/reference/yaml-alias-limits/';
const VARIABLE = 'OMEGACONF_MAX_YAML_EXPANDED_NODES';

/** No deeper chains of aliases are followed; Python's recursion ends before. */
const CHAIN_LIMIT = 900;

/**
 * What Hydra 1.4's loader refuses in a node graph before it constructs anything: aliases within their own anchor, and
 * texts that stand for too many nodes. Source: `omegaconf/_yaml.py` of OmegaConf 2.4.
 */
export function limitReport(root: YamlNode): Report | undefined {
  const counts = new Map<YamlNode, number>();
  const open = new Set<YamlNode>();
  let found: Report | undefined;
  const count = (node: YamlNode, depth: number): number => {
    const known = counts.get(node);
    if (known !== undefined || found !== undefined) return known ?? 0;
    if (open.has(node)) found = report(node, 'YAML recursive aliases are not supported.', 'ConstructorError');
    else if (depth > CHAIN_LIMIT) found = report(node, 'maximum recursion depth exceeded', 'RecursionError');
    if (found !== undefined) return 0;
    let total = 1;
    if (node.kind !== 'scalar') {
      open.add(node);
      if (node.kind === 'sequence') for (const item of node.items) total += count(item, depth + 1);
      else for (const [key, value] of node.pairs) total += count(key, depth + 1) + count(value, depth + 1);
      open.delete(node);
    }
    counts.set(node, total);
    return total;
  };
  const expanded = count(root, 0);
  if (found !== undefined) return found;
  if (expanded > NODE_LIMIT) {
    const advice = `Increase max_yaml_expanded_nodes or set ${VARIABLE} to a larger positive integer.`;
    const text = `YAML node expansion exceeds the configured limit of ${NODE_LIMIT}. See ${DOCS}. ${advice} Use 'none' only for trusted input.`;
    return report(root, text, 'ConstructorError');
  }
  if (expanded <= RATIO_FROM || expanded <= counts.size * RATIO) return undefined;
  const size = `from ${counts.size} nodes to ${expanded} nodes, exceeding the supported ratio of ${RATIO}x`;
  const advice = `For trusted input, pass max_yaml_expanded_nodes=None or set ${VARIABLE}=none.`;
  return report(root, `YAML aliases expand the document ${size}. See ${DOCS}. ${advice}`, 'ConstructorError');
}

function report(node: YamlNode, text: string, errorClass: string): Report {
  const problem = errorClass === 'ConstructorError' ? { text, at: node.start } : { text };
  return { code: 'HS103', range: { start: node.valueStart, end: node.valueStart + 1 }, errorClass, problem };
}
