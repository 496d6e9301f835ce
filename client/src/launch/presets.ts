/** Launches that a workspace keeps by name, in a file that people share: `.vscode/hydrascope-presets.json`. */
import { l10n } from 'vscode';
import { appended, readObject, replaced, Unreadable } from './debugConfiguration';

/** The file's path in the workspace folder. */
export const PRESETS_FILE = '.vscode/hydrascope-presets.json';

/** One of them; `index` is its place in the file's list. */
export interface Preset {
  readonly name: string;
  /** The config's name as `--config-name` takes it, or its path in the workspace folder. */
  readonly config: string;
  /** One an item, without a shell's quotes. */
  readonly overrides: readonly string[];
  readonly index: number;
}

/** The presets of a file's text, those that are whole; throws `Unreadable` where it is broken. */
export function readPresets(text: string): readonly Preset[] {
  if (text.trim() === '') return [];
  return listOf(text).flatMap((each, index) => {
    if (typeof each !== 'object' || each === null) return [];
    const { name, config, overrides = [] } = each as { [key: string]: unknown };
    if (typeof name !== 'string' || typeof config !== 'string' || !Array.isArray(overrides)) return [];
    if (!overrides.every((override) => typeof override === 'string')) return [];
    return [{ name, config, overrides, index }];
  });
}

/** The text with a preset: in the place of the one with its name, else at the end. Comments and all else stay. */
export function withPreset(text: string, preset: Omit<Preset, 'index'>): string {
  const before = text.trim() === '' ? '{\n  "presets": []\n}\n' : text;
  const { name, config, overrides } = preset;
  const old = readPresets(before).find((each) => each.name === name);
  const item = { name, config, overrides };
  if (old !== undefined) return replaced(before, ['presets', old.index], item);
  const list = (readObject(before, PRESETS_FILE) as { readonly presets?: readonly unknown[] }).presets;
  return appended(before, ['presets'], list?.length, item);
}

/** The text without the preset of a name; the same text where there is none. */
export function withoutPreset(text: string, name: string): string {
  const old = readPresets(text).find((each) => each.name === name);
  return old === undefined ? text : replaced(text, ['presets', old.index], undefined);
}

function listOf(text: string): readonly unknown[] {
  const { presets = [] } = readObject(text, PRESETS_FILE) as { readonly presets?: unknown };
  if (!Array.isArray(presets)) throw new Unreadable(l10n.t('In {0} "{1}" is no list.', PRESETS_FILE, 'presets'));
  return presets;
}
