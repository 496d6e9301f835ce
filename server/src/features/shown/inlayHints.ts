import type { InlayHint, InlayHintLabelPart } from 'vscode-languageserver-types';
import { MarkupKind } from 'vscode-languageserver-types';
import { type Choice, type ConfigNode, type KeyPath, nodeAt, plainOf, winner } from '../../compose/index.ts';
import {
  compositionName,
  focusOf,
  pinnedAt,
  placeOf,
  reachedBy,
  type Snapshot,
  type Usage,
} from '../../project/index.ts';
import type { HintKind } from '../../protocol.ts';
import {
  BUDGETS,
  type ConfigFile,
  type DefaultsEntry,
  type HydraVersion,
  type MapEntry,
  type MapValue,
  positionAt,
  type Range,
  toPlain,
  type Uri,
  type ValueNode,
} from '../../text/index.ts';
import { entryChoices } from '../entryChoices.ts';
import { explain, inline, labelIn } from '../explain.ts';
import { chainParts } from '../hover/hover.ts';
import { code } from '../markdown.ts';
import { readsEnvironment } from './readsEnvironment.ts';

/** A file as one composition has it: what every hint of it is made from. */
interface View {
  readonly snapshot: Snapshot;
  readonly usage: Usage;
  readonly file: ConfigFile;
  readonly packagePath: KeyPath;
  /** Where else the composition puts the file's content. */
  readonly otherPaths: readonly KeyPath[];
  readonly range: Range;
  readonly hints: InlayHint[];
  /** Keys that were looked at. */
  looked: number;
}

/**
 * What a text does not say: a value that the composition has instead of the written one, what an interpolation comes to,
 * another option that was chosen, and where the file lands if neither its place nor its header says so. The composition is
 * the one that the file is seen from. In a base of several configs, none of which an app starts by default, hints wait for
 * a pin: each of its keys would tell of a config that nobody chose.
 */
export function inlayHints(snapshot: Snapshot, uri: Uri, range: Range): InlayHint[] {
  const file = snapshot.config(uri);
  const usage = file === undefined ? undefined : seenFrom(snapshot, uri);
  if (file === undefined || usage === undefined) return [];
  const [packagePath = [], ...otherPaths] = packagesOf(usage, uri);
  const view: View = { snapshot, usage, file, packagePath, otherPaths, range, hints: [], looked: 0 };
  packageHint(view);
  for (const entry of file.defaults ?? []) if (isIn(view, entry.range)) choiceHint(view, entry);
  if (file.body?.kind === 'map') mapHints(view, file.body, []);
  return view.hints;
}

/** The composition that a file is seen from, where somebody means that one. */
function seenFrom(snapshot: Snapshot, uri: Uri): Usage | undefined {
  const placed = placeOf(snapshot, uri);
  const focus = placed && focusOf(snapshot, uri);
  if (placed === undefined || focus === undefined) return undefined;
  const { root, configPath } = placed;
  const { name } = focus.key;
  const isMeant =
    name === configPath ||
    (reachedBy(snapshot, root).get(uri) ?? []).length <= 1 ||
    root.apps.some((app) => app.configName?.replace(/\.yaml$/, '') === name) ||
    pinnedAt(snapshot, placed, uri)?.state === 'seen';
  return isMeant ? focus : undefined;
}

function packagesOf({ composition }: Usage, uri: Uri): readonly KeyPath[] {
  const list = composition.defaultsList.filter((choice) => choice.file.uri === uri);
  return list.map((choice) => (choice.package === '' ? [] : choice.package.split('.')));
}

/** Whether a key has the same value wherever the file's content lands: one line has room for one value. */
function isSameEverywhere({ snapshot, usage, otherPaths }: View, path: KeyPath, value: string): boolean {
  return otherPaths.every((packagePath) => {
    const full = [...packagePath, ...path];
    const node = nodeAt(usage.composition.root, full);
    return node !== undefined && explain(snapshot, usage.composition, full, node).value === value;
  });
}

function isIn({ range }: View, { start, end }: Range): boolean {
  return start <= range.end && range.start <= end;
}

