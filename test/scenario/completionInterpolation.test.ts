// What is offered inside `${…}`, in half-typed and broken texts too, and what the text is after it was taken.
import { describe, expect, it } from 'vitest';
import { accepted, checkCompletion, completionItems, problemLines } from '../support/check.ts';
import { open, parseScenario } from '../support/scenario.ts';

const PROJECT = `
-- app.py --
import hydra
from omegaconf import OmegaConf

OmegaConf.register_new_resolver("double", lambda x: 2 * x)

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- .env --
# local
export WANDB_API_KEY=very-secret
DATA_DIR = /data
-- conf/config.yaml --
defaults:
  - model: gpt
  - _self_
dim: 64
name: run
user: \${oc.env:LOGNAME}
layers: [1, 2]
stages:
  - size: 3
"odd key": 1
7: seven
LINE
last: 1
-- conf/model/gpt.yaml --
width: \${dim}
heads: 4
block:
  depth: 2
`;
const line = (text: string) => PROJECT.replace('LINE', () => text);
const labels = (text: string) => completionItems(line(text)).map(({ label }) => label);
/** The one line after an item was taken. */
const taken = (text: string, label: string) => {
  const whole = accepted(line(text), label).split('\n');
  const from = whole.indexOf('7: seven') + 1;
  return whole.slice(from, whole.indexOf('last: 1')).join('\n');
};

