// yaml-language-server, the peer of everything that is asked about one file. It gets a JSON Schema of the same keys.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { stringify } from 'yaml';
import { GROUPS } from './workspaces.mjs';

const repository = fileURLToPath(new URL('../', import.meta.url));
const require = createRequire(import.meta.url);

export const YAML_SERVER_VERSION = require('yaml-language-server/package.json').version;

/** The command that starts it. */
export function yamlServerCommand() {
  return [require.resolve('yaml-language-server/bin/yaml-language-server'), '--stdio'];
}

/**
 * What it asks for as `yaml`. Its catalogs of schemas on the net are off: they are not what is measured.
 * @param {Readonly<Record<string, readonly string[]>>} schemas paths of schemas to globs
 */
export function yamlSettings(schemas) {
  const byUri = Object.entries(schemas).map(([path, globs]) => [pathToFileURL(path).href, globs]);
  return {
    yaml: {
      validate: true,
      hover: true,
      completion: true,
      schemas: Object.fromEntries(byUri),
      schemaStore: { enable: false },
      kubernetesCRDStore: { enable: false },
    },
  };
}

/** The trainer's own schemas, as hydrascope.yaml assigns them. Beside the bases a model config is checked by itself. */
export function trainerSchemas() {
  const schema = (name) => join(repository, 'schemas', `${name}.schema.json`);
  const bases = ['data', 'training'];
  const text = readFileSync(join(repository, 'hydrascope.yaml'), 'utf8');
  for (const name of [...bases, 'model']) {
    if (!text.includes(`schemas/${name}.schema.json`)) throw new Error(`hydrascope.yaml has no schema '${name}'`);
  }
  return {
    ...Object.fromEntries(bases.map((name) => [schema(name), [`configs/${name}.yaml`]])),
    [schema('model')]: ['configs/mamba.yaml'],
  };
}

/** Schemas of the keys that a made project has as its files have them, written into a folder. */
export function projectSchemas(into) {
  return writeSchemas(into, '^([a-z]+|\\$\\{tag\\})_\\$\\{seed\\}$');
}

/** The same with a project file that binds such schemas to its configs as they are composed, for us. */
export function withSchemas(project) {
  const schemas = writeSchemas(join(project.folder, 'schemas'), '^[a-z]+_[0-9]+$');
  const bound = Object.entries(schemas).map(([path, files]) => ({ schema: relative(project.folder, path), files }));
  writeFileSync(join(project.folder, 'hydrascope.yaml'), stringify({ schemas: bound }));
  return project;
}

function writeSchemas(into, runName) {
  const reference = (keys) => ({ type: 'string', pattern: `^\\$\\{(${keys})\\}$` });
  const number = (description, keys) => ({ description, anyOf: [{ type: 'number' }, reference(keys)] });
  const option = {
    type: 'object',
    additionalProperties: false,
    properties: {
      name: { description: 'Name of the option.', type: 'string' },
      size: { description: 'How large it is.', type: 'integer', minimum: 0 },
      rate: { description: 'How fast it learns.', type: ['number', 'string'] },
      seed: number('Seed of its random numbers.', 'seed'),
      label: { description: 'What it is called in a report.', type: 'string' },
      folder: { description: 'Where its files are.', type: 'string' },
      layers: { description: 'One number a layer.', type: 'array', items: { type: 'integer' } },
      nested: {
        type: 'object',
        additionalProperties: false,
        properties: {
          depth: { description: 'How deep it is.', type: 'integer', minimum: 1 },
          every: number('How often it is written.', 'steps'),
          width: number('How wide it is.', '\\.\\.size'),
          other: number('The size of its neighbour.', 'group_\\d+\\.size'),
        },
      },
    },
  };
  const paths = { type: 'object', properties: { data: { description: 'Where the data is.', type: 'string' } } };
  const top = {
    type: 'object',
    additionalProperties: false,
    properties: {
      defaults: { description: 'What the config is composed of.', type: 'array' },
      seed: { description: 'Seed of all random numbers.', type: 'integer' },
      name: { description: 'Name of the run.', type: 'string', pattern: runName },
      steps: { description: 'How long it runs.', type: 'integer' },
      tag: { description: 'What it belongs to.', type: 'string' },
      paths,
      ...Object.fromEntries(GROUPS.map((name) => [name, option])),
    },
  };
  mkdirSync(into, { recursive: true });
  const write = (name, schema) => {
    const path = join(into, name);
    writeFileSync(path, JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...schema }));
    return path;
  };
  return {
    [write('top.schema.json', top)]: ['conf/*.yaml', 'conf/experiment/*.yaml'],
    [write('paths.schema.json', paths)]: ['conf/paths/*.yaml'],
    [write('option.schema.json', option)]: ['conf/group_*/*.yaml'],
  };
}
