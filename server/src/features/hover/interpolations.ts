import { dereference, type KeyPath, nodeAt, plainOf } from '../../compose/index.ts';
import { focusOf, packageIn, projectOf, type Snapshot, shortName, type Usage } from '../../project/index.ts';
import {
  type InterpolationPart,
  type NodeInterpolation,
  nestedInterpolations,
  parseInterpolation,
  positionAt,
  type ResolverInterpolation,
  type Uri,
} from '../../text/index.ts';
import { explain, explainWrite, inline, surroundings } from '../explain.ts';
import { code } from '../markdown.ts';
import { RESOLVER_FACTS } from '../resolverFacts.ts';
import { resolverPlaces } from '../resolverNames.ts';
import { placeText } from './placeText.ts';

/** How an interpolation comes to its value, step by step, and what the resolvers in it do. */
export function interpolationContents(snapshot: Snapshot, uri: Uri, path: KeyPath, text: string): string | undefined {
  const focus = focusOf(snapshot, uri);
  if (focus === undefined) return undefined;
  const own = [...(packageIn(focus.composition, uri) ?? []), ...path];
  const { parts } = parseInterpolation(text, focus.composition.version).interpolation;
  const about = [...resolversIn(parts)].map((name) => resolverContents(snapshot, uri, name));
  const steps = stepsOf({ snapshot, focus, left: MOST_STEPS, seen: new Set() }, parts, text, own);
  // One step without a resolver is what the value's own line says.
  const lines = steps.length > 1 || about.length > 0 ? steps.map((each) => `- ${each}`).join('\n') : '';
  return [lines, ...about].filter((part) => part !== undefined && part !== '').join('\n\n') || undefined;
}

/** More steps than these are not read. */
const MOST_STEPS = 8;

interface Walk {
  readonly snapshot: Snapshot;
  readonly focus: Usage;
  left: number;
  /** Texts with the places that they were followed from. */
  readonly seen: Set<string>;
}

function stepsOf(walk: Walk, parts: readonly InterpolationPart[], text: string, own: KeyPath): string[] {
  // Those inside come first: what holds them is known by them.
  return [...nestedInterpolations(parts)].reverse().flatMap((part) => {
    const written = text.slice(part.range.start, part.range.end);
    const mark = `${own.slice(0, -1).join('.')} ${written}`;
    if (walk.left <= 0 || walk.seen.has(mark)) return [];
    walk.left -= 1;
    walk.seen.add(mark);
    return part.kind === 'node' ? nodeSteps(walk, part, written, own) : [resolverStep(walk, part, written, own)];
  });
}

/** The key that is meant, with its value as it is written; then what that leads to. */
function nodeSteps(walk: Walk, part: NodeInterpolation, written: string, own: KeyPath): string[] {
  const { composition } = walk.focus;
  const found = meant(walk, part, written, own);
  if (found === undefined) return [`${code(written)} leads nowhere`];
  const node = nodeAt(composition.root, found);
  const last = node?.writes.at(-1);
  if (node === undefined || last === undefined) return [`${code(written)} leads nowhere`];
  const name = part.dots > 0 || written.includes('${', 2) ? `, which is ${code(found.join('.'))},` : '';
  const value = node.shape === 'map' ? 'a mapping' : code(inline(plainOf(node)));
  const place = placeText(explainWrite(composition, last));
  const step = `${code(written)}${name} is ${value}, set in ${place}`;
  if (node.leaf?.t !== 'interp') return [step];
  const { parts } = parseInterpolation(node.leaf.v, composition.version).interpolation;
  return [step, ...stepsOf(walk, parts, node.leaf.v, found)];
}

/** The path of the key that is named; through what is an interpolation itself OmegaConf goes on. */
function meant({ snapshot, focus }: Walk, part: NodeInterpolation, written: string, own: KeyPath): KeyPath | undefined {
  const { composition } = focus;
  const seen = surroundings(snapshot, composition);
  const base = part.dots === 0 ? [] : own.slice(0, Math.max(0, own.length - part.dots));
  const names: string[] = [];
  for (const segment of part.segments) {
    if (segment.kind === 'name') names.push(segment.name);
    else {
      const { range } = segment.part;
      const inner = written.slice(range.start - part.range.start, range.end - part.range.start);
      const value = dereference(composition.root, inner, own, seen);
      const plain = value.kind === 'node' ? value.node.leaf : value.kind === 'value' ? value.value : undefined;
      if (plain?.t !== 'str') return undefined;
      names.push(plain.v);
    }
  }
  const direct = [...base, ...names];
  if (nodeAt(composition.root, direct) !== undefined) return direct;
  const found = dereference(composition.root, written, own, seen);
  return found.kind === 'node' ? found.path : undefined;
}

function resolverStep({ snapshot, focus }: Walk, part: ResolverInterpolation, written: string, own: KeyPath): string {
  const { composition } = focus;
  const found = dereference(composition.root, written, own, surroundings(snapshot, composition));
  switch (found.kind) {
    case 'value': {
      // The environment of the run is not read here: a default is what is left.
      const unless = part.name.text === 'oc.env' ? ' where the environment of the run does not have it' : '';
      return `${code(written)} gives ${code(inline(found.value))}${unless}`;
    }
    case 'node':
      return `${code(written)} gives ${code(found.path.join('.'))}: ${code(explain(snapshot, composition, found.path, found.node).value)}`;
    default:
      return part.name.text === 'oc.env'
        ? `${code(written)} is read from the environment of the run`
        : `${code(written)} is known to the run only`;
  }
}

function resolversIn(parts: readonly InterpolationPart[]): ReadonlySet<string> {
  const names = nestedInterpolations(parts).flatMap((part) => (part.kind === 'resolver' ? (part.name.text ?? []) : []));
  return new Set(names);
}

/** What a resolver does, or where the project's own Python registers it. */
function resolverContents(snapshot: Snapshot, uri: Uri, name: string): string | undefined {
  const facts = RESOLVER_FACTS.get(name);
  if (facts !== undefined) return `${code(`\${${facts.usage}}`)}: ${facts.does}`;
  const project = projectOf(snapshot, uri);
  const span = project === undefined ? undefined : resolverPlaces(snapshot, project).get(name);
  if (span === undefined) return undefined;
  const { line } = positionAt(snapshot.files.file(span.uri)?.text ?? '', span.start);
  const place = placeText({ place: `${shortName(snapshot, span.uri)}:${line + 1}`, target: { uri: span.uri, line } });
  return `${code(name)} is a resolver of this project, registered in ${place}`;
}
