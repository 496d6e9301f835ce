import { type Composition, type ConfigNode, isHydraOwn, touchesHydra, winner } from '../../compose/index.ts';
import { type Python, placeOf as placeInRoot, primaryKeysOf, pythonOf } from '../../project/index.ts';
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
} from '../targets/target.ts';
import type { JudgedUsage, RuleContext } from './rule.ts';

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

/** Every mapping of a composition that is to be instantiated, as `hydra.utils.instantiate` gets it. */
export function targetSites({ snapshot, project }: RuleContext, usage: JudgedUsage): readonly TargetSite[] {
  const { key, composition, own } = usage;
  const { problems, version } = composition;
  // What the primary config's own composition has is judged there.
  const isWhole = own === undefined || own.has('_target_');
  const nodes = isWhole ? targetNodesIn(composition.root) : [...own].flatMap((each) => nodesUnder(...each));
  const inHydra = hydraNodes(composition);
  if (nodes.length === 0 && inHydra.length === 0) return [];
  const python = pythonOf(
    snapshot,
    project,
    project.roots.find((root) => root.uri === key.root),
  );
  const valueAt = valuesOf(snapshot, composition);
  // What only a plugin brings is missing for us, not for the run.
  const isComplete = problems.every((each) => each.refusal === undefined || each.severity !== 'error');
  const common = { python, version, valueAt, composition };
  return [
    ...nodes.map((each) => ({ ...each, ...common, isComplete })),
    ...inHydra.map((each) => ({ ...each, path: ['hydra', ...each.path], ...common, isComplete: false })),
  ];
}

function nodesUnder(name: string, node: ConfigNode): readonly TargetNode[] {
  return targetNodesIn(node).map((each) => ({ ...each, path: [name, ...each.path] }));
}

/** Those of Hydra's own node that the user's configs write. */
function hydraNodes(composition: Composition): readonly TargetNode[] {
  // Hydra's own node is made when it is first asked for.
  const isTouched = composition.defaultsList.some((choice) => !isHydraOwn(choice) && touchesHydra(choice));
  const hydra = isTouched ? composition.hydra : undefined;
  if (hydra === undefined) return [];
  return targetNodesIn(hydra).filter((each) => winner(each.target).origin.kind !== 'builtin');
}

/** Those of an option's file by itself: it may be chosen in other compositions, where nothing overrides it. */
export function sitesAlone({ snapshot, project }: RuleContext, file: ConfigFile): readonly TargetSite[] {
  const root = isOverridden(file) ? undefined : treeAlone(file);
  const place = root === undefined ? undefined : placeInRoot(snapshot, file.uri);
  if (root === undefined || place === undefined) return [];
  const isPrimary = primaryKeysOf(snapshot, place.root).some(({ name }) => name === place.configPath);
  if (isPrimary) return [];
  const python = pythonOf(snapshot, project, place.root);
  const common = { python, version: project.version, valueAt: literalAt, isComplete: false };
  return targetNodesIn(root).map((each) => ({ ...each, ...common }));
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
