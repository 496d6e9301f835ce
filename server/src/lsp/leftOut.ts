import type { Connection } from 'vscode-languageserver';
import { leftOutOf, leftOutText, type Snapshot } from '../project/index.ts';
import { nameOfUri, pathBelow, printable, type Uri } from '../text/index.ts';
import { warn } from './warn.ts';

/** Lines of the log at a time. */
const MOST_LOGGED = 20;

/**
 * Tells what the walks have left out because a budget was spent: configs may be missing that somebody looks for. Each
 * folder is told once, in the log; the user sees one message, however many there are.
 */
export function createTellLeftOut(connection: Connection): (snapshot: Snapshot) => void {
  const told = new Set<string>();
  return (snapshot) => {
    const texts = snapshot.projects().flatMap((project) => {
      const nameOf = (uri: Uri) => pathBelow(project.folder, uri) || nameOfUri(uri);
      return leftOutOf(snapshot, project).flatMap((each) => {
        const key = `${each.budget} ${each.folder}`;
        if (told.has(key)) return [];
        told.add(key);
        return [`hydrascope: ${printable(leftOutText(each, nameOf))}`];
      });
    });
    const [first, ...others] = texts;
    if (first === undefined) return;
    for (const text of texts.slice(0, MOST_LOGGED)) connection.console.warn(text);
    const left = texts.length - MOST_LOGGED;
    if (left > 0) connection.console.warn(`hydrascope: and ${left} more: hydrascope check lists them all`);
    const more = others.length === 0 ? '' : ` (and ${others.length} more: see the output)`;
    warn(connection, `${first}${more}`);
  };
}
