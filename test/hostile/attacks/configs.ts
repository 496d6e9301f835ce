// What configs say that makes work or leads out: interpolations and defaults lists.
import { type Attack, config, HOSTILE, lines, write } from './workspace.ts';

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
