// Keys, groups and configs in the commands that people keep in files: found and renamed with all others.
import { describe, expect, it } from 'vitest';
import { checkDefinition, checkDiagnostics } from '../support/check.ts';
import { referenceLines, renameLines } from '../support/navigate.ts';
import { cursorIn } from '../support/scenario.ts';

const project = `
-- app.py --
import hydra

@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg):
    print(cfg.db.port)

if __name__ == "__main__":
    main()
-- configs/config.yaml --
defaults:
  - db: mysql
  - db@other: mysql
  - _self_
seed: 1
-- configs/db/mysql.yaml --
port: 1
-- configs/db/lite.yaml --
port: 2
-- run.sh --
python app.py db=mysql db.port=3 'other.port=$PORT' +seed=2
python app.py -m db=lite,mysql db@other=lite --config-name=config ++db.port="$PORT"
-- .vscode/launch.json --
{
  "configurations": [
    { "type": "debugpy", "program": "\${workspaceFolder}/app.py", "args": ["db=lite", "db.port=4"] }
  ]
}
-- README.md --
Run it:

    python app.py db.port=5

\`\`\`sh
python app.py db.port=5
\`\`\`
`;

const at = (mark: string) => cursorIn(project, mark);

describe('names in commands', () => {
  it('of a key', () => {
    expect(referenceLines(at('p|ort: 1'))).toMatchInlineSnapshot(`
      ".vscode/launch.json:3: { "type": "debugpy", "program": "\${workspaceFolder}/app.py", "args": ["db=lite", "db.[port]=4"] }
      README.md:3: python app.py db.[port]=5
      README.md:6: python app.py db.[port]=5
      app.py:5: print(cfg.db.[port])
      configs/db/lite.yaml:1: [port]: 2
      configs/db/mysql.yaml:1: [port]: 1
      run.sh:1: python app.py db=mysql db.[port]=3 'other.port=$PORT' +seed=2
      run.sh:1: python app.py db=mysql db.port=3 'other.[port]=$PORT' +seed=2
      run.sh:2: python app.py -m db=lite,mysql db@other=lite --config-name=config ++db.[port]="$PORT""
    `);
    expect(referenceLines(at('db.p|ort=3'))).toBe(referenceLines(at('p|ort: 1')));
    expect(renameLines(at('p|ort: 1'), 'address')).toMatchInlineSnapshot(`
      ".vscode/launch.json:3: { "type": "debugpy", "program": "\${workspaceFolder}/app.py", "args": ["db=lite", "db.address=4"] }  (command?)
      README.md:3: python app.py db.address=5  (command?)
      README.md:6: python app.py db.address=5  (command?)
      app.py:5: print(cfg.db.address)  (python?)
      configs/db/lite.yaml:1: address: 2
      configs/db/mysql.yaml:1: address: 1
      run.sh:1: python app.py db=mysql db.address=3 'other.address=$PORT' +seed=2  (command?)
      run.sh:2: python app.py -m db=lite,mysql db@other=lite --config-name=config ++db.address="$PORT"  (command?)"
    `);
  });

  it('of a config', () => {
    expect(referenceLines(at('- db: my|sql'))).toMatchInlineSnapshot(`
      "configs/config.yaml:2: - db: [mysql]
      configs/config.yaml:3: - db@other: [mysql]
      run.sh:1: python app.py db=[mysql] db.port=3 'other.port=$PORT' +seed=2
      run.sh:2: python app.py -m db=lite,[mysql] db@other=lite --config-name=config ++db.port="$PORT""
    `);
    expect(renameLines(at('db=my|sql db'), 'postgres')).toMatchInlineSnapshot(`
      "configs/config.yaml:2: - db: postgres
      configs/config.yaml:3: - db@other: postgres
      configs/db/mysql.yaml -> configs/db/postgres.yaml
      run.sh:1: python app.py db=postgres db.port=3 'other.port=$PORT' +seed=2  (command?)
      run.sh:2: python app.py -m db=lite,postgres db@other=lite --config-name=config ++db.port="$PORT"  (command?)"
    `);
    expect(referenceLines(at('config-name=con|fig'))).toMatchInlineSnapshot(`
      "app.py:3: @hydra.main(config_path="configs", config_name="[config]", version_base=None)
      run.sh:2: python app.py -m db=lite,mysql db@other=lite --config-name=[config] ++db.port="$PORT""
    `);
  });

  it('of a group', () => {
    expect(renameLines(at('- d|b: mysql'), 'store')).toMatchInlineSnapshot(`
      ".vscode/launch.json:3: { "type": "debugpy", "program": "\${workspaceFolder}/app.py", "args": ["store=lite", "store.port=4"] }  (command?)
      README.md:3: python app.py store.port=5  (command?)
      README.md:6: python app.py store.port=5  (command?)
      app.py:5: print(cfg.store.port)  (python?)
      configs/config.yaml:2: - store: mysql
      configs/config.yaml:3: - store@other: mysql
      configs/db -> configs/store
      run.sh:1: python app.py store=mysql store.port=3 'other.port=$PORT' +seed=2  (command?)
      run.sh:2: python app.py -m store=lite,mysql store@other=lite --config-name=config ++store.port="$PORT"  (command?)"
    `);
  });

  it('of a key within a dictionary', () => {
    const text = `
-- app.py --
import hydra
@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg): ...
-- configs/config.yaml --
opt: { lr: 1, deep: { k: 1 } }
-- run.sh --
python app.py "opt={lr: 2, deep: {k: 3}}" +opt.deep='{k:1}' "opt={'lr': 4}"
python app.py 'other={lr: 2}' 'opt={deep: {lr: 2}}' "opt={lr: $LR}"
`;
    expect(renameLines(cursorIn(text, 'l|r: 1'), 'rate')).toMatchInlineSnapshot(`
      "configs/config.yaml:1: opt: { rate: 1, deep: { k: 1 } }
      run.sh:1: python app.py "opt={rate: 2, deep: {k: 3}}" +opt.deep='{k:1}' "opt={'lr': 4}"  (command?)
      run.sh:2: python app.py 'other={lr: 2}' 'opt={deep: {lr: 2}}' "opt={rate: $LR}"  (command?)"
    `);
    expect(renameLines(cursorIn(text, 'k|: 1 }'), 'key')).toMatchInlineSnapshot(`
      "configs/config.yaml:1: opt: { lr: 1, deep: { key: 1 } }
      run.sh:1: python app.py "opt={lr: 2, deep: {key: 3}}" +opt.deep='{key:1}' "opt={'lr': 4}"  (command?)"
    `);
  });

  it('lead to what they override', () => {
    checkDefinition(at('db.p|ort=3')).toMatchInlineSnapshot(`"configs/db/mysql.yaml:1: port"`);
    checkDefinition(at('db=my|sql db')).toMatchInlineSnapshot(`"configs/db/mysql.yaml:1:"`);
    checkDefinition(at('pyt|hon app.py db=mysql')).toMatchInlineSnapshot(`""`);
  });
});

