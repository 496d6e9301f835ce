// What cannot be merged, what is no setting of Hydra or of the project file: what is offered, and what is written then.
import { expect, it } from 'vitest';
import { diagnose } from '../../server/src/features/index.ts';
import { failingFixes, fixedTexts } from '../support/check.ts';
import { open, parseScenario } from '../support/scenario.ts';

/** The fixes of all problems, with the texts that they make; `!` is before what is preferred. */
function fixed(text: string): string {
  const scenario = parseScenario(text);
  const snapshot = open(scenario).snapshot();
  expect(failingFixes(scenario)).toEqual([]);
  const fixes = [...diagnose(snapshot).values()].flat().flatMap((problem) => fixedTexts(snapshot, problem));
  const lines = fixes.flatMap(([title, texts]) => [
    title,
    ...Object.entries(texts).map(([path, after]) => `    ${path}: ${JSON.stringify(after)}`),
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
    Write 'tables' as the whole list, with this item changed
        configs/app.yaml: "defaults: [base, _self_]\\na: [1]\\ntables:\\n  - name: b\\n"
    Remove 'tables'
        configs/app.yaml: "defaults: [base, _self_]\\na: [1]\\n"
    "
  `);
});

it('HS115: of indices, where all who bring the config inherit the same list', () => {
  expect(
    fixed(`
-- configs/app.yaml --
defaults: [base, _self_]
betas:
  1: 0.99
nested:
  stages:
    0:
      size: 3
      more: [1]
    1: { name: "\${nested.x}" }
-- configs/base.yaml --
betas: [0.9, 0.999]
nested: { x: 1, stages: [{ name: a, size: 1 }] }
`),
  ).toMatchInlineSnapshot(`
    "
    Write 'betas' as the whole list, with this item changed
        configs/app.yaml: "defaults: [base, _self_]\\nbetas: [0.9, 0.99]\\nnested:\\n  stages:\\n    0:\\n      size: 3\\n      more: [1]\\n    1: { name: \\"\${nested.x}\\" }\\n"
    Remove 'betas'
        configs/app.yaml: "defaults: [base, _self_]\\nnested:\\n  stages:\\n    0:\\n      size: 3\\n      more: [1]\\n    1: { name: \\"\${nested.x}\\" }\\n"
    Write 'stages' as the whole list, with these items changed
        configs/app.yaml: "defaults: [base, _self_]\\nbetas:\\n  1: 0.99\\nnested:\\n  stages:\\n    - name: a\\n      size: 3\\n      more:\\n      - 1\\n    - name: \${nested.x}\\n"
    "
  `);
  expect(
    fixed(`
-- configs/app.yaml --
defaults: [base, _self_]
betas:
  3: 0.99
-- configs/base.yaml --
betas: [0.9, 0.999]
`),
  ).toMatchInlineSnapshot(`
    "

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
    ! Change to 'subdir'
        configs/app.yaml: "defaults: [_self_]\\nhydra:\\n  mode: MULTIRN\\n  sweep:\\n    dir: a\\n    subdir: b\\n  job:\\n    name: a\\n    num: many\\n"
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

it('HS601 and HS603: what was meant in the project file', () => {
  expect(
    fixed(`
-- hydrascope.yaml --
hydra: 1.3
root: [configs]
registry:
  - symbol: MODELS
schemas:
  - schema: schemas/ap.json
    files: [configs/app.yaml]
    fils: []
rules:
  HS201: warn
-- schemas/app.json --
{}
-- configs/app.yaml --
defaults: [_self_]
`),
  ).toMatchInlineSnapshot(`
    "
    ! Change to "1.3"
        hydrascope.yaml: "hydra: \\"1.3\\"\\nroot: [configs]\\nregistry:\\n  - symbol: MODELS\\nschemas:\\n  - schema: schemas/ap.json\\n    files: [configs/app.yaml]\\n    fils: []\\nrules:\\n  HS201: warn\\n"
    ! Change to 'roots'
        hydrascope.yaml: "hydra: 1.3\\nroots: [configs]\\nregistry:\\n  - symbol: MODELS\\nschemas:\\n  - schema: schemas/ap.json\\n    files: [configs/app.yaml]\\n    fils: []\\nrules:\\n  HS201: warn\\n"
    Remove 'root'
        hydrascope.yaml: "hydra: 1.3\\nregistry:\\n  - symbol: MODELS\\nschemas:\\n  - schema: schemas/ap.json\\n    files: [configs/app.yaml]\\n    fils: []\\nrules:\\n  HS201: warn\\n"
    Remove 'registry'
        hydrascope.yaml: "hydra: 1.3\\nroot: [configs]\\nschemas:\\n  - schema: schemas/ap.json\\n    files: [configs/app.yaml]\\n    fils: []\\nrules:\\n  HS201: warn\\n"
    ! Change to 'app.json'
        hydrascope.yaml: "hydra: 1.3\\nroot: [configs]\\nregistry:\\n  - symbol: MODELS\\nschemas:\\n  - schema: schemas/app.json\\n    files: [configs/app.yaml]\\n    fils: []\\nrules:\\n  HS201: warn\\n"
    Remove 'fils'
        hydrascope.yaml: "hydra: 1.3\\nroot: [configs]\\nregistry:\\n  - symbol: MODELS\\nschemas:\\n  - schema: schemas/ap.json\\n    files: [configs/app.yaml]\\nrules:\\n  HS201: warn\\n"
    Change to 'off'
        hydrascope.yaml: "hydra: 1.3\\nroot: [configs]\\nregistry:\\n  - symbol: MODELS\\nschemas:\\n  - schema: schemas/ap.json\\n    files: [configs/app.yaml]\\n    fils: []\\nrules:\\n  HS201: off\\n"
    Change to 'hint'
        hydrascope.yaml: "hydra: 1.3\\nroot: [configs]\\nregistry:\\n  - symbol: MODELS\\nschemas:\\n  - schema: schemas/ap.json\\n    files: [configs/app.yaml]\\n    fils: []\\nrules:\\n  HS201: hint\\n"
    Change to 'info'
        hydrascope.yaml: "hydra: 1.3\\nroot: [configs]\\nregistry:\\n  - symbol: MODELS\\nschemas:\\n  - schema: schemas/ap.json\\n    files: [configs/app.yaml]\\n    fils: []\\nrules:\\n  HS201: info\\n"
    Change to 'warning'
        hydrascope.yaml: "hydra: 1.3\\nroot: [configs]\\nregistry:\\n  - symbol: MODELS\\nschemas:\\n  - schema: schemas/ap.json\\n    files: [configs/app.yaml]\\n    fils: []\\nrules:\\n  HS201: warning\\n"
    Change to 'error'
        hydrascope.yaml: "hydra: 1.3\\nroot: [configs]\\nregistry:\\n  - symbol: MODELS\\nschemas:\\n  - schema: schemas/ap.json\\n    files: [configs/app.yaml]\\n    fils: []\\nrules:\\n  HS201: error\\n"
    "
  `);
  expect(
    fixed(`
-- hydrascope.yaml --
roots: [conf, confgs, nowhere]
-- conf/app.yaml --
defaults: [_self_]
-- configs/app.yaml --
defaults: [_self_]
`),
  ).toMatchInlineSnapshot(`
    "
    ! Change to 'configs'
        hydrascope.yaml: "roots: [conf, configs, nowhere]\\n"
    Remove 'confgs'
        hydrascope.yaml: "roots: [conf, nowhere]\\n"
    Remove 'nowhere'
        hydrascope.yaml: "roots: [conf, confgs]\\n"
    "
  `);
  expect(
    fixed(`
-- schemas/app.json --
{}
-- configs/app.yaml --
# yaml-language-server: $schema=../schemas/apps.json
defaults: [_self_]
`),
  ).toMatchInlineSnapshot(`
    "
    ! Change to 'app.json'
        configs/app.yaml: "# yaml-language-server: $schema=../schemas/app.json\\ndefaults: [_self_]\\n"
    "
  `);
});
