/** Hydra's launchers: where the jobs of a sweep run. */
import { l10n } from 'vscode';
import type { OverrideOffer } from '../../../server/src/protocol';

/** A launcher, as `hydra/launcher=` names it. */
export interface Launcher {
  readonly option: string;
  readonly about: string;
  /** What pip installs it by; `undefined` for Hydra's own. */
  readonly package?: string;
  /** The folder of its plugin below `hydra_plugins`. */
  readonly folder?: string;
  /** Its settings that are changed most, with what they mean. */
  readonly settings: readonly (readonly [key: string, about: string])[];
}

const SUBMITIT: Launcher['settings'] = [
  ['hydra.launcher.timeout_min', l10n.t('minutes that a job may take')],
  ['hydra.launcher.cpus_per_task', l10n.t('processors of a job')],
  ['hydra.launcher.mem_gb', l10n.t('memory of a job')],
  ['hydra.launcher.gpus_per_node', l10n.t('GPUs of a job')],
];

/** Those that Hydra's own repository has. Source: https://hydra.cc/docs/plugins/joblib_launcher/ and its neighbours. */
export const LAUNCHERS: readonly Launcher[] = [
  { option: 'basic', about: l10n.t('on this machine, one after another'), settings: [] },
  {
    option: 'joblib',
    about: l10n.t('on this machine, several at a time'),
    package: 'hydra-joblib-launcher',
    folder: 'hydra_joblib_launcher',
    settings: [['hydra.launcher.n_jobs', l10n.t('how many run at a time; -1 for one for each processor')]],
  },
  {
    option: 'submitit_slurm',
    about: l10n.t('on a SLURM cluster'),
    package: 'hydra-submitit-launcher',
    folder: 'hydra_submitit_launcher',
    settings: [
      ['hydra.launcher.partition', l10n.t('the partition that jobs are sent to')],
      ...SUBMITIT,
      ['hydra.launcher.array_parallelism', l10n.t('how many run at a time')],
    ],
  },
  {
    option: 'submitit_local',
    about: l10n.t('on this machine, each in a process of its own'),
    package: 'hydra-submitit-launcher',
    folder: 'hydra_submitit_launcher',
    settings: SUBMITIT,
  },
  {
    option: 'ray',
    about: l10n.t('on a Ray cluster, or on this machine by Ray'),
    package: 'hydra-ray-launcher',
    folder: 'hydra_ray_launcher',
    settings: [
      ['+hydra.launcher.ray.init.num_cpus', l10n.t('processors that Ray may use')],
      ['+hydra.launcher.ray.remote.num_gpus', l10n.t('GPUs of a job')],
    ],
  },
  {
    option: 'rq',
    about: l10n.t('by the workers of a Redis queue'),
    package: 'hydra-rq-launcher',
    folder: 'hydra_rq_launcher',
    settings: [
      ['hydra.launcher.queue', l10n.t('the queue that jobs are put into')],
      ['hydra.launcher.redis.host', l10n.t('where Redis is')],
    ],
  },
];

/** The folders in which an interpreter's packages may have Hydra's plugins; nothing is run to find out. */
export function pluginFolders(python: string, versions: readonly string[]): readonly string[] {
  const [environment, slash] = environmentOf(python);
  const places = [
    ...versions.flatMap((version) => [`lib/${version}`, `lib64/${version}`, `local/lib/${version}`]),
    'Lib',
    ...versions.map((version) => `lib/${version.replace(/\..*/, '')}`),
  ];
  const packages = places.flatMap((place) => ['site-packages', 'dist-packages'].map((name) => `${place}/${name}`));
  return packages.map((place) => [environment, ...place.split('/'), 'hydra_plugins'].join(slash));
}

/** An environment has its interpreter in `bin` or `Scripts`, or, on Windows, at its top. */
export function environmentOf(python: string): readonly [folder: string, slash: string] {
  const slash = python.includes('\\') ? '\\' : '/';
  const steps = python.split(slash).slice(0, -1);
  const isBelow = /^(?:bin|scripts)$/i.test(steps.at(-1) ?? '');
  return [(isBelow ? steps.slice(0, -1) : steps).join(slash), slash];
}

/** A line of overrides with this launcher, in the place of another one. */
export function withLauncher(line: string, option: string): string {
  const without = line.replace(/(^|\s)hydra\/launcher=\S*/g, '$1').replace(/\s+$/, '');
  if (option === 'basic') return without.trimStart();
  return `${without.trimStart()}${without.trim() === '' ? '' : ' '}hydra/launcher=${option}`;
}

/** The settings of the launcher that a line names, as offers for the word at its end. */
export function settingOffers(line: string): readonly OverrideOffer[] {
  const option = /(?:^|\s)hydra\/launcher=(\S+)\s/.exec(line)?.[1];
  const { settings = [] } = LAUNCHERS.find((launcher) => launcher.option === option) ?? {};
  const typed = /\S*$/.exec(line)?.[0] ?? '';
  return settings
    .filter(([key]) => !line.includes(`${key}=`) && key.replace('+', '').startsWith(typed.replace('+', '')))
    .map(([key, about]) => ({
      kind: 'key',
      label: `${key}=`,
      detail: about,
      start: line.length - typed.length,
      end: line.length,
    }));
}
