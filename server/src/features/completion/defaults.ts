import { CompletionItemKind } from 'vscode-languageserver-types';
import type { Choice, ConfigNode, KeyPath } from '../../compose/index.ts';
import {
  type CompositionKey,
  configPathsBelow,
  configUrisOf,
  focusOf,
  foldersBeside,
  groupOptions,
  isSameData,
  keyOf,
  type Placed,
  packageIn,
  placeOf,
  type Snapshot,
  storeIn,
  type Usage,
} from '../../project/index.ts';
import { BUDGETS, pathBelow, type Uri } from '../../text/index.ts';
import type { DefaultsItemContext, DefaultsOptionContext } from './defaultsContext.ts';
import { type Offer, quoted } from './offer.ts';

/** Where the entries of a defaults list are looked up, and where what they bring lands. */
interface Listing {
  readonly snapshot: Snapshot;
  readonly uri: Uri;
  readonly placed: Placed;
  /** The file's own folder below the root, with a slash at its end; empty at the root. */
  readonly folder: string;
  readonly focus: Usage | undefined;
  /** The composition whose search path counts. */
  readonly key: CompositionKey;
  /** Where the file's content lands. */
  readonly package: KeyPath;
}

function listingOf(snapshot: Snapshot, uri: Uri): Listing | undefined {
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return undefined;
  const focus = focusOf(snapshot, uri);
  const folder = placed.configPath.slice(0, placed.configPath.lastIndexOf('/') + 1);
  const landing = (focus === undefined ? undefined : packageIn(focus.composition, uri)) ?? [];
  const key = focus?.key ?? keyOf(placed.project, placed.root, placed.configPath);
  return { snapshot, uri, placed, folder, focus, key, package: landing };
}

/** What an entry may begin with: keywords, configs and groups, `_self_`; behind an `@` packages. */
export function defaultsItemOffers(snapshot: Snapshot, uri: Uri, context: DefaultsItemContext): Offer[] {
  const listing = listingOf(snapshot, uri);
  if (listing === undefined) return [];
  const at = context.typed.lastIndexOf('@');
  if (at !== -1) return packageOffers(listing, context, context.typed.slice(0, at + 1));
  if (context.isOverride) return overrideOffers(listing, context);
  return [...(context.isOptional ? [] : selfAndKeywords(context)), ...entryOffers(listing, context)];
}

/** A group or a config as an entry begins with it: in quotes where it would be no text, with the colon that it lacks. */
function beginning(
  label: string,
  context: DefaultsItemContext,
  isGroup: boolean,
): Pick<Offer, 'insert' | 'closesQuote'> {
  const { quote, hasColon, isOverride, isOptional } = context;
  const isWhole = !isOverride && !isOptional;
  const text = quote === '' && !isWhole ? label : quoted(label, quote);
  if (!isGroup || hasColon) return { insert: text };
  return { insert: `${text}${quote}: `, closesQuote: quote !== '' };
}

function selfAndKeywords({ present, isInBraces }: DefaultsItemContext): Offer[] {
  const kind = CompletionItemKind.Keyword;
  const self = 'This file itself: what stands above it is overridden by it, what stands below overrides it.';
  const offers: Offer[] =
    isInBraces || present.has('_self_') ? [] : [{ label: '_self_', kind, documentation: self, rank: 2 }];
  const override = 'Chooses another option of a group that an earlier entry, or another config, chooses one of.';
  const optional = 'Nothing is wrong where the group has no such option.';
  return [
    ...offers,
    { label: 'override', insert: 'override ', kind, documentation: override, rank: 3 },
    { label: 'optional', insert: 'optional ', kind, documentation: optional, rank: 3 },
  ];
}

/** The configs of a root by the folder that they lie in, `model/` or empty; the same while none comes or goes. */
function configsIn({ snapshot, placed: { project, root }, key }: Listing): ReadonlyMap<string, readonly string[]> {
  const beside = foldersBeside(snapshot, key);
  return snapshot.derive(
    `options in ${[root.uri, ...beside].join(' ')}`,
    (from) => {
      const folders = new Map<string, string[]>();
      const own = configUrisOf(from, root).map((uri) => pathBelow(root.uri, uri)?.slice(0, -'.yaml'.length));
      const stored = storeIn(from, project.folder, root.uri).configs.keys();
      for (const path of new Set([...own, ...configPathsBelow(from, beside), ...stored])) {
        if (path === undefined) continue;
        const folder = path.slice(0, path.lastIndexOf('/') + 1);
        folders.set(folder, [...(folders.get(folder) ?? []), path.slice(folder.length)]);
      }
      return folders;
    },
    { isSame: isSameData },
  );
}