describe('paths', () => {
  it('keys of the composition, then values further in, then resolvers', () => {
    checkCompletion(line('here: ${$0')).toMatchInlineSnapshot(`
      "dim  int = 64
      last  int = 1
      layers  list
      model  dict
      name  str = run
      stages  list
      user  str = \${oc.env:LOGNAME}
      model.block.depth  int = 2
      model.heads  int = 4
      model.width  str = \${dim}
      double:
      hydra:  hydra:key
      now:  now:format
      oc.create:  oc.create:value
      oc.decode:  oc.decode:text
      oc.deprecated:  oc.deprecated:key[,message]
      oc.dict.keys:  oc.dict.keys:key
      oc.dict.values:  oc.dict.values:key
      oc.env:  oc.env:NAME[,default]
      oc.select:  oc.select:key[,default]
      python_version:  python_version:[level]"
    `);
  });

  it.each([
    ['at the end of the line', 'here: ${$0', 'here: ${dim}│'],
    ['before a closing brace', 'here: ${$0}', 'here: ${dim│}'],
    ['half typed', 'here: ${di$0}', 'here: ${dim│}'],
    ['amid a name', 'here: ${d$0xx}', 'here: ${dim│}'],
    ['in double quotes', 'here: "${$0"', 'here: "${dim}│"'],
    ['in single quotes', "here: '${d$0}'", "here: '${dim│}'"],
    ['amid text', 'here: run-${d$0}-${name}', 'here: run-${dim│}-${name}'],
    ['in a list', 'here:\n  - ${$0', 'here:\n  - ${dim}│'],
    ['in a block scalar', 'here: |\n  a ${$0} b', 'here: |\n  a ${dim│} b'],
    ['in quotes among brackets', 'here: ["${$0"]', 'here: ["${dim}│"]'],
    ['bare among brackets, which YAML refuses', 'here: [${d$0}]', 'here: ["${dim}"│]'],
    ['bare among brackets that are open', 'here: [${d$0', 'here: ["${dim}"│'],
    ['as an argument', 'here: ${oc.select:last,${$0}}', 'here: ${oc.select:last,${dim│}}'],
    ['with blanks', 'here: ${ d$0 }', 'here: ${ dim│ }'],
  ])('%s', (_, text, expected) => {
    expect(taken(text, 'dim')).toBe(expected);
  });

  it.each([
    ['in another interpolation', 'here: ${model.${$0}}', 'here: ${model.${part│}}'],
    ['in another one, all of them open', 'here: ${model.${$0', 'here: ${model.${part}│'],
    ['as an argument that has to be a text', 'here: ${oc.decode:${$0}}', 'here: ${oc.decode:${part│}}'],
  ])('%s', (_, text, expected) => {
    expect(taken(`part: heads\n${text}`, 'part').replace('part: heads\n', '')).toBe(expected);
  });

  it.each([
    ['a mapping', 'here: ${model.$0', ['block', 'heads', 'width']],
    ['a mapping in one', 'here: ${model.block.$0}', ['depth']],
    ['brackets', 'here: ${model[$0', ['block', 'heads', 'width']],
    ['a list', 'here: ${layers.$0', ['0', '1']],
    ['an item of a list', 'here: ${stages[0].$0', ['size']],
    ['an interpolation in a path', 'model_name: model\nhere: ${${model_name}.$0}', ['block', 'heads', 'width']],
    ['what an interpolation leads to', 'other: ${model}\nhere: ${other.bl$0', ['block', 'heads', 'width']],
    ['the siblings', 'here:\n  a: 1\n  b: ${.$0', ['a']],
    ['the siblings of a list item', 'here:\n  - 1\n  - ${.$0', ['0']],
    ['the level above', 'here:\n  a: 1\n  b:\n    c: ${..$0', ['a', 'b']],
    ['a scalar', 'here: ${dim.$0', []],
    ['nothing that is there', 'here: ${nope.$0', []],
    ['more levels than there are', 'here: ${....$0', []],
  ])('below %s', (_, text, expected) => {
    expect(labels(text)).toEqual(expected);
  });

  it('what a mapping among brackets would leave half written is not offered', () => {
    expect(labels('here: [${$0')).not.toContain('model');
    expect(taken('here: [${mo$0', 'model.heads')).toBe('here: ["${model.heads}"│');
  });

  it('a mapping stays open for what follows', () => {
    expect(taken('here: ${mo$0', 'model')).toBe('here: ${model│');
    expect(taken('here: ${layers[$0', '1')).toBe('here: ${layers[1]}│');
  });

  it('what a broken line hides from the composition is known from the file', () => {
    expect(labels('here: "${$0')).toEqual(expect.arrayContaining(['dim', 'model', 'last']));
    expect(labels('a: 1\nhere: { b: ${$0')).toEqual(expect.arrayContaining(['dim', 'model.heads']));
  });

  it('neither the key itself nor one that leads back to it', () => {
    const found = labels('one: ${two}\ntwo: ${$0}');
    expect(found).toContain('dim');
    expect(found).not.toContain('two');
    expect(found).not.toContain('one');
  });

  it('no key that an interpolation cannot name', () => {
    const found = labels('here: ${$0');
    expect(found).not.toContain('odd key');
    expect(found).not.toContain('7');
  });

  it('a file of a group is seen from where it lands', () => {
    const scenario = PROJECT.replace('LINE\n', '').replace('heads: 4', () => 'heads: ${.$0}');
    expect(completionItems(scenario).map(({ label }) => label)).toEqual(['block', 'width']);
  });

  it('before what is there: a bracket is closed once, and nothing goes before dots', () => {
    expect(taken('here: ${layers[$0]}', '1')).toBe('here: ${layers[1│]}');
    expect(labels('here:\n  a: 1\n  b: ${$0.a}')).toEqual([]);
  });

  it.each(['# ${$0', 'here: \\${$0', 'here: ${dim}$0', '${$0'])('nothing in %s', (text) => {
    expect(labels(text).filter((label) => label === 'dim' || label === 'oc.env:')).toEqual([]);
  });
});

