// Mistakes seen in real trainers, with the project's schemas and without; and files that are none of our business.
import { describe, expect, it } from 'vitest';
import { hoverText, problemLines } from '../support/check.ts';
import { type Edit, open, parseScenario, trainer, without } from '../support/scenario.ts';

const found = (...edits: readonly Edit[]) => problemLines(open(trainer(...edits)).snapshot());

/** In a project of which nothing is known but what is found by looking. */
const foundBare = (...edits: readonly Edit[]) =>
  problemLines(open(without(trainer(...edits), 'hydrascope.yaml', 'schemas')).snapshot());

describe('train_seq_len, where seq_len is read', () => {
  const edit: Edit = ['configs/mamba.yaml', 'seq_len: 1024', 'train_seq_len: 1024'];

  it('is told with the key that was meant', () => {
    expect(found(edit)).toEqual([
      "configs/mamba.yaml:37:1+13 warning HS301 'train_seq_len' is not a known key; did you mean 'seq_len' (data.yaml:8)?",
    ]);
  });

  it('is no error: Hydra composes it', () => {
    expect(foundBare(edit).filter((line) => line.includes(' error '))).toEqual([]);
  });
});

describe('a model config without a type', () => {
  const edit: Edit = ['configs/mamba.yaml', 'type: "mamba"\n', ''];

  it('is told by the keys of a model that current-best has not', () => {
    const lines = found(edit);
    expect(lines.some((line) => line.includes("HS301 'model_cfg.d_state' is not a known key"))).toBe(true);
    expect(lines.every((line) => line.startsWith('configs/mamba.yaml:'))).toBe(true);
  });

  it('is seen in the hover of the type that it inherits', () => {
    const hover = hoverText(trainer(edit, ['configs/training.yaml', 'type: "current-best"', 'ty$0pe: "current-best"']));
    expect(hover).toContain('`current-best`: [current\\_best\\_gpt.yaml](configs/current_best_gpt.yaml), [mamba.yaml]');
  });
});

describe('a model config with defaults: [training] only', () => {
  it('is told with the file that defines what is missing', () => {
    expect(found(['configs/ngpt.yaml', '  - data\n', ''])).toEqual([
      "configs/ngpt.yaml:2:1+8 error HS303 'train_files' is required, and nothing sets it; data.yaml defines it",
      "configs/ngpt.yaml:2:1+8 error HS303 'val_files' is required, and nothing sets it; data.yaml defines it",
      "configs/ngpt.yaml:2:1+8 error HS303 'seq_len' is required, and nothing sets it; data.yaml defines it",
    ]);
  });
});

describe('an unregistered type', () => {
  it('is told without a project file just as well', () => {
    const edit: Edit = ['configs/ngpt.yaml', 'type: "ngpt"', 'type: "ngtp"'];
    const line =
      "configs/ngpt.yaml:8:7+6 error HS401 'ngtp' is not registered in ADAPTER_PATHS (trainer_registry.py); did you mean 'ngpt'?";
    expect(foundBare(edit)).toEqual([line]);
    expect(found(edit)[0]).toBe(line);
  });
});

describe('a registered type without a config', () => {
  it('is seen where it is registered', () => {
    const edit: Edit = ['trainer/trainer_registry.py', '"mamba":', '"mam$0ba2": "a:B",\n    "mamba":'];
    expect(hoverText(trainer(edit))).toContain('No config uses it');
    expect(found(['trainer/trainer_registry.py', '"mamba":', '"mamba2": "a:B",\n    "mamba":'])).toEqual([
      "trainer/trainer_registry.py:25:6+6 hint HS403 no config uses 'mamba2'",
    ]);
  });
});

describe('files that are no Hydra configs', () => {
  it('stay silent', () => {
    const files = `
-- .github/workflows/ci.yaml --
on: { push: { branches: [main] } }
defaults:
  run:
    shell: bash
jobs:
  build:
    steps:
      - run: echo \${{ github.sha }}
-- docker-compose.yaml --
services:
  db: { image: "db:\${TAG}", image: twice }
-- chart/Chart.yaml --
apiVersion: v2
-- chart/templates/deployment.yaml --
name: {{ .Values.name }}
  - broken
-- chart/values.yaml --
type: nothing
-- notes/config.yaml --
defaults:
  - nowhere
type: mmaba
a: \${nowhere}
-- config/settings.yaml --
type: mmaba
broken: "
`;
    const scenario = parseScenario(files);
    expect(problemLines(open(scenario).snapshot())).toEqual([]);
    const all = { ...trainer(), files: new Map([...trainer().files, ...scenario.files]) };
    expect(problemLines(open(all).snapshot())).toEqual([]);
    const unaided = without(all, 'hydrascope.yaml');
    expect(problemLines(open(unaided).snapshot())).toEqual([]);
  });
});
