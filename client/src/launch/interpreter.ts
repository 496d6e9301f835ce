/** Which Python a launch runs with. */
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { commands, extensions, l10n, Uri, workspace } from 'vscode';
import { sayError } from '../say';
import {
  environmentCandidates,
  interpreterNames,
  type Machine,
  onPath,
  settingCandidates,
} from './interpreterCandidates';

/** Says what was looked for, in words for the user. */
export class InterpreterMissing extends Error {}

/**
 * The interpreter's absolute path: the setting `hydrascope.python`, else the Python extension's active environment, else
 * a `.venv` or `venv` beside the script or above it, else what `PATH` has. Throws `InterpreterMissing`.
 */
export async function findInterpreter(script: string): Promise<string> {
  const machine = thisMachine();
  const uri = Uri.file(script);
  const folder = workspace.getWorkspaceFolder(uri)?.uri.fsPath;

  const setting = configured(uri);
  if (setting !== '') {
    const variables = new Map(Object.entries(process.env).map(([name, value]) => [name, value ?? '']));
    const python = await firstFile(settingCandidates(setting, folder, variables, machine));
    if (python !== undefined) return python;
    throw new InterpreterMissing(l10n.t('The setting hydrascope.python names "{0}", which does not exist.', setting));
  }

  const found =
    (await activeEnvironment(uri)) ??
    (await firstFile(environmentCandidates(dirname(script), folder, machine))) ??
    (await firstFile(interpreterNames(machine).flatMap((name) => onPath(name, machine))));
  if (found !== undefined) return found;
  throw new InterpreterMissing(
    l10n.t('No Python interpreter was found: no .venv beside the script or above it, and none on the PATH.'),
  );
}

/** Shows why there is no interpreter, with the ways to name one. */
export async function showInterpreterMissing(error: InterpreterMissing): Promise<void> {
  const select = l10n.t('Select Interpreter');
  const settings = l10n.t('Open Settings');
  const choices = extensions.getExtension(PYTHON_EXTENSION) ? [select, settings] : [settings];
  const choice = await sayError(error.message, ...choices);
  if (choice === select) await commands.executeCommand('python.setInterpreter');
  if (choice === settings) await commands.executeCommand('workbench.action.openSettings', 'hydrascope.python');
}

const PYTHON_EXTENSION = 'ms-python.python';

/** VS Code itself leaves a workspace's value out until the workspace is trusted (a restricted setting). */
function configured(script: Uri): string {
  return workspace.getConfiguration('hydrascope', script).get<string>('python', '').trim();
}

/** The part of the Python extension's public interface that is used; any of it may be missing in an older one. */
interface PythonExtension {
  readonly environments?: {
    getActiveEnvironmentPath?(resource?: Uri): { readonly path?: string } | undefined;
    resolveEnvironment?(
      environment: unknown,
    ): Promise<{ readonly executable?: { readonly uri?: Uri | undefined } } | undefined>;
  };
}

async function activeEnvironment(script: Uri): Promise<string | undefined> {
  const extension = extensions.getExtension<PythonExtension>(PYTHON_EXTENSION);
  if (!extension) return undefined;
  try {
    const { environments } = extension.isActive ? extension.exports : await extension.activate();
    const active = environments?.getActiveEnvironmentPath?.(script);
    if (!active) return undefined;
    const resolved = await environments?.resolveEnvironment?.(active);
    return await firstFile([resolved?.executable?.uri?.fsPath, active.path].filter((path) => path !== undefined));
  } catch {
    return undefined; // Its failure is shown by itself; there are other places to look.
  }
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    try {
      if ((await stat(path)).isFile()) return path;
    } catch {
      // The next one, then.
    }
  }
  return undefined;
}

function thisMachine(): Machine {
  return {
    windows: process.platform === 'win32',
    path: process.env.PATH ?? '',
    pathExtensions: process.env.PATHEXT ?? '.EXE',
    home: homedir(),
  };
}
