// Random config trees, from a seed. A tree is plain data, so that a failing one can be made smaller piece by piece.

import {
  GROUPS,
  HYDRA_BODIES,
  HYDRA_OVERRIDES,
  KEYS,
  ODD_KEYS,
  OPTIONS,
  OVERRIDE_KEYS,
  OVERRIDE_VALUES,
  PACKAGES,
  REFERENCES,
  RESOLVERS,
  SCALARS,
} from './vocabulary.mjs';

/**
 * @typedef {{ header?: string, defaults?: string[], body: [string, string][], raw?: string }} ConfigText `raw`: the
 *   whole text instead
 * @typedef {{ files: Map<string, ConfigText>, overrides: string[], name: string, whole?: boolean }} Tree `whole`: asked
 *   with Hydra's own node
 */

/** A small generator of numbers (mulberry32): the same seed gives the same tree on every machine. */
export function randomOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (count) => Math.floor(next() * count);
  return { below, chance: (share) => next() < share, pick: (list) => list[below(list.length)] };
}

/** @returns {Tree} */
export function randomTree(seed) {
  const random = randomOf(seed);
  const files = new Map();
  const paths = [];
  for (const group of GROUPS.slice(0, 1 + random.below(GROUPS.length))) {
    for (const option of OPTIONS.slice(0, 1 + random.below(OPTIONS.length))) paths.push(`${group}/${option}`);
  }
  if (random.chance(0.6)) paths.push('base');
  if (random.chance(0.2)) paths.push('other');
  for (const path of ['config', ...paths]) files.set(path, randomConfig(random, path, paths));
  const overrides = Array.from({ length: random.pick([0, 0, 1, 1, 2, 3]) }, () => randomOverride(random, paths));
  const name = random.chance(0.93) ? 'config' : random.pick(paths);
  return { files, overrides, name, ...(random.chance(0.06) && { whole: true }) };
}

function randomConfig(random, path, paths) {
  const config = { body: [] };
  if (path !== 'config' && random.chance(0.02)) {
    return {
      ...config,
      raw: random.pick(['', 'null\n', '# nothing\n', '[1, {k: 2}]\n', 'text\n', '5\n', '---\nk: 1\n']),
    };
  }
  if (path !== 'config' && random.chance(0.15))
    config.header = random.pick(['_global_', 'p', 'p.q', 'model', 'foo.bar', '_group_', '_group_._name_', '_here_']);
  const wants = path === 'config' ? 0.85 : 0.3;
  if (random.chance(wants)) {
    config.defaults = Array.from({ length: random.below(4) + (path === 'config' ? 1 : 0) }, () =>
      randomEntry(random, path, paths),
    );
    if (random.chance(0.6)) config.defaults.splice(random.below(config.defaults.length + 1), 0, '_self_');
    while (random.chance(0.2)) config.defaults.push(randomOverrideEntry(random, paths));
  }
  const keys = new Set(Array.from({ length: random.below(4) + 1 }, () => randomKey(random)));
  for (const key of keys) config.body.push([key, randomValue(random, 0)]);
  if (random.chance(path === 'config' ? 0.06 : 0.01)) config.body.push(['hydra', random.pick(HYDRA_BODIES)]);
  if (random.chance(0.02))
    config.body.push(['anchored', `&x ${randomMap(random, 1)}`], ['aliased', '*x'], ['<<', '*x']);
  return config;
}

function randomKey(random) {
  return random.chance(0.04) ? random.pick(ODD_KEYS) : random.pick(KEYS);
}

function randomValue(random, depth) {
  const roll = random.below(20);
  if (roll < 10 || depth > 2)
    return random.pick(SCALARS.filter((text) => depth === 0 || (text !== '' && text !== '???' && !text.includes('#'))));
  if (roll < 14) return `"\${${random.pick(REFERENCES)}}"`;
  if (roll < 15)
    return `"t_\${${random.pick(REFERENCES)}}${random.chance(0.3) ? `\${${random.pick(REFERENCES)}}` : ''}"`;
  if (roll < 16) return `"\${${random.pick(RESOLVERS)}}"`;
  if (roll < 18) {
    const item = () => (random.chance(0.3) ? randomMap(random, depth + 1) : randomValue(random, depth + 1));
    return `[${Array.from({ length: random.below(4) }, item).join(', ')}]`;
  }
  return randomMap(random, depth);
}

function randomMap(random, depth) {
  const keys = new Set(Array.from({ length: random.below(3) + 1 }, () => randomKey(random)));
  return `{${[...keys].map((key) => `${key}: ${randomValue(random, depth + 1)}`).join(', ')}}`;
}

function splitPath(path) {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)];
}

/** As an entry of `path`'s own list would reach it: mostly relative to its group, sometimes absolute. */
function reach(random, path, target) {
  const [own] = splitPath(path);
  if (own === '') return random.chance(0.1) ? `/${target}` : target;
  if (target.startsWith(`${own}/`) && random.chance(0.7)) return target.slice(own.length + 1);
  return `/${target}`;
}

