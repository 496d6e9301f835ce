// The documents keep up with what they are about.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ROWS } from '../bench/rows.mjs';
import { rulesPage } from '../tools/rulesPage.ts';

const REPOSITORY = fileURLToPath(new URL('../', import.meta.url));

const pages = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync(join(REPOSITORY, 'docs')).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'));

function read(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8');
}

describe('docs/rules.md', () => {
  it('is what `npm run docs` writes', () => {
    expect(read('docs/rules.md')).toBe(rulesPage());
  });
});

describe('docs/benchmarks.md', () => {
  it('has the rows that `npm run bench` measures', () => {
    const lines = read('docs/benchmarks.md')
      .split('\n')
      .filter((line) => line.startsWith('| '));
    const shown = lines.slice(2).map((line) => {
      const [, name = '', workspace = ''] = line.split('|');
      return `${name.trim()}: ${workspace.replace(/\(.*\)/, '').trim()}`;
    });
    expect(shown).toEqual(
      ROWS.flatMap(({ name, workspaces }) => workspaces.map((workspace) => `${name}: ${workspace}`)),
    );
  });
});

describe('docs/features.md', () => {
  it('names every setting and every command', () => {
    const { contributes } = JSON.parse(read('package.json')) as {
      contributes: {
        commands: readonly { command: string }[];
        configuration: readonly { properties: Record<string, unknown> }[];
      };
    };
    const names = [
      ...contributes.commands.map(({ command }) => command),
      ...contributes.configuration.flatMap(({ properties }) => Object.keys(properties)),
    ];
    const text = read('docs/features.md');
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('README.md', () => {
  it('has its pictures', () => {
    const pictures = [...read('README.md').matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path!);
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.filter((path) => !existsSync(join(REPOSITORY, path)))).toEqual([]);
  });
});

describe.each(pages)('%s', (page) => {
  const text = read(page);

  it('links to files that are there', () => {
    const paths = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path!);
    const links = paths.filter((path) => !/\.png$/.test(path));
    expect(links.filter((path) => !existsSync(join(REPOSITORY, dirname(page), path)))).toEqual([]);
  });

  it('names npm scripts that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/\bnpm (?:run )?(test|start|(?<=run )[\w:-]+)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('package.json', () => {
  it('claims nothing of YAML: other extensions, such as that of Red Hat, bring its language, its grammar and a formatter', () => {
    const { contributes } = JSON.parse(read('package.json')) as { contributes: object };
    const claims = [
      'languages',
      'grammars',
      'snippets',
      'configurationDefaults',
      'yamlValidation',
      'semanticTokenScopes',
    ];
    expect(claims.filter((each) => each in contributes)).toEqual([]);
  });
});
