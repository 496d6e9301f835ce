import type { DefaultsItem } from './defaultsItem.ts';
import { configPath } from './defaultsItem.ts';

const REFERENCE = /\$\{([^{}]*)\}/g;

/** Fills `${group}` in an option with the group's choice, or tells in Hydra's words why it cannot. */
export function resolveOption(
  item: DefaultsItem,
  choices: ReadonlyMap<string, string | null>,
): { readonly option: string } | { readonly message: string } {
  const text = item.kind === 'group' ? String(item.value) : configPath(item);
  let failed = false;
  const option = text.replace(REFERENCE, (whole, key: string) => {
    const choice = choices.get(key.trim());
    if (typeof choice === 'string' && !choice.includes('${')) return choice;
    failed = true;
    return whole;
  });
  if (!failed) return { option };
  const keys = [...choices.keys()].filter((key) => !key.startsWith('hydra/'));
  const possible = keys.length > 0 ? `, possible interpolation keys: ${keys.join(', ')}` : '';
  return { message: `Error resolving interpolation '${text}'${possible}` };
}
