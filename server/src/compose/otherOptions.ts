import type { ConfigFile } from '../text/index.ts';
import type { Choice } from './composition.ts';
import type { ChosenOption, GroupOverrides } from './groupOverrides.ts';

/** As much of an expansion as another one can be read off. */
export interface Expanded {
  readonly list: readonly Choice[];
  /** Groups and options, one after the other. */
  readonly chosen: readonly (string | null)[];
  readonly problems: readonly unknown[];
  /** Configs that were read and are not in the list. */
  readonly unlisted: readonly string[];
}

/**
 * The expansion with other options, read off the one without: where an option that brings nothing else gives way to another
 * such one, one entry of the list is another, and nothing else. Most of what a workspace has are options of this kind, and
 * each is tried once. `undefined` where more may come of it: then the list has to be expanded.
 */
export function withOtherOptions(
  { list, chosen, problems, unlisted }: Expanded,
  { chosen: others, deletions, appended }: GroupOverrides,
  head: (configPath: string) => ConfigFile | undefined,
): Expanded | undefined {
  const isPlain = deletions.size === 0 && appended.length === 0 && problems.length === 0 && unlisted.length === 0;
  if (!isPlain || hasInterpolation(list)) return undefined;
  const changed = [...list];
  const options = [...chosen];
  for (const [key, other] of others) {
    const at = list.findIndex(({ overrideKey }) => overrideKey === key);
    const choice = list[at];
    const option = options.findIndex((each, index) => index % 2 === 0 && each === key) + 1;
    const before = options[option];
    if (choice === undefined || option === 0 || typeof before !== 'string') return undefined;
    const found = otherChoice(choice, before, other, head);
    if (found === undefined) return undefined;
    changed[at] = found;
    options[option] = other.value as string;
  }
  return { list: changed, chosen: options, problems, unlisted };
}

function otherChoice(
  choice: Choice,
  before: string,
  { value, origin }: ChosenOption,
  head: (configPath: string) => ConfigFile | undefined,
): Choice | undefined {
  const { configPath, file: left } = choice;
  if (typeof value !== 'string' || !isName(value) || !configPath.endsWith(`/${before}`)) return undefined;
  const path = `${configPath.slice(0, -before.length)}${value}`;
  const file = head(path);
  if (file === undefined || !bringsNothing(left) || !bringsNothing(file)) return undefined;
  // A header may say another package.
  if (file.header?.package !== left.header?.package) return undefined;
  return { ...choice, configPath: path, file, chosenBy: origin };
}

/** An option that is neither left open nor in another folder, and needs no resolving. */
function isName(option: string): boolean {
  return option !== '???' && option !== '' && !/[/\\]|\$\{/.test(option) && option !== '..';
}

/** A config without a defaults list, of which nothing is wrong that an expansion tells. */
function bringsNothing({ defaults, defaultsDefects, headerRefused, unread, problems }: ConfigFile): boolean {
  const isWell = defaultsDefects.length === 0 && headerRefused === undefined && unread === undefined;
  return defaults === undefined && isWell && problems.length === 0;
}

const interpolated = new WeakMap<readonly Choice[], boolean>();

/** Whether an option in one of the lists depends on other choices. */
function hasInterpolation(list: readonly Choice[]): boolean {
  const known = interpolated.get(list);
  if (known !== undefined) return known;
  const found = [...new Set(list.map(({ file }) => file))].some(({ defaults = [] }) =>
    defaults.some((entry) => JSON.stringify(entry).includes('${')),
  );
  interpolated.set(list, found);
  return found;
}
