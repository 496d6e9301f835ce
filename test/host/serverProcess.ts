/** The process behind the extension, for suites that do it harm. Windows has no `ps`. */
import { execFileSync } from 'node:child_process';
import { until } from './support';

/** The language servers that this extension host runs. */
export function servers(): readonly number[] {
  const listed = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return listed.split('\n').flatMap((line) => {
    const [pid, parent, state = '', ...args] = line.trim().split(/\s+/);
    const isServer = Number(parent) === process.pid && !state.startsWith('Z') && /server\.js/.test(args.join(' '));
    return isServer ? [Number(pid)] : [];
  });
}

/** The one that there is. */
export async function theServer(): Promise<number> {
  return until('the language server', () => servers().at(0));
}
