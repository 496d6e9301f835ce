import { type ExplainedKey, type ExplainResult, explainResult, type FilePlace, type KeyWrite } from '../api/index.ts';
import { printable } from '../text/index.ts';
import { CONFIG_OPTIONS, oneOf, openAsked, parseFlags } from './configFlags.ts';
import { tellRefusals } from './refusal.ts';
import { type Streams, UsageError } from './streams.ts';
import { jsonText } from './writers/json.ts';

const OPTIONS = { ...CONFIG_OPTIONS, format: { type: 'string', default: 'text' } } as const;

/** `hydrascope explain KEY`: who decided a key's value, over whom and why. Returns the exit status. */
export function explainCommand(args: readonly string[], streams: Streams): number {
  const { values, positionals } = parseFlags(args, OPTIONS);
  const format = oneOf('format', ['text', 'json'], values.format);
  // What is no override is a key.
  const isOverride = (text: string) => text.includes('=') || text.startsWith('~');
  const keys = positionals.filter((each) => !isOverride(each));
  if (keys.length === 0) throw new UsageError('explain wants a key: hydrascope explain KEY');
  const opened = openAsked(values, positionals.filter(isOverride), { wantsName: true });
  const result = explainResult(opened, keys);
  tellRefusals(opened.snapshot, opened.composition.problems, streams);
  for (const { key, suggestion } of result.missing) {
    const near = suggestion === undefined ? '' : `; did you mean '${suggestion}'?`;
    streams.err(printable(`hydrascope: there is no key '${key}' in ${result.configName ?? 'the composition'}${near}`));
    streams.err('\n');
  }
  streams.out(format === 'json' ? jsonText(result) : textOf(result));
  return result.ok ? 0 : 1;
}

function textOf({ keys }: ExplainResult): string {
  const blocks = keys.map((key) => linesOf(key).map(printable).join('\n'));
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
}

function linesOf({ key, type, value, written, unresolved, writes }: ExplainedKey): readonly string[] {
  return [
    `${key}: ${type} = ${inline(value)}`,
    ...(written === undefined ? [] : [`  written as ${written}`]),
    ...(unresolved === undefined ? [] : [`  no value yet: ${unresolved}`]),
    ...writes.flatMap((write, index) => writeLines(write, index, writes)),
  ];
}

function writeLines(write: KeyWrite, index: number, all: readonly KeyWrite[]): readonly string[] {
  const { value, text, place, wins, why, via, by } = write;
  const verb = index === 0 ? 'set by' : wins ? 'and by' : 'over';
  const shown = by === 'file' && place !== undefined ? placeText(place) : text;
  const isLast = index === all.length - 1;
  const came = via.map(({ config, chosenBy }, step) => (step === 0 ? config : `${config} (${chosenBy.text})`));
  return [
    `  ${verb} ${shown}: ${inline(value)}`,
    ...(isLast ? [] : [`    why: ${why}`]),
    ...(came.length > 1 ? [`    by way of: ${came.join(' > ')}`] : []),
  ];
}

function placeText({ file, line, column }: FilePlace): string {
  return `${file}:${line}:${column}`;
}

/** More of a value than this is left to `--format json`. */
const WIDEST = 120;

function inline(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}
