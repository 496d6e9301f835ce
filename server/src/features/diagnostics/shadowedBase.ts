import { type Choice, type Composition, type ConfigNode, composes } from '../../compose/index.ts';
import { fileLabel, type Usage } from '../../project/index.ts';
import { addTo, type ConfigFile, type Problem, positionAt, type Range, toPlain } from '../../text/index.ts';
import { inline } from '../explain.ts';
import type { Rule } from './rule.ts';

export const shadowedBase: Rule<SeenBase> = {
  name: 'shadowed-base',
  codes: ['HS309'],
  docs:
    'Two base configs set the same key to different values, and in every config that has the one the other comes later: ' +
    'the first value never counts. Keep the key in one of them.',
  example: `
-- configs/first.yaml --
defaults: [data, training, _self_]
-- configs/second.yaml --
defaults: [data, training, _self_]
-- configs/data.yaml --
batch: 1
^^^^^ info HS309 never wins: training.yaml:1 sets it too, and comes later in every config that has both
-- configs/training.yaml --
batch: 2
`,
  ofUsage: (_, usage) => (usage.key.overrides.length === 0 && composes(usage.composition) ? basesIn(usage) : []),
  join: (_, sightings) => {
    const bases = new Map<string, SeenBase[]>();
    for (const each of sightings.flatMap(({ found }) => found)) {
      addTo(bases, each.file.uri, each);
    }
    return [...bases.values()].flatMap((seen) => problemsOf(seen));
  },
};

/** A base config in one composition, with what comes over its keys there. */
interface SeenBase {
  readonly file: ConfigFile;
  /** By the place where a key begins. */
  readonly shadowed: ReadonlyMap<number, Shadow>;
  /** Where its keys begin that have a say in this composition. */
  readonly keys: ReadonlySet<number>;
}

interface Shadow {
  readonly key: Range;
  readonly by: { readonly file: ConfigFile; readonly key: Range };
}

/** A key that one config alone inherits twice may be meant so. */
const FEWEST = 2;

function basesIn({ composition }: Usage): readonly SeenBase[] {
  const bases = basesOf(composition);
  if (bases.length < 2) return [];
  const seen = new Map(
    bases.map(({ file }) => [file.uri, { file, shadowed: new Map<number, Shadow>(), keys: new Set<number>() }]),
  );
  const visit = (node: ConfigNode): void => {
    for (const child of node.children.values()) visit(child);
    if (node.shape === 'map' || node.writes.length === 0) return;
    const writes = node.writes.flatMap(({ origin, value }) =>
      origin.kind === 'file' && origin.key !== undefined && seen.has(origin.file.uri)
        ? [{ file: origin.file, key: origin.key, value }]
        : [],
    );
    const last = writes.at(-1);
    for (const { file, key, value } of writes) {
      const isOver =
        last !== undefined && last.file.uri !== file.uri && inline(toPlain(last.value)) !== inline(toPlain(value));
      seen.get(file.uri)?.keys.add(key.start);
      if (isOver) seen.get(file.uri)?.shadowed.set(key.start, { key, by: last });
    }
  };
  visit(composition.root);
  return [...seen.values()];
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

/** What never wins of one base config, seen from all compositions that have it. */
function problemsOf(seen: readonly SeenBase[]): Problem[] {
  const shadowed = new Map(seen.flatMap((each) => [...each.shadowed]));
  return [...shadowed].flatMap(([start, { key, by }]): Problem[] => {
    const having = seen.filter(({ keys }) => keys.has(start));
    if (having.length < FEWEST || having.some((each) => !each.shadowed.has(start))) return [];
    const [{ file } = by] = having;
    const label = `${fileLabel(by.file.uri)}:${positionAt(by.file.text, by.key.start).line + 1}`;
    return [
      {
        code: 'HS309',
        severity: 'info',
        span: { uri: file.uri, ...key },
        message: `never wins: ${label} sets it too, and comes later in every config that has both`,
        related: [{ span: { uri: by.file.uri, ...by.key }, message: 'this one counts' }],
      },
    ];
  });
}
