import { type Range, type ShellOptions, shellCommands } from '../../text/index.ts';
import { type WrittenCommand, wordOfShell } from './written.ts';

/** The commands of a piece of a document. Where it changes folders, they are run there, or where it began. */
export function commandsIn(
  text: string,
  range: Range,
  kind: WrittenCommand['kind'],
  start: readonly string[],
  options: ShellOptions = {},
): WrittenCommand[] {
  let folders = start;
  return shellCommands(text, range, options).flatMap(({ words }) => {
    const [first, second] = words;
    if (first?.text === 'cd' || first?.text === 'pushd') {
      const to = second?.openAt === undefined ? second?.text : undefined;
      if (to !== undefined) folders = [...folders.map((folder) => `${folder}/${to}`), ...folders];
      return [];
    }
    return [{ kind, folders: folders.slice(0, 8), words: words.map(wordOfShell) }];
  });
}

/** A shell that is no Bash leaves braces as they are. */
export function withoutBraces(command: WrittenCommand): WrittenCommand {
  const words = command.words.map((word) => ({
    ...word,
    hazards: word.hazards.filter(({ kind }) => kind !== 'braces'),
  }));
  return { ...command, words };
}
