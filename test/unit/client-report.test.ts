import { describe, expect, it } from 'vitest';
import { foundLines } from '../../client/src/help/foundLines.ts';
import { type Private, redacted } from '../../client/src/help/redact.ts';
import { logLines, reportText } from '../../client/src/help/reportText.ts';
import type { ProjectFacts } from '../../server/src/protocol.ts';

const SECRETS: Private = {
  homes: ['/home/jane'],
  user: 'jane',
  folders: [],
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
      '- Project 1: Hydra 1.3, with hydrascope.yaml; 17 configs, 15 to launch, 1 apps; `MODELS` with 15 names; 1 left out by the budget walkFolders\n',
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

  it('has nothing of a value that is longer than a line of the log', () => {
    const key = `-----BEGIN KEY-----\n${'k'.repeat(400)}\n-----END KEY-----`;
    const token = 't'.repeat(800);
    const variables = new Map([
      ['DEPLOY_KEY', key],
      ['TOKEN', token],
    ]);
    const log = `2026-01-02 03:04:05.678 [error] ${'x'.repeat(100)} ${token} ${key}`;
    const told = reportText({ versions: [], projects: [], settings: [], log }, { ...SECRETS, variables });
    expect(told).toContain(`${'x'.repeat(100)} <TOKEN> <DEPLOY_KEY>\n`);
  });

  it('has no markup of a name in it', () => {
    const registries = [{ symbol: 'A`\n# B @all', names: 1 }];
    const told = reportText({ versions: [], projects: [{ ...PROJECT, registries }], settings: [], log: '' }, SECRETS);
    expect(told).toContain('; ``A` # B @all`` with 1 names');
  });
});

describe('what is taken out of a report', () => {
  it.each<readonly [string, string, string, Partial<Private>]>([
    [
      'the home folder of Windows however it is written',
      'C:\\Users\\Jo Do\\a C:/Users/Jo Do/a "C:\\\\Users\\\\Jo Do\\\\a" file:///c%3A/Users/Jo%20Do/a c:\\users\\jo do',
      '~\\a ~/a "~\\\\a" file:///~/a ~',
      { homes: ['C:\\Users\\Jo Do'], user: 'Jo Do' },
    ],
    [
      'a home folder that is a link',
      '/home/jane/a /data/u7/jane/a',
      '~/a ~/a',
      { homes: ['/home/jane', '/data/u7/jane'] },
    ],
    [
      'folders of the workspace, in the home folder or not',
      '/home/jane/plan/a file:///srv/big%20plan/b /home/jane/c',
      '<folder 1>/a file://<folder 2>/b ~/c',
      { folders: ['/home/jane/plan', '/srv/big plan'] },
    ],
    ["the user's name as a word", '/scratch/jane/x jane-1 Jane janet', '/scratch/<user>/x <user>-1 <user> janet', {}],
    ['one that begins with a letter of another script', '/scratch/émile/x', '/scratch/<user>/x', { user: 'émile' }],
    ['a short one where it is a folder', '/scratch/jo/x jo a/jo', '/scratch/<user>/x jo a/<user>', { user: 'jo' }],
    [
      'values as they are written in JSON and in addresses',
      'a"b c\\d a\\"b c\\\\d a%22b%20c%5Cd',
      '<WORDS> <WORDS> <WORDS>',
      { variables: new Map([['WORDS', 'a"b c\\d']]) },
    ],
    [
      'short values only where their names say that they are secret',
      'pw1 dev',
      '<DB_PASSWORD> dev',
      {
        variables: new Map([
          ['DB_PASSWORD', 'pw1'],
          ['STAGE', 'dev'],
        ]),
      },
    ],
    [
      'a value that another one is a part of',
      'abcdef abcdefgh',
      '<SHORT> <LONG>',
      {
        variables: new Map([
          ['SHORT', 'abcdef'],
          ['LONG', 'abcdefgh'],
        ]),
      },
    ],
    [
      'credentials of addresses',
      'https://me:pw@git.example/x?access_token=abc&page=2 postgres://u:p@db/x',
      'https://<credentials>@git.example/x?access_token=<credential>&page=2 postgres://<credentials>@db/x',
      {},
    ],
    [
      'what services issue',
      'Bearer abcdef123456 ghp_abcdefghij0123 AKIAABCDEFGHIJKLMNOP eyJhbGciOiJI.eyJzdWIiOiIx.sig hf_abcdefghijk',
      'Bearer <credential> <credential> <credential> <credential> <credential>',
      {},
    ],
    ['nothing else', 'seq_len 1024 a/b.yaml:3 sk-1 key=1', 'seq_len 1024 a/b.yaml:3 sk-1 key=1', {}],
    [
      'the whole of a value that has credentials',
      'to postgres://u:p@db/x',
      'to <DB>',
      { variables: new Map([['DB', 'postgres://u:p@db/x']]) },
    ],
    ['half of a letter', '\ud800abcdef', '<HALF>', { variables: new Map([['HALF', '\ud800abcdef']]) }],
  ])('%s', (_, text, shown, secrets) => {
    expect(redacted(text, { ...SECRETS, ...secrets })).toBe(shown);
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
