import type { Snapshot } from '../../project/index.ts';
import { BUDGETS, type Edit, type Fix, joinUri, type Problem, type Severity, type Uri } from '../../text/index.ts';
import {
  type CommandRun,
  type Fault,
  faultsOf,
  placeIn,
  runsIn,
  unreadRunIn,
  type WrittenWord,
} from '../commands/index.ts';
import type { Rule, RuleContext } from './rule.ts';

export const commands: Rule = {
  name: 'commands',
  codes: ['HS511', 'HS512', 'HS513', 'HS514'],
  shared: ['HS105'],
  docs:
    'A command that starts an app of the project, in `launch.json`, `tasks.json`, a shell script, a Makefile, a GitHub ' +
    'workflow or a code block of Markdown, has an override that Hydra cannot read (HS511), one that does not fit the config ' +
    'that the command composes (HS512: a key that is not there, a `+` too many or too few, an option that the group does ' +
    'not have, a text where a group was meant), a sweep without `--multirun` (HS513), or one that the shell changes ' +
    'before Hydra sees it (HS514: braces and brackets without quotes, an interpolation that the shell reads itself). What ' +
    'holds a variable of the shell is left alone, and so is what follows from it; documentation is warned of. Of an input of ' +
    'VS Code that is picked from a list each option is looked at.',
  example: `
-- train.py --
import hydra
@hydra.main(version_base=None, config_path="configs", config_name="train")
def main(cfg): ...
-- configs/train.yaml --
lr: 0.1
steps: 10
-- scripts/train.sh --
python train.py lrr=0.2 steps=20
#               ^^^ error HS512 'lrr' is not a key of 'train'; did you mean 'lr'?
`,
  ofDocument: (context, uri) => [...problemsOfCommands(context, uri), ...tooMany(context, uri)],
};

/** The rest of a document that has more commands than are composed. */
function tooMany({ snapshot }: RuleContext, uri: Uri): Problem[] {
  const [word] = unreadRunIn(snapshot, uri)?.command.words ?? [];
  if (word === undefined) return [];
  const message = `The document has more than ${BUDGETS.commands} commands: this one and the others are not looked at`;
  return [{ code: 'HS105', severity: 'warning', span: { uri, ...word.range }, message }];
}

function problemsOfCommands({ snapshot }: RuleContext, uri: Uri): Problem[] {
  // What is wrong whatever is picked for an input is told once.
  const places = new Set<string>();
  return runsIn(snapshot, uri).flatMap((run) =>
    [...problemsOf(snapshot, uri, run)].filter(({ code, span }) => {
      const place = `${code} ${span.start} ${span.end}`;
      const isKnown = run.command.pick !== undefined && places.has(place);
      places.add(place);
      return !isKnown;
    }),
  );
}

function* problemsOf(snapshot: Snapshot, uri: Uri, run: CommandRun): Iterable<Problem> {
  const { command, overrides } = run;
  const severity: Severity = command.kind === 'documentation' ? 'warning' : 'error';
  if (command.kind === 'documentation' && overrides.some(isPlaceholder)) return;
  const apart = spacedOut(uri, overrides, severity);
  if (apart !== undefined) {
    yield apart;
    return;
  }
  // A path is no override: it is something else that reads this.
  if (command.kind === 'script' && overrides.some(({ text }) => /^[^=~]*[./][^=]*$/.test(text))) return;
  const hazards = [...overrides, ...run.open].flatMap((word) => hazardsOf(uri, word));
  yield* hazards;
  // What the shell hands on instead is not what is written.
  const isBroken = overrides.some(({ hazards }) => hazards.length > 0);
  const { key, isMultirun, project } = run;
  for (const fault of faultsOf(snapshot, project, { key, isMultirun, isVague: isBroken || isVague(snapshot, run) })) {
    if (command.kind === 'documentation' && fault.isFarOff === true) continue;
    const told = problemOf(uri, run, fault, fault.isWarning === true ? 'warning' : severity);
    if (told !== undefined && !hazards.some(({ span }) => overlaps(span, told.span))) yield told;
  }
}

