// Workspaces that somebody made to do harm: each is written to a folder when a test asks for it, and says what is told.
import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One workspace, with the documents that somebody opens in it. */
export interface Attack {
  readonly name: string;
  /** Path to content, written beside the configs of an app that works. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** What no text can say: links, pipes, sizes. */
  readonly make?: (folder: string) => void;
  readonly opens?: readonly string[];
  /** `path: CODE message`, for each thing that has to be told. */
  readonly told: readonly RegExp[];
  /** Overrides that a user may be led to paste. */
  readonly overrides?: string;
}

const APP = `import hydra


@hydra.main(version_base=None, config_path="configs", config_name="app")
def main(cfg):
    print(cfg.fine)
`;

/** The files that every hostile workspace has beside its own: an app whose config is in order. */
const FINE = { 'app.py': APP, 'configs/app.yaml': 'defaults: [_self_]\nfine: 4711\nthere: ${fine}\n' };

/** Writes the workspace of an attack. */
export function makeWorkspace(folder: string, { files = {}, make }: Attack): void {
  for (const [path, content] of Object.entries({ ...FINE, ...files })) write(folder, path, content);
  make?.(folder);
}

function write(folder: string, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** A file of so many bytes that costs no disk. */
function sparse(folder: string, path: string, size: number): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  const file = openSync(join(folder, path), 'w');
  ftruncateSync(file, size);
  closeSync(file);
}

const config = (text: string | Buffer) => ({ 'configs/bad.yaml': text });
const HOSTILE = 'configs/bad.yaml';
const MB = 1024 * 1024;

const laughs = (levels: number, width: number) =>
  [
    `a0: &a0 [${Array(width).fill('lol').join(', ')}]`,
    lines(levels, (level) => `a${level + 1}: &a${level + 1} [${Array(width).fill(`*a${level}`).join(', ')}]`),
  ].join('\n');

export const YAML: readonly Attack[] = [
  {
    name: 'a billion laughs',
    files: config(laughs(9, 9)),
    told: [/bad\.yaml: HS103 .*aliases expand to more than 100000 values/],
  },
  { name: 'laughs of ten thousand levels', files: config(laughs(10_000, 2)), told: [/bad\.yaml: HS103/] },
  {
    name: 'a quadratic bomb',
    files: config(`a: &a [${Array(5_000).fill('x').join(', ')}]\nb: [${Array(5_000).fill('*a').join(', ')}]\n`),
    told: [/bad\.yaml: HS103 .*aliases expand to more than 100000 values/],
  },
  {
    name: 'merge keys that multiply',
    files: config(
      `a: &a0 { ${lines(250, (each) => `k${each}: 1,`).replaceAll('\n', ' ')} }\n${lines(250, (each) => `b${each}: &a${each + 1}\n  <<: [${Array(250).fill(`*a${each}`).join(', ')}]`)}\n`,
    ),
    told: [/bad\.yaml: HS103 .*merge keys bring more than 100000 values/],
  },
  {
    name: '100,000 brackets',
    files: config(`a: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`),
    told: [/bad\.yaml: HS101/],
  },
  {
    name: '100,000 braces that stay open',
    files: config(`a: ${'{a: '.repeat(100_000)}\n`),
    told: [/bad\.yaml: HS101/],
  },
  {
    name: '100,000 levels of sequences in a line',
    files: config(`${'- '.repeat(100_000)}a\n`),
    told: [/bad\.yaml: HS101/],
  },
  {
    name: '1,200 levels of blocks',
    files: config(`${lines(1_200, (level) => `${' '.repeat(level)}a:`)}\n`),
    told: [/bad\.yaml: HS101/],
  },
  {
    name: 'a file of 100 MB',
    make: (folder) => sparse(folder, HOSTILE, 100 * MB),
    told: [/bad\.yaml: HS101 The file is larger than 8 MB and is not read/],
  },
  {
    name: 'a line of 7 MB',
    files: config(`a: ${'x'.repeat(7 * MB)}\n`),
    told: [/bad\.yaml: HS105 The file is longer than 1000000 characters/],
  },
  {
    name: '4 MB of short keys',
    files: config(lines(300_000, (each) => `k${each}: ${each}`)),
    told: [/bad\.yaml: HS105 The file is longer than 1000000 characters/],
  },
  {
    name: 'names of JavaScript',
    files: config(
      '__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }\ntoString: 3\nhasOwnProperty: ${toString}\nvalueOf: ${__proto__.polluted}\n',
    ),
    opens: [HOSTILE],
    told: [],
  },
  {
    name: 'anchors of one name',
    files: config(lines(2_000, (each) => `k${each}: &a ${each}\nl${each}: *a`)),
    told: [],
  },
  { name: '100,000 documents', files: config('---\na: 1\n'.repeat(100_000)), told: [/bad\.yaml: HS101/] },
  {
    name: 'bytes at random',
    opens: [],
    files: config(Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7919 + (index >> 3)) % 256))),
    told: [/bad\.yaml: HS101 The file is no UTF-8/],
  },
  {
    name: 'a picture by a config’s name',
    opens: [],
    files: config(
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
        'base64',
      ),
    ),
    told: [/bad\.yaml: HS101 The file is no UTF-8/],
  },
  { name: 'NULs', files: config('a: \0\0\0\n'), told: [/bad\.yaml: HS101/] },
  { name: 'a key of 900 kB', files: config(`${'k'.repeat(900_000)}: 1\n`), told: [/bad\.yaml: HS101/] },
  { name: 'a quoted text of 200,000 escapes', files: config(`a: "${'\\x41'.repeat(200_000)}"\n`), told: [] },
  {
    name: '50,000 broken quotes',
    files: config(lines(50_000, (each) => `k${each}: "a" b`)),
    told: [/bad\.yaml: HS101/],
  },
  {
    name: 'numbers of 200,000 digits',
    files: config(
      `a: ${'9'.repeat(200_000)}\nb: ${'1'.repeat(200_000)}.5e9\nc: ${'1:'.repeat(50_000)}1\nd: 0x${'f'.repeat(200_000)}\n`,
    ),
    opens: [HOSTILE],
    told: [
      /bad\.yaml: HS103 Exceeds the limit \(4300 digits\)/,
      /bad\.yaml: HS103 an integer of more than 100000 characters/,
    ],
  },
  {
    name: 'tags of 1 MB',
    files: config(`a: !${'t'.repeat(MB)} 1\nb: !!python/object/apply:os.system ["id"]\n`),
    told: [/bad\.yaml: HS10/],
  },
];

