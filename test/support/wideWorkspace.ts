// Two projects beside each other, with all of what an answer may be made from, and everything that may happen to it: what is
// typed, saved, deleted, linked, renamed and ignored, folders of the window, pins. At random, and the same for the same seed.
import type { Pin, Unread, Workspace } from '../../server/src/project/index.ts';
import { createWorkspace } from '../../server/src/project/index.ts';
import { type Disk, diskHost } from './diskHost.ts';
import { uriAt } from './memoryHost.ts';
import { parseScenario } from './scenario.ts';

const START = parseScenario(`
-- one/.git/HEAD --
ref
-- one/.gitignore --
local/
-- one/hydrascope.yaml --
schemas:
  - schema: app.schema.json
    files: ["conf/*.yaml"]
registries:
  - symbol: ADAPTER_PATHS
    file: registry.py
    key: type
-- one/app.schema.json --
{ "type": "object", "properties": { "type": { "type": "string" }, "dim": { "type": "integer", "maximum": 100 } } }
-- one/app.py --
import hydra
import stored
from lib.net import build

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg):
    print(cfg.dim, cfg.model.width)
    build(cfg.net)

if __name__ == "__main__":
    main()
-- one/registry.py --
ADAPTER_PATHS: dict = {"gpt": "lib.net:Net", "mamba": "lib.net:build"}
-- one/stored.py --
from dataclasses import dataclass
from hydra.core.config_store import ConfigStore
from omegaconf import MISSING, OmegaConf

@dataclass
class Model:
    width: int = 5
    name: str = MISSING

OmegaConf.register_new_resolver("double", lambda x: x)
store = ConfigStore.instance()
store.store(group="model", name="schema", node=Model)
store.store(name="of_python", node={"seed": 3})
-- one/lib/__init__.py --
-- one/lib/net.py --
class Net:
    def __init__(self, dim: int, depth: int = 2): ...

def build(cfg):
    return cfg.dim
-- one/lib/conf/__init__.py --
-- one/lib/conf/model/packed.yaml --
width: 8
-- one/conf/config.yaml --
defaults:
  - base
  - of_python
  - model: gpt
  - tuned: \${model}_fast
  - optional local: mine
  - _self_
hydra:
  searchpath: [pkg://lib.conf, file:///w/two/more]
type: gpt
dim: 64
scaled: \${model.width}
net: { _target_: lib.net.Net, dim: \${dim} }
-- one/conf/base.yaml --
dim: 1
type: mamba
-- one/conf/second.yaml --
# é😀
defaults: [base, { model: mamba }, { "model@other": extra }, _self_]
a: \${other.width}
-- one/conf/experiment/fast.yaml --
# @package _global_
defaults:
  - override /model: mamba
  - override /tuned: gpt_fast
dim: 3
-- one/conf/model/gpt.yaml --
defaults: [schema]
width: \${dim}
name: "😀"
-- one/conf/model/mamba.yaml --
# @package model
width: 12
-- one/conf/tuned/gpt_fast.yaml --
rate: \${double:\${dim}}
-- one/conf/local/mine.yaml --
rate: 1
-- one/train.sh --
python app.py +experiment=fast model=mamba dim=3
-- one/.vscode/launch.json --
{ "configurations": [{ "program": "app.py", "args": ["model=gpt", "dmi=3"] }] }
-- one/docker-compose.yaml --
services: { web: { image: "web:\${TAG:-latest}" } }
-- two/main.py --
import hydra

@hydra.main(version_base=None, config_path=".", config_name="main")
def main(cfg): ...
-- two/main.yaml --
defaults: [{ db: mysql }, _self_]
port: \${db.port}
-- two/db/mysql.yaml --
port: 1
-- two/more/model/extra.yaml --
width: 1
-- two/mkdocs.yaml --
site_name: \${nowhere}
-- two/rails/config/app.yaml --
defaults: [a, b]
x: \${y}
`);

