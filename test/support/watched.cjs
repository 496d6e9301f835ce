// Loaded into a process before all else (`node --require`): notes what it starts, sends, writes and reads, to the file that
// WATCHED_LOG names, one line each, and lets nothing but reads through.
const { Buffer } = require('node:buffer');
const fs = require('node:fs');

const { closeSync, openSync, writeSync } = fs;
void closeSync;
const log = openSync(process.env.WATCHED_LOG, 'a');
const note = (kind, what) => writeSync(log, `${kind}\t${String(what).replaceAll('\n', '\\n')}\n`);
const pathOf = (given) => (given instanceof URL ? given.pathname : Buffer.isBuffer(given) ? given.toString() : given);

/** Replaces functions of a module by ones that note the call and fail. */
function forbid(holder, kind, names) {
  for (const name of names) {
    if (typeof holder[name] !== 'function') continue;
    const refuse = function refuse(...args) {
      note(kind, `${name} ${typeof args[0] === 'object' ? '' : args[0]}`);
      throw new Error(`${name} is forbidden here`);
    };
    holder[name] = refuse;
  }
}

forbid(require('node:child_process'), 'start', [
  'spawn',
  'spawnSync',
  'exec',
  'execSync',
  'execFile',
  'execFileSync',
  'fork',
]);
forbid(require('node:worker_threads'), 'start', ['Worker']);
forbid(require('node:cluster'), 'start', ['fork']);
forbid(require('node:net').Socket.prototype, 'send', ['connect']);
forbid(require('node:net'), 'send', ['connect', 'createConnection', 'createServer']);
forbid(require('node:tls'), 'send', ['connect']);
forbid(require('node:dgram'), 'send', ['createSocket']);
for (const name of ['node:http', 'node:https']) forbid(require(name), 'send', ['request', 'get']);
forbid(require('node:http2'), 'send', ['connect']);
const dns = require('node:dns');
for (const each of [dns, dns.promises])
  forbid(each, 'send', ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveTxt']);
forbid(globalThis, 'send', ['fetch', 'WebSocket']);

const WRITERS = [
  'writeFile',
  'appendFile',
  'mkdir',
  'mkdtemp',
  'rm',
  'rmdir',
  'unlink',
  'rename',
  'symlink',
  'link',
  'chmod',
  'chown',
  'utimes',
  'truncate',
  'copyFile',
  'cp',
  'lchown',
  'lutimes',
  'ftruncate',
  'fchmod',
];
const READERS = ['readFile', 'readdir', 'opendir', 'readlink'];
for (const [holder, ending] of [
  [fs, ''],
  [fs, 'Sync'],
  [fs.promises, ''],
]) {
  forbid(
    holder,
    'write',
    WRITERS.map((name) => name + ending),
  );
  for (const name of READERS.map((each) => each + ending)) {
    const original = holder[name];
    if (typeof original !== 'function') continue;
    holder[name] = function read(path, ...rest) {
      if (typeof path !== 'number') note('read', pathOf(path));
      return original.call(this, path, ...rest);
    };
  }
  const open = holder[`open${ending}`];
  holder[`open${ending}`] = function opened(path, flags, ...rest) {
    // Numbers that ask for nothing but not to be made to wait, and not to follow a link.
    const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants;
    const isReadingNumber = typeof flags === 'number' && (flags & ~(O_NONBLOCK | O_NOFOLLOW)) === O_RDONLY;
    const isRead = flags === undefined || flags === 'r' || isReadingNumber || typeof flags === 'function';
    note(isRead ? 'read' : 'write', pathOf(path));
    if (!isRead) throw new Error('writing is forbidden here');
    return open.call(this, path, flags, ...rest);
  };
}
forbid(fs, 'write', ['createWriteStream']);
