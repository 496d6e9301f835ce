import { commandFilesBelow, isSameList, type Project, projectOf, type Snapshot } from '../../project/index.ts';
import { BUDGETS, nameOfUri, type Uri } from '../../text/index.ts';
import { commandsOfJson } from './jsonCommands.ts';
import { commandsOfMakefile } from './makefile.ts';
import { type CommandRun, runOf } from './run.ts';
import {
  commandsOfMarkdown,
  commandsOfScript,
  commandsOfWorkflow,
  type ProseWord,
  wordsInProse,
} from './textCommands.ts';
import type { WrittenCommand, WrittenWord } from './written.ts';

/** The documents of a project that may start one of its apps. */
export function commandDocuments(snapshot: Snapshot, { folder, roots }: Project): readonly Uri[] {
  if (roots.length === 0) return [];
  return snapshot.derive(
    `command documents ${folder}`,
    ({ files }) => commandFilesBelow(files, folder).slice(0, BUDGETS.commandDocuments),
    { isSame: isSameList },
  );
}

/** The commands of a document that start an app of its project, as many of them as are looked at. */
export function runsIn(snapshot: Snapshot, uri: Uri): readonly CommandRun[] {
  const runs = firstRunsIn(snapshot, uri);
  return runs.length > BUDGETS.commands ? runs.slice(0, BUDGETS.commands) : runs;
}

/** The first command of a document that is not looked at any more. */
export function unreadRunIn(snapshot: Snapshot, uri: Uri): CommandRun | undefined {
  return firstRunsIn(snapshot, uri)[BUDGETS.commands];
}

function firstRunsIn(snapshot: Snapshot, uri: Uri): readonly CommandRun[] {
  if (readerOf(uri) === undefined) return [];
  return snapshot.derive(`runs in ${uri}`, (at) => {
    const project = projectOf(at, uri);
    const hasApps = project?.roots.some(({ apps }) => apps.length > 0) === true || uri.endsWith('/tasks.json');
    const text = hasApps ? at.files.file(uri)?.text : undefined;
    if (project === undefined || text === undefined || text.length > BUDGETS.commandCharacters) return [];
    if (!mentionsApp(project, text)) return [];
    const commands = readerOf(uri)?.(text) ?? [];
    return commands.flatMap((command) => runOf(at, project, uri, command) ?? []).slice(0, BUDGETS.commands + 1);
  });
}

/** One look spares reading most documents. */
function mentionsApp({ roots }: Project, text: string): boolean {
  if (/"hydrascope"/.test(text)) return true;
  return roots.some(({ apps }) =>
    apps.some(({ script }) => text.includes(nameOfUri(script).replace(/\.py$/, '')) || /__main__\.py$/.test(script)),
  );
}

/** The overrides that a document's prose speaks of; for what is asked explicitly. */
export function proseIn(snapshot: Snapshot, uri: Uri): readonly WrittenWord[] {
  return halfTypedProseIn(snapshot, uri).filter(({ text }) => text.includes('='));
}

/** The same, and the words that may become overrides. */
export function halfTypedProseIn({ files }: Snapshot, uri: Uri): readonly ProseWord[] {
  const text = uri.endsWith('.md') ? (files.file(uri)?.text ?? '') : '';
  return text.length > BUDGETS.commandCharacters || !text.includes('`') ? [] : wordsInProse(text);
}

type Reader = (text: string) => WrittenCommand[];

/** How a document's commands are read; `undefined` for documents that keep none. */
function readerOf(uri: Uri): Reader | undefined {
  const name = nameOfUri(uri);
  if (/\/\.vscode\/(?:launch|tasks)\.json$/.test(uri)) return commandsOfJson;
  if (/\/\.github\/workflows\/[^/]+\.ya?ml$/.test(uri)) return (text) => commandsOfWorkflow(uri, text);
  if (/\.(?:sh|bash|zsh|slurm|sbatch|pbs)$/.test(name)) return commandsOfScript;
  if (/^(?:GNUm|[Mm])akefile$|\.mk$/.test(name)) return commandsOfMakefile;
  return name.endsWith('.md') ? commandsOfMarkdown : undefined;
}
