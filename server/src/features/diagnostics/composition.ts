import { groupOptions, type Snapshot, type Usage } from '../../project/index.ts';
import {
  joinUri,
  type MapEntry,
  nameOfUri,
  nearest,
  type Problem,
  parentUri,
  type Uri,
  type ValueNode,
} from '../../text/index.ts';
import { defaultsFixes } from './defaultsFixes.ts';
import { mergeFixes } from './mergeFixes.ts';
import { misnamedOptional } from './optionalGroup.ts';
import { withReason } from './override.ts';
import type { JudgedUsage, Rule } from './rule.ts';
import { renameYml } from './ymlFiles.ts';

export const composition: Rule = {
  name: 'composition',
  codes: ['HS110', 'HS111', 'HS112', 'HS113', 'HS114', 'HS115', 'HS116', 'HS117', 'HS118', 'HS119'],
  docs:
    'Hydra refuses the composition: a malformed defaults list or package header (HS110), a config that is not found ' +
    '(HS111; of an `optional` one only where a group of nearly the same name is there), an override without a target (HS112), an option left as `???` (HS113), a group chosen twice (HS114), a ' +
    'mapping merged with a list (HS115), defaults lists that go round in a circle (HS116), a value that does not fit ' +
    "its typed config (HS117), or one of Hydra's own settings that cannot be (HS118: the search path, aliases). " +
    'HS119 is a notice: ' +
    'the config comes with a plugin of Hydra, which the run needs to have installed: no text can mend that. Nor can one ' +
    'say what an alias of the command line was to mean (HS118), or which number was meant by a word (HS117): there the ' +
    'entry can be taken away.',
  example: `
-- configs/app.yaml --
defaults:
  - model: gtp
#          ^^^ error HS111 In 'app': Could not find 'model/gtp'; did you mean 'gpt'?
  - _self_
-- configs/model/gpt.yaml --
dim: 1
`,
  ofFile: (context, file) => misnamedOptional(context, file),
  ofUsage: ({ snapshot }, usage) =>
    compositionProblems(snapshot, usage)
      .filter((problem) => codes.has(problem.code))
      .map((problem) => ofTriedOption(snapshot, usage, problem)),
};

const codes = new Set<Problem['code']>(composition.codes);

/**
 * What Hydra says of a composition, with the config that was probably meant where one is not found. What is not found
 * takes its defaults list with it: an override in vain is not to blame.
 */
export function compositionProblems(snapshot: Snapshot, usage: Usage): readonly Problem[] {
  const { problems } = usage.composition;
  const isLacking = problems.some(({ code, refusal }) => code === 'HS111' && refusal !== undefined);
  return problems
    .filter(({ code, message }) => !isLacking || code !== 'HS112' || !message.includes('No match in the defaults list'))
    .map((problem) => mended(snapshot, usage, problem));
}

/**
 * `pool: ${db}_big` finds its config for the option of `db` that is chosen: then the config is right, and that a run with
 * another option would be refused is to be known of that option, not an error of the entry.
 */
function ofTriedOption(snapshot: Snapshot, { key, composition, judges }: JudgedUsage, problem: Problem): Problem {
  const { code, span, message } = problem;
  const text = snapshot.files.file(span.uri)?.text.slice(span.start, span.end) ?? '';
  if (code !== 'HS111' || key.isTrial !== true || judges(span.uri) || !text.includes('${')) return problem;
  const tried = composition.defaultsList.find(({ chosenBy }) => chosenBy.kind === 'override')?.file;
  const [choice = ''] = key.overrides;
  if (tried === undefined) return problem;
  const first = tried.body?.kind === 'map' ? [...tried.body.entries.values()][0] : undefined;
  const { keyRange } = first ?? { keyRange: { start: 0, end: tried.text.length } };
  return {
    code,
    severity: 'info',
    span: { uri: tried.uri, ...keyRange },
    message: `A run with '${choice.replace(/^\+/, '')}' is refused: ${message}`,
    related: [{ span, message: `'${text}' names the config` }],
  };
}

/** With what was probably meant, and the ways to write it. */
function mended(snapshot: Snapshot, usage: Usage, problem: Problem): Problem {
  const merged = mergeFixes(snapshot, usage, problem);
  if (problem.code === 'HS115') return { ...byIndex(snapshot, problem), ...(merged.length > 0 && { fixes: merged }) };
  if (merged.length > 0) return { ...withReason(usage, problem), fixes: merged };
  const near = problem.code === 'HS111' ? nearestConfig(snapshot, usage, problem) : undefined;
  const told =
    near === undefined
      ? withReason(usage, problem)
      : { ...problem, message: `${problem.message.replace(/\.$/, '')}; did you mean '${near}'?` };
  const yml = problem.code === 'HS111' ? ymlMeant(snapshot, usage, problem) : undefined;
  if (yml !== undefined) {
    const message = `${problem.message.replace(/\.$/, '')}: Hydra does not look for ${nameOfUri(yml)}`;
    return { ...problem, message, fixes: [renameYml(yml)] };
  }
  const fixes = problem.span.uri.startsWith('file:') ? defaultsFixes(snapshot, usage, problem, near) : [];
  return fixes.length === 0 ? told : { ...told, fixes };
}

/** `tables: { 0: … }` over a list: see https://github.com/facebookresearch/hydra/issues/403. */
function byIndex(snapshot: Snapshot, problem: Problem): Problem {
  const { span, message } = problem;
  const value = message === 'a mapping cannot be merged over a list' ? snapshot.config(span.uri)?.body : undefined;
  const isOfIndices = mapAt(value, span.start)?.every(({ key }) => key.t === 'int') === true;
  return isOfIndices
    ? { ...problem, message: `${message}, whose items no index changes: write the list as a whole` }
    : problem;
}

/** The entries of the mapping that begins at a place: the innermost, where several do. */
function mapAt(node: ValueNode | undefined, start: number): readonly MapEntry[] | undefined {
  if (node === undefined || node.kind === 'scalar') return undefined;
  const children = node.kind === 'list' ? node.items : [...node.entries.values()].map(({ value }) => value);
  for (const child of children) {
    const found = child.range.start <= start && start < child.range.end ? mapAt(child, start) : undefined;
    if (found !== undefined) return found;
  }
  return node.kind === 'map' && node.range.start === start ? [...node.entries.values()] : undefined;
}

/** The file that is meant, but for the end of its name. */
function ymlMeant({ files }: Snapshot, { key }: Usage, { message }: Problem): Uri | undefined {
  const path = /Could not (?:find|load) '([^']+)'/.exec(message)?.[1]?.replace(/\.yml$/, '');
  const uri = path === undefined ? undefined : joinUri(key.root, `${path}.yml`);
  if (uri === undefined) return undefined;
  const isThere = files.folder(parentUri(uri))?.some(({ name, isFolder }) => !isFolder && name === nameOfUri(uri));
  return isThere ? uri : undefined;
}

function nearestConfig(snapshot: Snapshot, { key }: Usage, { message }: Problem): string | undefined {
  const path = /Could not (?:find|load) '([^']+)'/.exec(message)?.[1];
  if (path === undefined) return undefined;
  const slash = path.lastIndexOf('/');
  const options = groupOptions(snapshot, key, path.slice(0, Math.max(slash, 0)));
  return nearest(path.slice(slash + 1), options);
}
