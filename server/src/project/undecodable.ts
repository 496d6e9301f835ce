import { BUDGETS } from '../text/index.ts';
import type { Unread } from './host.ts';

/** A larger file is no config that a person wrote; it is left unread. In bytes. */
export const FILE_BUDGET = BUDGETS.fileBytes;

/** A file beyond the budget. */
export const TOO_LARGE: Unread = { message: `is larger than ${FILE_BUDGET >> 20} MB and is not read`, text: '' };

/** A file whose bytes are no UTF-8, with what Python's `open(…, encoding="utf-8")` says of it. */
export function undecodable(bytes: Uint8Array): Unread {
  const { at, reason } = firstFault(bytes);
  const byte = `0x${bytes[at]?.toString(16).padStart(2, '0')}`;
  const refusal = {
    errorClass: 'UnicodeDecodeError',
    message: `'utf-8' codec can't decode byte ${byte} in position ${at}: ${reason}`,
  };
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) {
    const text = new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
    return { refusal, message: 'is UTF-16, and Hydra reads UTF-8', text };
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return { refusal, message: `is no UTF-8: byte ${byte} at position ${at}`, text };
}

/** Where UTF-8 ends to be one, and what Python says of it. */
function firstFault(bytes: Uint8Array): { readonly at: number; readonly reason: string } {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length === 0) return { at, reason: 'invalid start byte' };
    if (!isWhole(bytes, at, length)) {
      const isCut = at + length > bytes.length && bytes.subarray(at + 1).every(isContinuation);
      return { at, reason: isCut ? 'unexpected end of data' : 'invalid continuation byte' };
    }
    at += length;
  }
  return { at: 0, reason: 'invalid start byte' };
}

/** Whether a character that begins here is complete: after some first bytes the second one has less to choose from. */
function isWhole(bytes: Uint8Array, at: number, length: number): boolean {
  if (length === 1) return true;
  const lead = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return false;
  const rest = bytes.subarray(at + 2, at + length);
  return rest.length === length - 2 && rest.every(isContinuation);
}

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte < 0xc0;
}
