// The whole way as an editor goes it: the built server, spoken to over its pipes, on a copy of the trainer.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CodeAction, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver-types';
import {
  COMPARE,
  COMPARE_CHOICES,
  COMPLETE_OVERRIDE,
  COMPOSED,
  type CompareChoicesResult,
  type CompareResult,
  type ComposedResult,
  type OverrideOffer,
  PLAN,
  type PlanResult,
  PRIMARIES,
  type PrimaryConfig,
} from '../../server/src/protocol.ts';
import { findPython, NO_PYTHON } from '../support/python.ts';
import { startClient, trainerCopy, type WireClient } from '../support/wireClient.ts';

let copy: ReturnType<typeof trainerCopy>;
let client: WireClient;

const python = findPython();
const PYTHON_TIMEOUT = 60_000; // milliseconds; the first start compiles Hydra's modules

beforeEach(async () => {
  copy = trainerCopy();
  client = await startClient(copy.folder);
});

afterEach(async () => {
  if (client.process.exitCode === null && client.process.signalCode === null) await client.stop();
  copy.dispose();
});

const codes = (found: readonly { code?: unknown }[]) => found.map(({ code }) => code);

/** Changes a file behind the editor's back, and tells the server as a file watcher does. */
function changeDisk(path: string, text: string | undefined): void {
  const full = join(copy.folder, path);
  const type = text === undefined ? 3 : 2;
  if (text === undefined) rmSync(full);
  else {
    mkdirSync(join(full, '..'), { recursive: true });
    writeFileSync(full, text);
  }
  void client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: client.uri(path), type }],
  });
}

const plan = (path: string, overrides: string) =>
  client.connection.sendRequest<PlanResult | null>(PLAN, { uri: client.uri(path), overrides });

