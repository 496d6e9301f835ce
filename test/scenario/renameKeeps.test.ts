// A rename changes a name and nothing else: every composition means the same after it.
import { describe, expect, it } from 'vitest';
import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import { plainOf, resolveTree } from '../../server/src/compose/index.ts';
import { diagnose, isRefused, rename, surroundings } from '../../server/src/features/index.ts';
import {
  composeApart,
  configUrisOf,
  judgedKeysOf,
  moduleOf,
  rootsOf,
  type Snapshot,
  textOfKey,
  walk,
} from '../../server/src/project/index.ts';
import type { ValueNode } from '../../server/src/text/index.ts';
import { ROOT, uriAt } from '../support/memoryHost.ts';
import { applied } from '../support/navigate.ts';
import { randomFrom } from '../support/random.ts';
import { lightning, open, parseScenario, type Scenario, trainer } from '../support/scenario.ts';

const NEW = 'hydrascope_new_name';

/** All that compositions come to, and what is told of them; a new name counts as the old one. */
function meaning(snapshot: Snapshot, old: string): string[] {
  const lines = rootsOf(snapshot).flatMap(({ root }) =>
    judgedKeysOf(snapshot, root).map((key) => {
      const composition = key.isTrial ? composeApart(snapshot, key).composition : snapshot.compose(key);
      const { value, unknown } = resolveTree(composition.root, surroundings(snapshot, composition));
      return JSON.stringify([textOfKey(key), plainOf(composition.root), value, unknown], (_, each) =>
        typeof each === 'bigint' ? String(each) : each,
      );
    }),
  );
  const told = [...diagnose(snapshot)].flatMap(([uri, problems]) =>
    problems.map(
      ({ code, span, message }) =>
        `${uri} ${snapshot.files.file(span.uri)?.text.slice(0, span.start).split('\n').length} ${code} ${message}`,
    ),
  );
  return [...lines, ...told.sort()].map((line) => line.replaceAll(NEW, old));
}

interface Key {
  readonly path: string;
  readonly offset: number;
  readonly name: string;
}

function keysIn(snapshot: Snapshot): Key[] {
  return rootsOf(snapshot).flatMap(({ root }) =>
    configUrisOf(snapshot, root).flatMap((uri) => {
      const found: Key[] = [];
      const visit = (node: ValueNode): void => {
        if (node.kind === 'list') node.items.forEach(visit);
        if (node.kind !== 'map') return;
        for (const [name, { keyRange, value }] of node.entries) {
          found.push({ path: decodeURIComponent(uri.slice(ROOT.length + 1)), offset: keyRange.start + 1, name });
          visit(value);
        }
      };
      const body = snapshot.config(uri)?.body;
      if (body !== undefined) visit(body);
      return found;
    }),
  );
}

/** Every place of a defaults list that may name a config or a group. */
function entriesIn(snapshot: Snapshot): Key[] {
  return rootsOf(snapshot).flatMap(({ root }) =>
    configUrisOf(snapshot, root).flatMap((uri) => {
      const file = snapshot.config(uri);
      return (file?.defaults ?? []).flatMap(({ range }) => {
        const written = file?.text.slice(range.start, range.end) ?? '';
        return [...written.matchAll(/[\w-]+/g)].map(({ index, 0: name }): Key => {
          return { path: decodeURIComponent(uri.slice(ROOT.length + 1)), offset: range.start + index + 1, name };
        });
      });
    }),
  );
}

/** The classes and functions of all Python files. */
function declaredIn(snapshot: Snapshot): Key[] {
  return snapshot.projects().flatMap(({ folder }) =>
    walk(snapshot.files, folder).flatMap((uri) => {
      const entry = uri.endsWith('.py') ? snapshot.files.file(uri) : undefined;
      const module = entry === undefined ? undefined : moduleOf(entry);
      return [...(module?.classes ?? []), ...(module?.functions ?? [])].map(({ nameRange, name }): Key => {
        return { path: decodeURIComponent(uri.slice(ROOT.length + 1)), offset: nameRange.start + 1, name };
      });
    }),
  );
}

/** The files after an edit of the workspace. */
function edited(scenario: Scenario, edit: WorkspaceEdit): Scenario {
  const files = new Map(scenario.files);
  const pathOf = (uri: string) => decodeURIComponent(uri.slice(ROOT.length + 1));
  for (const change of edit.documentChanges ?? []) {
    if ('textDocument' in change) {
      const path = pathOf(change.textDocument.uri);
      files.set(path, applied(files.get(path) ?? '', change.edits as TextEdit[]));
    } else if (change.kind === 'rename') {
      const [from, to] = [pathOf(change.oldUri), pathOf(change.newUri)];
      for (const [path, text] of [...files]) {
        if (path !== from && !path.startsWith(`${from}/`)) continue;
        files.delete(path);
        files.set(to + path.slice(from.length), text);
      }
    }
  }
  return { ...scenario, files };
}

