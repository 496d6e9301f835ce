// The server hears of every change on the disk of a file that it looks for.
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../../server/src/project/index.ts';
import { textFilesWalked } from '../../server/src/project/walk.ts';
import { WATCHED } from '../../server/src/protocol.ts';
import { memoryHost, ROOT } from '../support/memoryHost.ts';

const NAMES = [
  ...['a.sh', 'a.bash', 'a.zsh', 'a.slurm', 'a.sbatch', 'a.pbs', 'a.md', 'a.mk', 'GNUmakefile', 'Makefile', 'makefile'],
  ...[
    'a.py',
    'a.pyi',
    'a.ipynb',
    'a.yaml',
    'a.yml',
    'a.json',
    'a.jsonc',
    'a.toml',
    'a.cfg',
    'a.ini',
    'a.conf',
    'a.txt',
  ],
  ...[
    'a.rst',
    'a.tex',
    'a.org',
    'a.bat',
    'a.cmd',
    'a.ps1',
    'a.fish',
    'a.R',
    'a.jl',
    'a.nix',
    'a.gin',
    'a.tmpl',
    'a.j2',
  ],
  ...['a.jinja', 'a.jinja2', 'a.in', 'a.i', 'Dockerfile', 'Dockerfile.gpu', 'Justfile', 'justfile', 'Jenkinsfile'],
  ...['Snakefile', 'Procfile', 'noxfile.py', 'requirements.txt', 'pyproject.toml', 'setup.cfg', 'environment.yml'],
  ...['Pipfile', 'Pipfile.lock', 'a.bin', 'a.png', 'LICENSE', 'a.lock', 'a.css'],
];

describe('of all files', () => {
  const isWatched = picomatch(WATCHED, { dot: true });
  const files = new Map(NAMES.map((name) => [`below/${name}`, 'x\n']));
  const { files: read } = createWorkspace(memoryHost(files), { folders: [ROOT] }).snapshot();
  const found = textFilesWalked(read, ROOT).found.map((uri) => uri.slice(`${ROOT}/`.length));

  it('those that may name a config are watched', () => {
    expect(found.length).toBeGreaterThan(40);
    expect(found.filter((path) => !isWatched(path))).toEqual([]);
  });

  it('what nobody reads is not', () => {
    expect(NAMES.filter((name) => isWatched(`below/${name}`) && !found.includes(`below/${name}`))).toEqual(['Pipfile']);
  });
});
