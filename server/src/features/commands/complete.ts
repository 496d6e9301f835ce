import { type CompletionItem, CompletionItemKind, type CompletionList } from 'vscode-languageserver-types';
import { type Composition, type ConfigNode, nodeAt, plainOf } from '../../compose/index.ts';
import {
  configPathsBelow,
  foldersBeside,
  groupOptions,
  primaryCandidates,
  type Snapshot,
  storeIn,
} from '../../project/index.ts';
import { factsAt, type SchemaFacts } from '../../schema/index.ts';
import { BUDGETS, type Range } from '../../text/index.ts';
import { factOffers } from '../completion/values.ts';
import { toLspRange } from '../convert.ts';
import { explain, typeName } from '../explain.ts';
import { describeFully } from '../keys/described.ts';
import { type At, registryFor } from '../locate.ts';
import { runsIn } from './documents.ts';
import { proseAt } from './prose.ts';
import type { CommandRun, OverrideRun } from './run.ts';
import { offsetIn, placeIn, type WrittenWord } from './written.ts';

/** Keys, groups, options and names of configs where a command is being written; `undefined` at any other place. */
export function completeCommand(snapshot: Snapshot, { uri, offset }: At): CompletionList | undefined {
  const text = snapshot.files.file(uri)?.text;
  const found = wordAt(runsIn(snapshot, uri), offset);
  const prose = found === undefined ? proseAt(snapshot, { uri, offset }) : undefined;
  const word = found?.word ?? prose?.word;
  if (word === undefined || text === undefined) return undefined;
  const cursor = offsetIn(word, offset);
  if (word.openAt !== undefined && word.openAt < cursor) return undefined;
  const run = found?.run ?? prose?.run;
  const offers =
    found?.isName === true
      ? nameOffers(snapshot, found.run, word, found.from)
      : run === undefined
        ? []
        : overrideOffers(snapshot, run, word.text, cursor);
  // Beside a quote nothing is offered: what is replaced begins behind it.
  const isHeld = ({ range }: Offer) => {
    const { start, end } = placeIn(word, range);
    return start <= offset && offset <= end;
  };
  const items = offers.filter(isHeld).map(
    ({ range, label, detail, documentation, kind, rank }): CompletionItem => ({
      label,
      kind,
      ...(detail !== undefined && detail !== '' && { detail }),
      ...(documentation !== undefined && { documentation }),
      sortText: `${rank} ${label}`,
      filterText: label,
      // What stands behind the '=' is chosen next.
      ...(label.endsWith('=') && { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } }),
      textEdit: { range: toLspRange(text, placeIn(word, range)), newText: label },
    }),
  );
  return { isIncomplete: false, items };
}

export interface Offer {
  /** In the word's text. */
  readonly range: Range;
  readonly label: string;
  readonly detail?: string;
  readonly documentation?: string;
  readonly kind: CompletionItemKind;
  readonly rank: number;
}

/** A word of a command at a place. */
export interface WordAt {
  readonly run: CommandRun;
  readonly word: WrittenWord;
  readonly isName: boolean;
  readonly from: number;
}

/** The word of a command that an offset touches: an override, or the name of the config. */
export function wordAt(runs: readonly CommandRun[], offset: number): WordAt | undefined {
  for (const run of runs) {
    const holds = ({ range }: WrittenWord) => range.start <= offset && offset <= range.end;
    const word = [...run.overrides, ...run.open].find(holds);
    if (word !== undefined) return { run, word, isName: false, from: 0 };
    const named = run.name ?? (run.config && { word: run.config, from: 0 });
    if (named !== undefined && holds(named.word)) return { run, isName: true, ...named };
  }
  return undefined;
}

function nameOffers(snapshot: Snapshot, { project, root }: CommandRun, { text }: WrittenWord, from: number): Offer[] {
  const found = project.roots.find(({ uri }) => uri === root);
  if (found === undefined) return [];
  const range = { start: from, end: text.length };
  const names = primaryCandidates(snapshot, project, found).flatMap(({ name }) => name ?? []);
  return names.map((label) => ({ range, label, kind: CompletionItemKind.File, rank: 0 }));
}

/** What may stand at a place of one override: keys and groups before the `=`, options and values behind it. */
export function overrideOffers(snapshot: Snapshot, run: OverrideRun, text: string, cursor: number): Offer[] {
  const equal = text.indexOf('=');
  const composition = compositionWithout(snapshot, run, text);
  const [sign = ''] = /^(?:\+\+?|~)?/.exec(text) ?? [];
  if (equal !== -1 && cursor > equal) {
    const comma = text.lastIndexOf(',', cursor - 1);
    const start = run.isMultirun && comma > equal ? comma + 1 : equal + 1;
    const end = text.slice(cursor).search(/,|$/) + cursor;
    const range = { start, end: run.isMultirun ? end : text.length };
    return valueOffers(snapshot, run, composition, text.slice(sign.length, equal), range);
  }
  const range = { start: sign.length, end: equal === -1 ? text.length : equal };
  const tail = equal === -1 && sign !== '~' ? '=' : '';
  return [
    ...groupOffers(snapshot, run, composition, sign),
    ...keyOffers(snapshot, composition, sign, text.slice(sign.length, cursor)),
  ].map((offer) => ({ ...offer, range, label: offer.label + (offer.label.endsWith('.') ? '' : tail) }));
}

/** What the command composes without the word that is being written. */
function compositionWithout(snapshot: Snapshot, { key, project }: OverrideRun, text: string): Composition {
  const others = key.overrides.filter((each) => each !== text);
  return snapshot.compose({ ...key, version: project.version, overrides: others, multirun: true });
}

type KeyOffer = Omit<Offer, 'range'>;

