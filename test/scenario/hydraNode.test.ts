// What is known of the run's own node, `${hydra:...}`, while one writes.
import { describe, expect, it } from 'vitest';
import { hoverText, problemLines } from '../support/check.ts';
import { open, parseScenario } from '../support/scenario.ts';

const project = (line: string, apps: readonly string[] = ['train.py']) => `
${apps.map((name) => `-- ${name} --\nimport hydra\n@hydra.main(version_base=None, config_path="conf", config_name="config")\ndef main(cfg): ...\n`).join('')}-- conf/config.yaml --
hydra: { run: { dir: "runs/\${name}" } }
name: first
${line}
`;

it.each(['hydra:', 'hydra: [1]', 'hydra: 3'])('`%s` is told where it stands', (line) => {
  const { snapshot } = open(parseScenario(`-- conf/config.yaml --\ndefaults: [_self_]\na: 1\n${line}\n`));
  const lines = problemLines(snapshot());
  expect(lines).not.toEqual([]);
  for (const each of lines) expect(each).toMatch(/^conf\/config\.yaml:3:\d+\+\d+ error /);
});

describe('hover on an interpolation of the hydra node', () => {
  it.each([
    ['v$0alue: ${hydra:run.dir}', 'value: str = runs/first'],
    ['v$0alue: ${hydra:job.config_name}', 'value: str = config'],
    ['v$0alue: ${hydra:runtime.choices.hydra/launcher}', 'value: str = basic'],
    ['v$0alue: ${hydra:job.name}', 'value: str = train'],
    ['v$0alue: ${hydra:job.name}-${name}', 'value: str = train-first'],
  ])('%s', (line, shown) => {
    expect(hoverText(project(line))).toContain(shown);
  });

  it('shows the working directory: the folder that is open', () => {
    expect(hoverText(project('v$0alue: ${hydra:runtime.cwd}'))).toMatch(/value: str = \/\S+`/);
  });

  it.each(['job.num', 'runtime.output_dir', 'sweep.subdir'])('leaves open what the run alone fills in: %s', (key) => {
    const text = hoverText(project(`v$0alue: \${hydra:${key}}`));
    expect(text).toContain(`value: str = \${hydra:${key}}`);
    expect(text).toContain('the run alone fills it in');
  });

  it('leaves the name of the job open where two apps may be it', () => {
    const text = hoverText(project('v$0alue: ${hydra:job.name}', ['train.py', 'test.py']));
    expect(text).toContain('the run alone fills it in');
  });
});
