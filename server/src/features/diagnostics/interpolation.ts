import type { ConfigNode, KeyPath } from '../../compose/index.ts';
import { resolveNode, winner } from '../../compose/index.ts';
import type { Usage } from '../../project/index.ts';
import { nearest, type Problem, type Span } from '../../text/index.ts';
import { surroundings } from '../explain.ts';
import type { Rule, RuleContext } from './rule.ts';

export const interpolation: Rule = {
  name: 'interpolation',
  codes: ['HS201'],
  docs:
    'An interpolation leads nowhere in every composition that its file takes part in: the key does not exist, or the ' +
    'chain comes back to itself. Hydra composes such a config; the run fails when it reads the value. Values that only ' +
    'the run can know (custom resolvers, environment variables, `???`) are not reported.',
  check: (context) => {
    const found = new Map<string, { readonly problem: Problem; failed: number }>();
    const seen = new Map<string, number>();
    for (const usage of context.usages) visit(context, usage, usage.composition.root, [], found, seen);
    return [...found].filter(([place, { failed }]) => seen.get(place) === failed).map(([, { problem }]) => problem);
  },
};

function visit(
  context: RuleContext,
  usage: Usage,
  node: ConfigNode,
  path: KeyPath,
  found: Map<string, { readonly problem: Problem; failed: number }>,
  seen: Map<string, number>,
): void {
  for (const [name, child] of node.children) visit(context, usage, child, [...path, name], found, seen);
  if (node.leaf?.t !== 'interp') return;
  const { origin, value } = winner(node);
  if (origin.kind !== 'file') return;
  const span: Span = { uri: origin.file.uri, ...value.range };
  const place = `${span.uri} ${span.start}`;
  seen.set(place, (seen.get(place) ?? 0) + 1);
  const { root } = usage.composition;
  const resolved = resolveNode(root, path, surroundings(context.snapshot, usage.composition));
  if (resolved.kind !== 'failed') return;
  const before = found.get(place);
  if (before !== undefined) before.failed++;
  else found.set(place, { problem: problemOf(root, span, resolved.message, resolved.missing), failed: 1 });
}

function problemOf(root: ConfigNode, span: Span, message: string, missing: KeyPath | undefined): Problem {
  const [first = message] = message.split('\n', 1);
  if (missing === undefined) return { code: 'HS201', severity: 'warning', span, message: first };
  const name = missing.join('.');
  const keys: string[] = [];
  collectKeys(root, [], keys);
  const near = nearest(name, keys);
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  return { code: 'HS201', severity: 'warning', span, message: `'${name}' is not defined${hint}` };
}

function collectKeys(node: ConfigNode, path: KeyPath, into: string[]): void {
  for (const [name, child] of node.children) {
    into.push([...path, name].join('.'));
    collectKeys(child, [...path, name], into);
  }
}
