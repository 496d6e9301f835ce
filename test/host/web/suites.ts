/** The suites that VS Code for the Web runs, too: all of what reads and edits, on files that are on no disk. */
const all: Readonly<Record<string, () => Promise<unknown>>> = {
  web: () => import('./web.test'),
  noDisk: () => import('../noDisk.virtual.test'),
  editing: () => import('../editing.test'),
  language: () => import('../language.test'),
  focus: () => import('../focus.test'),
  views: () => import('../views.test'),
  compare: () => import('../compare.test'),
  newModel: () => import('../newModel.test'),
};

/** Which of them are wanted; none: all. The bundler puts it in. */
declare const WANTED: readonly string[];

export const suites = Object.entries(all).flatMap(([name, load]) =>
  WANTED.length === 0 || WANTED.includes(name) ? [load] : [],
);