/** What is put into files, wherever it happens to land. */
const SNIPPETS = [
  'dim: 2\n',
  'type: nothing\n',
  '  - model: mamba\n',
  '  - _self_\n',
  '  - experiment: fast\n',
  '  - tuned: ${model}_${db}\n',
  '  - override hydra/job_logging: none\n',
  'defaults: [base]\n',
  'defaults: [{ /model@here: gpt }, _self_]\n',
  'model: {width: 3}\n',
  'a: ${dim}\n',
  'b: ${nowhere}\n',
  'c: ${.dim} ${..dim} ${double:${dim}}\n',
  'net: { _target_: lib.net.Net, dimm: 1 }\n',
  '# @package _global_\n',
  '# @package here._group_\n',
  'hydra: { searchpath: [file:///w/two/more, pkg://lib.conf] }\n',
  'hydra: "1.4"\n',
  'roots: [conf]\n',
  'rules: { HS201: off }\n',
  'rules: { HS111: hint }\n',
  'from lib.net import Net\nstore.store(group="model", name="late", node=Model)\n',
  'store.store(name="of_python", node={"dim": 3})\n',
  'class Model:\n    depth: int = 3\n',
  '    extra: float = 1.0\n',
  'print(cfg.model.width)\n',
  '@hydra.main(version_base=None, config_path="../one/conf", config_name="second")\ndef other(cfg): ...\n',
  'ADAPTER_PATHS["nothing"] = "lib.net:Net"\n',
  'python app.py model=late +experiment=fast,slow -m\n',
  'local/\n',
  '!local/\nmodel/\n',
  '&a ',
  '*a',
  '???',
  '"',
  '[',
  '- ',
  ': ',
  '\n',
  '\r\n',
  ' ',
  '😀',
];

/** What may come beside what is there. */
const NEW_FILES = [
  'one/conf/new.yaml',
  'one/conf/model/late.yaml',
  'one/conf/experiment/slow.yaml',
  'one/conf/deep/er/new.yaml',
  'one/conf/local/other.yaml',
  'one/conf/.gitignore',
  'one/inner/conf/config.yaml',
  'one/inner/app.py',
  'two/new.yaml',
  'two/db/pg.yaml',
  'two/hydrascope.yaml',
  'two/more/base.yaml',
  'two/conf/config.yaml',
];
const NEW_TEXTS = [
  'dim: 5\n',
  'defaults: [_self_, base]\nx: ${dim}\n',
  '# @package _global_\ndefaults:\n  - override /model: gpt\ndim: 7\n',
  '@hydra.main(version_base=None, config_path="conf", config_name="config")\ndef inner(cfg): ...\n',
  'roots: [conf]\n',
  '',
];

const FOLDERS = ['one/conf/model', 'one/conf/experiment', 'one/conf', 'two/more', 'one/lib', 'two/db', 'one'];
const LINKS = ['one/conf/linked', 'one/conf/model/up', 'two/db/shared', 'one/conf/base2.yaml', 'two/one_link'];
const TARGETS = ['one/conf/model', 'two/db', 'one/conf', 'two/more', 'one', 'one/conf/base.yaml', 'two/db/mysql.yaml'];
const WINDOWS = [
  ['one', 'two'],
  ['two', 'one'],
  ['one'],
  ['one', 'two', 'one/inner'],
  ['one/inner', 'two'],
  [''],
  ['two', 'one/conf'],
];
const PINS: readonly Pin[] = [
  { name: 'config', overrides: ['+experiment=fast'] },
  { name: 'config', overrides: ['model=mamba', 'dim=3'] },
  { name: 'second', overrides: [] },
  { name: 'gone', overrides: [] },
  { name: 'config', overrides: ['model=gpt,mamba'] },
  { name: 'config', overrides: ['broken=['] },
  { name: 'config', overrides: ['+new=1', '~dim'] },
];
const UNREADABLE: Unread = {
  refusal: { errorClass: 'PermissionError', message: "[Errno 13] Permission denied: '/w/x'" },
  message: 'may not be read: permission denied',
  text: '',
};

/** Who is told of what happens: a workspace, or a server that has one. */
export type Told = Pick<Workspace, 'apply' | 'setFolders' | 'setPins'>;

