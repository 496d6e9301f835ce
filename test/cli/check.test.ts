// `hydrascope check`: its formats, what it fixes, which rules it goes by, and when it fails.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { githubReport } from '../../server/src/cli/writers/github.ts';
import { RULES } from '../../server/src/features/index.ts';
import { BUDGETS } from '../../server/src/text/index.ts';
import { CLI, foldersOnDisk, REPOSITORY, runCli } from '../support/cli.ts';

const folderOf = foldersOnDisk();
const check = (folder: string, ...args: readonly string[]) => runCli(folder, ['check', ...args]);

const PROJECT = `
-- train.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="train")
def main(cfg): ...
-- conf/train.yaml --
defaults: [_self_]
lr: 0.1
dim: \${optim.lr}
-- run.sh --
python train.py lrr=1
python train.py lrr=2 +lr=3
-- README.md --
\`\`\`bash
python train.py lrr=1
\`\`\`
`;

describe('--format', () => {
  it('sarif is valid by the schema of SARIF 2.1.0, and says where, what and how to mend it', () => {
    const folder = folderOf(PROJECT);
    const { status, out } = check(folder, '--format', 'sarif');
    expect(status).toBe(1);
    const log = JSON.parse(out);
    // Of draft 4 it uses nothing that later drafts read in another way, but the name of its own address.
    const {
      $schema: _,
      id: $id,
      ...schema
    } = JSON.parse(readFileSync(join(REPOSITORY, 'test/fixtures/sarif-schema-2.1.0.json'), 'utf8'));
    const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile({ $id, ...schema });
    validate(log);
    expect(validate.errors ?? []).toEqual([]);
    const [{ tool, results }] = log.runs;
    const ids = tool.driver.rules.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(RULES.flatMap(({ codes }) => codes));
    for (const { ruleId, ruleIndex } of results) expect(ids[ruleIndex]).toBe(ruleId);
    const script = results.filter(
      (each: { locations: [{ physicalLocation: { artifactLocation: { uri: string } } }] }) =>
        each.locations[0].physicalLocation.artifactLocation.uri.endsWith('run.sh'),
    );
    expect(script[0]).toMatchObject({
      ruleId: 'HS512',
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'run.sh', uriBaseId: '%SRCROOT%' },
            region: { startLine: 1, startColumn: 17, endLine: 1, endColumn: 20 },
          },
        },
      ],
      fixes: [{ description: { text: "Change to 'lr'" } }, {}],
    });
  });

  it('github is a workflow command for each problem', () => {
    const { out } = check(folderOf(PROJECT), '--format=github', 'run.sh');
    expect(out.split('\n')[0]).toBe(
      "::error file=run.sh,line=1,endLine=1,col=17,endColumn=20,title=hydrascope HS512::'lrr' is not a key of 'train'; did you mean 'lr'?",
    );
  });

  it('github keeps to one line, whatever names and messages hold', () => {
    const finding = {
      code: 'HS101',
      severity: 'info',
      file: 'a,b:%.yaml',
      line: 1,
      column: 2,
      endLine: 3,
      endColumn: 4,
      related: [],
      fixes: [],
    } as const;
    expect(githubReport([{ ...finding, message: '100%\r\n::error::no' }])).toBe(
      '::notice file=a%2Cb%3A%25.yaml,line=1,endLine=3,title=hydrascope HS101::100%25%0D%0A::error::no\n',
    );
  });

  it('is one of those that there are', () => {
    expect(check(REPOSITORY, '--format', 'xml')).toMatchObject({ status: 2 });
  });
});

