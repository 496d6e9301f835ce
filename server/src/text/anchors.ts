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

/** The anchor whose name, or one of whose aliases, stands at a place. */
export function anchorAt(text: string, offset: number): AnchorUses | undefined {
  if (!text.includes('&') || !text.includes('*')) return undefined;
  const anchors = new Map(anchorsIn(text).map((anchor) => [anchor.name, { anchor, aliases: [] as Range[] }]));
  for (const { kind, text: name, end } of scanYaml(text, '1.3').tokens)
    if (kind === '<alias>') anchors.get(name)?.aliases.push({ start: end - name.length, end });
  const isHere = ({ start, end }: Range) => start - 1 <= offset && offset <= end;
  return [...anchors.values()].find(({ anchor, aliases }) => [anchor.range, ...aliases].some(isHere));
}
