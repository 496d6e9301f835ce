// Environment variables that nothing sets: what counts as setting one, and when nothing is said at all.
import { describe, expect, it } from 'vitest';
import { actionTitles, afterAction, problemLines } from '../support/check.ts';
import { open, parseScenario } from '../support/scenario.ts';

const project = (config: string, more = '-- .env --\nSET=1\n') => `
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
defaults: [_self_]
${config}
${more}`;
const told = (config: string, more?: string) => problemLines(open(parseScenario(project(config, more))).snapshot());
const GONE = 'x: ${oc.env:GONE}';

describe('a variable that nothing sets', () => {
  it('is told where a config reads it without a default', () => {
    expect(told(`${GONE}\ny: "a \${oc.env:GONE}/\${oc.env:SET}"`)).toEqual([
      "conf/config.yaml:2:4+14 info HS210 nothing sets 'GONE': .env has no such variable, and neither has the environment",
      "conf/config.yaml:3:7+14 info HS210 nothing sets 'GONE': .env has no such variable, and neither has the environment",
    ]);
    expect(told('x: ${oc.env:GONE,null}\ny: ${oc.env:${z}}\nz: SET\nw: \\${oc.env:GONE}')).toEqual([]);
  });

  it.each([
    ['.env', 'GONE=2'],
    ['.env.example', 'export GONE='],
    ['.vscode/launch.json', '{ "configurations": [{ "program": "app.py", "env": { "GONE": "1" } }] } // last'],
    ['run.sh', 'GONE=1 python app.py'],
    ['.github/workflows/ci.yml', 'env:\n  GONE: 1\njobs: {}'],
    ['setup.py', 'import os\nos.environ["GONE"] = "1"'],
  ])('is set by %s', (path, text) => {
    const kept = path === '.env' ? '' : '-- .env --\nSET=1\n';
    expect(told(GONE, `${kept}-- ${path} --\n${text}\n`)).toEqual([]);
  });

  it('is looked for in the files that a launch configuration names', () => {
    const launch =
      '-- .vscode/launch.json --\n{ "configurations": [{ "envFile": "${workspaceFolder}/secrets/dev.env" }] }\n';
    expect(told(GONE, `${launch}-- secrets/dev.env --\nGONE=1\n`)).toEqual([]);
    expect(told(GONE, `${launch}-- secrets/dev.env --\nOTHER=1\n`)).toEqual([
      "conf/config.yaml:2:4+14 info HS210 nothing sets 'GONE': secrets/dev.env has no such variable, and neither has the environment",
    ]);
  });

  it('is no matter where a project keeps its variables in no file, nor where launchers set it', () => {
    expect(told(GONE, '')).toEqual([]);
    expect(told('x: ${oc.env:SLURM_JOB_ID}\ny: ${oc.env:HOME}\nz: ${oc.env:LOCAL_RANK}')).toEqual([]);
  });

  it('gets a default where it is read', () => {
    const scenario = project('x: "${oc.env:G$0ONE}"');
    expect(actionTitles(scenario)).toContain("Give 'GONE' the default null");
    expect(afterAction(scenario, "Give 'GONE' the default null")['conf/config.yaml']).toContain(
      'x: "${oc.env:GONE,null}"',
    );
  });

  it('is followed as files change', () => {
    const opened = open(parseScenario(project(GONE)));
    expect(problemLines(opened.snapshot())).toHaveLength(1);
    expect(problemLines(opened.save('.env', 'GONE=1\n'))).toEqual([]);
    expect(problemLines(opened.save('.env', 'NO=1\n'))).toHaveLength(1);
  });
});
