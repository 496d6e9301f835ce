// The trainer as its users meet it: the commands of its documentation, its mistakes, and the schemas of its configs.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const trainer = join(repository, 'trainer');
const baseConfigs = ['data', 'training'];
const modelConfigs = readdirSync(join(repository, 'configs'))
  .map((file) => basename(file, '.yaml'))
  .filter((name) => !baseConfigs.includes(name));

const python = findPython();
const withPython = it.skipIf(python === undefined);
const why = python === undefined ? ' (skipped: no Python with hydra-core; set HYDRASCOPE_PYTHON or make .venv)' : '';
const pythonTimeout = 60_000; // milliseconds; the first start compiles Hydra's modules

type Mapping = Readonly<Record<string, unknown>>;

/** A Python that can import Hydra: HYDRASCOPE_PYTHON, taken at its word, else the repository's .venv. */
function findPython(): string | undefined {
  if (process.env.HYDRASCOPE_PYTHON) return process.env.HYDRASCOPE_PYTHON;
  const path = join(repository, '.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (!existsSync(path)) return undefined;
  return spawnSync(path, ['-c', 'import hydra, pydantic']).status === 0 ? path : undefined;
}

let runFolder: string;
beforeAll(() => {
  runFolder = mkdtempSync(join(tmpdir(), 'hydrascope-trainer-'));
});
afterAll(() => rmSync(runFolder, { recursive: true, force: true }));

/** Plans with mytrainer.py from trainer/, as its documentation does; only Hydra's output folder is moved away. */
function run(overrides: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { WORLD_SIZE: _, ...inherited } = process.env;
  return spawnSync(python!, ['mytrainer.py', ...overrides, `hydra.run.dir=${runFolder}`], {
    cwd: trainer,
    encoding: 'utf8',
    env: { ...inherited, PYTHONDONTWRITEBYTECODE: '1', MYTRAINER_PLAN_ONLY: '1', ...environment },
  });
}

/** The printed plan, by dotted key. Every line must be `key: value` or a comment. */
function plan(overrides: readonly string[], environment: NodeJS.ProcessEnv = {}): Mapping {
  const { status, stdout, stderr } = run(overrides, environment);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toBe('# The plan of this run.');
  expect(lines.at(-1)).toBe('# MYTRAINER_PLAN_ONLY is set: planned, not trained.');
  for (const line of lines.slice(1, -1)) expect(line).toMatch(/^[A-Za-z0-9_.]+: \S.*$/);
  return parse(stdout) as Mapping;
}

function readConfig(name: string): Mapping {
  return parse(readFileSync(join(repository, 'configs', `${name}.yaml`), 'utf8')) as Mapping;
}

function readSchema(name: string) {
  return JSON.parse(readFileSync(join(repository, 'schemas', `${name}.schema.json`), 'utf8'));
}

/** What `defaults: [data, training, _self_]` means for these flat files, whose only mapping is null in the bases. */
function compose(name: string): Mapping {
  const { defaults, ...own } = readConfig(name);
  expect(defaults).toEqual(['data', 'training', '_self_']);
  return { ...readConfig('data'), ...readConfig('training'), ...own };
}

it('is under 2,000 lines of Python, beside its tests', () => {
  const files = globSync('**/*.py', { cwd: trainer, ignore: ['tests/**'] });
  const lines = files.flatMap((file) => readFileSync(join(trainer, file), 'utf8').trimEnd().split('\n'));
  expect(files).toContain('nets/mamba.py');
  expect(lines.length).toBeLessThan(2000);
});

describe('documented commands', () => {
  const commands: readonly (readonly [readonly string[], Mapping])[] = [
    [['--config-name=current_best_gpt'], { type: 'current-best', seq_len: 65536, num_iterations: 1750 }],
    [['--config-name=mamba'], { type: 'mamba', seq_len: 1024, num_iterations: 1750, 'plan.tokens_per_step': 1024 }],
    [['--config-name=ngpt'], { type: 'ngpt', 'plan.adapter': 'models.NGPT:NGPTAdapter' }],
    [
      ['--config-name=current_best_gpt', 'num_iterations=2000', 'seq_len=32768'],
      { num_iterations: 2000, seq_len: 32768, 'plan.steps': 2000, 'plan.total_tokens': 65536000 },
    ],
    [['--config-name=current_best_gpt', 'model_cfg.model_dim=1024'], { model_dim: 768, 'model_cfg.model_dim': 1024 }],
    [
      ['--config-name=current_best_gpt', 'train_files=my_data/train_*.bin'],
      { train_files: 'my_data/train_*.bin', val_files: 'data/fineweb10B/fineweb_val_*.bin' },
    ],
    [
      ['--config-name=mamba', 'seq_len=2048', 'num_iterations=1000', 'use_liger=false', 'torch_compile=false'],
      { seq_len: 2048, num_iterations: 1000, use_liger: false, torch_compile: false, 'plan.total_tokens': 2048000 },
    ],
  ];
  for (const [overrides, expected] of commands) {
    withPython(overrides.join(' ') + why, () => expect(plan(overrides)).toMatchObject(expected), pythonTimeout);
  }
});

describe('plans', () => {
  for (const name of modelConfigs) {
    withPython(
      `${name} prints what its files say${why}`,
      () => {
        const { model_cfg, ...flat } = compose(name);
        const nested = Object.entries(model_cfg as Mapping).map(([key, value]) => [`model_cfg.${key}`, value]);
        const printed = Object.entries(plan([`--config-name=${name}`])).filter(([key]) => !key.startsWith('plan.'));
        expect(Object.fromEntries(printed)).toEqual({ ...flat, ...Object.fromEntries(nested) });
      },
      pythonTimeout,
    );
  }

  withPython(
    `tokens per step grow with WORLD_SIZE${why}`,
    () => expect(plan(['--config-name=mamba'], { WORLD_SIZE: '8' })['plan.tokens_per_step']).toBe(8192),
    pythonTimeout,
  );
  withPython(
    `a WORLD_SIZE that is no number is told${why}`,
    () => {
      const { status, stderr } = run(['--config-name=mamba'], { WORLD_SIZE: 'many' });
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: expect.stringMatching(/^error: WORLD_SIZE: .* got 'many'\n$/),
      });
    },
    pythonTimeout,
  );
  withPython(
    `model_adapter wins over type, in either spelling${why}`,
    () => {
      for (const path of ['models.CurrentBest:CurrentBestAdapter', 'models.CurrentBest.CurrentBestAdapter']) {
        const printed = plan(['--config-name=ngpt', `model_adapter=${path}`]);
        expect(printed).toMatchObject({ type: 'ngpt', 'plan.adapter': 'models.CurrentBest:CurrentBestAdapter' });
      }
    },
    pythonTimeout,
  );
});