function mapHints(view: View, map: MapValue, path: KeyPath): void {
  for (const [name, entry] of map.entries) {
    const { keyRange, value } = entry;
    // What a merge key or an alias brings is written elsewhere, for another path.
    if (view.looked++ > BUDGETS.hintedKeys) return;
    const isHere = map.range.start <= keyRange.start && keyRange.end <= value.range.start;
    if (!isHere || !isIn(view, { start: keyRange.start, end: value.range.end })) continue;
    const below = [...path, name];
    const node = nodeAt(view.usage.composition.root, [...view.packagePath, ...below]);
    if (node === undefined) continue;
    if (value.kind === 'map' && node.shape === 'map') mapHints(view, value, below);
    else if (isOwn(view, node, value)) ownHints(view, value, below);
    else overriddenHint(view, node, entry, below);
  }
}

/** Whether what is written here is what the composition has. */
function isOwn({ file }: View, node: ConfigNode, { range }: ValueNode): boolean {
  const { origin, value } = winner(node);
  return origin.kind === 'file' && origin.file.uri === file.uri && value.range.start === range.start;
}

function overriddenHint(view: View, node: ConfigNode, { keyRange, value }: MapEntry, path: KeyPath): void {
  const { snapshot, usage, packagePath } = view;
  const full = [...packagePath, ...path];
  const written = inline(toPlain(value));
  if (inline(plainOf(node)) === written) {
    ownHints(view, value, path);
    return;
  }
  const explained = explain(snapshot, usage.composition, full, node);
  // A dataclass may read the written text as another type: that is no other value.
  if (explained.value === written || !isSameEverywhere(view, path, explained.value)) return;
  const isSecret = readsEnvironment(usage.composition.root, full);
  const shown = isSecret || explained.unresolved !== undefined ? inline(plainOf(node)) : explained.value;
  const [first] = explained.writes;
  const at = endOf(view.file.text, keyRange, value.range);
  addHint(
    view,
    'values',
    at,
    [{ value: `→ ${short(shown)}` }, ...(first ? [placePart(view, first)] : [])],
    chainOf(view, full, node),
  );
}

/** What the interpolations of a written value come to. */
function ownHints(view: View, value: ValueNode, path: KeyPath): void {
  if (!isIn(view, value.range)) return;
  if (value.kind === 'list') {
    for (const [index, item] of value.items.entries()) {
      if (item.range.start >= value.range.start) ownHints(view, item, [...path, String(index)]);
    }
  } else if (value.kind === 'map') {
    for (const [name, entry] of value.entries) {
      if (entry.keyRange.start >= value.range.start) ownHints(view, entry.value, [...path, name]);
    }
  } else if (value.leaf.t === 'interp') interpolationHint(view, value, path);
}

function interpolationHint(view: View, value: ValueNode, path: KeyPath): void {
  const { snapshot, usage, packagePath, file } = view;
  const { root } = usage.composition;
  const full = [...packagePath, ...path];
  const node = nodeAt(root, full);
  if (node?.leaf?.t !== 'interp' || readsEnvironment(root, full)) return;
  const explained = explain(snapshot, usage.composition, full, node);
  // A mapping is too much for the end of a line; what only the run knows is not told at all.
  if (explained.unresolved !== undefined || explained.type === 'dict') return;
  if (!isSameEverywhere(view, path, explained.value)) return;
  const at = endOf(file.text, value.range, value.range);
  addHint(view, 'interpolations', at, [{ value: `= ${short(explained.value)}` }], chainOf(view, full, node));
}

/** An option that was chosen in the place of the written one. */
function choiceHint(view: View, entry: DefaultsEntry): void {
  if (entry.kind !== 'group' || Array.isArray(entry.value)) return;
  const { snapshot, file, usage } = view;
  const [instead] = entryChoices(snapshot, file.uri, entry).instead;
  const end = entry.valueRanges[0]?.end;
  if (instead === undefined || end === undefined) return;
  const option = instead.configPath.slice(groupOf(instead.configPath).length + 1);
  if (option === entry.value) return;
  addHint(
    view,
    'values',
    end,
    [{ value: `→ ${short(option)}` }, ...chosenPart(view, instead)],
    [`${code(instead.configPath)} is chosen instead, as seen from ${code(compositionName(usage.key))}`],
  );
}

