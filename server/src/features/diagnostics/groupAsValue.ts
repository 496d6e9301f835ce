import { type ConfigNode, composes } from '../../compose/index.ts';
import { groupOptions } from '../../project/index.ts';
import type { Fix, GroupEntry, Problem } from '../../text/index.ts';
import { removeEntry } from '../actions/targetFixes.ts';
import { type FileWrite, fileWrite } from './overwrites.ts';
import type { JudgedUsage, Rule, RuleContext } from './rule.ts';

export const groupAsValue: Rule = {
  name: 'group-as-value',
  codes: ['HS207'],
  docs:
    'A key of the config names an option of a config group: it chooses nothing. The text takes the place of all that the ' +
    'chosen option brings. Options are chosen in the defaults list, or by `db=mysql` on the command line.',
  example: `
-- configs/app.yaml --
defaults:
  - db: mysql
  - _self_
db: pg
#   ^^ warning HS207 'pg' is a mere text here, in the place of what the defaults list chose for 'db': it does not choose 'db/pg'
-- configs/db/mysql.yaml --
port: 3306
-- configs/db/pg.yaml --
port: 5432
`,
  ofUsage: (context, usage) => {
    if (!composes(usage.composition)) return [];
    return [...(usage.own ?? usage.composition.root.children)].flatMap(([name, node]) =>
      found(context, usage, [name], node),
    );
  },
};

function found(context: RuleContext, usage: JudgedUsage, path: readonly string[], node: ConfigNode): Problem[] {
  if (node.shape === 'map') {
    const isAbove = [...usage.composition.choices.keys()].some((key) => key.startsWith(`${path.join('/')}/`));
    return isAbove ? [...node.children].flatMap(([name, child]) => found(context, usage, [...path, name], child)) : [];
  }
  const write = fileWrite(node.writes.at(-1));
  if (node.leaf?.t !== 'str' || write === undefined || node.writes.length < 2 || !usage.judges(write.file.uri))
    return [];
  const group = path.join('/');
  // A text in the place of a mapping that the group's own package had.
  const had = node.writes.slice(0, -1).some(({ value }) => value.kind === 'map');
  if (!had || typeof usage.composition.choices.get(group) !== 'string') return [];
  const option = node.leaf.v;
  return groupOptions(context.snapshot, usage.key, group).includes(option) ? [problemOf(write, group, option)] : [];
}

function problemOf(write: FileWrite, group: string, option: string): Problem {
  const { file, value, key } = write;
  const entry = file.defaults?.find((each): each is GroupEntry => each.kind === 'group' && each.group === group);
  const removed = removeEntry(file, key, `Choose '${group}: ${option}' in the defaults list`);
  const [place] = entry?.valueRanges ?? [];
  const fixes: Fix[] =
    removed === undefined || place === undefined || typeof entry?.value !== 'string'
      ? []
      : [{ ...removed, edits: [...removed.edits, { span: { uri: file.uri, ...place }, text: option }] }];
  return {
    code: 'HS207',
    severity: 'warning',
    span: { uri: file.uri, ...value.range },
    message: `'${option}' is a mere text here, in the place of what the defaults list chose for '${group}': it does not choose '${group}/${option}'`,
    fixes,
  };
}
