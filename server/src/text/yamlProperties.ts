import { textRepr } from './overridePython.ts';
import {
  characterAt,
  fail,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isHex,
  isWord,
  passBlanks,
  passBreak,
  passComment,
  type Remark,
  type Scanner,
  type Token,
  token,
} from './yamlTokens.ts';

/** Scans `&name` or `*name`. */
export function scanAnchor(scanner: Scanner): Token {
  const { source } = scanner;
  const start = scanner.at++;
  const isAlias = source.charCodeAt(start) === 42;
  const text = passWord(scanner);
  const code = source.charCodeAt(scanner.at);
  if (text === '' || !(isBlank(code) || '?:,]}%@`'.includes(source.charAt(scanner.at)))) {
    const context = { text: isAlias ? 'while scanning an alias' : 'while scanning an anchor', at: start };
    const found = `expected alphabetic or numeric character, but found ${textRepr(characterAt(scanner))}`;
    fail(scanner, context, found, 'did not find expected alphabetic or numeric character');
  }
  return token(isAlias ? '<alias>' : '<anchor>', start, scanner.at, text);
}

function passWord(scanner: Scanner): string {
  const from = scanner.at;
  while (isWord(scanner.source.charCodeAt(scanner.at))) scanner.at++;
  return scanner.source.slice(from, scanner.at);
}

/** Scans `!suffix`, `!handle!suffix`, `!<uri>` or `!`. The loaders differ in what may stand in a tag. */
export function scanTag(scanner: Scanner): Token {
  scanner.differs = true;
  const { source, libyaml } = scanner;
  const start = scanner.at;
  const context = { text: 'while scanning a tag', at: start };
  const [handle, suffix] =
    source.charCodeAt(start + 1) === 60
      ? ['', scanVerbatim(scanner, start)]
      : libyaml
        ? scanShorthand(scanner, start)
        : scanPyyamlShorthand(scanner, start);
  const code = source.charCodeAt(scanner.at);
  const isEnd = libyaml
    ? isBlank(code) || (scanner.flow > 0 && code === 44)
    : code === 0 || code === 32 || isBreak(code);
  if (!isEnd) {
    const found = `expected ' ', but found ${textRepr(characterAt(scanner))}`;
    fail(scanner, context, found, 'did not find expected whitespace or line break');
  }
  return token('<tag>', start, scanner.at, suffix, 'plain', [handle]);
}

function scanVerbatim(scanner: Scanner, start: number): string {
  scanner.at += 2;
  const uri = scanUri(scanner, start, { name: 'tag', isVerbatim: true });
  if (scanner.source.charCodeAt(scanner.at) !== 62) {
    const context = { text: scanner.libyaml ? 'while scanning a tag' : 'while parsing a tag', at: start };
    const found = `expected '>', but found ${textRepr(characterAt(scanner))}`;
    fail(scanner, context, found, "did not find the expected '>'");
  }
  scanner.at++;
  return uri;
}

function scanShorthand(scanner: Scanner, start: number): [string, string] {
  const { source } = scanner;
  scanner.at++;
  const word = passWord(scanner);
  if (source.charCodeAt(scanner.at) === 33) {
    scanner.at++;
    return [`!${word}!`, scanUri(scanner, start, { name: 'tag', isVerbatim: false })];
  }
  const suffix = word + scanUri(scanner, start, { name: 'tag', isVerbatim: false, isStarted: true });
  return suffix === '' ? ['', '!'] : ['!', suffix];
}

function scanPyyamlShorthand(scanner: Scanner, start: number): [string, string] {
  const { source } = scanner;
  if (isBlank(source.charCodeAt(start + 1))) {
    scanner.at++;
    return ['', '!'];
  }
  let end = start + 1;
  while (!isBlankOrEnd(source.charCodeAt(end)) && source.charCodeAt(end) !== 33) end++;
  const hasHandle = source.charCodeAt(end) === 33;
  const handle = hasHandle ? scanHandle(scanner, start, 'tag') : '!';
  if (!hasHandle) scanner.at++;
  return [handle, scanUri(scanner, start, { name: 'tag', isVerbatim: true })];
}

