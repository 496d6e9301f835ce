import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { displayCommand, overridesLine, shellOf } from '../../client/src/launch/shell';

const AWKWARD = [
  'plain=1',
  '~model_cfg.gate_norm_factor',
  "name='it''s'",
  'glob=data/*.bin',
  'text="a b"',
  'list=[1,2]',
  'ref=${seq_len}',
  '=leading',
  'a\\b\\',
  '',
  'a b;c&d|e>f$g`h!i#j%k',
  'zeile\nzwei',
];

describe('shellOf', () => {
  it.each([
    ['/bin/bash', false, 'posix'],
    ['/usr/bin/zsh', false, 'posix'],
    ['/usr/bin/fish', false, 'fish'],
    ['/usr/bin/pwsh', false, 'pwsh'],
    ['C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', true, 'powershell'],
    ['C:\\WINDOWS\\System32\\CMD.EXE', true, 'cmd'],
    ['C:\\Program Files\\Git\\bin\\bash.exe', true, 'posix'],
    ['', true, 'powershell'],
    ['', false, 'posix'],
  ])('%s (Windows: %s) is %s', (executable, windows, expected) => {
    expect(shellOf(executable, windows)).toBe(expected);
  });
});

describe('displayCommand', () => {
  it('quotes only what needs it', () => {
    expect(displayCommand(['python', 'mytrainer.py', '--config-name=mamba', 'seq_len=2048'], 'posix')).toBe(
      'python mytrainer.py --config-name=mamba seq_len=2048',
    );
  });

  it.runIf(process.platform !== 'win32')('is read back as the same arguments by a POSIX shell', () => {
    const print = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
    const line = displayCommand([process.execPath, '-e', print, '--', ...AWKWARD], 'posix');
    expect(JSON.parse(execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' }))).toEqual(AWKWARD);
  });

  it('escapes what single quotes leave special in fish', () => {
    expect(displayCommand(["a'b\\c"], 'fish')).toBe("'a\\'b\\\\c'");
  });

  it('doubles single quotes in PowerShell, quotes lists, and calls a quoted program', () => {
    expect(displayCommand(['C:/My Python/python.exe', "a='b'", 'c=[1,2]', 'd=1,2'], 'pwsh')).toBe(
      "& 'C:/My Python/python.exe' 'a=''b''' 'c=[1,2]' 'd=1,2'",
    );
  });

  it('keeps double quotes alive where Windows PowerShell would lose them', () => {
    expect(displayCommand(['python', 'a="b c"'], 'powershell')).toBe('python \'a=\\"b c\\"\'');
    expect(displayCommand(['python', 'a="b c"'], 'pwsh')).toBe('python \'a="b c"\'');
  });

  it('wraps in double quotes for cmd, with carets once a quote is inside', () => {
    expect(displayCommand(['python', 'a=b c', 'd=1&2', 'path=C:\\x'], 'cmd')).toBe('python "a=b c" "d=1&2" path=C:\\x');
    expect(displayCommand(['a="b"&c\\'], 'cmd')).toBe('^"a=\\^"b\\^"^&c\\\\^"');
  });
});

describe('overridesLine', () => {
  it('is POSIX whatever the terminal is', () => {
    expect(overridesLine(['seq_len=2048', "note='a b'", '~x'])).toBe("seq_len=2048 'note='\\''a b'\\''' '~x'");
  });
});
