import type { ConfigNode } from '../../compose/index.ts';
import { fileLabel } from '../../project/index.ts';
import type { ListValue, MapValue, Problem, ValueNode } from '../../text/index.ts';
import { type FileWrite, fileWrite, findingOverwrites, type Located } from './overwrites.ts';
import type { Rule } from './rule.ts';

export const replacedList: Rule = {
  name: 'replaced-list',
  codes: ['HS204'],
  docs:
    'A list replaces the list that the config inherits, item by item nothing is merged: the items here are parts of ' +
    'those, and what they leave out is gone. Write the items as a whole; or make the list a mapping, whose keys are merged.',
  example: `
-- configs/app.yaml --
defaults:
  - base
  - _self_
stages:
^^^^^^ hint HS204 replaces the whole list of base.yaml, whose items have 'name' too: lists are not merged
  - steps: 200
-- configs/base.yaml --
stages:
  - name: warmup
    steps: 100
  - name: train
    steps: 1000
`,
  ofUsage: (_, { composition, own, judges }) =>
    replaced(own ?? composition.root.children).flatMap((each) =>
      judges(each.found.by.file.uri) ? [problemOf(each)] : [],
    ),
};

interface Replaced {
  readonly by: FileWrite;
  readonly of: FileWrite;
  /** What all items had. */
  readonly lost: readonly string[];
}

const replaced = findingOverwrites<Replaced>((node: ConfigNode) => {
  const by = fileWrite(node.writes.at(-1));
  const of = fileWrite(node.writes.at(-2));
  if (by?.value.kind !== 'list' || of?.value.kind !== 'list' || by.file.uri === of.file.uri) return undefined;
  const lost = lostIn(by.value, of.value);
  return lost.length === 0 ? undefined : { by, of, lost };
});

/** The keys that every item had and none has now, where the new items have no key of their own. */
function lostIn(now: ListValue, before: ListValue): readonly string[] {
  const items = before.items.filter(isMap);
  const own = now.items.filter(isMap);
  const [first] = items;
  if (first === undefined || own.length === 0) return [];
  if (items.length < before.items.length || own.length < now.items.length) return [];
  const isKnown = (name: string) => items.some(({ entries }) => entries.has(name));
  if (own.some(({ entries }) => entries.size === 0 || ![...entries.keys()].every(isKnown))) return [];
  const common = [...first.entries.keys()].filter((name) => items.every(({ entries }) => entries.has(name)));
  return common.filter((name) => !own.some(({ entries }) => entries.has(name)));
}

function isMap(value: ValueNode): value is MapValue {
  return value.kind === 'map';
}

function problemOf({ found: { by, of, lost } }: Located<Replaced>): Problem {
  const names = lost.map((name) => `'${name}'`).join(', ');
  return {
    code: 'HS204',
    severity: 'hint',
    span: { uri: by.file.uri, ...by.key },
    message: `replaces the whole list of ${fileLabel(of.file.uri)}, whose items have ${names} too: lists are not merged`,
    related: [{ span: { uri: of.file.uri, ...of.key }, message: 'this is replaced' }],
  };
}
