/** Cuts a stream of bytes into the messages that it carries, as the base protocol frames them. */
export type Framer = (chunk: Uint8Array) => void;

/** What a framer hands on: a message's text, or word that bytes were lost which belonged to none. */
export interface FrameListener {
  readonly message: (value: unknown) => void;
  readonly broken: (why: string) => void;
}

/** A longer header is garbage. */
const HEADER_BUDGET = 8 * 1024;
/** A larger message is no text that a person edits, and its length is garbage too. */
const BODY_BUDGET = 512 * 1024 * 1024;
/** A header, whole. */
const LINES = /^(?:[!-9;-~]+:[^\r\n]*\r\n)+\r\n$/;
/** No JSON text contains this: a line break in a string is escaped, and outside of one these letters are no token. */
const HEADER = /content-length: *\d+ *\r\n(?:[!-9;-~]+:[^\r\n]*\r\n)*\r\n/i;
/** Bytes to look back for a header that two chunks share. */
const OVERLAP = 256;

/**
 * A framer that finds its way again. A client that once gave a wrong length would never be understood again if the
 * bytes were only counted: so where a message is no JSON, or another header stands in what should be one, reading goes
 * on at that header.
 */
export function createFramer({ message, broken }: FrameListener): Framer {
  let chunks: Uint8Array[] = [];
  let size = 0;
  /** Fewer bytes than these need not be looked at. */
  let needed = 0;
  let isLost = false;
  /** The last bytes of what waits for more, however small its chunks were. */
  let tail = '';

  const lose = (why: string): void => {
    if (!isLost) broken(why);
    isLost = true;
  };

  /** Reads what is complete and answers where the rest begins. */
  const read = (bytes: Uint8Array): number => {
    for (let at = 0; ; ) {
      needed = 0;
      const end = indexOfHeaderEnd(bytes, at);
      if (end === -1) {
        if (bytes.length - at < HEADER_BUDGET) return at;
        lose('a header without an end');
        at += HEADER_BUDGET - OVERLAP;
        continue;
      }
      const header = latin1(bytes, at, end + 4);
      const length = LINES.test(header) ? /^content-length: *(\d+) *\r$/im.exec(header)?.[1] : undefined;
      if (length === undefined || Number(length) > BODY_BUDGET) {
        lose('a header without a Content-Length');
        // What stands before may be the tail of a message whose own length was too small.
        const next = header.search(HEADER);
        at = next > 0 ? at + next : end + 4;
        continue;
      }
      const start = end + 4;
      const stop = start + Number(length);
      const body = bytes.subarray(start, Math.min(stop, bytes.length));
      const value = body.length === Number(length) ? parse(body) : undefined;
      if (value !== undefined) {
        isLost = false;
        message(value.json);
        at = stop;
        continue;
      }
      // A header that begins in here is looked for, wherever it ends.
      const next = latin1(bytes, start, Math.min(stop + OVERLAP, bytes.length)).search(HEADER);
      if (next === -1 && stop > bytes.length) {
        needed = stop - at;
        return at;
      }
      // Each of these is answered: unlike stray bytes, it was sent as a message.
      broken('a message that is no JSON');
      isLost = true;
      // One may begin in its last bytes and be on its way.
      if (next === -1) at = Math.max(start, stop - OVERLAP);
      else at = start + Math.min(next, body.length);
    }
  };

  return (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size < needed) {
      const recent = tail + latin1(chunk, 0, chunk.length);
      tail = recent.slice(-OVERLAP);
      if (!HEADER.test(recent)) return;
    }
    const bytes = chunks.length === 1 ? chunk : joined(chunks, size);
    const rest = bytes.subarray(read(bytes));
    chunks = rest.length === 0 ? [] : [rest];
    size = rest.length;
    tail = latin1(rest, Math.max(0, size - OVERLAP), size);
  };
}

const UTF_8 = new TextDecoder();

function parse(body: Uint8Array): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(UTF_8.decode(body)) };
  } catch {
    return undefined;
  }
}

/** Where the next header ends, -1 where none does within the budget. */
function indexOfHeaderEnd(bytes: Uint8Array, from: number): number {
  const limit = from + HEADER_BUDGET - 4;
  for (let at = bytes.indexOf(13, from); at !== -1 && at <= limit; at = bytes.indexOf(13, at + 1)) {
    if (bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at;
  }
  return -1;
}

/** Each byte one character, so that places in the text are places in the bytes. */
function latin1(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += HEADER_BUDGET) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + HEADER_BUDGET, to)));
  }
  return text;
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
