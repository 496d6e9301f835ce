// What a process is given: by a task's argument vector, and by each command that is copied. bash and sh are real; cmd and
// both PowerShells are read by their rules as written down below, since they are not on every machine.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { displayCommand, isWritable, overridesLine, slurmCommand } from '../../client/src/launch/shell';
import { splitCommandLine } from '../../server/src/text/index.ts';
import { OVERRIDES } from '../support/awkwardOverrides.ts';

/** Many to a command, so that few processes are started. */
const COMMANDS: readonly (readonly string[])[] = Array.from({ length: 20 }, (_, index) =>
  OVERRIDES.slice(index * 100, index * 100 + 100),
);

/** A program that writes what it is given into a file, as JSON on one line. */
const PROGRAM = `require('node:fs').appendFileSync(process.argv[2], JSON.stringify(process.argv.slice(3)) + '\\n')`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hydrascope-quoting-'));
  writeFileSync(join(folder, 'print.cjs'), PROGRAM);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The vectors that the commands of a script give to the program. */
function givenBy(shell: string, write: (argv: readonly string[]) => string, prepared = ''): unknown[] {
  const [script, output] = [join(folder, 'script'), join(folder, `${Math.random()}`)];
  writeFileSync(output, '');
  const lines = COMMANDS.map((overrides) => write([process.execPath, join(folder, 'print.cjs'), output, ...overrides]));
  writeFileSync(script, `${prepared}${lines.join('\n')}\n`);
  execFileSync(shell, [script], { cwd: folder });
  return execFileSync('cat', [output], { encoding: 'utf8', maxBuffer: 1e8 })
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

describe('2,000 overrides', () => {
  it('are of many kinds', () => {
    expect(new Set(OVERRIDES).size).toBeGreaterThan(1500);
    for (const part of ["'", '"', '$', '%', '*', '\n', '🐍', ' ']) {
      expect(OVERRIDES.filter((text) => text.includes(part)).length).toBeGreaterThan(50);
    }
  });

  it('reach a process as they are by an argument vector, which is what a task has', () => {
    const print = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
    const given = execFileSync(process.execPath, ['-e', print, '--', ...OVERRIDES], { encoding: 'utf8' });
    expect(JSON.parse(given)).toEqual(OVERRIDES);
  });

  it.runIf(process.platform !== 'win32').each(['/bin/bash', '/bin/sh'])(
    'reach it by the command for %s',
    (shell) => {
      expect(givenBy(shell, (argv) => displayCommand(argv, 'posix'))).toEqual(COMMANDS);
    },
    60_000,
  );

  it.runIf(process.platform !== 'win32')(
    'reach it by the line for SLURM, whose --wrap is a script for sh',
    () => {
      // What sbatch does with it: a script that begins with #!/bin/sh and has the text.
      const sbatch = 'sbatch() { for each; do case "$each" in --wrap=*) sh -c "${each#--wrap=}";; esac; done; }\n';
      expect(givenBy('/bin/bash', (argv) => slurmCommand(argv, 'mamba', folder), sbatch)).toEqual(COMMANDS);
    },
    60_000,
  );

  it('are the same again where the composer reads its own line', () => {
    for (const overrides of COMMANDS) {
      const words = splitCommandLine(overridesLine(overrides));
      expect(words.filter(({ openQuote }) => openQuote !== undefined)).toEqual([]);
      expect(words.map(({ text }) => text)).toEqual(overrides);
    }
  });

  it('reach it from cmd, by its rules, where they have no line break', () => {
    const writable = COMMANDS.map((overrides) => overrides.filter((text) => isWritable([text], 'cmd')));
    expect(writable.flat().length).toBeGreaterThan(1000);
    for (const overrides of writable) {
      const argv = ['python', 'a.py', ...overrides];
      expect(splitByWindows(readByCmd(displayCommand(argv, 'cmd')))).toEqual(argv);
    }
  });

  it('reach it from both PowerShells, by their rules', () => {
    for (const overrides of COMMANDS) {
      const argv = ['python', 'a.py', ...overrides];
      const seven = readByPowerShell(displayCommand(argv, 'pwsh'));
      expect(seven).toEqual(argv);
      const five = readByPowerShell(displayCommand(argv, 'powershell'));
      expect(splitByWindows(joinByPowerShell5(five))).toEqual(argv);
    }
  });
});

/**
 * cmd at its prompt: first variables between percent signs, where a caret belongs to the name and such a name does not
 * exist; then carets outside of double quotes, and operators there, which would end the command.
 */
function readByCmd(line: string): string {
  const expanded = line.replace(/%(PATH|HOME|\d)%/g, 'EXPANDED');
  let text = '';
  let isQuoted = false;
  for (let index = 0; index < expanded.length; index++) {
    const character = expanded[index] as string;
    if (!isQuoted && character === '^') {
      index += 1;
      text += expanded[index] ?? '';
      continue;
    }
    if (character === '"') isQuoted = !isQuoted;
    if (!isQuoted && /[&|<>]/.test(character)) throw new Error(`cmd sees an operator: ${line}`);
    text += character;
  }
  return text;
}

/** How a Windows program splits its command line. Source: "Parsing C command-line arguments" of Microsoft's C++ docs. */
function splitByWindows(line: string): string[] {
  const found: string[] = [];
  let index = 0;
  while (index < line.length) {
    while (/[ \t]/.test(line[index] ?? '')) index += 1;
    if (index >= line.length) break;
    let text = '';
    let isQuoted = false;
    while (index < line.length && (isQuoted || !/[ \t]/.test(line[index] as string))) {
      const [, slashes = '', quote] = /^(\\*)(")?/.exec(line.slice(index)) ?? [];
      if (quote !== undefined) {
        text += '\\'.repeat(Math.floor(slashes.length / 2));
        index += slashes.length + 1;
        if (slashes.length % 2 === 1) text += '"';
        else if (isQuoted && line[index] === '"') {
          text += '"';
          index += 1;
        } else isQuoted = !isQuoted;
      } else if (slashes !== '') {
        text += slashes;
        index += slashes.length;
      } else text += line[index++];
    }
    found.push(text);
  }
  return found;
}

/** Words of a command in PowerShell: plain ones, and texts in single quotes, which any of its five quotes ends. */
function readByPowerShell(line: string): string[] {
  const found: string[] = [];
  const quote = /['\u2018\u2019\u201a\u201b]/;
  let index = line.startsWith('& ') ? 2 : 0;
  while (index < line.length) {
    if (line[index] === ' ') {
      index += 1;
      continue;
    }
    let text = '';
    if (quote.test(line[index] as string)) {
      for (index += 1; ; index++) {
        if (index >= line.length) throw new Error(`no end: ${line}`);
        if (!quote.test(line[index] as string)) text += line[index];
        else if (quote.test(line[index + 1] ?? '')) text += line[index++];
        else break;
      }
      index += 1;
      if (index < line.length && line[index] !== ' ') throw new Error(`text behind a quote: ${line}`);
    } else {
      while (index < line.length && line[index] !== ' ') text += line[index++];
      if (!/^[\w+:./=-]+$/.test(text)) throw new Error(`PowerShell reads something into ${text}`);
    }
    found.push(text);
  }
  return found;
}

/** Windows PowerShell 5 joins arguments with quotes around those with blanks, and drops those that are empty. */
function joinByPowerShell5(argv: readonly string[]): string {
  return argv
    .filter((text) => text !== '')
    .map((text) => (/\s/.test(text) ? `"${text}"` : text))
    .join(' ');
}
