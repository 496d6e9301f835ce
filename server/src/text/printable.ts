import { BUDGETS } from './budgets.ts';

/** What moves a terminal's cursor or changes its colours, and what turns the order of letters around. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** The same without line ends and tabs. */
const RAW = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
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

function escaped(letter: string): string {
  const code = letter.charCodeAt(0).toString(16);
  return letter < '\u0080' && letter !== '\u007f' ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
}

/** A problem's message as it is shown: a file can make one of any length. */
export function shownMessage(message: string): string {
  const most = BUDGETS.messageCharacters;
  return message.length > most ? `${message.slice(0, most)}…` : message;
}
