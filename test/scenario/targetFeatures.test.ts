// Completion, definition and hover of what `_target_` names.
import { describe, expect, it } from 'vitest';
import { accepted, checkCompletion, checkDefinition, checkHover, completionItems } from '../support/check.ts';
import { parseScenario } from '../support/scenario.ts';
import { asked } from '../support/targets.ts';

describe('completion', () => {
  it("of the first name: the workspace's own before what is installed", () => {
    checkCompletion(
      asked(
        'model:\n  _target_: $0',
        '\n-- .venv/lib/python3.11/site-packages/torch/__init__.py --\n-- .venv/lib/python3.11/site-packages/six.py --\n',
      ),
    ).toMatchInlineSnapshot(`
      "app
      pkg
      six
      torch"
    `);
  });

  it('of the names of a package, of a module and of a class', () => {
    checkCompletion(asked('model:\n  _target_: pkg.$0')).toMatchInlineSnapshot(`
      "Net  from .nets
      later
      nets"
    `);
    checkCompletion(asked('model:\n  _target_: pkg.nets.T$0')).toMatchInlineSnapshot(`
      "Base
      Many
      Mode
      Net
      Open
      Passing
      Place
      Settings
      Typed"
    `);
    checkCompletion(asked('model:\n  _target_: pkg.nets.Net.$0')).toMatchInlineSnapshot(`"from_file"`);
  });

  it('writes the whole path', () => {
    expect(accepted(asked('model:\n  _target_: pkg.nets.S$0\n  x: 1'), 'Settings')).toBe(
      'model:\n  _target_: pkg.nets.Settings│\n  x: 1\n',
    );
  });

  it('reads no module but the one before the dot', () => {
    const scenario = parseScenario(
      `-- configs/app.yaml --\ndefaults: [_self_]\na: { _target_: pkg.$0 }\n-- pkg/__init__.py --\nfrom .a import A\n-- pkg/a.py --\nA = 1\n`,
    );
    expect(completionItems(scenario).map(({ label }) => label)).toEqual(['A', 'a']);
  });

  it('of arguments, the required ones first', () => {
    checkCompletion(asked('model:\n  _target_: pkg.Net\n  $0')).toMatchInlineSnapshot(`
      "hidden  int
      heads  int = 4
      _args_  list
      _convert_  none | partial | object | all
      _partial_  bool
      _recursive_  bool"
    `);
    const [first] = completionItems(asked('model:\n  _target_: pkg.Net\n  h$0'));
    expect(first?.documentation).toMatchObject({ value: 'the width of every layer' });
  });

  it('of arguments of a target that another config names', () => {
    checkCompletion(
      asked(
        'defaults:\n  - model: small\n  - _self_\nmodel:\n  d$0',
        '\n-- configs/model/small.yaml --\n_target_: pkg.nets.Settings\n',
      ),
    ).toMatchInlineSnapshot(`
      "width  int
      _target_  str = pkg.nets.Settings (model/small.yaml:1)
      depth  int = 2
      tags  List[str] = list
      _args_  list
      _convert_  none | partial | object | all
      _partial_  bool
      _recursive_  bool"
    `);
  });

  it('of values: literals, bools, enums, the conversions', () => {
    const labels = (config: string) => completionItems(asked(config)).map(({ label }) => label);
    expect(labels('model:\n  _target_: pkg.nets.Typed\n  how: $0')).toEqual(['sum', 'mean']);
    expect(labels('model:\n  _target_: pkg.nets.Typed\n  flag: $0')).toEqual(['false', 'true']);
    expect(labels('model:\n  _target_: pkg.nets.Typed\n  mode: $0')).toEqual(['fast', 'slow']);
    expect(labels('model:\n  _target_: pkg.nets.Typed\n  _convert_: $0')).toEqual(['all', 'none', 'object', 'partial']);
    expect(labels('model:\n  _target_: pkg.nets.Typed\n  _partial_: $0')).toEqual(['false', 'true']);
  });
});

describe('definition', () => {
  it('of each name of a path', () => {
    checkDefinition(asked('model:\n  _target_: p$0kg.nets.Net')).toBe('pkg/__init__.py:1:');
    checkDefinition(asked('model:\n  _target_: pkg.ne$0ts.Net')).toBe('pkg/nets.py:1:');
    checkDefinition(asked('model:\n  _target_: pkg.Ne$0t')).toBe('pkg/nets.py:21: Net');
    checkDefinition(asked('model:\n  _target_: "pkg.Net.from_$0file"')).toBe('pkg/nets.py:28: from_file');
    checkDefinition(asked('model:\n  _target_: torch.nn.Li$0near')).toBe('');
  });

  it('of an argument: the parameter, and who overrides it', () => {
    checkDefinition(asked('model:\n  _target_: pkg.Net\n  hea$0ds: 2')).toBe('pkg/nets.py:12: heads');
    checkDefinition(
      asked('model:\n  _target_: pkg.nets.Settings\n  wid$0th: 1')
        .replace('-- configs/app.yaml --', '-- configs/base.yaml --')
        .concat('-- configs/app.yaml --\ndefaults: [base, _self_]\nmodel: { width: 2 }\n'),
    ).toBe('pkg/nets.py:68: width\nconfigs/app.yaml:2: width');
  });
});

describe('hover', () => {
  it('on a target: what it is, how it is called, where it is', () => {
    checkHover(asked('model:\n  _target_: pkg.Ne$0t\n  hidden: 1')).toMatchInlineSnapshot(`
      "class \`pkg.Net\`

      \`\`\`python
      class Net(
          hidden: int,
          heads: int = 4,
      )
      \`\`\`

      A net.

      [pkg/nets.py:21](pkg/nets.py#L21)

      ---

      **\`model._target_: str = pkg.Net\`**

      set in [app.yaml:2](configs/app.yaml#L2)"
    `);
  });

  it('on a function, on a module, on what cannot be read', () => {
    checkHover(asked('model:\n  _target_: pkg.bui$0ld\n  size: 1')).toMatchInlineSnapshot(`
      "function \`pkg.build\`

      \`\`\`python
      def build(
          size: int,
          *,
          name: str = "b",
          **kwargs,
      )
      \`\`\`

      Builds one.

      [pkg/later.py:1](pkg/later.py#L1)

      ---

      **\`model._target_: str = pkg.build\`**

      set in [app.yaml:2](configs/app.yaml#L2)"
    `);
    checkHover(asked('model:\n  _target_: pk$0g.build\n  size: 1')).toMatchInlineSnapshot(`
      "module \`pkg\`

      [pkg/\\_\\_init\\_\\_.py:1](pkg/__init__.py#L1)

      ---

      **\`model._target_: str = pkg.build\`**

      set in [app.yaml:2](configs/app.yaml#L2)"
    `);
    checkHover(asked('model:\n  _target_: torch.nn.Li$0near')).toMatchInlineSnapshot(`
      "**\`model._target_: str = torch.nn.Linear\`**

      set in [app.yaml:2](configs/app.yaml#L2)"
    `);
  });

  it('on an argument: its annotation, its default, what is said of it', () => {
    checkHover(asked('model:\n  _target_: pkg.Net\n  hidden: 1\n  hea$0ds: 2')).toMatchInlineSnapshot(`
      "**\`model.heads: int = 2\`**

      set in [app.yaml:4](configs/app.yaml#L4)

      ---

      \`heads: int = 4\`, an argument of \`Net\`

      how many look

      [pkg/nets.py:12](pkg/nets.py#L12)"
    `);
  });
});