/** Renames things, each in the files as they were; answers how many could be. */
function renameSome(scenario: Scenario, most: number, find = keysIn): number {
  const snapshot = open(scenario).snapshot();
  const keys = find(snapshot);
  const random = randomFrom(7);
  let renamed = 0;
  for (let tries = 0; tries < keys.length * 2 && renamed < most; tries++) {
    const key = keys[Math.floor(random() * keys.length)]!;
    const edit = rename(snapshot, { uri: uriAt(key.path), offset: key.offset }, NEW);
    if (edit === undefined || isRefused(edit)) continue;
    renamed++;
    const after = meaning(open(edited(scenario, edit)).snapshot(), key.name);
    const before = meaning(snapshot, key.name);
    // Of what differs only the first is shown: a composition is long.
    const differing = after.filter((line) => !before.includes(line));
    expect(differing.map((line) => line.slice(0, 2_000)).slice(0, 1), `${key.path} ${key.name}`).toEqual([]);
    expect(after).toHaveLength(before.length);
  }
  return renamed;
}

const TRICKY = parseScenario(`
-- configs/config.yaml --
defaults:
  - base
  - optimizer@gen.optim: adam
  - optimizer@disc.optim: sgd
  - server: apache
  - optional missing: none
  - _self_
gen: { optim: { "lr": 1 }, size: 3 }
size: 4
copy: \${gen}
through: \${copy.optim.lr}
text: "at \${gen.optim.lr} of \${disc.optim[lr]}"
list:
  - name: a
    size: \${size}
  - name: \${list[0].name}
first: \${list.0.size}
select: \${oc.select:gen.optim.lr, 5}
relative:
  size: 1
  own: \${.size}
  up: \${..size}
  which: "size"
  folded: >-
    some text \${gen.size}
    and \${gen.size} more
shared: &shared
  width: 1
  depth: 2
alias: *shared
merged:
  <<: *shared
  depth: 3
deep: \${alias.width}
-- configs/base.yaml --
gen: { optim: { decay: 1 } }
keys: \${oc.dict.keys:gen.optim}
-- configs/second.yaml --
defaults: [base, { server: nginx }, _self_]
size: \${server.db.port}
-- configs/optimizer/adam.yaml --
lr: 0.1
half: \${.lr}
betas: [\${.lr}, 2]
-- configs/optimizer/sgd.yaml --
lr: 0.2
full: \${size}
-- configs/optimizer/lion.yaml --
lr: 0.3
-- configs/server/apache.yaml --
defaults: [{ db: mysql }, _self_]
port: 80
url: http://\${.db.host}:\${server.port}
-- configs/server/nginx.yaml --
defaults: [{ db@db: mysql }]
port: 81
-- configs/server/db/mysql.yaml --
host: h
port: 3306
-- configs/experiment/fast.yaml --
# @package _global_
defaults:
  - override /optimizer@gen.optim: lion
gen: { optim: { lr: 7, decay: 2 } }
sizes: [\${size}]
`);

const NETS = parseScenario(`
-- app.py --
import hydra
from lib import Net
import lib.nets as nets

@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg):
    return Net(cfg.a.dim), nets.Deep(1), nets.build
-- lib/__init__.py --
from .nets import Deep, Net, build
from .more import *
__all__ = ["Deep", "Net", "build", "More"]
-- lib/nets.py --
class Net:
    def __init__(self, dim): ...

class Deep(Net):
    def __init__(self, dim, depth=1):
        super().__init__(dim)

def build(dim, kind=Deep): ...
-- lib/more.py --
from lib import nets

class More(nets.Deep): ...

class Unnamed(More): ...
-- configs/config.yaml --
defaults: [{ net: more }, _self_]
a: { _target_: lib.Net, dim: 1 }
b: { _target_: lib.nets.Net, dmi: 1 }
c: { _target_: "lib.nets.Deep", dim: 1, depth: 2, width: 3 }
d: { _target_: lib.build, dim: 1, kind: x, more: \${a._target_} }
-- configs/net/more.yaml --
_target_: lib.More
dim: 3
-- configs/net/deep.yaml --
_target_: lib.more.More
deph: 3
`);

describe('rename of what Python declares leaves all else as it is', () => {
  it('where packages hand it on', () => {
    expect(renameSome(NETS, 6, declaredIn)).toBe(6);
  }, 120_000);

  it('in the trainer, whose registry names it', () => {
    expect(renameSome(trainer(), 5, declaredIn)).toBe(5);
  }, 120_000);

  it('in a Lightning project', () => {
    expect(renameSome(lightning(), 5, declaredIn)).toBe(5);
  }, 120_000);
});

describe('rename of a config or a group leaves all else as it is', () => {
  it('where configs land at several places', () => {
    expect(renameSome(TRICKY, 20, entriesIn)).toBe(20);
  }, 120_000);

  it('in a Lightning project', () => {
    expect(renameSome(lightning(), 5, entriesIn)).toBe(5);
  }, 120_000);
});

describe('rename of a key leaves all else as it is', () => {
  it('where configs land at several places', () => {
    expect(renameSome(TRICKY, 50)).toBe(50);
  }, 120_000);

  it('in the trainer', () => {
    expect(renameSome(trainer(), 6)).toBe(6);
  }, 120_000);

  it('in a Lightning project', () => {
    expect(renameSome(lightning(), 6)).toBe(6);
  }, 120_000);
});