describe('resolvers', () => {
  it.each([
    ['oc.env', 'here: ${oc.$0', 'env:', 'here: ${oc.env:│'],
    ['half typed', 'here: ${oc.e$0}', 'env:', 'here: ${oc.env:│}'],
    ['Hydra’s', 'here: ${hy$0}', 'hydra:', 'here: ${hydra:│}'],
    ['one of the project’s own Python', 'here: ${dou$0', 'double:', 'here: ${double:│'],
  ])('%s', (_, text, label, expected) => {
    expect(taken(text, label)).toBe(expected);
  });

  it('environment variables by name alone', () => {
    checkCompletion(line('here: ${oc.env:$0}')).toMatchInlineSnapshot(`
      "DATA_DIR
      LOGNAME
      WANDB_API_KEY"
    `);
    expect(JSON.stringify(completionItems(line('here: ${oc.env:$0}')))).not.toContain('secret');
    expect(taken('here: ${oc.env:W$0', 'WANDB_API_KEY')).toBe('here: ${oc.env:WANDB_API_KEY}│');
  });

  it('keys that oc.select takes', () => {
    expect(labels('here: ${oc.select:model.$0}')).toEqual(['block', 'heads', 'width']);
    expect(taken('here: ${oc.select:model.he$0', 'heads')).toBe('here: ${oc.select:model.heads}│');
  });

  it("Hydra's own keys", () => {
    expect(labels('here: ${hydra:$0}')).toEqual(expect.arrayContaining(['job', 'run', 'runtime']));
    expect(taken('here: ${hydra:job.na$0', 'name')).toBe('here: ${hydra:job.name}│');
  });

  it('formats and levels', () => {
    expect(labels('here: ${now:$0}')).toContain('%Y-%m-%d');
    expect(labels('here: ${python_version:$0}')).toEqual(['major', 'micro', 'minor']);
  });
});

describe('in a defaults list', () => {
  it('groups whose option is known', () => {
    const scenario = PROJECT.replace('LINE\n', '').replace('- _self_', () => '- data: ${$0}\n  - _self_');
    expect(completionItems(scenario).map(({ label, detail }) => [label, detail])).toEqual([['model', 'gpt']]);
  });

  it('none whose option is not there, and none in a list of options', () => {
    const more = '-- conf/data/gpt.yaml --\na: 1\n-- conf/other/x.yaml --\na: 1\n';
    const offered = (entry: string) => {
      const scenario = PROJECT.replace('LINE\n', '').replace('- _self_', () => `- ${entry}\n  - _self_`) + more;
      return completionItems(scenario).map(({ label }) => label);
    };
    expect(offered('data: ${$0}')).toEqual(['model']);
    expect(offered('other: ${$0}')).toEqual([]);
    expect(offered('other: x_${$0}')).toEqual(['model']);
    expect(offered('data: [gpt, "${$0}"]')).toEqual([]);
  });
});

describe('a value of another type', () => {
  const typed = (text: string) => `
-- app.py --
from dataclasses import dataclass
import hydra

class Net:
    def __init__(self, width: int, name: str = "x", rate: float = 0.5): ...

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
whole: 12
half: 0.5
text: abc
truth: true
same: \${whole}
net:
  _target_: app.Net
  ${text}
`;
  const offered = (text: string) =>
    completionItems(typed(text)).flatMap(({ label }) => (/^(whole|half|text|truth|same)$/.test(label) ? [label] : []));

  it.each([
    ['width: ${$0}', ['same', 'truth', 'whole']],
    ['width: "${$0}"', ['same', 'truth', 'whole']],
    ['rate: ${$0}', ['half', 'same', 'truth', 'whole']],
    ['width: ${oc.select:$0}', ['half', 'same', 'text', 'truth', 'whole']],
    ['name: ${$0}', ['same', 'text']],
    ['name: a_${$0}', ['half', 'same', 'text', 'truth', 'whole']],
    ['_target_: ${$0}', ['same', 'text']],
    ['other: ${$0}', ['half', 'same', 'text', 'truth', 'whole']],
  ])('is not offered: %s', (text, expected) => {
    expect(offered(text).sort()).toEqual(expected);
  });
});

describe('around the value itself', () => {
  it('a mapping is a path that goes on', () => {
    expect(
      accepted(
        PROJECT.replace('LINE', () => 'at:\n  in: ${$0}'),
        'at',
      ),
    ).toContain('in: ${at.│}');
    expect(
      accepted(
        PROJECT.replace('LINE', () => 'at:\n  in: ${$0}'),
        'model',
      ),
    ).toContain('in: ${model│}');
  });

  it('a list is not taken from itself', () => {
    expect(labels('at: [1, "${$0}"]')).not.toContain('at.0');
    expect(labels('at:\n  in: [1, "${$0}"]')).not.toContain('at.in');
    expect(taken('name: ["${$0}"]', 'name')).toBe('name: ["${name.│}"]');
  });
});

