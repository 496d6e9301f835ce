import { nodeAt } from '../../compose/index.ts';
import {
  type ConfigRoot,
  fileLabel,
  type Project,
  type Registry,
  type Snapshot,
  shortName,
} from '../../project/index.ts';
import type { ModelRegistry, NewModelPlace } from '../../protocol.ts';
import { pathBelow, type Uri } from '../../text/index.ts';
import { registeredPath } from '../actions/register.ts';
import { baseOfAdapters } from './adapters.ts';
import { type ModelConfig, modelConfigs, usualType } from './siblings.ts';

/** A config root with its project, and the registry that its configs choose a model from. */
export interface Site {
  readonly project: Project;
  readonly root: ConfigRoot;
  readonly registry: Registry | undefined;
}

/** The config roots that a model config may be written to; the one that a document or a folder belongs to comes first. */
export function newModelPlaces(snapshot: Snapshot, uri: Uri | undefined): NewModelPlace[] {
  const distance = (root: Uri) => {
    if (uri === undefined) return Number.POSITIVE_INFINITY;
    const path = pathBelow(root, uri) ?? pathBelow(uri, root);
    return path === undefined ? Number.POSITIVE_INFINITY : path.length;
  };
  return sitesOf(snapshot)
    .map((site) => ({ far: distance(site.root.uri), place: placeOfSite(snapshot, site) }))
    .sort((left, right) => (left.far < right.far ? -1 : left.far > right.far ? 1 : 0))
    .map(({ place }) => place);
}

export function siteOf(snapshot: Snapshot, root: Uri): Site | undefined {
  return sitesOf(snapshot).find((site) => site.root.uri === root);
}

function sitesOf(snapshot: Snapshot): Site[] {
  return snapshot.projects().flatMap((project) => {
    const registry = project.registries.find(({ entries }) => entries.size > 0);
    return project.roots.map((root) => ({ project, root, registry }));
  });
}

function placeOfSite(snapshot: Snapshot, site: Site): NewModelPlace {
  const { project, root, registry } = site;
  const names = (snapshot.files.folder(root.uri) ?? []).flatMap(({ name, isFolder }) => {
    return !isFolder && /\.ya?ml$/.test(name) ? [name.replace(/\.ya?ml$/, '')] : [];
  });
  const place = { root: root.uri, folder: shortName(snapshot, root.uri) || '.', names };
  if (registry === undefined) return place;
  return {
    ...place,
    registry: registryOfSite(snapshot, project, registry, modelConfigs(snapshot, root, registry)),
  };
}

function registryOfSite(
  snapshot: Snapshot,
  project: Project,
  registry: Registry,
  models: readonly ModelConfig[],
): ModelRegistry {
  const { key, symbol, home, entries } = registry;
  const usual = usualType(models, registry);
  const base = baseOfAdapters(snapshot, project, registry)?.item.name;
  const types = [...entries.values()].map(({ name, value, target }) => {
    const adapter = value ?? target;
    const configs = models.filter(({ composition }) => {
      const leaf = nodeAt(composition.root, key.split('.'))?.leaf;
      return leaf?.t === 'str' && leaf.v === name;
    });
    return { name, ...(adapter !== undefined && { adapter }), configs: configs.map((each) => each.name) };
  });
  return {
    key,
    label: home === undefined ? symbol : `${symbol} (${fileLabel(home)})`,
    types,
    ...(usual !== undefined && { usual }),
    joint: jointOf([...entries.keys()]),
    ...(base !== undefined && { base }),
    isOpen: registeredPath(registry, 'a') !== undefined,
  };
}

/** What joins the words of most names of several words. */
function jointOf(names: readonly string[]): string {
  const count = (joint: string) => names.filter((name) => name.includes(joint)).length;
  return count('_') > count('-') ? '_' : '-';
}
