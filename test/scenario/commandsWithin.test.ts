// Commands within other texts: in the words of other commands, in quotes, here-documents and indented blocks.
import { describe, expect, it } from 'vitest';
import { actionTitles, afterAction, checkDiagnostics } from '../support/check.ts';
import { PROJECT, problemsIn } from '../support/commands.ts';

describe('a command in the words of another', () => {
  it('is judged in a script, in documentation and in a task', () => {
    expect([
      problemsIn('run.sh', 'OUT=$(python src/train.py lrr=1)\necho "it is `python src/train.py stepps=2`" $(($OUT))\n'),
      problemsIn('README.md', '```sh\nX=$(cd src && python train.py "lrr=1" | tail -1)\n```\n'),
      problemsIn('.vscode/tasks.json', '{"tasks": [{"command": "X=\\"$(python src/train.py lrr=1)\\" run"}]}'),
      problemsIn(
        'Makefile',
        'LOSS := $(shell python src/train.py lrr=1)\nall:\n\techo $$(python src/train.py lrr=1)\n',
      ),
    ]).toMatchInlineSnapshot(`
      [
        [
          "run.sh:1:27+3 error HS512 'lrr' is not a key of 'train'; did you mean 'lr'?",
          "run.sh:2:34+6 error HS512 'stepps' is not a key of 'train'; did you mean 'steps'?",
        ],
        [
          "README.md:2:32+3 warning HS512 'lrr' is not a key of 'train'; did you mean 'lr'?",
        ],
        [
          ".vscode/tasks.json:1:51+3 error HS512 'lrr' is not a key of 'train'; did you mean 'lr'?",
        ],
        [
          "Makefile:1:37+3 error HS512 'lrr' is not a key of 'train'; did you mean 'lr'?",
          "Makefile:3:30+3 error HS512 'lrr' is not a key of 'train'; did you mean 'lr'?",
        ],
      ]
    `);
  });
});

describe('a script in quotes, or in a here-document', () => {
  const judged = (text: string) => problemsIn('run.sh', `${text}\n`).map((line) => line.split(' ')[0]);

  it.each([
    [`bash -c "python src/train.py lrr=1"`, ['run.sh:1:30+3']],
    [`bash -lc 'cd src && python train.py lr=$LR lrr=1'`, ['run.sh:1:44+3']],
    [`ssh host 'python src/train.py lrr=1'`, ['run.sh:1:31+3']],
    [`eval "python src/train.py lrr=1"`, ['run.sh:1:27+3']],
    [`sbatch --wrap="python src/train.py lrr=1" job`, ['run.sh:1:36+3']],
    [`bash -c "bash -c 'python src/train.py lrr=1'"`, ['run.sh:1:39+3']],
    ['sbatch <<EOF\npython src/train.py lrr=1\nEOF\npython src/train.py lrs=1', ['run.sh:2:21+3', 'run.sh:4:21+3']],
    [`cat <<'EOF' | ssh host\npython src/train.py lrr=1`, ['run.sh:2:21+3']],
  ])('is judged where a shell reads it: %j', (text, places) => {
    expect(judged(text)).toEqual(places);
  });

  it('gets no more quotes, which would end its own', () => {
    const braces = (line: string) => actionTitles(`${PROJECT}-- run.sh --\n${line}\n`);
    expect(braces('python src/train.py tags={a$0,b}')).toEqual(['Put it in single quotes']);
    expect(braces("bash -c 'python src/train.py tags={a$0,b}'")).toEqual([]);
  });

  it.each([
    'echo "python src/train.py lrr=1"',
    'bash run.sh "python src/train.py lrr=1"',
    'bash -c "python src/train.py lrr=\\"1\\""',
    'cat <<EOF > x\npython src/train.py lrr=1\nEOF',
    'bash -c "',
    "eval '",
  ])('is left alone elsewhere: %j', (text) => {
    expect(judged(text)).toEqual([]);
  });
});

it('blanks around an equal sign make three words, and are taken away', () => {
  checkDiagnostics(`${PROJECT}-- run.sh --
python src/train.py steps=2 lr = 0.2
#                           ^^^^^^^^ error HS511 an override has no blanks around its '=': these are three words
`);
  const mended = afterAction(`${PROJECT}-- run.sh --\npython src/train.py lr =$0 0.2\n`, 'Take the blanks away');
  expect(mended['run.sh']).toBe('python src/train.py lr=0.2\n');
});

describe('a code block that is indented', () => {
  const judged = (text: string) => problemsIn('README.md', text).map((line) => line.split(' ')[0]);

  it.each([
    ['behind an empty line', 'Run it:\n\n    python src/train.py lrr=1\n', 'README.md:3:25+3'],
    ['by a tab, at the beginning', '\t$ python src/train.py lrr=1\nText.\n', 'README.md:1:24+3'],
    ['in lines that go on', '\n    python src/train.py \\\n        lrr=1\n', 'README.md:3:9+3'],
    ['with an empty line in it', '\n    cd src\n\n    python train.py lrr=1\n', 'README.md:4:21+3'],
    ['in a list', '- Run:\n\n      python src/train.py lrr=1\n', 'README.md:3:27+3'],
    ['behind a list', '1. One\n\nText.\n\n    python src/train.py lrr=1\n', 'README.md:5:25+3'],
    ['behind a fence', '```sh\nls\n```\n    python src/train.py lrr=1\n', 'README.md:4:25+3'],
  ])('is read: %s', (_, text, place) => {
    expect(judged(text)).toEqual([place]);
    expect(judged(text.replaceAll('\n', '\r\n'))).toEqual([place]);
  });

  it.each([
    ['in a paragraph', 'Run it:\n    python src/train.py lrr=1\n'],
    ['by less', '\n   python src/train.py lrr=1\n'],
    ['as an item of a list', '- One\n\n    python src/train.py lrr=1\n'],
    ['of a list in a list', '- One\n  - Two\n\n      python src/train.py lrr=1\n'],
    ['with what was refused', '\n    $ python src/train.py lrr=1\n    Could not override lrr\n'],
    ['in the block of another language', '```python\n\n    python src/train.py lrr=1\n```\n'],
    ['with a name to be put in', '\n    python src/train.py -cn <config> lrr=1\n'],
    ['in a block without an end', '```sh\n\n    python src/train.py lrr=1\n'],
  ])('is none: %s', (_, text) => {
    expect(judged(text)).toEqual([]);
  });
});
