import { describe, expect, it } from 'vitest';
import {
  composingsOf,
  evaluatePath,
  type GivenText,
  hydraAppsOf,
  initializationsOf,
  knownText,
  type PythonModule,
  parseExpression,
  registryEntriesOf,
  resolverRegistrationsOf,
  storeRegistrationsOf,
  zenBuildsOf,
} from '../../../server/src/python/index.ts';
import { modulesOf, single } from './modules.ts';

const shown = (given: GivenText) => (given.kind === 'text' ? given.value : `<${given.kind}>`);

describe('registries', () => {
  const entries = (text: string, isRegistry?: (callee: string) => boolean) => {
    const { modules, module } = single(text);
    return registryEntriesOf(modules, module, isRegistry).map((each) => [
      each.symbol,
      each.name,
      each.value ?? each.target,
    ]);
  };

  it.each([
    [
      'A = {"a": "m:A"} | {"b": "m:B"}',
      [
        ['A', 'a', 'm:A'],
        ['A', 'b', 'm:B'],
      ],
    ],
    [
      'A: dict = dict({"a": "x"}, b="y")',
      [
        ['A', 'a', 'x'],
        ['A', 'b', 'y'],
      ],
    ],
    ['A = {}\nA |= {"a": "x"}', [['A', 'a', 'x']]],
    [
      'A = {"a": "x"}\nB = A.copy()',
      [
        ['A', 'a', 'x'],
        ['B', 'a', 'x'],
      ],
    ],
    [
      'P = "m"\nA = {"a": P + ":X", "b": f"{P}:X", "c": X}',
      [
        ['A', 'a', 'm:X'],
        ['A', 'b', undefined],
        ['A', 'c', 'X'],
      ],
    ],
    ['A = {**B, "a": "x"}', [['A', 'a', 'x']]],
    ['from reg import PATHS as P\nP["a"] = "x"', [['PATHS', 'a', 'x']]],
    ['import reg\nreg.PATHS["a"] = "x"', [['reg.PATHS', 'a', 'x']]],
    ['@register_model("a")\nclass A: ...', [['register_model', 'a', 'A']]],
    ['@MODELS.register("a")\ndef f(): ...', [['MODELS.register', 'a', 'f']]],
    ['@MODELS.register\nclass A: ...', [['MODELS.register', 'A', 'A']]],
    ['@MODELS.register()\nclass A: ...', [['MODELS.register', 'A', 'A']]],
    ['@register(name="x")\nclass A: ...', [['register', 'x', 'A']]],
    ['@MODELS.register(f"{x}")\nclass A: ...', []],
    ['import atexit\n@atexit.register\ndef f(): ...', []],
    ['@f.register\ndef _(x): ...', []],
    ['@app.route("/x")\ndef f(): ...', []],
  ])('%s', (text, expected) => {
    expect(entries(text)).toEqual(expected);
  });

  it('may be named by the caller', () => {
    expect(entries('@model("a")\nclass A: ...', (callee) => callee === 'model')).toEqual([['model', 'a', 'A']]);
  });

  it('follow names, values and other dictionaries into other modules', () => {
    const modules = modulesOf({
      'a.py': 'from b import BASE, NAME, PATH\nA = {**BASE, NAME: PATH}',
      'b.py': 'from a import A\nNAME = "n"\nPATH = "p:C"\nBASE = {"base": "m:B", **A}',
    });
    const module = modules.module('a') as PythonModule;
    const found = registryEntriesOf(modules, module);
    expect(found.map((each) => [each.symbolPath, each.name, each.value, each.uri])).toEqual([
      ['A', 'base', 'm:B', 'file:///w/b.py'],
      ['A', 'n', 'p:C', 'file:///w/a.py'],
    ]);
  });

  it('have places for a keyword and for a value', () => {
    const text = 'A = dict(abc="m:A")';
    const [entry] = single(text).module.registryEntries;
    expect(text.slice(entry?.nameRange.start, entry?.nameRange.end)).toBe('abc');
    expect(text.slice(entry?.valueRange.start, entry?.valueRange.end)).toBe('m:A');
  });
});