describe('in an editor', () => {
  it('completes type from the registry', async () => {
    const mamba = await client.open('configs/mamba.yaml');
    mamba.replace('type: "mamba"', 'type: ""');
    const items = await mamba.complete('type: ""', 'type: "'.length);
    expect(items).toHaveLength(15);
    expect(items.find(({ label }) => label === 'nsa')?.detail).toBe('models.NSA:NSAAdapter');
  });

  it('shows what seq_len really is, and who decided it', async () => {
    const mamba = await client.open('configs/mamba.yaml');
    const hover = await mamba.hover('seq_len: 1024', 2);
    expect(hover).toContain('`seq_len: int = 1024`');
    expect(hover).toContain(`[mamba.yaml:37](${client.uri('configs/mamba.yaml')}#L37)`);
    expect(hover).toContain(`~~\`65536\`~~ [data.yaml:8](${client.uri('configs/data.yaml')}#L8)`);
    const data = await client.open('configs/data.yaml');
    expect(await data.hover('seq_len: 65536', 2)).toContain('`65536` in 14 configs, `1024` in 1');
  });

  it('goes to the registration, and shows the lenses', async () => {
    const mamba = await client.open('configs/mamba.yaml');
    const [link] = await mamba.define('"mamba"', 3);
    expect(link?.targetUri).toBe(client.uri('trainer/trainer_registry.py'));
    expect((await mamba.lenses()).map(({ command }) => command?.title)).toContain('Compose & Launch');
  });

  it('tells an unregistered model and an unknown key while they are typed, and clears them', async () => {
    const path = 'configs/mamba.yaml';
    const mamba = await client.open(path);
    mamba.replace('type: "mamba"', 'type: "mmaba"');
    const [unregistered] = await client.diagnostics(path, (found) => codes(found).includes('HS401'));
    expect(unregistered).toMatchObject({ severity: DiagnosticSeverity.Error, source: 'hydrascope' });
    expect(unregistered?.message).toContain("did you mean 'mamba'?");
    mamba.replace('mmaba', 'mamba');
    await client.diagnostics(path, (found) => found.length === 0);
    mamba.replace('\nseq_len: 1024', '\ntrain_seq_len: 1024');
    const [unknown] = await client.diagnostics(path, (found) => codes(found).includes('HS301'));
    expect(unknown?.message).toContain("did you mean 'seq_len' (data.yaml:8)?");
    expect(unknown?.range.start).toEqual({ line: 36, character: 0 });
    expect(unknown?.relatedInformation?.[0]?.location.uri).toBe(client.uri('configs/data.yaml'));
    mamba.replace('train_seq_len', 'seq_len');
    await client.diagnostics(path, (found) => found.length === 0);
  });

  it('offers a fix with the version of the document that it changes', async () => {
    const mamba = await client.open('configs/mamba.yaml');
    mamba.replace('\nseq_len: 1024', '\ntrain_seq_len: 1024');
    await client.diagnostics('configs/mamba.yaml', (found) => codes(found).includes('HS301'));
    const range = { start: { line: 36, character: 0 }, end: { line: 36, character: 13 } };
    const textDocument = { uri: client.uri('configs/mamba.yaml') };
    const context = { diagnostics: [], only: ['quickfix'] };
    const params = { textDocument, range, context };
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', params);
    expect(actions.map(({ title }) => title)).toEqual([
      "Change to 'seq_len'",
      "Remove 'train_seq_len'",
      'Ignore HS301 here',
    ]);
    expect(actions[0]?.edit?.documentChanges).toEqual([
      { textDocument: { ...textDocument, version: 2 }, edits: [{ range, newText: 'seq_len' }] },
    ]);
  });

  it('hears a comment that ignores a problem, and tells, faded, of one that ignores nothing', async () => {
    const path = 'configs/mamba.yaml';
    const mamba = await client.open(path);
    mamba.replace('\nseq_len: 1024', '\ntrain_seq_len: 1024');
    await client.diagnostics(path, (found) => codes(found).includes('HS301'));
    mamba.replace('\ntrain_seq_len: 1024', '\ntrain_seq_len: 1024  # hydrascope: ignore[HS301]');
    await client.diagnostics(path, (found) => found.length === 0);
    mamba.replace('\ntrain_seq_len: 1024', '\nseq_len: 1024');
    const [unused] = await client.diagnostics(path, (found) => codes(found).includes('HS604'));
    expect(unused).toMatchObject({ severity: DiagnosticSeverity.Hint, tags: [DiagnosticTag.Unnecessary] });
  });

  it('tells of values that come over others as they are typed, and of files that Hydra does not find', async () => {
    const path = 'configs/mamba.yaml';
    const mamba = await client.open(path);
    changeDisk('configs/old.yml', 'a: 1\n');
    const [yml] = await client.diagnostics('configs/old.yml', (found) => found.length > 0);
    expect(yml?.code).toBe('HS605');
    mamba.replace('\nseq_len: 1024', '\nseq_len: 65536');
    await client.diagnostics(path, (found) => codes(found).includes('HS205'));
  });

  it('tells, faded, of an option that nothing reaches, until a defaults list has its group', async () => {
    const path = 'configs/leftover/old.yaml';
    changeDisk(path, 'a: &one 1\nb: *one\n');
    const [found] = await client.diagnostics(path, (all) => codes(all).includes('HS606'));
    expect(found).toMatchObject({ severity: DiagnosticSeverity.Hint, tags: [DiagnosticTag.Unnecessary] });
    const mamba = await client.open('configs/mamba.yaml');
    mamba.replace('\n  - data', '\n  - leftover: null\n  - data');
    await client.diagnostics(path, (all) => !codes(all).includes('HS606'));
  });

  it('sees unsaved edits of the registry at once, and forgets them when the document closes', async () => {
    const registry = await client.open('trainer/trainer_registry.py');
    registry.replace('"mamba": ', '"mamba-2": ');
    await client.diagnostics('configs/mamba.yaml', (found) => codes(found).includes('HS401'));
    const mamba = await client.open('configs/mamba.yaml');
    mamba.replace('type: "mamba"', 'type: "mamba-2"');
    await client.diagnostics('configs/mamba.yaml', (found) => found.length === 0);
    registry.close();
    await client.diagnostics('configs/mamba.yaml', (found) => codes(found).includes('HS401'));
  });

  it('tells the problems of closed files, which follow unsaved base configs', async () => {
    const data = await client.open('configs/data.yaml');
    data.replace('seq_len: 65536', 'sequence_length: 65536');
    await client.diagnostics('configs/ngpt.yaml', (found) => codes(found).includes('HS303'));
    data.close();
    await client.diagnostics('configs/ngpt.yaml', (found) => found.length === 0);
  });

  it('follows files that are changed, created and deleted on the disk', async () => {
    const text = readFileSync(join(copy.folder, 'configs/ngpt.yaml'), 'utf8');
    changeDisk('configs/ngpt.yaml', text.replace('type: "ngpt"', 'type: "ngtp"'));
    await client.diagnostics('configs/ngpt.yaml', (found) => codes(found).includes('HS401'));
    changeDisk('configs/ngpt.yaml', text);
    await client.diagnostics('configs/ngpt.yaml', (found) => found.length === 0);
    changeDisk('configs/extra.yaml', 'defaults: [data, training, optim: adam, _self_]\ntype: ngpt\n');
    await client.diagnostics('configs/extra.yaml', (found) => codes(found).includes('HS111'));
    changeDisk('configs/optim/adam.yaml', 'lr: 1\n');
    await client.diagnostics('configs/extra.yaml', (found) => !codes(found).includes('HS111'));
    changeDisk('configs/extra.yaml', undefined);
    await client.diagnostics('configs/extra.yaml', (found) => found.length === 0);
    const primaries = await client.connection.sendRequest<PrimaryConfig[]>(PRIMARIES, null);
    expect(primaries.map(({ name }) => name)).not.toContain('extra');
    expect(primaries).toHaveLength(15);
  });

  it('publishes nothing for a clean workspace, and nothing outside of configs', async () => {
    writeFileSync(join(copy.folder, 'docker-compose.yaml'), 'a: "open\n');
    const published: string[] = [];
    client.connection.onNotification('textDocument/publishDiagnostics', ({ uri }: { uri: string }) => {
      published.push(uri);
    });
    await client.open('docker-compose.yaml');
    const mamba = await client.open('configs/mamba.yaml');
    mamba.replace('type: "mamba"', 'type: "mmaba"');
    const end = Date.now() + 5000;
    while (published.length === 0 && Date.now() < end) await new Promise((resume) => setTimeout(resume, 20));
    expect(published).toEqual([client.uri('configs/mamba.yaml')]);
  });
});

