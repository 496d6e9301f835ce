import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { compositionOf } from '../../server/src/cli/batch.ts';
import { typedNode } from '../../server/src/cli/typed.ts';
import { type ConfigNode, isHydraUri, type Write } from '../../server/src/compose/index.ts';
import {
  type HydraVersion,
  keyName,
  overrideValueToPlain,
  type Plain,
  parseOverride,
  parseYaml,
  type Range,
  toPlain,
  type ValueNode,
} from '../../server/src/text/index.ts';
import type { Question } from '../support/ask.ts';

const AREAS = ['trainer', 'defaults', 'apply', 'merge', 'resolve', 'yaml', 'hydra_node'];

function questionsOf(area: string): Question[] {
  const file = fileURLToPath(new URL(`requests/${area}.jsonl`, import.meta.url));
  const lines = readFileSync(file, 'utf8').split('\n');
  const questions = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Question);
  return questions.filter(({ op = 'compose', python }) => op === 'compose' && python === undefined);
}

/** Every write of a config, the node's own first. */
function* writesOf(node: ConfigNode): Iterable<Write> {
  yield* node.writes;
  for (const child of node.children.values()) yield* writesOf(child);
}

/** What the text at a write's place can mean, read on its own; `undefined` where nothing is written. */
function readingsAt({ origin, value }: Write, version: HydraVersion): readonly (Plain | undefined)[] | undefined {
  const { start, end } = value.range;
  if (start === end || origin.kind === 'builtin') return undefined;
  if (origin.kind === 'override') {
    // What a function makes has the place of its call.
    if (/^\w+\(/.test(origin.text.slice(start, end))) return undefined;
    const { override } = parseOverride(`k=${origin.text.slice(start, end)}`, version);
    return [override?.value && overrideValueToPlain(override.value)];
  }
  if (isHydraUri(origin.file.uri)) return undefined;
  const { text } = origin.file;
  const read = (source: string) => {
    const { root, later } = parseYaml('', source);
    return version === '1.4' ? (later?.root ?? root) : root;
  };
  // A tag before it is a part of the value, and so is the end of a block scalar's last line.
  const tag = /(?:^|[\s[{,])(!\S*[ \t]+)$/.exec(text.slice(0, start))?.[1] ?? '';
  const slice = tag + text.slice(start, end) + (text[end] === '\n' ? '\n' : '');
  // In its own column, as an item of a list: a document that is one scalar means something else to OmegaConf.
  const column = start - tag.length - (text.lastIndexOf('\n', start - 1) + 1);
  const lines = `${' '.repeat(column)}${slice}`.split('\n').map((line) => ` ${line}`);
  const list = read(`-\n${lines.join('\n')}`);
  const document = read(slice);
  const item = list?.kind === 'list' ? list.items[0] : undefined;
  const anchored = /\*\w/.test(slice) ? valueAt(read(text), value.range) : undefined;
  return [item, document, anchored].map((each) => each && toPlain(each));
}

/** What an alias stands for is known in the whole text only. */
function valueAt(node: ValueNode | undefined, range: Range): ValueNode | undefined {
  if (node === undefined || (node.range.start === range.start && node.range.end === range.end)) return node;
  const below =
    node.kind === 'list' ? node.items : node.kind === 'map' ? [...node.entries.values()].map(({ value }) => value) : [];
  for (const each of below) {
    const found = valueAt(each, range);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A package's wrapping is not written as keys: the innermost mapping is what the text says. */
function written(value: ValueNode): ValueNode {
  let inner = value;
  for (;;) {
    const [only, ...more] = inner.kind === 'map' ? [...inner.entries.values()] : [];
    const { start, end } = inner.range;
    if (only === undefined || more.length > 0 || only.value.range.start !== start || only.value.range.end !== end)
      return inner;
    inner = only.value;
  }
}

function shown(plain: Plain): string {
  return JSON.stringify(typedNode(plain));
}

function withoutDefaults(plain: Plain): Plain {
  return plain.t === 'dict' ? { t: 'dict', v: plain.v.filter(([key]) => keyName(key) !== 'defaults') } : plain;
}

it.each(['1.3', '1.4'] as const)('every write of every case points at the text that says so, Hydra %s', (version) => {
  let checked = 0;
  let unwritten = 0;
  const wrong: unknown[] = [];
  for (const area of AREAS) {
    for (const question of questionsOf(area)) {
      const env = Object.entries(question.env ?? {}).filter((each): each is [string, string] => each[1] !== null);
      const composition = compositionOf(question, { version, environment: new Map(env) });
      for (const write of writesOf(composition.root)) {
        const readings = readingsAt(write, version);
        // What a config brings a second time is, by an accident of Hydra's, what became of it meanwhile.
        const { origin } = write;
        const isTwice =
          origin.kind === 'file' && composition.defaultsList.filter(({ file }) => file === origin.file).length > 1;
        if (readings === undefined || isTwice) {
          unwritten++;
          continue;
        }
        checked++;
        const meant = shown(toPlain(written(write.value)));
        if (readings.some((each) => each && (shown(each) === meant || shown(withoutDefaults(each)) === meant)))
          continue;
        const said = readings.map((each) => (each ? shown(each) : ''));
        const full = origin.kind === 'file' ? origin.file.text : origin.kind === 'override' ? origin.text : '';
        wrong.push({
          id: question.id,
          said,
          meant,
          at: full.slice(write.value.range.start, write.value.range.end),
          full,
        });
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(checked).toBeGreaterThan(5000);
  expect(unwritten).toBeLessThan(checked / 10);
});
