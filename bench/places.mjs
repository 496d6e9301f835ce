// Where in a workspace the bench types, points and asks.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ path: string, from: string, to: string }} Edit a change of a value that makes a mistake */

/**
 * @typedef {object} Places
 * @property {readonly { path: string, mark: string, shift: number }[]} hovers
 * @property {Readonly<Record<string, Edit>>} keystrokes by the row's name
 * @property {Readonly<Record<string, { path: string, before: string, typed: readonly [string, string], label: string }>>} completions
 *   by the row's name: two texts that are typed by turns in the place of `before`; each ends in `|`, the cursor
 * @property {Readonly<Record<string, Edit>>} dependents by the row's name; a key that others need gets another name
 * @property {Edit} mistake in the file that is open when the server starts
 * @property {Edit} far a mistake on the disk, in a file that is not open
 */

const KEY = 'completion of a key, as typed';
const OPTION = "completion of a group's option, as typed";

/** @returns {Places} */
export function projectPlaces({ folder, experiment, unused, first, primary, base, paths }) {
  const [entry] = /: option_\d+\n/.exec(readFileSync(join(folder, experiment), 'utf8'));
  const typo = (path, before = '') => ({ path, from: `${before}\${seed}`, to: `${before}\${sead}` });
  const keystrokes = {
    'keystroke in an experiment': typo(experiment, 'name: ${tag}_'),
    'keystroke in an option nobody chose': typo(unused, 'seed: '),
    'keystroke in a default option': typo(first, 'seed: '),
    'keystroke in a primary config': typo(primary, 'name: train_'),
    'keystroke in a base config': { path: base, from: 'steps: 1000', to: 'steps: ${sead}' },
  };
  return {
    hovers: [
      { path: experiment, mark: '  size: ', shift: 3 },
      { path: experiment, mark: '${seed}', shift: 3 },
      { path: unused, mark: '\nsize: ', shift: 2 },
      { path: unused, mark: '${seed}', shift: 3 },
      { path: first, mark: '\nsize: ', shift: 2 },
      { path: first, mark: '${seed}', shift: 3 },
      { path: primary, mark: '\nseed: ', shift: 2 },
      { path: primary, mark: '${seed}', shift: 3 },
    ],
    keystrokes,
    completions: {
      [KEY]: {
        path: experiment,
        before: '  nested:\n',
        typed: ['  l|\n  nested:\n', '  la|\n  nested:\n'],
        label: 'label',
      },
      [OPTION]: { path: experiment, before: entry, typed: [': o|\n', ': op|\n'], label: 'option_0' },
    },
    dependents: {
      "all dependents of a default option's key": { path: paths, from: 'data: ', to: 'dato: ' },
      "all dependents of a primary config's key": { path: primary, from: '\ntag: ', to: '\ntog: ' },
      "all dependents of a base config's key": { path: base, from: 'steps: ', to: 'stops: ' },
    },
    mistake: keystrokes['keystroke in an experiment'],
    far: keystrokes['keystroke in an option nobody chose'],
  };
}

/** @returns {Places} */
export function trainerPlaces() {
  const model = 'configs/mamba.yaml';
  const base = 'configs/data.yaml';
  const keystrokes = {
    'keystroke in a base config': { path: base, from: 'seq_len: 65536', to: 'seq_len: x65536' },
    'keystroke in a primary config': { path: model, from: 'seq_len: 1024', to: 'seq_len: x1024' },
  };
  return {
    hovers: [
      { path: model, mark: 'd_model: ', shift: 1 },
      { path: model, mark: 'seq_len: ', shift: 1 },
      { path: base, mark: 'seq_len: ', shift: 1 },
      { path: base, mark: 'val_tokens: ', shift: 1 },
    ],
    keystrokes,
    completions: {
      [KEY]: {
        path: model,
        before: 'num_iterations: ',
        typed: ['v|\nnum_iterations: ', 'va|\nnum_iterations: '],
        label: 'val_tokens',
      },
    },
    dependents: {
      "all dependents of a base config's key": { path: base, from: 'train_files: ', to: 'train_fils: ' },
    },
    mistake: keystrokes['keystroke in a primary config'],
    far: keystrokes['keystroke in a base config'],
  };
}
