/** The compositions that the user chose to see config roots from, as the workspace remembers them. */
import type { Focus, RememberedPin } from '../../../server/src/protocol';

/** Where the workspace's state keeps them. */
export const PINS = 'hydrascope.pins';

/** One for each config root that has one, the newest last. */
export type Pins = readonly RememberedPin[];

/** The pins with another one for a root; `undefined` takes the root's away. */
export function withPin(pins: Pins, root: string, pin: Focus | undefined): Pins {
  const others = pins.filter((each) => each.root !== root);
  return pin === undefined ? others : [...others, { root, name: pin.name, overrides: pin.overrides }];
}

/** What the memento gives back, whatever an older version may have put there. */
export function readPins(stored: unknown): Pins {
  if (!Array.isArray(stored)) return [];
  return stored.filter((each) => typeof each?.root === 'string' && isFocus(each));
}

/** Whether something, such as a keybinding's argument, names a composition. */
export function isFocus(given: unknown): given is Focus {
  const { name, overrides } = (given ?? {}) as Partial<Focus>;
  return typeof name === 'string' && Array.isArray(overrides) && overrides.every((each) => typeof each === 'string');
}
