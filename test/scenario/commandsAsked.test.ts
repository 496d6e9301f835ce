// Commands that people keep in files: what is offered and shown in them, and what edits make of it.
import { describe, expect, it } from 'vitest';
import { completeCommand, hoverCommand } from '../../server/src/features/commands/index.ts';
import { type At, diagnose } from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/project/index.ts';
import { neutral, problemLines } from '../support/check.ts';
import { launch, PROJECT, problemsIn } from '../support/commands.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario } from '../support/scenario.ts';

/** The project beside a document, and the cursor in it. */
function cursorIn(path: string, text: string): [Snapshot, At] {
  const { files, cursor } = parseScenario(`${PROJECT}-- ${path} --\n${text}`);
  const at = { uri: uriAt(cursor?.path ?? ''), offset: cursor?.offset ?? 0 };
  return [open({ files, annotations: [] }).snapshot(), at];
}

/** What is offered at the cursor, best first. */
function offered(path: string, text: string): string[] {
  const { items } = completeCommand(...cursorIn(path, text)) ?? { items: [] };
  const key = ({ sortText = '' }: { sortText?: string }) => sortText;
  return [...items]
    .sort((left, right) => (key(left) < key(right) ? -1 : 1))
    .map(({ label, detail }) => (detail === undefined ? label : `${label}  ${detail}`));
}

function hovered(path: string, text: string): string | undefined {
  const hover = hoverCommand(...cursorIn(path, text));
  return hover === undefined ? undefined : neutral((hover.contents as { value: string }).value);
}

describe('completion', () => {
  it('offers keys and groups, options, and names of configs', () => {
    expect([
      offered('.vscode/launch.json', launch('"$0"')),
      offered('.vscode/launch.json', launch('"model.$0=1"')),
      offered('.vscode/launch.json', launch('"model=mamba", "model.$0"')),
      offered('.vscode/launch.json', launch('"model=$0"')),
      offered('.vscode/launch.json', launch('"lr=$0"')),
      offered('.vscode/launch.json', launch('"-m", "model=gpt,m$0"')),
      offered('.vscode/launch.json', launch('"--config-name", "$0"')),
      offered('run.sh', 'python src/train.py --config-name=e$0'),
      offered('run.sh', 'python src/train.py $MODEL$0'),
      offered('run.sh', 'pyth$0on src/train.py'),
    ]).toMatchInlineSnapshot(`
      [
        [
          "app/db=  mysql",
          "model=  gpt",
          "app.db.host=  str = localhost",
          "app.db.port=  int = 3306",
          "lr=  float = 0.1",
          "model.dim=  int = 64",
          "steps=  int = 10",
          "tags=  list = [a, b]",
        ],
        [
          "app/db  mysql",
          "model  gpt",
          "model.dim  int = 64",
        ],
        [
          "app/db=  mysql",
          "model=  mamba",
          "model.dim=  int = 32",
          "model.state=  int = 16",
        ],
        [
          "gpt  chosen without this",
          "mamba",
        ],
        [
          "0.1  without this",
        ],
        [
          "gpt  chosen without this",
          "mamba",
        ],
        [
          "eval",
          "train",
        ],
        [
          "eval",
          "train",
        ],
        [],
        [],
      ]
    `);
  });

  it('offers what Hydra takes', () => {
    const labels = offered('.vscode/launch.json', launch('"$0"')).map((each) => each.split('=')[0]);
    const args = labels.filter((label) => !['app/db', 'model'].includes(label ?? ''));
    expect(args.length).toBeGreaterThan(3);
    const words = args.map((label) => `"${label}=1"`).join(',');
    expect(problemsIn('.vscode/launch.json', launch(words))).toEqual([]);
  });
});

describe('hover', () => {
  it('tells what an override changes', () => {
    expect([
      hovered('.vscode/launch.json', launch('"l$0r=1"')),
      hovered('.vscode/launch.json', launch('"app/d$0b=postgres"')),
      hovered('.vscode/launch.json', launch('"+model.wid$0th=1"')),
      hovered('.vscode/launch.json', launch('"~l$0r"')),
      hovered('.vscode/launch.json', launch('"nop$0e=1"')),
      hovered('run.sh', 'python src/train.py -cn ev$0al'),
      hovered('run.sh', 'python src/train.py lr=$L$0R'),
    ]).toMatchInlineSnapshot(`
      [
        "**\`lr: int = 1\`**

      in \`train\`, \`0.1\` without this, set in [train.yaml:2](configs/train.yaml#L2)",
        "**\`app/db: postgres\`**

      [configs/app/db/postgres.yaml](configs/app/db/postgres.yaml) in \`train\`, \`mysql\` without this",
        "**\`model.width: int = 1\`**

      in \`train\`, not there without this",
        "**\`lr: deleted\`**

      in \`train\`, \`0.1\` without this, set in [train.yaml:2](configs/train.yaml#L2)",
        undefined,
        "[configs/eval.yaml](configs/eval.yaml)

      - \`model: gpt\`",
        undefined,
      ]
    `);
  });
});

it('a command in the words of another, and one in an indented block, are asked like others', () => {
  expect(offered('run.sh', 'X=$(python src/train.py model.d$0=1)\n')).toContain('model.dim  int = 64');
  expect(offered('run.sh', 'X=$(python src/train.py model=$0')).toContain('mamba');
  expect(hovered('README.md', '\n    python src/train.py l$0r=2\n')).toContain('lr: int = 2');
  expect(hovered('README.md', 'Set `l$0r=2`.\n')).toContain('lr: int = 2');
  expect(hovered('README.md', '\n    echo `l$0r=2`\n')).toBeUndefined();
});

