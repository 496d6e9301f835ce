import { type HydraVersion, pythonFloatText } from './overrideValue.ts';
import type { Leaf, Scalar } from './plain.ts';
import { kindOfDumped, type PlainKind } from './scalar.ts';

/** How a scalar is written; `literal` is `|`, for bytes alone. */
export type EmittedStyle = 'plain' | 'single' | 'double' | 'literal';

/** A scalar on its way out, with what the emitter has to know of it. */
export interface Emitted {
  readonly text: string;
  readonly tag: string;
  readonly style: EmittedStyle;
  /** Whether the tag is written. */
  readonly isTagged: boolean;
  readonly isMultiline: boolean;
}

/** Analyzes a leaf as the emitters of PyYAML (Hydra 1.3) and libyaml (1.4) do, and chooses its style. */
export function emittedLeaf(leaf: Leaf, version: HydraVersion): Emitted {
  switch (leaf.t) {
    case 'null':
      return word('null', 'null');
    case 'bool':
      return word(leaf.v ? 'true' : 'false', 'bool');
    case 'int':
      return word(String(leaf.v), 'int');
    case 'float':
      return word(floatText(leaf.v), 'float');
    case 'bytes': {
      const text = leaf.v.replace(/.{1,76}/g, '$&\n');
      const style = text === '' ? 'double' : 'literal';
      return { text, tag: 'binary', style, isTagged: true, isMultiline: text !== '' };
    }
    case 'missing':
      return emittedText('???', version);
    default:
      // Hydra 1.4 takes a backslash from `\???` when it reads it.
      return emittedText(version === '1.4' && /^\\*\?{3}$/.test(leaf.v) ? `\\${leaf.v}` : leaf.v, version);
  }
}

/** A key: what marks a value means nothing in it. */
export function emittedKey(key: Scalar, version: HydraVersion): Emitted {
  return key.t === 'str' ? emittedText(key.v, version) : emittedLeaf(key, version);
}

function word(text: string, tag: PlainKind): Emitted {
  return { text, tag, style: 'plain', isTagged: false, isMultiline: false };
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const text = pythonFloatText(value);
  // YAML 1.1 asks a point of a float.
  return text.includes('.') ? text : text.replace('e', '.0e');
}

function emittedText(text: string, version: HydraVersion): Emitted {
  const { isMultiline, mayBePlain, mayBeSingle } = analyze(text, version === '1.4');
  const isPlain =
    mayBePlain && !QUOTED_WORDS.has(text) && !PYTHON_NUMBER.test(digitsOf(text)) && kindOfDumped(text) === 'str';
  const style = isPlain ? 'plain' : mayBeSingle ? 'single' : 'double';
  return { text, tag: 'str', style, isTagged: false, isMultiline };
}

/** Texts that OmegaConf quotes since YAML 1.1 takes them for bools. */
const QUOTED_WORDS: ReadonlySet<string> = new Set(
  'y Y yes Yes YES n N no No NO true True TRUE false False FALSE on On ON off Off OFF'.split(' '),
);

/** What Python's `int` or `float` reads. */
const PYTHON_NUMBER =
  /^\s*[+-]?(?:(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?|inf|infinity|nan)\s*$/i;

/** Python reads the digits of every script. */
function digitsOf(text: string): string {
  return /[^\x00-\x7f]/.test(text) ? text.replace(/\p{Nd}/gu, '0') : text;
}

interface Analysis {
  readonly isMultiline: boolean;
  readonly mayBePlain: boolean;
  readonly mayBeSingle: boolean;
}

const SPECIAL = /[^\n\x20-\x7e\x85\xa0-\ufefe\uff00-\ufffd]/;
const SPECIAL_TO_LIBYAML = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/** Which styles may hold a text within a block collection. */
function analyze(text: string, libyaml: boolean): Analysis {
  const isMultiline = (libyaml ? /[\n\r\x85\u2028\u2029]/ : /[\n\x85\u2028\u2029]/).test(text);
  const isSpecial = (libyaml ? SPECIAL_TO_LIBYAML : SPECIAL).test(text) || (!libyaml && text.includes('\u{10ffff}'));
  const hasSpaceByBreak = isMultiline && /[\n\x85\u2028\u2029] | [\n\x85\u2028\u2029]/.test(text);
  const mayBeSingle = !isSpecial && !hasSpaceByBreak;
  if (isMultiline || !mayBeSingle || text.startsWith(' ') || text.endsWith(' ')) {
    return { isMultiline, mayBePlain: false, mayBeSingle };
  }
  return { isMultiline, mayBePlain: !INDICATORS.test(text), mayBeSingle };
}

/** What a plain scalar in a block cannot begin with or hold; line breaks are out already. */
const INDICATORS = /^(?:---|\.\.\.)|^[#,[\]{}&*!|>'"%@`]|^[-?:](?:[\0 \t]|$)|:(?:[\0 \t]|$)|[\0 \t]#/;