function randomEntry(random, path, paths) {
  // A circle of defaults lists, or many ways to the same configs, keep Hydra busy for ever.
  const later = paths.slice(paths.indexOf(path) + 1);
  const target = random.pick(later) ?? 'nowhere';
  const [group, option] = splitPath(target);
  if (group === '' || random.chance(0.15)) return withPackage(random, reach(random, path, target), 0.1);
  // An interpolation may choose any option of the group: one of them must not lead back here. Where a circle is closed by
  // an interpolation, Python runs out of stack sooner or later than we say so.
  const isAhead = paths.every((each) => splitPath(each)[0] !== group || paths.indexOf(each) > paths.indexOf(path));
  if (isAhead && random.chance(0.02)) return withPackage(random, `${reach(random, path, group)}/\${${group}}`, 0.1);
  const optional = random.chance(0.08) ? 'optional ' : '';
  const key = `${optional}${withPackage(random, reach(random, path, group), 0.2)}`;
  const roll = random.below(20);
  if (roll === 0) return `${key}: null`;
  if (roll === 1) return `${key}: ???`;
  if (roll === 2) return `${key}: nope`;
  if (roll < 5)
    return `${key}: [${paths
      .filter((each) => splitPath(each)[0] === group)
      .map((each) => splitPath(each)[1])
      .join(', ')}]`;
  if (roll === 5 && isAhead)
    return `${key}: ${random.pick(['"${db}"', '"${model}"', '"${a/b}"', '"${db@p}"', '"${nope}"'])}`;
  return `${key}: ${option}`;
}

function randomOverrideEntry(random, paths) {
  const [group, option] = splitPath(random.pick(paths) ?? 'db/x');
  const absolute = random.chance(0.7) ? '/' : '';
  if (random.chance(0.08))
    return `override ${absolute}hydra/${random.pick(['job_logging: none', 'launcher: basic', 'job_logging: nope'])}`;
  return `override ${withPackage(random, absolute + (group || 'db'), 0.15)}: ${random.chance(0.8) ? option : 'y'}`;
}

function withPackage(random, text, share) {
  return random.chance(share) ? `${text}@${random.pick(PACKAGES)}` : text;
}

function randomOverride(random, paths) {
  if (random.chance(0.07)) return random.pick(HYDRA_OVERRIDES);
  const [group, option] = splitPath(random.pick(paths) ?? 'db/x');
  const key = random.pick(OVERRIDE_KEYS);
  const value = random.pick(OVERRIDE_VALUES);
  switch (random.below(10)) {
    case 0:
      return `+${key}=${value}`;
    case 1:
      return `++${key}=${value}`;
    case 2:
      return `~${key}${random.chance(0.4) ? `=${value}` : ''}`;
    case 3:
      return `+${withPackage(random, group || 'db', 0.3)}=${option}`;
    case 4:
    case 5:
      return `${withPackage(random, group || 'db', 0.2)}=${random.chance(0.15) ? 'nope' : option}`;
    case 6:
      return `~${withPackage(random, group || 'db', 0.2)}${random.chance(0.2) ? `=${option}` : ''}`;
    case 7:
      return `${random.pick(['', '', '+'])}${withPackage(random, group || 'db', 0.2)}=[${option}${random.chance(0.5) ? ',x' : ''}]`;
    default:
      return `${key}=${value}`;
  }
}

/** The request that asks for a tree's composition, in the recorder's shape. @param {Tree} tree */
export function requestOf(tree) {
  const files = {};
  for (const [path, { header, defaults, body, raw }] of tree.files) {
    const lines = [];
    if (raw !== undefined) {
      files[`${path}.yaml`] = raw;
      continue;
    }
    if (header !== undefined) lines.push(`# @package ${header}`);
    if (defaults !== undefined) {
      lines.push(defaults.length === 0 ? 'defaults: []' : 'defaults:');
      for (const entry of defaults) lines.push(`  - ${entry}`);
    }
    for (const [key, value] of body) lines.push(`${key}: ${value}`);
    files[`${path}.yaml`] = `${lines.join('\n')}\n`;
  }
  const request = { files, config_name: tree.name, overrides: tree.overrides, defaults_list: true };
  return tree.whole ? { ...request, return_hydra_config: true } : request;
}

/** Every tree that lacks one piece of this one, the largest pieces first. @param {Tree} tree @returns {Iterable<Tree>} */
export function* smaller(tree) {
  for (const path of tree.files.keys()) {
    const files = new Map(tree.files);
    files.delete(path);
    yield { ...tree, files };
  }
  if (tree.whole) yield { ...tree, whole: false };
  for (const index of tree.overrides.keys()) yield { ...tree, overrides: tree.overrides.toSpliced(index, 1) };
  for (const [path, config] of tree.files) {
    const put = (changed) => ({ ...tree, files: new Map(tree.files).set(path, changed) });
    if (config.header !== undefined) yield put({ ...config, header: undefined });
    if (config.defaults !== undefined) yield put({ ...config, defaults: undefined });
    for (const index of config.defaults?.keys() ?? [])
      yield put({ ...config, defaults: config.defaults.toSpliced(index, 1) });
    for (const index of config.body.keys()) yield put({ ...config, body: config.body.toSpliced(index, 1) });
    for (const [index, [key, value]] of config.body.entries()) {
      if (value.length > 1) yield put({ ...config, body: config.body.with(index, [key, '1']) });
    }
  }
}
