/** What `import … from 'hydrascope'` brings. Its types are those of `shapes.ts`, which is published with it. */
import { resolve } from 'node:path';
import { statOf, uriOfPath } from '../node/index.ts';
import { checkResult, findingsOf } from './check.ts';
import { composeResult } from './compose.ts';
import { UsageError } from './errors.ts';
import { explainResult } from './explain.ts';
import { graphResult } from './graph.ts';
import { type HydraFlags, type OpenedComposition, openComposition, openProject } from './open.ts';
import { checkOptions, OF_CHECK, OF_COMPOSE } from './options.ts';
import { foldersInOverrides } from './reach.ts';
import type * as shapes from './shapes.ts';

const NAMED = { wantsName: true };

/** What is named in the options may be read, wherever it is. */
function openNamed(options: shapes.ComposeOptions, flags?: HydraFlags): OpenedComposition {
  checkOptions(options, OF_COMPOSE);
  const { configDir, overrides = [], allow = [] } = options;
  const named = [configDir, ...foldersInOverrides(overrides), ...allow];
  return openComposition(openProject({ ...options, named }), options, flags);
}

export const compose: typeof shapes.compose = (options = {}) =>
  composeResult(openNamed(options), options.resolve === true);

export const explain: typeof shapes.explain = (keys, options = {}) => {
  const asked = typeof keys === 'string' ? [keys] : keys;
  checkOptions({ keys: asked }, { keys: 'texts' });
  return explainResult(openNamed(options, NAMED), asked ?? []);
};

export const graph: typeof shapes.graph = (options = {}) => graphResult(openNamed(options, NAMED), false);

export const check: typeof shapes.check = (options = {}) => {
  checkOptions(options, OF_CHECK);
  const { cwd, files = {}, paths = ['.'], severities = {}, allow = [] } = options;
  // What `${oc.env:…}` is does not change what is wrong.
  const opened = openProject({ cwd, files, environment: {}, named: [...paths, ...allow] });
  const isThere = (path: string) => Object.hasOwn(files, path) || statOf(resolve(opened.folder, path)) !== undefined;
  const missing = paths.find((path) => !isThere(path));
  if (missing !== undefined) throw new UsageError(`there is no ${missing}`);
  const uris = paths.map((path) => uriOfPath(resolve(opened.folder, path)));
  const request = { uris, severities: new Map(Object.entries(severities)), tells: () => true };
  return checkResult(opened, findingsOf(opened, request));
};
