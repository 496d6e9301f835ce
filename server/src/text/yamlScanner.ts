import { textRepr } from './overridePython.ts';
import type { HydraVersion } from './overrideValue.ts';
import type { Piece } from './yamlAgain.ts';
import { scanAnchor, scanDirective, scanTag } from './yamlProperties.ts';
import { scanBlock, scanPlain, scanQuoted } from './yamlScalars.ts';
import {
  characterAt,
  columnOf,
  fail,
  failAlike,
  isBlank,
  isBreak,
  isDocumentMark,
  passBreak,
  passComment,
  type Scanner,
  type SimpleKey,
  type Token,
  type TokenKind,
  token,
  YamlRefusal,
} from './yamlTokens.ts';

/** What one loader's scanner makes of a text. */
export interface Scanned {
  readonly tokens: readonly Token[];
  readonly refusal: YamlRefusal | undefined;
  /** How many tokens a parser gets to see before the refusal. */
  readonly reach: number;
  /** Whether the other loader's scanner may make something else of it. */
  readonly differs: boolean;
  /** The first token that is not as a loader reads it; infinite where nothing is mended. */
  readonly mended: number;
}

/**
 * Cuts a text into tokens as PyYAML's scanner does (Hydra 1.3) or libyaml's (1.4), with their words where they refuse.
 * Both look ahead for the colon that makes a scalar a key, so a refusal reaches back to the first token that waits for
 * one. Source: the *Scanner* of PyYAML 6 and of libyaml 0.2.5, and the YAML 1.1 specification.
 *
 * `mends`: takes a word where a key has to stand for one whose colon is still to come, which no loader does. `piece`: reads
 * that piece alone.
 */
export function scanYaml(text: string, version: HydraVersion, mends = false, piece?: Piece): Scanned {
  const start = piece?.from ?? (text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0);
  const isInside = piece?.start !== undefined;
  const scanner: Scanner = {
    source: `${piece === undefined || piece.to === text.length ? text : text.slice(0, piece.to)}\0`,
    libyaml: version === '1.4',
    mends,
    tokens: isInside ? [token('<block mapping start>', piece.start, piece.start)] : [],
    at: start,
    lineStart: start,
    flow: 0,
    indent: isInside ? 0 : -1,
    outerIndents: isInside ? [-1] : [],
    keyAllowed: true,
    keys: [],
    differs: false,
    refusal: undefined,
    mended: Number.POSITIVE_INFINITY,
  };
  // Where the last token began.
  let count = 0;
  let { at, lineStart, flow } = scanner;
  let [outerKey] = scanner.keys;
  let key = outerKey;
  try {
    for (;;) {
      dropStaleKey(scanner);
      if (scanner.refusal !== undefined) break;
      ({ at, lineStart, flow } = scanner);
      const { tokens, keys } = scanner;
      count = tokens.length;
      outerKey = keys[0];
      key = keys[flow];
      if (!fetchToken(scanner) || scanner.refusal !== undefined) break;
    }
  } catch (refusal) {
    if (!(refusal instanceof YamlRefusal)) throw refusal;
    scanner.refusal ??= refusal;
  }
  const { tokens, keys, refusal, differs, mended } = scanner;
  if (refusal === undefined) return { tokens, refusal, reach: tokens.length, differs, mended };
  keys[0] = outerKey;
  keys[flow] = key;
  const before = { at, lineStart };
  const waiting = keys.filter((each) => each !== undefined && isFresh(before, each)).map((each) => each?.index ?? 0);
  const reach = waiting.reduce((least, index) => Math.min(least, index), count);
  return { tokens, refusal, reach, differs, mended };
}

const BYTE_ORDER_MARK = 0xfeff;

/** Adds the next token, with those that it implies; `false` behind the last. */
function fetchToken(scanner: Scanner): boolean {
  const { source, tokens } = scanner;
  passToToken(scanner);
  dropStaleKey(scanner);
  if (scanner.refusal !== undefined) return false;
  unwindIndent(scanner, columnOf(scanner));
  const code = source.charCodeAt(scanner.at);
  if (code === 0) {
    endStream(scanner);
    return false;
  }
  if (scanner.at === scanner.lineStart) {
    if (code === 37) {
      leaveBlocks(scanner);
      tokens.push(scanDirective(scanner));
      return true;
    }
    if (isDocumentMark(scanner)) {
      leaveBlocks(scanner);
      pushIndicator(scanner, code === 45 ? '<document start>' : '<document end>', 3);
      return true;
    }
  }
  switch (code) {
    case 91:
    case 123:
      beginFlow(scanner, code === 91 ? '[' : '{');
      return true;
    case 93:
    case 125:
      return endFlow(scanner, code === 93 ? ']' : '}');
    case 44:
      scanner.keyAllowed = true;
      removeKey(scanner);
      pushIndicator(scanner, ',');
      return true;
    case 42:
    case 38:
      saveKey(scanner);
      scanner.keyAllowed = false;
      tokens.push(scanAnchor(scanner));
      return true;
    case 33:
      saveKey(scanner);
      scanner.keyAllowed = false;
      tokens.push(scanTag(scanner));
      return true;
    case 39:
    case 34:
      saveKey(scanner);
      scanner.keyAllowed = false;
      tokens.push(scanQuoted(scanner));
      return true;
    case 124:
    case 62:
      if (scanner.flow > 0) break;
      scanner.keyAllowed = true;
      removeKey(scanner);
      tokens.push(scanBlock(scanner));
      return true;
    case 45:
    case 63:
    case 58:
      if (fetchIndicator(scanner, code)) return true;
      break;
  }
  if (!mayStartPlain(scanner, code)) {
    const found = `found character ${textRepr(characterAt(scanner))} that cannot start any token`;
    fail(scanner, { text: 'while scanning for the next token' }, found, 'found character that cannot start any token');
  }
  saveKey(scanner);
  scanner.keyAllowed = false;
  tokens.push(scanPlain(scanner));
  return true;
}

