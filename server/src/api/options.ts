import { isRecord } from '../features/index.ts';
import type { Severity } from '../text/index.ts';
import { UsageError } from './errors.ts';

/** What a rule can be made. */
export const SEVERITIES: readonly (Severity | 'off')[] = ['error', 'warning', 'info', 'hint', 'off'];

/** What an option has to be; in JavaScript nobody checks before. */
const KINDS = {
  text: { said: 'a text', isIt: isText },
  texts: { said: 'a list of texts', isIt: (value: unknown) => Array.isArray(value) && value.every(isText) },
  'texts by name': { said: 'an object of texts', isIt: (value: unknown) => isObjectOf(value, isText) },
  variables: {
    said: 'an object of texts',
    isIt: (value: unknown) => isObjectOf(value, (each) => each === undefined || isText(each)),
  },
  severities: {
    said: `an object of severities (${SEVERITIES.join(', ')})`,
    isIt: (value: unknown) => isObjectOf(value, (each) => SEVERITIES.some((severity) => severity === each)),
  },
  version: { said: "'1.3' or '1.4'", isIt: (value: unknown) => value === '1.3' || value === '1.4' },
  flag: { said: 'true or false', isIt: (value: unknown) => typeof value === 'boolean' },
} as const;

type Shape = Readonly<Record<string, keyof typeof KINDS>>;

export const OF_COMPOSE: Shape = {
  cwd: 'text',
  configDir: 'text',
  configName: 'text',
  overrides: 'texts',
  hydraVersion: 'version',
  environment: 'variables',
  files: 'texts by name',
  allow: 'texts',
  resolve: 'flag',
};

export const OF_CHECK: Shape = {
  cwd: 'text',
  paths: 'texts',
  severities: 'severities',
  files: 'texts by name',
  allow: 'texts',
};

/** Throws a `UsageError` that names the first option which is not what it has to be. `undefined` is none given. */
export function checkOptions(options: unknown, shape: Shape): void {
  if (!isRecord(options)) throw new UsageError('the options have to be an object');
  for (const [name, kind] of Object.entries(shape)) {
    const { said, isIt } = KINDS[kind];
    if (options[name] !== undefined && !isIt(options[name])) throw new UsageError(`'${name}' has to be ${said}`);
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isObjectOf(value: unknown, isIt: (each: unknown) => boolean): boolean {
  return isRecord(value) && Object.values(value).every(isIt);
}
