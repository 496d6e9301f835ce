/** This machine, as far as a report tells of it and has to keep silent about it. */
import { arch, homedir, platform, release, userInfo } from 'node:os';
import type { Machine } from './report';

export const thisMachine: Machine = {
  system: `${platform()} ${release()} ${arch()}, Node ${process.versions.node}`,
  secrets: () => {
    const variables = new Map(Object.entries(process.env).map(([name, value]) => [name, value ?? '']));
    return { home: homedir(), user: userInfo().username, variables };
  },
};
