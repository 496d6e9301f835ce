import type { ConfigNode } from '../../compose/index.ts';
import { fileLabel } from '../../project/index.ts';
import type { Fix, MapValue, Problem } from '../../text/index.ts';
import { insertion } from '../actions/fixes.ts';
import { removeEntry } from '../actions/targetFixes.ts';
import { type FileWrite, fileWrite, findingOverwrites, type Located } from './overwrites.ts';
import type { Rule } from './rule.ts';

export const wipedSubtree: Rule = {
  name: 'wiped-subtree',
  codes: ['HS203'],
  docs:
    'A key without a value is null, and null replaces the whole mapping that the config inherits there: all its keys are ' +
    'gone. Often the lines below the key were commented out, or are yet to come. Take the key away to keep what is ' +
    'inherited; where it is meant so, write `null`.',
  example: `
-- configs/app.yaml --
defaults:
  - base
  - _self_
dataset:
^^^^^^^ warning HS203 'dataset' has no value here, which is null: it wipes the 2 keys that base.yaml sets
-- configs/base.yaml --
dataset:
  name: mnist
  size: 28
`,
  ofUsage: (_, { composition, own, judges }) =>
    wiped(own ?? composition.root.children).flatMap((each) =>
      judges(each.found.by.file.uri) ? [problemOf(each)] : [],
    ),
};

interface Wiped {
  readonly by: FileWrite;
  readonly mapping: MapValue;
  readonly of: FileWrite;
}

const wiped = findingOverwrites<Wiped>((node: ConfigNode) => {
  const by = fileWrite(node.writes.at(-1));
  if (by?.value.kind !== 'scalar' || by.value.leaf.t !== 'null' || by.value.range.end > by.value.range.start)
    return undefined;
  for (const write of node.writes.slice(0, -1).toReversed()) {
    const { value } = write;
    if (value.kind !== 'map') return undefined;
    const of = fileWrite(write);
    if (of !== undefined && of.file.uri !== by.file.uri && value.entries.size > 0) return { by, of, mapping: value };
  }
  return undefined;
});

function problemOf({ path, found: { by, of, mapping } }: Located<Wiped>): Problem {
  const { size } = mapping.entries;
  const keys = size === 1 ? 'the key' : `the ${size} keys`;
  const remove = removeEntry(by.file, by.key, `Remove '${path.at(-1)}', to keep what is inherited`);
  const colon = by.file.text.indexOf(':', by.key.end);
  const explicit: Fix[] =
    colon === -1 ? [] : [{ title: "Write 'null'", edits: [insertion(by.file.uri, colon + 1, ' null')] }];
  return {
    code: 'HS203',
    severity: 'warning',
    span: { uri: by.file.uri, ...by.key },
    message: `'${path.join('.')}' has no value here, which is null: it wipes ${keys} that ${fileLabel(of.file.uri)} sets`,
    related: [{ span: { uri: of.file.uri, ...of.key }, message: 'this is wiped' }],
    fixes: [...(remove === undefined ? [] : [remove]), ...explicit],
  };
}
