/**
 * Values as OmegaConf sees them, in plain data. An int is a `bigint`, since OmegaConf's are exact (`10**30`) and are
 * told from floats (`1` and `1.0` differ); the tags are those of the `typed` output of the command line.
 */
export type Scalar =
  | { readonly t: 'null' }
  | { readonly t: 'bool'; readonly v: boolean }
  | { readonly t: 'int'; readonly v: bigint }
  | { readonly t: 'float'; readonly v: number }
  | { readonly t: 'str'; readonly v: string }
  /** Base64. */
  | { readonly t: 'bytes'; readonly v: string };

/** The mandatory-missing marker `???`. */
export type Missing = { readonly t: 'missing' };

/** A string that holds `${`; `v` is its raw text. */
export type Interpolated = { readonly t: 'interp'; readonly v: string };

/** What stands at a leaf of a config. */
export type Leaf = Scalar | Missing | Interpolated;

export type Plain =
  | Leaf
  | { readonly t: 'dict'; readonly v: readonly (readonly [Scalar, Plain])[] }
  | { readonly t: 'list'; readonly v: readonly Plain[] };

export const NULL: Scalar = { t: 'null' };
export const MISSING: Missing = { t: 'missing' };

/** A string's leaf: `???` and `${…}` are marks in OmegaConf wherever a string may stand. */
export function stringLeaf(text: string): Leaf {
  if (text === '???') return MISSING;
  return text.includes('${') ? { t: 'interp', v: text } : { t: 'str', v: text };
}

/**
 * The name of a key within its mapping: a string key is itself, any other starts with NUL and its type, since in
 * OmegaConf `1` and `"1"` are two keys, and a dotted path only ever reaches the second. Numbers that are equal in Python
 * (`1`, `1.0`, `true`) are one key.
 */
export function keyName(key: Scalar): string {
  switch (key.t) {
    case 'str':
      return key.v;
    case 'null':
      return '\0null';
    case 'bool':
      return numberName(key.v ? 1n : 0n);
    case 'int':
      return numberName(key.v);
    case 'float':
      return Number.isInteger(key.v) ? numberName(BigInt(key.v)) : `\0float:${key.v}`;
    case 'bytes':
      return `\0bytes:${key.v}`;
  }
}

function numberName(value: bigint): string {
  return `\0int:${value}`;
}
