import { CompletionItemKind } from 'vscode-languageserver-types';
import type { KeyPath } from '../../compose/index.ts';
import type { Python, Snapshot } from '../../project/index.ts';
import {
  type Binding,
  evaluate,
  firstSegment,
  type Resolved,
  resolveDotted,
  type SignatureParameter,
} from '../../python/index.ts';
import type { Plain, Uri } from '../../text/index.ts';
import { inline } from '../explain.ts';
import { parameterDocumentation, parameterText } from '../hover/targets.ts';
import { CONVERSIONS, callableBeside, namedParameters, parameterOf, pythonFor } from '../targets/target.ts';
import { valuesFor } from '../targets/types.ts';
import { escapeSnippet, type Offer, quoted, snippetChoice } from './offer.ts';

/** The names that may follow in a `_target_`; what stands before the last dot is read, and nothing else. */
export function targetOffers(snapshot: Snapshot, uri: Uri, typed: string): Offer[] {
  const python = pythonFor(snapshot, uri);
  if (python === undefined) return [];
  const dot = typed.lastIndexOf('.');
  if (dot === -1) return topLevel(python);
  const parent = typed.slice(0, dot);
  const isPrivate = typed.startsWith('_', dot + 1);
  return membersOf(python, parent)
    .filter(({ label }) => isPrivate || !label.startsWith('_'))
    .map((offer) => ({ ...offer, insert: `${parent}.${offer.label}`, filter: `${parent}.${offer.label}` }));
}

function topLevel(python: Python): Offer[] {
  const own = python.submodules('', python.sources).map((label) => moduleOffer(label, 0));
  const names = new Set(own.map(({ label }) => label));
  const installed = python.submodules('', python.installed).filter((name) => !names.has(name) && !name.startsWith('_'));
  return [...own, ...installed.map((label) => moduleOffer(label, 3))];
}

function moduleOffer(label: string, rank: number): Offer {
  return { label, kind: CompletionItemKind.Module, rank };
}

function membersOf(python: Python, parent: string): Offer[] {
  const found = resolveDotted(python, parent);
  if (found.kind === 'class') return classMembers(found);
  if (found.kind !== 'module') return [];
  const offers = new Map<string, Offer>();
  const { module } = found;
  const isPackage = module === undefined || /\/__init__\.pyi?$/.test(module.uri);
  const [home = ''] = parent.split('.', 1);
  for (const [name, binding] of module?.bindings ?? []) {
    // Without `__all__`, what a package imports from itself is there for others; `from typing import Any` is not.
    const isOwn = binding.kind === 'import' && (binding.item.level > 0 || firstSegment(binding.item.module) === home);
    const isReExported = module?.exports === undefined ? isPackage && isOwn : module.exports.includes(name);
    const offer = memberOffer(name, binding, isReExported);
    if (offer !== undefined) offers.set(name, offer);
  }
  if (isPackage) {
    for (const name of python.submodules(found.dotted ?? parent)) {
      if (!offers.has(name)) offers.set(name, moduleOffer(name, 2));
    }
  }
  return [...offers.values()];
}

function memberOffer(label: string, binding: Binding, isReExported: boolean): Offer | undefined {
  switch (binding.kind) {
    case 'class':
      return { label, kind: CompletionItemKind.Class, rank: 0 };
    case 'function':
      return { label, kind: CompletionItemKind.Function, rank: 1 };
    case 'import': {
      if (!isReExported || binding.item.name === undefined) return undefined;
      // What it is would take another module to read; its name tells it nearly always.
      const kind = /^[A-Z]/.test(label) ? CompletionItemKind.Class : CompletionItemKind.Function;
      const detail = `from ${'.'.repeat(binding.item.level)}${binding.item.module}`;
      return { label, kind, detail, rank: kind === CompletionItemKind.Class ? 0 : 1 };
    }
    default:
      return undefined;
  }
}

function classMembers({ item }: Extract<Resolved, { kind: 'class' }>): Offer[] {
  const makers = item.methods.filter((each) =>
    each.decorators.some(({ callee }) => callee === 'classmethod' || callee === 'staticmethod'),
  );
  // Overloads have one name.
  const names = new Set(makers.map(({ name }) => name));
  return [
    ...[...names].map((label) => ({ label, kind: CompletionItemKind.Method, rank: 0 })),
    ...item.classes.map(({ name }) => ({ label: name, kind: CompletionItemKind.Class, rank: 1 })),
  ];
}

