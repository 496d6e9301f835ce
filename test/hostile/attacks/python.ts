// Python that is read and never run.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Attack, config, lines, MB } from './workspace.ts';

export const PYTHON: readonly Attack[] = [
  {
    name: 'Python of 9 MB of brackets',
    make: (folder) => writeFileSync(join(folder, 'brackets.py'), `import hydra\nx = ${'['.repeat(9 * MB)}`),
    told: [/brackets\.py: HS105 The file is larger than 8 MB/],
  },
  {
    name: 'Python of 7 MB of brackets',
    files: { 'brackets.py': `import hydra\nADAPTER_PATHS = ${'['.repeat(7 * MB)}` },
    told: [/brackets\.py: HS105 The file is longer than 1000000 characters/],
  },
  {
    name: 'Python of 900 kB of brackets, closed',
    files: { 'brackets.py': `import hydra\nADAPTER_PATHS = {}\nx = [${'[],'.repeat(300_000)}]` },
    told: [],
  },
  {
    name: '100,000 parentheses',
    files: { 'deep.py': `import hydra\nADAPTER_PATHS = ${'('.repeat(100_000)}1${')'.repeat(100_000)}\n` },
    told: [],
  },
  {
    name: '100,000 unary minuses',
    files: { 'deep.py': `import hydra\nADAPTER_PATHS = ${'-'.repeat(100_000)}1\n` },
    told: [],
  },
  {
    name: '100,000 nots, pluses and attributes',
    files: {
      'deep.py': `import hydra\nADAPTER_PATHS = ${'not '.repeat(25_000)}1\nb = ${'1+'.repeat(50_000)}1\nc = a${'.a'.repeat(50_000)}\nd = a${'()'.repeat(50_000)}\ne = ${'lambda: '.repeat(10_000)}1\nf = ${'1 if 1 else '.repeat(10_000)}2\ng = ${'1**'.repeat(50_000)}2\n`,
    },
    told: [],
  },
  {
    name: '2,000 levels of blocks of Python',
    files: {
      'deep.py': `import hydra\n${lines(2_000, (level) => `${' '.repeat(level)}if ADAPTER_PATHS:`)}\n${' '.repeat(2_000)}pass\n`,
    },
    told: [],
  },
  {
    name: '100,000 elifs',
    files: {
      'deep.py': `import hydra\nif ADAPTER_PATHS:\n    pass\n${lines(50_000, (each) => `elif x == ${each}:\n    y = ${each}`)}\n`,
    },
    told: [],
  },
  {
    name: 'constants that double',
    files: {
      'grow.py': `import hydra\nA0 = ["x"]\n${lines(60, (each) => `A${each + 1} = [A${each}, A${each}]`)}\nADAPTER_PATHS = {"a": A60}\n`,
    },
    told: [],
  },
  {
    name: 'texts that double',
    files: {
      'grow.py': `import hydra\nA0 = "xx"\n${lines(60, (each) => `A${each + 1} = A${each} + A${each}`)}\nB = "x" * 10**12\nC = 10 ** 10 ** 10\nD = 1 << 10**9\nE = [0] * 10**12\nADAPTER_PATHS = {A60: B}\n@hydra.main(config_path=A60, config_name=B)\ndef main(cfg): ...\n`,
    },
    told: [],
  },
  {
    name: 'imports in a circle',
    files: {
      'a.py': 'import hydra\nfrom b import *\nfrom b import ADAPTER_PATHS\n',
      'b.py': 'from a import *\nfrom a import ADAPTER_PATHS\n',
    },
    told: [],
  },
  {
    name: 'a registry of 100,000 names',
    files: {
      'reg.py': `ADAPTER_PATHS = {\n${lines(100_000, (each) => `    "m${each}": "models.m${each}:M${each}",`)}\n}\n`,
      ...config('type: m5\nmodel_adapter: null\n'),
    },
    told: [],
  },
  {
    name: 'a text of 1.9 MB in Python',
    files: { 'text.py': `import hydra\nADAPTER_PATHS = {"a": "${'x'.repeat(1_900_000)}"}\n` },
    told: [/text\.py: HS105/],
  },
  {
    name: 'classes that inherit from each other',
    files: {
      'cls.py': `from dataclasses import dataclass\nfrom hydra.core.config_store import ConfigStore\n${lines(300, (each) => `@dataclass\nclass C${each}(C${(each + 1) % 300}, C${(each + 7) % 300}):\n    a${each}: "C${(each + 3) % 300}" = None`)}\nConfigStore.instance().store(name="app_schema", node=C0)\n`,
      ...config('defaults: [app_schema, _self_]\n'),
    },
    told: [],
  },
];
