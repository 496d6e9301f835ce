import { type Choice, type Composition, type ConfigNode, composes, type KeyPath } from '../../compose/index.ts';
import { fileLabel, type Usage } from '../../project/index.ts';
import { type ConfigFile, type Problem, positionAt, type Range, toPlain } from '../../text/index.ts';
import { inline } from '../explain.ts';
import type { Rule } from './rule.ts';

export const shadowedBase: Rule = {
  name: 'shadowed-base',
  codes: ['HS309'],
  docs:
    'Two base configs set the same key to different values, and in every config that has the one the other comes later: ' +
    'the first value never counts. Keep the key in one of them.',
  check: ({ usages }) => {
    const found = new Map<string, Shadowed>();
    const own = usages.filter(({ key, composition }) => key.overrides.length === 0 && composes(composition));
    for (const usage of own) judge(usage, found);
    return [...found.values()].flatMap((each) => problemOf(each) ?? []);
  },
};

/** A value of a base config; `by` is what comes over it, as long as something does. */
interface Shadowed {
  readonly file: ConfigFile;
  readonly key: Range;
  by: { readonly file: ConfigFile; readonly key: Range } | undefined;
  seen: number;
}

/** A key that one config alone inherits twice may be meant so. */
const FEWEST = 2;

function judge({ composition }: Usage, found: Map<string, Shadowed>): void {
  const bases = basesOf(composition);
  if (bases.length < 2) return;
  const order = new Map(bases.map(({ file }, index) => [file.uri, index] as const));
  const visit = (node: ConfigNode, path: KeyPath): void => {
    for (const [name, child] of node.children) visit(child, [...path, name]);
    if (node.shape === 'map' || node.writes.length === 0) return;
    const writes = node.writes.flatMap(({ origin, value }) =>
      origin.kind === 'file' && origin.key !== undefined && order.has(origin.file.uri)
        ? [{ file: origin.file, key: origin.key, value }]
        : [],
    );
    const last = writes.at(-1);
    for (const { file, key, value } of writes) {
      const id = `${file.uri} ${key.start}`;
      const known = found.get(id);
      const isOver =
        last !== undefined && last.file.uri !== file.uri && inline(toPlain(last.value)) !== inline(toPlain(value));
      const by = isOver && (known === undefined || known.by !== undefined) ? last : undefined;
      if (known === undefined) found.set(id, { file, key, by, seen: 1 });
      else {
        known.by = by;
        known.seen++;
      }
    }
  };
  visit(composition.root, []);
}

/** The configs that a primary config names one beside the other; options of groups are there to replace each other. */
function basesOf({ defaultsList }: Composition): readonly Choice[] {
  const primary = defaultsList.find((choice) => choice.primary);
  return defaultsList.filter(
    (choice) =>
      !choice.primary &&
      !choice.isSelf &&
      choice.parent === primary?.configPath &&
      choice.overrideKey === undefined &&
      choice.package === '',
  );
}

function problemOf({ file, key, by, seen }: Shadowed): Problem | undefined {
  if (by === undefined || seen < FEWEST) return undefined;
  const label = `${fileLabel(by.file.uri)}:${positionAt(by.file.text, by.key.start).line + 1}`;
  return {
    code: 'HS309',
    severity: 'info',
    span: { uri: file.uri, ...key },
    message: `never wins: ${label} sets it too, and comes later in every config that has both`,
    related: [{ span: { uri: by.file.uri, ...by.key }, message: 'this one counts' }],
  };
}
