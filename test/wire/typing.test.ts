// What an editor asks while someone types and points, on the built server: half-typed texts, and what stays unseen.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startClient, trainerCopy, type WireClient } from '../support/wireClient.ts';

let copy: ReturnType<typeof trainerCopy>;
let client: WireClient;
beforeEach(async () => {
  copy = trainerCopy();
  process.env.HYDRASCOPE_TEST_TOKEN = 'a-secret-value';
  client = await startClient(copy.folder);
});
afterEach(async () => {
  await client.stop();
  delete process.env.HYDRASCOPE_TEST_TOKEN;
  copy.dispose();
});

describe('completion', () => {
  it('inside an interpolation, in a defaults list and in a header', async () => {
    const mamba = await client.open('configs/mamba.yaml');
    mamba.replace('seq_len: 1024', 'seq_len: ${');
    const paths = await mamba.complete('seq_len: ${', 'seq_len: ${'.length);
    expect(paths.map(({ label }) => label)).toEqual(expect.arrayContaining(['num_iterations', 'model_cfg', 'oc.env:']));
    mamba.replace('  - _self_', '  - \n  - _self_');
    const entries = await mamba.complete('  - \n', '  - '.length);
    expect(entries.map(({ label }) => label)).toEqual(expect.arrayContaining(['override', 'optional']));
    mamba.replace(mamba.text().slice(0, 1), `# @package \n${mamba.text().slice(0, 1)}`);
    const packages = await mamba.complete('# @package ', '# @package '.length);
    expect(packages.map(({ label }) => label)).toContain('_global_');
  });

  it('environment variables by their names: no answer has a value', async () => {
    const mamba = await client.open('configs/mamba.yaml');
    mamba.replace('seq_len: 1024', 'seq_len: ${oc.env:HYDRASCOPE_TEST_TOKEN}');
    const names = await mamba.complete('${oc.env:', '${oc.env:'.length);
    expect(names.map(({ label }) => label)).toContain('HYDRASCOPE_TEST_TOKEN');
    expect(JSON.stringify(names)).not.toContain('a-secret-value');
    const hover = await mamba.hover('${oc.env:', 4);
    expect(hover).toContain('is read from the environment of the run');
    expect(hover).not.toContain('a-secret-value');
  });
});

describe('hover', () => {
  it('on a defaults list, an entry of it and an interpolation', async () => {
    const mamba = await client.open('configs/mamba.yaml');
    expect(await mamba.hover('defaults:', 2)).toContain('Merged in this order for `mamba`');
    expect(await mamba.hover('- data', 3)).toContain('`seq_len` is overridden in [mamba.yaml]');
    mamba.replace('seq_len: 1024', 'seq_len: ${num_iterations}');
    expect(await mamba.hover('${num_iterations}', 4)).toContain('from `${num_iterations}`');
  });
});
