// Whatever is in a file: nothing throws, and answers come.
import { describe, expect, it } from 'vitest';
import {
  codeLens,
  completion,
  composed,
  definition,
  diagnose,
  explainTree,
  hover,
  inlayHints,
  overriddenLens,
  plan,
  semanticTokens,
} from '../../server/src/features/index.ts';
import { primariesOf } from '../../server/src/project/index.ts';
import { checkDiagnostics, problemLines } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, trainer } from '../support/scenario.ts';

/** Each of these calls may take so long, in milliseconds, on a slow machine. */
const PATIENCE = 15_000;

const deep = (levels: number) => Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}a:`).join('\n');
const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghi'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(', ')}]`),
].join('\n');

const TEXTS: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['one blank', ' '],
  ['line ends only', '\n\r\n\r\n\n'],
  ['comments only', '# a\n# b\n'],
  ['a byte order mark', '\ufeffseq_len: 1\n'],
  ['a byte order mark only', '\ufeff'],
  [
    'names of JavaScript',
    '__proto__: { a: 1 }\nconstructor: 2\ntoString: 3\nhasOwnProperty: x\nmodel_cfg: { __proto__: 1, constructor: { prototype: 2 } }\n',
  ],
  ['names of JavaScript as defaults', 'defaults:\n  - __proto__\n  - constructor: toString\n  - _self_\n'],
  ['names of JavaScript in interpolations', 'a: ${__proto__}\nb: ${constructor.name}\nc: ${toString:1}\n'],
  ['names of JavaScript as a type', 'type: constructor\nmodel_adapter: null\n'],
  ['a key of every kind', '1: a\n1.5: b\ntrue: c\nnull: d\n? [x, y]\n: e\n? {a: b}\n: f\n~: g\n"": h\n'],
  ['a list', '- a\n- b\n'],
  ['a scalar', 'just text'],
  ['two documents', 'a: 1\n---\nb: 2\n'],
  ['binary', String.fromCharCode(...Array.from({ length: 512 }, (_, index) => (index * 7919) % 256))],
  ['control characters', 'a: \u0000\u0001\u0007\u001b[31m\nb: "\u0085\u2028"\n'],
  ['lone surrogates', 'a: \ud800\n\udc00: b\n'],
  ['an open quote', 'a: "b\nc: d\n'],
  ['an open list', 'a: [1, 2\nb: 3\n'],
  ['an open mapping', 'a: {b: {c: [\n'],
  ['an open interpolation', 'a: ${b\nc: ${oc.env:\nd: "${${${"\n'],
  ['an open header', '# @package\na: 1\n'],
  ['a header that is none', '# @package a..b.\na: 1\n'],
  ['tabs', '\ta: 1\n\t\tb: 2\n'],
  ['defaults of every wrong kind', 'defaults: 3\n'],
  [
    'defaults with wrong entries',
    'defaults:\n  -\n  - 1\n  - [a]\n  - {}\n  - {a: b, c: d}\n  - {a: {b: c}}\n  - override\n  - "@"\n  - a@b@c: d\n  - ""\n  - /\n  - ../../../etc/passwd\n',
  ],
  ['a config that includes itself', 'defaults: [hostile, _self_]\n'],
  ['an alias inside its anchor', 'a: &a\n  b: *a\n'],
  ['an alias bomb', bomb],
  ['merge keys in a circle', 'a: &a\n  <<: *a\nb:\n  <<: [*a, *a, 1]\n'],
  ['interpolations in a circle', 'a: ${b}\nb: ${c}\nc: ${a}\n'],
  [
    'interpolations that grow',
    Array.from({ length: 40 }, (_, index) => `k${index + 1}: "\${k${index}}\${k${index}}"`).join('\n') +
      '\nk0: xxxxxxxx\n',
  ],
  ['2,000 levels in blocks', deep(2000)],
  ['2,000 levels of brackets', `a: ${'['.repeat(2000)}${']'.repeat(2000)}\n`],
  ['20,000 open brackets', `a: ${'['.repeat(20_000)}\n`],
  ['2,000 levels of interpolation', `a: ${'${'.repeat(2000)}${'}'.repeat(2000)}\n`],
  ['one line of 5 MB', `a: ${'x'.repeat(5_000_000)}\n`],
  ['a quoted line of 240 kB with escapes', `a: "${'\\n\\"'.repeat(60_000)}"\n`],
  ['10,000 keys', Array.from({ length: 10_000 }, (_, index) => `key_${index}: ${index}`).join('\n')],
  ['long numbers', `a: ${'9'.repeat(10_000)}\nb: 1e${'9'.repeat(50)}\nc: 0x${'f'.repeat(1000)}\n`],
];

