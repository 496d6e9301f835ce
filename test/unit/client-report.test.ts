import { describe, expect, it } from 'vitest';
import { foundLines } from '../../client/src/help/foundLines.ts';
import { logLines, type Private, redacted, reportText } from '../../client/src/help/reportText.ts';
import type { ProjectFacts } from '../../server/src/protocol.ts';

const SECRETS: Private = {
  home: '/home/jane',
  user: 'jane',
  variables: new Map([
    ['HOME', '/home/jane'],
    ['API_TOKEN', 'sk-123456'],
    ['LEVEL', '1'],
  ]),
};
const PROJECT: ProjectFacts = {
  folder: 'file:///home/jane/secret-plan',
  hasFile: true,
  hydra: '1.3',
  roots: [
    {
      uri: 'file:///home/jane/secret-plan/configs',
      configs: 17,
      primaries: 15,
      apps: ['file:///home/jane/secret-plan/a.py'],
    },
  ],
  registries: [{ symbol: 'MODELS', names: 15 }],
  leftOut: [{ budget: 'walkFolders', folders: 1 }],
};

describe('a report', () => {
  const LOG = [
    '2026-01-02 03:04:05.678 [info] started in /home/jane/work with sk-123456',
    '2026-01-02 03:04:05.679 [trace] Sending request: {',
    '  "text": "password: hunter2"',
    '2026-01-02 03:04:05.680 [error] it failed ```',
    '    at somewhere.ts:1',
  ].join('\n');
  const text = reportText(
    {
      versions: [['hydrascope', '0.1.0']],
      projects: [PROJECT],
      settings: [['hydrascope.python', '"/home/jane/.venv/bin/python"']],
      log: LOG,
    },
    SECRETS,
  );

  it('has versions, sizes, changed settings and the log', () => {
    expect(text).toContain('- hydrascope: 0.1.0\n');
    expect(text).toContain(
      '- Project 1: Hydra 1.3, with hydrascope.yaml; 17 configs, 15 to launch, 1 apps; MODELS with 15 names; 1 left out by the budget walkFolders\n',
    );
    expect(text).toContain('- `hydrascope.python`: `"~/.venv/bin/python"`');
    expect(text).toContain(
      "[info] started in ~/work with <API_TOKEN>\n2026-01-02 03:04:05.680 [error] it failed '''\n    at somewhere.ts:1",
    );
  });

  it('has no home folder, no user, no environment value, no folder of the user and no content of files', () => {
    for (const secret of ['jane', 'sk-123456', 'secret-plan', 'hunter2']) expect(text).not.toContain(secret);
  });

  it('says so where there is nothing to say', () => {
    const empty = reportText({ versions: [], projects: [], settings: [], log: '' }, SECRETS);
    expect(empty).toContain('No project is known, or the language server does not run.');
    expect(empty).toContain('as they come\n\nNone.\n');
  });

  it('keeps the last lines of a long log, and cuts long ones', () => {
    const lines = logLines(
      Array.from({ length: 400 }, (_, each) => `a b [info] ${each} ${'x'.repeat(500)}`).join('\n'),
    );
    expect(lines).toHaveLength(150);
    expect(lines.at(-1)).toMatch(/^a b \[info\] 399 x+…$/);
    expect(Math.max(...lines.map((line) => line.length))).toBe(301);
  });

  it('knows the home folder of Windows however it is written', () => {
    const secrets = { home: 'C:\\Users\\Jo Do', user: 'Jo Do', variables: new Map() };
    const written = 'C:\\Users\\Jo Do\\a C:/Users/Jo Do/a "C:\\\\Users\\\\Jo Do\\\\a"';
    expect(redacted(written, secrets)).toBe('~\\a ~/a "~\\\\a"');
  });
});

describe('what the output says of projects', () => {
  it('is a line for each folder of configs and each registry', () => {
    expect(foundLines([PROJECT], (uri) => uri.split('/').slice(-1)[0] ?? '')).toEqual([
      'Project secret-plan: Hydra 1.3, as hydrascope.yaml says',
      '  configs in configs: 17, 15 of them to launch; started by a.py',
      '  registry MODELS: 15 names',
    ]);
  });

  it('says what to do where there is none', () => {
    expect(foundLines([{ ...PROJECT, roots: [], hasFile: false }], String)[0]).toContain('name one under "roots"');
    expect(foundLines([], String)).toEqual(['No workspace folder is open.']);
  });
});
