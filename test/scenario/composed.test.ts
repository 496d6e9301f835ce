// The composed config as a document: its text, who decided each line, the same resolved, explained, and as it was saved.
import { describe, expect, it } from 'vitest';
import { composed } from '../../server/src/features/index.ts';
import type { ComposedParams } from '../../server/src/protocol.ts';
import { parseConfigFile, toPlain } from '../../server/src/text/index.ts';
import { neutral } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario, trainer } from '../support/scenario.ts';

const FILES = `
-- conf/train.yaml --
defaults:
  - base
  - db: mysql
  - _self_
seed: 2
note: "a long text that the emitter folds at column eighty, since no line of YAML is longer than that"
callbacks:
  - name: stop
    patience: 3
  - name: save
home: \${oc.env:HOME,nowhere}
twice: \${seed}
-- conf/base.yaml --
seed: 1
empty: {}
-- conf/db/mysql.yaml --
host: a # a comment of the file's
port: \${seed}
-- conf/db/sqlite.yaml --
host: b
`;

const seen = (options: Omit<ComposedParams, 'uri'> = {}, opened = open(parseScenario(FILES))) =>
  composed(opened.snapshot(), uriAt('conf/train.yaml'), options);

describe('the lines of a composed config', () => {
  it('say who decided each value, over whom, and where that is', () => {
    const { text, lines } = seen();
    const texts = text.split('\n');
    expect(
      lines.map(({ line, key, from, over, target }) => [
        texts[line]?.trim().slice(0, 20),
        key,
        from,
        over,
        target && `${neutral(target.uri)}:${target.line}`,
      ]),
    ).toMatchInlineSnapshot(`
      [
        [
          "seed: 2",
          "seed",
          "train.yaml:5",
          "1 base.yaml:1",
          "conf/train.yaml:4",
        ],
        [
          "empty: {}",
          "empty",
          "base.yaml:2",
          undefined,
          "conf/base.yaml:1",
        ],
        [
          "db:",
          "db",
          undefined,
          undefined,
          undefined,
        ],
        [
          "host: a",
          "db.host",
          "db/mysql.yaml:1",
          undefined,
          "conf/db/mysql.yaml:0",
        ],
        [
          "port: \${seed}",
          "db.port",
          "db/mysql.yaml:2",
          undefined,
          "conf/db/mysql.yaml:1",
        ],
        [
          "note: a long text th",
          "note",
          "train.yaml:6",
          undefined,
          "conf/train.yaml:5",
        ],
        [
          "callbacks:",
          "callbacks",
          "train.yaml:7",
          undefined,
          "conf/train.yaml:6",
        ],
        [
          "- name: stop",
          "callbacks.0.name",
          "train.yaml:8",
          undefined,
          "conf/train.yaml:7",
        ],
        [
          "patience: 3",
          "callbacks.0.patience",
          "train.yaml:9",
          undefined,
          "conf/train.yaml:8",
        ],
        [
          "- name: save",
          "callbacks.1.name",
          "train.yaml:10",
          undefined,
          "conf/train.yaml:9",
        ],
        [
          "home: \${oc.env:HOME,",
          "home",
          "train.yaml:11",
          undefined,
          "conf/train.yaml:10",
        ],
        [
          "twice: \${seed}",
          "twice",
          "train.yaml:12",
          undefined,
          "conf/train.yaml:11",
        ],
      ]
    `);
  });

  it('have the words of the hover', () => {
    expect(seen().lines.find(({ key }) => key === 'seed')?.about).toMatchInlineSnapshot(`
      "**\`seed: int = 2\`**

      set in [train.yaml:5](file:///w/conf/train.yaml#L5), over ~~\`1\`~~ [base.yaml:1](file:///w/conf/base.yaml#L1)"
    `);
    expect(seen().lines.find(({ key }) => key === 'db')?.about).toMatchInlineSnapshot(`
      "**\`db: dict\`**

      2 keys, from [db/mysql.yaml:1](file:///w/conf/db/mysql.yaml#L1)"
    `);
  });

  it('name the override where one decided', () => {
    const { lines, overrides } = seen({ composedWith: ['seed=7', 'db=sqlite'] });
    expect(overrides).toEqual(['seed=7', 'db=sqlite']);
    expect(lines.find(({ key }) => key === 'seed')).toMatchObject({ from: 'seed=7', over: '2 train.yaml:5' });
    expect(lines.find(({ key }) => key === 'db.host')).toMatchObject({ from: 'db/sqlite.yaml:1' });
  });
});