describe('--fix', () => {
  it('makes the preferred fixes until none is left, and says what it did', () => {
    const folder = folderOf(PROJECT);
    const { status, out, err } = check(folder, '--fix', 'run.sh', 'README.md');
    expect(err).toBe('fixed README.md (1 fix)\nfixed run.sh (3 fixes)\n');
    expect(out).toBe('no problems\n');
    expect(status).toBe(0);
    expect(readFileSync(join(folder, 'run.sh'), 'utf8')).toBe('python train.py lr=1\npython train.py lr=2 lr=3\n');
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('python train.py lr=1');
    expect(check(folder, '--fix', 'run.sh')).toEqual({ status: 0, out: 'no problems\n', err: '' });
  });

  it('keeps a byte order mark and line ends', () => {
    const folder = folderOf(PROJECT);
    writeFileSync(join(folder, 'run.sh'), '\ufeff#!/bin/sh\r\npython train.py lrr=1\r\n');
    check(folder, '--fix', 'run.sh');
    expect(readFileSync(join(folder, 'run.sh'), 'utf8')).toBe('\ufeff#!/bin/sh\r\npython train.py lr=1\r\n');
  });

  it('writes nothing outside of the project', () => {
    const folder = folderOf(PROJECT);
    const elsewhere = folderOf('-- other.sh --\npython train.py lrr=1\n');
    symlinkSync(join(elsewhere, 'other.sh'), join(folder, 'linked.sh'));
    const { err, status } = check(folder, '--fix', '--allow', elsewhere, 'linked.sh');
    expect(err).toBe('left linked.sh alone: it lies outside of the project\n');
    expect(status).toBe(1);
    expect(readFileSync(join(elsewhere, 'other.sh'), 'utf8')).toBe('python train.py lrr=1\n');
  });

  it('fixes what it is asked to check alone', () => {
    const folder = folderOf(PROJECT);
    check(folder, '--fix', '--ignore', 'HS512');
    expect(readFileSync(join(folder, 'run.sh'), 'utf8')).toContain('lrr=1');
  });

  it('fixes what a flag alone lets be told', () => {
    const folder = folderOf(`${PROJECT}-- hydrascope.yaml --\nrules: { HS512: off }\n`);
    expect(check(folder, '--fix', 'run.sh').err).toBe('');
    expect(check(folder, '--fix', '--rule', 'HS512=info', 'run.sh').err).toBe('fixed run.sh (3 fixes)\n');
  });
});

describe('what counts', () => {
  it('is what --rule, --only and --ignore say, over the project file', () => {
    const folder = folderOf(`${PROJECT}-- hydrascope.yaml --\nrules: { HS512: off }\n`);
    const codes = (...args: readonly string[]) =>
      JSON.parse(check(folder, '--format', 'json', ...args).out).problems.map(
        ({ code, severity }: { code: string; severity: string }) => `${code} ${severity}`,
      );
    expect(codes()).toEqual(['HS201 warning']);
    expect(codes('--rule', 'commands=info', 'run.sh')).toEqual(['HS512 info', 'HS512 info', 'HS512 info']);
    expect(codes('--rule', 'HS512=error', '--only', 'HS201')).toEqual(['HS201 warning']);
    expect(codes('--ignore', 'interpolation,HS511')).toEqual([]);
    expect(check(folder, '--rule', 'HS512=loud').err).toContain('--rule is CODE=SEVERITY');
    expect(check(folder, '--only', 'interpolaton').err).toContain("did you mean 'interpolation'?");
  });

  it('fails for more warnings than are allowed', () => {
    const folder = folderOf(`${PROJECT}-- hydrascope.yaml --\nrules: { HS512: off }\n`);
    expect(check(folder).status).toBe(0);
    expect(check(folder, '--max-warnings', '1').status).toBe(0);
    expect(check(folder, '--max-warnings', '0')).toMatchObject({
      status: 1,
      err: 'hydrascope: 1 warnings, and --max-warnings is 0\n',
    });
    expect(check(folder, '--max-warnings', 'few').status).toBe(2);
  });
});

