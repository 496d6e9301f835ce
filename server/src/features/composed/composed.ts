import { type ConfigNode, type KeyPath, plainOf, resolveTree } from '../../compose/index.ts';
import type { Snapshot } from '../../project/index.ts';
import type { ComposedLine, ComposedParams, ComposedResult, Place } from '../../protocol.ts';
import { emitYaml, type Mark, type Plain, type Uri } from '../../text/index.ts';
import { chainWords, type ExplainedWrite, explain, surroundings } from '../explain.ts';
import { chainParts } from '../hover/hover.ts';
import { orderedLike } from './differences.ts';
import { type Seen, seenFrom } from './side.ts';

type Options = Omit<ComposedParams, 'uri'>;

/** A config as a whole, as YAML, with who decided what stands in each line. */
export function composed(snapshot: Snapshot, uri: Uri, options: Options = {}): ComposedResult {
  const seen = seenFrom(snapshot, { uri, ...options });
  if (seen === undefined) return { text: '', problems: [], lines: [] };
  const written = textOf(seen, options.isResolved === true, options.like && seenFrom(snapshot, options.like));
  const lines = linesOf(seen, written);
  return {
    ...(seen.name !== undefined && { name: seen.name }),
    ...(seen.overrides.length > 0 && { overrides: seen.overrides }),
    text: options.isExplained === true ? explained(written, lines) : written.text,
    problems: seen.problems,
    lines,
  };
}

/** A composed text, and where its entries are. */
export interface Written {
  readonly text: string;
  readonly entries: readonly Entry[];
}

interface Entry {
  readonly path: KeyPath;
  /** From 0. */
  readonly line: number;
  /** From 0, where the key or the dash of an item stands. */
  readonly column: number;
}

/** The text that is shown of a side; with another one its keys come in that one's order. */
export function textOf(seen: Seen, isResolved: boolean, like?: Seen): Written {
  const plain = plainIn(seen, isResolved);
  const marks: Mark[] = [];
  const ordered = like === undefined ? plain : orderedLike(plain, plainIn(like, isResolved));
  const text = emitYaml(ordered, seen.usage.composition.version, marks);
  return { text, entries: entriesOf(text, marks) };
}

/** The values of a side: as they are written, or with interpolations followed as far as they lead. */
export function plainIn({ snapshot, usage: { composition } }: Seen, isResolved: boolean): Plain {
  return isResolved
    ? resolveTree(composition.root, surroundings(snapshot, composition)).value
    : plainOf(composition.root);
}

function entriesOf(text: string, marks: readonly Mark[]): Entry[] {
  let line = 0;
  let start = 0;
  return marks.map(({ path, offset }) => {
    for (let next = text.indexOf('\n', start); next !== -1 && next < offset; next = text.indexOf('\n', start)) {
      line++;
      start = next + 1;
    }
    return { path, line, column: offset - start };
  });
}

/** Of several entries on one line (`- name: x`) the innermost is meant. */
function innermost(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ line }, index) => entries[index + 1]?.line !== line);
}

function linesOf(seen: Seen, { entries }: Written): ComposedLine[] {
  const { snapshot, usage } = seen;
  return innermost(entries).map(({ path, line }) => {
    const [at, node] = nearestNode(usage.composition.root, path);
    const told = { line, key: path.join('.'), about: chainParts(snapshot, usage, at, node).join('\n\n') };
    const decided = decidedBy(seen, at, node);
    return decided === undefined ? told : { ...told, ...decided };
  });
}

/** Who decided a value, and over whom; `undefined` for a mapping that several may have made. */
export function decidedBy(
  { snapshot, usage: { composition } }: Seen,
  path: KeyPath,
  node: ConfigNode,
): { readonly from: string; readonly over?: string; readonly target?: Place } | undefined {
  if (node.shape === 'map' && node.children.size > 0) return undefined;
  const [winner, loser] = explain(snapshot, composition, path, node).writes;
  if (winner === undefined) return undefined;
  const target = placeOfWrite(winner);
  return {
    from: winner.place,
    ...(loser !== undefined && { over: chainWords([loser]) }),
    ...(target !== undefined && { target }),
  };
}

function placeOfWrite({ target }: ExplainedWrite): Place | undefined {
  return target && { uri: target.uri, line: target.line, character: 0 };
}

/** The node at a path; below an interpolation that was followed, the one that holds it. */
export function nearestNode(root: ConfigNode, path: KeyPath): readonly [path: KeyPath, node: ConfigNode] {
  let node = root;
  for (const [index, name] of path.entries()) {
    const child = node.children.get(name);
    if (child === undefined) return [path.slice(0, index), node];
    node = child;
  }
  return [path, node];
}

/**
 * The text with a comment for each value: behind it, or, where it goes on over several lines, above. It reads as the same
 * config.
 */
function explained({ text, entries }: Written, told: readonly ComposedLine[]): string {
  const lines = text.split('\n');
  const all = innermost(entries);
  const words = new Map(told.map((each) => [each.line, each]));
  const out: string[] = [];
  let at = 0;
  for (const [index, { line, column }] of all.entries()) {
    const next = all[index + 1]?.line ?? lines.length - 1;
    const { from, over } = words.get(line) ?? {};
    const comment =
      from === undefined ? undefined : `# ${[from, ...(over === undefined ? [] : [`over ${over}`])].join(', ')}`;
    out.push(...lines.slice(at, line));
    if (comment !== undefined && next > line + 1) out.push(`${' '.repeat(column)}${oneLine(comment)}`);
    out.push(comment !== undefined && next === line + 1 ? `${lines[line]}  ${oneLine(comment)}` : (lines[line] ?? ''));
    at = line + 1;
  }
  return [...out, ...lines.slice(at)].join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]+/g, ' ');
}
