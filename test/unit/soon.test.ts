import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createMessageConnection, StreamMessageWriter } from 'vscode-languageserver/node';
import { createGate } from '../../server/src/lsp/gate.ts';
import { bytesOf, gatedReader } from '../../server/src/lsp/reader.ts';
import { afterQuestions } from '../../server/src/lsp/soon.ts';

function framed(message: object): string {
  const text = JSON.stringify({ jsonrpc: '2.0', ...message });
  return `Content-Length: ${text.length}\r\n\r\n${text}`;
}

it('work that is put off lets a change and the question behind it go before', async () => {
  const up = new PassThrough();
  const writer = new StreamMessageWriter(new PassThrough());
  const source = bytesOf((take) => up.on('data', take));
  const reader = gatedReader(source, writer, { ...createGate(), judge: () => ({ kind: 'pass' }) });
  const server = createMessageConnection(reader, writer);
  const order: string[] = [];
  server.onNotification('change', () => void order.push('change'));
  server.onRequest('question', () => void order.push('question'));
  server.listen();
  await new Promise<void>((resume) => {
    setImmediate(() => {
      afterQuestions(() => resume(void order.push('work')));
      up.write(framed({ method: 'change' }) + framed({ id: 1, method: 'question' }));
    });
  });
  expect(order).toEqual(['change', 'question', 'work']);
});
