// Inputs of VS Code in launch.json and tasks.json: each option that may be picked is checked in the commands that ask for it.
import { describe, expect, it } from 'vitest';
import { actionTitles, afterAction } from '../support/check.ts';
import { PROJECT, problemsIn } from '../support/commands.ts';
import { renameLines } from '../support/navigate.ts';

const LAUNCH = '.vscode/launch.json';
const picked = (options: string, args: string, more = '') => `{
  "inputs": [{ "id": "it", "type": "pickString", "options": [${options}], "default": "nope=1" }${more}],
  "configurations": [{ "program": "src/train.py", "args": [${args}] }]
}`;

describe('an input that is picked from a list', () => {
  it('is checked as a whole override, and as a part of one', () => {
    expect(problemsIn(LAUNCH, picked('"lr=1", "lrr=2", "model=gtp"', '"${input:it}"'))).toEqual([
      `${LAUNCH}:2:71+3 error HS512 'lrr' is not a key of 'train'; did you mean 'lr'?`,
      `${LAUNCH}:2:86+3 error HS512 'model' has no option 'gtp'; did you mean 'gpt'?`,
    ]);
    const labelled = '{ "label": "The old one", "value": "gtp" }, "mamba"';
    expect(problemsIn(LAUNCH, picked(labelled, '"model=${input:it}"'))).toEqual([
      expect.stringContaining("HS512 'model' has no option 'gtp'; did you mean 'gpt'?"),
    ]);
    expect(problemsIn(LAUNCH, picked('"lr", "lrr"', '"${input:it}=1"'))).toEqual([
      expect.stringContaining("HS512 'lrr' is not a key of 'train'; did you mean 'lr'?"),
    ]);
  });

  it('says with which option another override is wrong, and tells once what always is', () => {
    expect(problemsIn(LAUNCH, picked('"mamba", "gpt"', '"model=${input:it}", "model.state=1", "stepps=3"'))).toEqual([
      expect.stringMatching(/'model\.state' is not a key of 'train'; .*, where 'gpt' is picked$/),
      expect.stringContaining("'stepps' is not a key of 'train'; did you mean 'steps'?"),
    ]);
  });

  it('is put into the lines of tasks before a shell takes them apart', () => {
    const task = (options: string) =>
      `{ "inputs": [{ "id": "a", "type": "pickString", "options": [${options}] }], "tasks": [{ "type": "shell", "command": "python src/train.py \${input:a} steps=3" }] }`;
    expect(problemsIn('.vscode/tasks.json', task('"lr=1 steps=2", ""'))).toEqual([]);
    expect(problemsIn('.vscode/tasks.json', task('"lr=1 step=2"'))).toEqual([
      expect.stringContaining("'step' is not a key of 'train'; did you mean 'steps'?"),
    ]);
  });

  it('may be several, each with all of its options', () => {
    const more = ', { "id": "other", "type": "pickString", "options": ["1", "a b", "[1"] }';
    expect(problemsIn(LAUNCH, picked('"lr", "lrr"', '"${input:it}=${input:other}"', more))).toEqual([
      expect.stringContaining("HS512 'lrr' is not a key"),
      expect.stringMatching(/:2:163\+2 error HS511/),
    ]);
  });

  it('is left alone where only the run knows it', () => {
    const typed = ', { "id": "typed", "type": "promptString", "default": "nope=1" }';
    expect(problemsIn(LAUNCH, picked('"lr=1"', '"${input:typed}", "${input:nowhere}", "${input:it}"', typed))).toEqual(
      [],
    );
    expect(problemsIn(LAUNCH, picked('', '"${input:it}"'))).toEqual([]);
    expect(problemsIn(LAUNCH, picked('1, null, {}, ["lrr=1"]', '"${input:it}"'))).toEqual([]);
  });

  it('is mended, and renamed with what it names', () => {
    const scenario = `${PROJECT}-- ${LAUNCH} --\n${picked('"lrr$0=1", "model=mamba"', '"${input:it}"')}`;
    expect(actionTitles(scenario)[0]).toBe("Change to 'lr'");
    expect(afterAction(scenario, "Change to 'lr'")[LAUNCH]).toContain('"options": ["lr=1", "model=mamba"]');
    const named = `${PROJECT}-- ${LAUNCH} --\n${picked('"lr=1", "lr=2"', '"${input:it}", "steps=1"')}`;
    expect(renameLines(named.replace('lr: 0.1', 'l$0r: 0.1'), 'rate')).toContain('"options": ["rate=1", "rate=2"]');
    expect(renameLines(named.replace('steps: 10', 'st$0eps: 10'), 'count')).toContain('"${input:it}", "count=1"');
  });
});