describe('apps', () => {
  const HEAD =
    'import os\nfrom os import path\nimport hydra as h\nfrom hydra import main as start\nfrom pathlib import Path\nHERE = Path(__file__).resolve().parent\n';
  it.each([
    ['@h.main("conf", "c", "1.3")', 'conf c 1.3'],
    ['@start(version_base=None, config_path=None)', '<none> <absent> <none>'],
    ['@h.main', '<absent> <absent> <absent>'],
    ['@h.main(config_path=str(HERE / "conf"), config_name="a" + "b")', 'conf ab <absent>'],
    ['@h.main(config_path=os.path.join(os.path.dirname(__file__), "..", "conf"))', '../conf <absent> <absent>'],
    ['@h.main(config_path=path.dirname(path.dirname(path.abspath(__file__))))', '.. <absent> <absent>'],
    ['@h.main(config_path=f"{x}", config_name=y)', '<opaque> <opaque> <absent>'],
    ['@h.main(**options)', '<opaque> <opaque> <opaque>'],
  ])('%s', (decorator, expected) => {
    const { modules, module } = single(`${HEAD}${decorator}\ndef main(cfg): ...`);
    const [app] = hydraAppsOf(modules, module);
    const given = app === undefined ? [] : [app.given.configPath, app.given.configName, app.given.versionBase];
    expect(given.map(shown).join(' ')).toBe(expected);
    expect(app?.configPath).toBe(knownText(given[0] ?? { kind: 'absent' }));
  });

  it.each([
    ['Path(__file__).parents[1] / "a"', '../a'],
    ['Path(__file__).parent.parent', '..'],
    ['HERE.joinpath("a", "b")', 'a/b'],
    ['(HERE / "a" / "b").parent', 'a'],
    ['Path("/x") / "y"', '/x/y'],
    ['os.path.join(HERE, os.pardir, "c")', '../c'],
    ['"pkg://a.b"', 'pkg://a.b'],
    ['__file__', undefined],
    ['Path.cwd() / "a"', undefined],
  ])('%s', (text, expected) => {
    const { modules, module } = single(HEAD);
    expect(evaluatePath(modules, module, parseExpression(text))).toBe(expected);
  });

  it('are also started by initialize and compose', () => {
    const { modules, module } = single(
      'from hydra import compose, initialize\nimport hydra\ndef test():\n  with initialize(version_base=None, config_path="../conf"):\n    cfg = compose("c", overrides=["a=1", x, *more])\nhydra.initialize_config_dir(config_dir="/abs")\nhydra.initialize_config_module("a.b")\ncompose(config_name="d", overrides=f())\ncompose()',
    );
    expect(initializationsOf(modules, module).map((each) => [each.kind, shown(each.place), each.within])).toEqual([
      ['initialize', '../conf', 'test'],
      ['initialize_config_dir', '/abs', undefined],
      ['initialize_config_module', 'a.b', undefined],
    ]);
    expect(
      composingsOf(modules, module).map((each) => [shown(each.configName), each.overrides.map(shown), each.isOpen]),
    ).toEqual([
      ['c', ['a=1', '<opaque>'], true],
      ['d', [], true],
      ['<absent>', [], false],
    ]);
  });
});

describe('the ConfigStore', () => {
  const stored = (text: string, others: Record<string, string> = {}) => {
    const modules = modulesOf({ 'm.py': text, ...others });
    return storeRegistrationsOf(modules, modules.module('m') as PythonModule).map((each) => {
      const node = each.node === undefined ? '-' : text.slice(each.node.range.start, each.node.range.end);
      const parts = [each.name, each.group, each.package].map(shown);
      return `${parts.join(' ')} ${node}${each.within === undefined ? '' : ` in ${each.within}`}${each.isRepeated ? ' repeated' : ''}`;
    });
  };
  const HEAD = 'from hydra.core.config_store import ConfigStore\n';

  it.each([
    [`${HEAD}cs = ConfigStore.instance()\ncs.store(name="a", node=A)`, ['a <absent> <absent> A']],
    [`${HEAD}ConfigStore.instance().store("a", A, "g", "_global_")`, ['a g _global_ A']],
    [
      `${HEAD}def register():\n  s = ConfigStore.instance()\n  s.store(group="g", name=N, node=A(x=1))\nN = "n"`,
      ['n g <absent> A(x=1) in register'],
    ],
    [
      `${HEAD}cs = ConfigStore.instance()\nfor n in x:\n  cs.store(name=n, node=x[n])`,
      ['<opaque> <absent> <absent> x[n] repeated'],
    ],
    ['other.store(name="a", node=A)', []],
    ['from hydra_zen import store\nstore(A, name="a", group="g")', ['a g <absent> A']],
    ['from hydra_zen import store\nstore(A)\nstore(group="g")(pkg.B)', ['A <absent> <absent> A', 'B g <absent> pkg.B']],
    ['from hydra_zen import store\ng = store(group="g", package="p")\ng(A, name="a")', ['a g p A']],
    ['from hydra_zen import ZenStore\ns = ZenStore()\ns(A, name="a")', ['a <absent> <absent> A']],
    ['from hydra_zen import store\n@store(name="a", group="g")\ndef f(): ...', ['a g <absent> f']],
  ])('%s', (text, expected) => {
    expect(stored(text)).toEqual(expected);
  });

  it("may be another module's", () => {
    expect(
      stored('from s import cs\ncs.store(name="a", node=A)', { 's.py': `${HEAD}cs = ConfigStore.instance()` }),
    ).toEqual(['a <absent> <absent> A']);
  });

  it.each([
    ['builds(A, 1, a=2, populate_full_signature=True)', 'A', ['a'], 1, true, false, false],
    ['builds(A, zen_partial=True, **k)', 'A', [], 0, false, true, true],
    ['own(A, b=1)', 'A', ['b'], 0, true, false, false],
    ['make_config(a=1, b=2)', undefined, ['a', 'b'], 0, false, false, false],
  ])('%s', (text, target, fields, positional, populates, isPartial, isOpen) => {
    const { modules, module } = single(
      'from hydra_zen import builds, make_config, make_custom_builds_fn\nown = make_custom_builds_fn(populate_full_signature=True)',
    );
    const found = zenBuildsOf(modules, module, parseExpression(text));
    expect(found?.target).toEqual(target === undefined ? undefined : expect.objectContaining({ path: target }));
    expect([[...(found?.fields.keys() ?? [])], found?.positional.length]).toEqual([fields, positional]);
    expect(found).toMatchObject({ populatesSignature: populates, isPartial, isOpen });
    expect(zenBuildsOf(modules, module, parseExpression('other(A)'))).toBeUndefined();
  });
});

