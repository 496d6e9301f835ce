import type { GraphEntry, GraphResult } from '../../api/index.ts';
import { printable } from '../../text/index.ts';

interface Node {
  readonly id: string;
  readonly entry: GraphEntry;
  readonly parent?: string;
}

/** Every entry that brings a config, or would; `_self_` is the config itself. */
function nodesOf({ entries }: GraphResult): readonly Node[] {
  const nodes: Node[] = [];
  const visit = (entry: GraphEntry, parent?: string): void => {
    if (entry.kind === 'self') return;
    const id = `n${nodes.length + 1}`;
    nodes.push({ id, entry, ...(parent !== undefined && { parent }) });
    for (const each of entry.entries) visit(each, id);
  };
  for (const entry of entries) visit(entry);
  return nodes;
}

function labelOf({ label, package: packageText }: GraphEntry): string {
  return printable(packageText === '' ? label : `${label} @ ${packageText}`);
}

/** For Graphviz. Source: https://graphviz.org/doc/info/lang.html. */
export function dotGraph(result: GraphResult): string {
  const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const lines = nodesOf(result).flatMap(({ id, entry, parent }) => {
    const style = entry.state === undefined ? '' : `, style=dashed, tooltip=${quoted(entry.state)}`;
    const node = `  ${id} [label=${quoted(labelOf(entry))}${style}];`;
    const by = printable(entry.chosenBy.text);
    return parent === undefined ? [node] : [node, `  ${parent} -> ${id} [label=${quoted(by)}];`];
  });
  return ['digraph defaults {', '  rankdir=LR;', '  node [shape=box];', ...lines, '}', ''].join('\n');
}

/** For Markdown. Source: https://mermaid.js.org/syntax/flowchart.html: characters of its own are written as entities. */
export function mermaidGraph(result: GraphResult): string {
  const quoted = (text: string) =>
    `"${text.replaceAll(/[^\w ./:@,+=~-]/gu, (letter) => `#${letter.codePointAt(0)};`)}"`;
  const lines = nodesOf(result).flatMap(({ id, entry, parent }) => {
    const node = `  ${id}[${quoted(labelOf(entry))}]${entry.state === undefined ? '' : ':::off'}`;
    const by = printable(entry.chosenBy.text);
    return parent === undefined ? [node] : [node, `  ${parent} -->|${quoted(by)}| ${id}`];
  });
  return ['flowchart LR', ...lines, '  classDef off stroke-dasharray: 4', ''].join('\n');
}
