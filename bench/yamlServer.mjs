// yaml-language-server, the peer of everything that is asked about one file. It gets a JSON Schema of the same keys, and
// lives in a folder of its own that git ignores: nobody who only builds or tests has to install it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { GROUPS } from './workspaces.mjs';

const NAME = 'yaml-language-server';
export const YAML_SERVER_VERSION = '2.0.0';
const repository = fileURLToPath(new URL('../', import.meta.url));
const folder = join(repository, '.hydrascope', `${NAME}-${YAML_SERVER_VERSION}`);
const script = join(folder, 'node_modules', NAME, 'bin', NAME);

/** The command that starts it, installed if it is not there yet. Throws, with npm's words, when it cannot be had. */
export function yamlServerCommand() {
  if (!existsSync(script)) {
    console.error(`installing ${NAME} ${YAML_SERVER_VERSION} into .hydrascope (once; 20 MB)`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "name": "bench-peer", "private": true }\n');
    const flags = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const run = spawnSync(npm, ['install', `${NAME}@${YAML_SERVER_VERSION}`, ...flags], {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (!existsSync(script)) {
      throw new Error(`${NAME} cannot be had, and without it there is nothing to compare with:\n${run.stderr}`);
    }
  }
  return [script, '--stdio'];
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

/** Schemas of the keys that a made project has, written into a folder. */
export function projectSchemas(into) {
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
  const top = {
    type: 'object',
    additionalProperties: false,
    properties: {
      defaults: { description: 'What the config is composed of.', type: 'array' },
      seed: { description: 'Seed of all random numbers.', type: 'integer' },
      name: { description: 'Name of the run.', type: 'string', pattern: '^([a-z]+|\\$\\{tag\\})_\\$\\{seed\\}$' },
      steps: { description: 'How long it runs.', type: 'integer' },
      tag: { description: 'What it belongs to.', type: 'string' },
      ...Object.fromEntries(GROUPS.map((name) => [name, option])),
    },
  };
  const paths = { type: 'object', properties: { data: { description: 'Where the data is.', type: 'string' } } };
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