describe('a disk that does not take what --fix writes', () => {
  const before = 'python train.py lrr=1\npython train.py lrr=2 lrr=3\n';

  it('leaves the file as it was, and nothing beside it, when it is full', () => {
    const folder = folderOf(PROJECT);
    // A limit for files is the full disk that a test can have: the text is written as far as it goes.
    const text = `${before}#${'x'.repeat(20_000)}\n`;
    writeFileSync(join(folder, 'run.sh'), text);
    const names = readdirSync(folder);
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', `ulimit -f 8; "${process.execPath}" "${CLI}" check --fix run.sh`],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('left run.sh alone: file too large\n');
    expect(status).toBe(1);
    expect(readFileSync(join(folder, 'run.sh'), 'utf8')).toBe(text);
    expect(readdirSync(folder)).toEqual(names);
  });

  it('leaves what is read-only alone, and says so', () => {
    const folder = folderOf(PROJECT);
    // Where nobody else may look, nobody can run it from.
    const bin = folderOf('-- cli.js --\n');
    cpSync(CLI, join(bin, 'cli.js'));
    writeFileSync(join(folder, 'run.sh'), before);
    const modes = (script: number, own: number) => {
      chmodSync(join(folder, 'run.sh'), script);
      chmodSync(folder, own);
    };
    chmodSync(bin, 0o755);
    // Root may write everything, and is somebody else here.
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const fix = () => {
      const options = { cwd: folder, encoding: 'utf8', ...nobody } as const;
      return spawnSync(process.execPath, [join(bin, 'cli.js'), 'check', '--fix', 'run.sh'], options).stderr;
    };
    modes(0o444, 0o777);
    expect(fix()).toBe('left run.sh alone: permission denied\n');
    modes(0o666, 0o555);
    expect(fix()).toBe('left run.sh alone: permission denied\n');
    expect(readFileSync(join(folder, 'run.sh'), 'utf8')).toBe(before);
    modes(0o666, 0o777);
    expect(fix()).toBe('fixed run.sh (3 fixes)\n');
  });

  it('keeps the rights of a file', () => {
    const folder = folderOf(PROJECT);
    chmodSync(join(folder, 'run.sh'), 0o751);
    check(folder, '--fix', 'run.sh');
    expect(statSync(join(folder, 'run.sh')).mode & 0o777).toBe(0o751);
    expect(readdirSync(folder).filter((name) => name.endsWith('.hydrascope'))).toEqual([]);
  });

  const noFull = existsSync('/dev/full') ? '' : ' (skipped: there is no /dev/full)';
  it.skipIf(noFull !== '')(
    `says that the output cannot be written, in a line and with a status of its own${noFull}`,
    () => {
      const folder = folderOf(PROJECT);
      const command = `"${process.execPath}" "${CLI}" check > /dev/full`;
      const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' });
      expect(stderr).toMatch(/^hydrascope: the output cannot be written: ENOSPC.*\n$/);
      expect(status).toBe(3);
    },
  );
});

describe('where a budget of the search for configs is spent', () => {
  const crowded = () => {
    const folder = folderOf(PROJECT);
    mkdirSync(join(folder, 'conf/db'));
    for (let each = 0; each <= BUDGETS.folderEntries; each++) writeFileSync(join(folder, `conf/db/o${each}.yaml`), '');
    return folder;
  };

  it('says so on stderr or in the JSON, with the same exit status', () => {
    const folder = crowded();
    const message = 'conf/db has more than 5,000 configs or folders: of these only what something names is read';
    for (const format of ['human', 'github', 'sarif']) {
      expect(check(folder, '--format', format)).toMatchObject({ status: 1, err: `hydrascope: ${message}\n` });
    }
    const { status, out, err } = check(folder, '--format', 'json');
    expect([status, err]).toEqual([1, '']);
    const left = { folder: 'conf/db', budget: 'folderEntries', most: 5_000, message };
    expect(JSON.parse(out).leftOut).toEqual([left]);
    writeFileSync(join(folder, 'conf/train.yaml'), 'lr: 0.1\n');
    for (const name of ['run.sh', 'README.md']) rmSync(join(folder, name));
    expect(check(folder)).toEqual({ status: 0, out: 'no problems\n', err: `hydrascope: ${message}\n` });
  });
});
