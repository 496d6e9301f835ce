import type { KeyPath } from '../../compose/index.ts';
import { fileLabel, placeOf, type Snapshot } from '../../project/index.ts';
import {
  type AnchorUses,
  anchorAt,
  type ConfigFile,
  parseYaml,
  positionAt,
  type Range,
  type ValueNode,
  withoutEscapes,
} from '../../text/index.ts';
import type { At } from '../locate.ts';
import { code } from '../markdown.ts';
import { placeText } from './placeText.ts';

/** What is told of an anchor of YAML's, or of an alias that stands for one. */
export interface AliasContents {
  readonly range: Range;
  readonly text: string;
  /** The key whose whole value the alias is. */
  readonly path?: KeyPath;
}

/** Of an alias what it stands for and where that is written, of an anchor who uses it. */
export function aliasContents(snapshot: Snapshot, { uri, offset }: At): AliasContents | undefined {
  const file = placeOf(snapshot, uri) === undefined ? undefined : snapshot.config(uri);
  const found = file && anchorAt(file.text, offset);
  if (file === undefined || found === undefined) return undefined;
  const { anchor, aliases } = found;
  const alias = aliases.find(({ start, end }) => start - 1 <= offset && offset <= end);
  if (alias === undefined) {
    const used = aliases.map((range) => placeText(placeIn(file, range)));
    return {
      range: signed(anchor.range),
      text: `${code(`&${anchor.name}`)} is used by ${used.join(', ') || 'no alias'}.`,
    };
  }
  const key = keyBefore(file, alias.start - 1);
  const text = `${code(`*${anchor.name}`)} stands for what is written at ${placeText(placeIn(file, anchor.range))}:`;
  return {
    range: signed(alias),
    text: `${text}\n\n${block(writtenFor(file, found))}`,
    ...(key !== undefined && { path: key }),
  };
}

/** With the sign before the name. */
function signed({ start, end }: Range): Range {
  return { start: start - 1, end };
}

function placeIn({ uri, text }: ConfigFile, range: Range) {
  const { line } = positionAt(text, range.start);
  return { place: `${fileLabel(uri)}:${line + 1}`, target: { uri, line } };
}

/** More lines than these are cut. */
const MOST_LINES = 20;

/** The text of the anchored value, with the indentation that all of its lines have taken away. */
function writtenFor({ uri, text }: ConfigFile, { anchor }: AnchorUses): string {
  let node: ValueNode | undefined;
  const visit = (each: ValueNode): void => {
    const gap = each.range.start < anchor.range.end ? undefined : text.slice(anchor.range.end, each.range.start);
    // Between an anchor and its value there are blanks, comments and a tag.
    if (gap !== undefined && /^(?:\s+(?:#.*|!\S*)?)*$/.test(gap) && each.range.end > (node?.range.end ?? -1))
      node = each;
    if (each.kind === 'map') for (const { value } of each.entries.values()) visit(value);
    else if (each.kind === 'list') each.items.forEach(visit);
  };
  // With the defaults list, which a config's body is without.
  const { root } = parseYaml(uri, text);
  if (root !== undefined) visit(root);
  if (node === undefined || node.range.end === node.range.start) return 'null';
  const start = text.lastIndexOf('\n', node.range.start - 1) + 1;
  const isOwnLine = /^[ \t]*$/.test(text.slice(start, node.range.start));
  const lines = text
    .slice(isOwnLine ? start : node.range.start, node.range.end)
    .trimEnd()
    .split(/\r?\n/);
  const shown = lines.slice(0, MOST_LINES);
  const indents = shown.slice(isOwnLine ? 0 : 1).flatMap((line) => (line.trim() === '' ? [] : [line.search(/\S/)]));
  const least = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  const cut = shown.map((line, index) =>
    index === 0 && !isOwnLine ? line : line.slice(Math.min(least, line.search(/\S|$/))),
  );
  return [...cut, ...(lines.length > MOST_LINES ? ['…'] : [])].join('\n');
}

function block(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([each]) => each.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}yaml\n${withoutEscapes(text)}\n${fence}`;
}

/** The key that nothing but a colon parts from a place. */
function keyBefore({ text, body }: ConfigFile, offset: number): KeyPath | undefined {
  let found: KeyPath | undefined;
  const visit = (node: ValueNode, path: KeyPath): void => {
    if (node.kind === 'list') for (const [index, item] of node.items.entries()) visit(item, [...path, String(index)]);
    if (node.kind !== 'map') return;
    for (const [name, { keyRange, value }] of node.entries) {
      const below = [...path, name];
      if (keyRange.end <= offset && /^[ \t]*:[ \t]+$/.test(text.slice(keyRange.end, offset))) found ??= below;
      visit(value, below);
    }
  };
  if (body !== undefined) visit(body, []);
  return found;
}
