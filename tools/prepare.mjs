// Builds where npm installs from the repository, as pre-commit has it do. A global install (`npm install -g git+…`) prepares
// its clone with the settings of the global one, which brings no tools to build with: they are installed first.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

function hasTools() {
  try {
    require.resolve('esbuild');
    return true;
  } catch {
    return false;
  }
}

function npm(...args) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_config_(global|location|prefix|local_prefix)$/i.test(name)),
  );
  const script = process.env.npm_execpath;
  if (script === undefined) execFileSync('npm', args, { stdio: 'inherit', env, shell: process.platform === 'win32' });
  else execFileSync(process.execPath, [script, ...args], { stdio: 'inherit', env });
}

if (!hasTools()) npm('ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund');
npm('run', 'build');
