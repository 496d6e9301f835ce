import { PythonError } from './overridePython.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * The Base64 of what Python's `base64.decodebytes` makes of a text: letters that are none of Base64's are passed over,
 * and the first complete padding ends it. Throws a `PythonError` in PyYAML's words.
 */
export function base64Of(text: string): string {
  const wide = text.search(/[^\x00-\x7f]/);
  if (wide !== -1) {
    const code = text.codePointAt(wide) ?? 0;
    const shown = code <= 0xff ? `\\x${hex(code, 2)}` : code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
    const found = `'ascii' codec can't encode character '${shown}' in position ${wide}: ordinal not in range(128)`;
    throw new PythonError('ConstructorError', `failed to convert base64 data into ascii: ${found}`);
  }
  let letters = '';
  let padding = 0;
  for (const letter of text) {
    if (letter === '=') {
      const position = letters.length % 4;
      if (position >= 2 && position + ++padding >= 4) return canonical(letters);
    } else if (ALPHABET.includes(letter)) {
      letters += letter;
      padding = 0;
    }
  }
  if (letters.length % 4 === 0) return letters;
  const found =
    letters.length % 4 === 1
      ? `Invalid base64-encoded string: number of data characters (${letters.length}) cannot be 1 more than a multiple of 4`
      : 'Incorrect padding';
  throw new PythonError('ConstructorError', `failed to decode base64 data: ${found}`);
}

/** Clears the bits that padding cuts off, and pads. */
function canonical(letters: string): string {
  const rest = letters.length % 4;
  const kept = rest === 2 ? 0b110000 : 0b111100;
  const last = ALPHABET.charAt(ALPHABET.indexOf(letters.slice(-1)) & kept);
  return `${letters.slice(0, -1)}${last}${'='.repeat(4 - rest)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

const TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)?\n?$/;

/** Python's type of a timestamp; no config can hold one. Throws a `PythonError` for a text that is none. */
export function timestampKind(text: string): 'date' | 'datetime' {
  const match = TIMESTAMP.exec(text);
  if (match === null) throw new PythonError('AttributeError', "'NoneType' object has no attribute 'groupdict'");
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  if (year < 1) throw new PythonError('ValueError', `year ${year} is out of range`);
  if (month < 1 || month > 12) throw new PythonError('ValueError', 'month must be in 1..12');
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (day < 1 || day > days) throw new PythonError('ValueError', 'day is out of range for month');
  if (hour > 23) throw new PythonError('ValueError', 'hour must be in 0..23');
  if (minute > 59) throw new PythonError('ValueError', 'minute must be in 0..59');
  if (second > 59) throw new PythonError('ValueError', 'second must be in 0..59');
  return match[4] === undefined ? 'date' : 'datetime';
}

/** The class of a path that OmegaConf's loader constructs from a list of its parts. */
export function pathlibKind(tag: string): string | undefined {
  return /^tag:yaml\.org,2002:python\/object\/apply:pathlib\.(Path|PosixPath|WindowsPath)$/.exec(tag)?.[1];
}
