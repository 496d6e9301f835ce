// Workspaces that are seen from a pinned composition.
import { definition, hover } from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/project/index.ts';
import type { FocusChoice } from '../../server/src/protocol.ts';
import { neutral } from './check.ts';
import { uriAt } from './memoryHost.ts';
import { type Opened, open, parseScenario, type Scenario } from './scenario.ts';

/** Two primary configs over one base, with options and experiments. */
const PINNED = `
-- app.py --
@hydra.main(version_base=None, config_path="conf", config_name="train")
def main(cfg): ...
-- conf/eval.yaml --
defaults:
  - base
  - model: small
  - _self_
seed: 7
-- conf/train.yaml --
defaults:
  - base
  - model: small
  - _self_
seed: 0
-- conf/base.yaml --
seed: 42
size: \${model.width}
-- conf/model/small.yaml --
width: 64
-- conf/model/large.yaml --
width: 512
-- conf/experiment/exp_1.yaml --
# @package _global_
seed: 1
-- conf/experiment/exp_3.yaml --
# @package _global_
defaults:
  - override /model: large
seed: 3
model:
  depth: 12
`;

/** A workspace whose only root is pinned to `train +experiment=exp_3 …`; nothing: to nothing. */
export function pinned(line: string | undefined, scenario: Scenario = parseScenario(PINNED), root = 'conf'): Opened {
  const opened = open(scenario);
  if (line !== undefined) pin(opened, line, root);
  return opened;
}

/** Pins a root to what `pinned` takes, or to nothing. */
export function pin({ workspace }: Opened, line: string | undefined, root = 'conf'): Snapshot {
  const [name = '', ...overrides] = line?.split(' ') ?? [];
  return workspace.setPins(new Map(line === undefined ? [] : [[uriAt(root), { name, overrides }]]));
}

/** A place in a file, within a piece of its text. */
export function placeIn(snapshot: Snapshot, path: string, text: string): { uri: string; offset: number } {
  const uri = uriAt(path);
  const offset = snapshot.files.file(uri)?.text.indexOf(text) ?? -1;
  if (offset < 0) throw new Error(`no '${text}' in ${path}`);
  return { uri, offset: offset + 1 };
}

/** The hover on a piece of a file's text. */
export function hoverIn(snapshot: Snapshot, path: string, text: string): string | undefined {
  const answer = hover(snapshot, placeIn(snapshot, path, text));
  return answer === undefined ? undefined : neutral((answer.contents as { value: string }).value);
}

/** The place that a definition leads to, as `conf/train.yaml:5`. */
export function definitionIn(snapshot: Snapshot, path: string, text: string): string[] {
  return definition(snapshot, placeIn(snapshot, path, text)).map(
    ({ targetUri, targetSelectionRange: { start } }) => `${neutral(targetUri)}:${start.line + 1}`,
  );
}

/** What the quick pick shows of each choice. */
export function choiceLines(choices: readonly (FocusChoice | undefined)[]): string[] {
  return choices.map((each) => {
    if (each === undefined) return '';
    const value = each.value === undefined ? '' : ` = ${each.value}`;
    return `${[each.name, ...each.overrides].join(' ')}${value}${each.composes ? '' : ' (refused)'}`;
  });
}
