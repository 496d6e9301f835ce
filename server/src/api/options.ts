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
    isIt: (value: unknown) => isObjectOf(value, (each) => each === undefined || each === null || isText(each)),
  },
  severities: {
    said: `an object of severities (${SEVERITIES.join(', ')})`,
    isIt: (value: unknown) => isObjectOf(value, (each) => SEVERITIES.some((severity) => severity === each)),
  },
  flag: { said: 'true or false', isIt: (value: unknown) => typeof value === 'boolean' },
} as const;

/** By name, a kind of value or the texts that may stand there. */
export type OptionShape = Readonly<Record<string, keyof typeof KINDS | readonly string[]>>;

export const VERSIONS = ['1.3', '1.4'] as const;

export const OF_COMPOSE: OptionShape = {
  cwd: 'text',
  configDir: 'text',
  configName: 'text',
  overrides: 'texts',
  hydraVersion: VERSIONS,
  environment: 'variables',
  files: 'texts by name',
  allow: 'texts',
  resolve: 'flag',
};

export const OF_CHECK: OptionShape = {
  cwd: 'text',
  paths: 'texts',
  severities: 'severities',
  files: 'texts by name',
  allow: 'texts',
};

/** Throws a `UsageError` that names the first option which is not what it has to be. `undefined` is none given. */
export function checkOptions(options: unknown, shape: OptionShape): void {
  if (!isRecord(options)) throw new UsageError('the options have to be an object');
  for (const [name, kind] of Object.entries(shape)) {
    const value = options[name];
    const { said, isIt } = typeof kind === 'string' ? KINDS[kind] : oneOf(kind);
    if (value !== undefined && !isIt(value)) throw new UsageError(`'${name}' has to be ${said}`);
  }
}

function oneOf(texts: readonly string[]) {
  return {
    said: texts.map((text) => `'${text}'`).join(' or '),
    isIt: (value: unknown) => isText(value) && texts.includes(value),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isObjectOf(value: unknown, isIt: (each: unknown) => boolean): boolean {
  return isRecord(value) && Object.values(value).every(isIt);
}
