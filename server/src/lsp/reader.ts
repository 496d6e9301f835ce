import { Emitter, ErrorCodes, type Message, type MessageReader, type MessageWriter } from 'vscode-languageserver';
import { createFramer, type FrameListener } from './frames.ts';
import type { Gate } from './gate.ts';

/** Where messages come from: it calls the listener for each, and says when something was none. */
export type Source = (listener: FrameListener) => void;

/** A source over a stream of bytes. */
export function bytesOf(listen: (take: (chunk: Uint8Array) => void) => void): Source {
  return (listener) => listen(createFramer(listener));
}

export interface GatedReader extends MessageReader {
  /** Whether these are the parameters of the message that came last: nothing is known that could concern it. */
  readonly isNewest: (params: unknown) => boolean;
}

/**
 * What the connection reads: the messages that pass the gate. The others are answered here, as the library would keep
 * silent about what is malformed and would serve whoever comes before `initialize` or after `shutdown`.
 */
export function gatedReader(source: Source, writer: MessageWriter, gate: Gate): GatedReader {
  const errors = new Emitter<Error>();
  const closed = new Emitter<void>();
  const partial = new Emitter<never>();
  let newest: unknown;

  const refuse = (id: number | string | null, code: number, message: string): void => {
    const response = { jsonrpc: '2.0', id, error: { code, message } };
    writer.write(response).catch(() => {}); // Who does not listen gets no answer.
  };
  const tell = (message: string): void => {
    const params = { type: 2, message }; // A warning.
    writer.write({ jsonrpc: '2.0', method: 'window/logMessage', params } as Message).catch(() => {});
  };

  return {
    onError: errors.event,
    onClose: closed.event,
    onPartialMessage: partial.event,
    listen: (callback) => {
      source({
        message: (message) => {
          newest = (message as { readonly params?: unknown } | null)?.params;
          const verdict = gate.judge(message);
          if (verdict.kind === 'pass') callback(message as Message);
          else if (verdict.kind === 'refuse') refuse(verdict.id, verdict.code, verdict.message);
          else if (verdict.why !== undefined) tell(verdict.why);
        },
        broken: (why) => refuse(null, ErrorCodes.ParseError, why),
      });
      return { dispose: () => {} };
    },
    isNewest: (params) => params !== undefined && params === newest,
    dispose: () => {
      for (const emitter of [errors, closed, partial]) emitter.dispose();
    },
  };
}
