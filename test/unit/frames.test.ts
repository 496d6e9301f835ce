import { describe, expect, it } from 'vitest';
import { createFramer } from '../../server/src/lsp/frames.ts';
import { framed } from '../support/rawServer.ts';

/** Feeds a framer piece by piece. */
function read(text: string | Uint8Array, size = Number.POSITIVE_INFINITY) {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const messages: unknown[] = [];
  const broken: string[] = [];
  const take = createFramer({ message: (value) => messages.push(value), broken: (why) => broken.push(why) });
  for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size));
  return { messages, broken: broken.length };
}

const LINE = { text: 'a "quoted" 😀 line\r\nContent-Length: 3\r\n\r\n{}' };

describe('the framer', () => {
  it.each([1, 2, 3, 7, 64, 1000])('reads messages in pieces of %i bytes', (size) => {
    const many = [{ a: 1 }, LINE, null, [], 7, { long: '😀'.repeat(500) }];
    expect(read(many.map(framed).join(''), size)).toEqual({ messages: many, broken: 0 });
  });

  it('takes other headers and other spellings', () => {
    const text = 'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:2\r\n\r\n{}';
    expect(read(text)).toEqual({ messages: [{}], broken: 0 });
  });

  it.each([1, 5, 100_000])('finds its way again after any garbage, in pieces of %i bytes', (size) => {
    const right = framed(LINE);
    for (const garbage of [
      'x',
      '\r\n\r\n',
      'Content-Length: \r\n\r\n',
      'Content-Length: -1\r\n\r\n',
      'Content-Length: 1e3\r\n\r\n',
      'Content-Length: 99999999999999999999\r\n\r\n',
      'Content-Length: 10000\r\n\r\n{"a": 1}',
      'Content-Length: 3\r\n\r\n{"a": 1}',
      '{"a": 1}',
      framed('{"a": '),
      '\u0000'.repeat(20_000),
      'Content-Length'.repeat(2_000),
    ]) {
      const { messages, broken } = read(right + garbage + right + right, size);
      expect(messages, JSON.stringify(garbage).slice(0, 60)).toEqual([LINE, LINE, LINE]);
      expect(broken).toBe(1);
    }
  });

  it('finds its way again wherever bytes were lost or doubled', () => {
    const bytes = new TextEncoder().encode(framed({ first: 1 }) + framed(LINE) + framed({ last: 'one' }));
    for (let at = 0; at < bytes.length; at++) {
      const without = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]);
      const doubled = Uint8Array.from([...bytes.subarray(0, at), bytes[at] ?? 0, ...bytes.subarray(at)]);
      const good = new TextEncoder().encode(framed({ good: at }));
      for (const [damaged, size] of [
        [without, 11],
        [doubled, 1000],
      ] as const) {
        expect(read(Uint8Array.from([...damaged, ...good, ...good]), size).messages.at(-1)).toEqual({ good: at });
      }
    }
  });

  it('reads a large message in small pieces in a moment', () => {
    const message = { text: 'x'.repeat(20_000_000) };
    const start = performance.now();
    expect(read(framed(message), 65_536).messages).toEqual([message]);
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  it('does not wait for ever for a message that will not come', () => {
    expect(read(`Content-Length: 1000000\r\n\r\n{}${framed({ next: 1 })}`, 8).messages).toEqual([{ next: 1 }]);
  });

  // Found by test/fuzz: a message was lost where a chunk ended inside of the header that follows what is broken.
  it.each([
    `Content-Length: 17\r\n\r\n{"jsonr=ts:\n  1${framed({ next: 1 })}`,
    `Content-Length: 17\r\n\r\n{"0"}${framed({ next: 1 })}lost`,
    `Content-Length: 70\r\n\r\n{"id":1,${framed({ next: 1 })}`,
    `${framed('{"a": ').slice(0, -1)}${framed({ next: 1 })}`,
  ])('finds what follows %j, wherever it is cut', (text) => {
    const bytes = new TextEncoder().encode(text);
    for (let size = 1; size <= bytes.length; size++)
      expect(read(bytes, size).messages, `${size}`).toEqual([{ next: 1 }]);
  });
});
