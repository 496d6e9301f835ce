import { type HydraVersion, type Problem, parseYaml, rootFor, type ValueNode } from '../text/index.ts';
import { type ConfigNode, NO_CHILDREN } from './composition.ts';
import { type Merging, merge } from './merge.ts';
import { conflictMessage, keyConflict } from './mergeReports.ts';
import { containerMeant } from './resolve.ts';

/** Loads texts as OmegaConf does and merges them left to right; without Hydra, so `defaults` is a key like any other. */
export function mergeTexts(
  texts: readonly string[],
  version: HydraVersion,
): { readonly root: ConfigNode; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const empty: ValueNode = { kind: 'map', entries: new Map(), flow: false, range: { start: 0, end: 0 } };
  let root: ConfigNode | undefined;
  const merging: Merging = {
    open: [],
    version,
    keyConflict: (_, entry) => problems.push(keyConflict({ uri: '', ...entry.keyRange }, entry)),
    containerMeant: (at, text, path) => containerMeant(at, text, path, version),
    mismatch: () => {},
    conflict: (_, value) => {
      const message = conflictMessage(version);
      const errorClass = version === '1.4' ? 'TypeError' : 'ConfigTypeError';
      const span = { uri: '', ...value.range };
      problems.push({ code: 'HS115', severity: 'error', span, message, refusal: { errorClass, message } });
    },
  };
  for (const [index, text] of texts.entries()) {
    const yaml = parseYaml(`text:${index}`, text);
    problems.push(...yaml.problems.filter((problem) => (problem.version ?? version) === version));
    root = merge(root, { value: rootFor(yaml, version) ?? empty }, { kind: 'builtin', name: `text ${index}` }, merging);
  }
  return { root: root ?? { shape: 'map', children: NO_CHILDREN, writes: [] }, problems };
}
