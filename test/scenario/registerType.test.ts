// How a name is registered: where its line goes, and what it says.
import { describe, expect, it } from 'vitest';
import { actionTitles, afterAction, problemLines } from '../support/check.ts';
import { type Edit, open, parseScenario, type Scenario, trainer } from '../support/scenario.ts';

const REGISTRY = 'trainer/trainer_registry.py';

describe('a new type', () => {
  const TYPE: Edit = ['configs/ngpt.yaml', 'type: "ngpt"', 'type: "my-mo$0del"'];
  const TITLE = "Register 'my-model' in trainer_registry.py";

  /** The fix puts in one line, and everything around it is what it was, to the byte. */
  function checkInserted(scenario: Scenario, path: string, title: string, line: string): void {
    const before = scenario.files.get(path) ?? '';
    const parts = (afterAction(scenario, title)[path] ?? '').split(line);
    expect([parts.length, parts.join('')]).toEqual([2, before]);
    expect(/^\r?\n[^\r\n]+$/.test(line)).toBe(true);
  }

  it('is registered below the last entry, in the style of the file', () => {
    checkInserted(trainer(TYPE), REGISTRY, TITLE, '\n    "my-model": "models.MyModel:MyModelAdapter",');
    expect(actionTitles(trainer(TYPE))).toEqual([TITLE]);
  });

  it('is then known, and its class is not', () => {
    const opened = open(trainer(['configs/ngpt.yaml', 'type: "ngpt"', 'type: "my-model"']));
    const after = afterAction(trainer(TYPE), TITLE)[REGISTRY] ?? '';
    const lines = problemLines(opened.save(REGISTRY, after));
    expect(lines).toEqual([
      "configs/ngpt.yaml:8:7+10 hint HS310 ngpt.yaml has the type 'my-model', and 'ngpt' is registered too",
      "trainer/trainer_registry.py:41:18+29 error HS402 'models.MyModel:MyModelAdapter': models has no 'MyModel'",
    ]);
  });

  const CONFIG =
    '-- app.py --\nimport hydra\n@hydra.main(config_path="conf")\ndef main(cfg): ...\n-- conf/c.yaml --\ntype: my$0_model\n';
  const check = (registry: string, line: string, flags = '') => {
    const scenario = parseScenario(`${CONFIG}-- registry.py${flags} --\n${registry}`);
    checkInserted(scenario, 'registry.py', "Register 'my_model' in registry.py", line);
  };

  it.each([
    [
      'single quotes',
      "ADAPTER_PATHS = {\n  'a': 'm.A:AAdapter',  # first\n  'b': 'm.B:BAdapter',  # second\n  # own ones here\n}\nx = 1\n",
      "\n  'my_model': 'm.MyModel:MyModelAdapter',",
    ],
    [
      'dots and snake case',
      'ADAPTER_PATHS = {\n\t"a": "m.a_one.AOneAdapter",\n\t"b": "m.b_two.BTwoAdapter",\n}\n',
      '\n\t"my_model": "m.my_model.MyModelAdapter",',
    ],
    [
      'no trailing comma',
      'ADAPTER_PATHS = {\n    "a": "m.A:A",\n    "b": "m.B:B"\n}\nx = 1\n',
      '\nADAPTER_PATHS["my_model"] = "m.MyModel:MyModel"',
    ],
    [
      'one line',
      'ADAPTER_PATHS = {"a": "m.A:A", "b": "m.B:B"}  # all\n',
      '\nADAPTER_PATHS["my_model"] = "m.MyModel:MyModel"',
    ],
    [
      'one module for all',
      "ADAPTER_PATHS = {'a': 'm:AModel', 'b': 'm:BModel'}\n",
      "\nADAPTER_PATHS['my_model'] = 'm:MyModelModel'",
    ],
    [
      'subscripts below',
      'ADAPTER_PATHS = {\n    "a": "m.A:A",\n}\nADAPTER_PATHS["b"] = "m.B:B"  # mine\n\n\ndef f(): ...\n',
      '\nADAPTER_PATHS["my_model"] = "m.MyModel:MyModel"',
    ],
    [
      'an update below',
      'ADAPTER_PATHS = {"a": "m.A:A"}\nADAPTER_PATHS.update({"b": "m.B:B"})\n',
      '\nADAPTER_PATHS["my_model"] = "m.MyModel:MyModel"',
    ],
    [
      'a condition below',
      'ADAPTER_PATHS = {"a": "m.A:A"}\nif X:\n    ADAPTER_PATHS["b"] = "m.B:B"\ny = 1\n',
      '\nADAPTER_PATHS["my_model"] = "m.MyModel:MyModel"',
    ],
    [
      'another module',
      'from lib import reg\nreg.ADAPTER_PATHS["a"] = "m.A:A"\n',
      '\nreg.ADAPTER_PATHS["my_model"] = "m.MyModel:MyModel"',
    ],
  ])('%s', (_title, registry, expected) => {
    check(registry, expected);
    check(registry, `\r${expected}`, ' crlf');
    check(registry.trimEnd(), expected, ' unended');
  });

  it('is not offered where its line cannot be written', () => {
    const titles = (registry: string) => actionTitles(`${CONFIG}-- registry.py --\n${registry}`);
    expect(titles('from m import A\nADAPTER_PATHS = {"a": A}\n')).toEqual([]);
    expect(titles('ADAPTER_PATHS = {"a": "no path of a class"}\n')).toEqual([]);
  });
});
