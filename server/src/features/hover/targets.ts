import { type Snapshot, shortName } from '../../project/index.ts';
import type {
  Expression,
  PythonClass,
  PythonFunction,
  PythonModule,
  Resolved,
  SignatureParameter,
} from '../../python/index.ts';
import { toLspRange } from '../convert.ts';
import type { Target } from '../locate.ts';
import { code, escapeMarkdown } from '../markdown.ts';
import { type Callable, declarationOf, shortTarget } from '../targets/target.ts';

type TargetPlace = Extract<Target, { kind: 'targetPath' | 'targetArgument' }>;

/** What Python says of a name of a `_target_`, or of the argument that a key is; `undefined` where it is not known. */
export function targetContents(snapshot: Snapshot, target: TargetPlace): string | undefined {
  if (target.kind === 'targetPath') return callableContents(snapshot, target.callable);
  const { callable, parameter } = target;
  const parts = [
    `${code(parameterText(parameter))}, an argument of ${code(shortTarget(callable.dotted))}`,
    parameterDocumentation(callable, parameter),
    placeLink(snapshot, parameter.module, parameter.nameRange),
  ];
  return parts.flatMap((part) => (part === undefined ? [] : [part])).join('\n\n');
}

function callableContents(snapshot: Snapshot, callable: Callable): string | undefined {
  const { found } = callable;
  const declared = declarationOf(found);
  if (declared === undefined) return found.kind === 'module' ? `package ${code(callable.dotted)}` : undefined;
  const summary = summaryOf(found);
  const parts = [
    `${kindOf(found)} ${code(callable.dotted)}`,
    callable.signature === undefined ? undefined : signatureBlock(callable),
    summary === undefined ? undefined : escapeMarkdown(summary),
    placeLink(snapshot, declared.module, declared.range),
  ];
  return parts.flatMap((part) => (part === undefined ? [] : [part])).join('\n\n');
}

function kindOf(found: Resolved): string {
  if (found.kind === 'function' && found.item.qualifiedName.includes('.')) return 'method';
  return found.kind === 'constant' ? 'variable' : found.kind;
}

/** The first paragraph of the docstring. */
export function summaryOf(found: Resolved): string | undefined {
  const text =
    found.kind === 'class' || found.kind === 'function'
      ? found.item.docstring
      : found.kind === 'module'
        ? found.module?.docstring
        : undefined;
  return text?.split(/\n\s*\n/, 1)[0]?.trim() || undefined;
}

const MARKS: Partial<Record<SignatureParameter['kind'], string>> = { varPositional: '*', varKeyword: '**' };

function signatureBlock({ dotted, signature, found }: Callable): string {
  const lines: string[] = [];
  let isKeywordOnly = false;
  const parameters = signature?.parameters ?? [];
  for (const [index, each] of parameters.entries()) {
    if (each.kind === 'keywordOnly' && !isKeywordOnly && parameters[index - 1]?.kind !== 'varPositional')
      lines.push('*');
    isKeywordOnly ||= each.kind === 'keywordOnly';
    lines.push(parameterText(each));
    if (each.kind === 'positionalOnly' && parameters[index + 1]?.kind !== 'positionalOnly') lines.push('/');
  }
  if (signature?.isIncomplete === true) lines.push('...');
  const inside = lines.length === 0 ? '' : `\n${lines.map((line) => `    ${line},`).join('\n')}\n`;
  const returns = found.kind === 'function' ? textAt(found.module, found.item.returns) : undefined;
  const name = `${found.kind === 'function' ? 'def ' : 'class '}${shortTarget(dotted)}`;
  // A fence within the text would end the block.
  const text = `${name}(${inside})${returns === undefined ? '' : ` -> ${returns}`}`.replaceAll('```', "'''");
  return `\`\`\`python\n${text}\n\`\`\``;
}

/** `hidden: int = 64`, as it is written, on one line. */
export function parameterText({ name, kind, annotation, default: fallback, module }: SignatureParameter): string {
  const type = textAt(module, annotation);
  const value = textAt(module, fallback);
  const typed = `${MARKS[kind] ?? ''}${name}${type === undefined ? '' : `: ${type}`}`;
  return value === undefined ? typed : type === undefined ? `${typed}=${value}` : `${typed} = ${value}`;
}

const TEXT_BUDGET = 120;

/** An expression as it is written, on one line. */
export function textAt(module: PythonModule, expression: Expression | undefined): string | undefined {
  if (expression === undefined || expression.range.end <= expression.range.start) return undefined;
  const text = module.text.slice(expression.range.start, expression.range.end).replace(/\s+/g, ' ');
  return text.length > TEXT_BUDGET ? `${text.slice(0, TEXT_BUDGET - 1)}…` : text;
}

/** What the class, its constructor or the field itself says of a parameter. */
export function parameterDocumentation(
  { found, signature }: Callable,
  parameter: SignatureParameter,
): string | undefined {
  if (parameter.documentation !== undefined) return escapeMarkdown(parameter.documentation);
  const item: PythonClass | PythonFunction | undefined =
    found.kind === 'class' || found.kind === 'function' ? found.item : undefined;
  for (const docstring of [signature?.definition?.item.docstring, item?.docstring]) {
    const text = docstring === undefined ? undefined : described(docstring, parameter.name);
    if (text !== undefined) return escapeMarkdown(text);
  }
  return undefined;
}

/** The words on a parameter in the styles of Google, NumPy and Sphinx. */
function described(docstring: string, name: string): string | undefined {
  const lines = docstring.split('\n');
  for (const [index, line] of lines.entries()) {
    const sphinx = new RegExp(`^\\s*:param (?:[^:]* )?${name}:\\s*(.*)$`).exec(line);
    const google = new RegExp(`^\\s+\\*{0,2}${name}\\s*(?:\\([^)]*\\))?:\\s+(.*)$`).exec(line);
    const numpy = new RegExp(`^\\s*${name}\\s*(?::.*)?$`).exec(line);
    const first = (sphinx ?? google)?.[1];
    if (first === undefined && numpy === null) continue;
    const indent = line.length - line.trimStart().length;
    const rest: string[] = [];
    for (const next of lines.slice(index + 1)) {
      if (next.trim() === '' || next.length - next.trimStart().length <= indent) break;
      rest.push(next.trim());
    }
    const text = [first ?? '', ...rest].join(' ').trim();
    if (text !== '') return text;
  }
  return undefined;
}

function placeLink(snapshot: Snapshot, module: PythonModule, range: { start: number; end: number }): string {
  const text = snapshot.files.file(module.uri)?.text ?? '';
  const line = toLspRange(text, range).start.line + 1;
  return `[${escapeMarkdown(shortName(snapshot, module.uri))}:${line}](${module.uri}#L${line})`;
}