describe('a launch', () => {
  it('is an argument vector, with what it changes', async () => {
    const answer = await plan('configs/mamba.yaml', `seq_len=2048 'val_files="my data/*.bin"'`);
    expect(answer?.problems).toEqual([]);
    expect(answer?.command).toEqual({
      script: join(copy.folder, 'trainer', 'mytrainer.py'),
      args: ['--config-name=mamba', 'seq_len=2048', 'val_files="my data/*.bin"'],
      cwd: join(copy.folder, 'trainer'),
    });
    expect(answer?.changes).toContainEqual({ key: 'seq_len', before: '1024', after: '2048', from: 'mamba.yaml:37' });
  });

  it('of a sweep tells its jobs, and what may be typed next', async () => {
    const uri = client.uri('configs/mamba.yaml');
    const asked = { uri, overrides: 'seq_len=1,2 type=m', sweeps: true };
    const swept = (await client.connection.sendRequest(PLAN, asked)) as PlanResult;
    expect(swept.sweep).toMatchObject({ count: 2, launcher: 'basic' });
    expect(swept.command?.args[1]).toBe('--multirun');
    expect(swept.outputs).toBe(join(copy.folder, 'trainer', 'multirun'));
    const offers = (await client.connection.sendRequest(COMPLETE_OVERRIDE, {
      ...asked,
      offset: 18,
    })) as readonly OverrideOffer[];
    expect(offers.map(({ label }) => label)).toContain('mamba');
  });

  it.skipIf(python === undefined)(
    `prints the values that the hover showed ${python === undefined ? NO_PYTHON : ''}`,
    async () => {
      const mamba = await client.open('configs/mamba.yaml');
      const keys = ['seq_len', 'num_iterations', 'time_step_floor', 'd_state', 'type'];
      const shown = new Map<string, string>();
      for (const key of keys) {
        const head = /\*\*`([\w.]+): \w+ = (.*?)`\*\*/.exec((await mamba.hover(`${key}:`, 1)) ?? '');
        shown.set(head?.[1] ?? key, head?.[2] ?? 'no hover');
      }
      const { command } = (await plan('configs/mamba.yaml', '')) ?? {};
      const printed = launch(command);
      expect([...shown.keys()]).toEqual([
        'seq_len',
        'num_iterations',
        'model_cfg.time_step_floor',
        'model_cfg.d_state',
        'type',
      ]);
      for (const [key, value] of shown) expect(printed, key).toContain(`\n${key}: ${value}\n`);
    },
    PYTHON_TIMEOUT,
  );

  it.skipIf(python === undefined)(
    `prints the values that the plan promised for its overrides ${python === undefined ? NO_PYTHON : ''}`,
    async () => {
      const answer = await plan('configs/mamba.yaml', `seq_len=2048 model_cfg.d_state=32 'val_files="my data/*.bin"'`);
      const printed = launch(answer?.command);
      expect(answer?.changes).toHaveLength(3);
      for (const { key, after } of answer?.changes ?? []) expect(printed, key).toContain(`\n${key}: ${after}\n`);
    },
    PYTHON_TIMEOUT,
  );

  function launch(command: PlanResult['command']): string {
    if (command === undefined) throw new Error('the plan has no command');
    const { script, args, cwd } = command;
    const env = { ...process.env, MYTRAINER_PLAN_ONLY: '1' };
    const { stdout, stderr, status } = spawnSync(python ?? 'python3', [script, ...args], {
      cwd,
      encoding: 'utf8',
      env,
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return stdout;
  }

  it('compares what is typed with what is saved, and knows what else there is to compare with', async () => {
    const uri = client.uri('configs/mamba.yaml');
    const mamba = await client.open('configs/mamba.yaml');
    mamba.replace('seq_len: 1024', 'seq_len: 4096');
    const choices = await client.connection.sendRequest<CompareChoicesResult>(COMPARE_CHOICES, { uri });
    expect(choices).toMatchObject({ seen: { name: 'mamba', overrides: [] }, config: uri, unsaved: [uri] });
    const sides = { left: { uri, isSaved: true }, right: { uri } };
    const { differences } = await client.connection.sendRequest<CompareResult>(COMPARE, sides);
    expect(differences).toMatchObject([
      {
        key: 'seq_len',
        left: { value: '1024', from: 'mamba.yaml:37' },
        right: { value: '4096', from: 'mamba.yaml:37', target: { uri, line: 36 } },
        isDerived: false,
      },
    ]);
  });

  it('shows the composed config, unsaved edits included', async () => {
    const mamba = await client.open('configs/mamba.yaml');
    mamba.replace('seq_len: 1024', 'seq_len: 4096');
    const { name, text } = await client.connection.sendRequest<ComposedResult>(COMPOSED, {
      uri: client.uri('configs/mamba.yaml'),
    });
    expect(name).toBe('mamba');
    expect(text).toContain('\nseq_len: 4096\n');
  });
});