/** `-`, `?` and `:` where they are indicators; `false` where they begin a plain scalar or nothing. */
function fetchIndicator(scanner: Scanner, code: number): boolean {
  const isApart = isBlank(scanner.source.charCodeAt(scanner.at + 1));
  if (!isApart && (code === 45 || scanner.flow === 0)) return false;
  if (code === 45) fetchEntry(scanner);
  else if (code === 63) fetchKey(scanner);
  else fetchValue(scanner);
  return true;
}

function mayStartPlain(scanner: Scanner, code: number): boolean {
  switch (code) {
    case 45:
      return true;
    case 63:
    case 58:
      return scanner.flow === 0;
    case 9:
    case 35:
    case 124:
    case 62:
    case 37:
    case 64:
    case 96:
      return false;
    default:
      return true;
  }
}

function passToToken(scanner: Scanner): void {
  const { source, libyaml } = scanner;
  for (;;) {
    // libyaml passes over a byte order mark that begins a line, and counts it.
    if (scanner.at === scanner.lineStart && source.charCodeAt(scanner.at) === BYTE_ORDER_MARK) {
      scanner.differs = true;
      if (libyaml) scanner.at++;
    }
    for (;;) {
      const code = source.charCodeAt(scanner.at);
      if (code !== 32 && !(libyaml && code === 9 && (scanner.flow > 0 || !scanner.keyAllowed))) break;
      scanner.at++;
    }
    passComment(scanner);
    if (!isBreak(source.charCodeAt(scanner.at))) return;
    passBreak(scanner);
    if (scanner.flow === 0) scanner.keyAllowed = true;
  }
}

/** A simple key stands on one line, and its colon not farther than this. */
const KEY_LENGTH = 1024;

function isFresh({ at, lineStart }: Pick<Scanner, 'at' | 'lineStart'>, key: SimpleKey): boolean {
  return key.lineStart === lineStart && at - key.at <= KEY_LENGTH;
}

/** Keys within flow collections are dropped when one asks for them; only those outside may be required. */
function dropStaleKey(scanner: Scanner): void {
  const key = scanner.keys[0];
  if (key === undefined || isFresh(scanner, key)) return;
  if (key.required || scanner.mends) settleKey(scanner, key);
  scanner.keys[0] = undefined;
}

/** A key that got no colon. */
function settleKey(scanner: Scanner, key: SimpleKey): void {
  const isMended = scanner.mends && mendKey(scanner, key);
  if (key.required && !isMended) failKey(scanner, key);
}

/**
 * Gives a half-typed key its colon, and hands what stands on the lines below back: without a colon they count as the rest of
 * the word. Where a key need not stand, only what such a rest makes no sense as is mended: `seq_l` above `batch: 2`.
 */
function mendKey(scanner: Scanner, { index, required, at, lineStart }: SimpleKey): boolean {
  const { tokens, source } = scanner;
  const word = tokens[index];
  if (word?.kind !== '<scalar>' || scanner.flow > 0) return false;
  const [line = ''] = source.slice(at, word.end).split(/[\n\r\x85\u2028\u2029]/, 1);
  const isLonger = line.length < word.end - at;
  if (isLonger ? word.style !== 'plain' : !required) return false;
  if (isLonger) {
    if (!required && !/^ *:[\s\0]/.test(source.slice(scanner.at, scanner.at + KEY_LENGTH))) return false;
    // Only what YAML calls blank: a word of other white space is one, and without it nothing would be passed.
    scanner.at = at + line.replace(/[ \t]+$/, '').length;
    scanner.lineStart = lineStart;
  }
  const end = isLonger ? scanner.at : word.end;
  scanner.mended = Math.min(scanner.mended, index);
  const key = isLonger ? token('<scalar>', at, end, source.slice(at, end)) : word;
  tokens.splice(index, 1, token('?', at, at), key, token(':', end, end));
  addIndent(scanner, '<block mapping start>', at - lineStart, at, index);
  return true;
}

