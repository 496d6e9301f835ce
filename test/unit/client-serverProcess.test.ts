import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { startServerProcess } from '../../client/src/connection/serverProcess.ts';

describe('the process of the language server', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'hydrascope-process-'));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  function moduleOf(name: string, text: string): string {
    const path = join(scratch, name);
    writeFileSync(path, text);
    return path;
  }

  it('is there before somebody asks, and another one after it', async () => {
    const server = startServerProcess(
      moduleOf(
        'echo.cjs',
        `process.on('message', (asked) => process.send([asked, process.argv.includes('--node-ipc')]));`,
      ),
    );
    const first = server.take();
    // What is sent while it still loads is heard.
    const answer = new Promise((resolve) => first.once('message', resolve));
    first.send('hello');
    expect(await answer).toEqual(['hello', true]);
    const second = server.take();
    expect(second.pid).not.toBe(first.pid);
    await server.kill();
    expect(second.signalCode).toBe('SIGKILL');
    expect(first.signalCode).toBe(null);
    first.kill();
  });

  it('is another one where the first ended unheard', async () => {
    const ended = join(scratch, 'ended');
    const server = startServerProcess(
      moduleOf(
        'once.cjs',
        `const { existsSync, writeFileSync } = require('node:fs');
const ended = ${JSON.stringify(ended)};
if (!existsSync(ended)) { writeFileSync(ended, String(process.pid)); process.exit(1); }
process.on('message', (asked) => process.send(asked));`,
      ),
    );
    await until(() => existsSync(ended) && !isThere(Number(readFileSync(ended, 'utf8'))));
    const taken = server.take();
    const answer = new Promise((resolve) => taken.once('message', resolve));
    taken.send('hello');
    expect(await answer).toBe('hello');
    await server.kill();
    expect(taken.signalCode).toBe('SIGKILL');
    // What is gone already is not waited for.
    await server.kill();
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}

function isThere(pid: number): boolean {
  try {
    return pid === 0 || process.kill(pid, 0);
  } catch {
    return false;
  }
}
