import type { CharacterSet, PatternNode } from './patternSyntax.ts';

/**
 * The places of a regular expression where a character is taken, and which may follow which: Glushkov's automaton. An
 * edge counts how often the expression offers it, since each offer is a way of its own to whoever tries all of them.
 */
export interface PatternGraph {
  readonly sets: readonly CharacterSet[];
  /** The last one is the start, which takes no character. */
  readonly edges: readonly ReadonlyMap<number, number>[];
  /** Whether something that may be empty has to be repeated: in how many ways, no edge tells. */
  readonly hasEmptyRounds: boolean;
}

/** More places than these are not looked into. */
const PLACES_BUDGET = 400;
/** An exact number of rounds of so many characters is written out. */
const UNROLLED_BUDGET = 100;

interface Part {
  readonly isNullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const NOTHING: Part = { isNullable: true, first: [], last: [] };

export function graphOf(root: PatternNode): PatternGraph | undefined {
  const sets: CharacterSet[] = [];
  const edges: Map<number, number>[] = [];
  let hasEmptyRounds = false;
  let isTooLarge = false;

  const connect = (from: readonly number[], to: readonly number[]): void => {
    for (const start of from) {
      for (const end of to) edges[start]?.set(end, (edges[start]?.get(end) ?? 0) + 1);
    }
  };
  const concatenated = (left: Part, right: Part): Part => {
    connect(left.last, right.first);
    return {
      isNullable: left.isNullable && right.isNullable,
      first: left.isNullable ? [...left.first, ...right.first] : left.first,
      last: right.isNullable ? [...left.last, ...right.last] : right.last,
    };
  };
  const build = (node: PatternNode): Part => {
    if (isTooLarge || sets.length > PLACES_BUDGET) {
      isTooLarge = true;
      return NOTHING;
    }
    switch (node.kind) {
      case 'set': {
        const place = sets.push(node.set) - 1;
        edges.push(new Map());
        return { isNullable: false, first: [place], last: [place] };
      }
      case 'sequence':
        return node.parts.map(build).reduce(concatenated, NOTHING);
      case 'choice': {
        const parts = node.parts.map(build);
        return {
          isNullable: parts.some((part) => part.isNullable),
          first: parts.flatMap((part) => part.first),
          last: parts.flatMap((part) => part.last),
        };
      }
      case 'repeat':
        return repeated(node);
    }
  };
  const repeated = ({ part, min, max }: Extract<PatternNode, { kind: 'repeat' }>): Part => {
    if (max === 0) return NOTHING;
    const size = fixedSize(part);
    if (min === max && size !== undefined && size * max <= UNROLLED_BUDGET)
      return Array.from({ length: max }, () => build(part)).reduce(concatenated, NOTHING);
    const inner = build(part);
    if (max > 1) connect(inner.last, inner.first);
    if (inner.isNullable && min > 1) hasEmptyRounds = true;
    return { ...inner, isNullable: inner.isNullable || min === 0 };
  };

  const whole = build(root);
  edges.push(new Map());
  connect([edges.length - 1], whole.first);
  return isTooLarge ? undefined : { sets, edges, hasEmptyRounds };
}

/** How many characters a part takes, where it always takes the same number in one way. */
function fixedSize(node: PatternNode): number | undefined {
  if (node.kind === 'set') return 1;
  if (node.kind !== 'sequence') return undefined;
  const sizes = node.parts.map(fixedSize);
  return sizes.includes(undefined) ? undefined : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

/**
 * Whether one text leads around a loop in two ways, so that each further round doubles the ways; `undefined` where the
 * search grows too large.
 */
export function isAmbiguous(graph: PatternGraph, budget: number): boolean | undefined {
  if (graph.hasEmptyRounds) return true;
  const loops = loopsOf(graph);
  const { edges, sets } = graph;
  let steps = 0;
  const inLoop = (from: number, to: number) => loops[from] !== undefined && loops[from] === loops[to];
  for (const [from, targets] of edges.entries()) {
    for (const [to, count] of targets) if (count > 1 && inLoop(from, to)) return true;
  }
  // Two walkers read one text; they part, and if they can meet again there are two ways.
  const size = edges.length;
  const seen = new Set<number>();
  const queue: (readonly [number, number])[] = edges.flatMap((_, place) =>
    loops[place] === undefined ? [] : [[place, place] as const],
  );
  for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
    const [left, right] = pair;
    for (const nextLeft of edges[left]?.keys() ?? []) {
      if (!inLoop(left, nextLeft)) continue;
      for (const nextRight of edges[right]?.keys() ?? []) {
        steps += 1;
        if (steps > budget) return undefined;
        if (!inLoop(right, nextRight)) continue;
        if (nextLeft === nextRight) {
          if (left !== right) return true;
          continue;
        }
        const name = nextLeft * size + nextRight;
        if (seen.has(name) || !overlap(sets[nextLeft] ?? [], sets[nextRight] ?? [])) continue;
        seen.add(name);
        queue.push([nextLeft, nextRight]);
      }
    }
  }
  return false;
}

/** Whether the ways may double more often than `limit` outside of loops. */
export function hasManyChoices(graph: PatternGraph, limit: number): boolean {
  const loops = loopsOf(graph);
  let points = 0;
  for (const [from, targets] of graph.edges.entries()) {
    const ends = [...targets.keys()];
    const isInside = (to: number) => loops[from] !== undefined && loops[from] === loops[to];
    const rivals = ends.map(
      (end) =>
        ends.filter(
          (other) =>
            other !== end &&
            !(isInside(end) && isInside(other)) &&
            overlap(graph.sets[end] ?? [], graph.sets[other] ?? []),
        ).length,
    );
    points += Math.log2(1 + Math.max(0, ...rivals));
    for (const [to, count] of targets) if (!isInside(to)) points += Math.log2(count);
    if (points > limit) return true;
  }
  return false;
}

/** With which power of the text's length the effort grows: loops one behind the other that take the same characters. */
export function slowness(graph: PatternGraph): number {
  const loops = loopsOf(graph);
  const members = new Map<number, number[]>();
  for (const [place, loop] of loops.entries()) {
    if (loop !== undefined) members.set(loop, [...(members.get(loop) ?? []), place]);
  }
  const reached = reachOf(graph);
  const found = [...members.values()];
  const takes = found.map((places) => places.flatMap((place) => graph.sets[place] ?? []));
  const depths = new Map<number, number>();
  const depthOf = (index: number): number => {
    const known = depths.get(index);
    if (known !== undefined) return known;
    const [place = 0] = found[index] ?? [];
    let below = 0;
    for (const [other, places] of found.entries()) {
      const isBehind = other !== index && reached[place]?.has(places[0] ?? 0) === true;
      if (isBehind && overlap(takes[index] ?? [], takes[other] ?? [])) below = Math.max(below, depthOf(other));
    }
    depths.set(index, 1 + below);
    return 1 + below;
  };
  return Math.max(0, ...found.map((_, index) => depthOf(index)));
}

/** For each place the loop that it is in, by the loop's first place. */
function loopsOf(graph: PatternGraph): readonly (number | undefined)[] {
  const reached = reachOf(graph);
  return graph.edges.map((_, place) => {
    if (reached[place]?.has(place) !== true) return undefined;
    return Math.min(...[...(reached[place] ?? [])].filter((other) => reached[other]?.has(place) === true));
  });
}

const reaches = new WeakMap<PatternGraph, readonly ReadonlySet<number>[]>();

function reachOf(graph: PatternGraph): readonly ReadonlySet<number>[] {
  const known = reaches.get(graph);
  if (known !== undefined) return known;
  const made = graph.edges.map((targets) => {
    const found = new Set<number>();
    const queue = [...targets.keys()];
    for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
      if (found.has(place)) continue;
      found.add(place);
      queue.push(...(graph.edges[place]?.keys() ?? []));
    }
    return found;
  });
  reaches.set(graph, made);
  return made;
}

function overlap(left: CharacterSet, right: CharacterSet): boolean {
  return left.some(([start, end]) => right.some(([from, to]) => start <= to && from <= end));
}
