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
