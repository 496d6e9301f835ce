// Names, what lies on the disk, commands, and the project file.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Attack, config, HOSTILE, lines, MB, write } from './workspace.ts';

const EVIL = [
  '](command:workbench.action.quit)',
  '<img src=x onerror=alert(1)>',
  '`x`',
  '\u202egnp.exe',
  '\u001b[31mred\u001b]0;title\u0007',
  '[click](command:evil)',
  '$(alert) icon',
  '&lt;b&gt;',
  '***',
];

export const NAMES: readonly Attack[] = [
  {
    name: 'names that are markup',
    files: {
      ...config(
        `defaults:\n${EVIL.slice(0, 1)
          .map((each) => `  - g: ${JSON.stringify(each)}`)
          .join(
            '\n',
          )}\n  - _self_\n${EVIL.map((each, index) => `${JSON.stringify(each)}: ${JSON.stringify(each)}\nk${index}: ${JSON.stringify(`\${${each}}`)}`).join('\n')}\n`,
      ),
    },
    opens: [HOSTILE],
    told: [/bad\.yaml: HS/],
  },
  {
    name: 'files of such names',
    make: (folder) => {
      for (const each of [...EVIL.map((name) => name.replaceAll('/', '|')), 'two\nlines', 'cr\rhere', '\u009b31m'])
        write(folder, `configs/g/${each}.yaml`, 'a: ${nowhere}\nb: [\n');
      write(folder, HOSTILE, `defaults: [{ g: ${JSON.stringify(EVIL[0])} }]\n`);
    },
    opens: [HOSTILE],
    told: [/HS101/],
  },
];

const RECURSIVE = { recursive: true };

export const DISK: readonly Attack[] = [
  {
    name: 'links in a circle',
    make: (folder) => {
      mkdirSync(join(folder, 'configs/g'), { recursive: true });
      symlinkSync('../..', join(folder, 'configs/g/up'));
      symlinkSync('.', join(folder, 'configs/g/self'));
      symlinkSync('loop.yaml', join(folder, 'configs/loop.yaml'));
      for (let each = 0; each < 12; each++) {
        mkdirSync(join(folder, `configs/h${each}`));
        for (let other = 0; other < 12; other++)
          symlinkSync(`../h${other}`, join(folder, `configs/h${each}/l${other}`));
      }
      write(folder, HOSTILE, 'defaults: [loop, g/self/self/up/configs/app, { h0: l1/l2/l3 }]\n');
    },
    opens: [HOSTILE],
    leftOut: /^hydrascope: configs\/\S+ is found by more than 8 ways through the links in configs/,
    told: [/bad\.yaml: HS111/],
  },
  {
    name: 'devices and pipes',
    make: (folder) => {
      write(folder, HOSTILE, 'defaults: [zero, random, pipe, tty, folder]\n');
      for (const name of ['zero', 'random', 'tty', 'stdin'])
        symlinkSync(`/dev/${name}`, join(folder, `configs/${name}.yaml`));
      symlinkSync('/dev/zero', join(folder, 'zero.py'));
      symlinkSync('/proc/self/environ', join(folder, 'configs/environ.yaml'));
      symlinkSync('/proc/kcore', join(folder, 'configs/kcore.yaml'));
      mkdirSync(join(folder, 'configs/folder.yaml'));
      execFileSync('mkfifo', [
        join(folder, 'configs/pipe.yaml'),
        join(folder, 'pipe.py'),
        join(folder, 'hydrascope.yaml'),
        join(folder, '.gitignore'),
      ]);
    },
    opens: [HOSTILE],
    told: [/bad\.yaml: HS111/],
  },
  {
    name: 'a .gitignore that leaves open where its folders are',
    make: (folder) => {
      mkdirSync(join(folder, '.git'));
      write(folder, '.git/HEAD', 'ref: refs/heads/main\n');
      write(
        folder,
        '.gitignore',
        lines(1_900, (each) => `**/a/**/a/**/a/**/a${each}`),
      );
      for (let each = 0; each < 500; each++) mkdirSync(join(folder, 'configs', 'a/'.repeat(29), `b${each}`), RECURSIVE);
    },
    told: [],
    leftOut: /the \.gitignore in \S+ is not followed to the letter: it has .*two \*\* between folders/,
  },
  {
    name: 'a .gitignore in each of 28 folders',
    make: (folder) => {
      mkdirSync(join(folder, '.git'));
      write(folder, '.git/HEAD', 'ref: refs/heads/main\n');
      for (let depth = 1; depth <= 28; depth++)
        write(
          folder,
          `configs/${'a/'.repeat(depth)}.gitignore`,
          lines(1_900, (each) => `*q*x${each}`),
        );
      for (let each = 0; each < 4_000; each++)
        mkdirSync(join(folder, 'configs', 'a/'.repeat(28), `b${each}`), RECURSIVE);
    },
    told: [],
    leftOut: /held against 4,000,000 patterns of \.gitignore files/,
  },
  {
    name: 'a folder of 6,000 configs',
    make: (folder) => {
      for (let each = 0; each < 6_000; each++) write(folder, `configs/many/o${each}.yaml`, '');
      write(folder, HOSTILE, 'defaults: [{ many: nope }]\n');
    },
    opens: [HOSTILE],
    leftOut: /configs\/many has more than 5,000 configs or folders/,
    told: [/bad\.yaml: HS111/],
  },
  {
    name: 'folders 500 deep',
    make: (folder) => write(folder, `configs/${'d/'.repeat(500)}x.yaml`, 'a: 1\n'),
    told: [],
  },
  {
    name: '30 files of 900 kB',
    make: (folder) => {
      for (let each = 0; each < 30; each++) write(folder, `configs/big/o${each}.yaml`, `a: ${'x'.repeat(900_000)}\n`);
    },
    told: [/o\d+\.yaml: HS101 .*the YAML files of this workspace have more than 8000000 characters/],
  },
];