describe('resolvers', () => {
  it.each([
    ['from omegaconf import OmegaConf\nOmegaConf.register_new_resolver("a", f)', ['a'], false],
    [
      'from omegaconf import OmegaConf as O\nN = "b"\ndef f():\n  O.register_new_resolver(name=N, resolver=lambda x: x)',
      ['b'],
      false,
    ],
    ['OmegaConf.register_resolver("c", f)', ['c'], false],
    ['for n in x:\n  OmegaConf.register_new_resolver(n, f)', ['<opaque>'], true],
    ['r = OmegaConf.register_new_resolver\nr("a", f)', [], true],
    ['def register_resolver(): ...', [], false],
    ['x = 1', [], false],
  ])('%s', (text, names, isOpen) => {
    const { modules, module } = single(text);
    const found = resolverRegistrationsOf(modules, module);
    expect([found.registrations.map((each) => shown(each.name)), found.isOpen]).toEqual([names, isOpen]);
  });
});

describe('reads', () => {
  const reads = (text: string) =>
    single(text).module.reads.map((each) => {
      const to = each.passedTo === undefined ? '' : ` to ${each.passedTo.callee}:${each.passedTo.argument}`;
      const marks = `${each.isOpen ? ' open' : ''}${each.isWrite ? ' write' : ''}${each.assignedTo === undefined ? '' : ` as ${each.assignedTo}`}`;
      return `${[each.root, ...each.path].join('/')} ${each.how}${marks}${to}`;
    });

  it.each([
    ['if cfg.a.b > 1: pass', ['cfg/a/b attribute']],
    ['1 + cfg["a"]["b"]', ['cfg/a/b attribute']],
    ['1 + cfg.a["b"].c', ['cfg/a/b/c attribute']],
    ['1 + getattr(args, "x", 1)', ['args/x getattr']],
    ['1 + cfg.get("a").b', ['cfg/a/b attribute']],
    ['1 + OmegaConf.select(cfg.m, "a.b")', ['OmegaConf/select call', 'cfg/m/a/b select']],
    ['"a" in cfg.b', ['cfg/b/a in']],
    ['f(cfg.model)', ['cfg/model attribute open to f:0']],
    ['f(1, x=cfg)', ['cfg attribute open to f:x']],
    ['f(**cfg.x)', ['cfg/x attribute open to f:**']],
    ['for k in cfg.x: pass', ['cfg/x attribute open']],
    ['x = cfg.y', ['cfg/y attribute open as x']],
    ['cfg.y = 1', ['cfg/y attribute write']],
    ['return_ = cfg[k] + 1', ['cfg attribute open']],
    ['1 + getattr(cfg, k)', ['cfg attribute open to getattr:0', 'k attribute open to getattr:1']],
    ['x = cfg.a or 1', ['cfg/a attribute open']],
    ['print(f"{cfg.a}")', ['cfg/a attribute']],
    ['for k, v in cfg.a.items(): pass', ['cfg/a/items call open']],
    ['def f(cfg, x=1): return cfg.a', ['cfg/a attribute open']],
    ['from a import b\n@dec\nclass A(b): pass', ['b attribute open']],
  ])('%s', (text, expected) => {
    expect(reads(text)).toEqual(expected);
  });

  it('have places and the function around them', () => {
    const text = 'class A:\n  def f(self):\n    return 1 + self.cfg["lr"]';
    const [read] = single(text).module.reads;
    expect(read?.within).toBe('A.f');
    expect(read?.pathRanges.map((range) => text.slice(range.start, range.end))).toEqual(['cfg', 'lr']);
  });
});
