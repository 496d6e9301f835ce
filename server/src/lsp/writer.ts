import { Emitter, type Message, type MessageWriter } from 'vscode-languageserver';

/** Characters after which what waits is written, although more may come. */
const ENOUGH = 64 * 1024;

/** Where bytes go, as one of Node's streams has it. */
export interface Output {
  write(text: string, encoding: 'utf8'): unknown;
  end(): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/**
 * Writes messages to a stream of bytes, those of one moment together: the library's own writer makes two writes of each
 * message and waits for both, and who reads them wakes up twice. Written is what waits as soon as the code that sends it
 * has returned.
 */
export function batchingWriter(output: Output): MessageWriter {
  const errors = new Emitter<[Error, Message | undefined, number | undefined]>();
  const closed = new Emitter<void>();
  output.on('error', (error) => errors.fire([error, undefined, undefined]));
  output.on('close', () => closed.fire());
  let waiting = '';
  let written = Promise.resolve();

  const flush = (): void => {
    const text = waiting;
    waiting = '';
    if (text !== '') output.write(text, 'utf8');
  };

  return {
    onError: errors.event,
    onClose: closed.event,
    write: async (message) => {
      const text = JSON.stringify(message);
      const isFirst = waiting === '';
      waiting += `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
      if (waiting.length > ENOUGH) flush();
      else if (isFirst) written = Promise.resolve().then(flush);
      await written;
    },
    end: () => {
      flush();
      output.end();
    },
    dispose: () => {
      for (const emitter of [errors, closed]) emitter.dispose();
    },
  };
}

/** Hands messages on as they are, to who takes them as values. */
export function postingWriter(post: (message: Message) => void): MessageWriter {
  const errors = new Emitter<[Error, Message | undefined, number | undefined]>();
  const closed = new Emitter<void>();
  return {
    onError: errors.event,
    onClose: closed.event,
    write: async (message) => post(message),
    end: () => {},
    dispose: () => {
      for (const emitter of [errors, closed]) emitter.dispose();
    },
  };
}
