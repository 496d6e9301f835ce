import { nodeAt, type Write, winner } from '../../compose/index.ts';
import { fileLabel, type Registry, type Snapshot, type Usage } from '../../project/index.ts';
import { nearest, type Problem, type Related } from '../../text/index.ts';
import { rename } from '../actions/fixes.ts';
import { register } from '../actions/register.ts';
import { placeOfWrite } from '../explain.ts';
import type { Rule } from './rule.ts';

export const registry: Rule = {
  name: 'unregistered-model',
  codes: ['HS401'],
  docs:
    'The value of a registry key (`type`, unless `hydrascope.yaml` says otherwise) is no name of the registry, so the ' +
    'run ends before it trains. Choose a registered name, or register the new one in the Python file.',
  example: `
-- hydrascope.yaml --
registries:
  - symbol: MODELS
-- models.py --
MODELS = {"gpt": "models:Gpt"}

class Gpt: ...
-- configs/app.yaml --
defaults: [_self_]
type: gtp
#     ^^^ error HS401 'gtp' is not registered in MODELS (models.py); did you mean 'gpt'?
-- configs/gpt.yaml --
defaults: [_self_]
type: gpt
`,
  ofUsage: ({ snapshot, project }, usage) =>
    project.registries.flatMap((each) => checkUsage(snapshot, each, usage) ?? []),
};

function checkUsage(snapshot: Snapshot, each: Registry, { composition }: Usage): Problem | undefined {
  if (each.entries.size === 0) return undefined;
  const { root } = composition;
  const node = nodeAt(root, each.key.split('.'));
  if (node?.leaf?.t !== 'str' || each.entries.has(node.leaf.v)) return undefined;
  const instead = each.unless === undefined ? undefined : nodeAt(root, each.unless.split('.'));
  if (instead !== undefined && instead.leaf?.t !== 'null') return undefined;
  const span = placeOfWrite(winner(node), 'value');
  if (span === undefined) return undefined;
  const near = nearest(node.leaf.v, each.entries.keys());
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  const home = each.home === undefined ? '' : ` (${fileLabel(each.home)})`;
  const entry = near === undefined ? undefined : each.entries.get(near);
  const related: Related[] =
    entry === undefined
      ? []
      : [{ span: { uri: entry.uri, ...entry.nameRange }, message: `'${near}' is registered here` }];
  const text = span.uri.startsWith('file:') ? winnerText(winner(node)) : undefined;
  const renamed = near !== undefined && text !== undefined ? [rename(span, text, near)] : [];
  const registered = text === undefined ? undefined : register(snapshot, each, node.leaf.v);
  return {
    code: 'HS401',
    severity: 'error',
    span,
    message: `'${node.leaf.v}' is not registered in ${each.symbol}${home}${hint}`,
    related,
    fixes: registered === undefined ? renamed : [...renamed, registered],
  };
}

function winnerText({ origin }: Write): string | undefined {
  return origin.kind === 'file' ? origin.file.text : undefined;
}
