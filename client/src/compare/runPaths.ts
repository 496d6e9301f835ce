/** Keeps the context key `hydrascope.runPaths`, by which the explorer's menu knows the folders of runs, wherever they lie. */
import { commands, type ExtensionContext, Uri, workspace } from 'vscode';
import { debounce } from '../debounce';

/** What every run leaves, by Hydra's usual name for it. */
const RECORD = '**/.hydra/config.yaml';
/** Large folders that no run is in. */
const NEVER = '**/{node_modules,.git,.venv,venv,site-packages}/**';
/** More than these nobody goes through in the explorer; they are found all the same when a config is compared. */
const MOST_RUNS = 2000;
/** Milliseconds without a new run before the list is made again. */
const QUIET = 1000;

export function registerRunPaths(context: ExtensionContext): void {
  const refresh = debounce(QUIET, async () => {
    const found = await workspace.findFiles(RECORD, NEVER, MOST_RUNS);
    const folders = new Set(found.flatMap(runFolders));
    await commands.executeCommand('setContext', 'hydrascope.runPaths', [...folders]);
  });
  const watcher = workspace.createFileSystemWatcher(RECORD, false, true, false);
  context.subscriptions.push(
    refresh,
    watcher,
    watcher.onDidCreate(refresh.call),
    watcher.onDidDelete(refresh.call),
    workspace.onDidChangeWorkspaceFolders(refresh.call),
  );
  refresh.call();
}

/** The run's folder, and those above it within the workspace folder: runs are compared from any of them. */
function runFolders(record: Uri): readonly string[] {
  const top = workspace.getWorkspaceFolder(record)?.uri.path;
  const folders: string[] = [];
  const above = (uri: Uri) => Uri.joinPath(uri, '..');
  for (let folder = above(above(record)); top !== undefined && folder.path.length > top.length; folder = above(folder))
    folders.push(folder.fsPath);
  return folders;
}
