/** What the output says of the projects that were found, in words. */
import type { ProjectFacts } from '../../../server/src/protocol';

export function foundLines(projects: readonly ProjectFacts[], pathOf: (uri: string) => string): readonly string[] {
  if (projects.length === 0) return ['No workspace folder is open.'];
  return projects.flatMap(({ folder, hasFile, hydra, roots, registries }) => {
    const from = hasFile ? 'as hydrascope.yaml says' : 'found by looking';
    const head = `Project ${nameOf(folder)}: Hydra ${hydra}, ${from}`;
    if (roots.length === 0)
      return [`${head}. No folder of configs: name one under "roots" in hydrascope.yaml, or in @hydra.main.`];
    return [
      head,
      ...roots.map(({ uri, configs, primaries, apps }) => {
        const started = apps.length === 0 ? 'no app starts with it' : `started by ${apps.map(pathOf).join(', ')}`;
        return `  configs in ${pathOf(uri)}: ${configs}, ${primaries} of them to launch; ${started}`;
      }),
      ...registries.map(({ symbol, names }) => `  registry ${symbol}: ${names} names`),
    ];
  });
}

function nameOf(uri: string): string {
  try {
    return decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
  } catch {
    return uri;
  }
}