/** As `isBlank`, tabs left out. */
function isBlankOrEnd(code: number): boolean {
  return code === 32 || isBreakOrEnd(code);
}

/** `!`, `!!` or `!word!` of a tag (PyYAML's) or of a `%TAG` directive. */
function scanHandle(scanner: Scanner, start: number, name: 'tag' | 'directive'): string {
  const { source, libyaml } = scanner;
  const from = scanner.at;
  const isDirective = libyaml && name === 'directive';
  if (source.charCodeAt(from) !== 33) {
    const context = { text: isDirective ? 'while scanning a tag directive' : `while scanning a ${name}`, at: start };
    fail(scanner, context, `expected '!', but found ${textRepr(characterAt(scanner))}`, "did not find expected '!'");
  }
  scanner.at++;
  if (!libyaml && source.charCodeAt(scanner.at) === 32) return '!';
  const word = passWord(scanner);
  if (source.charCodeAt(scanner.at) !== 33) {
    if (libyaml && word === '') return '!';
    const context = { text: isDirective ? 'while parsing a tag directive' : `while scanning a ${name}`, at: start };
    fail(scanner, context, `expected '!', but found ${textRepr(characterAt(scanner))}`, "did not find expected '!'");
  }
  scanner.at++;
  return source.slice(from, scanner.at);
}

interface UriKind {
  readonly name: 'tag' | 'directive';
  /** Whether commas and brackets may stand in it; PyYAML lets them everywhere. */
  readonly isVerbatim: boolean;
  /** Whether something of it stands before already. */
  readonly isStarted?: boolean;
}

const URI_CHARACTERS = ";/?:@&=+$.!~*'()";

function scanUri(scanner: Scanner, start: number, { name, isVerbatim, isStarted = false }: UriKind): string {
  const { source, libyaml } = scanner;
  const context = {
    text: libyaml && name === 'directive' ? 'while parsing a %TAG directive' : `while parsing a ${name}`,
    at: start,
  };
  const from = scanner.at;
  let uri = '';
  for (;;) {
    const code = source.charCodeAt(scanner.at);
    const letter = source.charAt(scanner.at);
    if (code === 37) uri += scanUriEscapes(scanner, start, name);
    else if (isWord(code) || URI_CHARACTERS.includes(letter) || (isVerbatim && ',[]'.includes(letter))) {
      uri += letter;
      scanner.at++;
    } else break;
  }
  if (scanner.at === from && !isStarted) {
    const found = `expected URI, but found ${textRepr(characterAt(scanner))}`;
    fail(scanner, context, found, 'did not find expected tag URI');
  }
  return uri;
}

function scanUriEscapes(scanner: Scanner, start: number, name: 'tag' | 'directive'): string {
  const { source, libyaml } = scanner;
  const text = libyaml
    ? name === 'directive'
      ? 'while parsing a %TAG directive'
      : 'while parsing a tag'
    : `while scanning a ${name}`;
  const context: Remark = { text, at: start };
  const from = scanner.at;
  const octets: number[] = [];
  while (source.charCodeAt(scanner.at) === 37) {
    for (const at of [scanner.at + 1, scanner.at + 2]) {
      if (isHex(source.charCodeAt(at))) continue;
      const found = `expected URI escape sequence of 2 hexadecimal numbers, but found ${textRepr(characterAt(scanner, at))}`;
      fail(scanner, context, found, 'did not find URI escaped octet');
    }
    octets.push(Number.parseInt(source.slice(scanner.at + 1, scanner.at + 3), 16));
    scanner.at += 3;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(octets));
  } catch {
    const message = `'utf-8' codec can't decode byte 0x${(octets[0] ?? 0).toString(16)} in position 0: invalid start byte`;
    return fail(scanner, context, message, 'found an incorrect leading UTF-8 octet', from);
  }
}

