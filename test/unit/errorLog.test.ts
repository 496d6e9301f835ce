import { describe, expect, it } from 'vitest';
import { createErrorLog } from '../../server/src/lsp/log.ts';

function recordingLog() {
  const written: string[] = [];
  return { written, log: createErrorLog((text) => written.push(text)) };
}

const failed = (message: string) => new TypeError(message);
const failedElsewhere = (message: string) => new TypeError(message);

describe('the log of exceptions', () => {
  it('writes the first of a kind with its stack, and counts the others', () => {
    const { written, log } = recordingLog();
    for (let time = 1; time <= 1000; time++) log('textDocument/hover', failed(`no ${time}`));
    expect(written).toHaveLength(4);
    expect(written[0]).toMatch(/^textDocument\/hover: TypeError: no 1\n {4}at failed .*errorLog\.test\.ts/);
    expect(written.slice(1)).toEqual([
      'textDocument/hover: TypeError: no 10 (10 times by now)',
      'textDocument/hover: TypeError: no 100 (100 times by now)',
      'textDocument/hover: TypeError: no 1000 (1000 times by now)',
    ]);
  });

  it('tells places and requests apart', () => {
    const { written, log } = recordingLog();
    for (let time = 0; time < 5; time++) {
      log('textDocument/hover', failed('x'));
      log('textDocument/hover', failedElsewhere('x'));
      log('hydrascope/plan', failed('x'));
    }
    expect(written).toHaveLength(3);
  });

  it('takes whatever is thrown', () => {
    const { written, log } = recordingLog();
    for (const thrown of ['text', undefined, null, 7, { a: 1 }]) log('x', thrown);
    const bare = new Error('bare');
    delete bare.stack;
    log('x', bare);
    log('x', Object.assign(new Error('odd'), { stack: 7 }));
    expect(written.slice(0, 2)).toEqual(['x: text', 'x: undefined']);
    expect(written.slice(5)).toEqual(['x: Error: bare', 'x: Error: odd']);
  });

  it('forgets old kinds, so that it stays small', () => {
    const { written, log } = recordingLog();
    for (let round = 0; round < 2; round++) for (let kind = 0; kind < 300; kind++) log(`request ${kind}`, 'x');
    expect(written).toHaveLength(600);
  });
});
