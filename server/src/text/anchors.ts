import type { Range } from './span.ts';
import { scanYaml } from './yamlScanner.ts';
import type { Token } from './yamlTokens.ts';

/** A name that aliases may stand for, where it is given: `&base`. */
export interface Anchor {
  readonly name: string;
  /** Without the `&`. */
  readonly range: Range;
}

/** The anchors of a text in their order, up to where it cannot be read. */
export function anchorsIn(text: string): readonly Anchor[] {
  return scanYaml(text, '1.3').tokens.flatMap(({ kind, text: name, end }: Token): Anchor[] =>
    kind === '<anchor>' ? [{ name, range: { start: end - name.length, end } }] : [],
  );
}

/** An anchor with the aliases that stand for it. */
export interface AnchorUses {
  readonly anchor: Anchor;
  /** Without the `*`. */
  readonly aliases: readonly Range[];
}

/** The anchor whose name, or one of whose aliases, stands at a place. Of several of one name an alias has the last before it. */
export function anchorAt(text: string, offset: number): AnchorUses | undefined {
  if (!text.includes('&') || !text.includes('*')) return undefined;
  const known = new Map<string, { anchor: Anchor; aliases: Range[] }>();
  const all: AnchorUses[] = [];
  for (const { kind, text: name, end } of scanYaml(text, '1.3').tokens) {
    const range = { start: end - name.length, end };
    if (kind === '<alias>') known.get(name)?.aliases.push(range);
    if (kind !== '<anchor>') continue;
    const uses = { anchor: { name, range }, aliases: [] };
    known.set(name, uses);
    all.push(uses);
  }
  const isHere = ({ start, end }: Range) => start - 1 <= offset && offset <= end;
  return all.find(({ anchor, aliases }) => [anchor.range, ...aliases].some(isHere));
}
