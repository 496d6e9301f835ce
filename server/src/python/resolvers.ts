import type { Range, Uri } from '../text/index.ts';
import { argumentOf, type Expression } from './expression.ts';
import { type GivenText, givenText } from './given.ts';
import type { PythonModule } from './module.ts';
import { knownName, type PythonModules } from './resolve.ts';

/** `OmegaConf.register_new_resolver("name", function)`. */
export interface ResolverRegistration {
  readonly uri: Uri;
  readonly name: GivenText;
  readonly resolver: Expression | undefined;
  readonly within: string | undefined;
  readonly range: Range;
}

export interface ResolverRegistrations {
  readonly registrations: readonly ResolverRegistration[];
  /** Others may be registered: a name is computed, or the function that registers is handed on. */
  readonly isOpen: boolean;
}

const METHOD = /^(register_new_resolver|register_resolver|legacy_register_resolver)$/;

/** The resolvers that a module registers with OmegaConf. */
export function resolverRegistrationsOf(modules: PythonModules, module: PythonModule): ResolverRegistrations {
  if (!/register\w*_resolver/.test(module.text)) return { registrations: [], isOpen: module.isTooLarge };
  const registrations = module.calls.flatMap((site): ResolverRegistration[] => {
    const method = site.callee.replace(/^.*\./, '');
    if (!METHOD.test(method)) return [];
    const isOwn = site.callee === method && !knownName(modules, module, method).startsWith('omegaconf');
    if (isOwn) return [];
    const name = givenText(modules, module, site.call, 'name', 0);
    const resolver = argumentOf(site.call, 'resolver', 1);
    return [{ uri: module.uri, name, resolver, within: site.within, range: site.range }];
  });
  let mentions = 0;
  module.tree.iterate({
    enter(node) {
      if (node.name !== 'PropertyName' && node.name !== 'VariableName') return;
      // A function of that name which the module defines itself is none of OmegaConf's.
      if (METHOD.test(module.text.slice(node.from, node.to)) && node.node.parent?.name !== 'FunctionDefinition')
        mentions++;
    },
  });
  const isUnread = registrations.some((each) => each.name.kind !== 'text');
  return { registrations, isOpen: isUnread || mentions > registrations.length };
}