describe('mistakes are one line on stderr and exit status 1', () => {
  const mistakes: readonly (readonly [readonly string[], string])[] = [
    [
      ['--config-name=mamba', 'type=mambo'],
      "type 'mambo' is not registered in trainer_registry.py; did you mean 'mamba'?",
    ],
    [
      ['--config-name=mamba', 'type=zzz'],
      "type 'zzz' is not registered in trainer_registry.py; registered are current-best,",
    ],
    [['--config-name=mamba', 'type=null'], 'the config has no type; registered are current-best,'],
    [['--config-name=mamba', 'model_cfg=null'], 'model_cfg must be a mapping with the keys of MambaCfg, got null'],
    [['--config-name=training'], 'model_cfg must be a mapping with the keys of CurrentBestCfg, got null'],
    [['--config-name=mamba', '+model_cfg.d_modl=3'], "model_cfg.d_modl is no key of MambaCfg; did you mean 'd_model'?"],
    [
      ['--config-name=mamba', 'model_cfg.d_model=wide'],
      "model_cfg.d_model: Input should be a valid integer, got 'wide'",
    ],
    [
      ['--config-name=mamba', 'model_cfg.expand=0'],
      'model_cfg.expand: Input should be greater than or equal to 1, got 0',
    ],
    [['--config-name=mamba', 'model_adapter=Nope'], "adapter 'Nope' is not a path of the form package.module:Class"],
    [
      ['--config-name=mamba', 'model_adapter=models.Nope:Nope'],
      "adapter 'models.Nope:Nope' does not load: ModuleNotFoundError: No module named 'models.Nope'",
    ],
    [
      ['--config-name=mamba', 'model_adapter=models.Mamba:Nope'],
      "adapter 'models.Mamba:Nope' does not load: AttributeError: module 'models.Mamba' has no attribute 'Nope'",
    ],
    [
      ['--config-name=mamba', 'model_adapter=models.Mamba:MambaCfg'],
      "adapter 'models.Mamba:MambaCfg' does not load: MambaCfg does not derive DefaultAdapter",
    ],
    [['--config-name=mamba', '~seq_len'], 'the config has no seq_len; does its defaults list name the base configs'],
    [['--config-name=mamba', 'seq_len=long'], "seq_len: Input should be a valid integer, got 'long'"],
    [['--config-name=mamba', 'seq_len=${nope}'], "Interpolation key 'nope' not found"],
    [[], 'no config: choose one with --config-name'],
  ];
  for (const [overrides, message] of mistakes) {
    withPython(
      (overrides.join(' ') || 'no config name') + why,
      () => {
        const { status, stdout, stderr } = run(overrides);
        expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
        expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(`error: ${message}`)]);
      },
      pythonTimeout,
    );
  }

  withPython(
    `an adapter module that fails while it is imported${why}`,
    () => {
      writeFileSync(join(runFolder, 'broken_adapter.py'), 'from Models.LLMS import Gone\n');
      const { status, stderr } = run(['--config-name=mamba', 'model_adapter=broken_adapter:Gone'], {
        PYTHONPATH: runFolder,
      });
      expect(status).toBe(1);
      expect(stderr).toBe(
        "error: adapter 'broken_adapter:Gone' does not load: ModuleNotFoundError: No module named 'Models'\n",
      );
    },
    pythonTimeout,
  );
});

