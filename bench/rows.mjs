// The rows of the table: what is measured, in which workspaces, against what, and what it must reach. `npm run bench`
// measures exactly these, and a test holds docs/benchmarks.md against them.

/**
 * @typedef {object} Row
 * @property {string} part the part of the bench that measures it
 * @property {string} name
 * @property {string} how one sentence for docs/benchmarks.md
 * @property {'ms' | 'MB' | 'kB'} unit
 * @property {string} [peer] what it is compared with
 * @property {boolean} [isFaster] whether it has to be faster than the peer
 * @property {readonly string[]} workspaces
 * @property {'median' | 'p95'} of the statistic that the limits are about
 * @property {Readonly<Record<string, number>>} limits by workspace, in the row's unit
 */

export const NONE = 'none';
export const TRAINER = 'trainer';
/** The fixture that is a Lightning project, with the packages that it needs. */
export const LIGHTNING = 'a Lightning project';
export const GROUPS_30 = '30 groups';
export const PYTHON_FILES = '2,000 Python files';
export const SIZES = [200, 2000, 10_000];
export const sizeName = (count) => `${count.toLocaleString('en')} configs`;
/** As many as `hydrascope check` has two seconds for. */
export const CHECKED = 1000;

const YAML = 'yaml-language-server';
const COMPOSE = "Hydra's compose()";
const APP = 'app.py --cfg job';
const [SMALL, MIDDLE, LARGE] = SIZES.map(sizeName);
const MADE = [SMALL, MIDDLE, LARGE];
const ALL = [TRAINER, ...MADE];
/** The middle one with schemas that `hydrascope.yaml` binds to all its configs: the same that the peer has. */
export const WITH_SCHEMAS = `${MIDDLE} with schemas`;
const MOST = [...ALL, WITH_SCHEMAS];

/** @returns {Row} */
const row = (part, name, how, rest) => ({
  part,
  name,
  how,
  unit: 'ms',
  workspaces: ALL,
  of: 'p95',
  limits: {},
  ...rest,
});
const everywhere = (limit, workspaces) => Object.fromEntries(workspaces.map((name) => [name, limit]));
const asked = { peer: YAML, isFaster: true };
// What the server itself takes, warm.
const answered = { limits: { [TRAINER]: 1, ...everywhere(5, MADE) } };
const typed = {
  peer: YAML,
  isFaster: true,
  workspaces: MOST,
  limits: everywhere(16, [TRAINER, SMALL, MIDDLE, WITH_SCHEMAS]),
};
const composed = { peer: COMPOSE, isFaster: true, workspaces: [TRAINER, GROUPS_30, ...MADE] };

