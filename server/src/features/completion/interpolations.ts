import { CompletionItemKind } from 'vscode-languageserver-types';
import { type ConfigNode, dereference, type KeyPath, nodeAt } from '../../compose/index.ts';
import { focusOf, packageIn, projectOf, type Snapshot, shortName, type Usage } from '../../project/index.ts';
import {
  BUDGETS,
  MISSING,
  type Plain,
  parseInterpolation,
  type Range,
  type Uri,
  type ValueNode,
} from '../../text/index.ts';
import { inline, surroundings, typeName } from '../explain.ts';
import { code } from '../markdown.ts';
import { RESOLVER_FACTS } from '../resolverFacts.ts';
import { resolverPlaces } from '../resolverNames.ts';
import { choiceOffers } from './choiceOffers.ts';
import { childOf, type InterpolationContext } from './cursorContext.ts';
import { environmentNames } from './environmentNames.ts';
import { failing } from './failingOffers.ts';
import { misfitting } from './misfitting.ts';
import type { Offer } from './offer.ts';
import { typedPath } from './typedPath.ts';

/** Offers for a range that is not the word at the cursor. */
export interface PlacedOffers {
  readonly range: Range;
  readonly offers: readonly Offer[];
  /** More can be named than is offered: what is typed next decides. */
  readonly isIncomplete: boolean;
}

/** What may be named inside a `${…}`: keys of the composition, resolvers, and what the resolver there takes. */
export function interpolationOffers(snapshot: Snapshot, uri: Uri, context: InterpolationContext): PlacedOffers {
  const nothing: PlacedOffers = { range: context.range, offers: [], isIncomplete: false };
  // A name before the dots of a relative path would make it none.
  const isBeforeDots = context.inner.trim() === '' && context.next === '.';
  if (isBeforeDots || (context.isBareInFlow && context.isNested)) return nothing;
  const focus = focusOf(snapshot, uri);
  if (context.path === undefined)
    return { ...nothing, offers: fitted(choiceOffers({ snapshot, uri, focus, context }), context, '') };
  const call = /^\s*([A-Za-z_][\w.]*):(.*)$/s.exec(context.inner);
  const asked = { snapshot, uri, focus, context };
  const { lead, offers, isIncomplete = false } = call === null ? nameOffers(asked) : callOffers(asked, call);
  const isFailing = failing(asked);
  const isOther = context.isWhole && call === null ? misfitting(snapshot, uri, focus, context.path) : () => false;
  // A plain value does not fail by itself, nor does `oc.select` of one: most need not be tried.
  const isAsking = context.isNested || call?.[1]?.startsWith('oc.dict.') === true;
  const sound = offers.filter(({ insert, label, tail = '', text, isOpen, isResolver, plain }) => {
    if (plain !== undefined && isOther(plain)) return false;
    const mayFail = isAsking || text !== undefined || (call !== null && isOpen === true);
    return isResolver || !mayFail || !isFailing({ inside: lead + (insert ?? label) + tail, text });
  });
  const placed = fitted(sound, context, lead);
  if (!context.isBareInFlow) return { range: context.range, offers: placed, isIncomplete };
  // YAML refuses a bare `${…}` among brackets: it is put into quotes.
  const range = { start: context.range.start - 2, end: context.outer.end };
  const quoted = placed.flatMap((offer) => {
    if (offer.isOpen === true) return [];
    const insert = `"\${${(offer.insert ?? offer.label).replace(/\}$/, '')}}"`;
    return [{ ...offer, insert, filter: `\${${offer.filter ?? offer.label}` }];
  });
  return { range, offers: quoted, isIncomplete };
}

interface Asked {
  readonly snapshot: Snapshot;
  readonly uri: Uri;
  readonly focus: Usage | undefined;
  readonly context: InterpolationContext;
}

/** An offer that stands for the end of a path. */
type PathOffer = Offer & {
  /** More has to follow it. */
  readonly isOpen?: boolean;
  readonly tail?: string;
  /** Its arguments are still to come. */
  readonly isResolver?: true;
  /** The interpolation that is its value. */
  readonly text?: string | undefined;
  /** Its value, where that is none. */
  readonly plain?: Plain | undefined;
};

interface Found {
  /** What is written before the name. */
  readonly lead: string;
  readonly offers: readonly PathOffer[];
  readonly isIncomplete?: boolean;
}

