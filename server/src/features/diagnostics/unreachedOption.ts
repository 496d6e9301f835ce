import { type UnnamedGroup, unnamedGroupsIn } from '../../project/index.ts';
import { type ConfigFile, nameOfUri, type Problem, type Range, type Uri } from '../../text/index.ts';
import type { Rule, RuleContext } from './rule.ts';

export const unreachedOption: Rule = {
  name: 'unreached-option',
  codes: ['HS606'],
  docs:
    'No config reaches an option, and nothing in the workspace chooses one of its group: no defaults list has the group, ' +
    'not even as `null` or `optional`, and no command, program, sweep or document names it. The file is left over, or ' +
    'the line is missing that makes it count; the fix writes `group: null` into the primary config, where an option can ' +
    'be chosen then without a `+`, and nothing else changes. Nothing is said of options for the whole config ' +
    "(`# @package _global_`), which are made for the command line, of Hydra's own groups, and where a defaults list is " +
    'broken, or computes what it names.',
  example: `
-- configs/app.yaml --
defaults:
  - db: mysql
-- configs/db/mysql.yaml --
port: 3306
-- configs/cache/redis.yaml --
port: 6379
^^^^ hint HS606 no config reaches 'cache/redis', and nothing in the workspace chooses an option of 'cache'
`,
  ofRoot: (context, root) => {
    const groups = unnamedGroupsIn(context.snapshot, context.project, root);
    return groups.flatMap((group) => group.options.map((uri) => problemOf(context, group, uri)));
  },
};

function problemOf({ snapshot }: RuleContext, { group }: UnnamedGroup, uri: Uri): Problem {
  const name = `${group}/${nameOfUri(uri).replace(/\.yaml$/, '')}`;
  return {
    code: 'HS606',
    severity: 'hint',
    span: { uri, ...placeOf(snapshot.config(uri)) },
    message: `no config reaches '${name}', and nothing in the workspace chooses an option of '${group}'`,
    isUnnecessary: true,
  };
}

/** The first key stands for the file: all of it in another colour would be hard to read. */
function placeOf(file: ConfigFile | undefined): Range {
  const [first] = file?.body?.kind === 'map' ? file.body.entries.values() : [];
  const keys = [first?.keyRange, file?.defaultsKey].filter((range) => range !== undefined);
  return keys.sort((left, right) => left.start - right.start)[0] ?? { start: 0, end: 1 };
}
