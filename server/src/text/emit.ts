import { type Emitted, emittedKey, emittedLeaf } from './emitScalar.ts';
import { beginIndicator, beginLine, type Emitter, startEmitter, writeScalar } from './emitWrite.ts';
import type { HydraVersion } from './overrideValue.ts';
import { keyName, type Leaf, type Plain } from './plain.ts';

/**
 * YAML as `OmegaConf.to_yaml` writes it, byte for byte: block style, keys in their order, lists at the indentation of
 * their key, lines folded behind column 80. Hydra 1.3 writes with PyYAML's emitter, 1.4 with libyaml's.
 * Whoever wants to know where the entries begin hands in a list for their marks, which come in the order of the text.
 * Source: PyYAML's `emitter.py`, libyaml's `emitter.c`, `omegaconf/_utils.py`.
 */
export function emitYaml(plain: Plain, version: HydraVersion = '1.3', marks?: Mark[]): string {
  const emitter = startEmitter(version);
  emitNode(emitter, plain, false, marks && { marks, path: [] });
  return `${emitter.out}\n`.replace(/\n\n$/, '\n');
}

/** Where in the text an entry of a mapping or a list begins. */
export interface Mark {
  /** Names as `keyName` gives them, indices as decimal digits. */
  readonly path: readonly string[];
  readonly offset: number;
}

/** The marks that are set, and the path of the collection that is being written. */
interface Marking {
  readonly marks: Mark[];
  readonly path: readonly string[];
}

function mark({ out }: Emitter, { marks, path }: Marking, name: string): Marking {
  const below = [...path, name];
  marks.push({ path: below, offset: out.length });
  return { marks, path: below };
}

/** A scalar as it stands behind its key, on one line unless the scalar has several. */
export function emitScalar(leaf: Leaf, version: HydraVersion = '1.3'): string {
  const emitter = startEmitter(version, Number.POSITIVE_INFINITY);
  writeScalar(emitter, emittedLeaf(leaf, version), false);
  return emitter.out;
}

/** `isValue`: whether the node is a key or a value of a mapping, where a list needs no indentation. */
function emitNode(emitter: Emitter, plain: Plain, isValue: boolean, marking?: Marking): void {
  if (plain.t === 'dict') emitMap(emitter, plain, marking);
  else if (plain.t === 'list') emitList(emitter, plain, isValue, marking);
  else writeScalar(emitter, emittedLeaf(plain, emitter.version), false);
}

function emitMap(emitter: Emitter, { v: entries }: Extract<Plain, { t: 'dict' }>, marking?: Marking): void {
  if (entries.length === 0) {
    beginIndicator(emitter, '{}');
    return;
  }
  const outer = emitter.indent;
  emitter.indent = outer < 0 ? 0 : outer + 2;
  for (const [key, value] of entries) {
    beginLine(emitter);
    const below = marking && mark(emitter, marking, keyName(key));
    const emitted = emittedKey(key, emitter.version);
    if (isSimpleKey(emitter, emitted)) {
      writeScalar(emitter, emitted, true);
      beginIndicator(emitter, ':', { isAttached: true });
    } else {
      beginIndicator(emitter, '?', { isIndentation: true });
      writeScalar(emitter, emitted, false);
      beginLine(emitter);
      beginIndicator(emitter, ':', { isIndentation: true });
    }
    emitNode(emitter, value, true, below);
  }
  emitter.indent = outer;
}

function emitList(
  emitter: Emitter,
  { v: items }: Extract<Plain, { t: 'list' }>,
  isValue: boolean,
  marking?: Marking,
): void {
  if (items.length === 0) {
    beginIndicator(emitter, '[]');
    return;
  }
  const outer = emitter.indent;
  if (outer < 0) emitter.indent = 0;
  else if (!isValue || emitter.isIndentation) emitter.indent = outer + 2;
  for (const [index, item] of items.entries()) {
    beginLine(emitter);
    const below = marking && mark(emitter, marking, String(index));
    beginIndicator(emitter, '-', { isIndentation: true });
    emitNode(emitter, item, false, below);
  }
  emitter.indent = outer;
}

/** Longer keys, and keys of several lines, stand behind a question mark. */
const KEY_LENGTH = 128;

function isSimpleKey({ version }: Emitter, { text, tag, isTagged, isMultiline }: Emitted): boolean {
  if (isMultiline) return false;
  // libyaml counts bytes, and of tags only those that it writes.
  if (version === '1.4') {
    const written = isTagged ? tag.length + 2 : 0;
    return new TextEncoder().encode(text).length + written <= KEY_LENGTH;
  }
  return text !== '' && [...text].length + tag.length + 2 < KEY_LENGTH;
}