describe('overrides in prose', () => {
  const given = `${project}
Set \`db.port=6\`, or \`\`python app.py -m +db.port=7 db=lite\`\`; \`port=1\` and db.port=8 are no overrides, nor is
\`port\` or \`\`\`.

\`\`\`yaml
text: \`db.port=9\`
\`\`\`
`;
  const prose = (text: string) => text.split('\n').filter((line) => /README.md:(9|\d\d):/.test(line));
  const cursor = (mark: string) => cursorIn(given, mark);

  it('are uses of keys and configs, and a rename asks about them', () => {
    expect(prose(referenceLines(cursor('p|ort: 1')))).toMatchInlineSnapshot(`
      [
        "README.md:9: Set \`db.[port]=6\`, or \`\`python app.py -m +db.port=7 db=lite\`\`; \`port=1\` and db.port=8 are no overrides, nor is",
        "README.md:9: Set \`db.port=6\`, or \`\`python app.py -m +db.[port]=7 db=lite\`\`; \`port=1\` and db.port=8 are no overrides, nor is",
      ]
    `);
    expect(prose(renameLines(cursor('p|ort: 1'), 'address'))).toMatchInlineSnapshot(`
      [
        "README.md:9: Set \`db.address=6\`, or \`\`python app.py -m +db.address=7 db=lite\`\`; \`port=1\` and db.port=8 are no overrides, nor is  (command?)",
      ]
    `);
    expect(prose(renameLines(given.replace('- db: mysql', '- db: li$0te'), 'small'))).toMatchInlineSnapshot(`
      [
        "README.md:9: Set \`db.port=6\`, or \`\`python app.py -m +db.port=7 db=small\`\`; \`port=1\` and db.port=8 are no overrides, nor is  (command?)",
      ]
    `);
  });

  it('are places to ask from', () => {
    const bare = (text: string) => text.replaceAll(/[[\]]/g, '');
    expect(referenceLines(cursor('`db.p|ort=6'))).toBe(referenceLines(cursor('p|ort: 1')));
    expect(renameLines(cursor('`db.p|ort=6'), 'address')).toBe(renameLines(cursor('p|ort: 1'), 'address'));
    expect(renameLines(cursor('db=li|te``'), 'small')).toContain('configs/db/lite.yaml -> configs/db/small.yaml');
    expect(bare(referenceLines(cursor('+d|b.port=7')))).toBe(bare(referenceLines(cursor('`d|b.port=6'))));
    checkDefinition(cursor('`db.p|ort=6')).toMatchInlineSnapshot(`"configs/db/mysql.yaml:1: port"`);
    checkDefinition(cursor('`port|=1')).toMatchInlineSnapshot(`""`);
  });

  it('are nothing to ask from where two roots have such a key', () => {
    const two = `${given}-- other/app.py --
import hydra

@hydra.main(config_path="conf", config_name="main", version_base=None)
def main(cfg): ...
-- other/conf/main.yaml --
db: { port: 1 }
`;
    expect(referenceLines(cursorIn(two, '`db.p|ort=6'))).toBe('');
    expect(referenceLines(cursorIn(two, 'p|ort: 1'))).toContain('README.md');
  });

  it('are not judged', () => {
    checkDiagnostics(`
-- app.py --
import hydra

@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg):
    print(cfg.port)
-- configs/config.yaml --
port: 1
-- README.md --
Set \`prot=6\`, as in \`python app.py prot=7\`.
`);
  });
});
