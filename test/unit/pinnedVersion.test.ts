import { expect, it } from 'vitest';
import { createWorkspace, MEMORY_ROOT, memoryHost } from '../../server/src/project/index.ts';

function versionOf(files: Readonly<Record<string, string>>): string | undefined {
  const host = memoryHost(new Map(Object.entries(files)));
  return createWorkspace(host, { folders: [MEMORY_ROOT] })
    .snapshot()
    .projects()[0]?.version;
}

it.each([
  ['requirements.txt', 'torch\nhydra-core==1.4.0rc3\n', '1.4'],
  ['requirements.txt', 'hydra-core==1.3.2\n', '1.3'],
  ['app/requirements-dev.txt', 'hydra_core >= 1.4, <2\n', '1.4'],
  ['pyproject.toml', 'dependencies = ["hydra-core~=1.4"]\n', '1.4'],
  ['pyproject.toml', '[tool.poetry.dependencies]\nhydra-core = "^1.4"\n', '1.4'],
  ['setup.py', 'install_requires=["hydra-core[extra]>=1.3"]\n', '1.3'],
  ['requirements.txt', 'hydra-core<1.4\n', '1.3'],
  ['requirements.txt', 'hydra-core\n', '1.3'],
  ['notes.txt', 'hydra-core==1.4\n', '1.3'],
])('%s: %s asks for %s', (path, text, version) => {
  expect(versionOf({ [path]: text })).toBe(version);
});

it('is what the project file says, where it says', () => {
  expect(versionOf({ 'requirements.txt': 'hydra-core==1.4\n', 'hydrascope.yaml': 'hydra: "1.3"\n' })).toBe('1.3');
});