export const COMMANDS: readonly Attack[] = [
  {
    name: 'a sweep of 10^9',
    files: {
      'run.sh': `python app.py --multirun 'fine=range(1,1000000000)'\npython app.py -m ${lines(20, (each) => `+a${each}=range(1,1000)`).replaceAll('\n', ' ')}\npython app.py fine=${'['.repeat(20_000)}\npython app.py -m 'fine=glob(*)'\npython app.py 'fine=${'a'.repeat(MB)}'\n`,
    },
    opens: ['run.sh'],
    overrides: '-m fine=range(1,1000000000)',
    told: [],
  },
  {
    name: '45,000 overrides',
    files: { 'run.sh': `python app.py ${lines(45_000, (each) => `+k${each}=1`).replaceAll('\n', ' ')}\n` },
    told: [/run\.sh: HS\d+ more than 1000 overrides: the rest is not read/],
  },
  {
    name: '20,000 commands in a document',
    files: { 'README.md': `\`\`\`bash\n${lines(20_000, (each) => `python app.py +k${each}=1`)}\n\`\`\`\n` },
    opens: ['README.md'],
    told: [/README\.md: HS105 .*more than 1000 commands/],
  },
  { name: 'a line of 100,000 overrides', overrides: lines(100_000, (each) => `+k${each}=1`), told: [] },
  { name: 'an override of 20 MB', overrides: `fine=${'['.repeat(20 * MB)}`, told: [] },
  { name: 'an override of 1 MB', overrides: `fine=${'['.repeat(500_000)}`, told: [] },
  {
    name: 'an override that nests functions',
    overrides: `fine=${'sort('.repeat(20_000)}1${')'.repeat(20_000)}`,
    told: [],
  },
  {
    name: 'a project file that asks for too much',
    files: {
      'hydrascope.yaml': `roots: [configs, ../outside]\nschemas:\n${lines(2_000, (each) => `  - { schema: s${each}.json, files: ["${'{a,b}'.repeat(30)}", "${'*'.repeat(200)}x", "**/**/**/**/**/*(a|*)+(b)"] }`)}\nregistries:\n  - { symbol: X, file: "${'**/'.repeat(50)}*.py" }\n`,
    },
    opens: ['hydrascope.yaml'],
    told: [/HS601 'schemas' has more than 200 entries/, /HS601 the glob is left out/, /HS603 the folder lies outside/],
  },
];