const chain = (count: number, link: (index: number) => string) =>
  `a0: x\n${lines(count, (each) => `a${each + 1}: ${link(each)}`)}\n`;

export const INTERPOLATIONS: readonly Attack[] = [
  {
    name: 'a chain that doubles',
    files: config(chain(60, (each) => `\${a${each}}\${a${each}}`)),
    opens: [HOSTILE],
    told: [/bad\.yaml: HS209 it grows to a text of more than 1000000 characters/],
  },
  {
    name: 'a chain of nodes that doubles',
    files: config(`a0: [x, x]\n${lines(60, (each) => `a${each + 1}: ["\${a${each}}", "\${a${each}}"]`)}\n`),
    opens: [HOSTILE],
    told: [/bad\.yaml: HS209 it grows to more than 250000 values/],
  },
  {
    name: 'a chain of 20,000',
    files: config(chain(20_000, (each) => `\${a${each}}`)),
    opens: [HOSTILE],
    told: [/bad\.yaml: HS209 more than 1000 interpolations lead nowhere/],
  },
  {
    name: 'a circle of 1,000',
    files: config(lines(1_000, (each) => `a${each}: \${a${(each + 1) % 1_000}}`)),
    opens: [HOSTILE],
    told: [/bad\.yaml: HS201 RecursionError/],
  },
  {
    name: '${${${ of 800 kB',
    files: config(`a: ${'${'.repeat(400_000)}\n`),
    told: [/bad\.yaml: HS209 it grows to a text of more than 20000 characters/],
  },
  {
    name: '${${${ that is closed',
    files: config(`a: ${'${'.repeat(50_000)}b${'}'.repeat(50_000)}\n`),
    told: [/bad\.yaml: HS209 it grows to a text of more than 20000 characters/],
  },
  {
    name: '100,000 interpolations in a text',
    files: config(`b: 1\na: ${'${b}'.repeat(100_000)}\n`),
    opens: [HOSTILE],
    told: [/bad\.yaml: HS209 it grows to a text of more than 20000 characters/],
  },
  {
    name: 'a resolver with 200,000 arguments',
    files: config(`a: \${oc.decode:${Array(200_000).fill('x').join(',')}}\n`),
    told: [/bad\.yaml: HS209 it grows to a text of more than 20000 characters/],
  },
  {
    name: 'a resolver with brackets 20,000 deep',
    files: config(`a: \${oc.create:${'['.repeat(20_000)}${']'.repeat(20_000)}}\n`),
    told: [/bad\.yaml: HS209 it grows to a text of more than 20000 characters/],
  },
  {
    name: 'oc.decode of deep brackets',
    files: config(`a: "${'['.repeat(20_000)}${']'.repeat(20_000)}"\nb: \${oc.decode:\${a}}\n`),
    told: [/bad\.yaml: HS201 GrammarParseError/],
  },
  {
    name: 'oc.create that doubles',
    files: config(`a0: [x]\n${lines(40, (each) => `a${each + 1}: \${oc.create:["\${a${each}}","\${a${each}}"]}`)}\n`),
    told: [/bad\.yaml: HS209 it grows to/],
  },
];

