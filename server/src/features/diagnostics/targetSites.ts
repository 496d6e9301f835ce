import type { Composition, ConfigNode } from '../../compose/index.ts';
import { winner } from '../../compose/index.ts';
import { type Python, placeOf as placeInRoot, pythonOf } from '../../project/index.ts';
import { type ConfigFile, nearest, type Span, toPlain } from '../../text/index.ts';
import { placeOfWrite } from '../explain.ts';
import {
  INSTANTIATE_KEYS,
  isInstantiateKey,
  type TargetNode,
  targetNodesIn,
  treeOf,
  type ValueAt,
  valuesOf,
} from '../target.ts';
import type { RuleContext } from './rule.ts';

/** A mapping with a `_target_`, in a composition or in an option's file by itself. */
export interface TargetSite extends TargetNode {
  readonly python: Python;
  readonly version: Composition['version'];
  readonly valueAt: ValueAt;
  /** Absent for a file by itself: there others may add what is missing. */
  readonly composition?: Composition;
  /** All that there will be is there. */
  readonly isComplete: boolean;
}

const known = new WeakMap<RuleContext, readonly TargetSite[]>();

/** Every mapping that is to be instantiated, as `hydra.utils.instantiate` gets it; found once for several rules. */
export function targetSites(context: RuleContext): readonly TargetSite[] {
  const sites = known.get(context) ?? findSites(context);
  known.set(context, sites);
  return sites;
}

function findSites({ snapshot, project, files, usages }: RuleContext): TargetSite[] {
  const { version } = project;
  const primaries = new Set<string>();
  const sites: TargetSite[] = [];
  for (const { key, composition } of usages) {
    const python = pythonOf(
      snapshot,
      project,
      project.roots.find((root) => root.uri === key.root),
    );
    for (const { primary, file } of composition.defaultsList) if (primary) primaries.add(file.uri);
    const valueAt = valuesOf(snapshot, composition);
    // What only a plugin brings is missing for us, not for the run.
    const isComplete = composition.problems.every((each) => each.refusal === undefined || each.severity !== 'error');
    const common = { python, version: composition.version, valueAt, composition };
    for (const each of targetNodesIn(composition.root)) sites.push({ ...each, ...common, isComplete });
    for (const each of composition.hydra === undefined ? [] : targetNodesIn(composition.hydra)) {
      const isOwn = winner(each.target).origin.kind !== 'builtin';
      if (isOwn) sites.push({ ...each, path: ['hydra', ...each.path], ...common, isComplete: false });
    }
  }
  for (const file of files) {
    // An option may be chosen in other compositions than these, where nothing overrides it.
    const root = primaries.has(file.uri) || isOverridden(file) ? undefined : treeAlone(file);
    if (root === undefined) continue;
    const python = pythonOf(snapshot, project, placeInRoot(snapshot, file.uri)?.root);
    const common = { python, version, valueAt: literalAt, isComplete: false };
    for (const each of targetNodesIn(root)) sites.push({ ...each, ...common });
  }
  return sites;
}

/** Whether what a file brings in stands over what it says itself. */
function isOverridden({ defaults = [] }: ConfigFile): boolean {
  const self = defaults.findIndex((each) => each.kind === 'self');
  return self !== -1 && self < defaults.length - 1;
}

const literalAt: ValueAt = (_, node) => (node.leaf?.t === 'interp' ? undefined : toPlain(winner(node).value));

const alone = new WeakMap<ConfigFile, { readonly root: ConfigNode | undefined }>();

function treeAlone(file: ConfigFile): ConfigNode | undefined {
  const tree = alone.get(file) ?? { root: file.text.includes('_target_') ? treeOf(file) : undefined };
  alone.set(file, tree);
  return tree.root;
}

/** The key of `instantiate` that was meant by one that looks like it; `undefined` for arguments. */
export function meantKey(name: string, site: Pick<TargetSite, 'version'>): string | undefined {
  if (isInstantiateKey(name, site.version) || !/^_|_$/.test(name)) return undefined;
  const bare = name.replace(/^_+|_+$/g, '');
  return INSTANTIATE_KEYS.find((key) => {
    const meant = key.slice(1, -1);
    return bare === meant || (meant.length > 4 && nearest(bare, [meant]) === meant && bare.length >= 5);
  });
}

/** Where the winning value of a node, or its key, is written, with the text around it. */
export function placeOf(
  node: ConfigNode,
  part: 'key' | 'value',
): { readonly span: Span; readonly text: string | undefined } | undefined {
  const write = winner(node);
  const span = placeOfWrite(write, part);
  if (span === undefined) return undefined;
  return { span, text: write.origin.kind === 'file' ? write.origin.file.text : undefined };
}
