// Commands that people keep in files: their overrides are judged as the run that they start would.
import { describe, expect, it } from 'vitest';
import { actionTitles, afterAction, checkDiagnostics, problemLines } from '../support/check.ts';
import { PROJECT, problemsIn } from '../support/commands.ts';
import { open, trainer, without } from '../support/scenario.ts';

describe('a shell script', () => {
  it('is told what each override does wrong', () => {
    checkDiagnostics(`${PROJECT}-- scripts/train.sh --
#!/bin/bash
python src/train.py lr=1 model=mamba model.state=3
python src/train.py lrr=1
#                   ^^^ error HS512 'lrr' is not a key of 'train'; did you mean 'lr'?
python src/train.py model.width=1
#                   ^^^^^^^^^^^ error HS512 'model.width' is not a key of 'train'; +model.width=1 adds it
python src/train.py +lr=1
#                    ^^ error HS512 'lr' is there already: no '+' is needed
python src/train.py model=mambo
#                         ^^^^^ error HS512 'model' has no option 'mambo'; did you mean 'mamba'?
python src/train.py app.db=postgres
#                   ^^^^^^ warning HS512 'app.db' becomes the text 'postgres' instead of the mapping; app/db=postgres chooses the option
python src/train.py lr=[1
#                   ^^^^^ error HS511 no viable alternative at input '[1'
python src/train.py ~lrr
#                    ^^^ error HS512 Could not delete from config. 'lrr' does not exist; did you mean 'lr'?
`);
  });

  it('is told what else is wrong where an option is misspelt, as if it were what was meant', () => {
    expect(
      problemsIn('run.sh', 'python src/train.py model=mabma model.stat=1 lrr=2 model.state=3\n'),
    ).toMatchInlineSnapshot(`
      [
        "run.sh:1:27+5 error HS512 'model' has no option 'mabma'; did you mean 'mamba'?",
        "run.sh:1:33+10 error HS512 'model.stat' is not a key of 'train'; did you mean 'model.state'?",
        "run.sh:1:46+3 error HS512 'lrr' is not a key of 'train'; did you mean 'lr'?",
      ]
    `);
    // What it may have been nobody knows: then it may have brought any key.
    expect(problemsIn('run.sh', 'python src/train.py model=other model.stat=1\n')).toMatchInlineSnapshot(`
      [
        "run.sh:1:27+5 error HS512 'model' has no option 'other'",
      ]
    `);
  });

  it('is told why a value is none, and knows the options and members that Python has', () => {
    checkDiagnostics(`
-- app.py --
from dataclasses import dataclass
from enum import Enum
import hydra
from hydra.core.config_store import ConfigStore

class Mode(Enum):
    FAST = 1
    SLOW = 2

@dataclass
class Server:
    mode: Mode = Mode.FAST
    port: int = 80

ConfigStore.instance().store(group="server", name="base", node=Server)

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg):
    print(cfg)
-- conf/config.yaml --
defaults: [server: base]
-- run.sh --
python app.py server=bsae server.prt=1
#                    ^^^^ error HS512 'server' has no option 'bsae'; did you mean 'base'?
#                         ^^^^^^^^^^ error HS512 'server.prt' is not a key of 'config'; did you mean 'server.port'?
python app.py server.mode=FSAT server.port=abc
#                         ^^^^ error HS512 Invalid value 'FSAT', expected one of [FAST, SLOW]; did you mean 'FAST'?
#                                          ^^^ error HS512 Value 'abc' of type 'str' could not be converted to Integer
`);
  });

  it('is read as the shell reads it', () => {
    expect(
      problemsIn(
        'run.sh',
        `
for seed in 1 2; do
  CUDA_VISIBLE_DEVICES=0 python \\
    src/train.py \\
    "lrr=\${seed}" 'step=5' > "log" 2>&1 &  # src/train.py no=1
done
(cd src && torchrun --nproc_per_node 2 train.py -m lr=0.1,0.2 model=gpt,mambo) | tee log
cat <<EOF
python src/train.py no=1
EOF
if ! python -m src.train --config-name eval splitt=val; then exit 1; fi
src/train.py --config-name=evil
git add src/train.py no=1
python other.py no=1
`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "run.sh:5:20+4 error HS512 'step' is not a key of 'train'; did you mean 'steps'?",
        "run.sh:7:73+5 error HS512 'model' has no option 'mambo'; did you mean 'mamba'?",
        "run.sh:11:45+6 error HS512 'splitt' is not a key of 'eval'; did you mean 'split'?",
        "run.sh:12:28+4 error HS512 there is no config 'evil'; did you mean 'eval'?",
      ]
    `);
  });

  it('names the app for other things than starting it', () => {
    const lines = [
      'python -m mypy src/train.py src/other.py',
      'uv run ruff check src/train.py no=1',
      '$(LINT) src/train.py no=1',
      'python tools/check.py src/train.py no=1',
      'python src/train.py some/file.txt no=1',
      'vim src/train.py no=1',
    ];
    const starts = [
      'uv run src/train.py',
      'python -m torch.distributed.run --nproc 2 src/train.py',
      '$PYTHON src/train.py',
    ];
    expect(problemsIn('run.sh', `${lines.join('\n')}\n`)).toEqual([]);
    for (const line of starts) expect(problemsIn('run.sh', `${line} no=1\n`)).toHaveLength(1);
  });

  it("takes Hydra's own settings, and braces where no Bash reads them", () => {
    const own =
      'hydra.run.dir=. hydra.output_subdir=null hydra/job_logging=disabled hydra.verbose=true hydra.job.chdir=True';
    expect(problemsIn('run.sh', `#!/bin/sh\npython src/train.py ${own} +opt={a:1,b:2}\n`)).toEqual([]);
    expect(problemsIn('Makefile', 'a:\n\tpython src/train.py +opt={a:1,b:2}\n')).toEqual([]);
    expect(problemsIn('run.sh', '#!/usr/bin/env bash\npython src/train.py +opt={a:1,b:2}\n')).toHaveLength(1);
    expect(problemsIn('run.sh', 'python src/train.py hydra.run.dri=x\n')).toHaveLength(1);
  });

  it('is told what the shell makes of an override', () => {
    expect(
      problemsIn(
        'run.sh',
        `
python src/train.py +opt={a:1,b:2} +x="\${app.db.host}" lr=int(3)
python src/train.py '+opt={a:1,b:2}' '+x=\${app.db.host}' 'lr=int(3)'
`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "run.sh:2:26+9 warning HS514 without quotes Bash makes several words of these braces",
        "run.sh:2:40+14 error HS514 the shell reads this itself, and Hydra does not see it; single quotes protect it",
        "run.sh:2:62+3 error HS514 without quotes the shell stops at the parenthesis",
      ]
    `);
  });

  it('is left alone where only the run knows', () => {
    expect(
      problemsIn(
        'run.sh',
        `
python src/train.py model=$MODEL model.width=1
python src/train.py "$@" model.width=1
python src/train.py --config-name $NAME no=1
python src/train.py --config-dir nowhere no=1
python src/train.py --local_rank 1 no=1
python $SCRIPT no=1
python src/train.py lr=$LR step=3
python elsewhere/train.py no=1
`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "run.sh:8:28+4 error HS512 'step' is not a key of 'train'; did you mean 'steps'?",
      ]
    `);
  });

  it('sweeps with --multirun alone', () => {
    expect(
      problemsIn(
        'run.sh',
        `
python src/train.py lr=0.1,0.2
python src/train.py -m 'lr=range(1,5)' 'steps=interval(0,1)' 'model=glob(*)'
python src/train.py -m model=gpt,mamba model.state=1
python src/train.py hydra.mode=MULTIRUN lr=0.1,0.2
python src/train.py tags=a,c
`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "run.sh:2:24+7 error HS513 '0.1,0.2' is a sweep, which needs --multirun; a list is written [0.1,0.2]",
        "run.sh:4:40+11 error HS512 'model.state' is not a key of 'train'; +model.state=1 adds it",
        "run.sh:6:26+3 error HS513 'a,c' is a sweep, which needs --multirun; a list is written [a,c]",
      ]
    `);
  });
});

describe('launch.json and tasks.json', () => {
  it('have arguments that no shell reads', () => {
    expect(
      problemsIn(
        '.vscode/launch.json',
        `{
  // how we start it
  "configurations": [
    { "type": "debugpy", "program": "\${workspaceFolder}/src/train.py", "args": ["lrr=1", "app.db=postgres", "+opt={a:1,b:2}", "x\\u003d1",], },
    { "type": "debugpy", "module": "src.train", "args": "--config-name eval splitt=1" },
    { "type": "debugpy", "program": "src/train.py", "args": ["lr=\${input:lr}", "no=1", "model=\${env:M}"] },
    { "type": "debugpy", "program": "train.py", "cwd": "\${workspaceFolder}/src", "args": ["-m", "lr=1,2", "model=gpt,mambo"] },
    { "type": "debugpy", "program": "\${file}", "args": ["no=1"] },
    { "program": "src/train.py", "args": [
`,
      ),
    ).toMatchInlineSnapshot(`
      [
        ".vscode/launch.json:4:82+3 error HS512 'lrr' is not a key of 'train'; did you mean 'lr'?",
        ".vscode/launch.json:4:91+6 warning HS512 'app.db' becomes the text 'postgres' instead of the mapping; app/db=postgres chooses the option",
        ".vscode/launch.json:4:128+1 error HS512 'x' is not a key of 'train'; +x=1 adds it",
        ".vscode/launch.json:5:77+6 error HS512 'splitt' is not a key of 'eval'; did you mean 'split'?",
        ".vscode/launch.json:7:118+5 error HS512 'model' has no option 'mambo'; did you mean 'mamba'?",
      ]
    `);
  });

  it('have tasks of every kind', () => {
    expect(
      problemsIn(
        '.vscode/tasks.json',
        `{ "tasks": [
  { "type": "shell", "command": "python src/train.py lrr=1 && echo \\"done\\"" },
  { "type": "process", "command": "python", "args": ["src/train.py", "lrr=1"] },
  { "type": "shell", "command": "python", "args": ["src/train.py", { "value": "lrr=1", "quoting": "strong" }] },
  { "type": "hydrascope", "config": "eval", "overrides": ["splitt=1"] },
  { "type": "hydrascope", "config": "configs/eval.yaml", "overrides": ["splitt=1"] }
] }`,
      ),
    ).toMatchInlineSnapshot(`
      [
        ".vscode/tasks.json:2:54+3 error HS512 'lrr' is not a key of 'train'; did you mean 'lr'?",
        ".vscode/tasks.json:3:71+3 error HS512 'lrr' is not a key of 'train'; did you mean 'lr'?",
        ".vscode/tasks.json:4:80+3 error HS512 'lrr' is not a key of 'train'; did you mean 'lr'?",
        ".vscode/tasks.json:5:60+6 error HS512 'splitt' is not a key of 'eval'; did you mean 'split'?",
        ".vscode/tasks.json:6:73+6 error HS512 'splitt' is not a key of 'eval'; did you mean 'split'?",
      ]
    `);
  });
});

describe('other files', () => {
  it('have recipes, steps and code blocks', () => {
    expect([
      problemsIn(
        'Makefile',
        'train:\n\t@$(PYTHON) src/train.py \\\n\t\tlrr=1 steps=$(STEPS)\npython src/train.py no=1\n',
      ),
      problemsIn(
        '.github/workflows/ci.yml',
        `
jobs:
  test:
    defaults: { run: { working-directory: src } }
    steps:
      - run: python train.py lrr=1
      - run: |
          python train.py lr=\${{ matrix.lr }} step=1
      - run: >
          python train.py
          stepps=1
`,
      ),
      problemsIn(
        'README.md',
        `
    python src/train.py no=1

\`\`\`bash
$ python src/train.py lrr=1   # a comment
python src/train.py model=<name> no=1
python src/train.py no=... lrr=2
python src/train.py [overrides]
python src/train.py key=value model=your_model model.width=2
\`\`\`

\`\`\`python
python src/train.py no=1
\`\`\`

\`\`\`console
$ python src/train.py no=1
Could not override 'no'.
\`\`\`
`,
      ),
    ]).toMatchInlineSnapshot(`
      [
        [
          "Makefile:3:3+3 error HS512 'lrr' is not a key of 'train'; did you mean 'lr'?",
        ],
        [
          ".github/workflows/ci.yml:6:30+3 error HS512 'lrr' is not a key of 'train'; did you mean 'lr'?",
          ".github/workflows/ci.yml:8:47+4 error HS512 'step' is not a key of 'train'; did you mean 'steps'?",
          ".github/workflows/ci.yml:11:11+6 error HS512 'stepps' is not a key of 'train'; did you mean 'steps'?",
        ],
        [
          "README.md:5:23+3 warning HS512 'lrr' is not a key of 'train'; did you mean 'lr'?",
        ],
      ]
    `);
  });
});

describe('the fixes', () => {
  const fixed = (line: string, title: string) =>
    afterAction(`${PROJECT}-- run.sh --\n${line}`, title)['run.sh']?.trimEnd();

  it('are those that Hydra takes', () => {
    expect(fixed('python src/train.py l$0rr=1', "Change to 'lr'")).toBe('python src/train.py lr=1');
    expect(fixed('python src/train.py mo$0del.width=1', "Add '+' before 'model.width'")).toBe(
      'python src/train.py +model.width=1',
    );
    expect(fixed('python src/train.py +l$0r=1', "Take the '+' away")).toBe('python src/train.py lr=1');
    expect(fixed('python src/train.py "app.d$0b=postgres"', "Change to 'app/db'")).toBe(
      'python src/train.py "app/db=postgres"',
    );
    expect(fixed('python src/train.py tags=a$0,c', 'Write the list [a,c]')).toBe('python src/train.py tags=[a,c]');
    expect(fixed('python src/train.py -m model=gpt,mam$0bo', "Change to 'mamba'")).toBe(
      'python src/train.py -m model=gpt,mamba',
    );
    expect(fixed('python src/train.py -cn ev$0il', "Change to 'eval'")).toBe('python src/train.py -cn eval');
    expect(fixed('python src/train.py lr=int($03)', 'Put it in single quotes')).toBe("python src/train.py 'lr=int(3)'");
  });

  it('are none where nothing mends it', () => {
    expect(actionTitles(`${PROJECT}-- run.sh --\npython src/train.py lr.d$0eep=1`)).toEqual([
      "Add '+' before 'lr.deep'",
    ]);
  });
});

describe('the trainer', () => {
  it('is judged with its registry and its schemas', () => {
    const scenario = trainer(['run.sh', '', 'python trainer/mytrainer.py --config-name mamba type=manba seq_len=x\n']);
    expect(problemLines(open(scenario).snapshot())).toMatchInlineSnapshot(`
      [
        "run.sh:1:54+5 error HS401 'manba' is not registered in ADAPTER_PATHS (trainer_registry.py); did you mean 'mamba'?",
        "run.sh:1:68+1 error HS302 'seq_len' must be integer",
      ]
    `);
    expect(problemLines(open(without(scenario, 'trainer')).snapshot())).toEqual([]);
  });
});
