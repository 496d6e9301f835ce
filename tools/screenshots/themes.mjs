/**
 * A theme of the pictures: what a file's name has, VS Code's name of it, the class of a window that has it.
 * @typedef {{ readonly suffix: string, readonly theme: string, readonly shown: string }} Theme
 */

/** @type {readonly Theme[]} */
export const themes = [
  { suffix: '-contrast', theme: 'Default High Contrast', shown: 'hc-black' },
  { suffix: '-light', theme: 'Default Light Modern', shown: 'vs' },
  // The last one is what the next scene begins with.
  { suffix: '', theme: 'Default Dark Modern', shown: 'vs-dark' },
];
