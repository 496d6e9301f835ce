import { hover } from '../../server/src/features/index.ts';
import { configsBelow, createWorkspace, type Unread, walk } from '../../server/src/project/index.ts';
import { problemLines } from './check.ts';
import { type DiskOptions, diskHost } from './diskHost.ts';
import { ROOT, uriAt } from './memoryHost.ts';

/** An app whose configs lie in `conf`. */
export const APP = `import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
`;

/** A workspace over such a disk, with what tests ask of it. */
export function workspaceOf(files: Readonly<Record<string, string | Unread>>, options: DiskOptions = {}) {
  const disk = diskHost(Object.entries(files), options);
  const workspace = createWorkspace(disk, { folders: [ROOT] });
  return {
    disk,
    workspace,
    lines: () => problemLines(workspace.snapshot()),
    tell: (...paths: string[]) => workspace.apply(paths.map((path) => ({ kind: 'disk', uri: uriAt(path) }))),
    type: (path: string, text: string) => workspace.apply([{ kind: 'edit', uri: uriAt(path), text }]),
    close: (path: string) => workspace.apply([{ kind: 'close', uri: uriAt(path) }]),
    hover: (path: string, mark: string) => {
      const snapshot = workspace.snapshot();
      const offset = snapshot.files.file(uriAt(path))?.text.indexOf(mark) ?? -1;
      const answer = hover(snapshot, { uri: snapshot.files.listed(uriAt(path)), offset: offset + 1 });
      return answer === undefined ? undefined : (answer.contents as { value: string }).value;
    },
    walked: (folder = '') =>
      walk(workspace.snapshot().files, folder === '' ? ROOT : uriAt(folder)).map((uri) => uri.slice(ROOT.length + 1)),
    configs: (root: string) =>
      configsBelow(workspace.snapshot().files, uriAt(root)).map((uri) => uri.slice(ROOT.length + 1)),
  };
}

/** Its files, but for the option that it chooses. */
export const NAMED = { 'app.py': APP, 'conf/config.yaml': 'defaults:\n  - db: mysql\n  - _self_\nport: ${db.port}\n' };
