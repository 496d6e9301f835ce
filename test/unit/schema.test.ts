import Ajv from 'ajv';
import Ajv2019 from 'ajv/dist/2019.js';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { factsAt, type Json, keysAt, readSchemas, type SchemaSet, validatorOf } from '../../server/src/schema/index.ts';

/** A keyword of JSON Schema which, as a literal, looks like a promise's. */
const THEN = 'then';

const ROOT = 'file:///w/schemas/a.schema.json';

/** A schema as a workspace has it: texts by file name. */
function schemas(root: unknown, others: Record<string, unknown> = {}): SchemaSet {
  const texts = new Map([[ROOT, textOf(root)]]);
  for (const [name, other] of Object.entries(others)) texts.set(`file:///w/schemas/${name}`, textOf(other));
  const set = readSchemas(ROOT, (uri) => texts.get(uri));
  if (set === undefined) throw new Error('no schema');
  return set;
}

function textOf(document: unknown): string {
  return typeof document === 'string' ? document : JSON.stringify(document);
}

/** What is wrong with a value, a line for each mistake. */
function mistakes(set: SchemaSet, value: unknown): string[] {
  const validator = validatorOf(set);
  if (typeof validator !== 'function') return [`refused: ${validator.message}`];
  return validator(value as Json).map(
    ({ path, kind, key, message }) => `${[...path, ...(key === undefined ? [] : [key])].join('.')}: ${kind} ${message}`,
  );
}

const DRAFTS = [
  ['http://json-schema.org/draft-07/schema#', Ajv],
  ['https://json-schema.org/draft/2019-09/schema', Ajv2019],
  ['https://json-schema.org/draft/2020-12/schema', Ajv2020],
] as const;

