import { namesInPython, type Project, type Snapshot } from '../../project/index.ts';
import {
  type ConfigFile,
  nestedInterpolations,
  type Problem,
  parseInterpolation,
  type Range,
  type ResolverInterpolation,
  type ScalarValue,
  type ValueNode,
} from '../../text/index.ts';
import { insertion } from '../actions/fixes.ts';
import { commandDocuments } from '../commands/index.ts';
import { variableFilesOf, variablesOf } from '../variables.ts';
import type { Rule, RuleContext } from './rule.ts';

export const unsetVariables: Rule = {
  name: 'unset-variable',
  codes: ['HS210'],
  docs:
    'A config reads an environment variable without a default, and nothing that is known here sets it: neither `.env`, nor ' +
    '`env` and `envFile` in `launch.json` and `tasks.json`, nor the environment, nor a script or Python. A run without it ' +
    'stops when the value is read. Nothing is said in a project that keeps its variables in no file, nor of those that ' +
    'launchers set for their jobs. Set it, or give it a default: `${oc.env:NAME,null}`. No value is ever looked at.',
  example: `
-- .env --
DATA_DIR=/data
-- configs/app.yaml --
defaults: [_self_]
data: \${oc.env:DATA_DIR}
cache: \${oc.env:CACHE_DRI}
#      ^^^^^^^^^^^^^^^^^^^ info HS210 nothing sets 'CACHE_DRI': .env has no such variable, and neither has the environment
`,
  ofFile: ({ snapshot, project }: RuleContext, file) => {
    if (!file.text.includes('oc.env')) return [];
    const files = variableFilesOf(snapshot, project);
    return files.length === 0
      ? []
      : readsIn(file).flatMap(({ name, span, close }): Problem[] => {
          if (isSet(snapshot, project, name)) return [];
          const said = `${files.join(', ')} ${files.length === 1 ? 'has' : 'have'} no such variable`;
          const fix = { title: `Give '${name}' the default null`, edits: [insertion(file.uri, close, ',null')] };
          const message = `nothing sets '${name}': ${said}, and neither has the environment`;
          return [{ code: 'HS210', severity: 'info', span: { uri: file.uri, ...span }, message, fixes: [fix] }];
        });
  },
};

/** What launchers, shells and machines set where a run is started. */
const OF_RUNS =
  /^(?:SLURM|PBS|LSB|SGE|HYDRA|CUDA|NCCL|OMP|MPI|PMI|OMPI|KUBERNETES|SM|AWS|AZURE|GITHUB|CI|XDG|CONDA|VIRTUAL|LC|TORCH)(?:_\w+)?$|^(?:LOCAL_|GROUP_|NODE_)?(?:RANK|WORLD_SIZE)$|^MASTER_(?:ADDR|PORT)$|^(?:HOME|USER|LOGNAME|HOSTNAME|PATH|PWD|SHELL|TMPDIR|TEMP|TMP|LANG|TERM|USERNAME|USERPROFILE|COMPUTERNAME)$/;

function isSet(snapshot: Snapshot, project: Project, name: string): boolean {
  if (OF_RUNS.test(name) || snapshot.files.variables.includes(name)) return true;
  if (variablesOf(snapshot, project.folder).has(name) || writtenIn(snapshot, project).has(name)) return true;
  const python = namesInPython(snapshot, project);
  const isOfRootUtils = name === 'PROJECT_ROOT' && (python.has('rootutils') || python.has('pyrootutils'));
  return python.has(name) || isOfRootUtils;
}

/** The words of the scripts and documents that start programs of the project. */
function writtenIn(snapshot: Snapshot, project: Project): ReadonlySet<string> {
  const { folder } = project;
  return snapshot.derive(`variables written in ${folder}`, (at) => {
    const own = at.projects().find((each) => each.folder === folder);
    const uris = own === undefined ? [] : commandDocuments(at, own);
    return new Set(uris.flatMap((uri) => at.files.file(uri)?.text.match(/\b[A-Za-z_]\w*(?=[=:])/g) ?? []));
  });
}

interface EnvironmentRead {
  readonly name: string;
  readonly span: Range;
  /** Where the closing brace stands. */
  readonly close: number;
}

/** The variables that a file reads without a default, where the text tells their places. */
function readsIn(file: ConfigFile): readonly EnvironmentRead[] {
  const found: EnvironmentRead[] = [];
  const visit = (node: ValueNode | undefined): void => {
    if (node?.kind === 'map') for (const { value } of node.entries.values()) visit(value);
    else if (node?.kind === 'list') node.items.forEach(visit);
    else if (node?.kind === 'scalar') found.push(...readsOf(file, node));
  };
  visit(file.body);
  return found;
}

function readsOf(file: ConfigFile, { leaf, range }: ScalarValue): readonly EnvironmentRead[] {
  if (leaf.t !== 'interp' || !leaf.v.includes('oc.env')) return [];
  const shift = file.text.slice(range.start, range.end).indexOf(leaf.v);
  if (shift === -1) return [];
  const start = range.start + shift;
  return nestedInterpolations(parseInterpolation(leaf.v, '1.3').interpolation.parts).flatMap((part) => {
    const name = part.kind === 'resolver' ? variableOf(part) : undefined;
    if (name === undefined) return [];
    const end = start + part.range.end;
    return [{ name, span: { start: start + part.range.start, end }, close: end - 1 }];
  });
}

function variableOf({ name, args }: ResolverInterpolation): string | undefined {
  const [only, ...others] = args;
  if (name.text !== 'oc.env' || only === undefined || others.length > 0) return undefined;
  const { element } = only;
  return element.kind === 'scalar' && element.value.t === 'str' ? element.value.v : undefined;
}