/** All of them replace what the interpolation holds up to the cursor, and close it where that is left to do. */
function fitted(offers: readonly PathOffer[], context: InterpolationContext, lead: string): PathOffer[] {
  const close = context.isClosed ? '' : '}';
  return offers.map((offer) => {
    const text = lead + (offer.insert ?? offer.label);
    const end = offer.isOpen === true ? '' : (offer.tail ?? '') + close;
    return { ...offer, insert: text + end, filter: lead + offer.label };
  });
}

/** Paths and resolvers, after `${`. */
function nameOffers(asked: Asked): Found {
  const { snapshot, uri, focus, context } = asked;
  const found = pathOffers(asked, context.inner);
  if (/^\s*\./.test(context.inner)) return found;
  // A resolver's name has dots too: what is typed of it is cut off like the mappings above a key.
  const typed = found.lead.trimStart();
  const names = resolverOffers(snapshot, uri, focus?.composition.version ?? '1.3').flatMap((offer) =>
    offer.label.startsWith(typed) ? [{ ...offer, label: offer.label.slice(typed.length) }] : [],
  );
  return { ...found, offers: [...found.offers, ...names] };
}

function resolverOffers(snapshot: Snapshot, uri: Uri, version: '1.3' | '1.4'): PathOffer[] {
  const offers: PathOffer[] = [];
  for (const [name, { usage, does, version: only }] of RESOLVER_FACTS) {
    if (only !== undefined && only !== version) continue;
    offers.push({
      label: `${name}:`,
      kind: CompletionItemKind.Function,
      detail: usage,
      note: 'resolver',
      documentation: does,
      rank: 3,
      isOpen: true,
      isResolver: true,
    });
  }
  const project = projectOf(snapshot, uri);
  for (const [name, span] of project === undefined ? [] : resolverPlaces(snapshot, project)) {
    if (RESOLVER_FACTS.has(name)) continue;
    const documentation = `Registered in ${code(shortName(snapshot, span.uri))}.`;
    const kind = CompletionItemKind.Function;
    offers.push({ label: `${name}:`, kind, note: 'resolver', documentation, rank: 2, isOpen: true, isResolver: true });
  }
  return offers;
}