describe('prose', () => {
  const readme = (text: string) => ['README.md', `Run \`python src/train.py\`.\n\n${text}\n`] as const;

  it('offers what an override in inline code may be, of the config that has it', () => {
    expect([
      offered(...readme('Set `model.$0=1`.')),
      offered(...readme('Set `model.$0`.')),
      offered(...readme('Set `model=$0`.')),
      offered(...readme('Set `st$0`.')),
      offered(...readme('Set `spl$0it=train`.')),
      offered(...readme('Set `+a$0`.')),
    ]).toMatchInlineSnapshot(`
      [
        [
          "app/db  mysql",
          "model  gpt",
          "model.dim  int = 64",
        ],
        [
          "app/db=  mysql",
          "model=  gpt",
          "model.dim=  int = 64",
        ],
        [
          "gpt  chosen without this",
          "mamba",
        ],
        [
          "app/db=  mysql",
          "model=  gpt",
          "app.db.host=  str = localhost",
          "app.db.port=  int = 3306",
          "lr=  float = 0.1",
          "model.dim=  int = 64",
          "steps=  int = 10",
          "tags=  list = [a, b]",
        ],
        [
          "model  gpt",
          "model.dim  int = 64",
          "split  str = test",
        ],
        [],
      ]
    `);
  });

  it('offers nothing in what is no override of the project', () => {
    expect([
      offered(...readme('See `src/$0`.')),
      offered(...readme('See `numpy.$0`.')),
      offered(...readme('See `git sta$0tus now`.')),
      offered(...readme('See model.$0.')),
      offered(...readme('Set `alpha=$0`.')),
    ]).toEqual([[], [], [], [], []]);
  });

  it('tells what an override changes', () => {
    expect([
      hovered(...readme('Set `l$0r=1`.')),
      hovered(...readme('Set `app/d$0b=postgres`.')),
      hovered(...readme('Set `spl$0it=train`.')),
      hovered(...readme('Set `+model.wid$0th=1`.')),
      hovered(...readme('Set `nop$0e=1`.')),
      hovered(...readme('Set `l$0r`.')),
      hovered(...readme('Sweep `model=gpt,ma$0mba`.')),
    ]).toMatchInlineSnapshot(`
      [
        "**\`lr: int = 1\`**

      in \`train\`, \`0.1\` without this, set in [train.yaml:2](configs/train.yaml#L2)",
        "**\`app/db: postgres\`**

      [configs/app/db/postgres.yaml](configs/app/db/postgres.yaml) in \`train\`, \`mysql\` without this",
        "**\`split: str = train\`**

      in \`eval\`, \`test\` without this, set in [eval.yaml:2](configs/eval.yaml#L2)",
        "**\`model.width: int = 1\`**

      in \`train\`, not there without this",
        undefined,
        undefined,
        "**\`model: gpt, mamba\`**

      a job for each in \`train\`, \`gpt\` without this",
      ]
    `);
  });
});

describe('edits', () => {
  it('of configs, of documents and on the disk are followed', () => {
    const opened = open(parseScenario(`${PROJECT}-- run.sh --\npython src/train.py lr=1\n`));
    expect(problemLines(opened.snapshot())).toEqual([]);
    const renamed = opened.replace('configs/train.yaml', 'lr: 0.1', 'rate: 0.1');
    expect(problemLines(renamed)).toEqual(["run.sh:1:21+2 error HS512 'lr' is not a key of 'train'; +lr=1 adds it"]);
    expect(problemLines(opened.replace('run.sh', 'lr=1', 'rate=1'))).toEqual([]);
    expect(problemLines(opened.save('.vscode/launch.json', launch('"lr=1"')))).toHaveLength(1);
    expect(problemLines(opened.save('.vscode/launch.json', undefined))).toEqual([]);
    expect(problemLines(opened.save('docs/how.md', '```sh\npython src/train.py ratee=1\n```\n'))).toHaveLength(1);
    expect(problemLines(opened.save('src/train.py', '# no app any more\n'))).toEqual([]);
  });

  it('half done never fail', () => {
    const texts: readonly (readonly [string, string])[] = [
      ['.vscode/launch.json', `// x\n${launch('"lr=\\u0031", "x=\\"", "model=$' + '{env:M}"')}`],
      ['run.sh', 'cd src && python train.py \\\n \'lr=1\' "x=$(echo \\")" y={a,b} z=f(1) <<EOF\nx\nEOF\n'],
      ['README.md', '```bash\n$ python src/train.py lr=<x> `a` \\\n```\n~~~\npython src/train.py lrr=1\n'],
      ['Makefile', 'a:\n\t@python src/train.py lr=$(LR) \\\n\t\tx=1\n'],
      ['.github/workflows/a.yml', 'jobs:\n  a:\n    steps:\n      - run: "python src/train.py \'lr=1\'"\n'],
    ];
    for (const [path, text] of texts) {
      const opened = open(parseScenario(PROJECT));
      for (let length = 0; length <= text.length; length++) {
        const snapshot = opened.type(path, text.slice(0, length));
        const at = { uri: uriAt(path), offset: length };
        expect(() => [diagnose(snapshot), hoverCommand(snapshot, at), completeCommand(snapshot, at)]).not.toThrow();
        for (const { span } of diagnose(snapshot).get(at.uri) ?? []) {
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(span.end).toBeLessThanOrEqual(length);
        }
      }
    }
  });
});
