// Comments that say that a problem is none: `# hydrascope: ignore[HS201]`.
import { describe, expect, it } from 'vitest';
import { problemsIn } from '../../server/src/features/diagnostics/index.ts';
import { afterAction, allActionTitles, checkDiagnostics, planOf, problemLines } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario } from '../support/scenario.ts';

/** What work comes to that could be put down in between. */
function told<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

describe('an ignore comment', () => {
  it('speaks of its line, by a code, by the name of a rule, or of anything', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults: [_self_]
a: \${nowhere} # hydrascope: ignore[HS201]
b: \${nowhere} # the run knows  # hydrascope: ignore[interpolation]
c: \${nowhere} #hydrascope:ignore
d: \${nowhere}
#  ^^^^^^^^^^ warning HS201 'nowhere' is not defined
`);
  });

  it('alone on its line speaks of the next one that says something', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults: [_self_]
# hydrascope: ignore[HS201]
# the run knows

a: \${nowhere}
b: \${nowhere}
#  ^^^^^^^^^^ warning HS201 'nowhere' is not defined
`);
  });

  it('at the head of a file speaks of the whole file', () => {
    checkDiagnostics(`
-- configs/app.yaml --
# @package _global_
# hydrascope: ignore[HS201]

defaults: [_self_]
a: \${nowhere}
b: \${nowhere}
`);
  });

  it('is no comment within a value', () => {
    checkDiagnostics(
      `
-- configs/app.yaml --
defaults: [_self_]
a: ["# hydrascope: ignore", "\${nowhere}"]
#                           ^^^^^^^^^^^^ warning HS201 'nowhere' is not defined
b: |
  # hydrascope: ignore
  \${nowhere}
`.replace('b: |', 'b: | # hydrascope: ignore[HS201]'),
    );
  });

  it('HS604: ignores nothing', () => {
    checkDiagnostics(`
-- configs/app.yaml --
defaults: [_self_]
a: 1 # hydrascope: ignore
#    ^^^^^^^^^^^^^^^^^^^^ hint HS604 there is no problem to ignore here
b: \${nowhere} # hydrascope: ignore[HS201, HS301]
#                                         ^^^^^ hint HS604 there is no HS301 to ignore here
c: \${nowhere} # hydrascope: ignore[HS999]
#  ^^^^^^^^^^ warning HS201 'nowhere' is not defined
#                                  ^^^^^ hint HS604 'HS999' is no rule
d: \${nowhere} # hydrascope: ignore[interpolaton]
#  ^^^^^^^^^^ warning HS201 'nowhere' is not defined
#                                  ^^^^^^^^^^^^ hint HS604 'interpolaton' is no rule; did you mean 'interpolation'?
`);
  });

  it('is heard in Python and in the project file', () => {
    checkDiagnostics(`
-- hydrascope.yaml --
roots:
  - configs
  - nowhere # hydrascope: ignore[HS603]
registries:
  - { symbol: MODELS, file: models.py }
-- configs/app.yaml --
defaults: [_self_]
type: gpt
-- models.py --
MODELS = {
    "gpt": "models:Gpt",
    "old": "models:Old",  # hydrascope: ignore[HS402, HS403]
}

class Gpt: ...
`);
  });

  it('is heard in what has commands', () => {
    checkDiagnostics(`
-- train.py --
import hydra

@hydra.main(version_base=None, config_path="configs", config_name="train")
def main(cfg): ...
-- configs/train.yaml --
lr: 0.1
-- scripts/train.sh --
python train.py lrr=0.2 # hydrascope: ignore[HS512]
python train.py lr=0.2 # hydrascope: ignore[HS512]
#                                           ^^^^^ hint HS604 there is no HS512 to ignore here
-- .vscode/launch.json --
{ "configurations": [
  { "type": "debugpy", "request": "launch", "program": "train.py",
    "args": ["lrr=0.2"] } // hydrascope: ignore
] }
`);
  });

  it('is heard while a file is edited, and then too when it is of use is not asked of a part of the judges', () => {
    const { type, snapshot } = open(parseScenario('-- configs/app.yaml --\ndefaults: [_self_]\na: 1\n'));
    const text = 'defaults: [_self_]\na: ${nowhere} # hydrascope: ignore\nb: 1 # hydrascope: ignore\n';
    expect(told(problemsIn(type('configs/app.yaml', text), uriAt('configs/app.yaml'), undefined))).toEqual([]);
    expect(problemLines(snapshot())).toEqual(['configs/app.yaml:3:6+20 hint HS604 there is no problem to ignore here']);
  });

  it('is heard by a launch, but for what Hydra refuses', () => {
    const run = planOf(`
-- configs/app.yaml --
defaults: [_self_, bsae] # hydrascope: ignore
a: \${nowhere} # hydrascope: ignore
-- run --
configs/app.yaml
`);
    expect(run?.problems.map(({ message }) => message)).toEqual(["In 'app': Could not load 'bsae'."]);
  });
});