export const DEFAULTS: readonly Attack[] = [
  { name: 'a config that includes itself', files: config('defaults: [bad, _self_]\n'), told: [/bad\.yaml: HS116/] },
  {
    name: 'a circle of two',
    files: { ...config('defaults: [two]\n'), 'configs/two.yaml': 'defaults: [bad]\n' },
    told: [/bad\.yaml: HS116/],
  },
  {
    name: 'a circle of 600 files',
    make: (folder) => {
      for (let each = 0; each < 600; each++)
        write(folder, `configs/c${each}.yaml`, `defaults: [c${(each + 1) % 600}]\n`);
    },
    told: [/c0\.yaml: HS116 .*more than 250 configs bring one another/],
  },
  {
    name: 'a chain of 600 files',
    make: (folder) => {
      for (let each = 0; each < 600; each++)
        write(folder, `configs/c${each}.yaml`, `defaults: [c${each + 1}]\nk${each}: 1\n`);
      write(folder, 'configs/c600.yaml', 'a: 1\n');
    },
    told: [/c0\.yaml: HS116 .*more than 250 configs bring one another/],
  },
  {
    name: '50,000 entries',
    files: config(`defaults:\n${lines(50_000, (each) => `  - g: o${each}`)}\n`),
    told: [/bad\.yaml: HS105 the defaults list has more than 1000 entries/],
  },
  {
    name: 'lists that double',
    make: (folder) => {
      for (let each = 0; each < 40; each++) {
        write(folder, `configs/g${each}/x.yaml`, `defaults: ["/g${each + 1}@a: x", "/g${each + 1}@b: x"]\n`);
      }
      write(folder, 'configs/g40/x.yaml', 'a: 1\n');
      write(folder, HOSTILE, 'defaults: [{ g0: x }]\n');
    },
    told: [/: HS11/],
  },
  {
    name: 'ways out',
    files: config(
      'defaults:\n  - ../../../../../../../../etc/passwd\n  - /../../outside/secret\n  - g: ../../outside/secret\n  - /etc/hosts\n  - file:///etc/hosts\n  - pkg://os\n  - "@": x\n  - g@a..b@c: x\n  - _self_\nhydra:\n  searchpath: ["file:///etc", "file://../../outside", "pkg://../..", "file://host/share"]\n',
    ),
    opens: [HOSTILE],
    told: [
      /bad\.yaml: HS111 '[^']*etc\/passwd' lies outside of the workspace/,
      /bad\.yaml: HS111 'g\/\.\.\/\.\.\/outside\/secret' lies outside/,
    ],
  },
  {
    name: 'strange packages',
    files: {
      'configs/g/x.yaml': `# @package ${'a.'.repeat(5_000)}b\nx: 1\n`,
      'configs/g/y.yaml': '# @package __proto__.constructor\npolluted: 1\n',
      ...config('defaults: [{ g: y }]\n'),
    },
    told: [],
  },
];