function entryOffers(listing: Listing, context: DefaultsItemContext): Offer[] {
  const { present, typed, hasColon, isOptional, isInBraces } = context;
  const { folder, placed, focus } = listing;
  // What brings this file in would come back to itself.
  const circle = new Set([placed.configPath, focus?.key.name]);
  const isAbsolute = typed.startsWith('/');
  const offers: Offer[] = [];
  const add = (base: string, prefix: string, rank: number) => {
    for (const [each, options] of configsIn(listing)) {
      if (each === base && !hasColon && !isOptional && !isInBraces) {
        for (const option of options) {
          const label = prefix + option;
          if (!present.has(label) && !circle.has(base + option))
            offers.push({
              ...configOffer(listing, base, label, rank, options.length <= BUDGETS.countedOptions),
              ...beginning(label, context, false),
            });
        }
      }
      if (each === base || !each.startsWith(base)) continue;
      const group = each.slice(base.length, -1);
      const label = prefix + group;
      if (!present.has(label) && !isChosenElsewhere(listing, prefix, base + group, group)) {
        offers.push({ ...groupOffer(label, options, rank + 1), ...beginning(label, context, true) });
      }
    }
  };
  if (!isAbsolute) add(folder, '', 0);
  if (isAbsolute || folder !== '') add('', '/', isAbsolute ? 0 : 4);
  return offers;
}

function configOffer(
  { snapshot, placed: { root } }: Listing,
  base: string,
  label: string,
  rank: number,
  isCounted: boolean,
): Offer {
  const uri = `${root.uri}/${base}${label.replace(/^\//, '')}.yaml`;
  const body = isCounted ? snapshot.config(uri)?.body : undefined;
  const size = body?.kind === 'map' ? body.entries.size : undefined;
  const detail = size === undefined ? '' : `${size} ${size === 1 ? 'key' : 'keys'}`;
  return { label, kind: CompletionItemKind.File, detail, rank };
}

function groupOffer(label: string, options: readonly string[], rank: number): Offer {
  const shown = [...options].sort().slice(0, 8).join(', ') + (options.length > 8 ? ', …' : '');
  return { label, kind: CompletionItemKind.Folder, detail: shown, rank };
}

/** Whether another config of the composition chooses an option of the group already: Hydra takes no second choice. */
function isChosenElsewhere(listing: Listing, prefix: string, path: string, written: string): boolean {
  const { focus, uri } = listing;
  if (focus === undefined) return false;
  const key = overrideKeyOf(listing, path, prefix === '/' ? path : written);
  const others = focus.composition.defaultsList.filter(
    ({ chosenBy }) => chosenBy.kind !== 'file' || chosenBy.file.uri !== uri,
  );
  return others.some(({ overrideKey, file }) => overrideKey === key && file.uri !== uri);
}

/** A group's name in overrides: its package is part of it where that is not where the group would land by itself. */
function overrideKeyOf({ package: landing }: Listing, path: string, written: string): string {
  const lands = [...landing, ...written.split('/')].join('.');
  return lands === path.replaceAll('/', '.') ? path : `${path}@${lands}`;
}

