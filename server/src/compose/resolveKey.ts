import type { HydraVersion } from '../text/index.ts';
import { pythonText } from './pythonText.ts';
import { childOf, type Live, sizeOf } from './resolveLive.ts';

/** The names of a dotted or bracketed key, as OmegaConf's `split_key` has them; 1.4 knows `\.`, `\[`, `\]` and `\=`. */
export function splitKeyPath(key: string, version: HydraVersion): string[] {
  if (version === '1.4' && key.includes('\\')) return splitEscaped(key);
  const head = /^\.*[^.[]*/.exec(key)?.[0] ?? '';
  const names = head.split('.');
  if (head.length === key.length) return names;
  if (key[head.length] === '[' && names.at(-1) === '') names.pop();
  for (const [, dotted, bracketed] of key.slice(head.length).matchAll(/\.([^.[]*)|\[(.*?)\]/g)) {
    names.push(dotted || (bracketed ?? ''));
  }
  return names;
}

function splitEscaped(key: string): string[] {
  const plain = (name = '') => name.replaceAll(/\\([.[\]=])/g, '$1');
  const head = key.startsWith('[') ? undefined : (/^(?:\\[.[\]=]|[^.[])*/.exec(key)?.[0] ?? '');
  const names = head === undefined ? [] : [plain(head)];
  const rest = key.slice(head?.length ?? 0).matchAll(/\.((?:\\[.[\]=]|[^.[])*)|\[((?:\\[.[\]=]|[^\]])*)\]/gy);
  for (const [, dotted, bracketed] of rest) names.push(plain(dotted ?? bracketed));
  return names;
}

/** A child as a path names it; list indices are what Python's `int()` reads. `notInt` where a list is asked for a name. */
export function pick(container: Live, name: string, version: HydraVersion): Live | 'notInt' | undefined {
  if (container.shape === 'list') {
    const number = integerOf(name);
    if (number === undefined) return 'notInt';
    const size = BigInt(sizeOf(container));
    return childOf(container, String(number < 0n && version === '1.4' ? number + size : number));
  }
  const child = childOf(container, name);
  const number = child !== undefined || version === '1.3' ? undefined : integerOf(name);
  if (number === undefined) return child;
  const counted = childOf(container, `\0int:${number}`);
  return (counted?.lastKey ?? counted?.key)?.t === 'int' ? counted : undefined;
}

function integerOf(text: string): bigint | undefined {
  if (!/^\s*[+-]?\d+(?:_\d+)*\s*$/.test(text)) return undefined;
  const digits = BigInt(text.replaceAll(/[\s_+-]/g, ''));
  return text.includes('-') ? -digits : digits;
}

/** `a.l[0].b`: where a node is, as OmegaConf's messages say it. */
export function fullKeyOf(node: Live): string {
  return below(node, '');
}

/** Where a key would be that a container does not have. */
export function fullKeyIn(container: Live, key: string, version: HydraVersion): string {
  const child = pick(container, key, version);
  if (child !== undefined && child !== 'notInt') return fullKeyOf(child);
  return below(container, container.shape === 'list' ? `[${key}]` : key);
}

function below(node: Live, text: string): string {
  let full = text;
  for (let at: Live | undefined = node; at !== undefined; at = at.parent) {
    if (at.key === undefined) continue;
    const name = pythonText(at.key);
    const own = at.parent?.shape === 'list' ? `[${name}]` : name;
    full = full === '' || at.shape === 'list' ? `${own}${full}` : `${own}.${full}`;
  }
  return full;
}