/** Scans a `%YAML` or `%TAG` line; PyYAML lets every other directive be, libyaml refuses it. */
export function scanDirective(scanner: Scanner): Token {
  scanner.differs = true;
  const { source, libyaml } = scanner;
  const start = scanner.at++;
  const context = { text: 'while scanning a directive', at: start };
  const name = passWord(scanner);
  const code = source.charCodeAt(scanner.at);
  if (name === '' || !(libyaml ? isBlank(code) : isBlankOrEnd(code))) {
    const found = `expected alphabetic or numeric character, but found ${textRepr(characterAt(scanner))}`;
    const libyamlText =
      name === '' ? 'could not find expected directive name' : 'found unexpected non-alphabetical character';
    fail(scanner, context, found, libyamlText);
  }
  let parts: readonly string[] = [];
  if (name === 'YAML') parts = scanVersion(scanner, start);
  else if (name === 'TAG') parts = scanTagDirective(scanner, start);
  else if (libyaml) fail(scanner, context, '', 'found unknown directive name');
  else while (!isBreakOrEnd(source.charCodeAt(scanner.at))) scanner.at++;
  const end = scanner.at;
  passBlanks(scanner);
  passComment(scanner);
  const last = source.charCodeAt(scanner.at);
  if (!isBreakOrEnd(last)) {
    const found = `expected a comment or a line break, but found ${textRepr(characterAt(scanner))}`;
    fail(scanner, context, found, 'did not find expected comment or line break');
  }
  if (last !== 0) passBreak(scanner);
  return token('<directive>', start, end, name, 'plain', parts);
}

function scanVersion(scanner: Scanner, start: number): readonly string[] {
  const { source, libyaml } = scanner;
  const context = { text: libyaml ? 'while scanning a %YAML directive' : 'while scanning a directive', at: start };
  passBlanks(scanner);
  const major = scanNumber(scanner, context);
  if (source.charCodeAt(scanner.at) !== 46) {
    const found = `expected a digit or '.', but found ${textRepr(characterAt(scanner))}`;
    fail(scanner, context, found, "did not find expected digit or '.' character");
  }
  scanner.at++;
  const minor = scanNumber(scanner, context);
  if (!libyaml && !isBlankOrEnd(source.charCodeAt(scanner.at))) {
    fail(scanner, context, `expected a digit or ' ', but found ${textRepr(characterAt(scanner))}`, '');
  }
  return [major, minor];
}

/** libyaml reads no longer version numbers. */
const VERSION_DIGITS = 9;

function scanNumber(scanner: Scanner, context: Remark): string {
  const { source, libyaml } = scanner;
  const from = scanner.at;
  for (let code = source.charCodeAt(from); code >= 48 && code <= 57; code = source.charCodeAt(++scanner.at)) {
    if (libyaml && scanner.at - from === VERSION_DIGITS)
      fail(scanner, context, '', 'found extremely long version number');
  }
  if (scanner.at === from) {
    const found = `expected a digit, but found ${textRepr(characterAt(scanner))}`;
    fail(scanner, context, found, 'did not find expected version number');
  }
  return source.slice(from, scanner.at).replace(/^0+(?=.)/, '');
}

function scanTagDirective(scanner: Scanner, start: number): readonly string[] {
  const { source, libyaml } = scanner;
  const context = { text: libyaml ? 'while scanning a %TAG directive' : 'while scanning a directive', at: start };
  passBlanks(scanner);
  const handle = scanHandle(scanner, start, 'directive');
  const code = source.charCodeAt(scanner.at);
  if (code !== 32 && !(libyaml && code === 9)) {
    fail(
      scanner,
      context,
      `expected ' ', but found ${textRepr(characterAt(scanner))}`,
      'did not find expected whitespace',
    );
  }
  passBlanks(scanner);
  const prefix = scanUri(scanner, start, { name: 'directive', isVerbatim: true });
  const last = source.charCodeAt(scanner.at);
  if (libyaml ? !isBlank(last) : !isBlankOrEnd(last)) {
    const found = `expected ' ', but found ${textRepr(characterAt(scanner))}`;
    fail(scanner, context, found, 'did not find expected whitespace or line break');
  }
  return [handle, prefix];
}