describe.each(DRAFTS)('%s', ($schema, Ajv) => {
  const values: unknown[] = [
    ...[null, true, 0, 1, 1.5, -3, 7, '', 'a', 'abc', 'train', [], [1], [1, 'a'], [1, 1], ['a', 'b', 'c']],
    ...[
      {},
      { a: 1 },
      { a: 'x', b: 2 },
      { a: null, c: [1] },
      { kind: 'x' },
      { kind: 'x', size: 1 },
      { kind: 'y', size: 'b' },
    ],
    ...[{ constructor: 1 }, JSON.parse('{"__proto__": 1, "a": 1}'), { a: { a: { a: 1 } } }, { 'x-1': 'a', 'x-2': 3 }],
  ];
  const cases: Record<string, unknown>[] = [
    { type: 'integer', minimum: 1, maximum: 6 },
    { type: ['string', 'null'], minLength: 1, maxLength: 2 },
    { exclusiveMinimum: 0, exclusiveMaximum: 7, multipleOf: 0.5 },
    { pattern: '^[a-c]+$' },
    { enum: [1, 'train', { a: 1 }, [1, 'a']] },
    { const: { b: 2, a: 'x' } },
    { required: ['a', 'constructor', '__proto__'] },
    { properties: { a: { type: 'integer' } }, additionalProperties: false },
    {
      properties: { a: true, b: false },
      patternProperties: { '^x-': { type: 'string' } },
      additionalProperties: { type: 'null' },
    },
    { propertyNames: { maxLength: 1 } },
    { minProperties: 1, maxProperties: 1 },
    { items: { type: 'integer' }, minItems: 1, maxItems: 2, uniqueItems: true },
    { contains: { const: 'a' } },
    { not: { type: 'object' } },
    { anyOf: [{ type: 'integer' }, { type: 'string', maxLength: 1 }] },
    { oneOf: [{ type: 'integer' }, { minimum: 1 }] },
    { allOf: [{ type: 'object' }, { required: ['a'] }] },
    {
      if: { properties: { kind: { const: 'x' } }, required: ['kind'] },
      [THEN]: { required: ['size'] },
      else: { properties: { size: { type: 'string' } } },
    },
    { properties: { a: { $ref: '#' } }, additionalProperties: { type: 'integer' } },
    { definitions: { size: { type: 'integer' } }, properties: { size: { $ref: '#/definitions/size' } } },
    ...($schema.includes('draft-07')
      ? [
          { items: [{ type: 'integer' }, { type: 'string' }], additionalItems: false },
          { dependencies: { a: ['b'], kind: { required: ['size'] } } },
        ]
      : [
          { dependentRequired: { a: ['b'] }, dependentSchemas: { kind: { required: ['size'] } } },
          { allOf: [{ properties: { a: {} } }, { properties: { b: {} } }], unevaluatedProperties: false },
          { $defs: { s: { $anchor: 'size', type: 'integer' } }, properties: { size: { $ref: '#size' } } },
          { contains: { type: 'string' }, minContains: 2, maxContains: 2 },
        ]),
    ...($schema.includes('2020')
      ? [
          { prefixItems: [{ type: 'integer' }], items: { type: 'string' } },
          { prefixItems: [{}], unevaluatedItems: false },
        ]
      : []),
  ];

  it.each(cases.map((schema) => [JSON.stringify(schema), schema] as const))('%s judges as ajv does', (_, schema) => {
    const compiled = new Ajv({ allErrors: true, strict: false, validateFormats: false, ownProperties: true }).compile(
      schema,
    );
    const set = schemas({ $schema, ...schema });
    const verdicts = values.map((value) => [JSON.stringify(value), mistakes(set, value).length === 0]);
    expect(verdicts).toEqual(values.map((value) => [JSON.stringify(value), compiled(value)]));
    expect(new Set(verdicts.map(([, verdict]) => verdict)).size).toBe(2);
  });

  it('tells facts from its own keywords', () => {
    const list = $schema.includes('2020') ? 'prefixItems' : 'items';
    const definitions = $schema.includes('draft-07') ? 'definitions' : '$defs';
    const set = schemas({
      $schema,
      [definitions]: { mode: { enum: ['train', 'test'], enumDescriptions: ['to train', 'to test'], default: 'train' } },
      required: ['mode'],
      properties: {
        mode: { $ref: `#/${definitions}/mode` },
        pair: { [list]: [{ type: 'integer', description: 'the first' }] },
        old: { markdownDescription: '**old**', deprecated: true, examples: [1, 2], const: 3 },
      },
      patternProperties: { '^x-': { type: 'string', description: 'an extension' } },
      if: { properties: { mode: { const: 'test' } }, required: ['mode'] },
      [THEN]: { properties: { seed: { type: 'integer' } } },
    });
    const value: Json = { mode: 'test', pair: [1] };
    expect([...keysAt(set, value, []).keys()]).toEqual(['mode', 'pair', 'old', 'seed']);
    expect(keysAt(set, { mode: 'train' }, []).has('seed')).toBe(false);
    expect(factsAt(set, value, ['mode'])).toEqual({
      values: ['train', 'test'],
      valueDescriptions: new Map([
        ['train', 'to train'],
        ['test', 'to test'],
      ]),
      default: 'train',
      required: true,
    });
    expect(factsAt(set, value, ['pair', '0'])).toEqual({ type: 'integer', description: 'the first', required: false });
    expect(factsAt(set, value, ['x-a'])?.description).toBe('an extension');
    expect(factsAt(set, value, ['old'])).toEqual({
      description: '**old**',
      isDeprecated: true,
      examples: [1, 2],
      values: [3],
      required: false,
    });
    expect(factsAt(set, value, ['constructor'])).toBeUndefined();
  });
});