/** @type {readonly Row[]} */
export const ROWS = [
  row('compose', 'compose from text', 'Nothing is known but the texts of all files.', composed),
  row('compose', 'compose after an edit to one file', 'A default option gets a new line.', composed),
  row('compose', 'compose with another override', 'No file changed since the last composition.', composed),
  row('process', 'print a composed config, whole process', '`hydrascope compose` against `python app.py --cfg job`.', {
    peer: APP,
    isFaster: true,
    workspaces: MADE,
  }),
  row(
    'check',
    'check, whole process, one core',
    '`hydrascope check`: the processor time of all its threads, which is what it takes on one core.',
    {
      of: 'median',
      workspaces: [sizeName(CHECKED)],
      limits: everywhere(2000, [sizeName(CHECKED)]),
    },
  ),
  row(
    'sweep',
    'every feature at every place',
    'The slowest feature at each place of the files, of the Lightning project at one of so many, in process; each is asked three times and its fastest time counts.',
    { workspaces: [TRAINER, LIGHTNING], limits: everywhere(10, [TRAINER, LIGHTNING]) },
  ),
  row('sweep', 'the slowest answer of all these', 'One question of them all.', {
    of: 'median',
    workspaces: [TRAINER, LIGHTNING],
    limits: everywhere(10, [TRAINER, LIGHTNING]),
  }),
  row(
    'answers',
    'hover right after a keystroke, in the server',
    'In process and warm: the change is taken in and the question answered.',
    answered,
  ),
  row('answers', 'completion of a key, as typed, in the server', 'The same.', answered),
  row(
    'answers',
    "completion of a group's option, as typed, in the server",
    'The same. The list grows with the group.',
    {
      workspaces: MADE,
      limits: everywhere(5, MADE),
    },
  ),
  row(
    'editor',
    'a question without an answer',
    'An unknown request: what the pipes and the two ends cost by themselves.',
    {
      peer: YAML,
    },
  ),
  row('editor', 'hover', 'On keys and interpolations of all files that the rows below type in.', asked),
  row('editor', 'hover right after a keystroke', 'The question follows the change at once.', asked),
  row('editor', 'completion of a key, as typed', 'The question follows the typed letter at once.', asked),
  row('editor', "completion of a group's option, as typed", 'The list grows with the group.', {
    workspaces: MADE,
  }),
  row('editor', 'keystroke in an experiment', 'Until its diagnostics show the change.', {
    ...typed,
    workspaces: [...MADE, WITH_SCHEMAS],
  }),
  row('editor', 'keystroke in an option nobody chose', 'The same.', {
    ...typed,
    workspaces: [...MADE, WITH_SCHEMAS],
  }),
  row('editor', 'keystroke in a default option', 'The same.', {
    ...typed,
    workspaces: [...MADE, WITH_SCHEMAS],
  }),
  row('editor', 'keystroke in a primary config', 'The same. The trainer: `mamba.yaml`.', typed),
  row('editor', 'keystroke in a base config', 'The same. The trainer: `data.yaml`.', typed),
  row(
    'editor',
    "all dependents of a default option's key",
    'A key that the options of one group use gets another name, until the last file is told.',
    {
      workspaces: MADE,
      limits: everywhere(200, [SMALL, MIDDLE]),
    },
  ),
  row('editor', "all dependents of a primary config's key", 'The same with a key that the experiments use.', {
    workspaces: MADE,
    limits: everywhere(200, [SMALL, MIDDLE]),
  }),
  row(
    'editor',
    "all dependents of a base config's key",
    'The same with a key that all options use. The trainer: `data.yaml`.',
    {
      workspaces: MOST,
      limits: everywhere(200, [TRAINER, SMALL, MIDDLE, WITH_SCHEMAS]),
    },
  ),
  row(
    'editor',
    'a question while dependents are judged',
    "After a change to the base config's key, until all are told: one question after the other that has no answer.",
    { limits: everywhere(15, ALL) },
  ),
  row('start', 'start to the first diagnostic of an open file', 'A new process, a file with one mistake.', {
    peer: YAML,
    isFaster: true,
    of: 'median',
    workspaces: MOST,
    limits: everywhere(400, [TRAINER, SMALL, MIDDLE, WITH_SCHEMAS]),
  }),
  row('start', 'start to the diagnostics of all configs', 'Until `hydrascope/changed`.', {
    of: 'median',
    workspaces: MOST,
    limits: everywhere(3000, [TRAINER, SMALL, MIDDLE, WITH_SCHEMAS]),
  }),
  row('memory', 'memory once all is diagnosed', 'Resident set of the server.', {
    peer: YAML,
    unit: 'MB',
    of: 'median',
    workspaces: MOST,
    limits: everywhere(250, MOST),
  }),
  row('memory', 'memory after 200 more keystrokes', 'Resident set of the server.', {
    peer: YAML,
    unit: 'MB',
    of: 'median',
    workspaces: MOST,
    limits: everywhere(250, MOST),
  }),
  row('memory', 'memory at its highest', 'The largest resident set until then.', {
    peer: YAML,
    unit: 'MB',
    of: 'median',
  }),
  row('python', 'first hover beside Python files', 'On a target; a core that has read nothing yet.', {
    of: 'median',
    workspaces: [PYTHON_FILES],
  }),
  row('package', 'size of the .vsix', 'The file that `npm run package` makes.', {
    unit: 'kB',
    of: 'median',
    workspaces: [NONE],
    limits: { [NONE]: 1750 },
  }),
  row(
    'activation',
    'activation in the extension host',
    'Loading its doors and the call of `activate`, as VS Code counts it; the client, loaded next, counts below.',
    {
      of: 'median',
      workspaces: [NONE],
      limits: { [NONE]: 100 },
    },
  ),
  row('activation', 'activation until the server answers', 'Until the promise of `activate` resolves.', {
    of: 'median',
    workspaces: [NONE],
  }),
];

/** Whether a run that is limited to `only`, parts and pieces of names, measures a row. */
export function isWanted({ part, name }, only) {
  return only.length === 0 || only.some((word) => part === word || name.includes(word));
}
