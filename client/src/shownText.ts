/** How text of a workspace is shown: as text, in which nothing is unseen and nothing is a link. */
import unseenLetters from '../../server/src/text/unseenLetters.json';

const UNSEEN = new RegExp(`[\\u0000-\\u001f\\u007f-\\u009f]|${unseenLetters.join('|')}`, 'gu');

/** On one line, with what nobody sees, and what turns the order of letters around, by its number. */
export function visible(text: string): string {
  return text.replaceAll(/[\t\r\n]+/g, ' ').replaceAll(UNSEEN, numbers);
}

function numbers(letter: string): string {
  const units = Array.from({ length: letter.length }, (_, index) => letter.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** A message of which VS Code makes no links: in its notifications these may run commands. */
export function unlinked(text: string): string {
  return text.replaceAll('](', '] (');
}
