// What files are seen from, as an editor asks and says it: over the pipes of the built server.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LocationLink } from 'vscode-languageserver-types';
import {
  CHANGED,
  COMPOSED,
  type ComposedResult,
  FOCUS,
  FOCUS_CHOICES,
  type Focus,
  type FocusChoicesResult,
  type FocusResult,
  PLAN,
  type PlanResult,
  SET_FOCUS,
} from '../../server/src/protocol.ts';
import { clientForEach, startClient } from '../support/wireClient.ts';

const client = clientForEach();

const PIN: Focus = { name: 'mamba', overrides: ['num_iterations=3'] };

const ask = <T>(method: string, path: string, more: object = {}) =>
  client.connection.sendRequest<T>(method, { uri: client.uri(path), ...more });
const focus = (path: string) => ask<FocusResult>(FOCUS, path);
const pin = (given: Focus | null) =>
  client.connection.sendNotification(SET_FOCUS, { root: client.uri('configs'), pin: given });

describe('a pin', () => {
  it('changes what is seen in every file that it reaches, until it is taken away', async () => {
    const data = await client.open('configs/data.yaml');
    expect(await focus('configs/data.yaml')).toEqual({
      root: client.uri('configs'),
      seen: { name: 'base_mtp', overrides: [] },
      errors: 0,
    });
    await pin(PIN);
    expect(await focus('configs/data.yaml')).toMatchObject({ seen: PIN, pin: PIN });
    const hover = await data.hover('seq_len: 65536', 2);
    expect(hover).toMatch(/^\*\*`seq_len: int = 1024`\*\*/);
    expect(hover).toMatch(/as seen from `mamba num_iterations=3`[\s\S]*`65536` in 14 configs, `1024` in 1/);
    const [link] = await data.define('seq_len: 65536', 2);
    expect((link as LocationLink).targetUri).toBe(client.uri('configs/mamba.yaml'));
    const composed = await ask<ComposedResult>(COMPOSED, 'configs/training.yaml');
    expect(composed).toMatchObject({ name: 'mamba', overrides: PIN.overrides });
    expect(composed.text).toMatch(/^num_iterations: 3$/m);
    expect((await data.lenses())[1]?.command?.title).toBe('Show composed config of mamba num_iterations=3');
    expect(await focus('configs/gpt2.yaml')).toMatchObject({ seen: { name: 'gpt2' }, fault: { kind: 'apart' } });

    await pin(null);
    expect(await focus('configs/data.yaml')).toMatchObject({ seen: { name: 'base_mtp', overrides: [] } });
    expect(await data.hover('seq_len: 65536', 2)).toMatch(/^\*\*`seq_len: int = 65536`\*\*/);
  });

  it('is followed by the word that compositions changed', async () => {
    const changed = new Promise<void>((done) => client.connection.onNotification(CHANGED, done));
    await pin(PIN);
    await changed;
  });

  it('falls back while its overrides fail, and is seen again once an edit sets that right', async () => {
    const mamba = await client.open('configs/mamba.yaml');
    await pin({ name: 'mamba', overrides: ['model_cfg.n_layers=2'] });
    expect(await focus('configs/data.yaml')).not.toHaveProperty('fault');
    mamba.replace('n_layers:', 'n_layer:');
    expect(await focus('configs/data.yaml')).toMatchObject({
      seen: { name: 'base_mtp', overrides: [] },
      fault: { kind: 'refused', message: expect.stringContaining('n_layers') },
    });
    mamba.replace('n_layer:', 'n_layers:');
    const told = await focus('configs/data.yaml');
    expect(told).toMatchObject({ seen: { name: 'mamba', overrides: ['model_cfg.n_layers=2'] } });
    expect(told).not.toHaveProperty('fault');
  });

  it.each([null, [], {}, { root: 7 }, { root: 'x', pin: 7 }, { root: 'file:///%%%', pin: PIN }, { pin: PIN }])(
    'that is %j is survived',
    async (params) => {
      await client.connection.sendNotification(SET_FOCUS, params);
      expect(await focus('configs/data.yaml')).toMatchObject({ seen: { name: 'base_mtp' } });
    },
  );
});

describe('a server that starts', () => {
  it('is told what the client remembers', async () => {
    const root = client.uri('configs');
    const pins = [{ root, ...PIN }, { root: 1 }, null];
    const other = await startClient(client.folder, undefined, { pins });
    const params = { uri: other.uri('configs/data.yaml') };
    expect(await other.connection.sendRequest<FocusResult>(FOCUS, params)).toMatchObject({ seen: PIN, pin: PIN });
    await other.stop();
  });
});

describe('the choices', () => {
  it('tell the value under the cursor in each composition, after unsaved edits too', async () => {
    const data = await client.open('configs/data.yaml');
    const line = data.text().slice(0, data.text().indexOf('\nseq_len')).split('\n').length;
    const position = { line, character: 2 };
    const values = async () => {
      const told = await ask<FocusChoicesResult>(FOCUS_CHOICES, 'configs/data.yaml', { position });
      expect(told).toMatchObject({ key: 'seq_len', isCut: false, automatic: { name: 'base_mtp' } });
      return new Map(told.choices.map(({ name, value }) => [name, value]));
    };
    const before = await values();
    expect(before.size).toBe(15);
    expect([before.get('mamba'), before.get('gpt2')]).toEqual(['1024', '65536']);
    data.replace('seq_len: 65536', 'seq_len: 4096');
    const after = await values();
    expect([after.get('mamba'), after.get('gpt2')]).toEqual(['1024', '4096']);
  });

  it('have the experiments that a user adds', async () => {
    const experiment = 'configs/experiment/short.yaml';
    const mamba = await client.open('configs/mamba.yaml');
    await client.connection.sendNotification('textDocument/didOpen', {
      textDocument: {
        uri: client.uri(experiment),
        languageId: 'yaml',
        version: 1,
        text: '# @package _global_\nnum_iterations: 10\n',
      },
    });
    const line = mamba.text().slice(0, mamba.text().indexOf('\nnum_iterations')).split('\n').length;
    const position = { line, character: 2 };
    const { choices } = await ask<FocusChoicesResult>(FOCUS_CHOICES, 'configs/mamba.yaml', { position });
    expect(choices.map(({ name, overrides, value }) => [name, ...overrides, value])).toEqual([
      ['mamba', '1750'],
      ['mamba', '+experiment=short', '10'],
    ]);
    writeFileSync(join(client.folder, 'notes.txt'), '');
    expect(await ask<FocusChoicesResult>(FOCUS_CHOICES, 'notes.txt')).toMatchObject({ choices: [] });
  });
});

describe('a plan', () => {
  it('tells the words of its line, and whether a file takes part', async () => {
    const plan = (reaches: string) =>
      ask<PlanResult>(PLAN, 'configs/mamba.yaml', { overrides: "seq_len=2 '+note=a b'", reaches: client.uri(reaches) });
    expect(await plan('configs/data.yaml')).toMatchObject({ overrides: ['seq_len=2', '+note=a b'], reaches: true });
    expect(await plan('configs/gpt2.yaml')).toMatchObject({ reaches: false });
  });
});