function chosenPart(view: View, { chosenBy }: Choice): InlayHintLabelPart[] {
  if (chosenBy.kind === 'override') return [placePart(view, { place: chosenBy.text })];
  if (chosenBy.kind !== 'file' || chosenBy.key === undefined) return [];
  const { line } = positionAt(chosenBy.file.text, chosenBy.key.start);
  const label = labelIn(view.usage.composition, chosenBy.file.uri);
  return [placePart(view, { place: `${label}:${line + 1}`, target: { uri: chosenBy.file.uri, line } })];
}

/** The package of a file at its head, where it is not what the file's header or its folder says. */
function packageHint(view: View): void {
  const { file, usage } = view;
  const line = file.header?.range ?? { start: 0, end: 0 };
  if (!isIn(view, line)) return;
  const places = usage.composition.defaultsList.filter((choice) => choice.file.uri === file.uri);
  const [first] = places;
  if (first === undefined || first.primary) return;
  const expected = packageSaid(file, first.configPath, usage.composition.version);
  if (places.every((choice) => choice.package === expected)) return;
  const names = [...new Set(places.map((choice) => choice.package || '_global_'))];
  const at = endOf(file.text, line, line);
  const seen = code(compositionName(usage.key));
  const text = `The content of this file lands in ${names.map(code).join(' and ')}, as seen from ${seen}.`;
  addHint(view, 'packages', at, [{ value: `@package ${short(names.join(', '))}` }, ...chosenPart(view, first)], [text]);
}

/**
 * What a file says of its package: by its header, else by the group that it lies in. Only Hydra 1.4 has `_group_` in
 * headers; before, it is a name as any other. Source: https://hydra.cc/docs/advanced/overriding_packages/
 */
function packageSaid({ header }: ConfigFile, configPath: string, version: HydraVersion): string {
  const group = groupOf(configPath).replaceAll('/', '.');
  if (header === undefined) return group;
  const said = version === '1.4' ? header.package.replace(/^_group_(?=\.|$)/, group) : header.package;
  return said.replace(/^(?:.*\.)?_global_(?:\.|$)/, '');
}

function groupOf(configPath: string): string {
  return configPath.slice(0, Math.max(0, configPath.lastIndexOf('/')));
}

/** The end of a value on one line, else of the line that its key stands on. */
function endOf(text: string, key: Range, value: Range): number {
  if (value.end > value.start && !/[\r\n]/.test(text.slice(key.start, value.end))) return value.end;
  const rest = /^[^\r\n]*/.exec(text.slice(key.start))?.[0] ?? '';
  return key.start + rest.trimEnd().length;
}

/** Letters of a value at the end of a line; the tooltip has all of it. */
const SHOWN = 40;

function short(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}

/** Who decided, as a link where it is a place in a file. */
function placePart(
  { snapshot }: View,
  { place, target }: { readonly place: string; readonly target?: { readonly uri: Uri; readonly line: number } },
): InlayHintLabelPart {
  const value = `  ${short(place)}`;
  if (target === undefined || snapshot.files.file(target.uri) === undefined) return { value };
  const start = { line: target.line, character: 0 };
  return { value, location: { uri: target.uri, range: { start, end: start } } };
}

function addHint(
  view: View,
  kind: HintKind,
  offset: number,
  label: InlayHintLabelPart[],
  told: readonly string[],
): void {
  view.hints.push({
    position: positionAt(view.file.text, offset),
    label,
    paddingLeft: true,
    tooltip: { kind: MarkupKind.Markdown, value: told.join('\n\n') },
    data: { kind },
  });
}

/** The chain of those who wrote a value, as the hover tells it. */
function chainOf({ snapshot, usage }: View, path: KeyPath, node: ConfigNode): readonly string[] {
  const seen = `as seen from ${code(compositionName(usage.key))}`;
  if (!readsEnvironment(usage.composition.root, path)) return [...chainParts(snapshot, usage, path, node), seen];
  return [`**${code(path.join('.'))}** comes from the environment of the run`, seen];
}
