import { type ParseArgsConfig, parseArgs } from 'node:util';
import {
  foldersInOverrides,
  type HydraFlags,
  type OpenedComposition,
  openComposition,
  openProject,
} from '../api/index.ts';
import type { HydraVersion } from '../text/index.ts';
import { UsageError } from './streams.ts';

/** The flags that say which composition is meant. */
export const CONFIG_OPTIONS = {
  'config-dir': { type: 'string' },
  cd: { type: 'string' },
  'config-path': { type: 'string' },
  cp: { type: 'string' },
  'config-name': { type: 'string' },
  cn: { type: 'string' },
  'hydra-version': { type: 'string' },
  allow: { type: 'string', multiple: true },
} as const;

type ConfigFlags = { readonly [name in Exclude<keyof typeof CONFIG_OPTIONS, 'allow'>]?: string | undefined } & {
  readonly allow?: readonly string[] | undefined;
};

/** Arguments with Hydra's short options, which have one dash and two letters. */
export function parseFlags<T extends ParseArgsConfig['options']>(args: readonly string[], options: T) {
  const long = args.map((arg) => arg.replace(/^-(cd|cp|cn)(?==|$)/, '--$1'));
  try {
    return parseArgs({ args: long, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** One of some words, else the usage is wrong. */
export function oneOf<T extends string>(flag: string, words: readonly T[], given: string): T {
  const found = words.find((word) => word === given);
  if (found === undefined) throw new UsageError(`--${flag} is one of ${words.join(', ')}`);
  return found;
}

/** The composition that the flags ask for, in the working directory. */
export function openAsked(
  values: ConfigFlags,
  overrides: readonly string[],
  flags: Omit<HydraFlags, 'configPath'> = {},
): OpenedComposition {
  const configDir = values['config-dir'] ?? values.cd;
  const configName = values['config-name'] ?? values.cn;
  const hydraVersion = versionOf(values['hydra-version']);
  const asked = {
    overrides,
    ...(configDir !== undefined && { configDir }),
    ...(configName !== undefined && { configName }),
    ...(hydraVersion !== undefined && { hydraVersion }),
  };
  const configPath = values['config-path'] ?? values.cp;
  const named = [configDir, configPath, ...foldersInOverrides(overrides), ...(values.allow ?? [])];
  return openComposition(openProject({ named }), asked, { configPath, ...flags });
}

function versionOf(text: string | undefined): HydraVersion | undefined {
  if (text === undefined || text === '1.3' || text === '1.4') return text;
  throw new UsageError('--hydra-version is 1.3 or 1.4');
}