function keyOffers(snapshot: Snapshot, composition: Composition, sign: string, typed: string): KeyOffer[] {
  if (sign === '+') return [];
  const above = typed.split('.').slice(0, -1);
  const from = nodeAt(composition.root, above) ?? composition.root;
  const start = nodeAt(composition.root, above) === undefined ? [] : above;
  const found: KeyOffer[] = [];
  const factsOf = facts(snapshot, composition);
  const visit = (node: ConfigNode, path: readonly string[]): void => {
    for (const [name, child] of node.children) {
      if (!/^[A-Za-z_][\w-]*$|^\d+$/.test(name)) continue;
      const below = [...path, name];
      if (child.shape === 'map') {
        // Of a mapping what is in it can be set; a value in its place would take it away.
        if (found.length < BUDGETS.offeredOverrideKeys) visit(child, below);
        else found.push({ label: `${below.join('.')}.`, detail: 'mapping', kind: CompletionItemKind.Module, rank: 2 });
        continue;
      }
      const { value } = explain(snapshot, composition, below, child);
      const detail = `${typeName(plainOf(child))} = ${value}`;
      const about = factsOf(below)?.description;
      const documentation = about === undefined ? {} : { documentation: about };
      found.push({ label: below.join('.'), detail, ...documentation, kind: CompletionItemKind.Property, rank: 1 });
    }
  };
  visit(from, start);
  return found;
}

/** With a `+` the groups that nothing is chosen of yet, else those that something is. */
function groupOffers(snapshot: Snapshot, run: OverrideRun, { choices }: Composition, sign: string): KeyOffer[] {
  const chosen = [...choices].filter(([key]) => !key.startsWith('hydra/'));
  const offer = (label: string, detail: string): KeyOffer => ({
    label,
    detail,
    kind: CompletionItemKind.Folder,
    rank: 0,
  });
  if (sign !== '+') return chosen.map(([key, option]) => offer(key, option ?? 'null'));
  const names = new Set(chosen.map(([key]) => key.split('@')[0]));
  return groupsOf(snapshot, run)
    .filter((group) => !names.has(group))
    .map((group) => offer(group, groupOptions(snapshot, run.key, group).join(', ')));
}

function groupsOf(snapshot: Snapshot, { project, root, key }: OverrideRun): string[] {
  const stored = storeIn(snapshot, project.folder, root).configs.keys();
  const paths = [...configPathsBelow(snapshot, [root, ...foldersBeside(snapshot, key)]), ...stored];
  return [...new Set(paths.flatMap((path) => (path.includes('/') ? [path.slice(0, path.lastIndexOf('/'))] : [])))];
}

function valueOffers(
  snapshot: Snapshot,
  run: OverrideRun,
  composition: Composition,
  key: string,
  range: Range,
): Offer[] {
  const options = groupOptions(snapshot, run.key, key.split('@')[0] ?? '');
  if (options.length > 0) {
    const chosen = composition.choices.get(key);
    return options.map((label) => ({
      range,
      label,
      kind: CompletionItemKind.File,
      rank: 0,
      ...(label === chosen && { detail: 'chosen without this' }),
    }));
  }
  const path = key.split('.');
  const listed = listedOffers(snapshot, composition, path).map((offer) => ({ ...offer, range }));
  const node = nodeAt(composition.root, path);
  if (listed.length > 0 || node === undefined || node.shape !== 'scalar') return listed;
  const { value } = explain(snapshot, composition, path, node);
  const values = node.leaf?.t === 'bool' ? ['true', 'false'] : [value];
  return values
    .filter((each) => /^[\w.@/+-]+$/.test(each))
    .map((label) => ({
      range,
      label,
      kind: CompletionItemKind.Value,
      rank: 0,
      ...(label === value && { detail: 'without this' }),
    }));
}

/** The names of a registry, the members of an enum, what a schema lists: all that may stand there, with what each is. */
function listedOffers(snapshot: Snapshot, composition: Composition, path: readonly string[]): KeyOffer[] {
  const primary = composition.defaultsList.find((choice) => choice.primary)?.file.uri ?? '';
  const registry = registryFor(snapshot, primary, path);
  if (registry !== undefined) {
    return [...registry.entries.values()].map(({ name, value }) => ({
      label: name,
      kind: CompletionItemKind.EnumMember,
      rank: 0,
      ...(value !== undefined && { detail: value }),
    }));
  }
  const holder = nodeAt(composition.root, path.slice(0, -1));
  const declared = holder?.children.get(path.at(-1) ?? '')?.declared;
  if (declared?.kind === 'enum') {
    const { name: detail, members } = declared.type;
    return [...members.keys()].map((label) => ({ label, detail, kind: CompletionItemKind.EnumMember, rank: 0 }));
  }
  if (declared?.kind === 'literal') {
    const labels = declared.values.map((value) => ('v' in value ? String(value.v) : 'null'));
    return labels.map((label) => ({ label, kind: CompletionItemKind.EnumMember, rank: 0 }));
  }
  return factOffers(facts(snapshot, composition)(path), '').flatMap(({ label, detail, documentation }) =>
    /^[\w.@/+-]+$/.test(label)
      ? [
          {
            label,
            kind: CompletionItemKind.Value,
            rank: 0,
            ...(detail !== undefined && { detail }),
            ...(documentation !== undefined && { documentation }),
          },
        ]
      : [],
  );
}

/** What schemas say of a key. */
function facts(snapshot: Snapshot, composition: Composition): (path: readonly string[]) => SchemaFacts | undefined {
  const described = describeFully(snapshot, composition);
  return (path) => (described === undefined ? undefined : factsAt(described.set, described.value, path));
}
