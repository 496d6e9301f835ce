import type { HydraVersion } from '../text/index.ts';

/** What a resolver that OmegaConf or Hydra brings is for, in words. */
export interface ResolverFacts {
  /** As it is written, arguments that may be left out in brackets. */
  readonly usage: string;
  readonly does: string;
  /** What its first argument is. */
  readonly takes: 'variable' | 'key' | 'hydraKey' | 'time' | 'part' | 'value';
  /** The one version that has it; absent: all. */
  readonly version?: HydraVersion;
}

/**
 * Sources: OmegaConf's documentation, *Resolvers* (https://omegaconf.readthedocs.io/en/2.3_branch/custom_resolvers.html),
 * and Hydra's, *Configuring Hydra* (https://hydra.cc/docs/configure_hydra/intro/).
 */
export const RESOLVER_FACTS: ReadonlyMap<string, ResolverFacts> = new Map<string, ResolverFacts>([
  [
    'oc.env',
    {
      usage: 'oc.env:NAME[,default]',
      does: 'An environment variable, always as a string; the default where it is not set.',
      takes: 'variable',
    },
  ],
  [
    'oc.select',
    {
      usage: 'oc.select:key[,default]',
      does: 'The value of a key; the default, else null, where there is none or it is missing (`???`).',
      takes: 'key',
    },
  ],
  [
    'oc.decode',
    { usage: 'oc.decode:text', does: 'A text read as an override would be: `"12"` is a number then.', takes: 'value' },
  ],
  [
    'oc.create',
    { usage: 'oc.create:value', does: 'A config made of a mapping, a list or a text of YAML.', takes: 'value' },
  ],
  [
    'oc.deprecated',
    {
      usage: 'oc.deprecated:key[,message]',
      does: 'The value of a key that has another name now; whoever reads it is warned.',
      takes: 'key',
    },
  ],
  ['oc.dict.keys', { usage: 'oc.dict.keys:key', does: 'The keys of a mapping, as a list.', takes: 'key' }],
  ['oc.dict.values', { usage: 'oc.dict.values:key', does: 'The values of a mapping, as a list.', takes: 'key' }],
  [
    'oc.coerce',
    {
      usage: 'oc.coerce:type,value',
      does: 'A value converted to a type: `int`, `float`, `bool`, `str`.',
      takes: 'value',
      version: '1.4',
    },
  ],
  [
    'hydra',
    {
      usage: 'hydra:key',
      does: "A key of Hydra's own config: `hydra:runtime.output_dir`. Only a run has it, not the compose API.",
      takes: 'hydraKey',
    },
  ],
  ['now', { usage: 'now:format', does: 'The time at which the run began, as `strftime` formats it.', takes: 'time' }],
  [
    'python_version',
    { usage: 'python_version:[level]', does: "Python's version, up to `major`, `minor` or `micro`.", takes: 'part' },
  ],
]);