/** The arguments of a resolver: the first one of those that are known, in the quotes that it has. */
function callOffers(asked: Asked, [whole, name = '', args = '']: RegExpExecArray): Found {
  const [opening = '', quote = ''] = /^\s*(["'])/.exec(args) ?? [];
  const typed = args.slice(opening.length);
  const lead = whole.slice(0, whole.length - typed.length);
  // An argument that has ended, a quote that YAML has escaped.
  if (/[,"'\\]/.test(typed)) return { lead, offers: [] };
  const found = argumentOffers(asked, name, typed);
  const isFitting = ({ label }: Offer) => quote !== '' || isArgument(found.lead + label);
  const end = quote === '' || asked.context.next === quote ? '' : quote;
  const offers = found.offers.filter(isFitting).map((offer) => ({ ...offer, tail: (offer.tail ?? '') + end }));
  return { ...found, offers, lead: lead + found.lead };
}

/** What may stand for an argument of which a part is typed. */
function argumentOffers(asked: Asked, name: string, typed: string): Found {
  const texts = (labels: readonly string[]): Found => ({
    lead: '',
    offers: labels.map((label) => ({ label, kind: CompletionItemKind.Value, rank: 1 })),
  });
  switch (RESOLVER_FACTS.get(name)?.takes) {
    case 'variable': {
      const names = environmentNames(asked.snapshot, asked.uri);
      const kind = CompletionItemKind.Variable;
      return { lead: '', offers: [...names].map(([label, note]) => ({ label, kind, note, rank: 1 })) };
    }
    case 'key':
      return pathOffers(asked, typed);
    case 'hydraKey':
      return hydraOffers(asked, typed);
    case 'time':
      return texts(['%Y-%m-%d', '%H-%M-%S', '%Y-%m-%d_%H-%M-%S']);
    case 'part':
      return texts(['major', 'minor', 'micro']);
    default:
      return texts([]);
  }
}

/** Keys and list items that may follow in a path of the config. */
function pathOffers({ snapshot, uri, focus, context }: Asked, text: string): Found {
  const { dots, lead, above, isBracket } = typedPath(text);
  const packagePath = focus === undefined ? [] : (packageIn(focus.composition, uri) ?? []);
  const own = [...packagePath, ...(context.path ?? [])];
  if (dots > own.length) return { lead, offers: [] };
  const base = dots === 0 ? [] : own.slice(0, own.length - dots);
  const root = focus?.composition.root;
  const start = root === undefined ? undefined : containerAt(snapshot, focus, own, base, dots, above);
  const seen: Children = new Map();
  if (start?.node !== undefined) for (const [name, child] of start.node.children) addComposed(seen, name, child);
  // What the file itself has, where the broken line keeps the composition from it.
  const inFile = start?.path ?? (above.includes('{') ? undefined : [...base, ...namesOf(above)]);
  if (inFile !== undefined)
    for (const [name, value] of ownBelow(context.body, packagePath, inFile)) {
      if (!seen.has(name)) seen.set(name, value);
    }
  const at = start?.path ?? inFile;
  const isList = start?.node?.shape === 'list';
  const offers: PathOffer[] = [];
  for (const [name, child] of seen) {
    if (!isNameable(name) || (at !== undefined && isSelf(focus, [...at, name], own, child))) continue;
    const isAround = child.isContainer && context.isClosed && at !== undefined && isPrefix([...at, name], own);
    offers.push({
      label: name,
      // Around the value itself a path has a meaning only where it goes on.
      ...(isAround && !isBracket && { insert: `${name}.` }),
      ...(isBracket && context.next !== ']' && { tail: ']' }),
      isOpen: child.isContainer && !isBracket,
      kind: isList
        ? CompletionItemKind.Value
        : child.isContainer
          ? CompletionItemKind.Module
          : CompletionItemKind.Property,
      detail: child.detail,
      text: child.text,
      plain: child.plain,
      rank: 0,
    });
  }
  const isTop = dots === 0 && above === '' && root !== undefined;
  if (!isTop) return { lead, offers };
  const deep = deepOffers(root, (path, node) => !isPrefix(path, own) && !isSelf(focus, path, own, childOfNode(node)));
  return { lead, offers: [...offers, ...deep.offers], isIncomplete: deep.isCut };
}

interface Child {
  readonly isContainer: boolean;
  readonly detail: string;
  readonly text: string | undefined;
  readonly plain?: Plain | undefined;
}

type Children = Map<string, Child>;

function childOfNode(node: ConfigNode): Child {
  const isContainer = node.shape === 'map' || node.shape === 'list';
  const plain: Plain = node.leaf ?? MISSING;
  const detail = isContainer ? (node.shape === 'map' ? 'dict' : 'list') : `${typeName(plain)} = ${inline(plain)}`;
  const isKnown = !isContainer && plain.t !== 'interp' && plain.t !== 'missing';
  return { isContainer, detail, text: plain.t === 'interp' ? plain.v : undefined, plain: isKnown ? plain : undefined };
}

function addComposed(into: Children, name: string, node: ConfigNode): void {
  // Only strings can be named: `${1}` does not find a key that is a number.
  if (node.key === undefined || node.key.t === 'str') into.set(name, childOfNode(node));
}

/** The mapping or list that is named before the cursor, and where it lives. */
function containerAt(
  snapshot: Snapshot,
  focus: Usage | undefined,
  own: KeyPath,
  base: KeyPath,
  dots: number,
  above: string,
): { readonly node: ConfigNode; readonly path: KeyPath } | undefined {
  if (focus === undefined) return undefined;
  const { composition } = focus;
  if (above === '') {
    const node = nodeAt(composition.root, base);
    return node === undefined ? undefined : { node, path: base };
  }
  const text = `\${${'.'.repeat(dots)}${above}}`;
  if (parseInterpolation(text, composition.version).problems.length > 0) return undefined;
  const found = dereference(composition.root, text, own, surroundings(snapshot, composition));
  return found.kind === 'node' ? found : undefined;
}

function namesOf(path: string): string[] {
  return path.split(/[.[\]]+/).filter((name) => name !== '');
}

function* ownBelow(
  body: ValueNode | undefined,
  packagePath: KeyPath,
  path: KeyPath,
): Generator<readonly [string, Child]> {
  if (!packagePath.every((name, index) => path[index] === undefined || path[index] === name)) return;
  if (path.length < packagePath.length) return;
  const node = path.slice(packagePath.length).reduce<ValueNode | undefined>(childOf, body);
  const children: Iterable<readonly [string, ValueNode]> =
    node?.kind === 'map'
      ? [...node.entries].flatMap(([name, { key, value }]) => (key.t === 'str' ? [[name, value] as const] : []))
      : node?.kind === 'list'
        ? node.items.map((item, index) => [String(index), item] as const)
        : [];
  for (const [name, value] of children) {
    const isContainer = value.kind !== 'scalar';
    const detail = value.kind === 'scalar' ? `${typeName(value.leaf)} = ${inline(value.leaf)}` : value.kind;
    const text = value.kind === 'scalar' && value.leaf.t === 'interp' ? value.leaf.v : undefined;
    yield [name, { isContainer, detail: detail === 'map' ? 'dict' : detail, text }];
  }
}

/** The characters that a name may not have in an interpolation. Source: OmegaConf's grammar. */
function isNameable(name: string): boolean {
  return name !== '' && !/[\\{}()[\]:.\s'"\0]/.test(name);
}

/** Whether what is typed may stand without quotes among a resolver's arguments, where fewer letters may than in a path itself. */
function isArgument(text: string): boolean {
  return /^[\s\w./$%*@?|+-]*$/.test(text.replace(/\$\{.*\}/s, ''));
}

/** The key itself, or one whose own interpolation leads back to it: neither has a value. */
function isSelf(focus: Usage | undefined, path: KeyPath, own: KeyPath, { isContainer, text }: Child): boolean {
  if (isContainer) return false;
  if (isPrefix(path, own)) return true;
  if (text === undefined || focus === undefined) return false;
  return leadsTo(focus.composition.root, text, path, own, FOLLOWED);
}

function isPrefix(path: KeyPath, of: KeyPath): boolean {
  return path.every((name, index) => of[index] === name);
}

/** A chain longer than this is taken for one that ends. */
const FOLLOWED = 8;

function leadsTo(root: ConfigNode, text: string, path: KeyPath, goal: KeyPath, left: number): boolean {
  if (left === 0) return false;
  return parseInterpolation(text, '1.3').interpolation.parts.some((part) => {
    if (part.kind !== 'node') return false;
    const names = part.segments.map((segment) => (segment.kind === 'name' ? segment.name : undefined));
    if (names.includes(undefined)) return false;
    const base = part.dots === 0 ? [] : path.slice(0, Math.max(0, path.length - part.dots));
    const next = [...base, ...(names as string[])];
    if (next.join('\0') === goal.join('\0')) return true;
    const leaf = nodeAt(root, next)?.leaf;
    return leaf?.t === 'interp' && leadsTo(root, leaf.v, next, goal, left - 1);
  });
}

/** Values further in, by their whole paths: who types `width` finds `model.width`. */
function deepOffers(
  root: ConfigNode,
  isOffered: (path: KeyPath, node: ConfigNode) => boolean,
): { readonly offers: readonly PathOffer[]; readonly isCut: boolean } {
  const offers: PathOffer[] = [];
  let left = BUDGETS.deepPaths;
  const visit = (node: ConfigNode, path: KeyPath): void => {
    if (node.shape !== 'map') return;
    for (const [name, child] of node.children) {
      if (left <= 0) return;
      if (!isNameable(name) || (child.key !== undefined && child.key.t !== 'str')) continue;
      const below = [...path, name];
      if (child.shape === 'map') visit(child, below);
      else if (path.length > 0) {
        left -= 1;
        if (!isOffered(below, child)) continue;
        const { detail, text, plain } = childOfNode(child);
        offers.push({ label: below.join('.'), kind: CompletionItemKind.Property, detail, text, plain, rank: 1 });
      }
    }
  };
  visit(root, []);
  return { offers, isCut: left <= 0 };
}

/** What `${hydra:…}` reads: Hydra's own node. */
function hydraOffers({ snapshot, focus }: Asked, text: string): Found {
  const { lead, above } = typedPath(text);
  if (focus === undefined) return { lead, offers: [] };
  const { hydra } = focus.composition;
  const seen = surroundings(snapshot, focus.composition).hydra?.()?.node ?? hydra;
  const node = seen === undefined ? undefined : nodeAt(seen, namesOf(above));
  const offers = [...(node?.children ?? [])].flatMap(([name, child]): PathOffer[] => {
    if (!isNameable(name)) return [];
    const isContainer = child.shape === 'map';
    const kind = isContainer ? CompletionItemKind.Module : CompletionItemKind.Property;
    return [{ label: name, kind, detail: childOfNode(child).detail, isOpen: isContainer, rank: 0 }];
  });
  return { lead, offers };
}
