/** A launch as people take it elsewhere: commands of each shell, an entry of `launch.json`, a job for SLURM. */
import { l10n } from 'vscode';
import { type DebugConfiguration, debugConfiguration } from './debugConfiguration';
import { displayCommand, isWritable, type Shell, slurmCommand } from './shell';

/** What a launch runs, as it is written down. */
export interface Written {
  /** The config's name and what is overridden, for names. */
  readonly name: string;
  /** `[python, script, ...args]`, with paths as one types them in the folder that it runs in. */
  readonly argv: readonly string[];
  /** That folder, absolute. */
  readonly folder: string;
  /** Script and folder as `launch.json` has them: `${workspaceFolder}/trainer`. */
  readonly entry: { readonly script: string; readonly cwd: string };
  /** Everything behind the script. */
  readonly args: readonly string[];
}

export interface CopyChoice {
  readonly id: Shell | 'launch.json' | 'slurm';
  readonly label: string;
  /** What is copied; `undefined` where it cannot be written so, and then `fault` says why. */
  readonly text?: string;
  readonly fault?: string;
  /** What is shown of it: of a command what stands behind the script, which is where shells differ. */
  readonly shown?: string;
}

const SHELLS: readonly (readonly [Shell, string])[] = [
  ['posix', l10n.t('bash, zsh or sh')],
  ['pwsh', 'PowerShell 7'],
  ['powershell', 'Windows PowerShell'],
  ['cmd', 'cmd'],
  ['fish', 'fish'],
];

/** The user's own shell first. */
export function copyChoices(written: Written, own: Shell): readonly CopyChoice[] {
  const shells = [...SHELLS].sort(([left], [right]) => Number(right === own) - Number(left === own));
  const entry = launchEntry(written);
  return [
    ...shells.map(([id, name]): CopyChoice => {
      const label = id === own ? l10n.t('{0} (your shell)', name) : name;
      if (!isWritable(written.argv, id))
        return { id, label, fault: l10n.t('An argument has a line break: cmd has no way to write it.') };
      const shown = `… ${displayCommand(written.args, id)}`;
      return { id, label, text: displayCommand(written.argv, id), shown };
    }),
    { id: 'launch.json', label: 'launch.json', text: JSON.stringify(entry, undefined, 2) },
    {
      id: 'slurm',
      label: 'SLURM',
      text: slurmCommand(written.argv, written.name.replace(/\W+/g, '-'), written.folder),
    },
  ];
}

/** The entry of `launch.json`. */
export function launchEntry({ name, entry, args }: Written): DebugConfiguration {
  return debugConfiguration(name, 'debugpy', { ...entry, args });
}
