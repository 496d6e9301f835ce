import { type GraphEntry, type GraphResult, graphResult } from '../api/index.ts';
import { printable } from '../text/index.ts';
import { CONFIG_OPTIONS, oneOf, openAsked, parseFlags } from './configFlags.ts';
import { tellRefusals } from './refusal.ts';
import type { Streams } from './streams.ts';
import { dotGraph, mermaidGraph } from './writers/graphs.ts';
import { jsonText } from './writers/json.ts';

const OPTIONS = {
  ...CONFIG_OPTIONS,
  format: { type: 'string', default: 'text' },
  hydra: { type: 'boolean', default: false },
} as const;

const WRITERS = { text: textOf, json: jsonText, dot: dotGraph, mermaid: mermaidGraph } as const;
const FORMATS = Object.keys(WRITERS) as (keyof typeof WRITERS)[];

/** `hydrascope graph`: what a composition is made of, and who chose each part of it. Returns the exit status. */
export function graphCommand(args: readonly string[], streams: Streams): number {
  const { values, positionals } = parseFlags(args, OPTIONS);
  const format = oneOf('format', FORMATS, values.format);
  const opened = openAsked(values, positionals, { wantsName: true });
  const result = graphResult(opened, values.hydra);
  tellRefusals(opened.snapshot, opened.composition.problems, streams);
  streams.out(WRITERS[format](result));
  return result.ok ? 0 : 1;
}

function textOf({ entries }: GraphResult): string {
  const lines = entries.flatMap((entry) => linesOf(entry, ''));
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function linesOf(entry: GraphEntry, indent: string): readonly string[] {
  return [`${indent}${lineOf(entry)}`, ...entry.entries.flatMap((each) => linesOf(each, `${indent}  `))];
}

/** `model: gpt @ net  <- config.yaml:3, over vit config.yaml:2`. */
function lineOf({ kind, label, package: packageText, chosenBy, replaced, state, reason, order }: GraphEntry): string {
  const at = kind === 'self' || packageText === '' ? '' : ` @ ${packageText}`;
  const over = replaced === undefined ? '' : `, over ${replaced.option} ${replaced.chosenBy.text}`;
  const by = kind === 'self' || chosenBy.by === 'request' ? '' : `  <- ${chosenBy.text}${over}`;
  const number = order === undefined ? '' : `${order}. `;
  const note = state === undefined ? '' : `  (${state}${reason === undefined ? '' : `: ${reason}`})`;
  return `${number}${label}${at}${by}${note}`;
}
