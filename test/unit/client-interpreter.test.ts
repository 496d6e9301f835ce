import { describe, expect, it } from 'vitest';
import {
  environmentCandidates,
  interpreterNames,
  type Machine,
  onPath,
  settingCandidates,
} from '../../client/src/launch/interpreterCandidates';

const LINUX: Machine = { windows: false, path: '/usr/local/bin:bin:/usr/bin', pathExtensions: '', home: '/home/ada' };
const WINDOWS: Machine = {
  windows: true,
  path: 'C:\\Python;C:\\Tools',
  pathExtensions: '.EXE;.BAT',
  home: 'C:\\Users\\ada',
};

describe('environmentCandidates', () => {
  it('goes from the script up to the workspace folder, the nearest first', () => {
    expect(environmentCandidates('/ws/app/trainer', '/ws', LINUX)).toEqual([
      '/ws/app/trainer/.venv/bin/python',
      '/ws/app/trainer/venv/bin/python',
      '/ws/app/.venv/bin/python',
      '/ws/app/venv/bin/python',
      '/ws/.venv/bin/python',
      '/ws/venv/bin/python',
    ]);
  });

  it('stays in the script folder when that is outside, above or without a workspace', () => {
    const own = ['/other/.venv/bin/python', '/other/venv/bin/python'];
    expect(environmentCandidates('/other', '/ws', LINUX)).toEqual(own);
    expect(environmentCandidates('/other', '/other/deep', LINUX)).toEqual(own);
    expect(environmentCandidates('/other', undefined, LINUX)).toEqual(own);
  });

  it('goes up from a folder whose name starts with dots', () => {
    expect(environmentCandidates('/ws/..x', '/ws', LINUX)).toContain('/ws/.venv/bin/python');
  });

  it('knows the layout and the drives of Windows', () => {
    expect(environmentCandidates('c:\\ws\\trainer', 'C:\\ws', WINDOWS)).toEqual([
      'c:\\ws\\trainer\\.venv\\Scripts\\python.exe',
      'c:\\ws\\trainer\\venv\\Scripts\\python.exe',
      'c:\\ws\\.venv\\Scripts\\python.exe',
      'c:\\ws\\venv\\Scripts\\python.exe',
    ]);
    expect(environmentCandidates('D:\\x', 'C:\\ws', WINDOWS)).toHaveLength(2);
  });
});

describe('settingCandidates', () => {
  const variables = new Map([['ENVS', '/envs']]);
  it.each([
    ['/opt/python', '/opt/python'],
    ['~/py/bin/python', '/home/ada/py/bin/python'],
    ['${workspaceFolder}/.venv/bin/python', '/ws/.venv/bin/python'],
    ['${env:ENVS}/a/bin/python', '/envs/a/bin/python'],
    ['tools/python', '/ws/tools/python'],
  ])('%s is %s', (setting, expected) => {
    expect(settingCandidates(setting, '/ws', variables, LINUX)).toEqual([expected]);
  });

  it('takes a replacement literally', () => {
    expect(settingCandidates('${workspaceFolder}/p', '/a$&b', variables, LINUX)).toEqual(['/a$&b/p']);
  });

  it('looks a bare name up', () => {
    expect(settingCandidates('python3.11', '/ws', variables, LINUX)).toEqual([
      '/usr/local/bin/python3.11',
      '/usr/bin/python3.11',
    ]);
  });
});

it('onPath skips relative folders and tries the extensions of Windows', () => {
  expect(onPath('python', LINUX)).toEqual(['/usr/local/bin/python', '/usr/bin/python']);
  expect(onPath('python', WINDOWS)).toEqual([
    'C:\\Python\\python.exe',
    'C:\\Python\\python.bat',
    'C:\\Tools\\python.exe',
    'C:\\Tools\\python.bat',
  ]);
  expect(onPath('py.exe', WINDOWS)).toEqual(['C:\\Python\\py.exe', 'C:\\Tools\\py.exe']);
});

it('interpreterNames prefers python3 where that is a real one', () => {
  expect(interpreterNames(LINUX)[0]).toBe('python3');
  expect(interpreterNames(WINDOWS)[0]).toBe('python');
});
