import { PLUGINS, type Plugins } from '../compose/index.ts';
import { type HydraVersion, nameOfUri, type Uri } from '../text/index.ts';
import type { Files } from './files.ts';

/** Where a Python project says which packages it needs. */
const REQUIREMENTS = /^(?:requirements.*\.txt|pyproject\.toml|setup\.(?:py|cfg)|environment\.ya?ml|Pipfile)$/;

/** `hydra-core==1.3.2`, `hydra-core = "^1.3"`, `hydra_core>=1.3,<2`; an upper bound alone says nothing. */
const PIN = /hydra[-_]core["']?(?:\[[^\]]*\])?\s*(?:=\s*)?["'(]*\s*(?:={1,3}|~=|>=|\^|~)?\s*["']?(\d+)\.(\d+)/;

/** The version of Hydra that a project's requirements ask for; `undefined` where they do not say. */
export function pinnedVersion(files: Files, uris: readonly Uri[]): HydraVersion | undefined {
  for (const uri of uris) {
    const text = REQUIREMENTS.test(nameOfUri(uri)) ? files.file(uri)?.text : undefined;
    const match = text === undefined ? null : PIN.exec(text);
    if (match === null) continue;
    const [major, minor] = [Number(match[1]), Number(match[2])];
    return major > 1 || (major === 1 && minor >= 4) ? '1.4' : '1.3';
  }
  return undefined;
}

/** The official plugins of Hydra that a project's requirements name, or that are installed for it. */
export function pluginsOf(files: Files, uris: readonly Uri[], sitePackages: readonly Uri[]): Plugins {
  const texts = uris.flatMap((uri) => (REQUIREMENTS.test(nameOfUri(uri)) ? (files.file(uri)?.text ?? []) : []));
  const installed = sitePackages.flatMap((folder) => (files.folder(folder) ?? []).map(({ name }) => name));
  const said = [...texts, ...installed].join('\n').toLowerCase().replaceAll('_', '-');
  return new Set(PLUGINS.filter((name) => new RegExp(`\\b${name}\\b`).test(said)));
}
