// Runs a long command with signs of life on the terminal.
import { spawn } from 'node:child_process';

/**
 * A log that puts the seconds since now before each line.
 * @param {(line: string) => void} log
 * @returns {(line: string) => void}
 */
export function timed(log) {
  const started = Date.now();
  return (line) => log(`[${Math.round((Date.now() - started) / 1000)} s] ${line}`);
}

/**
 * Runs a command to its end and says every ten seconds that it is still at it. Rejects with the end of what the
 * command printed when it fails or cannot be started.
 * @param {string} what the work in words, for the terminal
 * @param {readonly string[]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, say: (line: string) => void }} options
 * @returns {Promise<string>} what it printed
 */
export function runLong(what, [executable = '', ...args], { say, ...options }) {
  say(what);
  const alive = setInterval(() => say(`${what} ...`), 10_000);
  /** @type {Promise<string>} */
  const ended = new Promise((done, fail) => {
    const child = spawn(executable, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => {
      output = `${output}${chunk}`.slice(-100_000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', fail);
    child.on('close', (code, signal) => {
      const tail = output.trim().split('\n').slice(-25).join('\n');
      if (code === 0) done(output);
      else fail(new Error(`${what} failed (${signal ?? `exit code ${code}`}):\n${tail}`));
    });
  });
  return ended.finally(() => clearInterval(alive));
}
