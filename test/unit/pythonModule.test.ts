import { describe, expect, it } from 'vitest';
import { parsePython } from '../../server/src/python/index.ts';

const entries = (text: string) =>
  parsePython('file:///a.py', text).registryEntries.map(({ symbol, name, value }) => [symbol, name, value]);
const apps = (text: string) =>
  parsePython('file:///a.py', text).apps.map(({ configPath, configName, functionName }) => [
    functionName,
    configPath,
    configName,
  ]);

describe('registries in Python', () => {
  it.each([
    [
      'a literal',
      'A = {"a": "m:A", \'b\': "m:B"}',
      [
        ['A', 'a', 'm:A'],
        ['A', 'b', 'm:B'],
      ],
    ],
    ['annotated', 'A: Dict[str, str] = {"a": "m:A"}', [['A', 'a', 'm:A']]],
    ['with comments and a trailing comma', 'A = {\n  # one\n  "a": "m:A",  # two\n}', [['A', 'a', 'm:A']]],
    ['an added entry', 'A = {}\nA["a"] = "m:A"', [['A', 'a', 'm:A']]],
    [
      'updates',
      'A = {}\nA.update({"a": "m:A"})\nA.update(b="m:B")',
      [
        ['A', 'a', 'm:A'],
        ['A', 'b', 'm:B'],
      ],
    ],
    ['dict()', 'A = dict(a="m:A")', [['A', 'a', 'm:A']]],
    [
      'of another dictionary',
      'B = {"a": "m:A"}\nA = {**B, "b": "m:B"}',
      [
        ['B', 'a', 'm:A'],
        ['A', 'a', 'm:A'],
        ['A', 'b', 'm:B'],
      ],
    ],
    ['a constant as a name', 'NAME = "a"\nA = {NAME: "m:A"}', [['A', 'a', 'm:A']]],
    ['a value that is no text', 'A = {"a": Adapter}', [['A', 'a', undefined]]],
    ['in a branch', 'if x:\n    A = {"a": "m:A"}', [['A', 'a', 'm:A']]],
    ['joined strings', 'A = {"a": "m:"\n  "A"}', [['A', 'a', 'm:A']]],
    [
      'half typed',
      'A = {"a": "m:A", "b": , "c": "m:C"',
      [
        ['A', 'a', 'm:A'],
        ['A', 'b', undefined],
        ['A', 'c', 'm:C'],
      ],
    ],
    ['with names that are computed', 'A = {f"{x}": "m:A", x(): "m:B"}', []],
  ])('%s', (_, text, expected) => {
    expect(entries(text)).toEqual(expected);
  });

  it('a dictionary that is joined with itself stays as large as it is', () => {
    expect(entries(`A = {"a": "m:A"}\n${'A.update(A)\n'.repeat(30)}`).length).toBeLessThan(100);
  });

  it('a name has its place, inside its quotes', () => {
    const text = 'A = {"abc": 1}';
    const [entry] = parsePython('file:///a.py', text).registryEntries;
    expect(text.slice(entry?.nameRange.start, entry?.nameRange.end)).toBe('abc');
  });
});

describe('apps in Python', () => {
  it.each([
    [
      'by keywords',
      '@hydra.main(version_base=None, config_path="conf", config_name="c")\ndef main(cfg): ...',
      [['main', 'conf', 'c']],
    ],
    ['by position', '@hydra.main("conf", "c")\ndef main(cfg): ...', [['main', 'conf', 'c']]],
    [
      'without a name',
      '@hydra.main(version_base=None, config_path="../configs")\ndef run(cfg): ...',
      [['run', '../configs', undefined]],
    ],
    ['with None', '@hydra.main(config_path=None)\ndef main(cfg): ...', [['main', undefined, undefined]]],
    ['with a constant', 'P = "conf"\n@hydra.main(config_path=P)\ndef main(cfg): ...', [['main', 'conf', undefined]]],
    [
      'imported by its name',
      'from hydra import main\n@main(config_path="conf")\ndef f(cfg): ...',
      [['f', 'conf', undefined]],
    ],
    ['none in another decorator', '@click.command(config_path="conf")\ndef main(cfg): ...', []],
  ])('%s', (_, text, expected) => {
    expect(apps(text)).toEqual(expected);
  });
});