function failKey(scanner: Scanner, key: SimpleKey): void {
  const message = "could not find expected ':'";
  failAlike(scanner, { text: 'while scanning a simple key', at: key.at }, [message, message]);
}

/** Remembers that the next token may turn out to be a key. */
function saveKey(scanner: Scanner): void {
  if (!scanner.keyAllowed) return;
  removeKey(scanner);
  const { at, lineStart, flow } = scanner;
  const required = flow === 0 && scanner.indent === columnOf(scanner);
  scanner.keys[flow] = { index: scanner.tokens.length, required, at, lineStart };
}

function removeKey(scanner: Scanner): void {
  const key = scanner.keys[scanner.flow];
  if (key?.required) settleKey(scanner, key);
  scanner.keys[scanner.flow] = undefined;
}

function unwindIndent(scanner: Scanner, column: number): void {
  if (scanner.flow > 0) return;
  while (scanner.indent > column) {
    scanner.indent = scanner.outerIndents.pop() ?? -1;
    scanner.tokens.push(token('<block end>', scanner.at, scanner.at));
  }
}

/** Opens a block collection at a column that lies deeper than the open one; its token stands before `index`. */
function addIndent(scanner: Scanner, kind: TokenKind, column: number, at: number, index = scanner.tokens.length): void {
  if (scanner.flow > 0 || scanner.indent >= column) return;
  scanner.outerIndents.push(scanner.indent);
  scanner.indent = column;
  scanner.tokens.splice(index, 0, token(kind, at, at));
}

function pushIndicator(scanner: Scanner, kind: TokenKind, length = 1): void {
  const start = scanner.at;
  scanner.at += length;
  scanner.tokens.push(token(kind, start, scanner.at));
}

/** Before a directive, a document mark or the end: no block goes on. */
function leaveBlocks(scanner: Scanner): void {
  unwindIndent(scanner, -1);
  removeKey(scanner);
  scanner.keyAllowed = false;
}

function endStream(scanner: Scanner): void {
  // libyaml ends the last line, so that a key on it can have no colon any more.
  if (scanner.libyaml) scanner.lineStart = scanner.at;
  else if (scanner.flow > 0) scanner.differs = true;
  leaveBlocks(scanner);
  scanner.tokens.push(token('<stream end>', scanner.at, scanner.at));
  if (scanner.libyaml) dropStaleKey(scanner);
}

function beginFlow(scanner: Scanner, kind: '[' | '{'): void {
  saveKey(scanner);
  scanner.flow++;
  scanner.keys[scanner.flow] = undefined;
  scanner.keyAllowed = true;
  pushIndicator(scanner, kind);
}

/** A bracket that closes nothing is no parser's: what follows it does not matter. */
function endFlow(scanner: Scanner, kind: ']' | '}'): boolean {
  removeKey(scanner);
  scanner.keyAllowed = false;
  pushIndicator(scanner, kind);
  if (scanner.flow === 0) {
    scanner.tokens.push(token('<stream end>', scanner.at, scanner.at));
    return false;
  }
  scanner.flow--;
  return true;
}

function fetchEntry(scanner: Scanner): void {
  if (scanner.flow === 0) {
    if (!scanner.keyAllowed) {
      const message = 'sequence entries are not allowed here';
      failAlike(scanner, undefined, [message, 'block sequence entries are not allowed in this context']);
    }
    addIndent(scanner, '<block sequence start>', columnOf(scanner), scanner.at);
  }
  scanner.keyAllowed = true;
  removeKey(scanner);
  pushIndicator(scanner, '-');
}

function fetchKey(scanner: Scanner): void {
  if (scanner.flow === 0) {
    if (!scanner.keyAllowed) {
      const message = 'mapping keys are not allowed here';
      failAlike(scanner, undefined, [message, 'mapping keys are not allowed in this context']);
    }
    addIndent(scanner, '<block mapping start>', columnOf(scanner), scanner.at);
  }
  scanner.keyAllowed = scanner.flow === 0;
  removeKey(scanner);
  pushIndicator(scanner, '?');
}

function fetchValue(scanner: Scanner): void {
  const key = scanner.keys[scanner.flow];
  if (key !== undefined && isFresh(scanner, key)) {
    scanner.keys[scanner.flow] = undefined;
    scanner.tokens.splice(key.index, 0, token('?', key.at, key.at));
    addIndent(scanner, '<block mapping start>', key.at - key.lineStart, key.at, key.index);
    scanner.keyAllowed = false;
  } else {
    if (scanner.flow === 0) {
      if (!scanner.keyAllowed) {
        const message = 'mapping values are not allowed here';
        failAlike(scanner, undefined, [message, 'mapping values are not allowed in this context']);
      }
      addIndent(scanner, '<block mapping start>', columnOf(scanner), scanner.at);
    }
    scanner.keyAllowed = scanner.flow === 0;
    removeKey(scanner);
  }
  pushIndicator(scanner, ':');
}
