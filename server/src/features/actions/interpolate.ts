import { CodeActionKind } from 'vscode-languageserver-types';
import { type ConfigNode, nodeAt } from '../../compose/index.ts';
import { focusOf, isSameData } from '../../project/index.ts';
import { type ConfigFile, type Edit, editedText, type Leaf, parseConfigFile, type Range } from '../../text/index.ts';
import { isPlainName } from './blocks.ts';
import type { Refactoring } from './refactorings.ts';
import { composedPath, type Site, usagesOf } from './site.ts';

/** So many places of the same value are proposed. */
const MOST_PLACES = 3;

/** Takes a value from another key that has the same one, in every composition that the file takes part in. */
export function interpolating({ snapshot, file, path, entry: { value } }: Site): Refactoring[] {
  const focus = focusOf(snapshot, file.uri);
  if (focus === undefined || value.kind !== 'scalar' || !isTelling(value.leaf)) return [];
  const written = file.text.slice(value.range.start, value.range.end);
  if (written === '' || /[\r\n]/.test(written) || written.startsWith('*')) return [];
  const usages = usagesOf(snapshot, file.uri) ?? [];
  const own = composedPath(focus, file, path).join('.');
  const found: string[] = [];
  collect(focus.composition.root, [], value.leaf, found);
  const { leaf } = value;
  // A value of the same name is the likeliest to be the same thing, then one that is near.
  const isAlike = (each: string) => each.split('.').at(-1) === path.at(-1);
  const places = found
    .filter((each) => each !== own)
    .filter((each) =>
      usages.every((usage) => {
        const node = nodeAt(usage.composition.root, each.split('.'));
        return (
          node?.leaf !== undefined &&
          isSameData(node.leaf, leaf) &&
          !isSelf(usage.composition.root, each, own) &&
          !isOfText(node, file, value.range)
        );
      }),
    )
    .sort((left, right) => Number(isAlike(right)) - Number(isAlike(left)) || depth(left) - depth(right));
  return places.slice(0, MOST_PLACES).flatMap((each) => {
    const edit = readable(file, value.range, `\${${each}}`);
    return edit === undefined
      ? []
      : [{ title: `Take the value from '${each}'`, kind: CodeActionKind.RefactorRewrite, edits: [edit] }];
  });
}

/** The text as it can stand there: among brackets YAML takes braces without quotes for its own. */
function readable(file: ConfigFile, range: Range, text: string): Edit | undefined {
  const edits = [text, JSON.stringify(text)].map((each) => ({ span: { uri: file.uri, ...range }, text: each }));
  return edits.find((edit) => {
    const after = parseConfigFile(file.uri, editedText(file.text, [edit]));
    return after.problems.length <= file.problems.length;
  });
}

/** Whether a value is what stands in that text itself, which an alias or a merge key brings there, too. */
function isOfText(node: ConfigNode, file: ConfigFile, { start }: Range): boolean {
  return node.writes.some(({ origin, value: { range } }) => {
    const isHere = origin.kind === 'file' && origin.file.uri === file.uri;
    return isHere && (range.start === start || file.text[range.start] === '*');
  });
}

function depth(path: string): number {
  return path.split('.').length;
}

/** Whether two paths lead to one value: then it would be taken from itself. */
function isSelf(root: ConfigNode, left: string, right: string): boolean {
  return nodeAt(root, left.split('.')) === nodeAt(root, right.split('.'));
}

/** Truth values and small numbers are the same by chance. */
function isTelling(leaf: Leaf): boolean {
  if (leaf.t === 'int') return leaf.v > 9n || leaf.v < -9n;
  if (leaf.t === 'float') return leaf.v !== 0 && leaf.v !== 1;
  return leaf.t === 'str' && leaf.v.length > 1;
}

function collect(node: ConfigNode, path: readonly string[], leaf: Leaf, into: string[]): void {
  if (node.shape !== 'map') {
    if (node.leaf !== undefined && isSameData(node.leaf, leaf)) into.push(path.join('.'));
    return;
  }
  for (const [name, child] of node.children) if (isPlainName(name)) collect(child, [...path, name], leaf, into);
}