describe('schemas', () => {
  const schemaNames = ['data', 'training', 'model', 'hydrascope'];
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  for (const name of schemaNames) ajv.addSchema(readSchema(name));

  /** What is wrong with a value, as `path keyword` pairs; ajv's echo of a failed `then` left out. */
  function problems(name: string, value: unknown): readonly string[] {
    const validate = ajv.getSchema(`${name}.schema.json`)!;
    validate(value);
    const errors = (validate.errors ?? []).filter((error) => error.keyword !== 'if');
    return errors.map((error) => `${error.instancePath} ${error.keyword}`);
  }

  it.each(schemaNames)('%s compiles in strict mode', (name) => {
    expect(ajv.getSchema(`${name}.schema.json`)).toBeTypeOf('function');
  });

  it.each(schemaNames)('%s describes each of its keys', (name) => {
    const nameless: string[] = [];
    const visit = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [key, value] of Object.entries(schema)) {
        if (key === 'if' || key === 'then') continue;
        if (key === 'properties') {
          for (const [property, child] of Object.entries(value)) {
            if (!(child as Mapping).description) nameless.push(`${path}/${property}`);
          }
        }
        visit(value, `${path}/${key}`);
      }
    };
    visit(readSchema(name), '');
    expect(nameless).toEqual([]);
  });

  it.each(baseConfigs)('the defaults of %s are what the base config says', (name) => {
    expect(problems(name, readConfig(name))).toEqual([]);
    const properties = Object.entries(readSchema(name).$defs.keys.properties as Record<string, { default: unknown }>);
    expect(Object.fromEntries(properties.map(([key, value]) => [key, value.default]))).toEqual(readConfig(name));
  });

  it('the keys that a config may add are those of the documentation, and no base config has them', () => {
    const rows = readFileSync(join(trainer, 'README.md'), 'utf8').matchAll(/^\| `(\w+)` +\| (\S+) +\|/gm);
    const documented = Object.fromEntries([...rows].map(([, key, value]) => [key, parse(value ?? '')]));
    const properties = Object.entries(readSchema('training').$defs.more.properties as Record<string, Mapping>);
    expect(Object.fromEntries(properties.map(([key, value]) => [key, value.default]))).toEqual(documented);
    expect(Object.keys(documented)).toHaveLength(4);
    expect(problems('model', { ...compose('mamba'), ...documented })).toEqual([]);
    expect(problems('model', { ...compose('mamba'), learning_rate: 0 })).toEqual(['/learning_rate exclusiveMinimum']);
    for (const key of Object.keys(documented)) expect(compose('mamba')).not.toHaveProperty(key);
  });

  it.each(modelConfigs)('%s is valid as it is composed', (name) => {
    expect(problems('model', compose(name))).toEqual([]);
  });

  it('the project file is valid, and binds each config to one schema', () => {
    const project = parse(readFileSync(join(repository, 'hydrascope.yaml'), 'utf8'));
    expect(problems('hydrascope', project)).toEqual([]);
    for (const { schema } of project.schemas) expect(existsSync(join(repository, schema))).toBe(true);
    const bound = project.schemas.flatMap(({ files }: { files: string[] }) => globSync(files, { cwd: repository }));
    expect(bound.sort()).toEqual(globSync('configs/*.yaml', { cwd: repository }).sort());
  });

  it.each([
    ['an unknown key', { train_seq_len: 1024 }, [' unevaluatedProperties']],
    ['a wrong type', { seq_len: 'long' }, ['/seq_len type']],
    ['a number out of range', { cooldown_frac: 1.5 }, ['/cooldown_frac maximum']],
    ['no model_cfg', { model_cfg: null }, ['/model_cfg type', '/model_cfg type']],
    ['an unknown key of the model', { model_cfg: { d_modl: 3 } }, ['/model_cfg additionalProperties']],
    ['a key of another model', { type: 'gpt2', model_cfg: { d_state: 3 } }, ['/model_cfg unevaluatedProperties']],
    ['a wrong type in model_cfg', { model_cfg: { d_state: 1.5 } }, ['/model_cfg/d_state type']],
    ['a type that the schema does not know', { type: 'my-model', model_cfg: { anything: 1 } }, []],
  ])('the model schema on %s', (_, change, expected) => {
    expect(problems('model', { ...compose('mamba'), ...change })).toEqual(expected);
  });

  it('the model schema on a config without its base', () => {
    const { train_files: _, ...rest } = compose('mamba');
    expect(problems('model', rest)).toEqual([' required']);
  });

  it.each([
    ['an unknown entry', { root: ['configs'] }, [' additionalProperties']],
    ['an unknown version', { hydra: '1.2' }, ['/hydra enum']],
    ['a registry without symbol', { registries: [{ file: 'a.py' }] }, ['/registries/0 required']],
    ['an unknown severity', { rules: { HS301: 'fatal' } }, ['/rules/HS301 enum']],
    ['rules by code and by name', { rules: { HS301: 'off', 'unknown-key': 'hint' } }, []],
    ['an empty file', {}, []],
  ])('the project schema on %s', (_, value, expected) => {
    expect(problems('hydrascope', value)).toEqual(expected);
  });

  withPython(
    `model_cfg has the keys, defaults, bounds and descriptions of the adapters' Cfg classes${why}`,
    () => {
      const program = `import json
from trainer_registry import ADAPTER_PATHS, resolve_adapter_by_type as resolve
print(json.dumps({name: resolve(name).Cfg.model_json_schema()["properties"] for name in ADAPTER_PATHS}))`;
      const output = execFileSync(python!, ['-B', '-c', program], { cwd: trainer, encoding: 'utf8' });
      const classes = JSON.parse(output) as Record<string, Record<string, Mapping>>;
      const { $defs: definitions, allOf } = readSchema('model');

      const branches = allOf.filter((branch: Mapping) => 'if' in branch);
      const types = branches.map((branch: { if: { properties: { type: { const: string } } } }) => {
        const type = branch.if.properties.type.const;
        expect(branch).toHaveProperty('then.properties.model_cfg.$ref', `#/$defs/${type}`);
        return type;
      });
      expect(types).toEqual(Object.keys(classes));
      expect(modelConfigs.map((name) => readConfig(name).type).sort()).toEqual([...types].sort());

      for (const [type, fields] of Object.entries(classes)) {
        const { $ref: shared, properties } = definitions[type];
        const inherited = shared ? definitions[shared.replace('#/$defs/', '')].properties : {};
        const expected = Object.entries(fields).map(([key, field]) => [key, fromPydantic(field)]);
        expect({ ...inherited, ...properties }, type).toEqual(Object.fromEntries(expected));
      }
    },
    pythonTimeout,
  );
});

/** Pydantic's schema of a field in the spelling of ours: no title, an optional type as a pair with null. */
function fromPydantic({ title: _, anyOf, ...rest }: Mapping): Mapping {
  if (!Array.isArray(anyOf)) return rest;
  const [first, second] = anyOf;
  return second.type === 'null' ? { ...rest, ...first, type: [first.type, 'null'] } : { ...rest, anyOf };
}
