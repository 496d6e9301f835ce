// What the views ask, over the pipes of the built server.
import { describe, expect, it } from 'vitest';
import {
  DEFAULTS_TREE,
  type DefaultsTreeResult,
  EFFECTIVE_CONFIG,
  EFFECTIVE_VALUE,
  type EffectiveResult,
  type EffectiveValueResult,
  FOCUS_PROBLEMS,
  type FocusProblemsResult,
} from '../../server/src/protocol.ts';
import { clientForEach } from '../support/wireClient.ts';

const client = clientForEach();

const ask = <T>(method: string, more: object = {}) =>
  client.connection.sendRequest<T>(method, { uri: client.uri('configs/mamba.yaml'), ...more });

describe('the views', () => {
  it('are told of the composition as it is typed', async () => {
    const document = await client.open('configs/mamba.yaml');
    document.replace('seq_len: 1024', 'seq_len: 4096');
    const { seen, keys, files } = await ask<EffectiveResult>(EFFECTIVE_CONFIG);
    const key = keys.find(({ name }) => name === 'seq_len');
    expect(seen).toEqual({ name: 'mamba', overrides: [] });
    expect(key).toMatchObject({ value: '4096', differs: true });
    expect(key?.writes.map(({ at }) => files[at?.[0] ?? -1])).toEqual([
      client.uri('configs/mamba.yaml'),
      client.uri('configs/data.yaml'),
    ]);
    const value = await ask<EffectiveValueResult>(EFFECTIVE_VALUE, { path: ['seq_len'] });
    expect(value).toEqual({ value: '4096', override: 'seq_len=4096' });
    const { entries } = await ask<DefaultsTreeResult>(DEFAULTS_TREE);
    expect(entries[1]?.entries.map(({ label }) => label)).toEqual(['data', 'training', '_self_']);
    expect(await ask<FocusProblemsResult>(FOCUS_PROBLEMS)).toEqual([]);
    document.replace('- training', '- trainig');
    const [problem] = await ask<FocusProblemsResult>(FOCUS_PROBLEMS);
    expect(problem).toMatchObject({ severity: 'error', place: { uri: document.uri, line: 3 } });
  });

  it('refuse what is no question of theirs', async () => {
    await expect(client.connection.sendRequest(EFFECTIVE_CONFIG, { uri: 1 })).rejects.toThrow();
    await expect(ask(EFFECTIVE_VALUE, { path: [1] })).rejects.toThrow();
    expect(await ask(EFFECTIVE_VALUE, { path: ['nowhere'] })).toBeNull();
  });
});
