/** The suites that VS Code for the Web runs, too: all of what reads and edits, on files that are on no disk. */
export const suites: readonly (() => Promise<unknown>)[] = [
  () => import('./web.test'),
  () => import('../smoke.test'),
  () => import('../editing.test'),
  () => import('../language.test'),
  () => import('../focus.test'),
  () => import('../views.test'),
  () => import('../compare.test'),
  () => import('../newModel.test'),
];
