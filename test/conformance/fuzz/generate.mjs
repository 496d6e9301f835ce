// Random config trees, from a seed. A tree is plain data, so that a failing one can be made smaller piece by piece.

/**
 * @typedef {{ header?: string, defaults?: string[], body: [string, string][] }} ConfigText
 * @typedef {{ files: Map<string, ConfigText>, overrides: string[], name: string }} Tree
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

const GROUPS = ['db', 'model', 'model/layer', 'exp', 'a', 'a/b'];
const OPTIONS = ['x', 'y', 'z'];
const KEYS = ['k', 'v', 'n', 'lr', 'db', 'model', 'deep', '1', '"quoted key"', 'a-b', 'k'];
const PACKAGES = ['_global_', '_here_', 'p', 'p.q', '_group_', 'model', '_global_.r', 'db'];
const SCALARS = [
  '1',
  '-3',
  '0',
  '1.5',
  '1e-4',
  '.5',
  'true',
  'no',
  'null',
  '',
  'text',
  '"7"',
  "'x y'",
  '???',
  '010',
  '0x1F',
  '1_000',
  '12:30',
  '2020-01-01',
  'inf',
  '.inf',
  '.nan',
  'None',
  '[]',
  '{}',
  'a/b',
  '"${k}"',
  'yes',
];
const REFERENCES = [
  'k',
  'v',
  'n',
  'lr',
  'db',
  'db.k',
  'model.layer.v',
  'deep.k',
  '.k',
  '..v',
  '...n',
  'p.q.k',
  'deep',
  'model',
];

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
  return { files, overrides, name };
}

function randomConfig(random, path, paths) {
  const config = { body: [] };
  if (path !== 'config' && random.chance(0.15))
    config.header = random.pick(['_global_', 'p', 'p.q', 'model', 'foo.bar']);
  const wants = path === 'config' ? 0.85 : 0.3;
  if (random.chance(wants)) {
    config.defaults = Array.from({ length: random.below(4) + (path === 'config' ? 1 : 0) }, () =>
      randomEntry(random, path, paths),
    );
    if (random.chance(0.6)) config.defaults.splice(random.below(config.defaults.length + 1), 0, '_self_');
    if (random.chance(0.15)) config.defaults.push(randomOverrideEntry(random, paths));
  }
  const keys = new Set(Array.from({ length: random.below(4) + 1 }, () => random.pick(KEYS)));
  for (const key of keys) config.body.push([key, randomValue(random, 0)]);
  return config;
}

function randomValue(random, depth) {
  const roll = random.below(20);
  if (roll < 10 || depth > 2)
    return random.pick(SCALARS.filter((text) => depth === 0 || (text !== '' && text !== '???')));
  if (roll < 14) return `"\${${random.pick(REFERENCES)}}"`;
  if (roll < 15) return `"t_\${${random.pick(REFERENCES)}}"`;
  if (roll < 16)
    return random.pick([
      '"${oc.env:HOME_X,d}"',
      '"${oc.select:nope,3}"',
      '"${oc.decode:\'[1,2]\'}"',
      '"${oc.create:[1]}"',
    ]);
  if (roll < 18) {
    return `[${Array.from({ length: random.below(4) }, () => randomValue(random, depth + 1)).join(', ')}]`;
  }
  const keys = new Set(Array.from({ length: random.below(3) + 1 }, () => random.pick(KEYS)));
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
  const target = random.pick(paths) ?? 'base';
  const [group, option] = splitPath(target);
  if (group === '' || random.chance(0.15)) return withPackage(random, reach(random, path, target), 0.1);
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
  if (roll === 5) return `${key}: "\${db}"`;
  return `${key}: ${option}`;
}

function randomOverrideEntry(random, paths) {
  const [group, option] = splitPath(random.pick(paths) ?? 'db/x');
  const absolute = random.chance(0.7) ? '/' : '';
  return `override ${withPackage(random, absolute + (group || 'db'), 0.15)}: ${random.chance(0.8) ? option : 'y'}`;
}

function withPackage(random, text, share) {
  return random.chance(share) ? `${text}@${random.pick(PACKAGES)}` : text;
}

function randomOverride(random, paths) {
  const [group, option] = splitPath(random.pick(paths) ?? 'db/x');
  const key = random.pick(['k', 'v', 'n', 'lr', 'deep.k', 'db.k', 'p.q.k', 'model.layer.v', 'new', 'a.b.k', 'deep']);
  const value = random.pick([
    '1',
    '2.5',
    'x',
    'null',
    'true',
    '[1,2]',
    '{k:9}',
    '{new:1}',
    "'a b'",
    '???',
    '${k}',
    '',
    '[]',
    '{}',
  ]);
  switch (random.below(9)) {
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
      return `~${withPackage(random, group || 'db', 0.2)}`;
    default:
      return `${key}=${value}`;
  }
}

/** The request that asks for a tree's composition, in the recorder's shape. @param {Tree} tree */
export function requestOf(tree) {
  const files = {};
  for (const [path, { header, defaults, body }] of tree.files) {
    const lines = [];
    if (header !== undefined) lines.push(`# @package ${header}`);
    if (defaults !== undefined) {
      lines.push(defaults.length === 0 ? 'defaults: []' : 'defaults:');
      for (const entry of defaults) lines.push(`  - ${entry}`);
    }
    for (const [key, value] of body) lines.push(`${key}: ${value}`);
    files[`${path}.yaml`] = `${lines.join('\n')}\n`;
  }
  return { files, config_name: tree.name, overrides: tree.overrides, defaults_list: true };
}

/** Every tree that lacks one piece of this one, the largest pieces first. @param {Tree} tree @returns {Iterable<Tree>} */
export function* smaller(tree) {
  for (const path of tree.files.keys()) {
    const files = new Map(tree.files);
    files.delete(path);
    yield { ...tree, files };
  }
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
