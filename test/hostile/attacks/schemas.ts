// JSON Schemas that a workspace brings.
import { type Attack, config, MB, sparse } from './workspace.ts';

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
