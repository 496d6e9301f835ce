import type { MapEntry, MapValue, ScalarValue, ValueNode } from './valueTree.ts';
import { type Edit, movedEntry, movedNode, type YamlBefore } from './yamlAgain.ts';
import { plainLeaf } from './yamlConstruct.ts';

/**
 * The tree of a text in which one value on one line says something else now, most of all that people type; `undefined` where
 * that is not sure to be all. Nothing is scanned for it: such a value ends where it ended, and what stands behind it moves.
 */
export function withLeaf({ text: old, root }: YamlBefore, text: string, edit: Edit): MapValue | undefined {
  // A value with an anchor stands in more than one place.
  const value = root.flow || old.includes('&') ? undefined : within(root, old, text, edit);
  return value?.kind === 'map' ? value : undefined;
}

/** The value with the edit in it, which lies within the value's own place. */
function within(node: ValueNode, old: string, text: string, edit: Edit): ValueNode | undefined {
  if (node.kind === 'scalar') return edited(node, old, text, edit.by);
  if (node.flow) return undefined;
  const range = { start: node.range.start, end: node.range.end + edit.by };
  if (node.kind === 'list') {
    const own = node.items.findIndex((item) => holds(item, edit));
    const item = own === -1 ? undefined : within(node.items[own] as ValueNode, old, text, edit);
    if (item === undefined) return undefined;
    return { ...node, items: node.items.map((other, at) => (at === own ? item : behind(other, edit))), range };
  }
  for (const [name, entry] of node.entries) {
    if (!holds(entry.value, edit)) continue;
    const value = within(entry.value, old, text, edit);
    if (value === undefined) return undefined;
    const entries = new Map<string, MapEntry>();
    for (const [other, known] of node.entries)
      entries.set(other, other === name ? { ...entry, value } : entryBehind(known, edit));
    return { ...node, entries, range };
  }
  return undefined;
}

function holds({ range }: ValueNode, { start, end }: Edit): boolean {
  return range.start <= start && end <= range.end;
}

function behind(node: ValueNode, { end, by }: Edit): ValueNode {
  return by === 0 || node.range.start < end ? node : movedNode(node, by);
}

/** Merged keys stand in no order: each is asked where it is. */
function entryBehind(entry: MapEntry, { end, by }: Edit): MapEntry {
  return by === 0 || entry.keyRange.start < end ? entry : movedEntry(entry, by);
}

function edited({ style, range }: ScalarValue, old: string, text: string, by: number): ScalarValue | undefined {
  const { start, end } = range;
  const now = text.slice(start, end + by);
  if (style !== 'plain' || !SAFE.test(now)) return undefined;
  if (!LED.test(old.slice(old.lastIndexOf('\n', start - 1) + 1, start))) return undefined;
  const leaf = plainLeaf(now);
  return leaf && { kind: 'scalar', leaf, style, range: { start, end: end + by } };
}

/** Texts that are one plain scalar wherever a value may stand, with interpolations that need no parser. */
const SAFE =
  /^(?:[A-Za-z0-9_/]|\$\{[a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)*\})(?:[\w./-]|\$\{[a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)*\})*$/;

/** What stands before a value of the block style without tag and anchor. */
const LED = /^ *(?:(?:- +)+|(?:- +)*[A-Za-z_]\w*: +)$/;
