// A new model config and what was found, as an editor asks for them: over the pipes of the built server.
import { expect, it } from 'vitest';
import {
  NEW_MODEL,
  NEW_MODEL_PLACES,
  type NewModelPlace,
  type NewModelResult,
  PROJECTS,
  type ProjectFacts,
} from '../../server/src/protocol.ts';
import { clientForEach } from '../support/wireClient.ts';

const client = clientForEach();

it('offers places and computes what would be written', async () => {
  const ask = <T>(method: string, params: object) => client.connection.sendRequest<T>(method, params);
  const [place] = await ask<NewModelPlace[]>(NEW_MODEL_PLACES, { uri: client.uri('configs') });
  expect(place).toMatchObject({ folder: 'configs', registry: { key: 'type', usual: 'current-best' } });
  const params = { root: place!.root, name: 'fresh', type: 'fresh', adapter: { kind: 'shared', like: 'mamba' } };
  const { changes, config } = await ask<NewModelResult>(NEW_MODEL, params);
  expect(config).toBe(client.uri('configs/fresh.yaml'));
  expect(changes.map(({ kind, uri }) => [kind, uri])).toEqual([
    ['create', client.uri('configs/fresh.yaml')],
    ['insert', client.uri('trainer/trainer_registry.py')],
  ]);
  await expect(ask(NEW_MODEL, { ...params, adapter: { kind: 'shared' } })).rejects.toThrow();
});

it('tells what was found', async () => {
  const [project] = await client.connection.sendRequest<ProjectFacts[]>(PROJECTS);
  expect(project).toEqual({
    folder: client.uri(''),
    hasFile: true,
    leftOut: [],
    hydra: '1.3',
    roots: [{ uri: client.uri('configs'), configs: 17, primaries: 15, apps: [client.uri('trainer/mytrainer.py')] }],
    registries: [{ symbol: 'ADAPTER_PATHS', names: 15 }],
  });
});
