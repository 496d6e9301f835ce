import type { Composition, DefaultsBranch, Origin } from '../../compose/index.ts';
import { focusOf, placeOf, type Snapshot } from '../../project/index.ts';
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
  const { composition, key } = usage;
  const problems = compositionProblems(snapshot, usage).filter(({ refusal }) => refusal !== undefined);
  return {
    root: placed.root.uri,
    seen: { name: key.name ?? '', overrides: key.overrides },
    entries: composition.defaultsTree.children.map((child) =>
      tell({ snapshot, composition, problems, merged: 0 }, child),
    ),
  };
}

interface Telling {
  readonly snapshot: Snapshot;
  readonly composition: Composition;
  readonly problems: readonly Problem[];
  /** How many configs were merged so far: of Hydra's own apart from the job's. */
  merged: number;
}

function tell(telling: Telling, branch: DefaultsBranch): DefaultsTreeEntry {
  const { kind, label, overrideKey, file, replaced, isDeleted, children } = branch;
  const reason = kind === 'self' ? undefined : reasonOf(telling, branch);
  const state = stateOf(branch, reason);
  const merges = file !== undefined && !isDeleted && children.length === 0;
  if (merges) telling.merged += 1;
  const order = telling.merged;
  return {
    kind,
    label,
    package: branch.package,
    ...(overrideKey !== undefined && { overrideKey }),
    ...(file !== undefined && isOnDisk(file.uri) && { file: file.uri }),
    chosenBy: chooserOf(telling, branch.chosenBy),
    ...(replaced !== undefined && { replaced: { option: replaced.option, ...chooserOf(telling, replaced.origin) } }),
    ...(merges && { order }),
    ...(state !== undefined && { state }),
    ...(reason !== undefined && { reason }),
    entries: children.map((child) => tell(telling, child)),
  };
}

function stateOf({ kind, file, isDeleted, isOptional }: DefaultsBranch, reason: string | undefined) {
  if (reason !== undefined) return 'broken';
  if (kind === 'self' || (file !== undefined && !isDeleted)) return undefined;
  return isDeleted && isOptional ? 'absent' : 'off';
}

/** What Hydra says at the place that chose it; of an entry that takes part only what its own file is refused for. */
function reasonOf({ problems }: Telling, { chosenBy, file, isDeleted }: DefaultsBranch): string | undefined {
  const isHere = ({ span }: Problem) => {
    if (chosenBy.kind === 'override') return span.uri === `override:${chosenBy.index}`;
    if (chosenBy.kind !== 'file' || chosenBy.key === undefined) return false;
    return span.uri === chosenBy.file.uri && span.start === chosenBy.key.start && span.end === chosenBy.key.end;
  };
  // Of a text that cannot be read, or a defaults list that is none; what is wrong with an entry stands at the entry.
  const isOfFile = ({ span, code }: Problem) =>
    file !== undefined && span.uri === file.uri && (code.startsWith('HS10') || code === 'HS110');
  const found = problems.find(isHere) ?? (isDeleted ? undefined : problems.find(isOfFile));
  return found?.message;
}

function chooserOf({ snapshot, composition }: Telling, origin: Origin): Chooser {
  if (origin.kind === 'override') return { by: origin.text };
  if (origin.kind === 'builtin') return { by: origin.name };
  const { uri } = origin.file;
  // The tree is made from the heads of configs, which have the places of their texts but not the texts.
  const text = snapshot.files.file(uri)?.text ?? origin.file.text;
  const { line, character } = positionAt(text, origin.key?.start ?? 0);
  const label = labelIn(composition, uri);
  const by = origin.key === undefined ? label : `${label}:${line + 1}`;
  return { by, ...(isOnDisk(uri) && { at: { uri, line, character } }) };
}

/** What Hydra itself brings cannot be opened. */
function isOnDisk(uri: Uri): boolean {
  return uri.startsWith('file:');
}