describe('the resolved config', () => {
  it('has the values that interpolations lead to, and keeps what only the run knows as it is written', () => {
    const { text, lines } = seen({ isResolved: true });
    expect(text).toContain('\ntwice: 2\n');
    expect(text).toContain('\n  port: 2\n');
    expect(text).toContain('\nhome: nowhere\n');
    expect(lines.find(({ key }) => key === 'twice')).toMatchObject({ from: 'train.yaml:12' });
  });

  it('shows no value of the environment', () => {
    const opened = open(parseScenario(FILES.replace('HOME,nowhere', 'SECRET')));
    expect(seen({ isResolved: true }, opened).text).toContain('\nhome: ${oc.env:SECRET}\n');
  });

  it('says of what an interpolation brought where that is written', () => {
    const opened = open(parseScenario(FILES.replace('twice: ${seed}', 'other: ${db}')));
    const { lines, text } = seen({ isResolved: true }, opened);
    const host = lines.find(({ key }) => key === 'other.host');
    expect(text.split('\n')[host?.line ?? -1]).toBe('  host: a');
    expect(host).toMatchObject({ from: 'train.yaml:12' });
  });
});

describe('the explained text', () => {
  it('has a comment for each value, and reads as the same config', () => {
    const { text } = seen({ isExplained: true });
    expect(text).toMatchInlineSnapshot(`
      "seed: 2  # train.yaml:5, over 1 base.yaml:1
      empty: {}  # base.yaml:2
      db:
        host: a  # db/mysql.yaml:1
        port: \${seed}  # db/mysql.yaml:2
      # train.yaml:6
      note: a long text that the emitter folds at column eighty, since no line of YAML is
        longer than that
      callbacks:  # train.yaml:7
      - name: stop  # train.yaml:8
        patience: 3  # train.yaml:9
      - name: save  # train.yaml:10
      home: \${oc.env:HOME,nowhere}  # train.yaml:11
      twice: \${seed}  # train.yaml:12
      "
    `);
    const read = (yaml: string) => toPlain(parseConfigFile('file:///x.yaml', yaml).body!);
    expect(read(text)).toEqual(read(seen().text));
  });

  it.each(['mamba', 'gpt2', 'deepseek_mtp', 'megabyte'])('of %s too', (name) => {
    const snapshot = open(trainer()).snapshot();
    const overrides = ['seq_len=7', '+note="a # b\\n c"'];
    const ask = (isExplained: boolean) =>
      composed(snapshot, uriAt(`configs/${name}.yaml`), { composedWith: overrides, isExplained }).text;
    const read = (yaml: string) => toPlain(parseConfigFile('file:///x.yaml', yaml).body!);
    expect(read(ask(true))).toEqual(read(ask(false)));
    expect(ask(true)).toMatch(/^seq_len: 7 {2}# seq_len=7, over .*data\.yaml:8$|^seq_len: 7 {2}# seq_len=7, over /m);
  });
});

describe('the saved config', () => {
  it('is that of the files on the disk, whatever is typed in any of them', () => {
    const opened = open(parseScenario(FILES));
    opened.replace('conf/db/mysql.yaml', 'host: a', 'host: typed');
    opened.replace('conf/train.yaml', 'seed: 2', 'seed: 3');
    opened.type('conf/new.yaml', 'defaults: [base]\n');
    expect(seen({}, opened).text).toMatch(/^seed: 3$[\s\S]*host: typed/m);
    const saved = seen({ isSaved: true }, opened);
    expect(saved.text).toBe(seen().text);
    expect(composed(opened.snapshot(), uriAt('conf/new.yaml'), { isSaved: true }).name).toBeUndefined();
    expect(composed(opened.snapshot(), uriAt('conf/new.yaml')).name).toBe('new');
  });

  it('follows what is saved, though nobody tells of an open document', () => {
    const opened = open(parseScenario(FILES));
    const typed = opened.replace('conf/train.yaml', 'seed: 2', 'seed: 3').files.file(uriAt('conf/train.yaml'))?.text;
    expect(seen({ isSaved: true }, opened).text).toMatch(/^seed: 2$/m);
    opened.disk.set('conf/train.yaml', typed ?? '');
    expect(seen({ isSaved: true }, opened).text).toMatch(/^seed: 3$/m);
    opened.save('conf/base.yaml', 'seed: 1\nempty: {}\nmore: true\n');
    expect(seen({ isSaved: true }, opened).text).toMatch(/^more: true$/m);
  });

  it('is seen from what the user pinned', () => {
    const opened = open(parseScenario(FILES));
    opened.workspace.setPins(new Map([[uriAt('conf'), { name: 'train', overrides: ['seed=9'] }]]));
    expect(seen({ isSaved: true }, opened).text).toMatch(/^seed: 9$/m);
  });
});
