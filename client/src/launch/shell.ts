/**
 * Commands as a person would type them: for showing, for copying and for launches in a terminal. No other launch goes
 * through a shell.
 */

/** The shells whose quoting differs. `powershell` is Windows PowerShell 5, which loses double quotes in arguments. */
export type Shell = 'posix' | 'fish' | 'pwsh' | 'powershell' | 'cmd';

/** Which rules apply to the user's default terminal, from its executable's path (empty when unknown). */
export function shellOf(executable: string, windows: boolean): Shell {
  const name = (executable.split(/[\\/]/).at(-1) ?? '').toLowerCase().replace(/\.exe$/, '');
  if (name === 'pwsh' || name === 'powershell' || name === 'cmd' || name === 'fish') return name;
  return name === '' && windows ? 'powershell' : 'posix';
}

/** One argument vector as one line of that shell. */
export function displayCommand(argv: readonly string[], shell: Shell): string {
  const line = argv.map((argument) => quote(argument, shell)).join(' ');
  const isPowerShell = shell === 'pwsh' || shell === 'powershell';
  return isPowerShell && line.startsWith("'") ? `& ${line}` : line;
}

/**
 * Overrides as the one line that `hydrascope/plan` reads, which is quoted as in a POSIX shell whatever shell the user has.
 */
export function overridesLine(overrides: readonly string[]): string {
  return overrides.map(quotePosix).join(' ');
}

/** A line of overrides without the blanks around it; one that a backslash makes part of the last word stays. */
export function withoutBlanks(line: string): string {
  return line.trimStart().replace(/(?<!\\)\s+$/, '');
}

function quote(argument: string, shell: Shell): string {
  switch (shell) {
    case 'posix':
      return quotePosix(argument);
    case 'fish':
      return isPlain(argument) ? argument : `'${argument.replace(/[\\']/g, '\\$&')}'`;
    case 'pwsh':
      return isPlainInPowerShell(argument) ? argument : quotePowerShell(argument);
    case 'powershell':
      return isPlainInPowerShell(argument) ? argument : quotePowerShell(forPowerShell5(argument));
    case 'cmd':
      return quoteCmd(argument);
  }
}

/** Whether a shell has a way to write these arguments on one line: cmd ends a command at a line break, whatever it is in. */
export function isWritable(argv: readonly string[], shell: Shell): boolean {
  return shell !== 'cmd' || argv.every((argument) => !/[\r\n]/.test(argument));
}

/** A job for SLURM: the command as one argument, which `sbatch` gives to `sh`; `folder` is where it runs. */
export function slurmCommand(argv: readonly string[], name: string, folder: string): string {
  const command = displayCommand(argv, 'posix');
  return displayCommand(['sbatch', `--job-name=${name}`, `--chdir=${folder}`, `--wrap=${command}`], 'posix');
}

/** No shell reads anything into these; a leading `=` is left out since zsh expands it. */
function isPlain(argument: string): boolean {
  return /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(argument);
}

function quotePosix(argument: string): string {
  return isPlain(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/** Commas make lists, and a word that begins like a parameter is cut at its dots and colons. */
function isPlainInPowerShell(argument: string): boolean {
  return isPlain(argument) && !/[,@%]|^-.*[.:]/.test(argument);
}

/** Typographic quotes end a text in single quotes, too: all of them are doubled. */
function quotePowerShell(argument: string): string {
  return `'${argument.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}

/** Windows PowerShell 5 puts double quotes around an argument with blanks and escapes nothing, and drops an empty one. */
function forPowerShell5(argument: string): string {
  const escaped = argument.replace(/(\\*)"/g, '$1$1\\"');
  if (escaped === '') return '""';
  return /\s/.test(escaped) ? escaped.replace(/(\\+)$/, '$1$1') : escaped;
}

/**
 * Within double quotes cmd leaves all but `%` and `!` alone. Where one of these or a quote is inside, every special
 * character has a caret before it: then cmd sees no quotes at all, and `%NAME^%` names no variable.
 */
function quoteCmd(argument: string): string {
  if (/^[\w@+=:./\\~{}[\]-]+$/.test(argument)) return argument;
  const quoted = `"${escapeForWindows(argument)}"`;
  return /["%!]/.test(argument) ? quoted.replace(/["&|<>^()%!]/g, '^$&') : quoted;
}

/** How a Windows program splits its command line: backslashes count only before a quote. */
function escapeForWindows(argument: string): string {
  return argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1');
}