describe('what would be flagged as soon as it is taken', () => {
  const CONFIG = `-- conf/config.yaml --
defaults: [model: gpt, _self_]
number: 64
word: number
none: null
list: [1, 2]
first: \${second}
second: \${first}
odd: \${oc.decode:"{"}
absent: \${nowhere}
given: ???
variable: \${oc.env:SOME_VARIABLE}
below: { inner: 3, text: word }
LINE
last: 1
-- conf/model/gpt.yaml --
heads: 4
back: \${oc.select:here}
`;
  const plain = (lines: readonly string[]) => lines.map((each) => each.replace(/:\d+:\d+\+\d+/, ''));
  const problems = (text: string) => plain(problemLines(open(parseScenario(text)).snapshot()));
  const before = new Set(problems(CONFIG.replace('LINE', 'here: 1')));
  /** What is offered, and what of it is then told of the line. */
  const tried = (text: string) => {
    const scenario = CONFIG.replace('LINE', () => text);
    const offers = completionItems(scenario).filter(({ label }) => !label.endsWith(':'));
    const flagged = offers.flatMap(({ label }) => {
      const taken = accepted(scenario, label).replace('│', '');
      const { files } = parseScenario(scenario);
      const after = open({ files: new Map([...files, ['conf/config.yaml', taken]]), annotations: [] });
      return plain(problemLines(after.snapshot())).filter((line) => !before.has(line));
    });
    return { labels: offers.map(({ label }) => label), flagged };
  };

  it.each([
    ['here: ${oc.select:${$0}}', ['word', 'below.text'], ['number', 'list', 'first', 'model.back', 'here']],
    ['here: ${oc.select:${oc.select:$0}}', ['word'], ['number', 'none', 'odd']],
    ['here: ${oc.select:nothing,${$0}}', ['number', 'list', 'none'], ['first', 'odd', 'model.back']],
    ['here: ${oc.select:nothing,${oc.select:$0}}', ['number', 'word'], ['first', 'model']],
    ['here: ${oc.select:$0}', ['number', 'below', 'given'], ['first', 'odd']],
    ["here: ${oc.select:'$0'}", ['number', 'model.heads'], ['first']],
    ['here: ${oc.select:list[$0]}', [], ['0']],
    ['here: ${oc.dict.keys:$0}', ['below'], ['number', 'list', 'none', 'first']],
    ['here: ${oc.decode:${$0}}', ['word', 'none', 'variable'], ['number', 'list', 'below']],
    ['here: ${${$0}}', ['word', 'below.text'], ['number', 'below', 'none', 'first']],
    ['here: ${model.${$0}}', [], ['word', 'number']],
    ['here: ${list[${$0}]}', [], ['word', 'below']],
    ['here: ${below.$0}', ['inner', 'text'], []],
    ['here: a ${$0} b', ['number', 'word', 'absent', 'given'], ['first', 'odd', 'model.back', 'here']],
  ])('is not offered: %s', (text, offered, others) => {
    const { labels, flagged } = tried(text);
    expect(flagged).toEqual([]);
    expect(labels).toEqual(expect.arrayContaining(offered));
    expect(others.filter((each) => labels.includes(each))).toEqual([]);
  });

  it('keeps the quote of an argument', () => {
    expect(taken("here: ${oc.select:'la$0'}", 'last')).toBe("here: ${oc.select:'last│'}");
    expect(taken('here: ${oc.select:"la$0', 'last')).toBe('here: ${oc.select:"last"}│');
    expect(taken("here: ${oc.env:'WANDB_$0'}", 'WANDB_API_KEY')).toBe("here: ${oc.env:'WANDB_API_KEY│'}");
    expect(labels("here: ${oc.select:'last'$0}")).toEqual([]);
  });
});
