// Commands in files, over the pipes of the built server: problems of closed documents, and answers in an open one.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startClient, trainerCopy, type WireClient } from '../support/wireClient.ts';

let copy: ReturnType<typeof trainerCopy>;
let client: WireClient;

const LAUNCH = `{
  // The small one.
  "configurations": [
    { "type": "debugpy", "program": "trainer/mytrainer.py", "args": ["--config-name", "mamba", "sequ_len=2048"] },
  ],
}
`;

beforeEach(async () => {
  copy = trainerCopy();
  mkdirSync(join(copy.folder, '.vscode'));
  writeFileSync(join(copy.folder, '.vscode/launch.json'), LAUNCH);
  writeFileSync(join(copy.folder, 'run.sh'), 'python trainer/mytrainer.py -cn mamba type=manba\n');
  client = await startClient(copy.folder);
});

afterEach(async () => {
  await client.stop();
  copy.dispose();
});

describe('commands', () => {
  it('are judged in files that nobody has open, and anew while one is typed', async () => {
    const messages = (found: readonly { message: unknown }[]) => found.map(({ message }) => message);
    const inLaunch = await client.diagnostics('.vscode/launch.json', (found) => found.length > 0);
    expect(messages(inLaunch)).toEqual(["'sequ_len' is not a key of 'mamba'; did you mean 'seq_len'?"]);
    const inScript = await client.diagnostics('run.sh', (found) => found.length > 0);
    expect(messages(inScript)[0]).toContain("did you mean 'mamba'?");
    const open = await client.open('.vscode/launch.json');
    open.replace('sequ_len', 'seq_len');
    await client.diagnostics('.vscode/launch.json', (found) => found.length === 0);
    open.replace('seq_len=2048', 'seq_len=[');
    await client.diagnostics('.vscode/launch.json', ([first]) => first?.code === 'HS511');
  });

  it('complete, and tell what an override changes', async () => {
    const open = await client.open('.vscode/launch.json');
    const labels = (await open.complete('sequ_len', 3)).map(({ label }) => label);
    expect(labels).toContain('seq_len');
    open.replace('sequ_len', 'seq_len');
    expect(await open.hover('seq_len')).toContain('`1024` without this');
    expect(await open.hover('The small one')).toBeUndefined();
  });
});