describe('the fix of a problem', () => {
  const APP = 'defaults: [_self_]\n';

  it('is a comment behind its line', () => {
    const scenario = `-- configs/app.yaml --\n${APP}a: \${no$0where}\n`;
    expect(allActionTitles(scenario)).toEqual(['Ignore HS201 here']);
    expect(afterAction(scenario, 'Ignore HS201 here')['configs/app.yaml']).toBe(
      `${APP}a: \${nowhere}  # hydrascope: ignore[HS201]\n`,
    );
  });

  it('is one more name in the comment that is there', () => {
    const scenario = `-- configs/app.yaml --\n${APP}a: \${no$0where} # hydrascope: ignore[HS301]\n`;
    expect(afterAction(scenario, 'Ignore HS201 here')['configs/app.yaml']).toBe(
      `${APP}a: \${nowhere} # hydrascope: ignore[HS301, HS201]\n`,
    );
  });

  it('is a comment above where a text goes on over the end of the line, indented as it is', () => {
    const scenario = `-- configs/app.yaml --\n${APP}a:\n  b: "\${no$0where}\n    more"\n`;
    expect(afterAction(scenario, 'Ignore HS201 here')['configs/app.yaml']).toBe(
      `${APP}a:\n  # hydrascope: ignore[HS201]\n  b: "\${nowhere}\n    more"\n`,
    );
  });

  it('is written as the document has comments, and not within a command of several lines', () => {
    const files = (script: string) => `
-- train.py --
import hydra

@hydra.main(version_base=None, config_path="configs", config_name="train")
def main(cfg): ...
-- configs/train.yaml --
lr: 0.1
${script}`;
    const shell = files('-- train.sh --\npython train.py lr$0r=0.2\n');
    expect(afterAction(shell, 'Ignore HS512 here')['train.sh']).toBe(
      'python train.py lrr=0.2  # hydrascope: ignore[HS512]\n',
    );
    expect(allActionTitles(files('-- train.sh --\npython train.py lr$0r=0.2 \\\n  lr=1\n'))).not.toContain(
      'Ignore HS512 here',
    );
    const launch = files(
      '-- .vscode/launch.json --\n{ "configurations": [\n{ "type": "debugpy", "request": "launch", "program": "train.py",\n"args": ["lr$0r=0.2"]\n} ] }\n',
    );
    expect(afterAction(launch, 'Ignore HS512 here')['.vscode/launch.json']).toContain(
      '"args": ["lrr=0.2"]  // hydrascope: ignore[HS512]\n',
    );
  });

  it('of a comment without use takes it away, with its line where it stands alone', () => {
    const behind = `-- configs/app.yaml --\n${APP}a: 1 # hydrascope: ignore[HS2$001]\n`;
    expect(afterAction(behind, 'Remove the comment')['configs/app.yaml']).toBe(`${APP}a: 1\n`);
    const alone = `-- configs/app.yaml --\n${APP}# hydrascope: ignore$0\na: 1\n`;
    expect(afterAction(alone, 'Remove the comment')['configs/app.yaml']).toBe(`${APP}a: 1\n`);
    const more = `-- configs/app.yaml --\n${APP}a: \${nowhere} # hydrascope: ignore[HS3$002, HS201]\n`;
    expect(afterAction(more, "Remove 'HS302'")['configs/app.yaml']).toBe(
      `${APP}a: \${nowhere} # hydrascope: ignore[HS201]\n`,
    );
  });
});