/** The groups that other configs, or Hydra, choose options of, as this file has to write them. */
function overrideOffers(listing: Listing, context: DefaultsItemContext): Offer[] {
  const { present, typed } = context;
  const { focus, folder, uri } = listing;
  if (focus === undefined) return [];
  const { defaultsList } = focus.composition;
  const own = new Set(
    defaultsList.flatMap(({ chosenBy, overrideKey }) =>
      chosenBy.kind === 'file' && chosenBy.file.uri === uri && overrideKey !== undefined ? [overrideKey] : [],
    ),
  );
  // What brings this file in is chosen by the time that it is read.
  const passed = new Set<Choice>();
  let bringer = defaultsList.find(({ file }) => file.uri === uri);
  while (bringer !== undefined && !passed.has(bringer)) {
    passed.add(bringer);
    if (bringer.overrideKey !== undefined) own.add(bringer.overrideKey);
    const { parent } = bringer;
    bringer = defaultsList.find(({ configPath }) => configPath === parent);
  }
  const prefix = folder === '' && !typed.startsWith('/') ? '' : '/';
  const offers: Offer[] = [];
  for (const [key, option] of focus.composition.choices) {
    const [group = '', lands = group.replaceAll('/', '.')] = key.split('@');
    const isPlain = listing.package.length === 0;
    const label = prefix + (isPlain ? key : `${group}@_global_${lands === '_global_' ? '' : `.${lands}`}`);
    // What brings this file in, and a word that is half typed, are no choices that it may change.
    const isPassed = `${group}/${option}` === listing.placed.configPath || /^(override|optional)$/.test(group);
    if (present.has(prefix + group) || own.has(key) || isPassed) continue;
    const isHydra = group.startsWith('hydra/');
    offers.push({
      label,
      ...beginning(label, context, true),
      kind: CompletionItemKind.Folder,
      detail: `${option ?? 'null'} now`,
      rank: isHydra ? 1 : 0,
    });
  }
  return offers;
}

/** Packages, after the `@`. */
function packageOffers(listing: Listing, context: DefaultsItemContext, lead: string): Offer[] {
  const group = lead.slice(0, -1);
  const path = group.startsWith('/') ? group.slice(1) : listing.folder + group;
  const isGroup = configsIn(listing).has(`${path}/`);
  const offer = (label: string, rank: number, documentation?: string): Offer => ({
    label,
    ...beginning(`${lead}${label}`, context, isGroup),
    filter: `${lead}${label}`,
    kind: rank === 0 ? CompletionItemKind.Keyword : CompletionItemKind.Module,
    ...(documentation !== undefined && { documentation }),
    rank,
  });
  const start = listing.package.reduce<ConfigNode | undefined>(
    (node, name) => node?.children.get(name),
    listing.focus?.composition.root,
  );
  return [
    offer('_global_', 0, 'The root of the config.'),
    offer('_here_', 0, 'The package of this file.'),
    ...mappingsIn(start, []).map((each) => offer(each, 1)),
  ];
}

/** The dotted paths of the mappings in a config, those near the top first. */
export function mappingsIn(node: ConfigNode | undefined, above: KeyPath): readonly string[] {
  const found: string[] = [];
  let level: readonly (readonly [KeyPath, ConfigNode])[] = node === undefined ? [] : [[above, node]];
  while (level.length > 0 && found.length < BUDGETS.offeredPackages) {
    const next: (readonly [KeyPath, ConfigNode])[] = [];
    for (const [path, each] of level) {
      for (const [name, child] of each.children) {
        if (child.shape !== 'map' || !/^[A-Za-z_][\w-]*$/.test(name)) continue;
        next.push([[...path, name], child]);
        if (found.length < BUDGETS.offeredPackages) found.push([...path, name].join('.'));
      }
    }
    level = next;
  }
  return found;
}

/** The options of a group; of one that has folders alone, those in there by their paths. `null` is none. */
export function defaultsOptionOffers(snapshot: Snapshot, uri: Uri, context: DefaultsOptionContext): Offer[] {
  const listing = listingOf(snapshot, uri);
  if (listing === undefined) return [];
  const { group, present, quote, isInList, requote } = context;
  const { placed, folder } = listing;
  const path = group.startsWith('/') ? group.slice(1) : folder + group;
  const own = groupOptions(snapshot, listing.key, path);
  const inside = [...configsIn(listing)].flatMap(([each, options]) =>
    each === `${path}/` || (own.length === 0 && each.startsWith(`${path}/`))
      ? options.map((option) => each.slice(path.length + 1) + option)
      : [],
  );
  const offers = [...new Set([...own, ...inside])].flatMap((label): Offer[] => {
    if (present.has(label) || `${path}/${label}` === placed.configPath) return [];
    return [
      { label, insert: requote + quoted(label, quote || requote) + requote, kind: CompletionItemKind.File, rank: 0 },
    ];
  });
  if (offers.length === 0 || isInList || quote !== '') return offers;
  return [...offers, { label: 'null', kind: CompletionItemKind.Keyword, documentation: 'No option.', rank: 2 }];
}
