/** The process of the language server: one is started before the code that talks with it is loaded, so that both load at once. */
import { type ChildProcess, fork } from 'node:child_process';
import { SERVER_FLAGS } from '../../../server/src/protocol';

export interface ServerProcess {
  /** The process to talk with from now on: the one that waits, else a new one. */
  take(): ChildProcess;
  /** Ends the one that was last taken, however busy it is; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts one at once. */
export function startServerProcess(module: string): ServerProcess {
  let current = start(module);
  let isWaiting = true;
  return {
    take: () => {
      // One that ended before anybody listened would never be heard to end.
      if (!isWaiting || !current.connected || isGone(current)) current = start(module);
      isWaiting = false;
      return current;
    },
    kill: () => {
      const killed = current;
      if (isGone(killed)) return Promise.resolve();
      const closed = new Promise<void>((resolve) => killed.once('close', () => resolve()));
      killed.kill('SIGKILL');
      return closed;
    },
  };
}

function isGone({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function start(module: string): ChildProcess {
  const started = fork(module, ['--node-ipc', `--clientProcessId=${process.pid}`], {
    // The extension host's executable may be Electron's.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ELECTRON_NO_ASAR: '1' },
    // What a debugger gave to the extension host is for that alone.
    execArgv: [...SERVER_FLAGS],
    silent: true,
  });
  // Whoever took it hears of it; until then it must not end the extension host.
  started.on('error', () => {});
  return started;
}
