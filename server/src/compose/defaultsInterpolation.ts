import { type ConfigNode, NO_CHILDREN } from './composition.ts';
import { configPath, type DefaultsItem, groupPath } from './defaultsItem.ts';
import { dereference, type Surroundings } from './resolve.ts';

/** Why an option could not be resolved. */
export interface OptionFailure {
  readonly errorClass: string;
  readonly message: string;
}

const REFERENCE = /\$\{([^{}]*)\}/g;
const OLD_FORM = /\$\{defaults\.\d+\./;
const CCE = 'ConfigCompositionException';

/** Fills `${group}` in an option with the group's choice, in place; answers why where it cannot. */
export function resolveOption(
  item: DefaultsItem,
  choices: ReadonlyMap<string, string | null>,
  surroundings: Surroundings,
): OptionFailure | undefined {
  const text = item.kind === 'group' ? String(item.value) : ownPath(item, surroundings);
  if (item.kind === 'group' && OLD_FORM.test(text)) {
    const message = `\nDefaults list element '${groupPath(item)}=${text}' is using a deprecated interpolation form.\nSee http://hydra.cc/docs/1.1/upgrades/1.0_to_1.1/defaults_list_interpolation for migration information.`;
    return { errorClass: CCE, message };
  }
  const resolved = surroundings.version === '1.4' ? substituted(text, choices) : evaluated(text, choices, surroundings);
  if (typeof resolved !== 'string') return resolved ?? unresolved(text, choices);
  if (item.kind !== 'group') {
    item.path = item.path.startsWith('/') && surroundings.version === '1.4' ? `/${resolved}` : resolved;
    return undefined;
  }
  const slash = resolved.lastIndexOf('/');
  if (surroundings.version === '1.4' && slash !== -1 && !resolved.split('/').includes('..')) {
    item.shorthand = item.path;
    item.path = `${item.path}/${resolved.slice(0, slash)}`;
    item.value = resolved.slice(slash + 1);
  } else item.value = resolved;
  return undefined;
}

function ownPath(item: DefaultsItem, { version }: Surroundings): string {
  return version === '1.4' ? item.path.replace(/^\//, '') : configPath(item);
}

/** Hydra 1.4: plain text; every reference must be a choice. */
function substituted(text: string, choices: ReadonlyMap<string, string | null>): string | undefined {
  const filled = text.replace(REFERENCE, (whole, key: string) => choices.get(key.trim()) ?? whole);
  return filled.includes('${') ? undefined : filled;
}

/** Hydra 1.3: an interpolation of OmegaConf in a config that holds the choices. */
function evaluated(
  text: string,
  choices: ReadonlyMap<string, string | null>,
  surroundings: Surroundings,
): string | OptionFailure | undefined {
  const children = new Map<string, ConfigNode>();
  for (const [key, choice] of choices) {
    const leaf = choice === null ? ({ t: 'null' } as const) : ({ t: 'str', v: choice } as const);
    children.set(key, { shape: 'scalar', leaf, children: NO_CHILDREN, writes: [] });
  }
  const root: ConfigNode = { shape: 'map', children, writes: [] };
  const found = dereference(root, text, ['_dummy_'], surroundings);
  const leaf = found.kind === 'node' ? found.node.leaf : found.kind === 'value' ? found.value : undefined;
  if (leaf?.t === 'str') return leaf.v;
  if (found.kind === 'node' || found.kind === 'value') return { errorClass: 'AssertionError', message: '' };
  // OmegaConf's other errors pass through Hydra without words.
  return found.errorClass.startsWith('Interpolation') ? undefined : { errorClass: CCE, message: '' };
}

function unresolved(text: string, choices: ReadonlyMap<string, string | null>): OptionFailure {
  const keys = [...choices.keys()];
  const possible = keys.length > 0 ? `, possible interpolation keys: ${keys.join(', ')}` : '';
  return { errorClass: CCE, message: `Error resolving interpolation '${text}'${possible}` };
}