const OWN_KEYS: readonly (readonly [name: string, type: string, documentation: string])[] = [
  ['_partial_', 'bool', 'Makes a `functools.partial` of the target: more arguments can be given later.'],
  ['_args_', 'list', 'Arguments that are given by their place.'],
  ['_recursive_', 'bool', 'Whether the mappings below are instantiated first; they are unless it is false.'],
  ['_convert_', CONVERSIONS.join(' | '), 'Which containers become plain lists and dictionaries.'],
];

/** The arguments of the `_target_` beside the cursor that are not there yet, the required ones first. */
export function argumentOffers(
  snapshot: Snapshot,
  uri: Uri,
  path: KeyPath,
  present: ReadonlySet<string>,
  hasColon: boolean,
): Offer[] {
  const callable = callableBeside(snapshot, uri, path);
  const python = pythonFor(snapshot, uri);
  if (callable === undefined || python === undefined) return [];
  const parameters = callable.signature === undefined ? [] : namedParameters(callable.signature);
  const offers = parameters.map((parameter): Offer => {
    const { name, isRequired } = parameter;
    const documentation = parameterDocumentation(callable, parameter);
    return {
      label: name,
      insert: hasColon ? name : `${name}: ${startValue(python, parameter)}`,
      isSnippet: !hasColon,
      kind: CompletionItemKind.Property,
      detail: parameterText(parameter)
        .slice(name.length)
        .replace(/^: |^=/, ''),
      ...(documentation !== undefined && { documentation }),
      rank: isRequired ? 0 : 1,
    };
  });
  const own = OWN_KEYS.map(([label, detail, documentation]): Offer => {
    const insert = hasColon ? label : `${label}: `;
    return { label, insert, kind: CompletionItemKind.Keyword, detail, documentation, rank: 3 };
  });
  return [...offers, ...own].filter(({ label }) => !present.has(label));
}

/** The default, or a choice where the values can be listed, as the body of a snippet. */
function startValue(python: Python, parameter: SignatureParameter): string {
  const fallback = parameter.default === undefined ? undefined : evaluate(python, parameter.module, parameter.default);
  const texts = valuesFor(python, parameter).map(shown);
  const first = fallback === undefined ? undefined : shown(fallback);
  if (texts.length > 1) {
    const ordered = new Set([...texts.filter((each) => each === first), ...texts]);
    return snippetChoice([...ordered]);
  }
  return first === undefined || first.endsWith('…') ? '${1}' : `\${1:${escapeSnippet(first)}}`;
}

function shown(plain: Plain): string {
  return plain.t === 'missing' ? '???' : inline(plain);
}

/** The values that an argument, or a key of `instantiate`, may have, where they can be listed. */
export function argumentValueOffers(snapshot: Snapshot, uri: Uri, path: KeyPath, quote: string): Offer[] {
  const name = path.at(-1) ?? '';
  const offer = (plain: Plain, detail?: string): Offer => ({
    label: plain.t === 'str' ? plain.v : shown(plain),
    insert: plain.t === 'str' ? quoted(plain.v, quote) : shown(plain),
    unquotes: plain.t !== 'str',
    kind: CompletionItemKind.Value,
    ...(detail !== undefined && { detail }),
    rank: detail === undefined ? 1 : 0,
  });
  const callable = callableBeside(snapshot, uri, path.slice(0, -1));
  const python = pythonFor(snapshot, uri);
  if (callable === undefined || python === undefined) return [];
  if (name === '_convert_') return CONVERSIONS.map((v) => offer({ t: 'str', v }));
  if (name === '_partial_' || name === '_recursive_') return [true, false].map((v) => offer({ t: 'bool', v }));
  const parameter = parameterOf(callable, name);
  if (parameter === undefined) return [];
  const fallback = parameter.default === undefined ? undefined : evaluate(python, parameter.module, parameter.default);
  const first = fallback === undefined ? undefined : shown(fallback);
  return valuesFor(python, parameter).map((each) => offer(each, shown(each) === first ? 'default' : undefined));
}
