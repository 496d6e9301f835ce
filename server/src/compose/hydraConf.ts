import { type ConfigFile, parseConfigFile } from '../text/index.ts';

/** The groups below `hydra/` and their options, the default first; Hydra's own package `hydra.conf` holds them. */
const GROUPS: ReadonlyMap<string, readonly string[]> = new Map([
  ['output', ['default']],
  ['launcher', ['basic']],
  ['sweeper', ['basic']],
  ['help', ['default']],
  ['hydra_help', ['default']],
  ['hydra_logging', ['default', 'disabled', 'hydra_debug', 'none']],
  ['job_logging', ['default', 'disabled', 'none', 'stdout']],
  ['callbacks', []],
  ['env', ['default']],
]);

const files = new Map<string, ConfigFile>();

function file(configPath: string, text: string): void {
  files.set(configPath, parseConfigFile(`hydra-conf:/${configPath}.yaml`, text));
}

const defaults = [...GROUPS].map(([group, [first]]) => `  - ${group}: ${first ?? 'null'}\n`).join('');
file('hydra/config', `defaults:\n${defaults}searchpath: []\n`);
for (const [group, options] of GROUPS) {
  for (const option of options) file(`hydra/${group}/${option}`, group === 'output' ? '# @package hydra\n' : '');
}

/** A config of Hydra's own (`pkg://hydra.conf`). Its content is not modelled: `hydra` never shows in a job's config. */
export function hydraConfig(configPath: string): ConfigFile | undefined {
  return files.get(configPath);
}

export function isHydraGroup(path: string): boolean {
  return path === '' || path === 'hydra' || (path.startsWith('hydra/') && GROUPS.has(path.slice('hydra/'.length)));
}

export function hydraOptions(group: string): readonly string[] {
  if (group === 'hydra') return ['config'];
  return group.startsWith('hydra/') ? (GROUPS.get(group.slice('hydra/'.length)) ?? []) : [];
}
