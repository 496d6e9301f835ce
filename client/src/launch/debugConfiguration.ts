/** Launches as debug configurations: for the debugger itself, and as entries of `launch.json`. */
import { applyEdits, type JSONPath, modify, type ParseError, parse } from 'jsonc-parser';
import { l10n } from 'vscode';

/** An entry of `launch.json`, as the Python debuggers read it. */
export interface DebugConfiguration {
  readonly name: string;
  readonly type: string;
  readonly request: 'launch';
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly console: 'integratedTerminal';
  /** The interpreter; left out of `launch.json`, where the debugger takes the one that is selected. */
  readonly python?: string;
}

/** A configuration of this name for a script with its arguments, one an item and without any quoting. */
export function debugConfiguration(
  name: string,
  type: string,
  { script, args, cwd }: { readonly script: string; readonly args: readonly string[]; readonly cwd: string },
): DebugConfiguration {
  return { name, type, request: 'launch', program: script, args, cwd, console: 'integratedTerminal' };
}

/**
 * What VS Code puts values in the place of wherever it starts something; it has no way to write them otherwise. Source:
 * https://code.visualstudio.com/docs/reference/variables-reference.
 */
const VARIABLE =
  /\$\{(?:env|config|command|input|extensionInstallFolder|workspace(?:Root|RootFolderName|Folder|FolderBasename)|cwd|userHome|lineNumber|columnNumber|selectedText|file(?:WorkspaceFolder|WorkspaceFolderBasename|Dirname|Extname|Basename|BasenameNoExtension|DirnameBasename)?|relativeFile(?:Dirname)?|execPath|execInstallFolder|pathSeparator|\/)(?::[^}]*)?\}/;

/** The first argument that VS Code would change before the program sees it: `dir=${cwd}/x`. */
export function changedByVSCode(args: readonly string[]): string | undefined {
  return args.find((argument) => VARIABLE.test(argument));
}

/** The words of a launch. */
interface Words {
  readonly python: string;
  readonly command: { readonly script: string; readonly cwd: string; readonly args: readonly string[] };
}

/** The same of a launch; a script's name may hold such a thing, too, and `${command:…}` would run a command. */
export function changedIn({ command, python }: Words): string | undefined {
  return changedByVSCode([python, command.script, command.cwd, ...command.args]);
}

/** The first word of a launch that no terminal takes as it is: there control characters are keys. Line ends stand in quotes. */
export function untypedIn({ command, python }: Words): string | undefined {
  return [python, command.script, command.cwd, ...command.args].find((word) =>
    /[\u0000-\u0009\u000b-\u001f\u007f]/.test(word),
  );
}

/** A file that cannot be added to: it is left as it is. */
export class Unreadable extends Error {}

const FORMAT = { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' } };

/**
 * The text of a `launch.json` (empty for one that is not there) with one more entry; comments and all else stay. A name
 * that is taken gets a number. Throws `Unreadable`.
 */
export function withConfiguration(text: string, entry: DebugConfiguration): string {
  const before = text.trim() === '' ? '{\n  "version": "0.2.0",\n  "configurations": []\n}\n' : text;
  const read = readObject(before, 'launch.json');
  const { configurations } = read as { readonly configurations?: unknown };
  if (configurations !== undefined && !Array.isArray(configurations)) {
    throw new Unreadable(l10n.t('In {0} "{1}" is no list.', 'launch.json', 'configurations'));
  }
  const names = new Set((configurations ?? []).map((each: { readonly name?: unknown } | null) => each?.name));
  return appended(before, ['configurations'], configurations?.length, { ...entry, name: freeName(entry.name, names) });
}

/** The text with one more item at the end of the list at a path. */
export function appended(text: string, path: JSONPath, length: number | undefined, item: object): string {
  const edits =
    length === undefined
      ? modify(text, path, [item], FORMAT)
      : modify(text, [...path, length], item, { ...FORMAT, isArrayInsertion: true });
  return applyEdits(text, edits);
}

/** The text with another value at a path, or without it where the value is `undefined`. */
export function replaced(text: string, path: JSONPath, value: object | undefined): string {
  return applyEdits(text, modify(text, path, value, FORMAT));
}

/** What a JSON file with comments holds; throws `Unreadable` where it is no object, or broken. */
export function readObject(text: string, name: string): object {
  const errors: ParseError[] = [];
  const read: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) throw new Unreadable(l10n.t('{0} is no JSON; nothing was changed.', name));
  if (typeof read !== 'object' || read === null || Array.isArray(read)) {
    throw new Unreadable(l10n.t('{0} holds no JSON object; nothing was changed.', name));
  }
  return read;
}

function freeName(name: string, taken: ReadonlySet<unknown>): string {
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name} (${number})`;
    if (!taken.has(tried)) return tried;
  }
}