/** Milliseconds that this process has worked: a busy machine makes a test wait, not work. */
function busy(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function askEverything(path: string, text: string): void {
  const opened = open(trainer());
  opened.type(path, text);
  const snapshot = opened.snapshot();
  const uri = uriAt(path);
  diagnose(snapshot);
  codeLens(snapshot, uri);
  overriddenLens(snapshot, uri);
  inlayHints(snapshot, uri, { start: 0, end: text.length });
  semanticTokens(snapshot, uri);
  expect(composed(snapshot, uri)).toBeDefined();
  plan(snapshot, uri, "seq_len=1 '+a");
  const offsets = [0, 5, text.indexOf(':') + 1, text.indexOf(':') + 2, text.length >> 1, text.length];
  for (const offset of new Set(offsets.filter((each) => each >= 0 && each <= text.length))) {
    hover(snapshot, { uri, offset });
    completion(snapshot, { uri, offset });
    definition(snapshot, { uri, offset });
  }
  for (const project of snapshot.projects()) {
    for (const root of project.roots) {
      const own = primariesOf(snapshot, root).filter(({ key }) => key.name === 'hostile');
      for (const { composition } of own) explainTree(snapshot, composition);
    }
  }
}

describe('a config that holds', () => {
  it.each(TEXTS)('%s', (_, text) => {
    const start = busy();
    askEverything('configs/hostile.yaml', text);
    expect(busy() - start).toBeLessThan(PATIENCE);
  });
});

describe('a project file that holds', () => {
  const slow = ['2,000 levels in blocks', 'one line of 5 MB'];
  it.each(TEXTS.filter(([name]) => !slow.includes(name)))('%s', (_, text) => {
    const start = busy();
    askEverything('hydrascope.yaml', text);
    expect(busy() - start).toBeLessThan(PATIENCE);
  });

  it.each([
    [
      'entries of wrong kinds',
      'hydra: []\nroots: {a: b}\nregistries: [1, {symbol: 2}, null]\nschemas: [{schema: 1, files: x}]\nrules: [a]\n',
    ],
    [
      'globs that are none',
      'schemas: [{ schema: schemas/data.schema.json, files: ["[", "!", "", "{a", "**/**/**/**/*.yaml", "(a+)+$"] }]\n',
    ],
    [
      'paths that lead out',
      'roots: [../../.., /, "file:///etc", "\\0"]\nschemas: [{ schema: "../../../etc/passwd", files: ["*"] }, { schema: "https://example.org/a.json", files: ["*"] }]\n',
    ],
    ['names of JavaScript', 'rules: { __proto__: off, constructor: error }\n__proto__: 1\n'],
  ])('%s', (_, text) => {
    askEverything('hydrascope.yaml', text);
  });
});

describe('a schema that holds', () => {
  it.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['itself', '{ "$ref": "#" }'],
    ['a circle', '{ "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "$ref": "#/$defs/a" } }, "$ref": "#/$defs/a" }'],
    ['a reference to nothing', '{ "$ref": "nowhere.json#/a/b" }'],
    ['a reference to the network', '{ "$ref": "https://example.org/schema.json" }'],
    ['a pattern that is none', '{ "properties": { "seq_len": { "pattern": "(" } } }'],
    ['wrong kinds', '{ "type": 3, "properties": [], "required": {}, "allOf": 1, "enum": null }'],
    [
      'names of JavaScript',
      '{ "properties": { "__proto__": { "type": "string" }, "constructor": { "type": "integer" } }, "required": ["toString", "__proto__"] }',
    ],
  ])('%s', (_, text) => {
    askEverything('schemas/model.schema.json', text);
  });
});

describe('Python that holds', () => {
  it.each([
    ['nothing', ''],
    ['open brackets', `ADAPTER_PATHS = ${'{'.repeat(3000)}`],
    ['an open string', 'ADAPTER_PATHS = {"a": "b\n'],
    ['names of JavaScript', 'ADAPTER_PATHS = {"__proto__": "a:B", "constructor": "c:D"}\n'],
    ['names that are markup', 'ADAPTER_PATHS = {"[x](command:y)": "<b>", "a\\nb": "c"}\n'],
    [
      'computed things',
      'ADAPTER_PATHS = {f"{x}": y, **z, **{k: v for k in w}}\nADAPTER_PATHS[x()] = 1\nADAPTER_PATHS |= ADAPTER_PATHS\n',
    ],
    [
      'a registry that doubles itself',
      `A = {"a": "b"}\n${'A.update(A)\n'.repeat(15)}`.replaceAll('A', 'ADAPTER_PATHS'),
    ],
    ['binary', String.fromCharCode(...Array.from({ length: 512 }, (_, index) => (index * 7919) % 256))],
    ['a big expression', `x = ${'('.repeat(2000)}1${')'.repeat(2000)}\nADAPTER_PATHS = {}\n`],
  ])('%s', (_, text) => {
    const start = busy();
    askEverything('trainer/trainer_registry.py', text);
    expect(busy() - start).toBeLessThan(PATIENCE);
  });
});

describe('what is told of hostile configs', () => {
  const told = (text: string) => {
    const opened = open(trainer());
    opened.type('configs/hostile.yaml', text);
    return problemLines(opened.snapshot()).filter((line) => line.startsWith('configs/hostile.yaml'));
  };

  it('a circle of defaults is one error', () => {
    expect(told('defaults: [hostile, _self_]\n').filter((line) => line.includes('HS116'))).toHaveLength(1);
  });

  it('an alias bomb is an error, not a crash', () => {
    expect(told(bomb).some((line) => line.includes('HS103'))).toBe(true);
  });

  it('configs that include each other are both told', () => {
    const opened = open(
      trainer(
        ['configs/one.yaml', '', 'defaults: [two, _self_]\n'],
        ['configs/two.yaml', '', 'defaults: [one, _self_]\n'],
      ),
    );
    expect(problemLines(opened.snapshot()).filter((line) => line.includes('HS116'))).toHaveLength(2);
  });

  it('names of JavaScript are unknown keys like any other', () => {
    checkDiagnostics(`
-- hydrascope.yaml --
schemas: [{ schema: a.schema.json, files: ["configs/*"] }]
-- a.schema.json --
{ "properties": { "a": {} }, "additionalProperties": false }
-- configs/app.yaml --
defaults: [_self_]
__proto__: 1
^^^^^^^^^ warning HS301 '__proto__' is not a known key
constructor: 2
^^^^^^^^^^^ warning HS301 'constructor' is not a known key
`);
  });
});