describe('drafts', () => {
  it('6 knows no if', () => {
    const schema = { if: true, else: true, [THEN]: false };
    expect(mistakes(schemas({ $schema: 'http://json-schema.org/draft-06/schema#', ...schema }), 1)).toEqual([]);
    expect(mistakes(schemas(schema), 1)).toEqual([': wrong-value is not allowed']);
  });

  it('7 hides what stands beside a reference, later ones do not', () => {
    const schema = { properties: { a: { $ref: '#/definitions/a', minimum: 5 } }, definitions: { a: {} } };
    expect(mistakes(schemas({ $schema: 'http://json-schema.org/draft-07/schema#', ...schema }), { a: 1 })).toEqual([]);
    expect(mistakes(schemas(schema), { a: 1 })).toEqual(['a: wrong-value must be >= 5']);
  });

  it.each([
    ['http://json-schema.org/draft-04/schema#', 'draft 4'],
    ['https://example.org/mine', "'https://example.org/mine'"],
  ])('%s is refused', ($schema, name) => {
    expect(mistakes(schemas({ $schema }), 1)).toEqual([
      `refused: it is written in ${name}; the drafts 6, 7, 2019-09 and 2020-12 are read`,
    ]);
  });
});

describe('references', () => {
  it('lead to other files, whatever the document calls itself', () => {
    const set = schemas(
      { $id: 'https://example.org/a', properties: { a: { $ref: 'parts/b.json#/$defs/size' } } },
      { 'parts/b.json': { $defs: { size: { $ref: '../c.json' } } }, 'c.json': { type: 'integer' } },
    );
    expect(mistakes(set, { a: 'x' })).toEqual(['a: wrong-value must be integer']);
    expect(factsAt(set, {}, ['a'])?.type).toBe('integer');
  });

  it('lead to a part with an address of its own', () => {
    const set = schemas({
      $id: 'https://example.org/a',
      $defs: {
        part: { $id: 'part', $defs: { size: { type: 'integer' } }, properties: { n: { $ref: '#/$defs/size' } } },
      },
      properties: { a: { $ref: 'part' } },
    });
    expect(mistakes(set, { a: { n: 'x' } })).toEqual(['a.n: wrong-value must be integer']);
  });

  it('are bound late by $dynamicRef', () => {
    const set = schemas(
      { $dynamicAnchor: 'node', $ref: 'tree.json', unevaluatedProperties: false },
      {
        'tree.json': {
          $dynamicAnchor: 'node',
          properties: { value: {}, children: { items: { $dynamicRef: '#node' } } },
        },
      },
    );
    expect(mistakes(set, { children: [{ valeu: 1 }] })).toEqual(['children.0.valeu: unknown-key is not a known key']);
  });

  it.each([
    ['#/$defs/nothing', "'#/$defs/nothing' leads to nothing"],
    ['nowhere.json', "'nowhere.json' leads to nothing"],
    ['https://example.org/a.json', "'https://example.org/a.json' is not fetched: nothing is downloaded"],
  ])('%s is told', ($ref, message) => {
    expect(mistakes(schemas({ $ref }), 1)).toEqual([`refused: ${message}`]);
  });

  it('never leave the disk', () => {
    const asked: string[] = [];
    readSchemas(ROOT, (uri) => {
      asked.push(uri);
      return JSON.stringify({
        allOf: ['//other/share/a.json', 'file://other/b.json', 'https://a/b'].map(($ref) => ({ $ref })),
      });
    });
    expect(asked).toEqual([ROOT]);
  });
});

