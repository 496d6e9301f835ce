// `npm audit` for all that the lock file has. Exit code: 0 nothing is known, or the registry answers no such questions,
// which is said; 1 something is.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const cwd = fileURLToPath(new URL('../', import.meta.url));
const { stdout } = spawnSync(npm, ['audit', '--json'], { cwd, encoding: 'utf8' });
const report = JSON.parse(stdout || '{}');
if (report.metadata?.vulnerabilities === undefined) {
  console.log(`not asked: ${report.message ?? report.error?.summary ?? 'npm says nothing'}`);
} else {
  const { total } = report.metadata.vulnerabilities;
  for (const [name, { severity, range }] of Object.entries(report.vulnerabilities)) {
    console.error(`${name} ${range}: ${severity}`);
  }
  console.log(`${total} known vulnerabilities`);
  if (total > 0) process.exitCode = 1;
}
