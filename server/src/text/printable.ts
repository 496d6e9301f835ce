import { BUDGETS } from './budgets.ts';
import unseenLetters from './unseenLetters.json';

/**
 * What nobody sees, and what turns the order of letters around: two names that look the same may differ by it. Where it
 * is spelling, in emoji and in some scripts, it stays. As data, because the client shows text by the same.
 */
const UNSEEN = unseenLetters.join('|');

/** And what moves a terminal's cursor or changes its colours. */
const CONTROLS = new RegExp(String.raw`[\u0000-\u001f\u007f-\u009f]|${UNSEEN}`, 'gu');
/** The same without line ends and tabs. */
const RAW = new RegExp(String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|${UNSEEN}`, 'gu');
/** Those of them that YAML never holds as they are. */
const RAW_IN_YAML = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text of the workspace on one line, with nothing in it that a terminal or an editor would take for more than text. */
export function printable(text: string): string {
  return text.replaceAll(CONTROLS, escaped);
}

/** The same for several lines: line ends and tabs stay. In JSON what is escaped means what it meant. */
export function withoutEscapes(text: string): string {
  return text.replaceAll(RAW, escaped);
}

/** The same for YAML as Hydra prints it: what turns letters around is a part of it, and is not escaped there. */
export function yamlWithoutEscapes(text: string): string {
  return text.replaceAll(RAW_IN_YAML, escaped);
}

/** A message of which VS Code makes no links: in its notifications these may run commands. */
export function unlinked(text: string): string {
  return text.replaceAll('](', '] (');
}

/** By the numbers of its UTF-16 units, which JSON reads, too. */
function escaped(letter: string): string {
  if (letter < '\u0080' && letter !== '\u007f') return `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;
  const units = Array.from({ length: letter.length }, (_, index) => letter.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** A problem's message as it is shown: a file can make one of any length. */
export function shownMessage(message: string): string {
  const most = BUDGETS.messageCharacters;
  return message.length > most ? `${message.slice(0, most)}…` : message;
}
