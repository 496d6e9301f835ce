import { forkOf, type Snapshot } from '../../project/index.ts';
import {
  type Edit,
  editPieces,
  editsOfPieces,
  type Fix,
  overlap,
  type Pieces,
  type Problem,
  pathBelow,
  piecesOf,
  textOfPieces,
  type Uri,
} from '../../text/index.ts';
import { diagnose, problemsOfDocument, type Severities } from '../diagnostics/index.ts';
import { fixesOf } from './fixesOf.ts';

/** Whether the problems of a code are to be mended. */
export type IsMeant = (problem: Problem) => boolean;

/** A fix may bring another one to light; where they go on for ever, somebody is mistaken. */
const ROUNDS = 10;

/** What is to be mended. */
export interface Meant {
  /** Absent: the whole workspace. */
  readonly uri?: Uri;
  readonly isMeant?: IsMeant;
  /** Over those of the project file. Only for the whole workspace. */
  readonly severities?: Severities;
}

/** Edits of the texts as the snapshot has them, none over another. */
export interface Mended {
  readonly edits: readonly Edit[];
  /** How many fixes were made, by file. */
  readonly counts: ReadonlyMap<Uri, number>;
}

/** The edits of `mendAll`, of one document or of the whole workspace. */
export function fixAll(snapshot: Snapshot, uri?: Uri, isMeant?: IsMeant): readonly Edit[] {
  return mendAll(snapshot, { ...(uri !== undefined && { uri }), ...(isMeant !== undefined && { isMeant }) }).edits;
}

/**
 * Mends all that can be mended without a person's choice, in one document or in the whole workspace: the fixes that are
 * preferred, until there are no more. A fix after which there are other problems than before is not made.
 */
export function mendAll(snapshot: Snapshot, meant: Meant): Mended {
  const { uri } = meant;
  const counts = new Map<Uri, number>();
  if (chosen(snapshot, meant, new Set()).length === 0) return { edits: [], counts };
  const workspace = forkOf(snapshot);
  const changed = new Map<Uri, Pieces>();
  const inVain = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const before = workspace.snapshot();
    const steps = chosen(before, meant, inVain);
    if (steps.length === 0) break;
    if (tryAll(before, steps)) continue;
    // Together they do harm: one by one it shows which.
    for (const step of steps) if (!tryAll(workspace.snapshot(), [step])) inVain.add(step.name);
  }
  const edits = [...changed].flatMap(([at, pieces]) => editsOfPieces(at, textIn(snapshot, at), pieces));
  return { edits, counts };

  function tryAll(before: Snapshot, steps: readonly Step[]): boolean {
    const held = steps.filter((step) => holds(before, step));
    const edits = held.flatMap((step) => step.fix.edits);
    const uris = [...new Set(edits.map(({ span }) => span.uri))];
    const looked = uri === undefined ? uris : [...new Set([...uris, uri])];
    const had = problemsIn(before, meant, looked);
    const next = new Map(
      uris.map((each) => [
        each,
        editPieces(
          changed.get(each) ?? piecesOf(textIn(snapshot, each)),
          edits.filter(({ span }) => span.uri === each),
        ),
      ]),
    );
    const textsBefore = uris.map((each) => [each, textIn(before, each)] as const);
    const after = workspace.apply(
      [...next].map(([at, pieces]) => ({ kind: 'edit', uri: at, text: textOfPieces(textIn(snapshot, at), pieces) })),
    );
    const has = problemsIn(after, meant, looked);
    const isBetter = steps.every(({ problem }) => isHiding(problem))
      ? steps.every(({ problem }) => !has.flat().some((each) => wordsOf(each) === wordsOf(problem)))
      : has.flat().length < had.flat().length && has.every((each, index) => addsNothing(had[index] ?? [], each));
    if (isBetter) {
      for (const [at, pieces] of next) changed.set(at, pieces);
      for (const at of held.flatMap(({ texts }) => [...texts.keys()])) counts.set(at, (counts.get(at) ?? 0) + 1);
    } else workspace.apply(textsBefore.map(([at, text]) => ({ kind: 'edit', uri: at, text })));
    return isBetter;
  }
}

interface Step {
  /** The same in each round, as long as nothing before it changes. */
  readonly name: string;
  readonly problem: Problem;
  readonly fix: Fix;
  /** The texts that the edits are of. */
  readonly texts: ReadonlyMap<Uri, string>;
}

/** What is wrong in each of some documents. */
function problemsIn(snapshot: Snapshot, { uri, severities }: Meant, uris: readonly Uri[]): (readonly Problem[])[] {
  if (uri !== undefined || severities === undefined) return uris.map((each) => problemsOfDocument(snapshot, each));
  const found = diagnose(snapshot, severities);
  return uris.map((each) => found.get(each) ?? []);
}

/** The one preferred fix of each problem, where none stands in another's way, and none leads out of the folders. */
function chosen(snapshot: Snapshot, meant: Meant, inVain: ReadonlySet<string>): Step[] {
  const { uri, isMeant = () => true, severities } = meant;
  const problems =
    uri === undefined ? [...diagnose(snapshot, severities).values()].flat() : problemsOfDocument(snapshot, uri);
  const steps: Step[] = [];
  const edits: Edit[] = [];
  for (const problem of problems) {
    if (!isMeant(problem)) continue;
    const preferred = fixesOf(snapshot, problem).filter(({ isPreferred }) => isPreferred === true);
    const [fix, ...others] = preferred;
    if (fix === undefined || others.length > 0) continue;
    const isInside = fix.edits.every(({ span }) =>
      snapshot.folders.some((each) => pathBelow(each, span.uri) !== undefined),
    );
    if (!isInside || fix.creates !== undefined || fix.renames !== undefined || fix.edits.length === 0) continue;
    const name = `${problem.span.uri} ${problem.code} ${problem.message} ${fix.title}`;
    if (inVain.has(name) || fix.edits.some((each) => edits.some((other) => overlap(each, other)))) continue;
    edits.push(...fix.edits);
    const texts = new Map(fix.edits.map(({ span }) => [span.uri, textIn(snapshot, span.uri)]));
    steps.push({ name, problem, fix, texts });
  }
  // What they hide comes to light first.
  const hiding = steps.filter((step) => isHiding(step.problem));
  return hiding.length > 0 ? hiding : steps;
}

/** Whether a step's places are still what they were. */
function holds(snapshot: Snapshot, { texts }: Step): boolean {
  return [...texts].every(([uri, text]) => textIn(snapshot, uri) === text);
}

/** While one of these is there, others are not looked for: that those come to light is no harm. */
function isHiding({ code, refusal }: Problem): boolean {
  return refusal !== undefined || code === 'HS405' || code === 'HS701';
}

/** A problem in words that stay the same when lines move. */
function wordsOf({ code, message }: Problem): string {
  return `${code} ${message.replaceAll(/:\d+/g, '')}`;
}

/** Whether there is no problem of a kind and in words that was not there; lines may have moved. */
function addsNothing(before: readonly Problem[], after: readonly Problem[]): boolean {
  const known = new Set(before.map(wordsOf));
  return after.every((problem) => known.has(wordsOf(problem)));
}

function textIn(snapshot: Snapshot, uri: Uri): string {
  return snapshot.files.file(uri)?.text ?? '';
}