export const SCHEMAS: readonly Attack[] = [
  {
    name: 'a catastrophic pattern',
    files: {
      ...config('a: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n'),
      'schemas/bad.schema.json': '{ "properties": { "a": { "pattern": "(a+)+$" } } }',
    },
    told: [/HS602 .*can take forever/],
  },
  {
    name: 'a catastrophic name',
    files: {
      ...config(`${'a'.repeat(40)}: 1\n`),
      'schemas/bad.schema.json': '{ "patternProperties": { "^(a|a)*$": { "type": "string" } } }',
    },
    told: [/HS602 .*can take forever/],
  },
  {
    name: 'a schema that is its own',
    files: {
      ...config('a: 1\n'),
      'schemas/bad.schema.json':
        '{ "$ref": "#/$defs/a", "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "$ref": "#/$defs/a" } } }',
    },
    told: [/HS602 .*refers to itself without end/],
  },
  {
    name: 'a schema from the network',
    files: { ...config('# yaml-language-server: $schema=http://127.0.0.1:9/x.json\na: 1\n') },
    told: [/bad\.yaml: HS603 the schema is not fetched/],
  },
  {
    name: 'a $ref to the network',
    files: { ...config('a: 1\n'), 'schemas/bad.schema.json': '{ "$ref": "http://127.0.0.1:9/x.json" }' },
    told: [/HS602 .*is not fetched: nothing is downloaded/],
  },
  {
    name: 'a $ref out of the workspace',
    files: { ...config('a: 1\n'), 'schemas/bad.schema.json': '{ "$ref": "../../outside/secret.json" }' },
    told: [/HS602 .*leads to nothing/],
  },
  {
    name: 'a schema of 50 MB',
    files: config('a: 1\n'),
    make: (folder) => sparse(folder, 'schemas/bad.schema.json', 50 * MB),
    told: [/HS603 the schema is larger than 8 MB/],
  },
  {
    name: 'a schema of 2 MB',
    files: {
      ...config('a: 1\n'),
      'schemas/bad.schema.json': JSON.stringify({
        properties: Object.fromEntries(
          Array.from({ length: 60_000 }, (_, each) => [`property${each}`, { type: 'string' }]),
        ),
      }),
    },
    told: [/HS602 .*is larger than 1 MB/],
  },
  {
    name: 'a schema 100,000 deep',
    files: {
      ...config('a: 1\n'),
      'schemas/bad.schema.json': `${'{"allOf":['.repeat(100_000)}{}${']}'.repeat(100_000)}`,
    },
    told: [/HS602 .*is larger than 1 MB/],
  },
  {
    name: 'a schema that multiplies',
    files: {
      ...config('a: 1\n'),
      'schemas/bad.schema.json': JSON.stringify({
        $ref: '#/$defs/a0',
        $defs: Object.fromEntries(
          Array.from({ length: 60 }, (_, each) => [
            `a${each}`,
            { allOf: [{ $ref: `#/$defs/a${each + 1}` }, { $ref: `#/$defs/a${each + 1}` }] },
          ]),
        ),
      }),
    },
    told: [/HS3/],
  },
];

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
    told: [/deep\.py: HS105 The file is not read from here on: .* within one another more than (200|1000) deep/],
  },
  {
    name: '100,000 unary minuses',
    files: { 'deep.py': `import hydra\nADAPTER_PATHS = ${'-'.repeat(100_000)}1\n` },
    told: [/deep\.py: HS105 The file is not read from here on: .* within one another more than (200|1000) deep/],
  },
  {
    name: '100,000 nots, pluses and attributes',
    files: {
      'deep.py': `import hydra\nADAPTER_PATHS = ${'not '.repeat(25_000)}1\nb = ${'1+'.repeat(50_000)}1\nc = a${'.a'.repeat(50_000)}\nd = a${'()'.repeat(50_000)}\ne = ${'lambda: '.repeat(10_000)}1\nf = ${'1 if 1 else '.repeat(10_000)}2\ng = ${'1**'.repeat(50_000)}2\n`,
    },
    told: [/deep\.py: HS105 The file is not read from here on: .* within one another more than (200|1000) deep/],
  },
  {
    name: '2,000 levels of blocks of Python',
    files: {
      'deep.py': `import hydra\n${lines(2_000, (level) => `${' '.repeat(level)}if ADAPTER_PATHS:`)}\n${' '.repeat(2_000)}pass\n`,
    },
    told: [/deep\.py: HS105 The file is longer than 1000000 characters/],
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
    name: 'a folder of 6,000 configs',
    make: (folder) => {
      for (let each = 0; each < 6_000; each++) write(folder, `configs/many/o${each}.yaml`, '');
      write(folder, HOSTILE, 'defaults: [{ many: nope }]\n');
    },
    opens: [HOSTILE],
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