/** `lr = 1` is three words to the shell. */
function spacedOut(uri: Uri, overrides: readonly WrittenWord[], severity: Severity): Problem | undefined {
  const index = overrides.findIndex(({ text }) => text === '=');
  const [key, sign, value] = overrides.slice(Math.max(0, index - 1), index + 2);
  if (index < 1 || key === undefined || sign === undefined || value === undefined || /[=]/.test(key.text))
    return undefined;
  const span = { uri, start: key.range.start, end: value.range.end };
  const edits = [
    { span: { uri, start: sign.range.end, end: value.range.start }, text: '' },
    { span: { uri, start: key.range.end, end: sign.range.start }, text: '' },
  ];
  const message = `an override has no blanks around its '=': these are three words`;
  return {
    code: 'HS511',
    severity,
    span,
    message,
    fixes: [{ title: 'Take the blanks away', edits, isPreferred: true }],
  };
}

function overlaps(left: { start: number; end: number }, right: { start: number; end: number }): boolean {
  return left.start < right.end && right.start < left.end;
}

/** What a reader is to put something in for: `<name>`, `...`, `NAME`. */
function isPlaceholder({ text }: WrittenWord): boolean {
  const value = text.slice(text.indexOf('=') + 1);
  return /[<>…]|\.\.\./.test(text) || !/[=~]/.test(text) || /^[A-Z][A-Z_]*$/.test(value);
}

/** Whether another override, known to the run alone, may choose other configs or add keys. */
function isVague(snapshot: Snapshot, { open, root }: CommandRun): boolean {
  return !open.every(({ text, openAt = 0 }) => {
    const name = /^([A-Za-z_][\w.]*)=/.exec(text.slice(0, openAt))?.[1];
    return name !== undefined && snapshot.files.folder(joinUri(root, name)) === undefined;
  });
}

function problemOf(uri: Uri, run: CommandRun, fault: Fault, severity: Severity): Problem | undefined {
  const { code, index, mends } = fault;
  const word =
    index === undefined ? run.head : index === 'name' ? (run.name?.word ?? run.config) : run.overrides[index];
  if (word === undefined) return undefined;
  const from = index === 'name' ? (run.name?.from ?? 0) : 0;
  const whole = { start: from, end: word.text.length };
  const { start, end } = fault.range;
  const range = index === undefined ? whole : start === end ? whole : { start: start + from, end: end + from };
  const fixes = mends.flatMap((mend) => {
    const at = { start: mend.range.start + from, end: mend.range.end + from };
    return fixOf(uri, word, { ...mend, range: at }) ?? [];
  });
  const { pick } = run.command;
  const message = pick === undefined || word.isPieced ? fault.message : `${fault.message}, where '${pick}' is picked`;
  return { code, severity, message, span: { uri, ...placeIn(word, range) }, ...(fixes.length > 0 && { fixes }) };
}

type Mended = Fault['mends'][number];

/** What needs no quotes in any file that commands are kept in. */
const PLAIN = /^[\w.@/+,=-]*$/;

function fixOf(uri: Uri, word: WrittenWord, { title, range, text, isPreferred }: Mended): Fix | undefined {
  const isQuoted = word.quote !== undefined || word.range.start < (word.offsets[0] ?? 0);
  if (!PLAIN.test(text) && !(isQuoted || /^\[[\w.,-]*\]$/.test(text))) return undefined;
  const edits: Edit[] = [{ span: { uri, ...placeIn(word, range) }, text }];
  return { title, edits, ...(isPreferred && { isPreferred }) };
}

function hazardsOf(uri: Uri, { hazards, text, range, quote, openAt, isInQuotes }: WrittenWord): Problem[] {
  const [hazard] = hazards;
  if (hazard === undefined || !/^[+~]{0,2}[A-Za-z_][\w./@-]*=/.test(text)) return [];
  const message = {
    braces: 'without quotes Bash makes several words of these braces',
    parenthesis: 'without quotes the shell stops at the parenthesis',
    interpolation: 'the shell reads this itself, and Hydra does not see it; single quotes protect it',
  }[hazard.kind];
  const isOpen = openAt !== undefined && hazard.kind !== 'interpolation';
  const canQuote = quote === undefined && isInQuotes !== true && !isOpen && !text.includes("'");
  const edits = [{ span: { uri, ...range }, text: `'${text}'` }];
  const fixes = canQuote ? [{ title: 'Put it in single quotes', edits, isPreferred: true }] : [];
  const severity = hazard.kind === 'braces' ? 'warning' : 'error';
  return [{ code: 'HS514', severity, message, span: { uri, ...hazard.range }, ...(fixes.length > 0 && { fixes }) }];
}
