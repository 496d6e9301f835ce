/** This machine, as far as a report tells of it and has to keep silent about it. */
import { realpathSync } from 'node:fs';
import { arch, homedir, platform, release, userInfo } from 'node:os';
import type { Machine } from './report';

export const thisMachine: Machine = {
  system: `${platform()} ${release()} ${arch()}, Node ${process.versions.node}`,
  secrets: () => {
    const variables = new Map(Object.entries(process.env).map(([name, value]) => [name, value ?? '']));
    return { homes: homes(), user: userName(), variables };
  },
};

/** A home folder may be a link: paths then come by either name. */
function homes(): readonly string[] {
  const home = homedir();
  try {
    return [...new Set([home, realpathSync(home)])];
  } catch {
    return [home];
  }
}

/** Who runs it need not be among the users of the machine: in containers, say. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
