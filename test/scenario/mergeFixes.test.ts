// What cannot be merged and what is no setting of Hydra: what is offered, and what is written then.
import { expect, it } from 'vitest';
import { diagnose, fixesOf } from '../../server/src/features/index.ts';
import { editedText } from '../../server/src/text/index.ts';
import { failingFixes, neutral } from '../support/check.ts';
import { open, parseScenario } from '../support/scenario.ts';

/** The fixes of all problems, with the texts that they make; `!` is before what is preferred. */
function fixed(text: string): string {
  const scenario = parseScenario(text);
  const snapshot = open(scenario).snapshot();
  expect(failingFixes(scenario)).toEqual([]);
  const fixes = [...diagnose(snapshot).values()].flat().flatMap((problem) => fixesOf(snapshot, problem));
  const lines = fixes.flatMap(({ title, edits, isPreferred }) => [
    `${isPreferred ? '! ' : ''}${title}`,
    ...[...new Set(edits.map(({ span }) => span.uri))].map((uri) => {
      const own = edits.filter(({ span }) => span.uri === uri);
      return `    ${neutral(uri)}: ${JSON.stringify(editedText(snapshot.files.file(uri)?.text ?? '', own))}`;
    }),
  ]);
  return `\n${lines.join('\n')}\n`;
}

it('HS115: a mapping where a list is', () => {
  expect(
    fixed(`
-- configs/app.yaml --
defaults: [base, _self_]
stages:
  name: b
  more:
    - 1
other: { name: b }
-- configs/base.yaml --
stages: [{ name: a }]
other: [1]
`),
  ).toMatchInlineSnapshot(`
    "
    Make 'stages' a list of this one item
        configs/app.yaml: "defaults: [base, _self_]\\nstages:\\n  - name: b\\n    more:\\n      - 1\\nother: { name: b }\\n"
    Remove 'stages'
        configs/app.yaml: "defaults: [base, _self_]\\nother: { name: b }\\n"
    Make 'other' a list of this one item
        configs/app.yaml: "defaults: [base, _self_]\\nstages:\\n  name: b\\n  more:\\n    - 1\\nother: [{ name: b }]\\n"
    Remove 'other'
        configs/app.yaml: "defaults: [base, _self_]\\nstages:\\n  name: b\\n  more:\\n    - 1\\n"
    "
  `);
});

it('HS115: a list where a mapping is; of indices the whole list is meant', () => {
  expect(
    fixed(`
-- configs/app.yaml --
defaults: [base, _self_]
a: [1]
tables:
  0: { name: b }
-- configs/base.yaml --
a: { b: 1 }
tables: [{ name: a }]
`),
  ).toMatchInlineSnapshot(`
    "
    Remove 'a'
        configs/app.yaml: "defaults: [base, _self_]\\ntables:\\n  0: { name: b }\\n"
    Remove 'tables'
        configs/app.yaml: "defaults: [base, _self_]\\na: [1]\\n"
    "
  `);
});

it('HS116: the entry that closes the circle', () => {
  expect(
    fixed(`
-- configs/app.yaml --
defaults: [base, app, _self_]
-- configs/base.yaml --
a: 1
`),
  ).toMatchInlineSnapshot(`
    "
    ! Remove 'app' from the defaults list
        configs/app.yaml: "defaults: [base, _self_]\\n"
    "
  `);
  expect(
    fixed(`
-- configs/app.yaml --
defaults: [base, _self_]
-- configs/base.yaml --
defaults:
  - second
a: 1
-- configs/second.yaml --
defaults:
  - base
b: 1
`),
  ).toMatchInlineSnapshot(`
    "
    Remove 'second' from the defaults list
        configs/base.yaml: "a: 1\\n"
    "
  `);
});

it('HS117: the field that was meant, the member, or what the class says', () => {
  expect(
    fixed(`
-- configs/app.yaml --
defaults: [_self_]
hydra:
  mode: MULTIRN
  sweep:
    dir: a
    sub_dir: b
  job:
    name: a
    num: many
`),
  ).toMatchInlineSnapshot(`
    "
    ! Change to 'MULTIRUN'
        configs/app.yaml: "defaults: [_self_]\\nhydra:\\n  mode: MULTIRUN\\n  sweep:\\n    dir: a\\n    sub_dir: b\\n  job:\\n    name: a\\n    num: many\\n"
    Change to 'RUN'
        configs/app.yaml: "defaults: [_self_]\\nhydra:\\n  mode: RUN\\n  sweep:\\n    dir: a\\n    sub_dir: b\\n  job:\\n    name: a\\n    num: many\\n"
    Remove 'mode'
        configs/app.yaml: "defaults: [_self_]\\nhydra:\\n  sweep:\\n    dir: a\\n    sub_dir: b\\n  job:\\n    name: a\\n    num: many\\n"
    Remove 'sub_dir'
        configs/app.yaml: "defaults: [_self_]\\nhydra:\\n  mode: MULTIRN\\n  sweep:\\n    dir: a\\n  job:\\n    name: a\\n    num: many\\n"
    Remove 'num'
        configs/app.yaml: "defaults: [_self_]\\nhydra:\\n  mode: MULTIRN\\n  sweep:\\n    dir: a\\n    sub_dir: b\\n  job:\\n    name: a\\n"
    "
  `);
});

it('HS118: where Hydra looks for configs', () => {
  expect(
    fixed(`
-- configs/app.yaml --
defaults: [base, _self_]
-- configs/base.yaml --
a: 1
hydra:
  searchpath: [file://elsewhere]
-- configs/other.yaml --
defaults: [_self_]
hydra:
  searchpath: [pgk://elsewhere]
-- configs/text.yaml --
defaults: [_self_]
hydra: { searchpath: pkg://elsewhere }
`),
  ).toMatchInlineSnapshot(`
    "
    Move 'hydra.searchpath' to app.yaml
        configs/app.yaml: "defaults: [base, _self_]\\nhydra:\\n  searchpath: [file://elsewhere]\\n"
        configs/base.yaml: "a: 1\\n"
    Remove 'hydra.searchpath'
        configs/base.yaml: "a: 1\\n"
    ! Change to 'pkg'
        configs/other.yaml: "defaults: [_self_]\\nhydra:\\n  searchpath: [pkg://elsewhere]\\n"
    ! Make it a list
        configs/text.yaml: "defaults: [_self_]\\nhydra: { searchpath: [pkg://elsewhere] }\\n"
    "
  `);
});
