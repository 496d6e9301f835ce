// What is remembered of a workspace does not grow with what was typed and is not there any more.
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../../server/src/project/index.ts';
import { memoryHost, ROOT, uriAt } from '../support/memoryHost.ts';

const APP = `import hydra

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
`;

describe('names that are half typed', () => {
  it.each([false, true])('are not looked for for ever (on a disk that folds letters: %s)', (foldsCase) => {
    const files = new Map([
      ['app.py', APP],
      ['conf/config.yaml', 'defaults: [base, _self_]\na: 1\n'],
      ['conf/base.yaml', 'b: 2\n'],
    ]);
    const workspace = createWorkspace({ ...memoryHost(files), foldsCase }, { folders: [ROOT] });
    const uri = uriAt('conf/config.yaml');
    const key = { root: uriAt('conf'), name: 'config', overrides: [], version: '1.3' } as const;
    const messages = () =>
      workspace
        .snapshot()
        .compose(key)
        .problems.map(({ message }) => message)
        .join();
    const type = (name: string) => {
      workspace.apply([{ kind: 'edit', uri, text: `defaults: [base, ${name}, _self_]\na: 1\n` }]);
      const told = messages();
      workspace.settle();
      return told;
    };
    expect(type('name0')).toContain('name0');
    const early = workspace.looked().length;
    for (let count = 1; count < 2_600; count++) expect(type(`name${count}`)).toContain(`name${count}`);
    // The last of them may be known still.
    expect(workspace.looked().length).toBeLessThan(early + 2 * 512 + 100);

    // What was forgotten is found when it comes, and so is a change of what was known all along.
    type('name5');
    files.set('conf/name5.yaml', 'c: 3\n');
    workspace.apply([{ kind: 'disk', uri: uriAt('conf/name5.yaml') }]);
    expect(messages()).toBe('');
    files.delete('conf/base.yaml');
    workspace.apply([{ kind: 'disk', uri: uriAt('conf/base.yaml') }]);
    expect(messages()).toContain("'base'");
  });
});

describe('a config that lists itself', () => {
  it('is merged once in each composition, not once a round', () => {
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}: ${index}\n`).join('');
    const files = new Map([
      ['app.py', APP],
      ['conf/config.yaml', 'defaults: [base, _self_]\nk0: 2\n'],
      ['conf/base.yaml', `defaults: [other, _self_]\n${keys}`],
      ['conf/other.yaml', 'defaults: [base, _self_]\nk1: 3\nonly: 4\n'],
    ]);
    const workspace = createWorkspace(memoryHost(files), { folders: [ROOT] });
    const key = { root: uriAt('conf'), name: 'config', overrides: [], version: '1.3' } as const;
    const { root, defaultsList, problems } = workspace.snapshot().compose(key);
    expect(problems.map(({ code }) => code)).toEqual(['HS116']);
    const own = defaultsList.filter(({ configPath }) => !configPath.startsWith('hydra/'));
    expect(own.map(({ configPath }) => configPath)).toEqual(['other', 'base', 'config']);
    // The good half is as it would be without the circle.
    const values = ['k0', 'k1', 'only'].map((name) => root.children.get(name)?.leaf);
    expect(values).toEqual([2n, 1n, 4n].map((v) => ({ t: 'int', v })));
    expect(Math.max(...[...root.children.values()].map(({ writes }) => writes.length))).toBe(2);
  });
});
