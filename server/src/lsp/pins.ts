import type { Pin, Pins } from '../project/index.ts';
import { canonicalUri } from '../text/index.ts';

/** The pins that a client remembers, whatever it may have sent. */
export function readPins(given: unknown): Pins {
  const pins = new Map<string, Pin>();
  for (const each of Array.isArray(given) ? given : []) {
    const pin = readPin(each);
    if (pin !== undefined && typeof each.root === 'string') pins.set(canonicalUri(each.root), pin);
  }
  return pins;
}

/** The pins after `hydrascope/setFocus`; the same ones where it makes no sense. */
export function withPin(pins: Pins, given: unknown): Pins {
  if (typeof given !== 'object' || given === null || !('root' in given) || typeof given.root !== 'string') return pins;
  const pin = readPin('pin' in given ? given.pin : undefined);
  const changed = new Map(pins);
  if (pin === undefined) changed.delete(canonicalUri(given.root));
  else changed.set(canonicalUri(given.root), pin);
  return changed;
}

function readPin(given: unknown): Pin | undefined {
  if (typeof given !== 'object' || given === null || !('name' in given) || !('overrides' in given)) return undefined;
  const { name, overrides } = given;
  if (typeof name !== 'string' || !Array.isArray(overrides)) return undefined;
  return { name, overrides: overrides.filter((each) => typeof each === 'string') };
}
