import type { Chooser as ChosenBy, Composition, DefaultsBranch } from '../../compose/index.ts';
import { focusOf, placeOf, type Snapshot, type Usage } from '../../project/index.ts';
import type { Chooser, DefaultsTreeEntry, DefaultsTreeResult } from '../../protocol.ts';
import { type Problem, positionAt, type Uri } from '../../text/index.ts';
import { compositionProblems } from '../diagnostics/composition.ts';
import { labelIn } from '../explain.ts';

/** What the composition that a file is seen from consists of, in the order of merging, and who chose it. */
export function defaultsTree(snapshot: Snapshot, uri: Uri): DefaultsTreeResult {
  const placed = placeOf(snapshot, uri);
  const usage = placed && focusOf(snapshot, uri);
  if (placed === undefined) return { entries: [] };
  if (usage === undefined) return { root: placed.root.uri, entries: [] };
  const { key } = usage;
  return {
    root: placed.root.uri,
    seen: { name: key.name ?? '', overrides: key.overrides },
    entries: defaultsEntries(snapshot, usage),
  };
}

/** The entries of a composition's defaults tree, in its order. */
export function defaultsEntries(snapshot: Snapshot, usage: Usage): DefaultsTreeEntry[] {
  const { composition } = usage;
  const problems = compositionProblems(snapshot, usage).filter(({ refusal }) => refusal !== undefined);
  return composition.defaultsTree.children.map((child) => tell({ snapshot, composition, problems, merged: 0 }, child));
}

interface Telling {
  readonly snapshot: Snapshot;
  readonly composition: Composition;
  readonly problems: readonly Problem[];
  /** How many configs were merged so far: of Hydra's own apart from the job's. */
  merged: number;
}

function tell(telling: Telling, branch: DefaultsBranch): DefaultsTreeEntry {
  const { kind, label, overrideKey, uri, replaced, isDeleted, children } = branch;
  const reason = kind === 'self' ? undefined : reasonOf(telling, branch);
  const state = stateOf(branch, reason);
  const merges = uri !== undefined && !isDeleted && children.length === 0;
  if (merges) telling.merged += 1;
  const order = telling.merged;
  return {
    kind,
    label,
    package: branch.package,
    ...(overrideKey !== undefined && { overrideKey }),
    ...(uri !== undefined && isOnDisk(uri) && { file: uri }),
    chosenBy: chooserOf(telling, branch.chosenBy),
    ...(replaced !== undefined && { replaced: { option: replaced.option, ...chooserOf(telling, replaced.chosenBy) } }),
    ...(merges && { order }),
    ...(state !== undefined && { state }),
    ...(reason !== undefined && { reason }),
    entries: children.map((child) => tell(telling, child)),
  };
}

function stateOf({ kind, uri, isDeleted, isOptional }: DefaultsBranch, reason: string | undefined) {
  if (reason !== undefined) return 'broken';
  if (kind === 'self' || (uri !== undefined && !isDeleted)) return undefined;
  return isDeleted && isOptional ? 'absent' : 'off';
}

/** What Hydra says at the place that chose it; of an entry that takes part only what its own file is refused for. */
function reasonOf({ problems }: Telling, { chosenBy, uri, isDeleted }: DefaultsBranch): string | undefined {
  const isHere = ({ span }: Problem) => {
    if (chosenBy.kind === 'override') return span.uri === `override:${chosenBy.index}`;
    if (chosenBy.kind !== 'file' || chosenBy.key === undefined) return false;
    return span.uri === chosenBy.uri && span.start === chosenBy.key.start && span.end === chosenBy.key.end;
  };
  // Of a text that cannot be read, or a defaults list that is none; what is wrong with an entry stands at the entry.
  const isOfFile = ({ span, code }: Problem) => span.uri === uri && (code.startsWith('HS10') || code === 'HS110');
  const found = problems.find(isHere) ?? (isDeleted ? undefined : problems.find(isOfFile));
  return found?.message;
}

function chooserOf({ snapshot, composition }: Telling, chosenBy: ChosenBy): Chooser {
  if (chosenBy.kind === 'override') return { by: chosenBy.text };
  if (chosenBy.kind === 'builtin') return { by: chosenBy.name };
  const { uri, key } = chosenBy;
  const { line, character } = positionAt(snapshot.files.file(uri)?.text ?? '', key?.start ?? 0);
  const label = labelIn(composition, uri);
  const by = key === undefined ? label : `${label}:${line + 1}`;
  return { by, ...(isOnDisk(uri) && { at: { uri, line, character } }) };
}

/** What Hydra itself brings cannot be opened. */
function isOnDisk(uri: Uri): boolean {
  return uri.startsWith('file:');
}