describe('hostile schemas', () => {
  const patience = 2_000;
  const many = (count: number, schema: unknown = {}) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, schema]));

  it.each([
    ['5 MB', `{ "description": "${'a'.repeat(5_000_000)}" }`, 'refused: it is larger than 1 MB'],
    [
      '100,000 levels',
      `${'{"not":'.repeat(100_000)}{}${'}'.repeat(100_000)}`,
      'refused: it is nested more than 200 levels deep',
    ],
    [
      '100,000 brackets',
      `{ "enum": ${'['.repeat(100_000)}${']'.repeat(100_000)} }`,
      'refused: it is nested more than 200 levels deep',
    ],
    ['too many subschemas', { properties: many(21_000) }, 'refused: it has more than 20000 subschemas'],
    ['a list', [], 'refused: it is no schema: a mapping is expected'],
    ['code', { $async: true }, "refused: it has '$async', which is no keyword of JSON Schema"],
    ['itself', { $ref: '#' }, ': no-answer it refers to itself without end'],
    ['a wrong kind', { properties: { a: { type: 3 } } }, "refused: 'properties/a/type' must be one of"],
    [
      'many patterns',
      {
        patternProperties: Object.fromEntries(
          Array.from({ length: 1000 }, (_, index) => [`${index}${'a?'.repeat(20)}`, true]),
        ),
      },
      'refused: its regular expressions have more than',
    ],
  ])('%s', (_, schema, expected) => {
    const start = performance.now();
    expect(mistakes(schemas(schema), { a: 1 })[0]).toContain(expected);
    expect(performance.now() - start).toBeLessThan(patience);
  });

  it('more than 50 documents', () => {
    const others = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`${index}.json`, { $ref: `${index + 1}.json` }]),
    );
    expect(mistakes(schemas({ $ref: '0.json' }, others), 1)).toEqual(['refused: it refers to more than 50 documents']);
  });

  it('references that double at each step end with the budget', () => {
    const doubled = Array.from({ length: 40 }, (_, index) => [
      `d${index}`,
      { allOf: [{ $ref: `#/$defs/d${index + 1}` }, { $ref: `#/$defs/d${index + 1}` }] },
    ]);
    const set = schemas({ $defs: { ...Object.fromEntries(doubled), d40: {} }, $ref: '#/$defs/d0' });
    const start = performance.now();
    expect(mistakes(set, 1)).toEqual([': no-answer it takes too long']);
    expect(factsAt(set, 1, [])).toEqual({ required: false });
    expect(performance.now() - start).toBeLessThan(patience);
  });

  it('keys that each lead to much end with the budget, in a hover too', () => {
    const set = schemas({
      $defs: { much: { allOf: Array.from({ length: 9_000 }, () => ({ if: { properties: many(1) }, [THEN]: true })) } },
      properties: many(1_000, { $ref: '#/$defs/much' }),
      patternProperties: { '.*.*.*x': {} },
    });
    const start = performance.now();
    expect(keysAt(set, {}, []).size).toBeLessThan(1_000);
    expect(performance.now() - start).toBeLessThan(patience);
  });

  it('patterns that are slow together end with the budget', () => {
    const set = schemas({ items: { pattern: '^[ab]*[bc]*$' } });
    const start = performance.now();
    const value = Array.from({ length: 1_000 }, () => `${'b'.repeat(3_000)}x`);
    expect(mistakes(set, value)).toEqual([': no-answer it takes too long']);
    expect(performance.now() - start).toBeLessThan(patience);
  });

  it('names of JavaScript are names', () => {
    const set = schemas(
      '{ "properties": { "__proto__": { "type": "string" }, "constructor": { "type": "integer" } }, "required": ["toString"], "unevaluatedProperties": false }',
    );
    expect(mistakes(set, JSON.parse('{ "__proto__": 1, "constructor": "x", "valueOf": 1 }'))).toEqual([
      'toString: missing-key is required',
      '__proto__: wrong-value must be string',
      'constructor: wrong-value must be integer',
      'valueOf: unknown-key is not a known key',
    ]);
    expect([...keysAt(set, {}, []).keys()]).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('are unknown beside alternatives too, where ajv overlooks them', () => {
    const schema = { anyOf: [{ properties: { a: {} } }, { properties: { b: {} } }], unevaluatedProperties: false };
    const compiled = new Ajv2020({ allErrors: true, strict: false, ownProperties: true }).compile(schema);
    expect(compiled({ constructor: 1 })).toBe(true);
    expect(mistakes(schemas(schema), { constructor: 1 })).toEqual(['constructor: unknown-key is not a known key']);
  });

  it('one mistake does not make all other keys unknown', () => {
    const set = schemas({ allOf: [{ properties: { a: { type: 'integer' }, b: {} } }], unevaluatedProperties: false });
    expect(mistakes(set, { a: 'x', b: 1, c: 1 })).toEqual([
      'a: wrong-value must be integer',
      'c: unknown-key is not a known key',
    ]);
  });
});