/** A workspace that things happen to. */
export interface Wide<T extends Told = Workspace> {
  readonly workspace: T;
  /** Paths of all files that are there, open or on the disk, in order. */
  paths(): readonly string[];
  /** Does something, and says what. */
  step(): string;
  /** One that is opened now, in the same state. */
  fresh(): Workspace;
}

export function wideWorkspace(random: () => number): Wide {
  return wideOver(random, (disk, folders) => createWorkspace(disk, { folders }));
}

/** The same for anybody who is told. */
export function wideOver<T extends Told>(
  random: () => number,
  begin: (disk: Disk, folders: readonly string[]) => T,
): Wide<T> {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const disk: Disk = diskHost(START.files);
  let folders: readonly string[] = ['one', 'two'];
  let pins = new Map<string, Pin>();
  const unsaved = new Map<string, string>();
  const workspace = begin(disk, folders.map(uriAt));

  const tell = (...paths: readonly string[]): void =>
    void workspace.apply(paths.map((path) => ({ kind: 'disk', uri: uriAt(path) })));
  const onDisk = (path: string): string | undefined => {
    const found = disk.files.get(path);
    return typeof found === 'object' ? found.text : found;
  };
  /** A folder may have become a file, or a link may stand in the way. */
  const canLie = (path: string) =>
    path.split('/').every((_, index, names) => index === 0 || !disk.files.has(names.slice(0, index).join('/'))) &&
    ![...disk.links.keys()].some((link) => path === link || path.startsWith(`${link}/`)) &&
    ![...disk.files.keys()].some((each) => each.startsWith(`${path}/`));
  const write = (path: string, text: string | Unread): boolean => {
    if (!canLie(path)) return false;
    disk.files.set(path, text);
    return true;
  };
  const paths = () => [...new Set([...disk.files.keys(), ...unsaved.keys()])].sort();
  const below = (folder: string) =>
    [...disk.files.keys(), ...disk.links.keys()].filter((each) => each.startsWith(`${folder}/`));

  const changed = (path: string): string => {
    const text = unsaved.get(path) ?? onDisk(path) ?? '';
    const start = Math.floor(random() * (text.length + 1));
    // Half of the edits are whole lines, so that files stay readable for a while.
    const at = random() < 0.7 ? text.lastIndexOf('\n', start - 1) + 1 : start;
    const end = random() < 0.3 ? Math.min(text.length, at + Math.floor(random() * 12)) : at;
    return text.slice(0, at) + (random() < 0.8 ? pick(SNIPPETS) : '') + text.slice(end);
  };
  const type = (): string => {
    const path = pick(random() < 0.1 ? NEW_FILES : paths());
    const text = changed(path);
    unsaved.set(path, text);
    workspace.apply([{ kind: 'edit', uri: uriAt(path), text }]);
    return `type ${path}: ${JSON.stringify(text)}`;
  };
  const undo = (): string => {
    const path = pick([...START.files.keys()]);
    const text = START.files.get(path) ?? '';
    if (unsaved.has(path)) {
      unsaved.set(path, text);
      workspace.apply([{ kind: 'edit', uri: uriAt(path), text }]);
    } else if (write(path, text)) tell(path);
    return `undo ${path}`;
  };
  const save = (): string => {
    const path = pick(unsaved.size > 0 && random() < 0.5 ? [...unsaved.keys()] : paths());
    const text = unsaved.get(path) ?? changed(path);
    if (write(path, text)) tell(path);
    return `save ${path}: ${JSON.stringify(text)}`;
  };
  const close = (): string => {
    if (unsaved.size === 0) return 'close nothing';
    const path = pick([...unsaved.keys()]);
    unsaved.delete(path);
    workspace.apply([{ kind: 'close', uri: uriAt(path) }]);
    return `close ${path}`;
  };
  const create = (): string => {
    const path = pick(NEW_FILES);
    const text = pick(NEW_TEXTS);
    if (write(path, text)) tell(path);
    return `create ${path}: ${JSON.stringify(text)}`;
  };
  const remove = (): string => {
    const path = pick([...disk.files.keys()]);
    disk.files.delete(path);
    tell(path);
    return `delete ${path}`;
  };
  const disguise = (): string => {
    const path = pick([...disk.files.keys()]);
    const text = onDisk(path) ?? '';
    const made = pick([UNREADABLE, `\ufeff${text}`, text.replaceAll(/\r?\n/g, '\r\n'), text.replaceAll('\r', '')]);
    if (write(path, made)) tell(path);
    return `disguise ${path} ${JSON.stringify(made)}`;
  };
  /** Moved away, and back the next time; the open documents stay where they were. */
  const moveFolder = (): string => {
    const folder = pick(FOLDERS);
    const [from, to] = below(`${folder}_moved`).length > 0 ? [`${folder}_moved`, folder] : [folder, `${folder}_moved`];
    if (!canLie(`${to}/x`) || below(to).length > 0) return `move nothing to ${to}`;
    for (const path of below(from)) {
      const target = to + path.slice(from.length);
      const [text, link] = [disk.files.get(path), disk.links.get(path)];
      disk.files.delete(path);
      disk.links.delete(path);
      if (text !== undefined) disk.files.set(target, text);
      if (link !== undefined) disk.links.set(target, link);
    }
    tell(from, to);
    return `move ${from} to ${to}`;
  };
  const removeFolder = (): string => {
    const folder = pick(FOLDERS);
    for (const path of below(folder)) {
      disk.files.delete(path);
      disk.links.delete(path);
    }
    // A file in its place, and the other way around.
    if (random() < 0.3) write(folder, 'a: 1\n');
    else disk.files.delete(folder);
    tell(folder);
    return `delete ${folder}${disk.files.has(folder) ? ', now a file' : ''}`;
  };
  const restoreFolder = (): string => {
    const folder = pick(FOLDERS);
    disk.files.delete(folder);
    const made = [...START.files].filter(([path]) => path.startsWith(`${folder}/`));
    for (const [path, text] of made) write(path, text);
    tell(folder);
    return `restore ${folder}`;
  };
  const link = (): string => {
    const path = pick(LINKS);
    const target = random() < 0.3 ? undefined : pick(TARGETS);
    // One that leads nowhere is not noticed, so what comes there later is not either.
    const isThere = target !== undefined && (disk.list(uriAt(target)) ?? disk.files.get(target)) !== undefined;
    disk.links.delete(path);
    if (isThere && canLie(path) && !disk.files.has(path)) disk.links.set(path, target);
    tell(path);
    return `link ${path} to ${disk.links.get(path)}`;
  };
  const open = (): string => {
    folders = pick(WINDOWS);
    workspace.setFolders(folders.map(uriAt));
    return `folders ${folders}`;
  };
  const focus = (): string => {
    const root = pick(['one/conf', 'one/conf', 'two']);
    pins = new Map(pins);
    if (random() < 0.3) pins.delete(uriAt(root));
    else pins.set(uriAt(root), pick(PINS));
    workspace.setPins(pins);
    return `pin ${root} ${JSON.stringify(pins.get(uriAt(root)))}`;
  };

  const deeds: readonly (readonly [share: number, deed: () => string])[] = [
    [40, type],
    [14, undo],
    [10, save],
    [7, close],
    [6, create],
    [4, remove],
    [3, disguise],
    [3, moveFolder],
    [2, removeFolder],
    [4, restoreFolder],
    [4, link],
    [3, open],
    [4, focus],
  ];
  const shares = deeds.reduce((sum, [share]) => sum + share, 0);
  return {
    workspace,
    paths,
    step: () => {
      let left = random() * shares;
      return (deeds.find(([share]) => {
        left -= share;
        return left < 0;
      }) ?? deeds[0]!)[1]();
    },
    fresh: () => {
      const made = createWorkspace(disk, { folders: folders.map(uriAt) });
      made.apply([...unsaved].map(([path, text]) => ({ kind: 'edit', uri: uriAt(path), text })));
      made.setPins(pins);
      return made;
    },
  };
}
